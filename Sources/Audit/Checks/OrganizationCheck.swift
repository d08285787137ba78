import Plan

/// Reconciliation: no batch holds organizations that no export has.
///
/// Where the plan maps no organizations, every object in their arrays is one too many; where it does, every one whose
/// id the export does not have. Cost: one pass over the organizations, or over the batches.
struct OrganizationCheck: Check {
  static let name = "no-unexpected-organization"
  let inputs: Set<Input> = [.organizations, .archive]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    facts.plan.organizations == nil ? unmapped(facts) : unexpected(facts)
  }

  private func unmapped(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    for index in facts.archive.batchOrder where facts.archive.batches[index].organizationCount > 0 {
      let batch = facts.archive.batches[index]
      let member = facts.archive.members[batch.member].name
      evidence.add(batch.organizationCount) {
        Finding(
          message: "\(member): \(counted(batch.organizationCount, "organization")) that no export has",
          archive: ArchivePlace(member: member, pointer: "/data/tickets/organizations"), expected: "0",
          found: String(batch.organizationCount))
      }
    }
    let total = facts.archive.batches.count
    return Measurement(
      examined: total, unit: "batches", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "batch", plural: "batches")) without organizations"
        : "\(counted(evidence.violations, "organization")) that no export has")
  }

  private func unexpected(_ facts: Facts) -> Measurement {
    let table = facts.archive.organizations
    var evidence = Evidence()
    for row in 0..<table.count where table.has(.id, row) && facts.organizations.expectedRow[row] < 0 {
      evidence.add {
        Finding(
          message: "organization \(table.id[row]) comes from nowhere: no usable row of "
            + "\(facts.files.organizations.name) has this id",
          key: "organization \(table.id[row])", archive: facts.place(of: row, .organizations))
      }
    }
    return Measurement(
      examined: table.count, expected: facts.expectedCount(.organizations), unit: "organizations",
      evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(table.count, "organization")), none from nowhere"
        : "\(grouped(evidence.violations)) of \(counted(table.count, "organization")) from nowhere")
  }
}

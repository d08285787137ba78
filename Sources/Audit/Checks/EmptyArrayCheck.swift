/// Row count of zero: no batch holds organizations, because no export has any.
///
/// Looks at the counts of the batches. Cost: none.
struct EmptyArrayCheck: Check {
  static let name = "empty-array"
  let inputs: Set<Input> = [.archive]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    for index in facts.archive.batchOrder where facts.archive.batches[index].organizations > 0 {
      let batch = facts.archive.batches[index]
      let member = facts.archive.members[batch.member].name
      evidence.add(batch.organizations) {
        Finding(
          message: "\(member): \(counted(batch.organizations, "organization")) that no export has",
          archive: ArchivePlace(member: member, pointer: "/data/tickets/organizations"), expected: "0",
          found: String(batch.organizations))
      }
    }
    let total = facts.archive.batches.count
    return Measurement(
      examined: total, unit: "batches", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "batch", plural: "batches")) without organizations"
        : "\(counted(evidence.violations, "organization")) that no export has")
  }
}

import Plan

/// Limit: no array of a batch holds more objects than the plan's `batch-size`.
struct LimitCheck: Check {
  static let name = "limit"
  let inputs: Set<Input> = [.archive]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    let limit = facts.plan.archive.batchSize
    var evidence = Evidence()
    var largest = 0
    for index in facts.archive.batchOrder {
      let batch = facts.archive.batches[index]
      let arrays = [
        ("data", batch.tickets.count), ("comments", batch.comments.count), ("users", batch.users.count),
        ("organizations", batch.organizationCount),
      ]
      for (array, count) in arrays {
        largest = max(largest, count)
        if count <= limit { continue }
        let member = facts.archive.members[batch.member].name
        evidence.add {
          Finding(
            message: "\(member): \(array) holds \(grouped(count)) objects, \(grouped(limit)) are allowed",
            archive: ArchivePlace(member: member, pointer: "/data/tickets/\(array)"),
            expected: "at most \(limit)", found: String(count))
        }
      }
    }
    let total = facts.archive.batches.count
    return Measurement(
      examined: total * 4, unit: "arrays", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "batch", plural: "batches")), at most \(counted(largest, "object")) in an array"
        : "\(counted(evidence.violations, "array")) over \(grouped(limit)), the largest with \(grouped(largest))"
    )
  }
}

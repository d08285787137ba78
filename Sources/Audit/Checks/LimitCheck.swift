import Plan

/// Limit: no array of a batch holds more objects than the plan's `batch-size`.
struct LimitCheck: Check {
  static let name = "limit"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.archive] }
  func subject(_ plan: Plan) -> Subject {
    Subject(new: "arrays of a batch", criteria: "at most \(counted(plan.archive.batchSize, "object"))")
  }

  func measure(_ facts: Facts) -> Measurement {
    let limit = facts.plan.archive.batchSize
    var evidence = Evidence()
    var largest = 0
    for index in facts.archive.batchOrder {
      let batch = facts.archive.batches[index]
      for (array, count) in zip(facts.plan.schema.map(\.array), batch.counts) {
        largest = max(largest, count)
        if count <= limit { continue }
        let member = facts.archive.members[batch.member].name
        evidence.add {
          Finding(
            message:
              "\(member): \(array) has \(counted(count, "object")), at most \(grouped(limit)) \(verb(limit, "is", "are")) allowed",
            archive: ArchivePlace(member: member, pointer: "/data/tickets/\(array)"),
            expected: "at most \(limit)", found: String(count))
        }
      }
    }
    let total = facts.archive.batches.count
    return Measurement(
      examined: total * facts.plan.schema.count, unit: "arrays", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "batch", plural: "batches")), at most \(counted(largest, "object")) in an array"
        : "\(counted(evidence.violations, "array")) \(verb(evidence.violations, "has", "have")) more than "
          + "\(counted(limit, "object")), the largest has \(grouped(largest))")
  }
}

import Plan

/// Accepted values: every row of the exports is well-formed, and every required field can be read.
///
/// Rows that the plan drops are counted in the balance, and are not violations.
///
/// - Complexity: none of its own.
struct RejectsCheck: Check {
  static let name = "rejects"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.exports] }
  func subject(_ plan: Plan) -> Subject {
    Subject(legacy: "rows of the exports", criteria: "every row accepted, or dropped by the plan")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    for feed in facts.feeds.all { add(feed, &evidence) }
    let rejected = facts.feeds.all.reduce(0) { $0 + $1.rejects.total }
    let dropped = rejected - evidence.violations
    let total = facts.feeds.all.reduce(rejected) { $0 + $1.acceptedCount }
    return Measurement(
      examined: total, unit: "rows", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(grouped(total)) rows" + (dropped > 0 ? ", \(grouped(dropped)) dropped by the plan" : "")
        : "\(grouped(evidence.violations)) of \(grouped(total)) rows \(verb(evidence.violations, "is", "are")) rejected"
    )
  }

  private func add(_ feed: ExportFacts, _ evidence: inout Evidence) {
    for reason in feed.rejects.reasons where !reason.isDropped {
      let examples = feed.rejects.examples[reason] ?? []
      for example in examples {
        let place = feed.place(file: example.file, example.position)
        evidence.add { Finding(message: "\(place.text): \(example.message)", export: place) }
      }
      evidence.count((feed.rejects.counts[reason] ?? 0) - examples.count)
    }
  }
}

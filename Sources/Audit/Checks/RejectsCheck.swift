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
    var cause = 0
    for feed in facts.feeds.all { add(feed, &evidence, &cause) }
    let rejected = facts.feeds.all.reduce(0) { $0 + $1.rejects.total }
    let dropped = rejected - evidence.violations
    let total = facts.feeds.all.reduce(rejected) { $0 + $1.acceptedCount }
    if evidence.isEmpty, let many = manyDropped(facts, total) { return many }
    return Measurement(
      examined: total, unit: "rows", evidence: evidence,
      summary: evidence.isEmpty
        ? counted(total, "row") + (dropped > 0 ? ", \(grouped(dropped)) dropped by the plan" : "")
        : "\(grouped(evidence.violations)) of \(counted(total, "row")) \(verb(evidence.violations, "is", "are")) rejected"
    )
  }

  /// Sources of which the plan drops so many rows that it may not mean to.
  private func manyDropped(_ facts: Facts, _ total: Int) -> Measurement? {
    var evidence = Evidence()
    var words: [String] = []
    for feed in facts.feeds.all {
      // What `where` does not mean is left out on purpose.
      let reasons = feed.rejects.reasons.filter { $0.isDropped && !$0.isUnwanted }
      let dropped = reasons.reduce(0) { $0 + (feed.rejects.counts[$1] ?? 0) }
      guard isMuch(dropped, of: dropped + feed.acceptedCount) else { continue }
      words.append("\(grouped(dropped)) of \(grouped(dropped + feed.acceptedCount)) rows of \(feed.name)")
      for (cause, reason) in reasons.enumerated() {
        let count = feed.rejects.counts[reason] ?? 0
        guard let example = feed.rejects.examples[reason]?.first else { continue }
        let place = feed.place(file: example.file, example.position)
        evidence.add(count, cause: cause) {
          Finding(
            message:
              "\(counted(count, "row")) dropped by 'when-null: drop' (\(reason.words)), the first is \(place.text)",
            export: place)
        }
      }
    }
    guard !evidence.isEmpty else { return nil }
    return Measurement(
      examined: total, unit: "rows", evidence: evidence, allowedBy: "when-null: drop",
      summary: "\(words.joined(separator: ", ")) dropped by the plan (when-null: drop), more than 5 %")
  }

  private func add(_ feed: ExportFacts, _ evidence: inout Evidence, _ cause: inout Int) {
    for reason in feed.rejects.reasons where !reason.isDropped {
      defer { cause += 1 }
      let examples = feed.rejects.examples[reason] ?? []
      for example in examples {
        let place = feed.place(file: example.file, example.position)
        evidence.add(cause: cause) {
          Finding(message: "\(place.text): \(example.message)", export: place)
        }
      }
      evidence.count((feed.rejects.counts[reason] ?? 0) - examples.count)
    }
  }
}

/// Whether what the plan decides takes so much that it may not be meant: more than 5 %, and 20 at least.
func isMuch(_ count: Int, of total: Int) -> Bool { count >= 20 && count > total / 20 }

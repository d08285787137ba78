/// Accepted values: every row of the exports is whole, and every required field can be read.
///
/// Rows that the plan lets be dropped are explained in the balance and no violation.
struct UsableRowsCheck: Check {
  static let name = "usable-rows"
  let inputs: Set<Input> = [.chat, .ticketing]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    note(facts.chat.leftOut, facts.chatFiles, &evidence)
    note(facts.ticketing.leftOut, facts.ticketingFiles, &evidence)
    let dropped = facts.chat.leftOut.total + facts.ticketing.leftOut.total - evidence.violations
    let total = facts.chat.count + facts.ticketing.count + evidence.violations + dropped
    return Measurement(
      examined: total, unit: "rows", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(grouped(total)) rows" + (dropped > 0 ? ", \(grouped(dropped)) dropped by the plan" : "")
        : "\(grouped(evidence.violations)) of \(grouped(total)) rows are no records")
  }

  private func note(_ rows: LeftOutRows, _ source: ExportFacts, _ evidence: inout Evidence) {
    for reason in rows.reasons where !reason.isDropped {
      let examples = rows.examples[reason] ?? []
      for example in examples {
        let file = source.files.indices.contains(example.file) ? source.files[example.file].path : source.name
        evidence.add(origin: .archive) {
          Finding(
            message: "\(file):\(example.line): \(example.message)",
            export: ExportPlace(source: source.name, file: file, line: example.line))
        }
      }
      evidence.count((rows.counts[reason] ?? 0) - examples.count)
    }
  }
}

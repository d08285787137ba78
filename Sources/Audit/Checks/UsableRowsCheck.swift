import Plan

/// Accepted values: every row of the exports is whole, and every required field can be read.
///
/// Rows that the plan lets be dropped are explained in the balance and no violation.
struct UsableRowsCheck: Check {
  static let name = "usable-rows"
  let inputs: Set<Input> = [.chat, .ticketing, .organizations]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    let records = facts.chat.ticketRecords
    let sources = [
      (facts.chat.leftOut, facts.files.chat), (facts.ticketing.leftOut, facts.files.ticketing),
      (records.leftOut, facts.files.tickets), (records.leftOutComments, facts.files.comments),
      (facts.organizationTable.leftOut, facts.files.organizations),
    ]
    for (rows, source) in sources { note(rows, source, &evidence) }
    let leftOut = sources.reduce(0) { $0 + $1.0.total }
    let dropped = leftOut - evidence.violations
    let total =
      facts.chat.count + facts.ticketing.count + records.count + facts.organizationTable.count + leftOut
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

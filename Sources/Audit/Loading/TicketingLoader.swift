import Exports
import Plan

/// Reads the ticketing tool's users into their table.
struct TicketingLoader {
  let table: TicketingTable
  private let columns: ChatColumns
  private let showsValues: Bool

  init(_ plan: Plan, showsValues: Bool) {
    table = TicketingTable(keepsLast: plan.conflicts == .last)
    columns = plan.columns
    self.showsValues = showsValues
  }

  /// Reads every file of `export` once.
  func load(_ export: Export, _ progress: ReadingProgress) throws -> ExportFacts {
    var tap = ExportTap(fileCount: export.files.count, progress: progress)
    var hasBrokenQuotes = false
    table.fileStarts = export.files.isEmpty ? [] : [0]
    let summaries = try export.read(
      columns: [columns.ticketingID.from, columns.ticketingEmail.from],
      tap: { tap.take(file: $0, $1) },
      problem: { problem in
        hasBrokenQuotes = hasBrokenQuotes || problem.breaksQuotes
        table.leftOut.note(
          .torn(problem), file: problem.file, line: Int(clamping: problem.line),
          message: problem.message)
      },
      receive: { take($0) })
    while table.fileStarts.count < export.files.count { table.fileStarts.append(table.count) }
    var facts = tap.facts(name: export.source.name, files: export.files, summaries)
    facts.hasBrokenQuotes = hasBrokenQuotes
    return facts
  }

  private func take(_ block: RecordBlock) {
    guard let first = block.places.first else { return }
    while table.fileStarts.count <= Int(first.file) { table.fileStarts.append(table.count) }
    for record in 0..<block.count {
      let id = block[record, 0]
      let email = block[record, 1]
      let place = block.places[record]
      if let number = integer(id), isUTF8(email) {
        table.append(id: number, email: email, line: place.line)
        continue
      }
      let (reason, message) = reasonToLeaveOut(id: id, email: email)
      table.leftOut.note(reason, file: Int(place.file), line: Int(clamping: place.line), message: message)
    }
  }

  private func reasonToLeaveOut(id: Bytes, email: Bytes) -> (LeftOutRows.Reason, String) {
    let column = columns.ticketingID
    if !isUTF8(id) || !isUTF8(email) { return (.invalidUTF8, "the row is not UTF-8") }
    if id.isEmpty { return (.null(column, order: 0), "\(column.from) is null") }
    let found = shownScalar(id, showsValues: showsValues)
    return (.unreadable(column, order: 0), "\(column.from) is \(found), which is no 64-bit integer")
  }
}

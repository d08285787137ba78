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
    try export.readCounting(
      columns: [columns.ticketingID.from, columns.ticketingEmail.from], progress: progress,
      problem: { table.leftOut.note($0) },
      receive: { take($0) })
  }

  private func take(_ block: RecordBlock) {
    guard let first = block.places.first else { return }
    table.fileStarts.begin(file: Int(first.file), row: table.count)
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

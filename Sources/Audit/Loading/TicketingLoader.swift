import Exports
import Plan

/// Reads the ticketing tool's users into their table.
struct TicketingLoader {
  let table: TicketingTable
  private let fields: RecordFields
  private let showsValues: Bool

  init(_ plan: Plan, showsValues: Bool) {
    table = TicketingTable(keepsLast: plan.conflicts == .last)
    fields = RecordFields([plan.columns.ticketingID, plan.columns.ticketingEmail])
    self.showsValues = showsValues
  }

  /// Reads every file of `export` once.
  func load(_ export: Export, _ reading: Reading) throws -> ExportFacts {
    try export.readCounting(
      columns: fields.columns, reading: reading,
      problem: { table.leftOut.note($0) },
      receive: { take($0) })
  }

  private func take(_ block: RecordBlock) {
    guard let first = block.places.first else { return }
    table.fileStarts.begin(file: Int(first.file), row: table.count)
    for record in 0..<block.count {
      let place = block.places[record]
      if let id = fields.number(block, record, 0), let email = fields.resolved(block, record, 1),
        isUTF8(email)
      {
        table.append(id: id, email: email, line: place.line)
      } else {
        let (reason, message) = fields.reasonToLeaveOut(block, record, showsValues: showsValues)
        table.leftOut.note(reason, file: Int(place.file), line: Int(clamping: place.line), message: message)
      }
    }
  }
}

import Exports
import Plan

/// Reads the ticketing tool's own tickets, then their comments, behind the rows of the chat.
///
/// `@unchecked Sendable`: as `ChatLoader`.
final class TicketingRecordLoader: @unchecked Sendable {
  let plan: TicketingRecords
  private let table: ChatTable
  private let tickets: RecordFields
  private let comments: RecordFields?
  private let layouts: FieldLayouts
  private let isShowingValues: Bool
  private var ticketValues: [FieldValue]
  private var commentValues: [FieldValue]

  private enum TicketField: Int, CaseIterable {
    case id, requesterID, createdAt

    func plan(_ map: TicketMap) -> ColumnPlan {
      switch self {
      case .id: map.id
      case .requesterID: map.requesterID
      case .createdAt: map.createdAt
      }
    }
  }

  private enum CommentField: Int, CaseIterable {
    case id, ticketID, authorID, isPublic, createdAt, body

    func plan(_ map: CommentMap) -> ColumnPlan {
      switch self {
      case .id: map.id
      case .ticketID: map.ticketID
      case .authorID: map.authorID
      case .isPublic: map.isPublic
      case .createdAt: map.createdAt
      case .body: map.body
      }
    }
  }

  init(_ plan: TicketingRecords, _ table: ChatTable, _ layouts: FieldLayouts, showsValues: Bool) {
    self.plan = plan
    self.table = table
    self.layouts = layouts
    isShowingValues = showsValues
    tickets = RecordFields(TicketField.allCases.map { $0.plan(plan.tickets) } + plan.tickets.fields)
    comments = plan.comments.map { map in
      RecordFields(
        CommentField.allCases.map { $0.plan(map) } + map.fields, body: CommentField.body.rawValue)
    }
    ticketValues = layouts.tickets.columns.map { _ in .null }
    commentValues = layouts.comments.columns.map { _ in .null }
  }

  /// Reads every file of the tickets once.
  func loadTickets(_ export: Export, _ reading: Reading) throws -> ExportFacts {
    let records = table.ticketRecords
    return try export.readCounting(
      columns: tickets.columns, reading: reading,
      problem: { records.leftOut.note($0) },
      receive: { block in
        guard let first = block.places.first else { return }
        records.fileStarts.begin(file: Int(first.file), row: records.count)
        for record in 0..<block.count where !takeTicket(block, record) {
          let (reason, message) = tickets.reasonToLeaveOut(
            block, record, showsValues: isShowingValues,
            behind: { unreadableID(block, record, tickets, plan.tickets.ids) })
          note(reason, message, block.places[record], in: &records.leftOut)
        }
      })
  }

  /// Reads every file of the comments once.
  func loadComments(_ export: Export, _ reading: Reading) throws -> ExportFacts {
    guard let comments, let map = plan.comments else { return ExportFacts(name: "") }
    return try export.readCounting(
      columns: comments.columns, reading: reading,
      problem: { table.ticketRecords.leftOutComments.note($0) },
      receive: { block in
        guard let first = block.places.first else { return }
        table.fileStarts.begin(file: table.commentFile + Int(first.file), row: table.count)
        for record in 0..<block.count where !takeComment(block, record, comments, map) {
          let (reason, message) = comments.reasonToLeaveOut(
            block, record, showsValues: isShowingValues,
            behind: { reasonBehindFields(block, record, comments, map) })
          note(reason, message, block.places[record], in: &table.ticketRecords.leftOutComments)
        }
      })
  }

  private func takeTicket(_ block: RecordBlock, _ record: Int) -> Bool {
    let further = TicketField.allCases.count..<tickets.readers.count
    guard let id = id(block, record, tickets, TicketField.id.rawValue, plan.tickets.ids),
      let requester = tickets.number(block, record, TicketField.requesterID.rawValue),
      let created = instant(block, record, tickets, TicketField.createdAt.rawValue),
      tickets.read(
        block, record, further, into: &ticketValues,
        at: layouts.tickets.columnsOfFields[System.ticketing.rawValue])
    else { return false }
    let records = table.ticketRecords
    let row = Int32(truncatingIfNeeded: records.count)
    records.ticket.append(
      table.noteTicketRecord(
        id, row: row, requester: table.ticketingPerson(requester), createdAt: created, fields: ticketValues))
    records.line.append(UInt32(clamping: block.places[record].line))
    return true
  }

  private func takeComment(
    _ block: RecordBlock, _ record: Int, _ fields: RecordFields, _ map: CommentMap
  ) -> Bool {
    let further = CommentField.allCases.count..<fields.readers.count
    guard let id = id(block, record, fields, CommentField.id.rawValue, map.ids),
      let ticketID = self.id(block, record, fields, CommentField.ticketID.rawValue, plan.tickets.ids),
      let author = fields.number(block, record, CommentField.authorID.rawValue),
      let isPublic = fields.resolved(block, record, CommentField.isPublic.rawValue)
        .flatMap({ fields.readers[CommentField.isPublic.rawValue].boolean($0) }),
      let created = instant(block, record, fields, CommentField.createdAt.rawValue),
      let body = fields.resolved(block, record, CommentField.body.rawValue), isUTF8(body),
      !(body.isEmpty && map.body.whenNull == .drop),
      fields.read(
        block, record, further, into: &commentValues,
        at: layouts.comments.columnsOfFields[System.ticketing.rawValue]),
      let ticket = table.findTicket(ticketID, .ticketing)
    else { return false }
    table.rowAppender.append(
      commentID: id, ticket: ticket, author: table.ticketingPerson(author), isPublic: isPublic,
      created: created,
      body: body, line: block.places[record].line)
    for index in commentValues.indices { table.fields[index].append(commentValues[index]) }
    return true
  }

  /// An id of the archive, by the rule of its records.
  private func id(
    _ block: RecordBlock, _ record: Int, _ fields: RecordFields, _ field: Int, _ rule: IDRule
  ) -> Int64? {
    fields.number(block, record, field).flatMap { rule.id($0) }
  }

  private func instant(
    _ block: RecordBlock, _ record: Int, _ fields: RecordFields, _ field: Int
  ) -> Instant? {
    fields.resolved(block, record, field).flatMap { fields.readers[field].instant($0) }
  }

  // MARK: Records that are none

  private func note(
    _ reason: LeftOutRows.Reason, _ message: String, _ place: RecordPlace, in rows: inout LeftOutRows
  ) {
    rows.note(reason, file: Int(place.file), line: Int(clamping: place.line), message: message)
  }

  /// An id that the rule of its records makes no 64-bit integer of.
  private func unreadableID(
    _ block: RecordBlock, _ record: Int, _ fields: RecordFields, _ rule: IDRule, field: Int = 0
  ) -> (LeftOutRows.Reason, String)? {
    guard let number = fields.number(block, record, field), rule.id(number) == nil else { return nil }
    let column = fields.readers[field].plan
    return (
      .unreadable(column, order: field),
      "\(column.from) is '\(number)', of which the plan's 'ids' make no 64-bit integer"
    )
  }

  private func reasonBehindFields(
    _ block: RecordBlock, _ record: Int, _ fields: RecordFields, _ map: CommentMap
  ) -> (LeftOutRows.Reason, String)? {
    let ticketField = CommentField.ticketID.rawValue
    if let reason = unreadableID(block, record, fields, map.ids)
      ?? unreadableID(block, record, fields, plan.tickets.ids, field: ticketField)
    {
      return reason
    }
    let number = fields.number(block, record, ticketField).map { String($0) } ?? ""
    return (
      .unknownTicket,
      "\(map.ticketID.from) is '\(number)', and \(plan.tickets.source.name) has no usable ticket of that id"
    )
  }
}

import Exports
import Plan

/// Reads the list of the ticketing tool's users.
struct UserListLoader: RowLoader {
  let fields: RecordFields
  private let table: TicketingTable

  init(_ list: UserList, _ table: TicketingTable) {
    self.table = table
    fields = RecordFields(list.columns, core: list.columns.count, of: list.source)
  }

  var rowCount: Int { table.count }
  func begin(feed: Int, file: Int) { table.lineage.begin(feed: feed, file: file, row: table.count) }

  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void) {
    for record in 0..<block.count {
      if fields.isWanted(block, record), let id = fields.number(block, record, 0),
        let email = fields.resolved(block, record, 1),
        isUTF8(email), wordForNothing(email) == nil
      {
        table.append(id: id, email: email, place: block.places[record])
      } else {
        reject(record)
      }
    }
  }
}

/// Reads the ticketing tool's own tickets.
///
/// `@unchecked Sendable`: as `ChatLoader`.
final class TicketRecordLoader: RowLoader, @unchecked Sendable {
  let fields: RecordFields
  private let showsValues: Bool
  private let map: RecordMap
  private let rows: ExportRows
  private let columns: [Int]
  private var values: [FieldValue]

  init(_ map: RecordMap, _ plan: Plan, _ rows: ExportRows, showsValues: Bool) {
    self.map = map
    self.showsValues = showsValues
    self.rows = rows
    fields = RecordFields(
      map.columns, ids: plan.ids(of: map.columns, key: map.ids), core: map.type.fields.count,
      texts: rows.texts, inspection: rows.inspection, of: map.source, commentCount: map.commentCount)
    let layout = rows.layouts[map.type]
    columns = layout.columnsOfFields[rows.ticketingSystem]
    values = layout.columns.map { _ in .null }
  }

  var rowCount: Int { rows.ticketRecords.count }
  func begin(feed: Int, file: Int) {
    rows.ticketRecords.lineage.begin(feed: feed, file: file, row: rows.ticketRecords.count)
  }

  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void) {
    let records = rows.ticketRecords
    let core = map.type.fields.count
    for record in 0..<block.count {
      guard fields.isWanted(block, record), let id = fields.number(block, record, 0),
        let requester = fields.number(block, record, 1),
        let created = fields.instant(block, record, 2),
        fields.read(block, record, core..<fields.readers.count, into: &values, at: columns)
      else {
        reject(record)
        continue
      }
      let row = Int32(truncatingIfNeeded: records.count)
      rows.watched?.note(
        map.type, id, system: rows.ticketingSystem, row: row, fields, block, record, map.source)
      records.losses.mark(records.count, fields, block, record)
      let ticket = rows.tickets.note(
        id, row: row, requester: rows.ticketingPerson(requester), createdAt: created, fields: values)
      rows.declaredComments.note(
        fields.declaredComments(block, record, showsValues: showsValues), ticket: ticket, row: row)
      records.ticket.append(ticket)
      records.position.append(block.places[record])
    }
  }
}

/// Reads the ticketing tool's own comments, after its tickets.
///
/// `@unchecked Sendable`: as `ChatLoader`.
final class CommentRecordLoader: RowLoader, @unchecked Sendable {
  let fields: RecordFields
  private let map: RecordMap
  private let tickets: RecordMap
  private let rows: ExportRows
  private let columns: [Int]
  private let hasDroppedBodies: Bool
  private var values: [FieldValue]

  /// The core fields, in the order of the schema.
  private enum Field: Int {
    case id, ticketID, authorID, isPublic, createdAt, body
  }

  /// - Parameter system: that of the rows, by which their custom fields have their columns.
  init(_ map: RecordMap, of tickets: RecordMap, system: Int, _ plan: Plan, _ rows: ExportRows) {
    self.map = map
    self.tickets = tickets
    self.rows = rows
    var ids = plan.ids(of: map.columns, key: map.ids)
    ids[Field.ticketID.rawValue] = tickets.ids
    fields = RecordFields(
      map.columns, ids: ids, core: map.type.fields.count, body: Field.body.rawValue, texts: rows.texts,
      inspection: rows.inspection, of: map.source)
    hasDroppedBodies = map.columns[Field.body.rawValue].whenNull == .drop
    let layout = rows.layouts[map.type]
    columns = layout.columnsOfFields[system]
    values = layout.columns.map { _ in .null }
  }

  var rowCount: Int { rows.comments.count }
  func begin(feed: Int, file: Int) {
    rows.comments.lineage.begin(feed: feed, file: file, row: rows.comments.count)
  }

  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void) {
    for record in 0..<block.count where !takeUsable(block, record) { reject(record) }
  }

  private func takeUsable(_ block: RecordBlock, _ record: Int) -> Bool {
    guard fields.isWanted(block, record), let id = fields.number(block, record, Field.id.rawValue),
      let ticketID = fields.number(block, record, Field.ticketID.rawValue),
      let author = fields.number(block, record, Field.authorID.rawValue),
      let isPublic = fields.resolved(block, record, Field.isPublic.rawValue)
        .flatMap({ fields.readers[Field.isPublic.rawValue].boolean($0) }),
      let created = fields.instant(block, record, Field.createdAt.rawValue),
      let body = fields.resolved(block, record, Field.body.rawValue),
      let known = rows.inspection.look(
        at: body, isReplayed: fields.readers[Field.body.rawValue].isReplayed),
      !(body.isEmpty && hasDroppedBodies),
      fields.read(
        block, record, map.type.fields.count..<fields.readers.count, into: &values, at: columns),
      let ticket = rows.tickets.find(ticketID, rows.ticketingSystem)
    else { return false }
    rows.watched?.note(
      map.type, id, system: rows.ticketingSystem, row: Int32(truncatingIfNeeded: rows.comments.count), fields,
      block, record, map.source)
    rows.comments.losses.mark(rows.comments.count, fields, block, record)
    rows.comments.appender.append(
      id: id, ticket: ticket, author: rows.ticketingPerson(author), isPublic: isPublic, created: created,
      body: known, place: block.places[record])
    if rows.inspection.findsContent { rows.comments.bodyContent.append(known.content) }
    for (column, value) in zip(rows.comments.fields, values) { column.append(value) }
    return true
  }

  func noteComment(_ block: RecordBlock, _ record: Int, in rejects: inout Rejects) {
    guard tickets.commentCount != nil else { return }
    rejects.comments.note(
      ticket: fields.unnotedNumber(block, record, Field.ticketID.rawValue),
      comment: fields.unnotedNumber(block, record, Field.id.rawValue))
  }

  func rejectionAfterFields(_ block: RecordBlock, _ record: Int) -> (Rejects.Reason, String)? {
    let text = fields.text(block, record, Field.ticketID.rawValue)
    return (
      .unknownTicket,
      "\(map.columns[Field.ticketID.rawValue].from) is '\(String(decoding: text, as: UTF8.self))', and "
        + "\(tickets.source.name) has no accepted ticket of that id"
    )
  }
}

/// Reads a source of which one row is one record, or a table of `tables:`: the first column is the key.
///
/// `@unchecked Sendable`: as `ChatLoader`.
final class RecordLoader: RowLoader, @unchecked Sendable {
  let fields: RecordFields
  private let table: RecordRows
  private let columns: [Int]
  private var values: [FieldValue]
  private let source: Source
  private let watched: (rows: WatchedRows, type: RecordType, system: Int)?
  /// The fields whose short texts are kept.
  private let shortTexts: [Int]

  /// - Parameters:
  ///   - columns: the key, then the others.
  ///   - ids: the rule of the key.
  ///   - places: for each of the others its column in the table.
  ///   - inspection: how texts are looked through; nil for a declared table.
  ///   - watched: takes what is said of the keys that the sheet of decisions names.
  ///   - keepsTexts: whether short texts are kept, as those of declared tables are.
  init(
    _ columns: [ColumnPlan], ids: IDRule, _ plan: Plan, into table: RecordRows, at places: [Int],
    texts: NumberedTexts, inspection: TextInspection? = nil, of source: Source,
    watched: (rows: WatchedRows, type: RecordType, system: Int)? = nil, keepsTexts: Bool = false
  ) {
    self.table = table
    shortTexts =
      keepsTexts ? columns.indices.filter { [.text, .html, .email].contains(columns[$0].type) } : []
    (self.source, self.watched) = (source, watched)
    self.columns = places
    fields = RecordFields(
      columns, ids: plan.ids(of: columns, key: ids), core: 1, texts: texts, inspection: inspection,
      of: source, knowsTexts: !keepsTexts)
    values = table.fields.map { _ in .null }
  }

  var rowCount: Int { table.count }
  func begin(feed: Int, file: Int) { table.lineage.begin(feed: feed, file: file, row: table.count) }

  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void) {
    for record in 0..<block.count {
      guard fields.isWanted(block, record), let key = fields.value(block, record, 0),
        fields.read(block, record, 1..<fields.readers.count, into: &values, at: columns)
      else {
        reject(record)
        continue
      }
      if let watched {
        watched.rows.note(
          watched.type, key.number, system: watched.system, row: Int32(truncatingIfNeeded: table.count),
          fields,
          block, record, source)
      }
      table.losses.mark(table.count, fields, block, record)
      for field in shortTexts {
        if let text = fields.resolved(block, record, field) { table.texts.note(text) }
      }
      table.append(key: key, values: values, place: block.places[record])
    }
  }
}

extension Plan {
  /// The rules of the columns of a source with one row for each record, of which the first is the key.
  func ids(of columns: [ColumnPlan], key: IDRule) -> [IDRule] {
    [key] + columns.dropFirst().map { ids(ofReference: $0) }
  }

  /// What becomes of a number that refers to another record than a user: to one of the same chat, where the number
  /// stands in a chat and names a comment or a ticket.
  func ids(ofReference column: ColumnPlan, in chat: ChatMap? = nil) -> IDRule {
    guard case .reference(let singular) = column.type else { return .same }
    if singular == RecordType.users.singular {
      guard let chat else { return listIDs }
      // Other rules of a chat's users are for the id of a person.
      return chat.userIDs.isOfTexts ? chat.userIDs : .same
    }
    if let chat, singular == RecordType.tickets.singular { return chat.ticketIDs }
    if let chat, singular == RecordType.comments.singular { return chat.commentIDs }
    return records.first { $0.type.singular == singular }?.ids ?? .same
  }
}

import Exports
import Plan

/// Where in the exports a row is: what an audit keeps of its place.
struct RowKey: Hashable {
  var feed: Int
  var file: Int
  var line: Int
  var record: Int
  var element: Int

  init(_ run: (feed: Int, file: Int), _ position: RowPosition) {
    (feed, file) = run
    (line, record, element) = (position.line, position.record, position.element ?? 0)
  }
}

extension RowKey: Comparable {
  /// Source order.
  static func < (left: Self, right: Self) -> Bool {
    (left.feed, left.file, left.line, left.record, left.element)
      < (right.feed, right.file, right.line, right.record, right.element)
  }
}

extension Feeds {
  func place(_ key: RowKey) -> ExportPlace {
    place((key.feed, key.file), RowPosition(line: key.line, record: key.record, element: key.element))
  }
}

/// A source that tells of records of one type: how the audit reads its rows, with no table to read them into.
struct TracedSource {
  let feed: Int
  let loader: any RowLoader
  /// The reader of the record's id.
  let id: Int
  /// The fields of the type by their names in the archive, each with its reader.
  let fields: [(name: String, reader: Int)]

  func reader(of field: String) -> Int? { fields.first { $0.name == field }?.reader }
}

extension TracedSource {
  /// The sources of a record type, in source order; of users, the list of the ticketing users among them.
  static func all(of type: RecordType, _ plan: Plan, _ feeds: Feeds, showsValues: Bool) -> [TracedSource] {
    let rows = ExportRows(plan)
    var sources = plan.chats.enumerated().compactMap { number, chat -> TracedSource? in
      let loader = ChatLoader(chat, system: number, plan, rows, showsValues: showsValues)
      guard let (id, fields) = chat.columns.readers(of: type) else { return nil }
      return TracedSource(feed: feeds.chat(number), loader: loader, id: id, fields: fields)
    }
    if type == .users, let list = plan.ticketing, let feed = feeds.ticketing {
      sources.append(
        TracedSource(feed: feed, loader: UserListLoader(list, rows.ticketing), id: 0, fields: [("id", 0)]))
    }
    for (number, map) in plan.records.enumerated() {
      let loader: any RowLoader
      switch map.type {
      case .users: loader = ListLoader(map, system: rows.people.beginList(), plan, rows)
      case .tickets: loader = TicketRecordLoader(map, plan, rows, showsValues: showsValues)
      case .comments:
        guard let tickets = plan.recordMap(.tickets) else { continue }
        rows.comments.systems.begin(at: 0)
        loader = CommentRecordLoader(
          map, of: tickets, system: rows.comments.systems.starts.count - 1, plan, rows)
      default:
        guard let table = rows.records[map.type.name] else { continue }
        loader = RecordLoader(
          map.columns, ids: map.ids, plan, into: table, at: rows.layouts[map.type].columnsOfFields[0],
          texts: rows.texts, of: map.source)
      }
      guard map.type == type else { continue }
      sources.append(
        TracedSource(
          feed: feeds.records(number), loader: loader, id: 0,
          fields: map.columns.enumerated().map { ($0.element.field, $0.offset) }))
    }
    return sources
  }
}

extension ChatColumns {
  /// For a record type of a chat the place of its id among `all`, and those of its fields.
  fileprivate func readers(of type: RecordType) -> (id: Int, fields: [(name: String, reader: Int)])? {
    let core = all.count - commentFields.count - ticketFields.count - userFields.count
    func custom(_ fields: [ColumnPlan], after count: Int) -> [(name: String, reader: Int)] {
      fields.enumerated().map { ($0.element.field, core + count + $0.offset) }
    }
    // In the order of `all`: ids of comment, ticket, author and requester, flag, times of comment and ticket, body, name,
    // e-mail.
    switch type.name {
    case RecordType.comments.name:
      let fields = [
        ("id", 0), ("ticket_id", 1), ("author_id", 2), ("public", 4), ("created_at", 5), ("html_body", 7),
      ]
      return (0, fields + custom(commentFields, after: 0))
    case RecordType.tickets.name:
      return (
        1,
        [("id", 1), ("requester_id", 3), ("created_at", 6)] + custom(ticketFields, after: commentFields.count)
      )
    case RecordType.users.name:
      let before = commentFields.count + ticketFields.count
      return (2, [("id", 2), ("name", 8), ("email", 9)] + custom(userFields, after: before))
    default: return nil
    }
  }
}

/// What a second reading of a source tells: rows that the tables do not have, and the bytes of rows that they do.
struct SourceScan {
  struct Rejected {
    var key: RowKey
    /// The record's id in the archive.
    var id: Int64
    var reason: Rejects.Reason
    var message: String
  }

  /// Rows with one of the ids that are not used, in source order: the first ones.
  private(set) var rejected: [Rejected] = []
  private(set) var rejectedCount = 0
  /// For each of the wanted rows the bytes of each of its fields.
  private(set) var fields: [RowKey: [[UInt8]]] = [:]

  /// Reads the source from its start to its end.
  ///
  /// - Parameters:
  ///   - ids: in the archive, by the source's rule.
  ///   - accepted: the rows with one of these ids that are used.
  ///   - wanted: rows whose fields are wanted.
  /// - Throws: `ExportError` where it can't be read.
  mutating func read(
    _ traced: TracedSource, of export: Export, ids: Set<Int64>, accepted: Set<RowKey>, wanted: Set<RowKey>,
    showsValues: Bool
  ) throws {
    let reading = traced.loader.fields
    var rejected: [Rejected] = []
    var count = 0
    var fields: [RowKey: [[UInt8]]] = [:]
    _ = try export.read(columns: reading.columns, problem: { _ in }) { block in
      for record in 0..<block.count {
        let place = block.places[record]
        if !wanted.isEmpty {
          let key = RowKey((traced.feed, Int(place.file)), RowPosition(place))
          if wanted.contains(key) {
            fields[key] = reading.readers.indices.map { Array(reading.text(block, record, $0)) }
          }
        }
        guard let id = reading.unnotedNumber(block, record, traced.id), ids.contains(id) else { continue }
        let key = RowKey((traced.feed, Int(place.file)), RowPosition(place))
        if accepted.contains(key) { continue }
        count += 1
        if rejected.count >= Finding.evidenceLimit { continue }
        let (reason, message) = reading.rejection(
          block, record, showsValues: showsValues,
          after: { traced.loader.rejectionAfterFields(block, record) })
        rejected.append(Rejected(key: key, id: id, reason: reason, message: message))
      }
    }
    self.rejected += rejected
    rejectedCount += count
    self.fields.merge(fields) { first, _ in first }
  }
}

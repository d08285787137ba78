import Exports
import Plan

/// What a row says by one mapping of its source.
final class RoleReader {
  /// What a custom field refers to.
  enum Target {
    case entity(Int)
    /// The space of the comments.
    case comment(Int)
  }

  /// Indices of the columns, -1 for those that the role has not.
  struct Slots {
    var id = 0
    var (ticket, author, requester) = (-1, -1, -1)
    var (isPublic, createdAt, ticketCreatedAt) = (-1, -1, -1)
    var (body, email) = (-1, -1)
    /// From which on columns are custom fields.
    var custom = 1
  }

  let role: SourceUse.Role
  let fields: [FieldText]
  let slots: Slots
  /// The space of the records that a row is: for a chat that of its comments.
  let ownSpace: Int
  let ticketSpace: Int
  let peopleSpace: Int
  /// Which fields are ids that are texts.
  private let areTexts: [Bool]
  private let times: [RoughTime]
  let references: [(column: Int, target: Target)]
  private let falseWords: [[UInt8]]
  private let flagWords: [[UInt8]]

  init(_ role: SourceUse.Role, plan: Plan, graph: ExportGraph) {
    self.role = role
    fields = role.columns.map(FieldText.init)
    times = role.columns.map { RoughTime($0.format) }
    var slots = Slots()
    var texts = Array(repeating: false, count: role.columns.count)
    var chat: ChatMap?
    func mark(_ rule: IDRule, _ columns: Int...) {
      for column in columns where column >= 0 { texts[column] = rule.isOfTexts }
    }
    let people = plan.hasLists ? Spaces.lists : Spaces.ticketing
    switch role.kind {
    case .chat(let number):
      let map = plan.chats[number]
      chat = map
      (slots.ticket, slots.author, slots.requester, slots.isPublic) = (1, 2, 3, 4)
      (slots.createdAt, slots.ticketCreatedAt, slots.body, slots.email, slots.custom) = (5, 6, 7, 9, 10)
      mark(map.commentIDs, 0)
      mark(map.ticketIDs, 1)
      mark(map.userIDs, 2, 3)
      ownSpace = graph.space(Spaces.comments(ofChat: map))
      ticketSpace = graph.space(Spaces.tickets(ofChat: map))
      peopleSpace = graph.space(Spaces.people(ofChat: map))
    case .records(let number):
      let map = plan.records[number]
      func index(_ name: String) -> Int { map.type.index(of: name) ?? -1 }
      (slots.ticket, slots.author, slots.requester) = (
        index("ticket_id"), index("author_id"), index("requester_id")
      )
      (slots.isPublic, slots.createdAt, slots.body) = (
        index("public"), index("created_at"), index("html_body")
      )
      (slots.email, slots.custom) = (index("email"), map.type.fields.count)
      if map.type == .tickets { slots.ticketCreatedAt = slots.createdAt }
      mark(map.ids, 0)
      mark(plan.recordMap(.tickets)?.ids ?? .same, slots.ticket)
      mark(plan.listIDs, slots.author, slots.requester)
      let own =
        switch map.type {
        case .tickets: Spaces.tickets
        case .users: Spaces.lists
        default: Spaces.records(map.type.name)
        }
      ownSpace = graph.space(own)
      ticketSpace = graph.space(Spaces.tickets)
      peopleSpace = graph.space(people)
    case .ticketing, .aliases, .table:
      slots.email = role.columns.count > 1 ? 1 : -1
      slots.custom = role.columns.count
      ownSpace = graph.space(Spaces.ticketing)
      ticketSpace = graph.space(Spaces.tickets)
      peopleSpace = ownSpace
    }
    self.slots = slots
    areTexts = texts
    references = Self.references(
      role.columns[min(slots.custom, role.columns.count)...], in: chat, plan, graph, people: peopleSpace)
    let words = slots.isPublic >= 0 ? role.columns[slots.isPublic].words : nil
    falseWords = (words?.isFalse ?? ["false", "f", "0"]).map { Array($0.lowercased().utf8) }
    flagWords = falseWords + (words?.isTrue ?? ["true", "t", "1"]).map { Array($0.lowercased().utf8) }
  }

  private static func references(
    _ columns: ArraySlice<ColumnPlan>, in chat: ChatMap?, _ plan: Plan, _ graph: ExportGraph, people: Int
  ) -> [(column: Int, target: Target)] {
    columns.indices.compactMap { index in
      guard case .reference(let singular) = columns[index].type,
        let type = plan.schema.first(where: { $0.singular == singular })
      else { return nil }
      let target: Target =
        switch type {
        case .users: .entity(people)
        case .tickets: .entity(graph.space(chat.map(Spaces.tickets(ofChat:)) ?? Spaces.tickets))
        case .comments: .comment(graph.space(chat.map(Spaces.comments(ofChat:)) ?? Spaces.records(type.name)))
        default: .entity(graph.space(Spaces.records(type.name)))
        }
      return (index, target)
    }
  }

  /// The value of a column: empty for null, or where it can't be read.
  func value(_ column: Int, _ record: Int, _ block: RecordBlock) -> Bytes {
    guard column >= 0 else { return Bytes(start: nil, count: 0) }
    return fields[column](block[record, role.first + column]) ?? Bytes(start: nil, count: 0)
  }

  func seconds(_ column: Int, _ record: Int, _ block: RecordBlock) -> Int64? {
    column >= 0 ? times[column].seconds(value(column, record, block)) : nil
  }

  func isPrivate(_ record: Int, _ block: RecordBlock) -> Bool {
    slots.isPublic >= 0 && Self.isOne(value(slots.isPublic, record, block), of: falseWords)
  }

  /// What seems to be wrong with a row: the first column that is null and must not be, else one that can't be read.
  func fault(_ record: Int, _ block: RecordBlock) -> (column: Int, isNull: Bool)? {
    var unreadable: Int?
    for column in fields.indices {
      guard let value = fields[column](block[record, role.first + column]) else {
        if unreadable == nil { unreadable = column }
        continue
      }
      if value.isEmpty {
        if fields[column].column.whenNull != .keep { return (column, true) }
      } else if unreadable == nil, !isReadable(value, column) {
        unreadable = column
      }
    }
    return unreadable.map { ($0, false) }
  }

  private func isReadable(_ value: Bytes, _ column: Int) -> Bool {
    switch fields[column].column.type {
    case .integer, .reference: column >= slots.custom || areTexts[column] || FieldText.isInteger(value)
    case .timestamp: times[column].seconds(value) != nil
    case .boolean: column != slots.isPublic || Self.isOne(value, of: flagWords)
    case .email: !EmailText.isWordForNothing(value)
    default: true
    }
  }

  private static func isOne(_ value: Bytes, of words: [[UInt8]]) -> Bool {
    words.contains { word in
      word.count == value.count
        && zip(value, word).allSatisfy { ($0 &- 0x41 < 26 ? $0 | 0x20 : $0) == $1 }
    }
  }
}

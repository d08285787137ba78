import Plan

/// What the records of the archive lose of what the exports say, as the plan states: exact counts of records, for each field
/// and for each line of the balance.
struct Losses: Sendable {
  /// One field of one source.
  struct Field: Hashable, Sendable {
    let record: String
    let source: String
    let field: String
    let loss: LossWords
  }

  struct LossWords: Hashable, Sendable {
    let reason: String
    let owner: String
  }

  /// In the order of the mappings.
  private(set) var fields: [(field: Field, count: Int)] = []
  /// By the lists of the batches.
  private(set) var records: [Int: Int] = [:]

  init(_ exports: JudgedExports, _ batches: BatchPlan) {
    let chat = exports.chat
    for (number, feed) in chat.feeds.enumerated() {
      let lists = batches.lists.chats[number]
      let core = ChatField.allCases
      func columns(_ fields: [ChatField], _ custom: Range<Int>) -> Set<Int> {
        Set(fields.map(\.rawValue)).union(custom)
      }
      let comments = columns(core.filter { $0.type == .comments }, feed.map.commentFields)
      count(
        batches.rows[lists.comments], lists.comments, .comments, feed.map.columns, feed.export.source.name,
        comments
      ) {
        feed.losses(ofRow: Int($0))
      }
      let tickets = columns(core.filter { $0.type == .tickets }, feed.map.ticketFields)
      count(
        batches.rows[lists.tickets], lists.tickets, .tickets, feed.map.columns, feed.export.source.name,
        tickets
      ) {
        feed.losses(ofRow: Int(chat.conversations.tickets[Int($0)].row))
      }
      users(batches.rows[lists.users], lists.users, exports)
    }
    for records in exports.records.inOrderOfBalance {
      let index = records.index
      for (feed, list) in zip(index.feeds, batches.lists.records[index.type.name] ?? []) {
        if index.type == .users {
          users(batches.rows[list], list, exports)
        } else {
          count(
            batches.rows[list], list, index.type, feed.map.columns, feed.export.source.name,
            Set(feed.map.columns.readers.indices)
          ) { index.losses(ofRow: Int($0)) }
        }
      }
    }
  }

  /// One line for each field whose loss the plan states.
  var sentences: [String] {
    fields.map { field, count in
      "\(field.record) of \(field.source), \(field.field): \(counted(count, "record")) (\(field.loss.reason); "
        + "\(field.loss.owner))"
    }
  }

  /// Counts the records of a list that lose something in some columns.
  private mutating func count(
    _ rows: [UInt32], _ list: Int, _ type: RecordType, _ columns: MappedColumns, _ source: String,
    _ wanted: Set<Int>, losses: (UInt32) -> UInt64
  ) {
    let lossy = columns.lossy.enumerated().filter { wanted.contains($0.element) }
    guard !lossy.isEmpty else { return }
    let mask = lossy.reduce(UInt64(0)) { $0 | 1 << UInt64($1.offset) }
    var counts = Array(repeating: 0, count: lossy.count)
    for row in rows {
      let lost = losses(row) & mask
      if lost == 0 { continue }
      records[list, default: 0] += 1
      for (number, bit) in lossy.enumerated() where lost & 1 << UInt64(bit.offset) != 0 {
        counts[number] += 1
      }
    }
    for (bit, count) in zip(lossy, counts) { add(columns.readers[bit.element], type, source, count) }
  }

  private mutating func add(_ reader: FieldReader, _ type: RecordType, _ source: String, _ count: Int) {
    guard let loss = reader.column.loss else { return }
    let field = Field(
      record: type.name, source: source, field: reader.column.field,
      loss: LossWords(reason: loss.reason, owner: loss.owner))
    if let known = fields.firstIndex(where: { $0.field == field }) {
      fields[known].count += count
    } else {
      fields.append((field, count))
    }
  }

  /// Counts people: the name may be of another source than the custom fields.
  private mutating func users(_ persons: [UInt32], _ list: Int, _ exports: JudgedExports) {
    let (people, identities) = (exports.people, exports.chat.identities)
    // Every mapping is told of, whether or not it gives the name of anybody.
    for feed in exports.chat.feeds { addNone(feed.map.columns, ofUsers: feed.map.userFields, .name, feed) }
    for feed in exports.records[.users]?.index.feeds ?? [] {
      for column in feed.map.columns.lossy {
        add(feed.map.columns.readers[column], .users, feed.export.source.name, 0)
      }
    }
    let objects = PersonObjects(exports)
    for person in persons {
      let known = people.persons[Int(person)]
      var isLost = false
      func mark(_ chatID: UInt32, row: Int, isName: Bool) {
        let system = identities.system(of: chatID)
        let (columns, lost, source, custom): (MappedColumns, UInt64, String, Set<Int>)
        if system < exports.chat.feeds.count {
          let feed = exports.chat.feeds[system]
          (columns, lost, source) = (feed.map.columns, feed.losses(ofRow: row), feed.export.source.name)
          custom = isName ? [ChatField.name.rawValue] : Set(feed.map.userFields)
        } else {
          guard let index = exports.records[.users]?.index else { return }
          let feed = index.feeds[index.feed(of: row)]
          (columns, lost, source) = (feed.map.columns, index.losses(ofRow: row), feed.export.source.name)
          let name = feed.map.type.index(of: "name") ?? 0
          custom = isName ? [name] : Set(columns.readers.indices.dropFirst(feed.map.type.fields.count))
        }
        for (bit, column) in columns.lossy.enumerated()
        where custom.contains(column) && lost & 1 << UInt64(bit) != 0 {
          add(columns.readers[column], .users, source, 1)
          isLost = true
        }
      }
      if let chatID = known.nameChatID {
        mark(chatID, row: Int(identities.chatIDs[Int(chatID)].nameRow), isName: true)
      }
      mark(known.chatID, row: objects.row(of: person), isName: false)
      if isLost { records[list, default: 0] += 1 }
    }
  }

  private mutating func addNone(
    _ columns: MappedColumns, ofUsers custom: Range<Int>, _ name: ChatField, _ feed: ChatFeed
  ) {
    for column in columns.lossy where column == name.rawValue || custom.contains(column) {
      add(columns.readers[column], .users, feed.export.source.name, 0)
    }
  }
}

extension ChatField {
  /// The record type whose objects have the field.
  fileprivate var type: RecordType {
    switch self {
    case .commentID, .ticketID, .authorID, .isPublic, .commentCreatedAt, .body: .comments
    case .requesterID, .ticketCreatedAt: .tickets
    case .name, .email: .users
    }
  }
}

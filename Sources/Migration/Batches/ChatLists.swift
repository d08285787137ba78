import Exports
import Plan

// The objects of a chat: the core keys first, then the custom fields in the order of the plan.

/// Room for the keys, numbers and times of one object: the largest has three ids, a time and 90 bytes of keys.
private let frame = PersonObjects.frame

/// What the three lists of a chat share. What is asked once for each object is not taken out of `JudgedExports` each
/// time.
private protocol ChatList: BatchList {
  var source: ChatSource { get }
}

private struct ChatSource: Sendable {
  let number: Int
  let feed: ChatFeed
  let index: ChatIndex
  let people: People
  let fields: ArraySlice<FieldReader>
  let sizes: FieldSizes

  init(_ exports: JudgedExports, _ number: Int, _ fields: KeyPath<ChatColumnMap, Range<Int>>) {
    self.number = number
    feed = exports.chat.feeds[number]
    (index, people) = (exports.chat, exports.people)
    self.fields = feed.map.readers(feed.map[keyPath: fields])
    sizes = FieldSizes(self.fields, fixed: frame)
  }
}

extension ChatList {
  var export: Export { source.feed.export }
  var columns: [WantedColumn] { source.fields.map(\.wanted) }

  /// Custom fields, each after a comma; leaves room for one byte.
  fileprivate func putFields(
    _ block: RecordBlock?, _ record: Int, firstColumn: Int = 0, to tar: inout ByteBuffer
  ) throws {
    try putFields(source.fields, block, record, firstColumn: firstColumn, to: &tar) { id in
      source.people.writtenID(ofReference: id, system: source.number, in: source.index.identities)
    }
  }
}

/// Conversations, by their numbers.
struct ChatTickets: ChatList {
  fileprivate let source: ChatSource

  init(_ exports: JudgedExports, _ chat: Int) { source = ChatSource(exports, chat, \.ticketFields) }

  func place(of ticket: UInt32) -> RecordPlace {
    source.index.place(of: Int(source.index.conversations.tickets[Int(ticket)].row))
  }

  func largestSize(of ticket: UInt32) -> Int {
    let row = source.index.conversations.tickets[Int(ticket)].row
    return source.sizes.bound(ofRow: source.index.rows[Int(row)].length)
  }

  func put(_ number: UInt32, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws {
    let ticket = source.index.conversations.tickets[Int(number)]
    let reading = source.index.conversations.readings[Int(ticket.kept)]
    tar.reserve(frame)
    tar.put("{\"id\":")
    tar.put(id: ticket.id)
    tar.put(",\"created_at\":\"")
    reading.createdAt.write(to: &tar)
    tar.put("\",\"requester_id\":")
    tar.put(id: source.people.writtenID(of: reading.requester))
    try putFields(block, record, to: &tar)
    tar.put("}")
  }
}

/// Comments, by their rows.
struct ChatComments: ChatList {
  fileprivate let source: ChatSource
  private let body: FieldReader

  init(_ exports: JudgedExports, _ chat: Int) {
    source = ChatSource(exports, chat, \.commentFields)
    body = source.feed.map[.body]
  }

  var columns: [WantedColumn] { [body.wanted] + source.fields.map(\.wanted) }

  func place(of row: UInt32) -> RecordPlace { source.index.place(of: Int(row)) }

  func largestSize(of row: UInt32) -> Int {
    let entry = source.index.rows[Int(row)]
    return source.sizes.bound(ofRow: entry.length) + 6 * Int(entry.bodyLength)
  }

  func put(_ number: UInt32, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws {
    let row = source.index.rows[Int(number)]
    guard let block, let text = body.text(block[record, 0]),
      text.count == Int(row.bodyLength), source.index.digest(text) == row.bodyDigest
    else { throw changed(body, source.index.lineText(of: Int(number))) }
    let ticket = source.index.conversations.readings[Int(row.ticket)].ticket
    let author = source.index.identities.sightings[Int(row.author)].chatID
    tar.reserve(frame)
    tar.put("{\"id\":")
    tar.put(id: row.commentID)
    tar.put(",\"ticket_id\":")
    tar.put(id: source.index.conversations.tickets[Int(ticket)].id)
    tar.put(",\"author_id\":")
    tar.put(id: source.people.writtenID(of: author))
    tar.put(row.isPublic ? ",\"public\":true" : ",\"public\":false")
    tar.put(",\"created_at\":\"")
    row.createdAt.write(to: &tar)
    tar.put("\",\"html_body\":")
    tar.put(json: text)
    tar.reserve(1)
    try putFields(block, record, firstColumn: 1, to: &tar)
    tar.put("}")
  }
}

/// People, by their numbers: each among those of the chat that has the person's first row.
struct ChatUsers: ChatList {
  fileprivate let source: ChatSource
  private let objects: PersonObjects

  init(_ exports: JudgedExports, _ chat: Int) {
    source = ChatSource(exports, chat, \.userFields)
    objects = PersonObjects(exports)
  }

  func place(of person: UInt32) -> RecordPlace { source.index.place(of: objects.row(of: person)) }

  func largestSize(of person: UInt32) -> Int {
    let size = 2 * PersonObjects.frame + objects.largestSize(of: person)
    guard !source.fields.isEmpty else { return size }
    return source.sizes.bound(ofRow: source.index.rows[objects.row(of: person)].length) + size
  }

  func put(_ person: UInt32, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws {
    objects.put(person, to: &tar)
    try putFields(block, record, to: &tar)
    tar.reserve(1)
    tar.put("}")
  }
}

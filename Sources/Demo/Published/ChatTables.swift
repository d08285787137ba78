/// The chat export as the tables that the pipeline makes of it: one row per comment, ticket and chat id.
struct ChatTables {
  struct Comment {
    let id: Int64
    let instant: Instant
    /// Indexes into `tickets` and `chats`.
    let ticket: Int32
    let author: Int32
    let isPublic: Bool
    let body: CSVReader.Field
  }

  struct Ticket {
    let id: Int64
    let createdAt: Instant
    /// An index into `chats`.
    let requester: Int32
  }

  struct Chat {
    let id: Int64
    /// Where the id is an author for the first time; nil when it never is.
    var firstRow: Int?
    /// The name in that row.
    var name: [UInt8]?
    /// The first e-mail that a row of the id has, and that row.
    var email: [UInt8]?
    var emailRow = 0
  }

  /// In the order of first rows; later rows of a comment are left out.
  private(set) var comments: [Comment] = []
  private(set) var tickets: [Ticket] = []
  private(set) var chats: [Chat] = []

  private static let header = [
    "TICKET_CREATED_AT", "TICKET_REQUESTER_ID", "COMMENT_PART_ID", "CONVERSATION_ID", "COMMENT_PUBLIC",
    "BODY", "COMMENT_CREATED_AT", "AUTHOR_ID", "NAME", "EMAIL",
  ]

  /// Reads the export.
  ///
  /// - Complexity: O(bytes); about 100 bytes of memory for each comment.
  init(_ text: borrowing Span<UInt8>, path: String) throws {
    var reader = CSVReader(path: path)
    var fields: [CSVReader.Field] = []
    guard try reader.next(text, count: Self.header.count, into: &fields),
      fields.map({ $0.value(text) }) == Self.header.map({ Array($0.utf8) })
    else { throw reader.failure("the columns are not those of the chat export") }
    var seen = Set<Int64>()
    var indexes = Indexes()
    while try reader.next(text, count: Self.header.count, into: &fields) {
      guard let id = fields[2].integer(text) else { throw reader.failure("COMMENT_PART_ID is no number") }
      guard seen.insert(id).inserted else { continue }
      try add(id, fields, text, reader, &indexes)
    }
  }

  private struct Indexes {
    var tickets: [Int64: Int32] = [:]
    var chats: [Int64: Int32] = [:]
  }

  private mutating func add(
    _ id: Int64, _ fields: [CSVReader.Field], _ text: borrowing Span<UInt8>, _ reader: CSVReader,
    _ indexes: inout Indexes
  ) throws {
    guard let ticketCreatedAt = fields[0].instant(text), let createdAt = fields[6].instant(text) else {
      throw reader.failure("a time that is not RFC 3339")
    }
    guard let requesterID = fields[1].integer(text), let ticketID = fields[3].integer(text),
      let authorID = fields[7].integer(text)
    else { throw reader.failure("an id that is no number") }
    let author = chat(authorID, &indexes)
    addTexts(of: author, name: fields[8].value(text), email: fields[9].value(text), row: reader.records)
    let ticket = indexes.tickets[ticketID] ?? Int32(tickets.count)
    if Int(ticket) == tickets.count {
      indexes.tickets[ticketID] = ticket
      let requester = chat(requesterID, &indexes)
      tickets.append(Ticket(id: ticketID, createdAt: ticketCreatedAt, requester: requester))
    }
    comments.append(
      Comment(
        id: id, instant: createdAt, ticket: ticket, author: author,
        isPublic: fields[4].holds("True", text), body: fields[5]))
  }

  private mutating func chat(_ id: Int64, _ indexes: inout Indexes) -> Int32 {
    if let index = indexes.chats[id] { return index }
    let index = Int32(chats.count)
    indexes.chats[id] = index
    chats.append(Chat(id: id))
    return index
  }

  private mutating func addTexts(of chat: Int32, name: [UInt8]?, email: [UInt8]?, row: Int) {
    let index = Int(chat)
    if chats[index].firstRow == nil {
      chats[index].firstRow = row
      chats[index].name = name
    }
    if chats[index].email == nil, let email {
      chats[index].email = email
      chats[index].emailRow = row
    }
  }

  /// The comments as the archive must have them: by ticket, by instant, by source position.
  ///
  /// - Complexity: O(comments), and the sorting of each ticket.
  func commentsInOrder() -> [Int] {
    var ends = Array(repeating: 0, count: tickets.count)
    for comment in comments { ends[Int(comment.ticket)] += 1 }
    var total = 0
    for ticket in ends.indices {
      total += ends[ticket]
      ends[ticket] = total
    }
    var starts = [0] + ends.dropLast()
    var order = Array(repeating: 0, count: comments.count)
    for (index, comment) in comments.enumerated() {
      order[starts[Int(comment.ticket)]] = index
      starts[Int(comment.ticket)] += 1
    }
    for (start, end) in zip([0] + ends.dropLast(), ends) {
      order[start..<end].sort { (comments[$0].instant, $0) < (comments[$1].instant, $1) }
    }
    return order
  }
}

import Foundation

/// Packs the demo's exports the way the published hand-made pipeline does, with the chosen faults.
///
/// The pipeline puts comments, tickets and users into slices of 100 and writes the slices of one number into
/// one file, indented; then it packs the folder with tar. The members are in the order of their names as
/// text. Without faults the archive holds exactly what the definitions ask for (tickets in the order of their
/// first rows, users in that of their first comments); only its `./`, and users and tickets who come in a
/// later batch than they are needed, are worth a warning.
///
/// - Parameters:
///   - directory: the folder with `chat_data.csv` and `ticket_platform_users.csv`, as `DemoExports` wrote them.
///   - path: the archive to write; a file that is there is replaced.
/// - Throws: `DemoError` when a file can't be read or written.
/// - Complexity: O(size of the exports) time, and 100 to 200 bytes of memory for each comment.
package func writePublishedArchive(
  faults: Set<DemoFault>, exportsIn directory: String, to path: String
) throws -> PublishedFacts {
  let ticketingPath = directory + "/ticket_platform_users.csv"
  let ticketing = try TicketingTable(try read(ticketingPath).span, path: ticketingPath)
  let chatPath = directory + "/chat_data.csv"
  let text = try read(chatPath)
  let tables = try ChatTables(text.span, path: chatPath)
  let people = PublishedPeople(tables.chats, ticketing: ticketing, faults: faults)
  let archive = PublishedArchive(tables: tables, people: people, faults: faults)
  do {
    try archive.write(bodiesIn: text.span, to: path)
  } catch is UTF8.ValidationError {
    throw DemoError("\(chatPath): a text is not UTF-8; write the demo's exports again")
  }
  return archive.facts(ticketing)
}

private func read(_ path: String) throws -> Data {
  do {
    return try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
  } catch {
    throw DemoError("\(path): this file cannot be read (\(error.localizedDescription)); write the demo first")
  }
}

/// The tables of one archive, cut into slices.
private struct PublishedArchive {
  static let batchSize = 100

  let tables: ChatTables
  let people: PublishedPeople
  /// Indexes into `tables.comments`.
  let comments: [Int]
  let isPublicFromText: Bool
  /// Batches that are written.
  let batches: Int

  init(tables: ChatTables, people: PublishedPeople, faults: Set<DemoFault>) {
    self.tables = tables
    self.people = people
    comments = tables.commentsInOrder()
    isPublicFromText = faults.contains(.publicFromText)
    let longest = max(comments.count, tables.tickets.count, people.users.count)
    // range(100, n, 100) leaves the slice out that ends at n, also when n is a multiple of 100.
    let end = faults.contains(.lastBatchLost) ? longest - 1 : longest + Self.batchSize - 1
    batches = end / Self.batchSize
  }

  /// The part of a table that goes into a batch (counted from 0).
  private func slice<Row>(_ table: [Row], _ batch: Int) -> ArraySlice<Row> {
    table.dropFirst(batch * Self.batchSize).prefix(Self.batchSize)
  }

  /// The part of a table that is written at all.
  private func written<Row>(_ table: [Row]) -> ArraySlice<Row> {
    table.prefix(batches * Self.batchSize)
  }

  /// The flag as the pipeline writes it.
  private func isPublic(_ comment: ChatTables.Comment) -> Bool {
    comment.isPublic || isPublicFromText
  }

  func write(bodiesIn text: borrowing Span<UInt8>, to path: String) throws {
    var tar = try TarFile(path: path)
    try tar.addFolder()
    var json = BatchJSON()
    let members = (0..<batches).map { (name: "backup_tickets_\(($0 + 1) * Self.batchSize).json", batch: $0) }
    for member in members.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      try write(member.batch, bodiesIn: text, into: &json)
      try tar.addMember(member.name, json.bytes)
    }
    try tar.close()
  }

  private func write(
    _ batch: Int, bodiesIn text: borrowing Span<UInt8>, into json: inout BatchJSON
  ) throws {
    json.begin()
    json.array("data", slice(tables.tickets, batch)) { json, ticket in
      json.field("id", ticket.id)
      json.field("created_at", ticket.createdAt)
      json.field("requester_id", people.writtenIDs[Int(ticket.requester)])
    }
    var body: [UInt8] = []
    try json.array("comments", slice(comments, batch)) { json, index in
      let comment = tables.comments[index]
      json.field("id", comment.id)
      json.field("ticket_id", tables.tickets[Int(comment.ticket)].id)
      json.field("author_id", people.writtenIDs[Int(comment.author)])
      json.field("public", isPublic(comment))
      json.field("created_at", comment.instant)
      comment.body.copy(text, into: &body)
      try json.field("html_body", body)
    }
    try json.array("users", slice(people.users, batch)) { json, user in
      json.field("id", user.id)
      try json.field("name", user.name)
      try json.field("email", user.email)
    }
    json.array("organizations", EmptyCollection<Int>()) { _, _ in }
    json.end()
  }
}

extension PublishedArchive {
  /// Holds the archive against what should be in it.
  func facts(_ ticketing: TicketingTable) -> PublishedFacts {
    var facts = PublishedFacts()
    let writtenComments = written(comments)
    let writtenTickets = written(tables.tickets)
    facts.batches = batches
    facts.entries = batches + 1
    facts.comments = writtenComments.count
    facts.tickets = writtenTickets.count
    facts.lostComments = comments.count - writtenComments.count
    facts.lostTickets = tables.tickets.count - writtenTickets.count
    let userIDs = count(written(people.users), in: &facts)
    func isUnresolved(_ id: Int64) -> Bool { !userIDs.contains(id) && !ticketing.ids.contains(id) }
    for comment in writtenComments.lazy.map({ tables.comments[$0] }) {
      let id = people.writtenIDs[Int(comment.author)]
      if id != people.expectedIDs[Int(comment.author)] { facts.wrongAuthorIDs += 1 }
      if isUnresolved(id) { facts.unresolvedAuthorIDs += 1 }
      if isPublic(comment) != comment.isPublic { facts.flippedPublicFlags += 1 }
    }
    for ticket in writtenTickets {
      let id = people.writtenIDs[Int(ticket.requester)]
      if id != people.expectedIDs[Int(ticket.requester)] { facts.wrongRequesterIDs += 1 }
      if isUnresolved(id) { facts.unresolvedRequesterIDs += 1 }
    }
    return facts
  }

  /// Counts the users of the archive, and gives their ids.
  private func count(_ users: ArraySlice<PublishedPeople.User>, in facts: inout PublishedFacts) -> Set<Int64>
  {
    var ids: Set<Int64> = []
    var emails: Set<[UInt8]> = []
    for user in users {
      if !ids.insert(user.id).inserted {
        facts.duplicateUserIDs += 1
      } else if let expected = people.expectedUsers[user.id] {
        if user != expected { facts.changedUsers += 1 }
      } else {
        facts.unexpectedUsers += 1
      }
      if let key = EmailKey.key(of: user.email), !emails.insert(key).inserted { facts.duplicateEmails += 1 }
    }
    facts.users = users.count
    facts.droppedUsers = people.droppedUsers
    facts.lostUsers = people.expectedUsers.keys.count { !ids.contains($0) }
    return ids
  }
}

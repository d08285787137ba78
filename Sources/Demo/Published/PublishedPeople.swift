/// Who is who in the archive: as the definitions in Sources/README.md say, and as the pipeline's faults have it.
struct PublishedPeople {
  struct User: Equatable {
    let id: Int64
    let name: [UInt8]?
    let email: [UInt8]?
  }

  /// For every chat id, its person's id, and the id that the pipeline writes into comments and tickets.
  private(set) var expectedIDs: [Int64] = []
  private(set) var writtenIDs: [Int64] = []
  /// The users who must be in the archive, by id.
  private(set) var expectedUsers: [Int64: User] = [:]
  /// The users table of the archive.
  private(set) var users: [User] = []
  /// Users left out for a null e-mail or name.
  private(set) var droppedUsers = 0

  init(_ chats: [ChatTables.Chat], ticketing: TicketingTable, faults: Set<DemoFault>) {
    let persons = Self.groups(chats) { EmailKey.key(of: $0.email) }
    expectedIDs = chats.map(\.id)
    for person in persons {
      let email = Self.email(of: person, chats)
      let id = ticketing.id(of: EmailKey.key(of: email)) ?? chats[person[0]].id
      for chat in person { expectedIDs[chat] = id }
      expectedUsers[id] = User(id: id, name: chats[person[0]].name, email: email)
    }
    writtenIDs = chats.map(\.id)
    let rows = faults.contains(.emailTwinsMishandled) ? Self.groups(chats, by: \.email) : persons
    for row in rows { add(row, chats, ticketing, faults) }
  }

  /// Adds one row of the users table, and decides what the comments of its chat ids say.
  private mutating func add(
    _ row: [Int], _ chats: [ChatTables.Chat], _ ticketing: TicketingTable, _ faults: Set<DemoFault>
  ) {
    let first = chats[row[0]]
    let email = Self.email(of: row, chats)
    let known = ticketing.id(
      of: EmailKey.key(of: faults.contains(.lookedUpByName) ? first.name : email),
      among: faults.contains(.lastPageUnread) ? 567 * 100 : .max)
    let user = User(id: known ?? first.id, name: first.name, email: email)
    let keepsChatIDs = faults.contains(known == nil ? .emailTwinsMishandled : .chatIDsKept)
    if !keepsChatIDs {
      for chat in row { writtenIDs[chat] = user.id }
    }
    if faults.contains(.nullUsersDropped), user.name == nil || user.email == nil {
      droppedUsers += 1
    } else {
      users.append(user)
    }
  }

  /// The e-mail in the first row of these chat ids that has one.
  private static func email(of group: [Int], _ chats: [ChatTables.Chat]) -> [UInt8]? {
    group.lazy.map { chats[$0] }.filter { $0.email != nil }.min { $0.emailRow < $1.emailRow }?.email
  }

  /// The chat ids with the same key together, everything in the order of first rows; without a key, alone.
  private static func groups(
    _ chats: [ChatTables.Chat], by key: (ChatTables.Chat) -> [UInt8]?
  ) -> [[Int]] {
    let authors = chats.indices.filter { chats[$0].firstRow != nil }
      .sorted { chats[$0].firstRow ?? 0 < chats[$1].firstRow ?? 0 }
    var groups: [[Int]] = []
    var indexes: [[UInt8]: Int] = [:]
    for chat in authors {
      let own = key(chats[chat])
      if let own, let index = indexes[own] {
        groups[index].append(chat)
      } else {
        if let own { indexes[own] = groups.count }
        groups.append([chat])
      }
    }
    return groups
  }
}

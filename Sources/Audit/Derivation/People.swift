import Plan

/// Who is who: the accounts of all chats and lists merged into people by e-mail, each with the id that it must have.
struct People: Sendable {
  /// How a person's expected id came about.
  enum Source: UInt8, BitwiseCopyable {
    /// The id of its first account: no ticketing user has the e-mail.
    case chat
    /// The ticketing id: the e-mail is known there.
    case ticketing
    /// `same-ids`: the chat id is a ticketing id by declaration.
    case sameID
    /// The id itself: an author or requester of records that are not of a chat, whom no list of people has.
    case ticketingRecord
  }

  /// For each account, and after them each id of people that records that are not of a chat name, its person.
  let personOfAccount: Vector<Int32>
  /// For each person: the id expected in the archive.
  let id = Vector<Int64>()
  let source = Vector<Source>()
  /// The account whose first row comes first, those of lists before those of chats; for someone who never wrote, the
  /// account itself.
  let account = Vector<Int32>()
  /// The account whose row gives the name; -1 without one.
  let nameAccount = Vector<Int32>()
  /// The account whose row gives the e-mail text; -1 without one.
  let emailAccount = Vector<Int32>()
  /// The number of accounts that are this person.
  let accounts = Vector<Int32>()
  /// The row of the ticketing table that gives the id; -1 without one.
  let ticketingRow = Vector<Int32>()
  /// Whether the person ever wrote in a chat, or is in a list; one who only requested is not a user of the archive.
  let hasWritten = Vector<UInt8>()
  /// The first person with each ticketing id.
  private var personOfTicketingID: [Int64: Int32] = [:]

  var count: Int { id.count }

  /// Merges `accounts`. People of records that are not of a chat are those of the lists; the others stay as they are, and
  /// bring no user.
  ///
  /// - Complexity: O(accounts · log accounts).
  init(
    _ accounts: Accounts, _ ticketing: TicketingTable, _ policy: UnresolvedRequesterPolicy,
    ticketingPeople: Vector<Int64>
  ) {
    personOfAccount = Vector(repeating: -1, count: accounts.count + ticketingPeople.count)
    let keys = TextPool()
    let personOfKey = Vector<Int32>()

    for account in People.listed(accounts) + People.authorsByFirstRow(accounts)
      + People.silentRequesters(accounts)
    {
      let key = accounts.key(of: account)
      if let key {
        let (number, isNew) = key.withUnsafeBufferPointer { keys.number($0) }
        if !isNew {
          join(account, to: personOfKey[Int(number)], accounts)
          continue
        }
      }
      let person = enter(
        account, ticketingRow: key.flatMap { ticketing.row(ofKey: $0) }, accounts, ticketing, policy)
      if key != nil { personOfKey.append(person) }
    }
    for (index, id) in ticketingPeople.values.enumerated() {
      let known = accounts.find(id, accounts.listSystem).map { personOfAccount[Int($0)] }
      personOfAccount[accounts.count + index] = known ?? Int32(truncatingIfNeeded: count)
      if known != nil { continue }
      account.append(-1)
      nameAccount.append(-1)
      emailAccount.append(-1)
      self.accounts.append(0)
      hasWritten.append(0)
      self.id.append(id)
      source.append(.ticketingRecord)
      ticketingRow.append(-1)
    }
  }

  /// The person of an account that shares its e-mail with no account before it: a new one, or under `same-ids`
  /// the one who has its id already. Two people whom ticketing itself gives one id stay two.
  private mutating func enter(
    _ account: Int32, ticketingRow row: Int32?, _ accounts: Accounts, _ ticketing: TicketingTable,
    _ policy: UnresolvedRequesterPolicy
  ) -> Int32 {
    let chatID = accounts.id[Int(account)]
    let isSameID = row == nil && policy == .sameIDs && ticketing.contains(chatID)
    let id = row.map { ticketing.id[Int($0)] } ?? (isSameID ? chatID : accounts.writtenID[Int(account)])
    let source: Source = row != nil ? .ticketing : isSameID ? .sameID : .chat
    if policy == .sameIDs, source != .chat, let person = personOfTicketingID[id],
      source == .sameID || self.source[Int(person)] == .sameID
    {
      if let row { (self.source[Int(person)], ticketingRow[Int(person)]) = (.ticketing, row) }
      join(account, to: person, accounts)
      return person
    }
    let person = Int32(truncatingIfNeeded: count)
    personOfAccount[Int(account)] = person
    self.account.append(account)
    nameAccount.append(accounts.name[Int(account)] < 0 ? -1 : account)
    emailAccount.append(accounts.email[Int(account)] < 0 ? -1 : account)
    self.accounts.append(1)
    hasWritten.append(accounts.firstAuthorRow[Int(account)] >= 0 ? 1 : 0)
    self.id.append(id)
    self.source.append(source)
    ticketingRow.append(row ?? -1)
    if source != .chat, personOfTicketingID[id] == nil { personOfTicketingID[id] = person }
    return person
  }

  private func join(_ account: Int32, to person: Int32, _ accounts: Accounts) {
    let index = Int(person)
    personOfAccount[Int(account)] = person
    self.accounts[index] += 1
    if accounts.name[Int(account)] >= 0 {
      let known = nameAccount[index]
      if known < 0 || People.nameRank(account, accounts) < People.nameRank(known, accounts) {
        nameAccount[index] = account
      }
    }
    if accounts.email[Int(account)] < 0 { return }
    let known = emailAccount[index]
    if known < 0 || People.emailRank(account, accounts) < People.emailRank(known, accounts) {
      emailAccount[index] = account
    }
  }

  /// An address comes before white space, then a list before a chat, then the earlier row before the later.
  private static func emailRank(_ account: Int32, _ accounts: Accounts) -> (Int, Int, Int32) {
    let isBlank = emailKey(accounts.texts[accounts.email[Int(account)]]).isEmpty
    return (isBlank ? 1 : 0, accounts.isListed(Int(account)) ? 0 : 1, accounts.emailRow[Int(account)])
  }

  /// A list comes before a chat, then the earlier row before the later.
  private static func nameRank(_ account: Int32, _ accounts: Accounts) -> (Int, Int32) {
    (accounts.isListed(Int(account)) ? 0 : 1, accounts.nameRow[Int(account)])
  }

  /// In the order of their first rows, whichever of them is kept.
  private static func listed(_ accounts: Accounts) -> [Int32] {
    (0..<Int32(truncatingIfNeeded: accounts.count)).filter { accounts.isListed(Int($0)) }
  }

  private static func authorsByFirstRow(_ accounts: Accounts) -> [Int32] {
    let authors = (0..<Int32(truncatingIfNeeded: accounts.count)).filter {
      accounts.firstAuthorRow[Int($0)] >= 0 && !accounts.isListed(Int($0))
    }
    return authors.sorted { accounts.firstAuthorRow[Int($0)] < accounts.firstAuthorRow[Int($1)] }
  }

  private static func silentRequesters(_ accounts: Accounts) -> [Int32] {
    (0..<Int32(truncatingIfNeeded: accounts.count)).filter { accounts.firstAuthorRow[Int($0)] < 0 }
  }

  /// Whether the destination knew this person before the migration.
  func isKnownToTicketing(_ person: Int) -> Bool { source[person] != .chat }

  /// For each account and ticketing user, the id that the archive must hold.
  var writtenIDs: Vector<Int64> {
    let ids = Vector<Int64>(minimumCapacity: personOfAccount.count)
    for person in personOfAccount.values { ids.append(id[Int(person)]) }
    return ids
  }

  /// What a reference to a user in a custom field becomes in the archive: the id of the person, or the number itself for an
  /// id that nobody of the chat or of the lists has.
  func written(_ reference: FieldValue, _ accounts: Accounts, _ system: Int) -> FieldValue {
    guard reference.kind == .integer, let account = accounts.find(reference.number, system) else {
      return reference
    }
    return .integer(id[Int(personOfAccount[Int(account)])])
  }
}

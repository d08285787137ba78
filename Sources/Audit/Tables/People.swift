import Plan

/// Who is who: the chat accounts merged into people by e-mail, each with the id that it must have.
struct People: Sendable {
  /// How a person's expected id came about.
  enum Source: UInt8, BitwiseCopyable {
    /// The chat id: no ticketing user has the e-mail.
    case chat
    /// The ticketing id: the e-mail is known there.
    case ticketing
    /// `same-ids`: the chat id is a ticketing id by declaration.
    case sameID
  }

  /// For each account, its person.
  let personOfAccount: Vector<Int32>
  /// For each person: the id expected in the archive.
  let id = Vector<Int64>()
  let source = Vector<Source>()
  /// The account whose first row as author comes first; for someone who never wrote, the account itself.
  let account = Vector<Int32>()
  /// The account whose row gives the e-mail text; -1 without one.
  let emailAccount = Vector<Int32>()
  /// The number of accounts that are this person.
  let accounts = Vector<Int32>()
  /// The row of the ticketing table that gives the id; -1 without one.
  let ticketingRow = Vector<Int32>()
  /// Whether the person ever wrote; one who only requested is no user of the archive.
  let hasWritten = Vector<UInt8>()

  var count: Int { id.count }

  /// Merges `accounts`. Complexity: O(accounts · log accounts).
  init(_ accounts: Accounts, _ ticketing: TicketingTable, _ policy: UnresolvedRequesterPolicy) {
    personOfAccount = Vector(repeating: -1, count: accounts.count)
    let keys = TextPool()
    let personOfKey = Vector<Int32>()

    for account in People.authorsByFirstRow(accounts) + People.silentRequesters(accounts) {
      let index = Int(account)
      let email = accounts.email[index]
      let key = email < 0 ? [] : emailKey(accounts.texts[email])
      if !key.isEmpty {
        let (number, isNew) = key.withUnsafeBufferPointer { keys.number($0) }
        if !isNew {
          join(account, to: personOfKey[Int(number)], accounts)
          continue
        }
        personOfKey.append(Int32(truncatingIfNeeded: count))
      }
      add(
        account, hasEmail: email >= 0, ticketingRow: key.isEmpty ? nil : ticketing.row(ofKey: key),
        accounts, ticketing, policy)
    }
  }

  private func add(
    _ account: Int32, hasEmail: Bool, ticketingRow row: Int32?, _ accounts: Accounts,
    _ ticketing: TicketingTable, _ policy: UnresolvedRequesterPolicy
  ) {
    let chatID = accounts.id(account)
    personOfAccount[Int(account)] = Int32(truncatingIfNeeded: count)
    self.account.append(account)
    emailAccount.append(hasEmail ? account : -1)
    self.accounts.append(1)
    hasWritten.append(accounts.firstAuthorRow[Int(account)] >= 0 ? 1 : 0)
    if let row {
      id.append(ticketing.id[Int(row)])
      source.append(.ticketing)
    } else {
      id.append(chatID)
      source.append(policy == .sameIDs && ticketing.contains(chatID) ? .sameID : .chat)
    }
    ticketingRow.append(row ?? -1)
  }

  private func join(_ account: Int32, to person: Int32, _ accounts: Accounts) {
    let index = Int(person)
    personOfAccount[Int(account)] = person
    self.accounts[index] += 1
    let known = emailAccount[index]
    if known < 0 || accounts.emailRow[Int(account)] < accounts.emailRow[Int(known)] {
      emailAccount[index] = account
    }
  }

  private static func authorsByFirstRow(_ accounts: Accounts) -> [Int32] {
    let authors = (0..<Int32(truncatingIfNeeded: accounts.count)).filter {
      accounts.firstAuthorRow[Int($0)] >= 0
    }
    return authors.sorted { accounts.firstAuthorRow[Int($0)] < accounts.firstAuthorRow[Int($1)] }
  }

  private static func silentRequesters(_ accounts: Accounts) -> [Int32] {
    (0..<Int32(truncatingIfNeeded: accounts.count)).filter { accounts.firstAuthorRow[Int($0)] < 0 }
  }

  /// Whether the destination knew this person before the migration.
  func isKnownToTicketing(_ person: Int) -> Bool { source[person] != .chat }
}

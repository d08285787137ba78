import Plan

/// Who was merged into one user: every account and ticketing user of the person, and by what.
struct TracedPerson {
  private let facts: Facts
  private let shown: ShownValues
  private let id: Int64
  private let accounts: [Int32]
  /// Of each account how many rows have it as author, and how many tickets as requester.
  private var rowsOf: [Int32: Int] = [:]
  private var ticketsOf: [Int32: Int] = [:]

  /// - Complexity: O(rows).
  init(user id: Int64, _ facts: Facts, _ shown: ShownValues) {
    self.facts = facts
    self.shown = shown
    self.id = id
    accounts = facts.accounts(ofUser: id)
    let all = facts.rows.accounts
    // The people of records that are not of a chat have numbers of their own, after those of accounts.
    var accountOf = Dictionary(uniqueKeysWithValues: accounts.map { ($0, $0) })
    for (index, id) in facts.rows.ticketingPeople.ids.values.enumerated() {
      guard let account = all.find(id, all.listSystem), accountOf[account] != nil else { continue }
      accountOf[Int32(truncatingIfNeeded: all.count + index)] = account
    }
    for author in facts.rows.comments.author.values {
      if let account = accountOf[author] { rowsOf[account, default: 0] += 1 }
    }
    for requester in facts.tickets.requester.values {
      if let account = accountOf[requester] { ticketsOf[account, default: 0] += 1 }
    }
  }

  /// Nil where neither an account nor a ticketing user has the id.
  var person: Trace.Person? {
    guard let first = accounts.first else { return ticketingUser }
    let person = Int(facts.people.personOfAccount[Int(first)])
    // The account by whose first row the person counts comes first.
    let leading = facts.people.account[person]
    let order = [leading] + accounts.filter { $0 != leading }
    return Trace.Person(
      accounts: order.map { account($0, leading) } + ticketingUsers(person), idWords: idWords(person))
  }

  /// A user of the ticketing list alone.
  private var ticketingUser: Trace.Person? {
    facts.rows.ticketing.firstRow(of: id).map { row in
      Trace.Person(
        accounts: [ticketingUser(row, "a ticketing user, of whom no other source tells")],
        idWords: "the id is \(id), that of the ticketing tool")
    }
  }

  private func account(_ account: Int32, _ leading: Int32) -> Trace.Person.Account {
    let (accounts, index) = (facts.rows.accounts, Int(account))
    let hasWritten = accounts.firstAuthorRow[index] >= 0
    var words = [facts.words(ofAccount: index)]
    if let joined = joined(account, leading) { words.append(joined) }
    words.append("author of \(counted(rowsOf[account] ?? 0, "row"))")
    words.append("requester of \(counted(ticketsOf[account] ?? 0, "ticket"))")
    let others = accounts.otherEmails.values.filter { $0.account == account }
    if let other = others.first {
      let place = facts.places.place(ofComment: Int(other.row))
      words.append(
        "\(counted(others.count, "row")) with another e-mail, the first is \(place.text), which is a conflict"
      )
    }
    return Trace.Person.Account(
      id: accounts.id[index], place: hasWritten ? facts.places.place(ofAccount: index) : nil,
      email: text(accounts.email[index]), name: text(accounts.name[index]),
      words: words.joined(separator: "; "))
  }

  private func text(_ number: Int32) -> String? {
    number < 0 ? nil : shown.text(facts.rows.accounts.texts[number])
  }

  /// How an account came to the person; nil for the leading one.
  private func joined(_ account: Int32, _ leading: Int32) -> String? {
    let accounts = facts.rows.accounts
    guard let key = accounts.key(of: account) else {
      return account == leading
        ? "without an e-mail that is an address, so that it joins no other by one"
        : "joined by its id (same-ids)"
    }
    let own = emailKey(accounts.texts[accounts.email[Int(account)]])
    let alias = own == key ? "" : ", which the aliases make of its own"
    if account == leading { return alias.isEmpty ? nil : "its e-mail counts as \(shown.text(key))\(alias)" }
    let isShared = self.accounts.contains { $0 != account && accounts.key(of: $0) == key }
    return isShared ? "joined by the e-mail \(shown.text(key))\(alias)" : "joined by its id (same-ids)"
  }

  /// The users of the ticketing list that have the person's e-mail, the one that counts first.
  private func ticketingUsers(_ person: Int) -> [Trace.Person.Account] {
    let (ticketing, row) = (facts.rows.ticketing, facts.people.ticketingRow[person])
    guard row >= 0 else { return [] }
    let key = ticketing.key[Int(row)]
    let others = ticketing.otherIDs.values.filter { ticketing.key[Int($0)] == key && $0 != row }
    // The first of a key is none of those.
    let firsts = others.isEmpty ? [] : ticketing.key.values.firstIndex(of: key).map { [Int32($0)] } ?? []
    return [ticketingUser(row, "a ticketing user of the same e-mail, whose id counts")]
      + (firsts + others).filter { $0 != row }.map {
        ticketingUser($0, "another ticketing user of the same e-mail, which is a conflict")
      }
  }

  private func ticketingUser(_ row: Int32, _ words: String) -> Trace.Person.Account {
    Trace.Person.Account(
      id: facts.rows.ticketing.id[Int(row)], place: facts.places.place(ofTicketingUser: Int(row)),
      email: facts.rows.ticketing.key[Int(row)] < 0
        ? nil : shown.text(facts.rows.ticketing.keys[facts.rows.ticketing.key[Int(row)]]),
      words: words)
  }

  private func idWords(_ person: Int) -> String {
    let id = facts.people.id[person]
    switch facts.people.source[person] {
    case .ticketing: return "the id is \(id): the ticketing user of this e-mail has it"
    case .sameID: return "the id is \(id): by 'same-ids', the chat id is the ticketing id"
    case .chat:
      let account = Int(facts.people.account[person])
      let isOwn = facts.rows.accounts.id[account] == id
      return
        "the id is \(id): that of the first account\(isOwn ? "" : ", by the plan's 'ids'"), because no ticketing user has the e-mail"
    case .ticketingRecord: return "the id is \(id), as records name it"
    }
  }
}

import Plan

/// People: who did not get the ticketing id, who was not merged, who was dropped.
extension CauseSearch {
  mutating func addPeople() {
    let identities = Identities(facts, unexpected: all(Wrong(.unexpected, .users)))
    if let claim = unmerged(identities) { add(claim) }
    if let claim = notMerged(identities) { add(claim) }
    if let claim = droppedNulls() { add(claim) }
  }

  // MARK: The ticketing id

  /// People whom ticketing knows, and who have a chat id all the same: all of them, or those from some row of the list on.
  private func unmerged(_ identities: Identities) -> Claim? {
    // Where nobody has the ticketing id, a user whose id is somebody's ticketing id has it as a chat id.
    let people = identities.unmerged + (identities.merged.isEmpty ? identities.hidden : [])
    guard let first = people.map({ facts.people.ticketingRow[$0] }).min() else { return nil }
    let merged = identities.merged.map { facts.people.ticketingRow[$0] }
    let list = facts.plan.ticketing?.source.name ?? "the list"
    let count = counted(people.count, "person", plural: "people")
    var claim: Claim
    if merged.isEmpty {
      guard people.count >= Proof.least else { return nil }
      claim = Claim(
        .failedLookUp,
        "the look-up of ticketing ids found nobody: all \(count) whom \(list) knows by e-mail have their own id in the archive",
        remedy:
          "Compare the e-mails of \(list) with the e-mails of the exports (another column may have been compared), "
          + "without regard to case and white space around them.")
    } else {
      guard let last = merged.max(), first > last else { return nil }
      // Of a few people, those who were not merged are the last by chance.
      guard people.count >= Proof.least, merged.count >= Proof.least else { return nil }
      let page = pageEnd(after: Int(last), upTo: Int(first))
      let place = facts.places.place(ofTicketingUser: Int(first))
      let total = facts.rows.ticketing.count
      claim = Claim(
        .unreadEnd,
        "\(list) was not read to its end: \(count) among its last \(grouped(total - Int(first))) users \(verb(people.count, "has", "have")) "
          + "their own id in place of the ticketing id, and nobody among the \(grouped(Int(first))) before them"
          + (page.map { ", as if the first \(grouped($0)) of \(grouped(total)) had been read" } ?? ""),
        remedy: "Read the list to its end, the last and shorter page as well, and merge these people.",
        export: place)
    }
    let isMeant = RowSet(people)
    claim.rows = identities.rows(self) { isMeant.contains($0) }
    let users = (0..<facts.users.count).filter { isMeant.contains(Int(facts.users.person[$0])) }
    claim.rows[Wrong(.missing, .users)] = RowSet(users)
    // Whose ticketing id is somebody else's chat id is compared with that user.
    for column in ["name", "email"] {
      let what = Wrong(.changed, .users, column)
      claim.rows[what] = RowSet(
        all(what).filter { row in
          facts[.users].match.legacy(of: Row(row)).map { isMeant.contains(Int(facts.users.person[$0.index])) }
            ?? false
        })
    }
    claim.rows[Wrong(.unmerged, .users)] = RowSet(
      all(Wrong(.unmerged, .users)).filter {
        identities.person(ofUser: $0).map { isMeant.contains($0) } ?? false
      })
    return claim
  }

  /// The end of a page of usual length between two rows of the list; nil where none is.
  private func pageEnd(after last: Int, upTo first: Int) -> Int? {
    // The end that is nearest to the first who was not merged, of the longest page that has it.
    let ends = [1000, 500, 250, 200, 100, 50].map { first / $0 * $0 }.filter { $0 > last }
    return ends.max()
  }

  // MARK: Several ids

  /// People of several ids who are several users, or whose records name another of their ids than the one that they must
  /// have.
  private func notMerged(_ identities: Identities) -> Claim? {
    let people = facts.people
    let isMerged = RowSet(identities.merged)
    let rows = identities.rows(
      self, isMeantUser: { people.accounts[$0] > 1 && isMerged.contains($0) },
      { people.accounts[$0] > 1 && people.source[$0] != .ticketing })
    var all = rows
    for (what, kept) in identities.twins(self) {
      all[what, default: RowSet()].formUnion(kept)
    }
    let persons = identities.people(all)
    guard persons.count >= Proof.least else { return nil }
    let users =
      (all[Wrong(.unexpected, .users)]?.count ?? 0) + (all[Wrong(.repeated, .users, "id")]?.count ?? 0)
    let comments = all[Wrong(.changed, .comments, "author_id")]?.count ?? 0
    let tickets = all[Wrong(.changed, .tickets, "requester_id")]?.count ?? 0
    let parts = [
      users > 0 ? "\(counted(users, "user")) too many" : nil,
      comments > 0
        ? "\(counted(comments, "comment")) and \(counted(tickets, "ticket")) under another id" : nil,
    ].compactMap(\.self)
    var claim = Claim(
      .peopleNotMerged,
      "people of several ids are not merged: \(counted(persons.count, "person", plural: "people")) by e-mail, with "
        + parts.joined(separator: ", and "),
      remedy:
        "Merge people by their e-mails, without regard to case and white space around them, and rewrite author_id and "
        + "requester_id to the id that is kept.")
    claim.rows = all
    return claim
  }

  // MARK: Nulls

  /// Users who are missing because they have no name, or no e-mail.
  private func droppedNulls() -> Claim? {
    let missing = left(Wrong(.missing, .users))
    if missing.count < Proof.least { return nil }
    let isMissing = RowSet(missing)
    let users = facts.users
    let explained = RowSet(all(Wrong(.missing, .users)).filter { !isMissing.contains($0) })
    let candidates = (0..<users.count).filter { !explained.contains($0) }
    let choices: [(words: String, isNull: (Int) -> Bool)] = [
      ("a name or an e-mail", { users.name[$0] < 0 || users.email[$0] < 0 }),
      ("a name", { users.name[$0] < 0 }), ("an e-mail", { users.email[$0] < 0 }),
      ("a name in their first row, or an e-mail", { facts.lacksName(user: $0) || users.email[$0] < 0 }),
      ("a name in their first row", { facts.lacksName(user: $0) }),
    ]
    var best: Claim?
    for (words, isNull) in choices {
      let nulls = candidates.filter(isNull)
      let dropped = nulls.filter { isMissing.contains($0) }
      // Where a column is null for everybody, it is not why some are missing.
      guard Proof.holds(dropped.count, of: nulls.count), nulls.count * 2 < candidates.count else { continue }
      var claim = Claim(
        .droppedNulls,
        "users without \(words) were dropped: \(grouped(dropped.count)) of \(grouped(nulls.count)) of them are missing",
        remedy: "Keep users whose name or e-mail is null; their comments and tickets name them.")
      claim.rows[Wrong(.missing, .users)] = RowSet(dropped)
      if dropped.count > best?.rows[Wrong(.missing, .users)]?.count ?? 0 { best = claim }
    }
    return best
  }
}

extension Facts {
  /// Whether the first row that tells of an expected user has no name.
  fileprivate func lacksName(user: Int) -> Bool {
    let account = Int(people.account[Int(users.person[user])])
    return rows.accounts.name[account] < 0
      || rows.accounts.nameRow[account] != rows.accounts.firstAuthorRow[account]
  }
}

/// Who the users and references of the archive are, by the ids of the exports.
struct Identities {
  private let facts: Facts
  /// The accounts that have an id, in the export or by the plan's rule.
  private var accounts: [Int64: [Int32]] = [:]
  /// The people of unexpected users, by their rows.
  private var personOfUser: [Int: Int] = [:]
  /// People whom ticketing knows: those with their own id as users, and those with the ticketing id.
  private(set) var unmerged: [Int] = []
  private(set) var merged: [Int] = []
  /// Those without the ticketing id whose own id is a user that may be somebody else's, by the ticketing id.
  private(set) var hidden: [Int] = []

  /// - Complexity: O(people).
  init(_ facts: Facts, unexpected: [Int]) {
    self.facts = facts
    let rows = facts.rows.accounts
    for account in 0..<rows.count {
      accounts[rows.id[account], default: []].append(Int32(truncatingIfNeeded: account))
      if rows.writtenID[account] != rows.id[account] {
        accounts[rows.writtenID[account], default: []].append(Int32(truncatingIfNeeded: account))
      }
    }
    let users = facts[.users]
    var hasOwnID = Set<Int>()
    for row in unexpected where users.records.hasID(row) {
      // An id of two people is neither's.
      let people = people(of: users.records.id[row])
      guard people.count == 1, let person = people.first else { continue }
      personOfUser[row] = person
      hasOwnID.insert(person)
    }
    var ownIDs = [Bool](repeating: false, count: facts.people.count)
    for account in 0..<rows.count where users.records.ids.contains(rows.writtenID[account]) {
      let person = Int(facts.people.personOfAccount[account])
      if facts.people.id[person] != rows.writtenID[account] { ownIDs[person] = true }
    }
    for person in 0..<facts.people.count where facts.people.source[person] == .ticketing {
      if facts.people.hasWritten[person] == 0 || facts.users.isNamed[person] == 0 { continue }
      let id = facts.people.id[person]
      // The user of this id may be somebody else, whose chat id it is.
      let isThere = users.records.ids.contains(id) && people(of: id).isSubset(of: [person])
      if isThere {
        merged.append(person)
      } else if hasOwnID.contains(person) {
        unmerged.append(person)
      } else if ownIDs[person] {
        hidden.append(person)
      }
    }
  }

  /// The people who have an id in an export.
  private func people(of id: Int64) -> Set<Int> {
    Set((accounts[id] ?? []).map { Int(facts.people.personOfAccount[Int($0)]) })
  }

  /// The person of a row of the archive's users, which has another id than the one expected.
  func person(ofUser row: Int) -> Int? { personOfUser[row] }

  /// The person of whom `found` is an id of an export, where another one is expected.
  func person(of found: Int64, expected: Int64) -> Int? {
    guard found != expected else { return nil }
    return people(of: found).first { facts.people.id[$0] == expected }
  }

  /// Unexpected users and references by an own id, of people who are meant; and users of others, who are meant as such.
  func rows(
    _ search: CauseSearch, isMeantUser: (Int) -> Bool = { _ in false }, _ isMeant: (Int) -> Bool
  ) -> [Wrong: RowSet] {
    var rows: [Wrong: RowSet] = [:]
    func insert(_ what: Wrong, _ row: Int) { rows[what, default: RowSet()].insert(row) }
    let unexpected = Wrong(.unexpected, .users)
    for row in search.left(unexpected) {
      if let person = personOfUser[row], isMeant(person) || isMeantUser(person) { insert(unexpected, row) }
    }
    for reference in References(search) {
      for row in search.left(reference.changed) {
        guard let found = reference.found(row), let expected = reference.expected(row),
          let person = person(of: found, expected: expected), isMeant(person)
        else { continue }
        insert(reference.changed, row)
        insert(Wrong(.orphan, reference.record.type, reference.changed.column), row)
      }
    }
    return rows
  }

  /// Second users of people with several ids: with the id of the first or with its e-mail, and what they have of their own.
  func twins(_ search: CauseSearch) -> [Wrong: RowSet] {
    var rows: [Wrong: RowSet] = [:]
    let table = facts[.users]
    for what in [Wrong(.repeated, .users, "id"), Wrong(.repeated, .users, "email")] {
      for row in search.left(what) {
        let person =
          table.match.legacy(of: Row(row)).map { Int(facts.users.person[$0.index]) } ?? personOfUser[row]
        guard let person, facts.people.accounts[person] > 1 else { continue }
        rows[what, default: RowSet()].insert(row)
        // A second user of one id is compared with the expected one as well.
        if what.column == "id" {
          for column in ["name", "email"] {
            rows[Wrong(.changed, .users, column), default: RowSet()].insert(row)
          }
        }
      }
    }
    return rows
  }

  /// The people of whom rows tell.
  func people(_ rows: [Wrong: RowSet]) -> Set<Int> {
    var people = Set<Int>()
    for (what, set) in rows {
      for row in 0..<facts.records.count(of: what) where set.contains(row) {
        if let person = person(what, row) { people.insert(person) }
      }
    }
    return people
  }

  private func person(_ what: Wrong, _ row: Int) -> Int? {
    if what.type == RecordType.users.name, what.kind != .orphan {
      return personOfUser[row]
        ?? facts[.users].match.legacy(of: Row(row)).map { Int(facts.users.person[$0.index]) }
    }
    guard let record = facts.records.first(where: { $0.type.name == what.type }),
      let legacy = record.match.legacy(of: Row(row))
    else { return nil }
    switch (what.type, what.column) {
    case (RecordType.comments.name, "author_id"):
      return Int(facts.people.personOfAccount[Int(facts.rows.comments.author[legacy.index])])
    case (RecordType.tickets.name, "requester_id"):
      return Int(facts.people.personOfAccount[Int(facts.tickets.requester[legacy.index])])
    default: return nil
    }
  }
}

extension [RecordFacts] {
  /// The rows of the table that something is wrong with.
  fileprivate func count(of what: Wrong) -> Int {
    first { $0.type.name == what.type }?.archive.count ?? 0
  }
}

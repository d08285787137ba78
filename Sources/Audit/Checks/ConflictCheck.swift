import Plan

/// Consistency: no two rows of the exports contradict each other, or the plan says which one counts.
///
/// The kinds of conflict are those of `Sources/README.md`. Each names every line of its kind, as far as
/// evidence is kept; all are counted.
struct ConflictCheck: Check {
  static let name = "no-conflict"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.exports] }
  func subject(_ plan: Plan) -> Subject {
    Subject(
      legacy: "rows of one key",
      criteria: plan.conflicts == .refuse ? "no contradiction" : "decided by the plan")
  }

  func measure(_ facts: Facts) -> Measurement {
    var decidable = Evidence()
    emails(facts, &decidable)
    ticketingIDs(facts, &decidable)
    comments(facts, &decidable)
    tickets(facts, &decidable)
    others(facts, &decidable)
    var undecidable = Evidence()
    sharedNumbers(facts, &undecidable)
    sharedTicketingIDs(facts, &undecidable)
    sharedTexts(facts, &undecidable)

    let total = facts.feeds.all.reduce(0) { $0 + $1.acceptedCount }
    if facts.plan.conflicts == .refuse {
      decidable.append(undecidable)
      return measurement(total, decidable, resolved: 0)
    }
    // What the plan decides is told, and loudly where it takes much.
    if undecidable.isEmpty, isMuch(decidable.violations, of: total) {
      var much = measurement(total, decidable, resolved: 0)
      much.allowedBy = "conflicts: \(facts.plan.conflicts == .first ? "first" : "last")"
      much.summary =
        "\(counted(decidable.violations, "conflict")) in \(counted(total, "row")) resolved by the plan, "
        + "more than 5 %, the first: \(decidable.findings[0].message)"
      return much
    }
    return measurement(total, undecidable, resolved: decidable.violations)
  }

  private func measurement(_ total: Int, _ evidence: Evidence, resolved: Int) -> Measurement {
    Measurement(
      examined: total, unit: "rows", evidence: evidence,
      summary: evidence.isEmpty
        ? counted(total, "row")
          + (resolved > 0 ? ", \(counted(resolved, "conflict")) resolved by the plan" : "")
        : "\(counted(evidence.violations, "conflict")) \(verb(evidence.violations, "was", "were")) found, the first: "
          + evidence.findings[0].message)
  }

  /// One chat id with two e-mails.
  private func emails(_ facts: Facts, _ evidence: inout Evidence) {
    let accounts = facts.rows.accounts
    for other in accounts.otherEmails.values where !facts.decisions.accounts.contains(other.account) {
      evidence.add {
        conflict(
          facts, "chat id \(accounts.id[Int(other.account)]) has two e-mails",
          row: Int(other.row), against: Int(other.againstRow))
      }
    }
  }

  /// Two ticketing ids with one e-mail that a chat person has.
  private func ticketingIDs(_ facts: Facts, _ evidence: inout Evidence) {
    let (ticketing, people) = (facts.rows.ticketing, facts.people)
    let chatKeys = ticketing.keysOfSeveralIDs(people).subtracting(facts.decisions.ticketingKeys)
    for row in ticketing.otherIDs.values where chatKeys.contains(ticketing.key[Int(row)]) {
      evidence.add(cause: 1) {
        let key = ticketing.key[Int(row)]
        let first = ticketing.key.values.firstIndex(of: key) ?? Int(row)
        return conflict(
          "ticketing ids \(ticketing.id[first]) and \(ticketing.id[Int(row)]) have one e-mail",
          facts.places.place(ofTicketingUser: Int(row)), against: facts.places.place(ofTicketingUser: first))
      }
    }
  }

  /// An id that stays in use and equals a ticketing id, or that of a person of another system.
  private func sharedNumbers(_ facts: Facts, _ evidence: inout Evidence) {
    let (people, accounts) = (facts.people, facts.rows.accounts)
    var firsts: [Int64: Int] = [:]
    for person in 0..<people.count where people.source[person] == .chat {
      guard facts.users.isNamed[person] != 0 else { continue }
      let id = people.id[person]
      let place = firstPlace(facts, Int(people.account[person]))
      if facts.rows.ticketing.contains(id) {
        evidence.add(cause: 4) {
          let ticketing = facts.rows.ticketing.firstRow(of: id).map {
            facts.places.place(ofTicketingUser: Int($0))
          }
          let places = [place, ticketing].compactMap { $0?.text }
          let chat = accounts.isListed(Int(people.account[person])) ? "" : "chat "
          return Finding(
            message: "\(chat)id \(id) stays in use and is another person's ticketing id: "
              + places.joined(separator: " and "),
            key: "user \(id)", export: place ?? ticketing)
        }
      } else if let first = firsts[id] {
        evidence.add(cause: 4) {
          let there = firstPlace(facts, Int(people.account[first]))
          let places = [there, place].compactMap { $0?.text }
          return Finding(
            message: "id \(id) would be that of two people of two sources: "
              + places.joined(separator: " and "),
            key: "user \(id)", export: place ?? there)
        }
      } else {
        firsts[id] = person
      }
    }
  }

  private func firstPlace(_ facts: Facts, _ account: Int) -> ExportPlace? {
    facts.rows.accounts.firstAuthorRow[account] < 0 ? nil : facts.places.place(ofAccount: account)
  }

  /// A ticketing id with the e-mails of two people of the chat: one of them would be lost.
  private func sharedTicketingIDs(_ facts: Facts, _ evidence: inout Evidence) {
    let people = facts.people
    var firsts: [Int64: Int] = [:]
    for person in 0..<people.count where people.source[person] == .ticketing {
      if facts.users.isNamed[person] == 0 { continue }
      let id = people.id[person]
      guard let first = firsts[id] else {
        firsts[id] = person
        continue
      }
      evidence.add(cause: 5) {
        var finding = conflict(
          "ticketing id \(id) has the e-mails of two people of the chat",
          facts.places.place(ofTicketingUser: Int(people.ticketingRow[person])),
          against: facts.places.place(ofTicketingUser: Int(people.ticketingRow[first])))
        finding.key = "user \(id)"
        return finding
      }
    }
  }

  /// An e-mail of two users that is not an address: it makes them nobody's twins, and no two users may have it.
  private func sharedTexts(_ facts: Facts, _ evidence: inout Evidence) {
    let (users, accounts) = (facts.users, facts.rows.accounts)
    let keys = TextPool()
    let firstUser = Vector<Int32>()
    func place(_ user: Int) -> ExportPlace {
      facts.places.place(ofEmailOf: Int(facts.people.emailAccount[Int(users.person[user])]))
    }
    for user in 0..<users.count where users.email[user] >= 0 {
      let email = accounts.texts[users.email[user]]
      if addressKey(email) != nil { continue }
      let key = emailKey(email)
      if key.isEmpty { continue }
      let (number, isNew) = key.withUnsafeBufferPointer { keys.number($0) }
      if isNew {
        firstUser.append(Int32(truncatingIfNeeded: user))
        continue
      }
      let first = Int(firstUser[Int(number)])
      evidence.add {
        var finding = conflict(
          "users \(users.id[first]) and \(users.id[user]) have one e-mail, which is not an address "
            + facts.shown(email), place(user), against: place(first))
        finding.key = "user \(users.id[user])"
        return finding
      }
    }
  }

  /// Rows of one comment id that differ.
  private func comments(_ facts: Facts, _ evidence: inout Evidence) {
    for row in 0..<facts.rows.comments.count where facts.comments.state[row] == .conflicting {
      evidence.add(cause: 2) {
        conflict(
          facts, "comment \(facts.rows.comments.id[row]) is there twice with different fields", row: row,
          against: Int(facts.comments.keptRow[row]))
      }
    }
  }

  /// Rows of one conversation that differ in requester, ticket time or custom fields; records of one ticket.
  private func tickets(_ facts: Facts, _ evidence: inout Evidence) {
    let tickets = facts.rows.tickets
    for index in facts.tickets.conflicts {
      let other = tickets.others[index]
      let ticket = Int(other.ticket)
      if facts.decisions.tickets[other.ticket] != nil { continue }
      let id = tickets.id[ticket]
      let isRecord = tickets.systems.system(of: ticket) == facts.rows.ticketingSystem
      evidence.add(cause: 3) {
        conflict(
          isRecord
            ? "ticket \(id) is there twice with different fields"
            : "conversation \(id) has two \(differences(facts, other))",
          facts.places.place(ofRow: Int(other.row), tellingOf: ticket),
          against: facts.places.firstPlace(ofTicket: ticket))
      }
    }
  }

  /// What two rows of a conversation differ in.
  private func differences(_ facts: Facts, _ other: TicketReadings.Other) -> String {
    let (ticket, people, tickets) = (Int(other.ticket), facts.people, facts.rows.tickets)
    let isCore =
      other.instant == tickets.instant(ticket)
      && people.personOfAccount[Int(other.requester)]
        == people.personOfAccount[Int(tickets.requester[ticket])]
    return isCore ? "values of a custom field" : "requesters or ticket times"
  }

  /// Records of one id of another type, or rows of one key of a table, that differ.
  private func others(_ facts: Facts, _ evidence: inout Evidence) {
    if let expected = facts.rows.people.expected { people(facts, expected, &evidence) }
    for record in facts.records where !record.type.isCore {
      guard let expected = facts.others[record.type.name] else { continue }
      compare(record.expected, expected, &evidence)
    }
    for table in facts.tables {
      switch table.table {
      case .legacy(let legacy): compare(legacy, table.expected, &evidence)
      case .new(let new): compare(new, table.expected, &evidence)
      }
    }
  }

  private func people(_ facts: Facts, _ expected: ExpectedRecords, _ evidence: inout Evidence) {
    let table = facts.rows.people.rows
    func place(_ row: Int) -> ExportPlace {
      facts.feeds.place(table.lineage.place(of: row), table.position[row])
    }
    for row in 0..<table.count where expected.state[row] == .conflicting {
      evidence.add(cause: 6) {
        conflict(
          "user \(table.keyNumber[row]) is there twice with different fields", place(row),
          against: place(Int(expected.keptRow[row])))
      }
    }
  }

  private func compare<Side>(_ table: Table<Side>, _ expected: ExpectedRecords, _ evidence: inout Evidence) {
    func place(_ row: Int) -> ExportPlace {
      let finding = table.finding(Row(row), "")
      return finding.export ?? finding.counterpart ?? ExportPlace(source: "", file: table.name, line: 0)
    }
    for row in 0..<expected.state.count where expected.state[row] == .conflicting {
      evidence.add {
        conflict(
          "\(table.keyText(Row(row))) is there twice with different fields", place(row),
          against: place(Int(expected.keptRow[row])))
      }
    }
  }

  private func conflict(_ facts: Facts, _ words: String, row: Int, against: Int) -> Finding {
    conflict(words, facts.places.place(ofComment: row), against: facts.places.place(ofComment: against))
  }

  private func conflict(_ words: String, _ here: ExportPlace, against there: ExportPlace) -> Finding {
    Finding(message: "\(words): \(there.text) and \(here.text)", export: here)
  }
}

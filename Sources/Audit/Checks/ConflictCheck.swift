import Plan

/// Consistency: no two rows of the exports contradict each other, or the plan says which one counts.
///
/// The six kinds of conflict are those of `Sources/README.md`. Each names every line of its kind, as far as
/// evidence goes; all are counted.
struct ConflictCheck: Check {
  static let name = "no-conflict"
  let inputs: Set<Input> = [.chat, .ticketing, .organizations]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var decidable = Evidence()
    emails(facts, &decidable)
    ticketingIDs(facts, &decidable)
    comments(facts, &decidable)
    tickets(facts, &decidable)
    organizations(facts, &decidable)
    var undecidable = Evidence()
    sharedNumbers(facts, &undecidable)
    sharedTicketingIDs(facts, &undecidable)

    let total =
      facts.chat.count + facts.ticketing.count + facts.chat.ticketRecords.count
      + facts.organizationTable.count
    if facts.plan.conflicts == .refuse {
      for finding in undecidable.findings { decidable.add { finding } }
      decidable.count(undecidable.violations - undecidable.findings.count)
      return measurement(total, decidable, resolved: 0)
    }
    return measurement(total, undecidable, resolved: decidable.violations)
  }

  private func measurement(_ total: Int, _ evidence: Evidence, resolved: Int) -> Measurement {
    Measurement(
      examined: total, unit: "rows", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(grouped(total)) rows"
          + (resolved > 0 ? ", \(counted(resolved, "conflict")) resolved by the plan" : "")
        : "\(counted(evidence.violations, "conflict")), the first: \(evidence.findings[0].message)")
  }

  /// One chat id with two e-mails.
  private func emails(_ facts: Facts, _ evidence: inout Evidence) {
    for other in facts.chat.accounts.otherEmails.values {
      evidence.add {
        conflict(
          facts, "chat id \(facts.chat.accounts.id(other.account)) has two e-mails",
          row: Int(other.row), against: Int(other.againstRow))
      }
    }
  }

  /// Two ticketing ids with one e-mail that a chat person has.
  private func ticketingIDs(_ facts: Facts, _ evidence: inout Evidence) {
    if facts.ticketing.otherIDs.count == 0 { return }
    var chatKeys = Set<Int32>()
    for person in 0..<facts.people.count where facts.people.ticketingRow[person] >= 0 {
      chatKeys.insert(facts.ticketing.key[Int(facts.people.ticketingRow[person])])
    }
    for row in facts.ticketing.otherIDs.values where chatKeys.contains(facts.ticketing.key[Int(row)]) {
      evidence.add {
        let key = facts.ticketing.key[Int(row)]
        let first = facts.ticketing.key.values.firstIndex(of: key) ?? Int(row)
        let (here, there) = (facts.place(ofTicketingRow: Int(row)), facts.place(ofTicketingRow: first))
        let ids = "\(facts.ticketing.id[first]) and \(facts.ticketing.id[Int(row)])"
        return Finding(
          message:
            "ticketing ids \(ids) have one e-mail: \(there.file):\(there.line) and \(here.file):\(here.line)",
          export: here)
      }
    }
  }

  /// A chat id that stays in use and equals a ticketing id.
  private func sharedNumbers(_ facts: Facts, _ evidence: inout Evidence) {
    let people = facts.people
    for person in 0..<people.count where people.source[person] == .chat {
      guard facts.expected.personIsNamed[person] != 0, facts.ticketing.contains(people.id[person]) else {
        continue
      }
      evidence.add {
        let id = people.id[person]
        let row = facts.chat.accounts.firstAuthorRow[Int(people.account[person])]
        let chat = row < 0 ? nil : facts.place(ofChatRow: Int(row))
        let ticketing = facts.ticketing.firstRow(of: id).map { facts.place(ofTicketingRow: Int($0)) }
        let places = [chat, ticketing].compactMap { $0.map { "\($0.file):\($0.line)" } }
        return Finding(
          message: "chat id \(id) stays in use and is another person's ticketing id: "
            + places.joined(separator: " and "),
          key: "user \(id)", export: chat ?? ticketing)
      }
    }
  }

  /// A ticketing id with the e-mails of two people of the chat: one of them would be lost.
  private func sharedTicketingIDs(_ facts: Facts, _ evidence: inout Evidence) {
    let people = facts.people
    var firsts: [Int64: Int] = [:]
    for person in 0..<people.count where people.source[person] == .ticketing {
      if facts.expected.personIsNamed[person] == 0 { continue }
      let id = people.id[person]
      guard let first = firsts[id] else {
        firsts[id] = person
        continue
      }
      evidence.add {
        let here = facts.place(ofTicketingRow: Int(people.ticketingRow[person]))
        let there = facts.place(ofTicketingRow: Int(people.ticketingRow[first]))
        return Finding(
          message: "ticketing id \(id) has the e-mails of two people of the chat: "
            + "\(there.file):\(there.line) and \(here.file):\(here.line)",
          key: "user \(id)", export: here)
      }
    }
  }

  /// Rows of one comment id that differ.
  private func comments(_ facts: Facts, _ evidence: inout Evidence) {
    for row in 0..<facts.chat.count where facts.expected.state[row] == .conflicting {
      evidence.add {
        conflict(
          facts, "comment \(facts.chat.commentID[row]) stands twice with different fields", row: row,
          against: Int(facts.expected.keptRow[row]))
      }
    }
  }

  /// Rows of one conversation that differ in requester, ticket time or further fields; records of one ticket.
  private func tickets(_ facts: Facts, _ evidence: inout Evidence) {
    for index in facts.expected.ticketConflicts {
      let other = facts.chat.otherTickets[index]
      let ticket = Int(other.ticket)
      let id = facts.chat.ticketID[ticket]
      let isRecord = facts.chat.system(ofTicket: ticket) == .ticketing
      evidence.add {
        conflict(
          isRecord
            ? "ticket \(id) stands twice with different fields"
            : "conversation \(id) has two \(differences(facts, other))",
          facts.place(ofRow: Int(other.row), tellingOf: ticket),
          against: facts.exportPlace(ofExpected: ticket, .tickets))
      }
    }
  }

  /// What two rows of a conversation differ in.
  private func differences(_ facts: Facts, _ other: ChatTable.OtherTicket) -> String {
    let (ticket, people) = (Int(other.ticket), facts.people)
    let requester = facts.chat.ticketRequester[ticket]
    let isAgreed =
      other.instant == facts.chat.ticketInstant(ticket)
      && people.personOfAccount[Int(other.requester)] == people.personOfAccount[Int(requester)]
    return isAgreed ? "readings of a further field" : "requesters or ticket times"
  }

  /// Records of one organization id that differ.
  private func organizations(_ facts: Facts, _ evidence: inout Evidence) {
    let expected = facts.expectedOrganizations
    for row in 0..<expected.state.count where expected.state[row] == .conflicting {
      evidence.add {
        conflict(
          "organization \(facts.organizationTable.id[row]) stands twice with different fields",
          facts.place(ofOrganizationRow: row),
          against: facts.place(ofOrganizationRow: Int(expected.keptRow[row])))
      }
    }
  }

  private func conflict(_ facts: Facts, _ words: String, row: Int, against: Int) -> Finding {
    conflict(words, facts.place(ofChatRow: row), against: facts.place(ofChatRow: against))
  }

  private func conflict(_ words: String, _ here: ExportPlace, against there: ExportPlace) -> Finding {
    Finding(message: "\(words): \(there.file):\(there.line) and \(here.file):\(here.line)", export: here)
  }
}

import Plan

/// Range: the ids of the exports are above zero.
///
/// Negative ids are how 64-bit ids come out of a tool that keeps 32 bits, and -1 and 0 often stand for the system
/// itself or for nobody. Cost: one pass over the ids.
struct PositiveIDCheck: Check {
  static let name = "positive-ids"
  let inputs: Set<Input> = [.chat, .ticketing, .organizations]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    let (chat, people, columns) = (facts.chat, facts.chat.ticketingPeople.keys, facts.plan.columns)
    let records = facts.plan.ticketingRecords
    for row in 0..<chat.count where chat.commentID[row] <= 0 && facts.expected.state[row] == .expected {
      let column = chat.system(ofRow: row) == .chat ? columns.commentID : records?.comments?.id
      note("comment", chat.commentID[row], column, &evidence) { facts.place(ofChatRow: row) }
    }
    for ticket in 0..<chat.ticketID.count where chat.ticketID[ticket] <= 0 {
      let column = chat.system(ofTicket: ticket) == .chat ? columns.ticketID : records?.tickets.id
      note("ticket", chat.ticketID[ticket], column, &evidence) {
        facts.exportPlace(ofExpected: ticket, .tickets)
      }
    }
    notePeople(facts, &evidence)
    for row in 0..<facts.organizationTable.count where facts.organizationTable.id[row] <= 0 {
      note("organization", facts.organizationTable.id[row], facts.plan.organizations?.id, &evidence) {
        facts.place(ofOrganizationRow: row)
      }
    }
    let total =
      chat.count + chat.ticketID.count + chat.accounts.count + people.count + facts.ticketing.count
      + facts.organizationTable.count
    return Measurement(
      examined: total, unit: "ids", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "id")), all above zero"
        : "\(grouped(evidence.violations)) of \(counted(total, "id")) not above zero")
  }

  private func notePeople(_ facts: Facts, _ evidence: inout Evidence) {
    let (chat, columns) = (facts.chat, facts.plan.columns)
    for account in 0..<chat.accounts.count {
      let id = chat.accounts.id(Int32(truncatingIfNeeded: account))
      if id > 0 { continue }
      let row = Int(chat.accounts.firstAuthorRow[account])
      note("chat id", id, row < 0 ? columns.requesterID : columns.authorID, &evidence) {
        row < 0
          ? ticket(of: account, in: chat).map { facts.exportPlace(ofExpected: $0, .tickets) }
          : facts.place(ofChatRow: row)
      }
    }
    for id in chat.ticketingPeople.keys.values where id <= 0 {
      note("ticketing id", id, nil, &evidence) { nil }
    }
    for row in 0..<facts.ticketing.count where facts.ticketing.id[row] <= 0 {
      note("ticketing id", facts.ticketing.id[row], columns.ticketingID, &evidence) {
        facts.place(ofTicketingRow: row)
      }
    }
  }

  /// The first ticket that somebody who never wrote is the requester of. Complexity: O(tickets).
  private func ticket(of account: Int, in chat: ChatTable) -> Int? {
    (0..<chat.ticketID.count).first { Int(chat.ticketRequester[$0]) == account }
  }

  private func note(
    _ what: String, _ id: Int64, _ column: ColumnPlan?, _ evidence: inout Evidence,
    _ place: () -> ExportPlace?
  ) {
    evidence.add(origin: .export) {
      let place = place()
      let meaning =
        switch id {
        case 0: "0 often stands for nobody"
        case -1: "-1 often stands for the system itself"
        case Int64(Int32.min)..<0: "a larger id may have lost its upper bits"
        default: "an id is not expected to be negative"
        }
      return Finding(
        message: "\(place.map { "\($0.file):\($0.line): " } ?? "")\(what) \(id)"
          + (column.map { " (\($0.from))" } ?? "") + ": \(meaning)",
        key: "\(what) \(id)", export: place)
    }
  }
}

import Plan

/// Uniqueness: no id of a ticket or comment is that of both systems.
///
/// Ids as the archive has them, after the plan's `ids` rules. Cost: one pass over the ticketing tool's records.
struct CollisionCheck: Check {
  static let name = "no-collision"
  let inputs: Set<Input> = [.chat, .ticketing]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    guard facts.plan.ticketingRecords != nil else {
      return .notApplicable("ids", "the plan maps no records of the ticketing tool")
    }
    let chat = facts.chat
    var evidence = Evidence()
    let tickets = min(chat.chatTickets, chat.ticketID.count)..<chat.ticketID.count
    for ticket in tickets where facts.expected.ticketIsExpected[ticket] == 0 {
      guard let twin = chat.findTicket(chat.ticketID[ticket], .chat) else { continue }
      evidence.add {
        finding(
          "ticket \(chat.ticketID[ticket])", facts.exportPlace(ofExpected: ticket, .tickets),
          and: facts.exportPlace(ofExpected: Int(twin), .tickets))
      }
    }
    for row in chat.chatCount..<chat.count where facts.expected.state[row] == .colliding {
      evidence.add {
        finding(
          "comment \(chat.commentID[row])", facts.place(ofChatRow: row),
          and: facts.place(ofChatRow: Int(facts.expected.keptRow[row])))
      }
    }
    let total = tickets.count + chat.count - chat.chatCount
    return Measurement(
      examined: total, unit: "records of the ticketing tool", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "record")) of the ticketing tool, none with an id of the chat"
        : "\(grouped(evidence.violations)) of \(counted(total, "record")) of the ticketing tool with an id of the chat"
    )
  }

  private func finding(_ key: String, _ here: ExportPlace, and there: ExportPlace) -> Finding {
    Finding(
      message: "\(key) is an id of both systems: \(there.file):\(there.line) and \(here.file):\(here.line)",
      key: key, export: here)
  }
}

import Plan

/// Uniqueness: no id of a ticket or comment is that of two systems.
///
/// Ids as the archive has them, after the plan's `ids` rules.
///
/// - Complexity: one pass over the records of all systems but the first.
struct CollisionCheck: Check {
  static let name = "no-collision"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.conversations, .people] }
  func subject(_ plan: Plan) -> Subject {
    Subject(legacy: "ids of tickets and comments", criteria: "no id of two systems, after the plan's 'ids'")
  }

  func measure(_ facts: Facts) -> Measurement {
    let (hasTickets, chats) = (facts.plan.recordMap(.tickets) != nil, facts.plan.chats.count)
    guard chats + (hasTickets ? 1 : 0) > 1 else {
      return .notApplicable(
        "ids", chats == 0 ? "the plan has one system" : "the plan maps no records of the ticketing tool")
    }
    let rows = facts.rows
    var evidence = Evidence()
    let firstTicket = rows.tickets.systems.range(of: 0, count: rows.tickets.count).upperBound
    let firstComment = rows.comments.systems.range(of: 0, count: rows.comments.count).upperBound
    for ticket in firstTicket..<rows.tickets.count where facts.tickets.state[ticket] == .colliding {
      guard let twin = facts.tickets.twin(of: ticket, rows) else { continue }
      evidence.add {
        finding(
          "ticket \(rows.tickets.id[ticket])", facts.places.firstPlace(ofTicket: ticket),
          and: facts.places.firstPlace(ofTicket: twin))
      }
    }
    for row in firstComment..<rows.comments.count where facts.comments.state[row] == .colliding {
      evidence.add {
        finding(
          "comment \(rows.comments.id[row])", facts.places.place(ofComment: row),
          and: facts.places.place(ofComment: Int(facts.comments.keptRow[row])))
      }
    }
    let total = rows.tickets.count - firstTicket + rows.comments.count - firstComment
    let whose = facts.plan.chats.count > 1 ? "later systems" : "the ticketing tool"
    return Measurement(
      examined: total, unit: "records of \(whose)", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "record")) of \(whose), none with an id of an earlier system"
        : "\(grouped(evidence.violations)) of \(counted(total, "record")) of \(whose) "
          + "\(verb(evidence.violations, "has", "have")) an id of an earlier system")
  }

  private func finding(_ key: String, _ here: ExportPlace, and there: ExportPlace) -> Finding {
    Finding(
      message:
        "\(key) is an id of two systems: \(there.text) and \(here.text); give one of them other 'ids' in the plan",
      key: key, export: here)
  }
}

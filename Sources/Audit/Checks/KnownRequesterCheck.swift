import Plan

/// Completeness of the export: every ticket's requester is known to the chat export as an author, or by the plan's
/// `same-ids` to the ticketing tool.
///
/// A defect of the export. `unresolved-requester: allow` makes it a warning.
struct KnownRequesterCheck: Check {
  static let name = "known-requester"
  let inputs: Set<Input> = [.chat, .ticketing]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var examined = 0
    let isAllowed = facts.plan.unresolvedRequester == .allow
    for ticket in 0..<facts.expected.ticketIsExpected.count
    where facts.expected.ticketIsExpected[ticket] != 0 {
      examined += 1
      let person = facts.requester(ofTicket: ticket)
      if facts.people.hasWritten[person] != 0 || facts.people.source[person] == .sameID { continue }
      let id = facts.chat.ticketID[ticket]
      let place = facts.exportPlace(ofExpected: ticket, .tickets)
      if facts.people.source[person] == .ticketingRecord {
        if facts.ticketing.contains(facts.people.id[person]) { continue }
        evidence.add {
          Finding(
            message:
              "ticket \(id) was requested by ticketing id \(facts.people.id[person]), whom the list of "
              + "ticketing users lacks: \(place.file):\(place.line)",
            key: "ticket \(id)", export: place)
        }
        continue
      }
      evidence.add(origin: isAllowed ? .export : .archive) {
        return Finding(
          message:
            "ticket \(id) was requested by chat id \(facts.people.id[person]), who never wrote: no name and no "
            + "e-mail at \(place.file):\(place.line)",
          key: "ticket \(id)", export: place)
      }
    }
    return Measurement(
      examined: examined, expected: examined, unit: "tickets", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, "ticket")), every requester known"
        : "\(grouped(evidence.violations)) of \(counted(examined, "ticket")) with a requester who never wrote"
    )
  }
}

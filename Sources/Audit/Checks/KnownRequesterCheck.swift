import Plan

/// Completeness of the export: every ticket's requester is known to the chat export as an author, or by the plan's
/// `same-ids` to the ticketing tool.
///
/// `unresolved-requester: allow` makes it a warning.
struct KnownRequesterCheck: Check {
  static let name = "known-requester"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.conversations, .people] }
  func subject(_ plan: Plan) -> Subject {
    Subject(
      legacy: ColumnReference("expected.tickets.requester_id")?.legacyNames(plan) ?? "–",
      criteria: "every requester \(plan.chats.isEmpty ? "is in the list of people" : "has written")")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var examined = 0
    var strangers = 0
    let people = facts.people
    for ticket in 0..<facts.rows.tickets.count where facts.tickets.state[ticket] == .expected {
      examined += 1
      let person = Int(people.personOfAccount[Int(facts.tickets.requester[ticket])])
      if people.hasWritten[person] != 0 || people.source[person] == .sameID { continue }
      let id = facts.rows.tickets.id[ticket]
      let place = facts.places.firstPlace(ofTicket: ticket)
      let message: String
      if people.source[person] == .ticketingRecord {
        if !facts.plan.hasLists, facts.rows.ticketing.contains(people.id[person]) { continue }
        if !facts.plan.hasLists { strangers += 1 }
        let who =
          facts.plan.hasLists
          ? "user id \(people.id[person]), who is in no list of people"
          : "ticketing id \(people.id[person]), who is not in the list of ticketing users"
        message = "ticket \(id) was requested by \(who): \(place.text)"
      } else {
        message =
          "ticket \(id) was requested by chat id \(people.id[person]), who never wrote: no name and no e-mail at "
          + place.text
      }
      evidence.add { Finding(message: message, key: "ticket \(id)", export: place) }
    }
    let isAllowed = facts.plan.unresolvedRequester == .allow && strangers == 0
    let what = strangers > 0 || facts.plan.hasLists ? "is not in the exports" : "never wrote"
    return Measurement(
      examined: examined, expected: examined, unit: "tickets", evidence: evidence,
      allowedBy: isAllowed ? "unresolved-requester: allow" : nil,
      summary: evidence.isEmpty
        ? "\(counted(examined, "ticket")), every requester known"
        : "\(grouped(evidence.violations)) of \(counted(examined, "ticket")) \(verb(evidence.violations, "has", "have")) "
          + "a requester who \(what)")
  }
}

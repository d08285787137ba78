import Plan

/// Identity: a person known to both systems has the ticketing id in the archive, and no chat id.
///
/// Reports as well where in the ticketing list the people are who were not merged: a list that was not read to its end
/// is a common cause.
struct MergedUserCheck: Check {
  static let name = "merged-user"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.conversations, .people, .archive] }
  func subject(_ plan: Plan) -> Subject {
    Subject(
      legacy: ColumnReference("expected.users.email")?.legacyNames(plan) ?? "–", new: "users.id",
      criteria: "the ticketing id for everyone known to both systems")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence(of: Wrong(.unmerged, .users))
    var known = 0
    var examined = 0
    var firstUnmerged = Int32.max
    var lastMerged: Int32 = -1
    var chatIDRows: [Int: Int] = [:]
    let record = facts[.users]
    let table = record.records
    for row in 0..<table.count where table.hasID(row) && record.match.legacy(of: Row(row)) == nil {
      for system in 0...facts.rows.accounts.listSystem {
        guard let account = facts.rows.accounts.find(table.id[row], system) else { continue }
        let person = Int(facts.people.personOfAccount[Int(account)])
        if facts.people.id[person] != table.id[row], chatIDRows[person] == nil { chatIDRows[person] = row }
      }
    }
    for person in 0..<facts.people.count where facts.people.source[person] == .ticketing {
      if facts.people.hasWritten[person] == 0 || facts.users.isNamed[person] == 0 { continue }
      known += 1
      let ticketingRow = facts.people.ticketingRow[person]
      guard let row = chatIDRows[person] else {
        if table.ids.contains(facts.people.id[person]) {
          examined += 1
          lastMerged = max(lastMerged, ticketingRow)
        }
        continue
      }
      examined += 1
      firstUnmerged = min(firstUnmerged, ticketingRow)
      evidence.add(row: row) {
        let place = facts.places.place(ofTicketingUser: Int(ticketingRow))
        var finding = record.archive.finding(
          Row(row),
          "user \(table.id[row]) has a chat id; by \(place.text) this person must have the id "
            + "\(facts.people.id[person])", expected: String(facts.people.id[person]),
          found: String(table.id[row]))
        finding.export = place
        return finding
      }
    }
    if known == 0 {
      if facts.plan.ticketing != nil, facts.rows.ticketing.keys.count == 0 {
        return .notChecked(
          "people",
          "none of the \(counted(facts.rows.ticketing.count, "ticketing user")) has an e-mail address that could be "
            + "compared; check the column of the e-mails in the plan and the export")
      }
      return .notApplicable("people", "no chat person is known to ticketing")
    }
    return Measurement(
      examined: examined, expected: facts.plan.alreadyImported == .omit ? 0 : known,
      unit: "people known to both systems", evidence: evidence,
      summary: summary(facts, evidence, examined, firstUnmerged: firstUnmerged, lastMerged: lastMerged))
  }

  private func summary(
    _ facts: Facts, _ evidence: Evidence, _ examined: Int, firstUnmerged: Int32, lastMerged: Int32
  ) -> String {
    let people = "\(counted(examined, "person", plural: "people")) known to both systems"
    if evidence.isEmpty { return "\(people), each with the ticketing id" }
    if evidence.violations == examined { return "\(people), none of them with the ticketing id" }
    var text =
      "\(grouped(evidence.violations)) of \(people) \(verb(evidence.violations, "has", "have")) a chat id"
    if firstUnmerged > lastMerged, firstUnmerged != Int32.max {
      let place = facts.places.place(ofTicketingUser: Int(firstUnmerged))
      let rest = facts.rows.ticketing.count - Int(firstUnmerged)
      text +=
        "; all of them, and nobody who was merged, are among the last \(grouped(rest)) ticketing users, from "
        + "\(place.text) on: the list may have been read without its end"
    }
    return text
  }
}

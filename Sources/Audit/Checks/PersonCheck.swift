import Plan

/// Identity: every author or requester is the person that its own row of the export names, under the id that this
/// person must have after the merge.
///
/// Each reference is judged against its own expected id: the same number may rightly stand elsewhere, as somebody
/// else's. Cost: one comparison for each record.
struct PersonCheck: Check {
  static let name = "expected-person"
  let inputs: Set<Input> = [.chat, .ticketing, .archive]
  private let reference: Reference

  init(_ parameters: inout Parameters) throws(RuleError) {
    reference = try parameters.word("column", of: Reference.self)
    if reference == .ticketID {
      throw RuleError(page: parameters.page, message: "column: a ticket_id names no person")
    }
  }

  private struct Confusion: Hashable {
    var expected: Int64
    var found: Int64?
  }

  func measure(_ facts: Facts) -> Measurement {
    let expectedRows = facts.alignment(reference.record).expectedRow
    let values = facts.values(reference)
    var groups = GroupedEvidence<Confusion>()
    var examined = 0
    var keptChatID = 0
    for row in 0..<expectedRows.count where expectedRows[row] >= 0 {
      examined += 1
      let expectedRow = Int(expectedRows[row])
      let person = person(facts, expectedRow)
      let hasValue = facts.has(reference, row)
      if hasValue, values[row] == facts.people.id[person] { continue }
      let ownChatID = isOwnChatID(values[row], person, facts)
      if hasValue, ownChatID { keptChatID += 1 }
      groups.add(Confusion(expected: facts.people.id[person], found: hasValue ? values[row] : nil)) {
        Finding(
          message: ownChatID ? ", which is a chat id of that person" : whose(values[row], facts),
          key: "\(reference.record.noun) \(facts.table(reference.record).id[row])",
          export: facts.exportPlace(ofExpected: expectedRow, reference.record),
          archive: facts.place(of: row, reference.record), expected: String(facts.people.id[person]),
          found: hasValue ? String(values[row]) : nil)
      }
    }
    let noun = reference.record.noun
    let evidence = groups.evidence { finding, count in
      let found =
        finding.found.map { "has \(reference.field) \($0)\(finding.message)" } ?? "has no \(reference.field)"
      let whom = count == 1 ? finding.key ?? "" : "\(counted(count, noun)), the first is \(finding.key ?? "")"
      return "\(whom): it must have \(reference.field) "
        + "\(finding.expected ?? "") and \(found)"
    }
    return Measurement(
      examined: examined, expected: facts.expectedCount(reference.record), unit: reference.record.rawValue,
      evidence: evidence,
      summary: summary(evidence, examined, pairs: groups.groupCount, keptChatID: keptChatID))
  }

  private func summary(_ evidence: Evidence, _ examined: Int, pairs: Int, keptChatID: Int) -> String {
    let noun = reference.record.noun
    if evidence.isEmpty { return "\(counted(examined, noun)), each with the expected \(reference.field)" }
    var text =
      "\(grouped(evidence.violations)) of \(counted(examined, noun)): another \(reference.field) than expected, "
      + "in \(counted(pairs, "pair")) of ids"
    if keptChatID > 0 { text += "; \(grouped(keptChatID)) with a chat id in place of the person's id" }
    return text
  }

  private func person(_ facts: Facts, _ expectedRow: Int) -> Int {
    reference == .authorID ? facts.author(ofRow: expectedRow) : facts.requester(ofTicket: expectedRow)
  }

  private func isOwnChatID(_ id: Int64, _ person: Int, _ facts: Facts) -> Bool {
    facts.chat.accounts.find(id).map { Int(facts.people.personOfAccount[Int($0)]) == person } ?? false
  }

  private func whose(_ id: Int64, _ facts: Facts) -> String {
    if facts.ticketing.contains(id) { return ", which is another person's ticketing id" }
    if facts.chat.accounts.find(id) != nil { return ", which is another person's chat id" }
    return ", which neither system knows"
  }
}

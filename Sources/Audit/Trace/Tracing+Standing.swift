import Plan

// What is to be said of a record in one sentence.
extension Tracing {
  func standing(_ trace: Trace, failsOnWarnings: Bool) -> (Trace.Standing, String) {
    let failed = trace.rules.violations.filter { $0.outcome == .failed }
    let rules = Set(failed.map(\.rule)).count
    let refused = trace.rows.count(where: \.isRefused)
    let isThere = !trace.places.isEmpty
    let isExpected = rows.expected != nil
    let accepted = trace.rules.violations.filter { [.waived, .passed].contains($0.outcome) }
    // What is missing, unexpected or refused is something wrong whatever the rules say, but for what a team accepts.
    let isWrong = isThere != isExpected || refused > 0
    let isFaulty =
      isWrong && accepted.isEmpty || failed.contains { failsOnWarnings || $0.severity == .error }
    var faults: [String] = []
    if rules > 0 { faults.append("\(counted(rules, "rule")) \(verb(rules, "fails", "fail")) for it") }
    if refused > 0 { faults.append("\(counted(refused, "row")) of it \(verb(refused, "is", "are")) refused") }
    if failed.isEmpty, !accepted.isEmpty { faults.append("it is waived or allowed") }
    let end = faults.isEmpty ? "" : "; \(faults.joined(separator: ", and "))"

    if isExpected != isThere || !isThere, let unknown = unknown(isExpected, isThere) {
      return (.unknown, unknown + end)
    }
    let standing: Trace.Standing = isFaulty ? .faulty : .sound
    switch (isExpected, isThere) {
    case (true, true):
      let copies = trace.places.count > 1 ? " \(grouped(trace.places.count)) times" : ""
      let unchecked = trace.rules.notChecked.count
      if !isFaulty, unchecked > 0 {
        let rules = "\(counted(unchecked, "rule")) about \(type.name)"
        return (.unknown, "\(name) is in the archive\(copies); \(rules) could not be checked\(end)")
      }
      return (
        standing,
        "\(name) is in the archive\(copies)\(faults.isEmpty ? ", and no rule fails for it" : end)"
      )
    case (true, false):
      return (standing, "\(name) is missing: the exports have it, and the archive does not\(end)")
    case (false, true):
      return (standing, "\(name) is in the archive, and must not be: \(absence(trace))\(end)")
    case (false, false) where trace.rows.isEmpty && trace.person == nil:
      return (
        .nowhere,
        "\(name) is in neither system: no row of the exports has this id, and no \(type.singular) of the archive"
      )
    case (false, false):
      return (standing, "\(name) must not arrive, and did not: \(absence(trace))\(end)")
    }
  }

  /// Why it is not known whether a record is missing, unexpected or in neither system; nil where that is known.
  private func unknown(_ isExpected: Bool, _ isThere: Bool) -> String? {
    if !troubles.isEmpty { return "what became of \(name) is not known, because not all could be read" }
    if isThere { return nil }
    return facts.archive.unread.map { "whether \(name) is in the archive is \($0)" }
  }

  /// Why no record of the id is expected.
  private func absence(_ trace: Trace) -> String {
    let states = Set(trace.rows.map(\.state))
    if states.isEmpty, trace.person == nil { return "no row of the exports has this id" }
    if states == [.unwanted] { return "its rows are left out by 'where'" }
    if !states.isEmpty, states.isSubset(of: [.rejected, .unwanted]), trace.person == nil {
      return "its rows are rejected"
    }
    guard type == .users else { return "another record counts for its id, or no comment of it arrives" }
    let people = facts.people(ofUser: id.id)
    if people.isEmpty { return "the list of ticketing users alone has it" }
    if people.allSatisfy({ facts.people.hasWritten[$0] == 0 }) { return "this person never wrote" }
    if people.contains(where: { facts.people.isKnownToTicketing($0) }), facts.plan.alreadyImported == .omit {
      return "the plan omits people whom the ticketing tool knows"
    }
    return "no record that arrives names this person"
  }
}

import Plan
import Testing

@testable import Audit

/// What gates decide of audits that are made up: each threshold met exactly, and crossed by exactly one.
@Suite("The decision of a gate")
struct GateDecisionTests {
  private func rule(
    _ id: String, area: String = "counts", _ outcome: Outcome = .passed, severity: Severity = .error,
    examined: Int = 1, violations: Int = 0, _ parameters: [String: String] = [:], waived: Int = 0
  ) -> RuleResult {
    RuleResult(
      id: id, area: area, title: "", legacy: "", new: "", criteria: "", severity: severity, outcome: outcome,
      examined: examined, unit: "values", violations: violations, summary: "\(id) is unknown",
      measured: Measured(
        summary: "", parameters: parameters.map { Measured.Parameter(name: $0.key, value: $0.value) }),
      policy: RulePolicy(
        waivers: waived == 0
          ? []
          : [
            WaiverUse(
              rule: id, selector: nil, state: .inForce, violations: waived, max: waived, reason: "Known",
              owner: "Ada Osei", expires: "2027-01-31", file: "waivers.yml", line: 1)
          ]))
  }

  private static let missing = ["check": "reconcile", "side": "missing", "from": "expected.tickets"]
  private static let equal = ["check": "equal", "from": "expected.users.name"]

  private func line(_ record: String, _ matched: Int, of expected: Int) -> BalanceLine {
    BalanceLine(
      record: record, unit: "rows", read: expected, expected: expected, matched: matched,
      missing: max(0, expected - matched))
  }

  private func decide(
    _ gate: String, rules: [RuleResult]? = nil, balance: [BalanceLine]? = nil, isComplete: Bool = true
  ) throws -> GateDecision {
    let plan = try Plan(
      text: "sources: {chat: {path: chat.csv}}\ngates: {cutover: {\(gate)}}\n", path: "migration.yml")
    let audit = AuditResult(
      title: "", tool: "", verdict: .pass, asOf: "",
      archive: ArchiveFacts(path: "", sha256: "", bytes: 1, members: 1, batches: 1, isComplete: isComplete),
      sources: [], rules: rules ?? [rule("a")], balance: balance ?? [line("tickets", 5, of: 5)], mapping: [],
      planPath: "",
      planSHA256: "", rulesSHA256: "", showsValues: false,
      timing: Timing(startedAt: "", seconds: 0, jobs: 1, peakMemoryBytes: 1))
    return try plan.gate("cutover").decision(on: audit)
  }

  private func expect(
    _ decision: GateDecision, _ word: GateDecision.Word, _ sentences: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(decision.word == word, sourceLocation: sourceLocation)
    #expect(
      decision.crossings.map { "\($0.level.rawValue): \($0.sentence)" } == sentences,
      sourceLocation: sourceLocation)
  }

  // MARK: Each threshold

  @Test("failed-rules: as many as allowed is a GO, one more a NO-GO; none is allowed unless it is stated")
  func failedRules() throws {
    let two = [rule("a", .failed, violations: 1), rule("b", .failed, violations: 9), rule("c")]
    expect(try decide("no-go: {failed-rules: 2}", rules: two), .go)
    expect(
      try decide("no-go: {failed-rules: 1}", rules: two), .noGo,
      ["no-go: failed-rules: at most 1, found 2 (a, b): 1 rule too many"])
    expect(
      try decide("no-go: {}", rules: two), .noGo,
      ["no-go: failed-rules: at most 0, found 2 (a, b): 2 rules too many"])
    expect(try decide("roll-back: {findings: 10}", rules: two), .go)
  }

  @Test("warnings count where the gate says so, and what is waived does not")
  func severity() throws {
    let warned = [rule("a", .failed, severity: .warning, violations: 1), rule("b", .waived, violations: 3)]
    expect(try decide("no-go: {findings: 0}", rules: warned), .go)
    expect(
      try decide("severity: warning, no-go: {}", rules: warned), .noGo,
      ["no-go: failed-rules: at most 0, found 1 (a): 1 rule too many"])
  }

  @Test("unchecked-rules: one more than allowed is no decision, whatever else is met")
  func uncheckedRules() throws {
    let two = [rule("a", .notChecked), rule("b", .notChecked), rule("c")]
    expect(try decide("no-go: {unchecked-rules: 2}", rules: two), .go)
    expect(
      try decide("no-go: {unchecked-rules: 1}", rules: two), .noDecision,
      ["no-go: unchecked-rules: at most 1, found 2 (a, b): 1 rule too many"])
    let one = "no-go: unchecked-rules: at most 0, found 1 (a): 1 rule too many"
    expect(try decide("no-go: {}", rules: [rule("a", .notChecked)]), .noDecision, [one])
    expect(try decide("roll-back: {findings: 3}", rules: [rule("a", .notChecked)]), .noDecision, [one])
  }

  @Test("migrated-share: exactly the share is a GO, one record less a NO-GO, without floating point")
  func migratedShare() throws {
    // 99.5 % of 2,000 are 1,990; of 1,999 they are 1,989.005, so that 1,990 are needed.
    let gate = "no-go: {migrated-share: 99.5%}"
    expect(try decide(gate, balance: [line("tickets", 1990, of: 2000)]), .go)
    expect(
      try decide(gate, balance: [line("tickets", 1989, of: 2000)]), .noGo,
      ["no-go: migrated-share of tickets: at least 99.5 %, found 99.45 % (1,989 of 2,000): 1 record too few"])
    expect(try decide(gate, balance: [line("tickets", 1990, of: 1999)]), .go)
    expect(
      try decide(gate, balance: [line("tickets", 1989, of: 1999)]), .noGo,
      ["no-go: migrated-share of tickets: at least 99.5 %, found 99.49 % (1,989 of 1,999): 1 record too few"])
    // Fractions of two can't tell these from 1.
    let all = 9_007_199_254_740_993
    expect(try decide("no-go: {migrated-share: 100%}", balance: [line("tickets", all, of: all)]), .go)
    expect(
      try decide("no-go: {migrated-share: 100%}", balance: [line("tickets", all - 1, of: all)]), .noGo,
      [
        "no-go: migrated-share of tickets: at least 100 %, found 99.99 % (9,007,199,254,740,992 of "
          + "9,007,199,254,740,993): 1 record too few"
      ])
  }

  @Test("of several lines the lowest share counts, and is named; a line of nothing has none")
  func lowestLine() throws {
    let balance = [
      line("comments", 90, of: 100), line("tickets of chat", 8, of: 10), line("users", 0, of: 0),
    ]
    expect(
      try decide("no-go: {migrated-share: 95%}, roll-back: {migrated-share: 80%}", balance: balance), .noGo,
      ["no-go: migrated-share of tickets of chat: at least 95 %, found 80.00 % (8 of 10): 2 records too few"])
  }

  @Test("rules that say only that records are missing are judged by the share, at the level that states it")
  func missingRules() throws {
    let rules = [rule("no-missing-tickets", .failed, examined: 1000, violations: 5, Self.missing)]
    let balance = [line("tickets", 995, of: 1000)]
    expect(try decide("no-go: {migrated-share: 99.5%, findings: 0}", rules: rules, balance: balance), .go)
    expect(
      try decide("no-go: {findings: 5}, roll-back: {migrated-share: 90%}", rules: rules, balance: balance),
      .noGo,
      ["no-go: failed-rules: at most 0, found 1 (no-missing-tickets): 1 rule too many"])
    // One with 'where' says more than the balance does.
    let some = [rule("queue", .failed, violations: 5, Self.missing.merging(["where": "queue = a"]) { $1 })]
    expect(
      try decide("no-go: {migrated-share: 99.5%}", rules: some, balance: balance), .noGo,
      ["no-go: failed-rules: at most 0, found 1 (queue): 1 rule too many"])
  }

  @Test("a share is not known of what was not read, and then nothing is decided by it")
  func unknownShare() throws {
    let gate = "no-go: {migrated-share: 99.5%}, roll-back: {migrated-share: 90%}"
    expect(
      try decide(gate, balance: [line("tickets", 0, of: 9)], isComplete: false), .noDecision,
      [
        "roll-back: migrated-share: at least 90 %, and not known: the archive was not read to its end",
        "no-go: migrated-share: at least 99.5 %, and not known: the archive was not read to its end",
      ])
    let rules = [rule("b", area: "text"), rule("no-missing-tickets", .notChecked, Self.missing)]
    let balance = [line("ticketing tickets", 0, of: 9), line("comments", 9, of: 9)]
    expect(
      try decide("areas: text, no-go: {migrated-share: 99.5%}", rules: rules, balance: balance), .noDecision,
      [
        "no-go: migrated-share of ticketing tickets: at least 99.5 %, and not known: no-missing-tickets is unknown"
      ])
  }

  @Test("findings: as many violations of failed rules as allowed is a GO, one more a NO-GO")
  func findings() throws {
    let rules = [
      rule("a", .failed, violations: 15), rule("b", .failed, violations: 9, waived: 4),
      // Allowed by its page: it has not failed.
      rule("c", violations: 7),
    ]
    expect(try decide("no-go: {failed-rules: 2, findings: 20}", rules: rules), .go)
    expect(
      try decide("no-go: {failed-rules: 2, findings: 19}", rules: rules), .noGo,
      ["no-go: findings: at most 19, found 20: 1 violation too many"])
  }

  @Test("drift: exactly the share of the values of one rule is a GO, one value more a NO-GO")
  func drift() throws {
    let gate = "no-go: {failed-rules: 9, drift: 0.1%}"
    func rules(_ violations: Int, of examined: Int) -> [RuleResult] {
      [
        rule("names", .failed, examined: examined, violations: violations, Self.equal),
        // Compares no values.
        rule("other", .failed, examined: 1, violations: 1, ["check": "unique"]),
      ]
    }
    expect(try decide(gate, rules: rules(2, of: 2000)), .go)
    expect(
      try decide(gate, rules: rules(3, of: 2000)), .noGo,
      ["no-go: drift of names: at most 0.1 %, found 0.15 % (3 of 2,000): 1 value too many"])
    // 0.1 % of 1,999 is 1.999, so that 1 is allowed.
    expect(
      try decide(gate, rules: rules(2, of: 1999)), .noGo,
      ["no-go: drift of names: at most 0.1 %, found 0.10005 % (2 of 1,999): 1 value too many"])
    let table = ["check": "reconcile", "side": "different", "from": "legacy_sla"]
    expect(
      try decide(gate, rules: [rule("due", .failed, examined: 10, violations: 1, table)]), .noGo,
      ["no-go: drift of due: at most 0.1 %, found 10.00 % (1 of 10): 1 value too many"])
  }

  // MARK: What is met

  /// What is told of each threshold that is met.
  private func met(_ decision: GateDecision) -> [String] {
    decision.met.map { "\($0.level.rawValue): \($0.sentence)" }
  }

  @Test("a threshold that is met is told with what was found, and the share with its lowest line")
  func metThresholds() throws {
    let rules = [
      rule("a", .notChecked), rule("b", .failed, violations: 3),
      rule("names", examined: 2000, violations: 1, Self.equal),
      rule("mails", examined: 2000, violations: 2, Self.equal),
    ]
    let gate =
      "no-go: {failed-rules: 1, unchecked-rules: 1, migrated-share: 99.5%, findings: 3, drift: 0.1%}, "
      + "roll-back: {migrated-share: 95%}"
    let decision = try decide(
      gate, rules: rules, balance: [line("users", 9, of: 9), line("tickets", 1990, of: 2000)])
    #expect(decision.word == .go && decision.crossings == [])
    #expect(
      met(decision) == [
        "roll-back: migrated-share of tickets: at least 95 %, found 99.50 % (1,990 of 2,000)",
        "no-go: failed-rules: at most 1, found 1 (b)",
        "no-go: migrated-share of tickets: at least 99.5 %, found 99.50 % (1,990 of 2,000)",
        "no-go: findings: at most 3, found 3",
        "no-go: drift of mails: at most 0.1 %, found 0.10 % (2 of 2,000)",
        "no-go: unchecked-rules: at most 1, found 1 (a)",
      ])
    #expect(decision.met.allSatisfy { $0.state == .met })
    #expect(decision.met.map(\.found) == [1990, 1, 1990, 3, 2, 1])
    #expect(decision.met.map(\.total) == [2000, nil, 2000, nil, 2000, nil])
  }

  @Test("nothing that was expected, and no value that was compared, are met and told as such")
  func metByNothing() throws {
    let decision = try decide("no-go: {migrated-share: 99%, drift: 1%}", balance: [line("tickets", 0, of: 0)])
    #expect(
      met(decision) == [
        "no-go: failed-rules: at most 0, found 0",
        "no-go: migrated-share: at least 99 %, and nothing is expected",
        "no-go: drift: at most 1 %, and no value was compared", "no-go: unchecked-rules: at most 0, found 0",
      ])
    #expect(decision.word == .go)
  }

  @Test("a threshold is told once: as met, as crossed, or as not known")
  func once() throws {
    let rules = [rule("no-missing-tickets", .notChecked, Self.missing), rule("b")]
    let decision = try decide(
      "no-go: {unchecked-rules: 1, migrated-share: 99%}", rules: rules,
      balance: [line("tickets", 0, of: 9), line("users", 9, of: 9)])
    #expect(decision.crossings.map(\.state) == [.unknown])
    #expect(decision.met.map(\.threshold) == [.failedRules, .uncheckedRules])
    let crossed = try decide("no-go: {}", rules: [rule("a", .failed, violations: 1)])
    #expect(crossed.crossings.map(\.state) == [.crossed])
    #expect(crossed.met.map(\.threshold) == [.uncheckedRules])
  }

  // MARK: The decision

  @Test("ROLL BACK goes before NO-GO, and both before what is not known; all of it is told")
  func order() throws {
    let gate = "no-go: {migrated-share: 99%}, roll-back: {migrated-share: 95%}"
    let open = rule("a", .notChecked)
    let unchecked = "no-go: unchecked-rules: at most 0, found 1 (a): 1 rule too many"
    func share(_ level: String, _ bound: String, _ matched: Int) -> String {
      let few = [("99 %", 99), ("95 %", 95)].first { $0.0 == bound }.map { $0.1 - matched } ?? 0
      return
        "\(level): migrated-share of tickets: at least \(bound), found \(matched).00 % (\(matched) of 100): \(few) "
        + "record\(few == 1 ? "" : "s") too few"
    }
    expect(
      try decide(gate, rules: [open], balance: [line("tickets", 94, of: 100)]), .rollBack,
      [share("roll-back", "95 %", 94), share("no-go", "99 %", 94), unchecked])
    expect(
      try decide(gate, rules: [open], balance: [line("tickets", 95, of: 100)]), .noGo,
      [share("no-go", "99 %", 95), unchecked])
    expect(try decide(gate, rules: [open], balance: [line("tickets", 99, of: 100)]), .noDecision, [unchecked])
    expect(try decide(gate, balance: [line("tickets", 99, of: 100)]), .go)
  }

  @Test("the exit code is that of the decision")
  func exitCodes() {
    #expect(GateDecision.Word.allCases.map(\.exitCode) == [0, 1, 1, 2])
    #expect(GateDecision.Word.allCases.map(\.words) == ["GO", "NO-GO", "ROLL BACK", "NO DECISION"])
  }

  @Test("a gate looks at the rules of its areas and those that it names, and else at none")
  func scope() throws {
    let rules = [
      rule("a", area: "counts"), rule("b", area: "keys", .failed, violations: 1),
      rule("c", area: "text", .failed, violations: 1),
    ]
    expect(try decide("areas: counts, no-go: {}", rules: rules), .go)
    expect(
      try decide("areas: [counts], rules: c, no-go: {}", rules: rules), .noGo,
      ["no-go: failed-rules: at most 0, found 1 (c): 1 rule too many"])
    expect(
      try decide("rules: gone, no-go: {}", rules: rules), .noDecision,
      ["no-go: unchecked-rules: at most 0, found 1 (gone): 1 rule too many"])
    let nothing =
      "no-go: unchecked-rules: no rule of the gate has anything to judge; look which rules it names"
    expect(try decide("areas: order, no-go: {}", rules: rules), .noDecision, [nothing])
    expect(try decide("no-go: {}", rules: [rule("a", .notApplicable)]), .noDecision, [nothing])
  }

  @Test("numbers that no audit has end in a decision, and not in a trap")
  func hostile() throws {
    let many = rule("a", .failed, examined: 1, violations: .max, Self.equal)
    let rules = [many, rule("b", .failed, examined: 0, violations: .max, Self.equal, waived: 3)]
    let decision = try decide(
      "no-go: {findings: 0, drift: 0.1%, migrated-share: 100%}", rules: rules,
      balance: [line("tickets", .max, of: 3), line("users", 1, of: .max)])
    #expect(decision.word == .noGo)
    #expect(decision.crossings.count == 5)
    #expect(decision.crossings.last?.sentence.contains("found more than 100 %") == true)
  }
}

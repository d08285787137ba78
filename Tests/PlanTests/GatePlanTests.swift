import Testing

@testable import Plan

@Suite("The gates of a plan")
struct GatePlanTests {
  private func plan(_ gates: String) throws(PlanError) -> Plan {
    try Plan(text: "sources: {chat: {path: chat.csv}}\n\(gates)\n", path: "migration.yml")
  }

  private func problems(_ gates: String) -> [String] {
    do throws(PlanError) {
      _ = try plan(gates)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test("a gate has areas, rules, a severity, and the thresholds of its levels")
  func gate() throws {
    let gates = try plan(
      """
      gates:
        cutover:
          areas: [counts, keys]
          rules: no-mojibake
          severity: warning
          no-go: {failed-rules: 0, unchecked-rules: 1, migrated-share: 99.5%, findings: 20, drift: 0.1%}
          roll-back: {migrated-share: 95%}
        pilot: {no-go: }
      """
    ).gates
    #expect(gates.map(\.name) == ["cutover", "pilot"])
    let cutover = try #require(gates.first)
    #expect(cutover.areas.map(\.value) == ["counts", "keys"])
    #expect(cutover.rules == [Located("no-mojibake", line: 5)])
    #expect(cutover.countsWarnings)
    var noGo = GatePlan.Level()
    (noGo.failedRules, noGo.uncheckedRules, noGo.findings) = (0, 1, 20)
    (noGo.migratedShare, noGo.drift) = (Share("99.5%"), Share("0.1%"))
    #expect(cutover.noGo == noGo)
    #expect(cutover.uncheckedRules == 1)
    #expect(cutover.rollBack?.migratedShare == Share("95%"))
    #expect(gates[1].noGo == GatePlan.Level() && gates[1].rollBack == nil && !gates[1].countsWarnings)
    #expect(gates[1].uncheckedRules == 0)
  }

  @Test(
    "a mistake has its line and the nearest key",
    arguments: [
      ("cutover: {areas: counts}", "'gates.cutover' has no level; it needs 'no-go', 'roll-back' or both"),
      (
        "cutover: {no-go: {finding: 3}}",
        "unknown key 'finding' in 'gates.cutover.no-go'; did you mean 'findings'?"
      ),
      ("cutover: {nogo: {}}", "unknown key 'nogo' in 'gates.cutover'; did you mean 'no-go'?"),
      (
        "cutover: {no-go: {migrated-share: 0.995}}",
        "expected a share such as 99.5% for 'gates.cutover.no-go.migrated-share', found text '0.995'"
      ),
      (
        "cutover: {no-go: {findings: -1}}",
        "expected a number from 0 to 1000000000000 for 'gates.cutover.no-go.findings', found -1"
      ),
      (
        "cutover: {no-go: {}, severity: fatal}",
        "expected error or warning for 'gates.cutover.severity', found text 'fatal'"
      ),
      (
        "cutover: {roll-back: {}}",
        "'gates.cutover.roll-back' states no threshold; state one, or remove it"
      ),
      (
        "cutover: {roll-back: {unchecked-rules: 3}}",
        "'gates.cutover.roll-back' can't state 'unchecked-rules': what was not checked is no reason to roll back; "
          + "state it in 'no-go'"
      ),
      (
        "'cut over': {no-go: {}}",
        "'cut over' in 'gates' can't be a gate's name: expected letters, digits, '_' and '-', at most 64"
      ),
    ])
  func mistakes(gate: String, problem: String) {
    let found = problems("gates:\n  \(gate)")
    #expect(found.first == "migration.yml:3: \(problem)", "\(found)")
  }

  @Test(
    "what is rolled back must be a NO-GO before: no threshold is stricter than that of no-go",
    arguments: [
      ("migrated-share: 99.5%", "migrated-share: 99.50%", true),
      ("migrated-share: 99.5%", "migrated-share: 99.51%", false), ("findings: 20", "findings: 20", true),
      ("findings: 20", "findings: 19", false), ("failed-rules: 1", "failed-rules: 0", false),
      ("drift: 0.1%", "drift: 0.10%", true), ("drift: 0.1%", "drift: 0.09%", false),
      ("findings: 20", "failed-rules: 0", true),
    ])
  func stricter(noGo: String, rollBack: String, isRight: Bool) {
    let key = rollBack.prefix { $0 != ":" }
    #expect(
      problems("gates:\n  pilot:\n    no-go: {\(noGo)}\n    roll-back: {\(rollBack)}")
        == (isRight
          ? []
          : [
            "migration.yml:5: 'gates.pilot.roll-back.\(key)' is stricter than that of 'no-go'; what is rolled back must be "
              + "a NO-GO before, so exchange them"
          ]))
  }

  @Test("a gate that the plan does not have is answered with the nearest")
  func named() throws {
    let plan = try plan("gates: {cutover: {no-go: {}}}")
    #expect(try plan.gate("cutover").name == "cutover")
    #expect(
      throws: PlanError([
        .init(path: "migration.yml", line: nil, message: "there is no gate 'cutovr'; did you mean 'cutover'?")
      ])
    ) {
      try plan.gate("cutovr")
    }
  }

  @Test(
    "of a total a share has a least and a most number, exactly",
    arguments: [
      // 99.5 % of 1,999 are 1,989.005.
      ("99.5%", 1999, 1990, 1989), ("99.5%", 2000, 1990, 1990), ("0%", 5, 0, 0), ("100%", 5, 5, 5),
      // A third of 100 %, cut: 33.333333333 of 100.
      ("33.333333333%", 100, 34, 33), ("0.000000001%", 99_999_999_999, 1, 0),
      ("0.000000001%", 100_000_000_000, 1, 1), ("100%", Int.max, Int.max, Int.max), ("50%", 0, 0, 0),
    ])
  func shares(text: String, total: Int, least: Int, most: Int) throws {
    let share = try #require(Share(text))
    #expect(share.least(of: total) == least && share.most(of: total) == most)
  }
}

import RuleExamples
import Testing

@testable import Audit

@Suite("Outcomes and verdicts")
struct JudgementTests {
  private func rule(_ severity: Severity, _ outcome: Outcome) -> RuleResult {
    RuleResult(
      id: "", area: "", title: "", legacy: "", new: "", criteria: "", severity: severity, outcome: outcome,
      examined: 0, unit: "", violations: 0, summary: "")
  }

  @Test(
    "an error that failed is FAIL, else anything not checked is NO VERDICT, else PASS",
    arguments: [
      ([(.error, .passed)], .pass),
      ([(.error, .passed), (.error, .notApplicable)], .pass),
      ([(.warning, .failed)], .pass),
      ([(.error, .failed)], .fail),
      ([(.error, .notChecked)], .noVerdict),
      ([(.warning, .notChecked)], .noVerdict),
      ([(.warning, .failed), (.error, .notChecked)], .noVerdict),
      ([(.error, .notChecked), (.error, .failed)], .fail),
      ([(.error, .waived), (.error, .passed)], .pass),
      ([(.error, .waived), (.error, .notChecked)], .noVerdict),
      ([(.error, .notApplicable)], .noVerdict),
      ([], .noVerdict),
    ] as [([(Severity, Outcome)], Verdict)])
  func verdicts(_ results: [(Severity, Outcome)], verdict: Verdict) {
    #expect(Policy.verdict(results.map { rule($0, $1) }, failsOnWarnings: false) == verdict)
  }

  @Test("a warning that failed is FAIL where warnings are to fail")
  func warnings() {
    #expect(Policy.verdict([rule(.warning, .failed)], failsOnWarnings: true) == .fail)
  }

  private static let onExportsAlone = [
    "export-ids-are-positive", "exports-are-fully-read", "exports-have-no-conflict", "no-rejected-rows",
    "requesters-are-known", "ids-belong-to-one-person", "near-twins-are-known", "export-times-are-plausible",
    "no-control-characters", "no-cut-texts",
    "no-double-escaping", "no-formula-guards", "no-lost-letters", "no-mail-images", "no-mojibake",
    "no-placeholders", "no-replacement-characters", "no-visible-tags",
  ]

  private func standard() throws -> ExampleInput {
    try ExampleInput(standardOf: RulePages.all.get().readme)
  }

  @Test("in an archive that breaks off, what was not found wrong is not checked, never passed")
  func incompleteArchive() throws {
    var input = try standard()
    input.damage = [.cut(.tar, count: 1024)]
    let result = try ExampleFolder(input).audit()
    let passed = result.rules.filter { $0.outcome == .passed }.map(\.id)
    #expect(passed == Self.onExportsAlone)
    #expect(result.rules.filter { $0.outcome == .failed }.map(\.id) == ["tar-is-complete"])
    #expect(result.verdict == .fail)
  }

  @Test("an archive that is not there is no verdict; what looks at the exports alone is judged")
  func missingArchive() throws {
    let folder = try ExampleFolder(standard())
    let audit = try Audit(
      plan: try folder.plan(), archivePaths: [folder.path + "/nowhere.tar.gz"],
      rules: RulePages.all.get().book, startedAt: 0)
    let result = withExtendedLifetime(folder) { audit.run() }
    #expect(result.verdict == .noVerdict)
    #expect(result.rules.filter { $0.outcome == .passed }.map(\.id) == Self.onExportsAlone)
    // The plan maps no records of the ticketing tool that could share an id, declares no stages or pages, and states
    // nothing: no counts, legacy hosts, decisions or waivers.
    let others = result.rules.filter { $0.outcome != .passed && $0.outcome != .notChecked }
    #expect(
      others.map(\.id) == [
        "no-more-records-than-stated", "organization-ids-are-positive", "pages-have-no-gap",
        "record-types-have-their-stated-counts", "sources-have-no-more-than-stated",
        "sources-have-their-stated-records", "stages-have-no-gap", "tickets-have-their-declared-comments",
        "systems-share-no-id", "merged-people-have-one-name", "no-legacy-links", "decisions-fit",
        "waivers-are-in-force", "waivers-are-needed", "waivers-are-not-exceeded",
      ])
  }

  @Test("an export without a usable row is no verdict, never a pass")
  func emptyExport() throws {
    var input = try standard()
    input.chat = input.chat.split(separator: "\n").prefix(1).joined() + "\n"
    input.batches = [
      100: #"{"data": {"tickets": {"data": [], "comments": [], "users": [], "organizations": []}}}"#
    ]
    let result = try ExampleFolder(input).audit()
    #expect(result.verdict == .noVerdict)
    #expect(try result.rule("no-rejected-rows").outcome == .notChecked)
    #expect(result.rules.allSatisfy { $0.outcome != .failed })
  }

  @Test("findings are capped at twenty and counted in full")
  func cap() throws {
    var input = try standard()
    let rows = (2000..<2025).map {
      "2021-03-01T09:00:00Z,7,\($0),211,true,x,2021-03-01T09:10:00Z,,Ben Ruiz,ben@example.org\n"
    }
    input.chat += rows.joined()
    let rule = try ExampleFolder(input).audit().rule("no-rejected-rows")
    #expect(rule.violations == 25)
    #expect(rule.findings.map(\.message) == (5..<25).map { "chat.csv:\($0): AUTHOR_ID is null" })
  }

  @Test("the balance of the standard example with a repetition, a second chat id and a loss adds up")
  func balance() throws {
    var input = try standard()
    input.chat +=
      "2021-03-01T09:00:00Z,7,1003,211,true,<p>Try another socket?</p>,2021-03-01T09:10:00Z,8,Ben,ben@example.org\n"
      + "2021-03-01T09:00:00Z,7,1004,211,true,<p>Thanks.</p>,2021-03-01T09:15:00Z,77,Ada,ADA@example.org\n"
    let result = try ExampleFolder(input).audit()
    #expect(
      result.balance == [
        BalanceLine(
          record: "comments", unit: "rows", read: 5, explained: [.init(reason: "exact duplicate", count: 1)],
          expected: 4, matched: 3, missing: 1),
        BalanceLine(
          record: "tickets", unit: "distinct conversations", read: 1, expected: 1, matched: 1, missing: 0),
        BalanceLine(
          record: "users", unit: "distinct chat ids", read: 3,
          explained: [.init(reason: "merged identity", count: 1)], expected: 2, matched: 2, missing: 0),
      ])
  }
}

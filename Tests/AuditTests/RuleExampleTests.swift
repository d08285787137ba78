import Foundation
import RuleExamples
import Testing

@testable import Audit

/// Runs every example of every rule page: the page is declaration, documentation and test at once.
@Suite("Examples of the rule pages")
struct RuleExampleTests {
  @Test("an example is judged as its page says", arguments: (try? RuleExample.all.get()) ?? [])
  func judgedAsThePageSays(_ example: RuleExample) throws {
    let result = try ExampleResult(example, rules: RulePages.all.get().book)
    #expect(result.mistakes == [])
    #expect(result.findings == example.findings)
  }

  @Test(
    "an example written in another way is judged the same",
    arguments: (try? RuleExample.all.get()) ?? [], ExampleVariation.allCases)
  func sameInAnotherWriting(_ example: RuleExample, _ variation: ExampleVariation) throws {
    guard let input = variation.input(example.input) else { return }
    let result = try ExampleFolder(input, gzipMembers: variation.gzipMembers).audit()
    let rule = try result.rule(example.rule)
    #expect(rule.outcome == (example.isPassing ? .passed : .failed), "\(rule.summary)")
    let findings = rule.findings.map { ExampleFinding($0) }
    if variation.movesBytes {
      #expect(findings.map(\.withoutOffset) == example.findings.map(\.withoutOffset))
    } else {
      #expect(findings == example.findings)
    }
    try expectPlaces(result, of: input, gzipMembers: variation.gzipMembers)
  }

  @Test(
    "the places of all findings are where their records are", arguments: (try? RuleExample.all.get()) ?? [])
  func places(_ example: RuleExample) throws {
    try expectPlaces(try ExampleFolder(example.input).audit(), of: example.input)
  }

  /// Expects of every finding of every rule, and not of the example's own alone, that it names its place rightly.
  private func expectPlaces(_ result: AuditResult, of input: ExampleInput, gzipMembers: Int = 1) throws {
    let check = try PlaceCheck(input, gzipMembers: gzipMembers)
    for rule in result.rules {
      for finding in rule.findings { #expect(check.mistakes(of: finding) == [], "\(rule.id)") }
    }
  }

  @Test(
    "RECORD=1 writes the findings of all examples into their pages, and fails",
    .enabled(if: ProcessInfo.processInfo.environment["RECORD"] == "1"))
  func record() throws {
    let examples = try RuleExample.all.get().filter { !$0.isPassing }
    for page in try RulePages.all.get().pages {
      var findings: [String: [ExampleFinding]] = [:]
      for example in examples where page.path.hasSuffix("/\(example.rule).md") {
        let rule = try ExampleFolder(example.input).audit().rule(example.rule)
        findings[example.title] = rule.findings.map { ExampleFinding($0) }
      }
      let recorded = try RulePageRecording.replaced(in: page.text, by: findings)
      if recorded == page.text { continue }
      let url = RulePages.folder.appendingPathComponent(page.path)
      try recorded.write(to: url, atomically: true, encoding: .utf8)
    }
    Issue.record("the findings were recorded; look at the differences and run again without RECORD")
  }

  @Test("the standard example passes, and every rule is judged")
  func standardExamplePasses() throws {
    let standard = try ExampleInput(standardOf: RulePages.all.get().readme)
    let result = try ExampleFolder(standard).audit()
    #expect(result.verdict == .pass)
    let others = result.rules.filter { $0.outcome != .passed }
    #expect(
      others.map(\.id) == [
        "digest-file-matches", "no-missing-organizations", "no-more-records-than-stated",
        "organization-ids-are-positive", "pages-have-no-gap", "record-types-have-their-stated-counts",
        "sources-have-no-more-than-stated", "sources-have-their-stated-records", "stages-have-no-gap",
        "tickets-have-their-declared-comments", "organization-ids-are-unique", "systems-share-no-id",
        "comment-references-exist", "organization-references-exist", "ticket-references-exist",
        "user-references-exist", "id-map-matches", "merged-people-have-one-name",
        "comment-fields-are-unchanged",
        "organization-fields-are-unchanged",
        "ticket-fields-are-unchanged", "user-fields-are-unchanged", "no-legacy-links",
        "no-open-ticket-arrives",
        "no-ticket-has-people-in-copy", "no-ticket-was-changed-recently", "no-erased-user-arrives",
        "no-reference-to-an-erased-user", "no-text-names-an-erased-user", "decisions-fit",
        "waivers-are-in-force", "waivers-are-needed", "waivers-are-not-exceeded",
      ])
    #expect(others.allSatisfy { $0.outcome == .notApplicable })
  }

  @Test("the standard example in any other writing passes as well", arguments: ExampleVariation.allCases)
  func standardExamplePasses(_ variation: ExampleVariation) throws {
    let standard = try ExampleInput(standardOf: RulePages.all.get().readme)
    let input = try #require(variation.input(standard))
    let result = try ExampleFolder(input, gzipMembers: variation.gzipMembers).audit()
    #expect(result.verdict == .pass)
  }
}

import RuleExamples
import Testing

@testable import Audit

/// `exports-are-fully-read` has no example that fails: no input makes its two counts differ. So its check is given
/// two different counts here.
@Suite("The second count of an export's records")
struct FullyReadTests {
  private func standard() throws -> ExampleInput {
    try ExampleInput(standardOf: RulePages.all.get().readme)
  }

  @Test("a record that the reader did not take fails the check")
  func difference() throws {
    var facts = try ExampleFolder(standard()).facts()
    facts.feeds.all[0].readRecords = [2]
    var parameters = try Parameters(
      page: "counts/exports-are-fully-read.md", frontMatter: "check: fully-read")
    let measurement = try FullyReadCheck(&parameters).measure(facts)
    #expect(
      measurement.evidence.findings.map(\.message) == [
        "chat.csv: 2 records were read, but the second count is 3"
      ])
    #expect(measurement.evidence.violations == 1)
  }

  @Test(
    "behind broken quotes, or what may hide them, nothing is counted twice",
    arguments: ["<p>\"</p>", "\"<p>\"</p>", "\u{0}\"", "\""])
  func notChecked(_ body: String) throws {
    var input = try standard()
    input.chat.replace("<p>Likely the driver.</p>", with: body)
    let result = try ExampleFolder(input).audit()
    let rule = try result.rule("exports-are-fully-read")
    #expect(rule.outcome == .notChecked)
    #expect(
      rule.summary == "chat has rows with broken quotes, after which records can't be counted twice")
    #expect(result.verdict == .fail)
  }
}

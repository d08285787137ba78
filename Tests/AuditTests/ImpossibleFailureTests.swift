import RuleExamples
import Testing

@testable import Audit

/// `exports-are-fully-read` and `balance-adds-up` have no example that fails: no input makes their counts differ. So
/// their checks are given different counts here.
@Suite("Checks that no input makes fail")
struct ImpossibleFailureTests {
  private func standard() throws -> ExampleInput {
    try ExampleInput(standardOf: RulePages.all.get().readme)
  }

  @Test("a record that the reader did not take fails the second count")
  func unread() throws {
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

  @Test("each sum that is not exact fails the balance")
  func unbalanced() throws {
    var facts = try ExampleFolder(standard()).facts()
    facts.balance.lines[0].read = 4
    facts.balance.lines[1].missing = 1
    facts.balance.archive["users"] = 3
    var parameters = try Parameters(page: "counts/balance-adds-up.md", frontMatter: "check: balance")
    let measurement = try BalanceCheck(&parameters).measure(facts)
    #expect(
      measurement.evidence.findings.map(\.message) == [
        "comments: 4 rows were read, but rejected, explained and expected add up to 3",
        "tickets: 1 are expected, but matched and missing add up to 2",
        "users: the archive has 2, but matched, unexpected and duplicates add up to 3",
      ])
    #expect(measurement.evidence.violations == 3)
  }

  @Test(
    "behind broken quotes, or what may hide them, nothing is counted twice, and no balance drawn up",
    arguments: ["<p>\"</p>", "\"<p>\"</p>", "\u{0}\"", "\""])
  func notChecked(_ body: String) throws {
    var input = try standard()
    input.chat.replace("<p>Likely the driver.</p>", with: body)
    let result = try ExampleFolder(input).audit()
    for id in ["exports-are-fully-read", "balance-adds-up"] {
      let rule = try result.rule(id)
      #expect(rule.outcome == .notChecked, "\(id)")
      #expect(
        rule.summary == "chat has rows with broken quotes, after which records can't be counted twice",
        "\(id)")
    }
    #expect(result.verdict == .fail)
  }

  @Test("a quote that takes in the rest leaves figures that add up, of what the reader read")
  func swallowed() throws {
    var input = try standard()
    input.chat.replace("<p>Likely the driver.</p>", with: "\"<p>Likely the driver.</p>")
    let result = try ExampleFolder(input).audit()
    let comments = try #require(result.balance.first { $0.record == "comments" })
    let rejected = comments.rejected.reduce(0) { $0 + $1.count }
    let explained = comments.explained.reduce(0) { $0 + $1.count }
    #expect(comments.read == rejected + explained + comments.expected)
    #expect(
      result.sources.map(\.doubt) == [
        "chat has rows with broken quotes, after which records can't be counted twice", nil,
      ])
  }
}

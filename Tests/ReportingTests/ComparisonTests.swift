import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("Two audits beside each other")
struct ComparisonTests {
  private func rule(
    _ outcome: Outcome, _ violations: Int = 0, _ findings: [Finding] = [], id: String = "r"
  ) -> RuleResult {
    RuleResult(
      id: id, area: "counts", title: id, legacy: "-", new: "-", criteria: "-", severity: .error,
      outcome: outcome,
      examined: 9, unit: "comments", violations: violations, summary: "-", findings: findings)
  }

  private func finding(_ key: String?, _ message: String = "m", pointer: String? = nil, count: Int = 1)
    -> Finding
  {
    Finding(
      message: message, count: count, key: key,
      archive: pointer.map { ArchivePlace(member: "b.json", pointer: $0) })
  }

  private func compare(_ old: [RuleResult], _ new: [RuleResult]) -> Comparison {
    var (before, after) = (smallAudit(), smallAudit())
    (before.rules, after.rules) = (old, new)
    return Comparison(before, at: "old.json", after, at: "new.json")
  }

  /// Each rule with its state, and its findings with theirs.
  private func states(_ comparison: Comparison) -> [String] {
    comparison.rules.map { rule in
      ([rule.state.rawValue] + rule.findings.map { "\($0.state.rawValue) \($0.message) \($0.count)" })
        .joined(separator: ", ")
    }
  }

  @Test("an audit beside itself has nothing new")
  func same() {
    let comparison = Comparison(sampleAudit(), at: "a", sampleAudit(), at: "a")
    #expect(!comparison.hasNew)
    #expect(comparison.inputs == [] && comparison.figures == [])
    #expect(comparison.rules.allSatisfy { $0.state == .persisting })
    #expect(comparison.rules.count == 3)
    #expect(comparison.causes.map(\.state) == [.persisting])
  }

  @Test(
    "a rule is new, fixed, persisting or not judged any more by its two outcomes",
    arguments: [
      (Outcome.passed, Outcome.failed, "new", true), (.failed, .passed, "fixed", false),
      (.failed, .failed, "persisting", false), (.passed, .notChecked, "new", true),
      (.notChecked, .failed, "new", true), (.failed, .notChecked, "persisting", false),
      (.failed, .waived, "persisting", false), (.waived, .failed, "new", true),
      (.failed, .notApplicable, "not-judged", false),
    ])
  func rules(_ old: Outcome, _ new: Outcome, _ state: String, _ hasNew: Bool) {
    let comparison = compare([rule(old, 1)], [rule(new, 1)])
    #expect(comparison.rules.map(\.state.rawValue) == [state])
    #expect(comparison.hasNew == hasNew)
  }

  @Test(
    "a rule that only one of the audits has is new, or not judged any more; one that passed is not listed")
  func single() {
    #expect(compare([], [rule(.failed, 1)]).rules.map(\.state) == [.new])
    #expect(compare([rule(.failed, 1)], []).rules.map(\.state) == [.notJudged])
    #expect(compare([rule(.passed)], [rule(.waived, 1)]).rules == [])
  }

  @Test("a finding is the same by its key and field, wherever it is and whatever it says")
  func identity() {
    let old = [
      finding("comment 1", "gone", pointer: "/data/tickets/comments/1"),
      finding("comment 2", "stays", pointer: "/data/tickets/comments/2/author_id"),
      finding("comment 3", "field", pointer: "/data/tickets/comments/3/author_id"),
      finding(nil, "no key"), finding(nil, "member", pointer: "/data/tickets/comments/4"),
    ]
    let new = [
      finding("comment 2", "still", pointer: "/data/tickets/comments/7/author_id"),
      finding("comment 3", "other field", pointer: "/data/tickets/comments/3/public"),
      finding(nil, "no key"), finding(nil, "no other key"),
      finding(nil, "said otherwise", pointer: "/data/tickets/comments/9"),
    ]
    let comparison = compare([rule(.failed, 5, old)], [rule(.failed, 5, new)])
    #expect(
      states(comparison) == [
        "persisting, persisting still 1, new other field 1, persisting no key 1, new no other key 1, "
          + "persisting said otherwise 1, fixed gone 1, fixed field 1"
      ])
    #expect(comparison.hasNew)
  }

  @Test("findings of one record count together, and more of them are new")
  func counts() {
    let two = rule(.failed, 2, [finding("user 1", "a"), finding("user 1", "b")])
    let comparison = compare([rule(.failed, 1, [finding("user 1", "a")])], [two])
    #expect(states(comparison) == ["persisting, persisting a 2"])
    #expect(comparison.hasNew)
  }

  @Test("beyond the kept findings only the numbers are compared")
  func beyond() {
    let old = rule(.failed, 100, [finding("user 1", "a")])
    let comparison = compare([old], [rule(.failed, 100, [finding("user 2", "b")])])
    #expect(states(comparison) == ["persisting"])
    #expect(comparison.rules.map { [$0.oldBeyond, $0.newBeyond] } == [[99, 99]])
    #expect(!comparison.hasNew)
    #expect(compare([old], [rule(.failed, 101, [finding("user 2", "b")])]).hasNew)
    // Of a later audit with all of its findings, those of the earlier one that it lacks are fixed.
    #expect(states(compare([old], [rule(.failed, 1, [finding("user 2", "b")])])) == ["persisting, fixed a 1"])
  }

  @Test("inputs and figures that differ are listed, and no others; a cause is the same by where it begins")
  func inputs() {
    var new = sampleAudit()
    new.tool = "deskaudit 2.0"
    new.archive.bytes += 1
    new.sources[0].files[0].sha256 = String(repeating: "00", count: 32)
    new.policy.waiversSHA256 = nil
    new.balance[0].missing = 20
    new.causes[0].sentence = "20 comments are missing"
    let comparison = Comparison(sampleAudit(), at: "a", new, at: "b")
    #expect(
      comparison.inputs == [
        .init(name: "tool", old: "deskaudit 1.0", new: "deskaudit 2.0"),
        .init(
          name: "archive", old: "SHA-256 a1a1a1a1a1a1a1a1…, 98,765,432 bytes",
          new: "SHA-256 a1a1a1a1a1a1a1a1…, 98,765,433 bytes"),
        .init(name: "waivers", old: "SHA-256 f6f6f6f6f6f6f6f6…", new: "none"),
        .init(
          name: "chat: exports/chat_data.csv", old: "SHA-256 b2b2b2b2b2b2b2b2…",
          new: "SHA-256 0000000000000000…"),
      ])
    #expect(comparison.figures == [.init(name: "comments (rows): missing", old: 100, new: 20)])
    #expect(comparison.causes == [.init(state: .persisting, sentence: "20 comments are missing")])
  }

  @Test("the text tells inputs first, then rules, and figures at the end")
  func text() throws {
    var new = smallAudit()
    new.tool = "deskaudit 2.0"
    new.rules[1] = rule(.failed, 30, [finding("user 2", "user 2 is missing")], id: "b")
    new.balance[1].missing = 1
    let comparison = Comparison(smallAudit(), at: "old.json", new, at: "new.json")
    #expect(
      try ComparisonReport.render(comparison, as: .text, width: 100) == """
        Something new failed: 1 rule new

        old: PASS, old.json, as of 2026-11-20T00:00:00Z
        new: PASS, new.json, as of 2026-11-20T00:00:00Z

        Inputs that differ
        Input │ Old             │ New
        ──────┼─────────────────┼──────────────
        tool  │ \(toolVersion) │ deskaudit 2.0

        new: b, PASS → FAIL, 0 → 30 violations
          new: user 2 is missing
          beyond the kept findings, compared by number alone: 0 → 29 violations

        Figures that differ
        Figure                                    │ Old │ New │ Change
        ──────────────────────────────────────────┼─────┼─────┼───────
        tickets (distinct conversations): missing │   0 │   1 │     +1

        """)
    let markdown = try ComparisonReport.render(comparison, as: .markdown, width: 100)
    #expect(markdown.hasPrefix("# Something new failed: 1 rule new\n\n- old: PASS, old.json, as of 2026"))
    #expect(markdown.contains("\n## new: b, PASS → FAIL, 0 → 30 violations\n\n- new: user 2 is missing\n"))
  }

  @Test("JSON has all of it, and hostile text adds no line to the text and no markup to Markdown")
  func hostile() throws {
    let comparison = Comparison(smallAudit(), at: "a", audit(filledWith: hostileStrings), at: "b")
    let json = try ComparisonReport.render(comparison, as: .json, width: 100)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["has_new"] as? Bool == true)
    #expect((object["rules"] as? [[String: Any]])?.count == comparison.rules.count)
    let text = try ComparisonReport.render(comparison, as: .text, width: 100)
    #expect(text.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [])
    let markdown = try ComparisonReport.render(comparison, as: .markdown, width: 100)
    #expect(!markdown.contains("<script") && !markdown.contains("[x]("))
  }
}

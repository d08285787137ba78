import Audit
import Testing

@testable import Reporting

/// One source that is missing is one sentence, however many rules depend on it.
@Suite("Reasons of several rules that were not judged")
struct SharedReasonTests {
  private static let reason = "users.csv: can't be found"

  private func audit(_ summaries: [String]) -> AuditResult {
    var result = ReportingTests.audit(filledWith: ["x"])
    result.rules = summaries.enumerated().map { index, summary in
      RuleResult(
        id: "rule-\(index)", area: "keys", title: "Title \(index)", legacy: "", new: "", criteria: "",
        severity: .error, outcome: .notChecked, examined: 0, unit: "rows", violations: 0,
        violationsFromExport: 0,
        summary: summary, findings: [])
    }
    return result
  }

  private func reports(_ result: AuditResult) throws -> [String] {
    [
      TerminalReport(width: 200, detail: .matrix).render(result), try MarkdownReport.render(result),
    ]
  }

  @Test("three rules with one reason tell it once, with their number and ids, in a text")
  func once() throws {
    for report in try reports(audit([Self.reason, Self.reason, Self.reason])) {
      #expect(report.ranges(of: "users.csv").count == 1)
      #expect(report.contains("3 rules for one reason"))
      #expect(report.contains("rule-0, rule-1, rule-2"))
      #expect(report.contains("for the reason below"))
    }
  }

  @Test("three rules with one reason tell it once on a page, above links to them")
  func page() throws {
    let page = try HTMLReport.render(audit([Self.reason, Self.reason, Self.reason]))
    #expect(
      page.contains(
        "<li><strong>\(HTMLEscaping().escapeText(Self.reason))</strong> <span class=\"quiet\">3 rules</span>\n<ul class=\"links\">"
      ))
    #expect(page.ranges(of: "users.csv").count == 1)
    // In the list below the reason, and in the matrix.
    for number in 0...2 { #expect(page.ranges(of: "<a href=\"#rule-\(number)\">").count == 2) }
  }

  @Test("two reasons are numbered, and a rule with a reason of its own tells it")
  func several() throws {
    let shared = SharedReasons(audit(["a", "b", "a", "b", "c", "a", "b"]).rules)
    #expect(shared.reasons.map(\.sentence) == ["a", "b"])
    #expect(
      shared.reasons.map(\.rules) == [["rule-0", "rule-2", "rule-5"], ["rule-1", "rule-3", "rule-6"]])
    let rules = audit(["a", "b", "a", "b", "c", "a", "b"]).rules
    #expect(
      rules.map(shared.summary) == [
        "for reason 1 below", "for reason 2 below", "for reason 1 below", "for reason 2 below", "c",
        "for reason 1 below", "for reason 2 below",
      ])
    #expect(rules.filter(shared.needsAttention).map(\.id) == ["rule-4"])
  }

  @Test("a reason of two rules stands with each of them")
  func few() {
    #expect(SharedReasons(audit(["a", "a"]).rules).reasons.isEmpty)
  }

  @Test("a word that fits no line is wrapped in time that grows with its length", .timeLimit(.minutes(1)))
  func longWord() {
    let word = String(repeating: "ab", count: 200_000)
    #expect(word.wrapped(to: 10).count == 40_000)
  }
}

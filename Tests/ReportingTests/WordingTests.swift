import Audit
import Testing

@testable import Reporting

@Suite("Words and numbers")
struct WordingTests {
  @Test(
    "digits are grouped in threes",
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (100_000, "100,000"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func grouped(number: Int, text: String) {
    #expect(number.grouped == text)
  }

  @Test(
    "time and memory are rounded up",
    arguments: [
      (0.0, 1, 0, "0.0 s with 1 job, at most 0 MB of memory"),
      (13.21, 2, 380_000_001, "13.3 s with 2 jobs, at most 381 MB of memory"),
      (61_234.95, 2, 1_000_000, "61,235.0 s with 2 jobs, at most 1 MB of memory"),
      (.infinity, 2, 1, "– with 2 jobs, at most 1 MB of memory"),
      (.nan, 2, Int.max, "– with 2 jobs, at most 9,223,372,036,855 MB of memory"),
    ])
  func timing(seconds: Double, jobs: Int, memory: Int, text: String) {
    #expect(Timing(startedAt: "", seconds: seconds, jobs: jobs, peakMemoryBytes: memory).words == text)
  }

  @Test(
    "a place says as much as is known of it",
    arguments: [
      (ArchivePlace(member: "a.json", pointer: "/x/0", offset: 1_000), "a.json /x/0, byte 1,000"),
      (ArchivePlace(member: "a.json"), "a.json"), (ArchivePlace(offset: 7), "byte 7"), (ArchivePlace(), ""),
    ])
  func place(place: ArchivePlace, words: String) {
    #expect(place.words == words)
  }

  @Test("a rule that was not judged is not said to have no violations")
  func unjudgedMeasure() {
    #expect(rule("a", .notChecked).measure == "4 comments examined")
    #expect(rule("a", .passed).measure == "4 comments examined, 0 violations")
  }

  @Test("the evidence says how much it leaves out")
  func evidenceNote() {
    var failed = rule("a", .failed)
    failed.violations = 1_200
    #expect(failed.evidenceNote == nil)
    failed.findings = [Finding(message: "m", count: 100), Finding(message: "n")]
    #expect(
      failed.evidenceNote
        == "2 findings kept, for 101 of 1,200 violations; verify --evidence DIR writes all of them")
    failed.violations = 101
    #expect(failed.evidenceNote == nil)
  }
}

@Suite("The verdict in a sentence")
struct VerdictSentenceTests {
  private func sentence(_ verdict: Verdict, _ rules: [RuleResult]) -> String {
    var result = sampleAudit()
    result.verdict = verdict
    result.rules = rules
    return result.verdictSentence
  }

  @Test("a pass says how many rules passed, and what else there was")
  func pass() {
    let rules = [rule("a", .passed), rule("b", .failed, .warning), rule("c", .notApplicable)]
    #expect(sentence(.pass, rules) == "3 rules: 1 warning, 1 passed, 1 not applicable.")
    #expect(sentence(.pass, [rule("a", .passed)]) == "1 rule: 1 passed.")
    #expect(sentence(.pass, []) == "No rules.")
  }

  @Test("a failure names the rules that failed, five at most")
  func fail() {
    #expect(
      sentence(.fail, [rule("a", .failed), rule("b", .notChecked)])
        == "1 rule failed: a. 2 rules: 1 failed, 1 not checked.")
    #expect(
      sentence(.fail, "abcdefg".map { rule(String($0), .failed) })
        == "7 rules failed: a, b, c, d, e and 2 more. 7 rules: 7 failed.")
  }

  @Test("a failure by warnings alone says so")
  func failByWarning() {
    #expect(
      sentence(.fail, [rule("a", .failed, .warning)])
        == "1 rule warned, and warnings count as failures: a. 1 rule: 1 warning.")
  }

  @Test("no verdict names the rules that could not be checked")
  func noVerdict() {
    #expect(
      sentence(.noVerdict, [rule("a", .notChecked), rule("b", .passed)])
        == "1 rule could not be checked: a. 2 rules: 1 not checked, 1 passed.")
    #expect(sentence(.noVerdict, []) == "No rules.")
  }
}

@Suite("Text made visible")
struct VisibleTextTests {
  @Test(
    "what can't be seen is written out, and everything else stands",
    arguments: [
      ("plain ~!", "plain ~!"), ("é 日本 👍", "é 日本 👍"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"), ("a\r\nb", "a\\r\\nb"),
      ("\u{1B}[31m", "\\u{1B}[31m"), ("\u{9B}", "\\u{9B}"), ("\u{202E}x", "\\u{202E}x"), ("\u{0}", "\\u{0}"),
      ("\u{200B}\u{FEFF}", "\\u{200B}\\u{FEFF}"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
      ("\u{FFFF}", "\\u{FFFF}"), ("e\u{301}", "e\u{301}"),
    ])
  func visible(text: String, shown: String) {
    #expect(Array(text.visible.utf8) == Array(shown.utf8))
  }
}

private func rule(_ id: String, _ outcome: Outcome, _ severity: Severity = .error) -> RuleResult {
  RuleResult(
    id: id, area: "area", title: "title", legacy: "", new: "", criteria: "", severity: severity,
    outcome: outcome, examined: 4, unit: "comments", violations: 0, summary: "summary")
}

import Audit
import Testing

@testable import Reporting

@Suite("The lessons of audits")
struct LessonsTests {
  private func audit(_ day: Int, _ outcome: Outcome, violations: Int = 1) -> AuditResult {
    var audit = smallAudit(outcome, verdict: outcome == .failed ? .fail : .pass)
    audit.timing.startedAt = "2026-11-0\(day)T06:00:00Z"
    audit.rules[1].violations = violations
    return audit
  }

  @Test("a rule that failed has when, how many, why, who waived it, and what the plan says; then blanks")
  func rule() {
    var first = audit(1, .failed, violations: 12)
    first.causes = [
      Cause(
        kind: .lostBatch, sentence: "batch 300 is lost", remedy: "",
        explains: [Cause.Share(rule: "b", violations: 9)]),
      Cause(
        kind: .lostStage, sentence: "another", remedy: "", explains: [Cause.Share(rule: "a", violations: 9)]),
    ]
    var second = audit(2, .waived, violations: 3)
    second.rules[1].policy.changes = [RuleChange(key: "max-violations", value: "1", pageValue: nil)]
    second.rules[1].policy.waivers = [
      WaiverUse(
        rule: "b", selector: nil, state: .inForce, violations: 3, max: 9, reason: "Told to *them*",
        owner: "Ada Osei",
        expires: "2026-12-31", file: "w.yml", line: 1)
    ]
    let text = Lessons([("x", audit(3, .passed)), ("y", second), ("z", first)]).render()
    #expect(
      text == """
        # Lessons of Chat history to the new desk

        3 audits from 2026-11-01 06:00:00 UTC to 2026-11-03 06:00:00 UTC; the last one says PASS. Rules that failed are in \
        the order of their gravity.

        ## What failed

        ### b: b

        - **When:** failed in 2 of 3 audits, from 2026-11-01 06:00:00 UTC to 2026-11-02 06:00:00 UTC; it passed in the last
        - **At most:** 12 violations
        - **Cause:** batch 300 is lost
        - **Waived:** by Ada Osei until 2026-12-31: Told to \\*them\\*
        - **By the plan:** max-violations 1

        **What we do next time:**

        -

        ## What was never checked

        Every rule was checked at least once.

        ## What people decided

        No decision is in the audits.

        ## What went well

        -
        -
        -

        ## What we do next time

        -
        -
        -

        ## Who tells whom, and until when

        -
        -
        -

        """)
  }

  @Test("hostile text becomes neither markup nor a line of its own")
  func hostile() {
    let lines = Lessons([("a", ReportingTests.audit(filledWith: ["word"]))]).render().split(separator: "\n")
      .count
    for text in hostileStrings {
      let rendered = Lessons([("a", ReportingTests.audit(filledWith: [text]))]).render()
      #expect(rendered.split(separator: "\n").count == lines, "\(text)")
      #expect(
        !rendered.contains("<") && !rendered.replacing("\\](", with: "").contains("](")
          && !rendered.contains("**bold"), "\(text)")
      #expect(rendered.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [], "\(text)")
    }
  }

  @Test("the gravest comes first: of its area, then errors, then the most violations")
  func order() {
    func failed(_ id: String, _ area: String, _ severity: Severity, _ violations: Int) -> RuleResult {
      RuleResult(
        id: id, area: area, title: id, legacy: "", new: "", criteria: "", severity: severity,
        outcome: .failed,
        examined: 1, unit: "rows", violations: violations, summary: "")
    }
    var audit = audit(1, .failed)
    audit.rules = [
      failed("time", "time", .error, 99), failed("few", "counts", .error, 1),
      failed("warned", "counts", .warning, 50), failed("many", "counts", .error, 9),
      failed("privacy", "privacy", .warning, 1),
    ]
    let headings = Lessons([("a", audit)]).render().split(separator: "\n").filter { $0.hasPrefix("### ") }
    #expect(
      headings == [
        "### privacy: privacy", "### many: many", "### few: few", "### warned: warned", "### time: time",
      ])
  }

  @Test("what was checked in no audit is told with its reason, and so is what gates and the plan decided")
  func decided() {
    var first = audit(1, .notChecked)
    var last = audit(2, .notChecked)
    first.rules[1].summary = "no list"
    last.rules[1].summary = "the list is empty"
    last.rules[2].policy.off = "Not ours"
    last.gates = [GateDecision(name: "cutover", word: .noGo)]
    last.decisionsPath = "decisions.csv"
    let text = Lessons([("a", first), ("b", last)]).render()
    #expect(text.contains("\nNo rule failed in any of them.\n"))
    #expect(text.contains("\n## What was never checked\n\n- b: the list is empty\n\n"))
    #expect(
      text.contains(
        """

        ## What people decided

        - gate cutover: NO-GO (2026-11-02 06:00:00 UTC)
        - the sheet decisions.csv
        - rule c was switched off: Not ours

        """))
    #expect(!Lessons([("a", first), ("b", audit(3, .passed))]).render().contains("no list"))
  }
}

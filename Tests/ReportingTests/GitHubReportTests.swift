import Audit
import Testing

@testable import Reporting

@Suite("Annotations for GitHub")
struct GitHubReportTests {
  private func lines(_ audit: AuditResult, _ checkout: Checkout = Checkout(root: "/w", folder: "/w"))
    -> [String]
  {
    GitHubReport.render(audit, in: checkout).split(separator: "\n").map(String.init)
  }

  @Test(
    "one for each cause, each failed rule that no cause explains, and each that is not checked; then the verdict"
  )
  func sample() {
    #expect(
      lines(sampleAudit()) == [
        "::error title=Cause 1 of 1::batch 21000 is lost: backup_tickets_21000.json is not in the archive, and 100 comments "
          + "that would be in it are missing.%0AWrite this batch again from the same export, and add it to the archive."
          + "%0AExplains 100 of 120 violations of no-missing-comments.",
        "::error title=FAIL no-missing-comments,file=exports/chat_data.csv,line=17::120 of 2,100,400 comments are missing, "
          + "2,100,280 arrived%0ASuch as: comment 789012 is not in the archive: exports/chat_data.csv:17 (chat)"
          + "%0ALook at the findings.",
        "::error title=NOT CHECKED stamps-have-zones::the column COMMENT_CREATED_AT is missing",
        "::warning title=WARNING no-comment-precedes-its-ticket,file=exports/chat_data.csv,line=2000001::1 comment is "
          + "earlier than its ticket (1 in the export already)%0ASuch as: comment 5 is 3 s earlier than ticket 4: "
          + "exports/chat_data.csv:2000001 (chat) → backup_tickets_100.json /data/tickets/comments/0, byte 1,234",
        "::notice title=deskaudit%3A FAIL,file=migration.yml::1 rule failed: no-missing-comments. 7 rules: 1 failed, "
          + "1 warning, 1 not checked, 1 waived, 1 passed, 1 switched off, 1 not applicable.",
      ])
  }

  @Test("a rule whose violations a cause explains has no annotation of its own")
  func explained() {
    var audit = sampleAudit()
    audit.causes[0].explains[0].violations = 120
    #expect(!lines(audit).contains { $0.contains("title=FAIL no-missing-comments") })
  }

  @Test("a warning is an error where warnings fail the audit")
  func warnings() {
    var audit = sampleAudit()
    audit.policy.failOn = .warning
    #expect(
      lines(audit).map { $0.prefix(8) } == ["::error ", "::error ", "::error ", "::error ", "::notice"])
  }

  @Test("a cause is as grave as what it explains")
  func gravity() {
    var audit = sampleAudit()
    audit.causes[0].explains = [.init(rule: "no-comment-precedes-its-ticket", violations: 1)]
    #expect(lines(audit).contains { $0.hasPrefix("::warning title=Cause 1 of 1::") })
    audit.causes[0].explains = []
    audit.causes[0].notChecked = ["stamps-have-zones"]
    #expect(lines(audit)[0].hasPrefix("::error title=Cause 1 of 1::"))
  }

  @Test("at most ten errors and ten warnings, and the verdict counts the others")
  func limit() {
    var audit = sampleAudit()
    let (failed, warning) = (audit.rules[1], audit.rules[2])
    func repeated(_ rule: RuleResult, _ count: Int) -> [RuleResult] {
      (1...count).map { number in
        var rule = rule
        rule.id = "rule-\(number)"
        return rule
      }
    }
    audit.causes = []
    audit.rules = repeated(failed, 11) + repeated(warning, 12)
    let all = lines(audit)
    #expect(all.count { $0.hasPrefix("::error ") } == 10)
    #expect(all.count { $0.hasPrefix("::warning ") } == 10)
    #expect(all.last?.hasSuffix("%0A1 more error and 2 more warnings: see the reports.") == true)
    audit.rules = repeated(failed, 10) + repeated(warning, 10)
    #expect(lines(audit).last?.contains("see the reports") == false)
  }

  @Test("a PASS is a notice alone")
  func pass() {
    var audit = sampleAudit()
    audit.verdict = .pass
    audit.causes = []
    audit.rules = [audit.rules[0]]
    #expect(
      lines(audit) == ["::notice title=deskaudit%3A PASS,file=migration.yml::1 rule: 1 passed."])
  }

  @Test(
    "a file is named from the root of the checkout, and only where it is in it",
    arguments: [
      ("exports/a.csv", "desk/exports/a.csv"), ("./a.csv", "desk/a.csv"), ("../a.csv", "a.csv"),
      ("../../a.csv", nil), ("/data/a.csv", nil), ("/w/x/a.csv", "x/a.csv"), ("/w/../a.csv", nil),
      ("..", nil),
      ("", "desk"), ("/wx/a.csv", nil), ("a\u{202E}.csv", nil), ("a b,c:d%.csv", "desk/a b,c:d%.csv"),
    ])
  func checkout(file: String, path: String?) {
    #expect(Checkout(root: "/w", folder: "/w/desk").path(of: file) == path)
  }

  @Test("the property of a file is escaped")
  func escaped() {
    var audit = sampleAudit()
    audit.planPath = "a,b:c%.yml"
    #expect(lines(audit).last?.hasPrefix("::notice title=deskaudit%3A FAIL,file=a%2Cb%3Ac%25.yml::") == true)
  }
}

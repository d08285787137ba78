import Foundation
import Testing

/// What a team accepts: thresholds, severities and switches of the plan, pages in place of the tool's, and waivers.
@Suite("verify by a policy")
struct PolicyCommandTests {
  /// Two comments of the export that the archive lacks, 13 and 14, and two that it has.
  private func folder(plan: String = "", waivers: String? = nil) throws -> Folder {
    let folder = try Folder.migration(plan: plan)
    try folder.write(Self.plan(""), to: "migration.yml")
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(Folder.header + Folder.goodRows + Self.lost, to: "exports/chat.csv")
    try folder.write(Self.plan(plan), to: "migration.yml")
    if let waivers { try folder.write(waivers, to: "waivers.yml") }
    return folder
  }

  private static let lost = """
    2021-01-01T00:00:00Z,1,13,5,true,One,2021-01-01T00:02:00Z,2,Bob,bob@example.org
    2021-01-01T00:00:00Z,1,14,5,true,Two,2021-01-01T00:03:00Z,2,Bob,bob@example.org

    """

  private static func plan(_ lines: String) -> String {
    """
    migration: A small one
    sources:
      chat: {path: exports/chat.csv}
      ticketing: {path: exports/users.csv}
    identity: {match: email, keep: ticketing}
    archive: {path: tickets.tar.gz}
    as-of: 2026-01-01T00:00:00Z
    \(lines)
    """
  }

  private static func waiver(max: Int, expires: String = "2026-03-31", _ more: String = "") -> String {
    "- {rule: no-missing-comments, max: \(max), reason: Told to them, owner: Ada Osei, expires: \(expires)\(more)}\n"
  }

  private func lastLine(_ verdict: String, _ exit: Int, failed: Int, warnings: Int = 0, waived: Int = 0)
    -> String
  {
    "verdict=\(verdict) exit=\(exit) rules=\(Tool.ruleCount) failed=\(failed) warnings=\(warnings) unchecked=0 "
      + "waived=\(waived)"
  }

  private func failed(_ report: AuditReport) -> [String] {
    report.rules.filter { $0.outcome == "failed" }.map(\.id)
  }

  // MARK: Waivers

  @Test("a waived failure stays counted and visible, and does not fail the gate")
  func waived() throws {
    let folder = try folder(plan: "waivers: waivers.yml", waivers: Self.waiver(max: 2))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 0)
    #expect(outcome.lastLine == lastLine("PASS", 0, failed: 0, waived: 1))
    let rule = try report.rule("no-missing-comments")
    #expect(rule.outcome == "waived")
    #expect(rule.summary == "2 of 4 comments are missing, 2 arrived (waived until 2026-03-31)")
    #expect(rule.evidence.count == 1)
    let line =
      "rule no-missing-comments, 2 violations (at most 2): waived by Ada Osei until 2026-03-31: Told to them "
      + "(waivers.yml:1)"
    #expect(outcome.output.contains(line))
    let text = String(decoding: try folder.bytes(of: "Reports/out/audit.md"), as: UTF8.self)
    #expect(text.contains("waived by Ada Osei until 2026-03-31"))
    let page = String(decoding: try folder.bytes(of: "Reports/out/audit.html"), as: UTF8.self)
    #expect(
      page.contains(
        "<td>in force</td><td>2026-03-31, 89 days left</td><td>all others</td><td>2 of at most 2</td>"))
  }

  @Test("--waivers names another file than the plan")
  func waiversOption() throws {
    let folder = try folder(plan: "waivers: nowhere.yml", waivers: Self.waiver(max: 2))
    let outcome = try Tool.run("verify", "--waivers", "waivers.yml", in: folder)
    #expect(outcome.lastLine == lastLine("PASS", 0, failed: 0, waived: 1))
    let missing = try Tool.run("verify", in: folder)
    #expect(missing.exitCode == 64)
    #expect(missing.errors.hasPrefix("error: nowhere.yml: there is no such file; "))
  }

  @Test("one that has expired fails, with its place, and covers nothing")
  func expired() throws {
    let folder = try folder(
      plan: "waivers: waivers.yml", waivers: "# Ours\n" + Self.waiver(max: 2, expires: "2025-12-31"))
    let (report, outcome) = try folder.audit()
    #expect(outcome.lastLine == lastLine("FAIL", 1, failed: 2))
    #expect(failed(report) == ["no-missing-comments", "waivers-are-in-force"])
    #expect(
      try report.rule("waivers-are-in-force").evidence.map(\.text) == [
        "the waiver of no-missing-comments (Ada Osei) expired on 2025-12-31, and the audit is as of 2026-01-01T00:00:00Z: "
          + "repair what it waives, or renew it | waivers.yml:2"
      ])
  }

  @Test("one violation more than it covers fails, and it covers none")
  func exceeded() throws {
    let (report, outcome) = try folder(plan: "waivers: waivers.yml", waivers: Self.waiver(max: 1)).audit()
    #expect(outcome.lastLine == lastLine("FAIL", 1, failed: 2))
    #expect(failed(report) == ["no-missing-comments", "waivers-are-not-exceeded"])
    #expect(
      try report.rule("waivers-are-not-exceeded").evidence.map(\.text) == [
        "the waiver of no-missing-comments (Ada Osei) covers at most 1 violation, and there are 2 | waivers.yml:1"
      ])
  }

  @Test("one that has nothing to waive any more fails")
  func unneeded() throws {
    let folder = try folder(plan: "waivers: waivers.yml", waivers: Self.waiver(max: 2))
    try folder.write(Folder.header + Folder.goodRows, to: "exports/chat.csv")
    let (report, outcome) = try folder.audit()
    #expect(outcome.lastLine == lastLine("FAIL", 1, failed: 1))
    #expect(
      try report.rule("waivers-are-needed").evidence.map(\.text) == [
        "the waiver of no-missing-comments (Ada Osei) has nothing to waive: the rule passes without it; remove it "
          + "| waivers.yml:1"
      ])
  }

  @Test("of the records that it names, and of no others: what is left fails the rule")
  func keys() throws {
    let one = try folder(
      plan: "waivers: waivers.yml", waivers: Self.waiver(max: 1, ", keys: [comment 13]"))
    let (report, outcome) = try one.audit()
    #expect(outcome.lastLine == lastLine("FAIL", 1, failed: 1))
    let rule = try report.rule("no-missing-comments")
    #expect(rule.summary == "2 of 4 comments are missing, 2 arrived (1 of them waived until 2026-03-31)")
    #expect(rule.evidence.map(\.key) == ["comment 13", "comment 14"])
    let both = try folder(
      plan: "waivers: waivers.yml", waivers: Self.waiver(max: 2, ", pattern: 'comment 1*'"))
    #expect(try both.audit().outcome.lastLine == lastLine("PASS", 0, failed: 0, waived: 1))
  }

  @Test("what one waiver names by its keys is not the other's, which covers all the rest")
  func keysAndRest() throws {
    let waivers = Self.waiver(max: 1, ", keys: [comment 13]") + Self.waiver(max: 1)
    let (_, outcome) = try folder(plan: "waivers: waivers.yml", waivers: waivers).audit()
    #expect(outcome.lastLine == lastLine("PASS", 0, failed: 0, waived: 1))
  }

  @Test("what could not be checked is never waived: an archive that breaks off is no PASS")
  func brokenArchive() throws {
    let waivers =
      Self.waiver(max: 2)
      + "- {rule: tar-is-complete, max: 9, reason: Known, owner: Ada Osei, expires: 2026-03-31}\n"
    let folder = try folder(plan: "waivers: waivers.yml", waivers: waivers)
    let cut = try Tool.shell(
      "gzip -dc tickets.tar.gz | head -c -1024 | gzip >cut.gz && mv cut.gz tickets.tar.gz && rm tickets.tar.gz.sha256",
      in: folder)
    #expect(cut.exitCode == 0)
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 2)
    #expect(failed(report) == [])
    for id in ["no-missing-comments", "tar-is-complete"] {
      #expect(try report.rule(id).outcome == "not-checked", "\(id)")
    }
  }

  @Test(
    "a rule that does not exist, or judges the waivers, is exit 64 before anything is read",
    arguments: [
      (
        "no-missing-coments",
        "waivers.yml:1: unknown rule 'no-missing-coments'; did you mean 'no-missing-comments'?"
      ),
      ("waivers-are-needed", "waivers.yml:1: 'waivers-are-needed' can't be waived: it judges the waivers"),
    ], ["verify", "plan"])
  func unknownRule(_ mistake: (String, String), command: String) throws {
    let text = Self.waiver(max: 1).replacingOccurrences(of: "no-missing-comments", with: mistake.0)
    let folder = try Folder.migration(plan: "waivers: waivers.yml")
    try folder.write(text, to: "waivers.yml")
    let outcome = try Tool.run(command, in: folder)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.hasPrefix("error: \(mistake.1)\n"))
  }

  // MARK: The plan's rules

  @Test(
    "a threshold is met exactly, or missed by one: a number, a share, and both within both",
    arguments: [
      ("max-violations: 2", true), ("max-violations: 1", false), ("max-share: 50%", true),
      ("max-share: 49.999999999%", false), ("max-violations: 2, max-share: 50%", true),
      ("max-violations: 1, max-share: 50%", false), ("max-violations: 2, max-share: 49.9%", false),
    ])
  func thresholds(_ keys: String, passes: Bool) throws {
    let (report, outcome) = try folder(plan: "rules: {no-missing-comments: {\(keys)}}").audit()
    #expect(outcome.exitCode == (passes ? 0 : 1))
    #expect(try report.rule("no-missing-comments").outcome == (passes ? "passed" : "failed"))
    #expect(
      try report.rule("no-missing-comments").criteria.hasSuffix(
        "may fail; by the plan: \(keys.replacingOccurrences(of: ":", with: ""))"))
  }

  @Test("a severity is lowered or raised, and the declared one stays beside it")
  func severities() throws {
    let lowered = try folder(plan: "rules: {no-missing-comments: {severity: warning}}").audit()
    #expect(lowered.outcome.lastLine == lastLine("PASS", 0, failed: 0, warnings: 1))
    let rule = try lowered.report.rule("no-missing-comments")
    #expect(rule.severity == "error" && rule.effectiveSeverity == "warning")
    #expect(rule.criteria == "100 % of distinct comments; by the plan: severity warning (page: error)")

    let raised = try folder(
      plan: "rules: {members-are-named-plainly: {severity: error}, no-missing-comments: {max-violations: 2}}")
    let packed = try Tool.shell(
      "mkdir t && tar -xzf tickets.tar.gz -C t && tar -czf tickets.tar.gz -C t . && rm tickets.tar.gz.sha256",
      in: raised)
    #expect(packed.exitCode == 0)
    let (report, outcome) = try raised.audit()
    #expect(outcome.exitCode == 1)
    #expect(failed(report) == ["members-are-named-plainly"])
    #expect(try report.rule("members-are-named-plainly").severity == "warning")
  }

  @Test("a rule that is switched off stays in the matrix, with the reason")
  func off() throws {
    let (report, outcome) = try folder(plan: "rules: {no-missing-comments: {off: Another team counts them}}")
      .audit()
    #expect(outcome.lastLine == lastLine("PASS", 0, failed: 0))
    let rule = try report.rule("no-missing-comments")
    #expect(rule.outcome == "not-applicable")
    #expect(rule.summary == "switched off by the plan: Another team counts them")
    #expect(
      outcome.output.contains(
        "rule no-missing-comments is switched off by the plan: Another team counts them"))
    #expect(outcome.output.contains("1 switched off"))
  }

  @Test("a parameter of the check: an hour of tolerance, and ids that may be small")
  func parameters() throws {
    let (report, _) = try folder(
      plan:
        "rules: {no-comment-precedes-its-ticket: {tolerance: 1h}, no-missing-comments: {off: Not of this test}}"
    ).audit()
    #expect(
      try report.rule("no-comment-precedes-its-ticket").criteria
        == "not earlier by more than 3600 s than tickets.created_at; by the plan: tolerance 1h")
  }

  @Test(
    "a mistake in 'rules' names the line of the plan: exit 64, before anything is read",
    arguments: [
      (
        "no-missing-coments: {severity: error}",
        "unknown rule 'no-missing-coments' in 'rules'; did you mean 'no-missing-comments'?"
      ),
      (
        "no-comment-precedes-its-ticket: {tolerence: 1h}",
        "unknown key 'tolerence' in 'rules.no-comment-precedes-its-ticket'; did you mean 'tolerance'?"
      ),
      (
        "no-comment-precedes-its-ticket: {tolerance: long}",
        "'rules.no-comment-precedes-its-ticket.tolerance': expected a length of time such as 60s, 5m, 2h or 1d, found 'long'"
      ),
      (
        "no-missing-comments: {max-share: half}",
        "'rules.no-missing-comments.max-share': expected a share such as 0.5%, found 'half'"
      ),
      (
        "no-missing-comments: {severity: fatal}",
        "'rules.no-missing-comments.severity': 'fatal' is not one of 'error', 'warning'"
      ),
      (
        "no-missing-comments: {to: archive.coments}",
        "'rules.no-missing-comments.to': the plan has no table 'archive.coments'; did you mean 'archive.comments'?"
      ),
      (
        "waivers-are-needed: {off: We know}",
        "'rules.waivers-are-needed' can't be changed: the rule judges the policy itself"
      ),
    ])
  func mistakes(_ rule: String, _ problem: String) throws {
    let folder = try Folder.migration(plan: "rules:\n  \(rule)")
    for command in ["verify", "plan"] {
      let outcome = try Tool.run(command, in: folder)
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.hasPrefix("error: migration.yml:9: \(problem)\n"), "\(outcome.errors)")
    }
  }

  // MARK: Pages in place of the tool's

  @Test("a page of the name of another judges in its place, and every report says so")
  func overridingPage() throws {
    let folder = try folder()
    try folder.writeRule(
      "counts/no-missing-comments.md",
      "area: counts\ncheck: reconcile\nfrom: expected.comments\nto: archive.comments\nside: missing\n"
        + "max-violations: 2\nseverity: error", title: "Few comments are missing")
    let (report, outcome) = try folder.audit()
    #expect(outcome.lastLine == lastLine("PASS", 0, failed: 0))
    #expect(try report.rule("no-missing-comments").title == "Few comments are missing")
    let line =
      "rule no-missing-comments is judged by rules/counts/no-missing-comments.md instead of the built-in page"
    #expect(outcome.output.contains(line))
    let page = String(decoding: try folder.bytes(of: "Reports/out/audit.html"), as: UTF8.self)
    #expect(
      page.contains(
        "<a href=\"#no-missing-comments\">no-missing-comments</a>: judged by rules/counts/no-missing-comments.md "
          + "instead of the built-in page"))
  }

  @Test("two given pages of one name are a mistake")
  func twoPages() throws {
    let folder = try folder()
    let page = "check: limit\nseverity: error"
    try folder.writeRule("counts/mine.md", "area: counts\n\(page)", title: "Mine")
    try folder.writeRule("time/mine.md", "area: time\n\(page)", title: "Mine")
    let outcome = try Tool.run("verify", "--rules", "rules", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.hasPrefix("error: rules/time/mine.md: a second page of this name\n"))
  }
}

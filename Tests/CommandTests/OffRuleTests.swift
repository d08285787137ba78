import Foundation
import Testing

/// Rules that are off by default, and what the commands show of a plan's policy.
@Suite("Rules that are off by default")
struct OffRuleTests {
  private static let rows = """
    2021-01-01T00:00:00Z,1,11,5,true,My card is 4111 1111 1111 1111,2021-01-01T00:00:00Z,1,Ann,ann@example.org
    2021-01-01T00:00:00Z,1,12,5,false,Hi,2021-01-01T00:01:00Z,2,pwd: a1b2,bob@example.org

    """
  private static let on = "rules: {no-payment-card-numbers: {severity: error}}\n"

  private func folder(_ plan: String = "") throws -> Folder {
    let folder = try Folder.migration(rows: Self.rows, plan: plan)
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    return folder
  }

  @Test("they have no result, and the sentence of the verdict has their number")
  func off() throws {
    let (report, outcome) = try folder().audit()
    #expect(outcome.exitCode == 0)
    #expect(!report.rules.contains { $0.id == "no-payment-card-numbers" })
    #expect(outcome.output.contains("; 3 more are off by default."))
    #expect(!outcome.output.contains("no-payment-card-numbers"))
  }

  @Test("a plan that names one switches it on, by any key; no report has the number")
  func on() throws {
    let folder = try folder("rules: {no-payment-card-numbers: {severity: error}}")
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    let rule = try report.rule("no-payment-card-numbers")
    #expect(
      rule.evidence.map(\.message) == [
        "comment 11: html_body has a payment card number of 16 digits, masked"
      ])
    #expect(rule.summary == "1 of 2 texts has a payment card number (html_body 1)")
    #expect(outcome.output.contains("; 2 more are off by default."))
    for file in ["audit.html", "audit.md", "audit.json"] {
      let text = String(decoding: try folder.bytes(of: "Reports/out/\(file)"), as: UTF8.self)
      #expect(!text.contains("4111"), "\(file)")
    }
    let allowed = try self.folder("rules: {no-payment-card-numbers: {max-violations: 1}}").audit().report
    #expect(try allowed.rule("no-payment-card-numbers").outcome == "passed")
  }

  @Test("custom fields are looked at as well, and names are not")
  func customFields() throws {
    let plan =
      "records: {comments: {fields: {said: BODY, by: NAME}}}\nrules: {no-passwords: {severity: warning}}\n"
    let (report, _) = try folder(plan).audit()
    let rule = try report.rule("no-passwords")
    #expect(rule.evidence.map(\.message) == ["comment 12: by has a password of 4 characters, masked"])
    #expect(rule.summary == "1 of 6 texts has a password (by 1)")
    let wrong = try Folder.migration(
      plan: "rules: {no-passwords: {columns: [expected.users.name]}}")
    #expect(
      try Tool.run("plan", in: wrong).errors.hasPrefix(
        "error: migration.yml:8: 'rules.no-passwords.columns': expected texts, found 'expected.users.name'\n")
    )
  }

  @Test("a waiver of one is a mistake, with the remedy")
  func waiver() throws {
    let folder = try folder("waivers: waivers.yml")
    try folder.write(
      "- {rule: no-passwords, max: 1, reason: Told, owner: Ada Osei, expires: 2027-01-31}\n",
      to: "waivers.yml")
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.errors.hasPrefix(
        "error: waivers.yml:1: 'no-passwords' is off by default, and has nothing to waive; switch it on by "
          + "'rules: {no-passwords: {severity: warning}}' in the plan, or remove the waiver\n"))
  }

  @Test("an audit without it can't be graded by a plan that switches it on")
  func grade() throws {
    let folder = try folder()
    _ = try folder.audit()
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan + Self.on, to: "migration.yml")
    let outcome = try Tool.run("grade", "Reports/out/audit.json", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.contains("the audit did not measure this rule; run 'verify' with this policy"))
  }

  @Test("a page of one's own may be off, and 'default' has no other word")
  func ownPage() throws {
    let folder = try folder()
    try folder.writeRule(
      "counts/mine.md", "area: counts\ncheck: limit\nseverity: error\ndefault: off", title: "Mine")
    let outcome = try Tool.run("verify", "--rules", "rules", in: folder)
    #expect(outcome.output.contains("; 4 more are off by default."))
    try folder.writeRule(
      "counts/mine.md", "area: counts\ncheck: limit\nseverity: error\ndefault: on", title: "Mine")
    let mistake = try Tool.run("rules", "--rules", "rules", in: folder)
    #expect(mistake.errors.hasPrefix("error: rules/counts/mine.md:5: default: "), "\(mistake.errors)")
  }

  // MARK: What a plan says of rules

  private static let policy = """
    rules:
      no-passwords: {severity: error}
      no-future-times: {off: The clock of the chat is wrong}
      no-missing-comments: {max-violations: 3}
    """

  @Test("rules lists them as off, and those of a plan as it has them")
  func list() throws {
    let folder = try folder(Self.policy)
    let all = try Tool.run("rules", "--area", "privacy", in: folder).output
    #expect(all.contains("no-passwords                   │ off "), "\(all)")
    #expect(
      all.hasSuffix(
        "\n6 rules, 3 of them off by default: a plan that names one under 'rules' switches it on\n"))
    let planned = try Tool.run("rules", "migration.yml", "--json", in: folder)
    let list = try #require(
      JSONSerialization.jsonObject(with: Data(planned.output.utf8)) as? [[String: Any]])
    func rule(_ id: String) -> [String: Any]? { list.first { $0["id"] as? String == id } }
    #expect(rule("no-passwords")?["severity"] as? String == "error")
    #expect(rule("no-passwords")?["off_by_default"] == nil)
    #expect(rule("no-bank-account-numbers")?["off_by_default"] as? Bool == true)
    #expect(rule("no-future-times")?["off"] as? String == "The clock of the chat is wrong")
    #expect(rule("no-missing-comments")?["allows"] as? String == "at most 3")
    let errors = try Tool.run("rules", "migration.yml", "--severity", "error", "--json", in: folder).output
    #expect(errors.contains("\"no-passwords\""))
    #expect(!errors.contains("\"no-bank-account-numbers\""))
  }

  @Test("explain says that a rule is off by default, and with a plan what the plan says of it")
  func explain() throws {
    let folder = try folder(Self.policy)
    let page = try Tool.run("explain", "no-passwords", in: folder).output
    #expect(
      page.contains(
        "\nBy default  off; 'rules: {no-passwords: {severity: warning}}' in a plan switches it on\n"))
    #expect(page.contains("\nSeverity    warning: shown, and no more\n"))
    let planned = try Tool.run("explain", "no-passwords", "--plan", "migration.yml", in: folder).output
    #expect(planned.contains("\nSeverity    error: when it fails, the audit fails\n"))
    #expect(planned.contains("\nBy the plan severity: error\n"))
    #expect(!planned.contains("By default"))
    let off = try Tool.run("explain", "no-future-times", "--plan", "migration.yml", in: folder).output
    #expect(off.contains("\nBy the plan off: The clock of the chat is wrong\n"))
    let allowed = try Tool.run("explain", "no-missing-comments", "--plan", "migration.yml", in: folder).output
    #expect(allowed.contains("\nAllows      at most 3\n"))
    #expect(allowed.contains("\nBy the plan max-violations: 3\n"))
  }
}

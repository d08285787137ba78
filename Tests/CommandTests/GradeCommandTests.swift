import Foundation
import Testing

@Suite("deskaudit grade")
struct GradeCommandTests {
  /// A folder with the audit of an archive that lacks a comment, and without exports and archive.
  private func stored(rows lost: Int = 1, plan: String = "") throws -> Folder {
    let folder = try Folder.migration(plan: plan)
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let rows = (0..<lost).map {
      "2021-01-01T00:00:00Z,1,\(100 + 2 * $0),5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    }
    try folder.write(Folder.header + Folder.goodRows + rows.joined(), to: "exports/chat.csv")
    #expect(try Tool.run("verify", in: folder).exitCode == 1)
    try FileManager.default.removeItem(atPath: folder.path + "/exports")
    try FileManager.default.removeItem(atPath: folder.path + "/tickets.tar.gz")
    return folder
  }

  private func write(_ policy: String, to name: String = "other.yml", in folder: Folder) throws {
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan + "\n" + policy + "\n", to: name)
  }

  private func grade(_ more: String = "", plan: String = "other.yml", in folder: Folder) throws
    -> Tool.Outcome
  {
    try Tool.shell(
      "exec \"$0\" grade Reports/out/audit.json --plan \(plan) --reports again \(more)", in: folder)
  }

  private func line(
    _ verdict: String, _ exit: Int, failed: Int, unchecked: Int = 0, warnings: Int = 0, waived: Int = 0
  )
    -> String
  {
    "verdict=\(verdict) exit=\(exit) rules=\(Tool.ruleCount) failed=\(failed) warnings=\(warnings) "
      + "unchecked=\(unchecked) waived=\(waived)"
  }

  @Test("under the same policy the audit is the same, byte by byte")
  func same() throws {
    let folder = try stored()
    #expect(try grade(plan: "migration.yml", in: folder).lastLine == line("FAIL", 1, failed: 1))
    for report in ["audit.json", "audit.html", "audit.md"] {
      #expect(try folder.bytes(of: "Reports/out/\(report)") == folder.bytes(of: "again/\(report)"))
    }
  }

  @Test("two policies give two verdicts of one audit, without its data")
  func twoPolicies() throws {
    let folder = try stored()
    try write("rules: {no-missing-comments: {severity: warning}}", in: folder)
    #expect(try grade(in: folder).lastLine == line("PASS", 0, failed: 0, warnings: 1))
    #expect(try grade("--fail-on warning", in: folder).exitCode == 1)
    try write("waivers: w.yml", in: folder)
    try folder.write(
      "- {rule: no-missing-comments, keys: [comment 100], max: 1, reason: Known, owner: Ada Osei, expires: 2026-03-31}\n",
      to: "w.yml")
    #expect(try grade(in: folder).lastLine == line("PASS", 0, failed: 0, waived: 1))
    try write("rules: {no-missing-comments: {off: Not ours}}", in: folder)
    #expect(try grade(in: folder).lastLine == line("PASS", 0, failed: 0))
  }

  @Test("a graded audit is graded again: of what was switched off nothing is known")
  func again() throws {
    let folder = try stored()
    try write("rules: {no-missing-comments: {off: Not ours}}", in: folder)
    #expect(try grade(in: folder).exitCode == 0)
    let back = try Tool.run("grade", "again/audit.json", in: folder)
    #expect(back.lastLine == line("NO-VERDICT", 2, failed: 0, unchecked: 1))
    #expect(back.output.contains("the audit did not measure this rule; run 'verify' with this policy"))
  }

  @Test("another parameter of a check is not checked, and says which")
  func otherParameter() throws {
    let folder = try stored()
    try write(
      "rules: {no-comment-precedes-its-ticket: {tolerance: 1h}, no-missing-comments: {severity: warning}}",
      in: folder)
    let outcome = try grade(in: folder)
    #expect(outcome.lastLine == line("NO-VERDICT", 2, failed: 0, unchecked: 1, warnings: 1))
    #expect(
      outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
        "this was measured without tolerance, and the policy has tolerance 1h; run 'verify' with this policy")
    )
  }

  @Test("a waiver by keys of more findings than are kept is not checked; of the whole rule it is")
  func keysOfMany() throws {
    let folder = try stored(rows: 21)
    let waiver = "- {rule: no-missing-comments, max: 30, reason: Known, owner: Ada Osei, expires: 2026-03-31"
    try folder.write("\(waiver), pattern: 'comment 1*'}\n", to: "keys.yml")
    let keys = try grade("--waivers keys.yml", plan: "migration.yml", in: folder)
    #expect(keys.exitCode == 2)
    #expect(keys.output.contains("the audit does not have the key of each of the 21 violations"))
    try folder.write("\(waiver)}\n", to: "whole.yml")
    let whole = try grade("--waivers whole.yml", plan: "migration.yml", in: folder)
    #expect(whole.lastLine == line("PASS", 0, failed: 0, waived: 1))
  }

  @Test("a plan that says something else of the exports is not checked, in any rule")
  func otherPlan() throws {
    let folder = try stored()
    try write("conflicts: first", in: folder)
    let outcome = try grade(in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.lastLine.hasPrefix("verdict=NO-VERDICT exit=2 rules=\(Tool.ruleCount) failed=0 warnings=0 "))
    #expect(
      outcome.output.contains(
        "the plan says something else of the exports or the archive than when this was measured"))
  }

  @Test("a rule of a page that is not given any more is not forgotten")
  func missingPage() throws {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try folder.writeRule("counts/mine.md", "area: counts\ncheck: limit\nseverity: error", title: "Mine")
    #expect(try folder.audit().outcome.exitCode == 0)
    #expect(try grade("--rules rules", plan: "migration.yml", in: folder).exitCode == 0)
    let outcome = try grade(plan: "migration.yml", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.output.contains(
        "the audit measured this rule, and the rule book does not have it; name its folder by --rules"))
  }

  @Test(
    "what is no audit of this version is a sentence and exit 2, with the last line",
    arguments: [
      ("nonsense", "this is not JSON, or not complete; write the reports again"),
      ("{}", "'schema_version' is missing; is this an audit.json of this tool?"),
      ("{\"schema_version\": 3}", "this version reads schema version 6, found 3 for 'schema_version'"),
    ])
  func foreign(_ text: String, _ sentence: String) throws {
    let folder = try Folder.migration()
    try folder.write(text, to: "audit.json")
    let outcome = try Tool.run("grade", "audit.json", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors
        == "error: audit.json: \(sentence)\nverdict=NO-VERDICT exit=2 rules=0 failed=0 warnings=0 unchecked=0 waived=0\n"
    )
  }

  @Test("a file that is not there is a sentence")
  func missing() throws {
    let outcome = try Tool.run("grade", "nowhere.json", in: Folder.migration())
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors.hasPrefix("error: nowhere.json: can't be read; name an audit.json that 'verify' wrote\n")
    )
  }
}

import Foundation
import Testing

/// What people answer for by name, because no export shows it.
@Suite("verify with sign-offs")
struct SignOffCommandTests {
  private static let names = [
    "backup", "rollback", "training", "macros", "communication", "scorecards", "read-only", "hypercare",
  ]
  private static let rules = [
    "agents-are-trained", "an-owner-is-named-for-thirty-days", "backup-is-signed-off", "customers-are-told",
    "legacy-system-is-read-only", "macros-are-reviewed", "quality-scorecards-are-signed-off",
    "rollback-is-rehearsed",
  ]

  /// A migration whose audit passes, with all sign-offs and a backup; the audit is as of 2026-01-01 unless `asOf` is another.
  private func folder(plan: String = "", asOf: String? = "2026-01-01T00:00:00Z") throws -> Folder {
    let folder = try Folder.migration(plan: "sign-offs: policy/signoffs.yml\n\(plan)")
    let text = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    let now = asOf.map { "as-of: \($0)\n" } ?? ""
    try folder.write(text.replacing("as-of: 2026-01-01T00:00:00Z\n", with: now), to: "migration.yml")
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let made = try Tool.shell(
      "mkdir -p policy/evidence && seq 1 9999 | gzip >policy/evidence/backup.gz", in: folder)
    try #require(made.exitCode == 0)
    try sign(Self.names, in: folder)
    return folder
  }

  /// Writes the file of sign-offs, each entry in a line after the first.
  private func sign(
    _ names: [String], date: String = "2025-12-01", expires: String = "2099-12-31", in folder: Folder
  ) throws {
    let lines = try names.map { name in
      let evidence =
        name == "backup"
        ? ", evidence: {file: evidence/backup.gz, sha256: \(try digest("policy/evidence/backup.gz", in: folder))}"
        : ""
      return
        "- {sign-off: \(name), statement: So it is, owner: Ana Lima, date: \(date), expires: \(expires)\(evidence)}\n"
    }
    try folder.write("# Ours\n" + lines.joined(), to: "policy/signoffs.yml")
  }

  private func digest(_ file: String, in folder: Folder) throws -> String {
    String(try Tool.shell("sha256sum \(file)", in: folder).output.prefix(64))
  }

  private func edit(_ old: String, _ new: String, in folder: Folder) throws {
    let text = String(decoding: try folder.bytes(of: "policy/signoffs.yml"), as: UTF8.self)
    try #require(text.contains(old))
    try folder.write(text.replacing(old, with: new), to: "policy/signoffs.yml")
  }

  private func notChecked(_ report: AuditReport) -> [String] {
    report.rules.filter { $0.outcome == "not-checked" }.map { "\($0.id): \($0.summary)" }
  }

  @Test("without 'sign-offs' in the plan no rule asks for any")
  func off() throws {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 0)
    #expect(report.rules.filter { Self.rules.contains($0.id) }.map(\.id) == [])
    #expect(!String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self).contains("sign"))
  }

  @Test("with them all ready rules are judged, and say who signed, when, and until when")
  func passes() throws {
    let folder = try folder()
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(
      outcome.lastLine
        == "verdict=PASS exit=0 rules=\(Tool.ruleCount + 8) failed=0 warnings=0 unchecked=0 waived=0")
    #expect(report.rules.filter { Self.rules.contains($0.id) }.map(\.id) == Self.rules)
    #expect(
      try report.rule("backup-is-signed-off").summary
        == "signed by Ana Lima on 2025-12-01, in force until 2099-12-31, with evidence/backup.gz")
    #expect(
      try report.rule("agents-are-trained").summary
        == "signed by Ana Lima on 2025-12-01, in force until 2099-12-31")
    let json = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
    let digest = try digest("policy/signoffs.yml", in: folder)
    #expect(
      json.contains(
        "\"sign_offs_path\": \"policy/signoffs.yml\",\n    \"sign_offs_sha256\": \"\(digest)\""))
    let attested = String(
      decoding: try folder.bytes(of: "Reports/out/attestation.intoto.json"), as: UTF8.self)
    #expect(attested.contains(digest) && attested.contains("\"use\": \"sign-offs\""))
    let shown = try Tool.run("plan", in: folder).output
    #expect(shown.contains("policy/signoffs.yml: 8 sign-offs"))
  }

  @Test("the first and the last day count, the day before and the day after do not, and that is not checked")
  func days() throws {
    let folder = try folder()
    try sign(Self.names, date: "2026-01-01", expires: "2026-01-01", in: folder)
    #expect(try folder.audit().outcome.exitCode == 0)
    try sign(Self.names, date: "2026-01-02", expires: "2026-01-02", in: folder)
    let (later, outcome) = try folder.audit()
    #expect(outcome.exitCode == 2)
    #expect(notChecked(later).count == 8)
    #expect(
      try later.rule("agents-are-trained").summary
        == "policy/signoffs.yml:4: the sign-off 'training' (Ana Lima) is of 2026-01-02, and the audit is as of "
        + "2026-01-01T00:00:00Z: correct its date, or audit on that day")
    try sign(Self.names, date: "2025-12-01", expires: "2025-12-31", in: folder)
    let (expired, again) = try folder.audit()
    #expect(again.exitCode == 2)
    #expect(
      try expired.rule("agents-are-trained").summary
        == "policy/signoffs.yml:4: the sign-off 'training' (Ana Lima) expired on 2025-12-31, and the audit is as of "
        + "2026-01-01T00:00:00Z: look whether it still holds, and sign it anew")
  }

  @Test("what nobody has signed is not checked, unless the plan says why the team does not need it")
  func absent() throws {
    let folder = try folder()
    try sign(Self.names.filter { $0 != "training" }, in: folder)
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 2)
    #expect(
      notChecked(report) == [
        "agents-are-trained: policy/signoffs.yml has no sign-off 'training'; who answers for it adds it once it is done"
      ])
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      plan + "\nrules: {agents-are-trained: {off: No new tool for agents}}\n", to: "migration.yml")
    #expect(try folder.audit().outcome.exitCode == 0)
  }

  @Test(
    "evidence that is not named, not there, or no file is not checked",
    arguments: [
      (
        "sed -i 's/, evidence: {.*}}/}/' policy/signoffs.yml",
        "names no evidence, which this rule asks for: add 'evidence: {file: …, sha256: …}'"
      ),
      (
        "rm policy/evidence/backup.gz",
        "names the evidence evidence/backup.gz, which can't be opened: No such file or directory: put the file there, "
          + "or sign anew with the one that there is"
      ),
      (
        "rm policy/evidence/backup.gz && mkfifo policy/evidence/backup.gz",
        "names the evidence evidence/backup.gz, which is not a regular file; expected a file that can be read to its "
          + "end: put the file there, or sign anew with the one that there is"
      ),
    ])
  func evidence(change: String, sentence: String) throws {
    let folder = try folder()
    try #require(try Tool.shell(change, in: folder).exitCode == 0)
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 2)
    #expect(
      notChecked(report) == [
        "backup-is-signed-off: policy/signoffs.yml:2: the sign-off 'backup' (Ana Lima) \(sentence)"
      ])
  }

  @Test("a backup that is one byte short fails, at the line of its sign-off; a waiver accepts it")
  func cut() throws {
    let folder = try folder(plan: "waivers: waivers.yml")
    try folder.write("[]", to: "waivers.yml")
    let change = "truncate -s -1 policy/evidence/backup.gz"
    try #require(try Tool.shell(change, in: folder).exitCode == 0)
    try sign(Self.names, in: folder)
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    let size = try folder.bytes(of: "policy/evidence/backup.gz").count
    let text = try #require(try report.rule("backup-is-signed-off").evidence.first).text
    #expect(
      text
        == "the evidence evidence/backup.gz of the sign-off 'backup' (Ana Lima) is not a whole gzip file: byte "
        + "\(size < 1000 ? "\(size)" : "\(size / 1000),\(String(size % 1000 + 1000).dropFirst())"): the file ends inside "
        + "a gzip member; it was cut off, or is still being written; make it again, and sign what was made "
        + "| policy/signoffs.yml:2")
    try folder.write(
      "- {rule: backup-is-signed-off, keys: sign-off backup, max: 1, reason: Another is on its way, owner: Ana Lima, expires: 2026-01-31}\n",
      to: "waivers.yml")
    let waived = try folder.audit().outcome
    #expect(waived.exitCode == 0 && waived.lastLine.hasSuffix(" waived=1"))
  }

  @Test("evidence that was changed after it was signed fails, with both digests")
  func changed() throws {
    let folder = try folder()
    let signed = try digest("policy/evidence/backup.gz", in: folder)
    try #require(
      try Tool.shell("seq 2 9999 | gzip >policy/evidence/backup.gz", in: folder).exitCode == 0)
    let found = try digest("policy/evidence/backup.gz", in: folder)
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      try report.rule("backup-is-signed-off").evidence.map(\.text) == [
        "the evidence evidence/backup.gz of the sign-off 'backup' (Ana Lima) is not the file that was signed: it has the "
          + "SHA-256 \(found.prefix(16))…, and Ana Lima signed \(signed.prefix(16))…; find out which is right, and sign "
          + "that one | policy/signoffs.yml:2"
      ])
  }

  @Test("a mistake in the file is exit 64, with the lines")
  func mistake() throws {
    let folder = try folder()
    try sign(Self.names + ["training"], in: folder)
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.errors.hasPrefix(
        "error: policy/signoffs.yml:10: a second sign-off 'training'; the first is in line 4, keep the one that holds\n"
      ))
  }

  @Test(
    "a rule about one can be neither changed nor waived where the plan has none, and the remedy names the key"
  )
  func needs() throws {
    let folder = try Folder.migration(plan: "rules: {agents-are-trained: {severity: warning}}")
    #expect(
      try Tool.run("plan", in: folder).errors.hasPrefix(
        "error: migration.yml:8: 'rules.agents-are-trained' can't be changed: the rule needs sign-offs, which the plan "
          + "does not have; name the file of sign-offs by 'sign-offs: signoffs.yml'\n"))
  }

  @Test("a page of one's own asks for a name of one's own")
  func ownPage() throws {
    let folder = try folder()
    try folder.writeRule(
      "sign-offs/bots-are-off.md",
      "area: sign-offs\ncheck: sign-off\nsign-off: bots\nneeds: [sign-offs]\nseverity: error",
      title: "Bots are off")
    #expect(notChecked(try folder.audit().report).map { $0.prefix { $0 != ":" } } == ["bots-are-off"])
    try sign(Self.names + ["bots"], in: folder)
    #expect(try folder.audit().outcome.exitCode == 0)
  }

  // MARK: What depends on the file

  @Test("graded again it is the same; by a file that has changed, the rules about sign-offs are not checked")
  func grade() throws {
    let folder = try folder()
    #expect(try folder.audit().outcome.exitCode == 0)
    let same = try Tool.run("grade", "Reports/out/audit.json", "--reports", "again", in: folder)
    #expect(same.exitCode == 0)
    #expect(try folder.bytes(of: "again/audit.json") == folder.bytes(of: "Reports/out/audit.json"))
    try edit("2099-12-31", "2099-12-30", in: folder)
    let other = try Tool.run("grade", "Reports/out/audit.json", "--reports", "again", in: folder)
    #expect(
      other.lastLine
        == "verdict=NO-VERDICT exit=2 rules=\(Tool.ruleCount + 8) failed=0 warnings=0 unchecked=8 waived=0")
    #expect(
      other.output.contains(
        "the file of sign-offs has changed since this was measured; run 'verify' with this policy"))
  }

  @Test("the gate asks for the same file, of which nothing has expired by today")
  func gate() throws {
    let folder = try folder(asOf: nil)
    let ask = "\"$0\" gate Reports/out/audit.json tickets.tar.gz --plan migration.yml"
    #expect(try folder.audit().outcome.exitCode == 0)
    let met = try Tool.shell(ask, in: folder)
    #expect(met.output == "PASS tickets.tar.gz: 10 of 10 conditions are met\n")
    try edit("2099-12-31", "2099-12-30", in: folder)
    let changed = try Tool.shell(ask, in: folder)
    #expect(changed.exitCode == 1)
    #expect(
      changed.output.contains("\nFAIL sign-offs file: expected an audit by policy/signoffs.yml, SHA-256 "))
    try sign(Self.names, expires: "2025-12-31", in: folder)
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan + "\nas-of: 2025-12-24T00:00:00Z\n", to: "migration.yml")
    #expect(try folder.audit().outcome.exitCode == 0)
    let expired = try Tool.shell(ask, in: folder)
    #expect(expired.exitCode == 1)
    #expect(expired.output.contains("\nFAIL sign-offs: expected no sign-off that has expired by "))
    #expect(
      expired.output.contains(", found backup (Ana Lima, 2025-12-31), rollback (Ana Lima, 2025-12-31), "))
  }

  @Test("the drill copies them with their evidence")
  func drill() throws {
    let outcome = try Tool.run(
      "drill", "--fault", "a-private-comment-made-public", "--seeds", "0", in: try folder())
    #expect(
      outcome.output.hasPrefix("The undamaged migration: PASS (\(Tool.ruleCount + 8) rules)\n"),
      "\(outcome.output)\(outcome.errors)")
  }

  @Test("the parts of a divided audit give the same")
  func divided() throws {
    let folder = try folder()
    #expect(try folder.audit().outcome.exitCode == 0)
    let merged = try Tool.shell(
      """
      "$0" task list >work.ndjson && mkdir facts &&
      for n in 0 1 2; do "$0" task map --list work.ndjson --item $n --out facts/$n.facts || exit; done &&
      "$0" merge --list work.ndjson --reports merged facts/*
      """, in: folder)
    #expect(merged.exitCode == 0, "\(merged.errors)")
    func digested(_ path: String) throws -> Substring {
      let text = String(decoding: try folder.bytes(of: path), as: UTF8.self)
      return text[..<(text.firstRange(of: "\n  \"timing\"")?.lowerBound ?? text.startIndex)]
    }
    #expect(try digested("merged/audit.json") == digested("Reports/out/audit.json"))
  }
}

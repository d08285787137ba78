import Crypto
import Foundation
import Testing

/// A made-up but complete cutover, by the plan of `init --template cutover`: every area of the matrix has figures.
@Suite("A whole cutover")
struct CutoverTests {
  private static let tickets = """
    id,status,priority,queue,assignee,created_at,first_response_at,solved_at,reopened
    501,open,high,billing,ada,2026-10-01T08:00:00Z,2026-10-01T09:00:00Z,,false
    502,pending,low,lamps,ben,2026-10-20T08:00:00Z,2026-10-20T08:10:00Z,,false
    503,solved,low,lamps,ben,2026-09-01T08:00:00Z,2026-09-01T10:00:00Z,2026-09-03T08:00:00Z,true
    504,closed,high,billing,ada,2026-09-02T08:00:00Z,2026-09-02T08:30:00Z,2026-09-02T12:00:00Z,false

    """
  private static let comments = """
    id,ticket,author,created_at
    1,501,ann,2026-10-01T08:00:00Z
    2,501,ada,2026-10-01T09:00:00Z
    3,502,bob,2026-10-20T08:00:00Z
    4,503,bob,2026-09-01T08:00:00Z

    """
  private static let files =
    "file,size,sha256,kind\n501/bill.pdf,120000,aa01,binary\n503/lamp.jpg,900,bb02,binary\n"
  private static let agents = "agent,role\nada,admin\nben,agent\n"
  private static let permissions = "agent,permission\nada,delete\nada,reply\nben,reply\n"
  private static let setup =
    "kind,name,definition\nmacro,Refund,a1\nmacro,Old greeting,a2\nview,My open,b1\nautomation,Close,c1\n"
  private static let records = "system,id,ticket\ncrm,a7,501\nbilling,b8,502\n"
  private static let frozen =
    "id,status,updated_at\n501,open,2026-11-28T08:00:00Z\n502,pending,2026-11-28T09:00:00Z\n"
  private static let sla = """
    id,priority,policy,started_at,target_minutes,due_at
    501,high,inherited,2026-11-27T08:00:00Z,480,2026-12-01T09:00:00Z
    502,low,recalculated,2026-11-27T15:30:00Z,60,2026-11-27T16:30:00Z

    """
  /// Friday 16:30 in Berlin and an hour of work is Monday 09:30.
  private static let newSLA =
    "id,target_minutes,due_at\n501,480,2026-12-01T09:00:00Z\n502,60,2026-11-30T08:30:00Z\n"
  private static let routing = """
    id,expected_queue,queue,received_at,routed_at
    1,billing,billing,2026-11-30T10:00:00Z,2026-11-30T10:00:20Z
    2,lamps,lamps,2026-11-30T10:01:00Z,2026-11-30T10:02:00Z

    """
  private static let signed = [
    "rollback", "training", "macros", "communication", "scorecards", "read-only", "hypercare",
  ]

  /// The cutover without a fault, with its archive.
  private func cutover() throws -> Folder {
    let folder = try Folder()
    let written = try Tool.run("init", "--template", "cutover", in: folder)
    #expect(written.exitCode == 0, "\(written.errors)")
    let plan = try String(decoding: folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      plan.replacing("# as-of: 2026-12-01T06:00:00Z", with: "as-of: 2026-12-01T06:00:00Z"),
      to: "migration.yml")
    try folder.write(Folder.header + Self.chat, to: "exports/chat.csv")
    try folder.write("id,email\n9001,ann@example.org\n9002,zoe@example.org\n", to: "exports/users.csv")
    let both = [
      "tickets": Self.tickets, "comments": Self.comments, "attachments": Self.files, "agents": Self.agents,
      "permissions": Self.permissions,
    ]
    for (name, text) in both {
      for side in ["legacy", "new"] { try folder.write(text, to: "exports/\(side)_\(name).csv") }
    }
    let single = [
      "legacy_sla": Self.sla, "new_sla": Self.newSLA, "routing_log": Self.routing, "legacy_setup": Self.setup,
      "new_setup": Self.setup.replacing("macro,Old greeting,a2\n", with: ""),
      "retired_setup": "kind,name,reason\nmacro,Old greeting,Nobody used it since 2022\n",
      "scope":
        "item,decision,reason,owner\nTickets,moved,,ada\nMacros,rebuilt,Other syntax,ben\nForum,retired,Closed in 2024,ada\n",
      "helpdesk_records": Self.records, "integration_records": Self.records,
      "ticket_log": "id,new_id,status,reason\n501,900501,accepted,\n502,900502,accepted,\n",
      "platform_tickets": "id,created_at\n900501,2026-10-01T08:00:00Z\n900502,2026-10-20T08:00:00Z\n",
      "frozen_before": Self.frozen, "frozen_after": Self.frozen,
    ]
    for (name, text) in single { try folder.write(text, to: "exports/\(name).csv") }
    try sign(folder)
    let built = try Tool.run("build", in: folder)
    #expect(built.exitCode == 0, "\(built.errors)")
    return folder
  }

  private static let chat = """
    2026-10-01T08:00:00Z,1,1,501,true,<p>The bill is wrong.</p>,2026-10-01T08:00:00Z,1,Ann,ann@example.org
    2026-10-01T08:00:00Z,1,2,501,false,<p>Look at May.</p>,2026-10-01T09:00:00Z,2,Ada,ada@example.org
    2026-10-20T08:00:00Z,3,3,502,true,<p>The lamp flickers.</p>,2026-10-20T08:00:00Z,3,Bob,bob@example.org

    """

  /// Signs everything; the backup with a gzip of its own.
  private func sign(_ folder: Folder) throws {
    let zipped = try Tool.shell(
      "mkdir -p evidence && printf 'everything' | gzip -n > evidence/backup.gz", in: folder)
    #expect(zipped.exitCode == 0)
    let digest = SHA256.hash(data: try folder.bytes(of: "evidence/backup.gz")).map {
      String(format: "%02x", $0)
    }.joined()
    func entry(_ name: String, _ more: String = "") -> String {
      "- {sign-off: \(name), statement: Done, owner: Ana Lima, date: 2026-11-20, expires: 2026-12-31\(more)}\n"
    }
    try folder.write(
      entry("backup", ", evidence: {file: evidence/backup.gz, sha256: \(digest)}")
        + Self.signed.map { entry($0) }.joined(),
      to: "signoffs.yml")
  }

  @Test("without a fault every area has figures, and the gate says GO")
  func go() throws {
    let folder = try cutover()
    let outcome = try Tool.run("verify", "--gate", "cutover", "--matrix", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.lastLine.hasPrefix("gate=cutover decision=GO exit=0 crossed=0 verdict=PASS"))
    let report = try folder.audit().report
    let areas = [
      "due-times-are-explained", "open-tickets-by-status", "threads-have-all-comments",
      "attachments-are-unchanged",
      "tickets-are-in-their-queue", "routing-tests-take-a-minute", "assignees-exist", "no-new-permissions",
      "no-setup-is-missing", "scope-is-decided", "no-record-is-missing-in-the-integrations",
      "first-response-agrees",
      "no-tickets-are-missing-on-the-platform", "nothing-was-changed", "backup-is-signed-off",
    ]
    for id in areas { #expect(try report.rule(id).outcome == "passed", "\(id)") }
    #expect(report.rules.allSatisfy { ["passed", "not-applicable"].contains($0.outcome) })
  }

  @Test("ten faults, each in another area, are NO-GO, each named at its place; repaired it is GO again")
  func noGo() throws {
    let folder = try cutover()
    func damage(_ name: String, _ old: String, _ new: String) throws {
      let path = "exports/\(name).csv"
      let text = try String(decoding: folder.bytes(of: path), as: UTF8.self)
      #expect(text.contains(old))
      try folder.write(text.replacing(old, with: new), to: path)
    }
    let original = try folder.bytes(of: "exports/chat.csv")
    // 1: the export has another text than the archive; 2 to 9: something else of the new system; 10: the backup.
    try damage("chat", "Look at May.", "Look at June")
    try damage("new_tickets", "502,pending,low,lamps", "502,pending,low,billing")
    try damage("new_comments", "2,501,ada,2026-10-01T09:00:00Z\n", "")
    try damage("new_attachments", "120000,aa01", "0,e3b0")
    try damage("new_sla", "2026-11-30T08:30:00Z", "2026-11-27T16:30:00Z")
    try damage("routing_log", "2026-11-30T10:02:00Z", "2026-11-30T10:02:01Z")
    try damage("new_permissions", "ben,reply\n", "ben,reply\nben,delete\n")
    try damage("new_setup", "view,My open,b1\n", "")
    try damage("platform_tickets", "2026-10-20", "2026-12-01")
    try folder.write(Data("another".utf8), to: "evidence/backup.gz")
    let outcome = try Tool.run("verify", "--gate", "cutover", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.lastLine.hasPrefix("gate=cutover decision=NO-GO exit=1 "), "\(outcome.lastLine)")
    let findings = try folder.audit().report.findings
    let key = "row with a key of"
    let expected = [
      ("bodies-are-unchanged", "exports/chat.csv:3"),
      ("tickets-are-in-their-queue", "exports/legacy_tickets.csv:3 | exports/new_tickets.csv:3"),
      (
        "threads-have-all-comments: ticket 501: 2 rows in legacy_comments and 1 in new_comments, 1 fewer",
        "exports/legacy_comments.csv:2"
      ),
      (
        "attachments-are-unchanged: \(key) 12 bytes (masked): size must be 120000 and is 0",
        "exports/new_attachments.csv:2"
      ),
      (
        "due-times-are-explained: row 502: due_at must be 2026-11-30T08:30:00Z (60 minutes after 2026-11-27T15:30:00Z by support)",
        "exports/new_sla.csv:3"
      ),
      ("routing-tests-take-a-minute: row 2 took 1 min 1 s", "exports/routing_log.csv:3"),
      ("no-new-permissions: \(key) 10 bytes (masked) is unexpected", "exports/new_permissions.csv:5"),
      ("no-setup-is-missing: \(key) 12 bytes (masked) is missing", "exports/legacy_setup.csv:4"),
      (
        "tickets-are-unchanged-on-the-platform: ticket 502: created_at",
        "exports/chat.csv:4 | exports/platform_tickets.csv:3"
      ),
      ("backup-is-signed-off", "signoffs.yml:1"),
    ]
    for (rule, place) in expected {
      #expect(findings.contains { $0.hasPrefix(rule) && $0.contains(place) }, "\(rule): \(findings)")
    }
    // The queues are counted as well: nothing else fails.
    let failed = Set(findings.map { String($0.prefix { $0 != ":" }) })
    #expect(failed == Set(expected.map { String($0.0.prefix { $0 != ":" }) } + ["open-tickets-by-queue"]))

    for name in ["tickets", "comments", "attachments", "permissions"] {
      try folder.write(folder.bytes(of: "exports/legacy_\(name).csv"), to: "exports/new_\(name).csv")
    }
    try folder.write(original, to: "exports/chat.csv")
    try damage("new_sla", "2026-11-27T16:30:00Z", "2026-11-30T08:30:00Z")
    try damage("routing_log", "2026-11-30T10:02:01Z", "2026-11-30T10:02:00Z")
    try damage("new_setup", "automation", "view,My open,b1\nautomation")
    try damage("platform_tickets", "2026-12-01", "2026-10-20")
    try sign(folder)
    #expect(try Tool.run("verify", "--gate", "cutover", in: folder).exitCode == 0)
  }

  @Test(
    "the plan that is written is one that can be read, and judges every ready page of the areas that it names"
  )
  func template() throws {
    let folder = try Folder()
    let written = try Tool.run("init", "--template", "cutover", in: folder)
    #expect(written.exitCode == 0)
    #expect(written.errors.contains("migration.yml: written for a cutover, with 1 thing to decide:"))
    #expect(written.errors.contains("signoffs.yml: written, with nothing signed yet"))
    let rules = try Tool.run("rules", "migration.yml", "--json", in: folder)
    #expect(rules.exitCode == 0, "\(rules.errors)")
    struct Listed: Decodable {
      var id: String
      var area: String
      var lacks: [String]?
    }
    let listed = try JSONDecoder().decode([Listed].self, from: Data(rules.output.utf8))
    let silent = listed.filter { $0.lacks != nil }
    #expect(Set(silent.map(\.area)) == ["comparison"], "\(silent.map(\.id))")
    // A second time neither file is replaced.
    try folder.write("- x\n", to: "signoffs.yml")
    #expect(try Tool.run("init", "--template", "cutover", in: folder).exitCode == 2)
    #expect(try Tool.run("init", "--template", "cutover", "--force", in: folder).exitCode == 0)
    #expect(try String(decoding: folder.bytes(of: "signoffs.yml"), as: UTF8.self) == "- x\n")
    #expect(try Tool.run("init", "--template", "cutover", "a.csv", in: folder).exitCode == 64)
  }
}

import Foundation
import Testing

@Suite("deskaudit plan")
struct PlanCommandTests {
  @Test("the files, the settings and the matrix stand on standard output")
  func tables() throws {
    let outcome = try Tool.run("plan", in: Folder.migration())
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors == "")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "A small one")
    #expect(outcome.output.contains("chat      │ chat export     │ exports/chat.csv  │"))
    #expect(outcome.output.contains("CSV, ',', UTF-8"))
    #expect(outcome.output.contains("as-of                │ 2026-01-01T00:00:00Z\n"))
    #expect(outcome.output.contains("comments │ chat      │ COMMENT_PART_ID "))
    #expect(lines.allSatisfy { $0.count <= 140 })
  }

  @Test("what a plan states, loses, refuses and says of rules is shown with it")
  func policy() throws {
    let folder = try Folder.migration(
      plan: """
        legacy-hosts: [acme.example, help.acme.example]
        "null": [NULL]
        decisions: decisions.csv
        counts: {tickets: 1, comments: 2000}
        must-not-arrive: erased.csv
        waivers: waivers.yml
        rules:
          no-passwords: {severity: error}
          no-future-times: {off: The clock is wrong}
        records:
          tickets: {comment-count: {from: CONVERSATION_ID, plus: 1}}
          comments: {fields: {said: {from: BODY, cut: 250, loss: {reason: A short field, owner: Ada Osei}}}}
        """)
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      plan.replacing("{path: exports/chat.csv}", with: "{path: exports/chat.csv, records: 1234}"),
      to: "migration.yml")
    try folder.write("email\nzoe@example.org\n", to: "erased.csv")
    try folder.write(
      "- {rule: no-missing-users, max: 1, reason: Told, owner: Ada Osei, expires: 2027-01-31}\n",
      to: "waivers.yml")
    let outcome = try Tool.run("plan", "--json", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let settings = try #require(object["settings"] as? [String: String])
    let expected = [
      "legacy-hosts": "acme.example, help.acme.example", "null": "NULL", "decisions": "decisions.csv",
      "counts.tickets": "1", "counts.comments": "2,000", "must-not-arrive": "erased.csv",
      "sources.chat.records": "1,234", "records.tickets.comment-count": "CONVERSATION_ID + 1",
      "waivers": "waivers.yml: 1 waiver", "rules.no-passwords": "severity error (page: warning)",
      "rules.no-future-times": "off: The clock is wrong",
      "rules":
        "\(Tool.ruleCount) judged, 1 switched off, 2 off by default, 55 about what the plan does not name",
    ]
    for (key, value) in expected { #expect(settings[key] == value, "\(key)") }
    let sources = try #require(object["sources"] as? [[String: Any]])
    #expect(sources.last?["role"] as? String == "people who must not arrive")
    let mapping = try #require(object["mapping"] as? [[String: String]])
    #expect(
      mapping.first { $0["field"] == "said" }?["transformation"]?.contains(
        "cut: 250 characters; loss: A short field (Ada Osei)") == true)
  }

  @Test("stages with numbers of records, and several columns of counts, have each their own")
  func severalCounts() throws {
    let folder = try Folder.migration(
      sources: "  tickets: {path: exports/tickets.csv}\n  comments: {path: exports/comments.csv}",
      plan: """
        records:
          tickets:
            - {comment-count: CONVERSATION_ID}
            - {source: tickets, key: id, fields: {requester_id: by, created_at: at}, comment-count: parts}
          comments: [{}, {source: comments, key: id}]
        """)
    try folder.write("id,by,at,parts\n7,9001,2021-01-01T00:00:00Z,0\n", to: "exports/tickets.csv")
    try folder.write("id,ticket_id,author_id,public,created_at,html_body\n", to: "exports/comments.csv")
    let outcome = try Tool.run("plan", in: folder)
    #expect(
      outcome.output.contains("records.tickets.comment-count (chat)    │ CONVERSATION_ID"), "\(outcome)")
    #expect(outcome.output.contains("records.tickets.comment-count (tickets) │ parts"))
  }

  @Test("--json says the same to a machine")
  func json() throws {
    let outcome = try Tool.run("plan", "--json", in: Folder.migration())
    #expect(outcome.exitCode == 0)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(object["title"] as? String == "A small one")
    #expect((object["settings"] as? [String: String])?["conflicts"] == "refuse")
    let sources = try #require(object["sources"] as? [[String: Any]])
    #expect(sources.compactMap { $0["name"] as? String } == ["chat", "ticketing"])
    let files = try #require(sources.last?["files"] as? [[String: Any]])
    #expect(files.compactMap { $0["bytes"] as? Int } == [51])
    let mapping = try #require(object["mapping"] as? [[String: String]])
    #expect(mapping.count == 14)
    #expect(mapping.last?["field"] == "email")
  }

  @Test("files that are missing are said at once, each with its line of the plan: exit 2")
  func missingFiles() throws {
    let folder = try Folder.migration()
    try FileManager.default.removeItem(atPath: folder.path + "/exports")
    let outcome = try Tool.run("plan", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.output == "")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("error: migration.yml:3: exports/chat.csv: ") == true)
    #expect(lines.last?.hasPrefix("error: migration.yml:4: exports/users.csv: ") == true)
  }

  @Test("a glob that matches nothing is said with its line: exit 2")
  func emptyGlob() throws {
    let folder = try Folder.migration()
    try folder.write("sources:\n  chat:\n    path: 'exports/none_*.csv'\n", to: "migration.yml")
    let outcome = try Tool.run("plan", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors
        == "error: migration.yml:3: exports/none_*.csv: matches no file; check the path in the plan\n")
  }

  @Test("a mapped column that a file lacks is said with the line of its field: exit 2")
  func missingColumn() throws {
    let folder = try Folder.migration(plan: "records: {tickets: {fields: {status: STATUS}}}")
    let outcome = try Tool.run("plan", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors
        == "error: migration.yml:8: exports/chat.csv has no column 'STATUS' for 'status'; correct 'from' in the "
        + "plan; where there are none, write 'status: {value: null}' under 'records.tickets.fields' instead\n"
    )
  }

  @Test("mistakes in the plan are exit 64, all of them, and nothing on standard output")
  func mistakes() throws {
    let folder = try Folder.migration(plan: "conflict: first\nrecords: {tickets: {fields: {status: {}}}}")
    let outcome = try Tool.run("plan", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(outcome.output == "")
    #expect(
      outcome.errors == """
        error: migration.yml:8: unknown key 'conflict'; did you mean 'conflicts'?
        migration.yml:9: 'records.tickets.fields.status.from' is missing; name the column that 'status' comes from

        """)
  }
}

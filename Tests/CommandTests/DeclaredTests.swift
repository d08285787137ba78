import Foundation
import Testing

/// What a plan and rule pages declare is migrated and judged without a line of code: end to end, by the command line.
@Suite("What plan and rule pages declare")
struct DeclaredTests {
  /// Expects these findings and no other, and that every place is where the record is.
  func expect(
    _ findings: [String], in folder: Folder, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (report, outcome) = try folder.audit()
    #expect(report.findings == findings, sourceLocation: sourceLocation)
    #expect(outcome.exitCode == 1, sourceLocation: sourceLocation)
    for finding in report.rules.flatMap(\.evidence) {
      #expect(try folder.mistakes(of: finding) == [], "\(finding.text)", sourceLocation: sourceLocation)
    }
  }

  // MARK: Rules

  @Test("a new rule of a check that exists is one page, judged in the matrix with the place of its finding")
  func ruleOfAPage() throws {
    let rows = Folder.goodRows.replacing("2,Bob,bob@", with: "2,Ann,ann.b@")
    let folder = try Folder.migration(rows: rows)
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try folder.audit().report.verdict == "pass")
    try folder.writeRule(
      "keys/names-are-unique.md", "area: keys\ncheck: unique\ncolumn: archive.users.name\nseverity: warning",
      title: "No two users have one name")
    let (report, outcome) = try folder.audit()
    #expect(
      report.findings == [
        "names-are-unique: user 2: its name is there twice: backup_tickets_100.json/data/tickets/users/1, also in "
          + "backup_tickets_100.json/data/tickets/users/0 | backup_tickets_100.json /data/tickets/users/1 byte 407"
      ])
    #expect(try folder.mistakes(of: report.rule("names-are-unique").evidence[0]) == [])
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("WARNING names-are-unique: "))
    try folder.writeRule(
      "keys/names-are-unique.md", "area: keys\ncheck: unique\ncolumn: archive.users.name\nseverity: error",
      title: "No two users have one name")
    #expect(try folder.audit().outcome.exitCode == 1)
  }

  @Test("a page that names a column that the plan does not have is a mistake of the page: exit 64")
  func ruleOfAnUnknownColumn() throws {
    let folder = try Folder.migration()
    try folder.writeRule(
      "keys/phones-are-unique.md", "area: keys\ncheck: unique\ncolumn: archive.users.phone\nseverity: error",
      title: "No two users have one phone")
    let outcome = try Tool.run("verify", "--rules", "rules", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.errors.contains(
        "keys/phones-are-unique.md:4: column: 'archive.users' has no column 'phone' by the plan; it has id, name, email"
      ))
  }

  // MARK: Record types

  /// Five macros, one of them of nobody.
  private func macros() throws -> Folder {
    let folder = try Folder.migration(
      sources: "  macros: {path: exports/macros.csv}",
      plan: """
        records:
          macros:
            source: macros
            key: ID
            array: macros
            fields: {title: TITLE, owner_id: {from: OWNER, type: user-reference}}
        """)
    try folder.write(
      """
      ID,TITLE,OWNER
      41,Close and thank,9001
      42,Ask for the version,9002
      43,Escalate,9001
      44,Apologise,
      45,Greet,9002

      """, to: "exports/macros.csv")
    return folder
  }

  @Test("a further record type is judged by the plan alone: lost, changed, doubled, of an unknown owner")
  func furtherRecordType() throws {
    let folder = try macros()
    try expectPass(folder)
    let greeting = #"{"id":45,"title":"Greet","owner_id":9002}"#
    try folder.changeArchive(
      (#"{"id":42,"title":"Ask for the version","owner_id":9002},"#, ""), ("Escalate", "Escalated"),
      (greeting, "\(greeting),\(greeting)"),
      (#""title":"Close and thank","owner_id":9001"#, #""title":"Close and thank","owner_id":4711"#))
    try expect(
      [
        "no-missing-macros: macro 42 is missing | exports/macros.csv:3",
        "macro-ids-are-unique: macro 45 is there twice: backup_tickets_200.json/data/tickets/macros/4, also in "
          + "backup_tickets_200.json/data/tickets/macros/3 | backup_tickets_200.json /data/tickets/macros/4 byte 270",
        "macro-references-exist: 1 macro (macro 41): orphan owner_id 4711, no such user | exports/macros.csv:2 | "
          + "backup_tickets_200.json /data/tickets/macros/0 byte 84",
        "macro-fields-are-unchanged: macro 41: owner_id must be 9001 and is 4711 | exports/macros.csv:2 | "
          + "backup_tickets_200.json /data/tickets/macros/0 byte 84",
        "macro-fields-are-unchanged: macro 43: title must be (8 bytes, masked) and is (9 bytes, masked); 1 character added "
          + "at the end (letter) | exports/macros.csv:4 | backup_tickets_200.json /data/tickets/macros/1 byte 136",
      ], in: folder)
    #expect(
      try folder.audit().report.rule("macro-fields-are-unchanged").title
        == "Every custom field of a macro is unchanged")
  }

  @Test("an unknown owner and a negative id that the export has as well are warnings")
  func furtherRecordTypeOfABadExport() throws {
    let folder = try macros()
    try folder.write("ID,TITLE,OWNER\n-45,Greet,4711\n", to: "exports/macros.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let (report, outcome) = try folder.audit()
    #expect(
      report.findings == [
        "macro-ids-are-positive: exports/macros.csv:2: macro -45 (ID): a larger id may have lost its upper bits | "
          + "exports/macros.csv:2",
        "macro-references-exist: 1 macro (macro -45): orphan owner_id 4711, no such user | exports/macros.csv:2 | "
          + "backup_tickets_200.json /data/tickets/macros/0 byte 84",
      ])
    #expect(try report.rule("macro-references-exist").effectiveSeverity == "warning")
    #expect(outcome.exitCode == 0)
  }

  @Test("an assignee whom nobody knows is a warning, and what a chat has there as text is not judged")
  func assigneeWhomNobodyKnows() throws {
    let folder = try Folder.migration(
      sources: "  desk: {path: exports/desk.csv}",
      plan: """
        records:
          tickets:
            - {source: chat, fields: {assignee_id: TICKET_CREATED_AT}}
            - {source: desk, fields: {assignee_id: {from: assignee, type: user-reference}}}
        """)
    try folder.write(
      """
      id,requester_id,created_at,assignee
      900,9001,2021-02-01T00:00:00Z,5555
      901,9001,2021-02-01T00:00:00Z,9002
      902,9001,2021-02-01T00:00:00Z,

      """, to: "exports/desk.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let (report, outcome) = try folder.audit()
    let rule = try report.rule("ticket-references-exist")
    #expect(rule.evidence.map(\.message) == ["1 ticket (ticket 900): orphan assignee_id 5555, no such user"])
    #expect(rule.effectiveSeverity == "warning")
    #expect(report.rules.filter { $0.outcome == "failed" }.map(\.id) == ["ticket-references-exist"])
    #expect(outcome.exitCode == 0)
    try folder.changeArchive((#""assignee_id":9002"#, #""assignee_id":2"#))
    #expect(
      try folder.audit().report.rule("ticket-references-exist").evidence.map(\.message)
        == [
          "1 ticket (ticket 900): orphan assignee_id 5555, no such user",
          "1 ticket (ticket 901): orphan assignee_id 2, no such user",
        ])
  }

  @Test("a further record type may refer to another, whose name its own begins with")
  func recordTypeThatRefersToAnother() throws {
    let folder = try Folder.migration(
      sources: "  orgs: {path: exports/orgs.csv}\n  memberships: {path: exports/memberships.csv}",
      plan: """
        records:
          organizations: {source: orgs, key: id, fields: {name: name}}
          organization_memberships:
            source: memberships
            key: id
            fields:
              user_id: {from: user, type: user-reference}
              organization_id: {from: organization, type: organization-reference}
        """)
    try folder.write("id,name\n7,Lamp Ltd\n", to: "exports/orgs.csv")
    try folder.write("id,user,organization\n31,9001,7\n32,9002,7\n", to: "exports/memberships.csv")
    try expectPass(folder)
    try folder.changeArchive((#""user_id":9002,"organization_id":7"#, #""user_id":9002,"organization_id":8"#))
    let report = try folder.audit().report
    #expect(
      report.rules.filter { $0.outcome == "failed" }.map(\.id)
        == ["organization_membership-references-exist", "organization_membership-fields-are-unchanged"])
    #expect(
      try report.rule("organization_membership-references-exist").evidence.map(\.message)
        == [
          "1 organization_membership (organization_membership 32): orphan organization_id 8, no such organization"
        ]
    )
    #expect(
      try report.rule("no-missing-organization_memberships").title
        == "No organization_memberships are missing")
    #expect(
      try report.rule("organization_membership-ids-are-unique").title
        == "Organization_membership ids are unique")
  }

  @Test("references of the ticketing tool's own records to a further record type follow the rule of its ids")
  func referenceFromTicketingRecords() throws {
    let folder = try Folder.migration(
      sources: """
          desk: {path: exports/desk.csv}
          notes: {path: exports/notes.csv}
          macros: {path: exports/macros.csv}
        """,
      plan: """
        records:
          tickets:
            - source: chat
            - {source: desk, ids: {offset: 1000}, fields: {macro_id: {from: macro, type: macro-reference}}}
          comments:
            - source: chat
            - {source: notes, ids: {offset: 1000}, fields: {macro_id: {from: macro, type: macro-reference}}}
          macros: {source: macros, key: ID, ids: {offset: 100}}
        """)
    try folder.write(
      "id,requester_id,created_at,macro\n7,9001,2021-01-01T00:00:00Z,1\n", to: "exports/desk.csv")
    try folder.write(
      "id,ticket_id,author_id,public,created_at,html_body,macro\n8,7,9001,true,2021-01-01T00:00:00Z,Hi,2\n",
      to: "exports/notes.csv")
    try folder.write("ID\n1\n2\n", to: "exports/macros.csv")
    try expectPass(folder)
    try folder.changeArchive((#""macro_id":101"#, #""macro_id":1"#))
    #expect(
      try folder.audit().report.rule("ticket-fields-are-unchanged").evidence.map(\.message) == [
        "ticket 1007: macro_id must be 101 and is 1"
      ])
  }

  @Test("a chat's reference to a further record type follows the rule of its ids")
  func referenceFromAChat() throws {
    let folder = try Folder.migration(
      sources: "  macros: {path: exports/macros.csv}",
      plan: """
        records:
          comments: {fields: {macro_id: {from: AUTHOR_ID, type: macro-reference}}}
          macros: {source: macros, key: ID, ids: {offset: 100}}
        """)
    try folder.write("ID\n1\n2\n", to: "exports/macros.csv")
    try expectPass(folder)
    try folder.changeArchive((#""macro_id":102"#, #""macro_id":2"#))
    #expect(
      try folder.audit().report.rule("comment-fields-are-unchanged").evidence.map(\.message) == [
        "comment 12: macro_id must be 102 and is 2"
      ])
  }

  // MARK: Sources

  @Test("a second chat is migrated by the same plan, and a comment of it that was lost is found at its line")
  func secondChat() throws {
    let folder = try Folder.migration(
      sources: "  second: {path: exports/second.csv}",
      plan: """
        records:
          comments: [{source: chat}, {source: second}]
          tickets: [{source: chat}, {source: second}]
        """)
    try folder.write(
      Folder.header + """
        2021-02-01T00:00:00Z,7,21,6,true,<p>Lamp</p>,2021-02-01T00:00:00Z,7,Cid,cid@example.org
        2021-02-01T00:00:00Z,7,22,6,true,<p>Ann again</p>,2021-02-01T00:02:00Z,8,Ann,ANN@example.org
        2021-02-01T00:00:00Z,7,23,6,true,<p>Bye</p>,2021-02-01T00:03:00Z,7,Cid,cid@example.org

        """, to: "exports/second.csv")
    try expectPass(folder)
    let text = try #require(try folder.members()["backup_tickets_100.json"])
    #expect(text.contains(#"{"id":22,"ticket_id":6,"author_id":9001,"#), "she is one person in both chats")
    try folder.changeArchive(
      (
        #"{"id":22,"ticket_id":6,"author_id":9001,"public":true,"created_at":"2021-02-01T00:02:00Z","html_body":"<p>Ann again</p>"},"#,
        ""
      ))
    try expect(["no-missing-comments: comment 22 is missing | exports/second.csv:3"], in: folder)
  }

  @Test("conversations that nest their comments are migrated by the plan alone, and a lost comment is found")
  func nestedComments() throws {
    let folder = try Folder.migration(
      plan: """
        records:
          comments:
            fields:
              id: id
              ticket_id: ^.id
              author_id: author.id
              public: visible
              created_at: at
              html_body: text
          tickets: {fields: {requester_id: ^.starter, created_at: ^.created_at, subject: ^.subject}}
          users: {fields: {name: author.name, email: author.email}}
        """)
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      plan.replacing("{path: exports/chat.csv}", with: "{path: exports/chat.json, each: 'parts[]'}"),
      to: "migration.yml")
    try folder.write(
      """
      [
      {"id": 5, "created_at": "2021-01-01T00:00:00Z", "starter": 1, "subject": "Lamp", "parts": [
      {"id": 11, "visible": true, "text": "<p>Hello</p>", "at": "2021-01-01T00:00:00Z", "author": {"id": 1, "name": "Ann", "email": "ann@example.org"}},
      {"id": 12, "visible": false, "text": "<p>Hi</p>", "at": "2021-01-01T00:01:00Z", "author": {"id": 2, "name": "Bob", "email": "bob@example.org"}}
      ]},
      {"id": 6, "created_at": "2021-02-01T00:00:00Z", "starter": 2, "subject": null, "parts": [
      {"id": 13, "visible": true, "text": "<p>Later</p>", "at": "2021-02-01T00:00:00Z", "author": {"id": 2, "name": "Bob", "email": "bob@example.org"}}
      ]}
      ]
      """, to: "exports/chat.json")
    try expectPass(folder)
    try folder.changeArchive(
      (
        #",{"id":12,"ticket_id":5,"author_id":2,"public":false,"created_at":"2021-01-01T00:01:00Z","html_body":"<p>Hi</p>"}"#,
        ""
      ))
    let (report, outcome) = try folder.audit()
    #expect(report.findings == ["no-missing-comments: comment 12 is missing | exports/chat.json:2 element 1"])
    #expect(outcome.exitCode == 1)
    // The file has the conversation's elements on the lines after that of its beginning.
    let lines = String(decoding: try folder.bytes(of: "exports/chat.json"), as: UTF8.self).split(
      separator: "\n")
    #expect(lines[1].hasPrefix(#"{"id": 5,"#) && lines[1 + 1 + 1].hasPrefix(#"{"id": 12,"#))
  }
}

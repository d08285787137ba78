import Testing

@testable import Plan

@Suite("A plan that is right")
struct PlanTests {
  @Test("the shortest plan has a chat export and every default")
  func shortest() throws {
    let plan = try Plan(text: "sources: {chat: {path: chat.csv}}", path: "work/migration.yml")

    #expect(plan.path == "work/migration.yml")
    #expect(plan.directory == "work")
    #expect(plan.title == "migration.yml")
    #expect(plan.chats[0].source == Source(name: "chat", paths: [Located("chat.csv", line: 1)]))
    #expect(plan.ticketing == nil)
    #expect(plan.conflicts == .refuse)
    #expect(plan.unresolvedRequester == .refuse)
    #expect(plan.alreadyImported == .include)
    #expect(plan.chats[0].columns.withoutRemedies == ChatColumns())
    #expect(plan.archive == ArchivePlan())
    #expect(plan.asOf == nil)
  }

  @Test("every key of a plan is read, with its line where messages need it")
  func full() throws {
    let plan = try Plan(
      text: """
        migration: Chat history to the new desk
        sources:
          chat:
            path:
              - exports/chat_1.csv
              - exports/chat_2*.csv
          desk: {path: exports/users.csv, columns: {id: user_id, email: mail}}
        identity: {match: email, keep: desk}
        conflicts: last
        unresolved-requester: same-ids
        already-imported: omit
        archive:
          path: out/a.tar.gz
          member: "x_{batch}.json"
          numbering: {start: 1, step: 2}
          batch-size: 50
        as-of: 2026-11-20T00:00:00Z
        """, path: "migration.yml")

    #expect(plan.title == "Chat history to the new desk")
    #expect(plan.directory == ".")
    #expect(
      plan.chats[0].source.paths == [
        Located("exports/chat_1.csv", line: 5), Located("exports/chat_2*.csv", line: 6),
      ])
    #expect(plan.ticketing?.source == Source(name: "desk", paths: [Located("exports/users.csv", line: 7)]))
    #expect(plan.ticketing?.id.from == "user_id")
    #expect(plan.ticketing?.email.from == "mail")
    #expect(plan.conflicts == .last)
    #expect(plan.unresolvedRequester == .sameIDs)
    #expect(plan.alreadyImported == .omit)
    #expect(plan.archive.path == "out/a.tar.gz")
    #expect(plan.archive.memberPrefix == "x_")
    #expect(plan.archive.memberSuffix == ".json")
    #expect(plan.archive.start == 1)
    #expect(plan.archive.step == 2)
    #expect(plan.archive.batchSize == 50)
    #expect(plan.asOf == Located("2026-11-20T00:00:00Z", line: 17))
  }

  @Test("the mapping names the columns, and what becomes of nulls and stamps without a zone")
  func mapping() throws {
    let plan = try Plan(
      text: """
        sources: {chat: {path: chat.csv}}
        records:
          comments:
            fields:
              id: {from: PART, when-null: drop}
              ticket_id: {from: CONVERSATION}
              author_id: {from: AUTHOR}
              public: {from: PUBLIC, when-null: refuse}
              created_at: {from: AT, when-null: drop, time-zone: -03:30}
              html_body: {from: TEXT, when-null: drop}
          tickets:
            fields:
              requester_id: {from: REQUESTER}
              created_at: {time-zone: UTC}
          users:
            fields:
              name: {from: WHO}
              email: {from: MAIL}
        """, path: "migration.yml")

    var expected = ChatColumns()
    expected.commentID.from = "PART"
    expected.commentID.whenNull = .drop
    expected.ticketID.from = "CONVERSATION"
    expected.authorID.from = "AUTHOR"
    expected.isPublic.from = "PUBLIC"
    expected.commentCreatedAt.from = "AT"
    expected.commentCreatedAt.whenNull = .drop
    expected.commentCreatedAt.timeZone = ZonePlan(name: "-03:30", minutesEast: -210)
    expected.body.from = "TEXT"
    expected.body.whenNull = .drop
    expected.requesterID.from = "REQUESTER"
    expected.ticketCreatedAt.timeZone = ZonePlan(name: "UTC", minutesEast: 0)
    expected.name.from = "WHO"
    expected.email.from = "MAIL"
    expected.commentID.line = 5
    expected.ticketID.line = 6
    expected.authorID.line = 7
    expected.isPublic.line = 8
    expected.commentCreatedAt.line = 9
    expected.body.line = 10
    expected.requesterID.line = 13
    expected.ticketCreatedAt.line = 14
    expected.name.line = 17
    expected.email.line = 18
    #expect(plan.chats[0].columns.withoutRemedies == expected)
  }

  @Test("the source that identity does not keep is the chat export, whatever their names and order")
  func otherSource() throws {
    let plan = try Plan(
      text: """
        sources: {old: {path: users.csv}, new: {path: chat.csv}}
        identity: {keep: old}
        """, path: "migration.yml")

    #expect(plan.chats[0].source.name == "new")
    #expect(plan.ticketing?.source.name == "old")
  }

  @Test("text stays text where YAML 1.1 would see a number, a truth, or a date")
  func plainText() throws {
    let plan = try Plan(
      text: """
        migration: 2021
        sources: {yes: {path: 0100}}
        """, path: "migration.yml")

    #expect(plan.title == "2021")
    #expect(plan.chats[0].source == Source(name: "yes", paths: [Located("0100", line: 2)]))
  }

  @Test("a byte order mark, comments, empty sections and Windows line ends change nothing")
  func variations() throws {
    let text = "\u{FEFF}# the plan\r\nsources:\r\n  chat: {path: a.csv}\r\narchive:\r\nrecords: {users: }\r\n"
    let plan = try Plan(text: text, path: "migration.yml")

    #expect(plan.chats[0].source.paths == [Located("a.csv", line: 3)])
    #expect(plan.archive == ArchivePlan())
    #expect(plan.text == Array(text.utf8))
  }

  @Test("an anchor and its alias are read as the value")
  func alias() throws {
    let plan = try Plan(
      text: """
        migration: &name chat.csv
        sources: {chat: {path: *name}}
        """, path: "migration.yml")

    #expect(plan.chats[0].source.paths.map(\.value) == ["chat.csv"])
  }

  @Test(
    "relative paths start from the plan's folder",
    arguments: [("migration.yml", "."), ("a/b/m.yml", "a/b"), ("/m.yml", "/"), ("./m.yml", ".")])
  func directory(path: String, directory: String) throws {
    #expect(try Plan(text: "sources: {chat: {path: chat.csv}}", path: path).directory == directory)
  }
}

extension ChatColumns {
  /// For comparison with what a plan says itself.
  var withoutRemedies: ChatColumns {
    var columns = self
    columns.forEach { $0.remedies = ColumnRemedies() }
    return columns
  }
}

import Testing

@testable import Plan

@Suite("The whole grammar")
struct PlanGrammarTests {
  private static let sources = """
    sources:
      chat: {path: chat.csv}
      ticketing: {path: users.csv}
      desk_tickets: {path: desk_tickets.ndjson}
      desk_comments: {path: desk_comments.ndjson}
      orgs: {path: orgs.json}
    identity: {match: email, keep: ticketing}

    """

  @Test("everything that can be said of a source is read")
  func source() throws {
    let plan = try Plan(
      text: """
        sources:
          chat:
            path: [exports/chat_*.csv.gz]
            format: csv
            encoding: windows-1252
            delimiter: tab
            header: [A, B, C]
            stages: {by: quarter, first: 2016-Q1, last: 2021Q4}
          ticketing:
            path: exports/users/*.json
            format: json
            collection: users
            stages: number
            fetch: {url: "https://desk.example/api/v1/users.json?x=1", pagination: cursor, per-page: 50}
        identity: {match: email, keep: ticketing}
        """, path: "m.yml")

    var chat = Source(name: "chat", paths: [Located("exports/chat_*.csv.gz", line: 3)])
    chat.format = .csv
    chat.encoding = .windows1252
    chat.delimiter = 9
    chat.header = ["A", "B", "C"]
    chat.stages = StagePlan(
      unit: .quarter, first: Located("2016-Q1", line: 8), last: Located("2021Q4", line: 8), line: 8)
    #expect(plan.chats[0].source == chat)
    var ticketing = Source(name: "ticketing", paths: [Located("exports/users/*.json", line: 10)])
    ticketing.format = .json
    ticketing.collection = "users"
    ticketing.stages = StagePlan(unit: .number, line: 13)
    ticketing.fetch = FetchPlan(
      url: Located("https://desk.example/api/v1/users.json?x=1", line: 14), directory: "exports/users")
    ticketing.fetch?.pagination = .cursor
    ticketing.fetch?.perPage = 50
    #expect(plan.ticketing?.source == ticketing)
    #expect(plan.sources == [chat, ticketing])
  }

  @Test("everything that can be said of a field is read")
  func field() throws {
    let plan = try Plan(
      text: """
        sources: {chat: {path: chat.csv}}
        records:
          comments:
            key: PART
            fields:
              public: {from: VISIBLE, true: [yes, ja], false: no, when-null: drop}
              created_at: {from: AT, type: timestamp, format: "%m/%d/%Y %I:%M %p", time-zone: UTC, required: true}
              html_body: {from: TEXT, type: text}
              tags: {from: TAGS, type: json}
          tickets:
            fields:
              created_at: {format: epoch-milliseconds}
              status:
                from: STATUS
                default: open
                map: {open: new, "1": ~}
                otherwise: closed
              subject: SUBJECT
              assignee_id: {from: AGENT, type: user-reference, required: true}
        """, path: "m.yml")

    var expected = ChatColumns()
    expected.commentID.from = "PART"
    expected.commentID.line = 4
    expected.isPublic.from = "VISIBLE"
    expected.isPublic.words = BooleanWords(isTrue: ["yes", "ja"], isFalse: ["no"])
    expected.isPublic.whenNull = .drop
    expected.isPublic.line = 6
    expected.commentCreatedAt.from = "AT"
    expected.commentCreatedAt.format = .pattern(
      TimestampPattern(
        text: "%m/%d/%Y %I:%M %p",
        parts: [
          .month, .literal(47), .day, .literal(47), .year, .literal(32), .hour12, .literal(58), .minute,
          .literal(32), .halfDay,
        ]))
    expected.commentCreatedAt.timeZone = ZonePlan(name: "UTC", minutesEast: 0)
    expected.commentCreatedAt.line = 7
    expected.body.from = "TEXT"
    expected.body.type = .text
    expected.body.line = 8
    var tags = ColumnPlan(field: "tags", from: "TAGS", type: .json, whenNull: .keep)
    tags.line = 9
    expected.commentFields = [tags]
    expected.ticketCreatedAt.format = .epochMilliseconds
    expected.ticketCreatedAt.line = 12
    var status = ColumnPlan(field: "status", from: "STATUS", whenNull: .keep)
    status.defaultText = "open"
    status.map = ValueMap(
      entries: [.init(from: "open", to: "new"), .init(from: "1", to: nil)], otherwise: "closed")
    status.line = 13
    var subject = ColumnPlan(field: "subject", from: "SUBJECT", whenNull: .keep)
    subject.line = 18
    var assignee = ColumnPlan(field: "assignee_id", from: "AGENT", type: .user, whenNull: .refuse)
    assignee.line = 19
    expected.ticketFields = [status, subject, assignee]
    #expect(plan.chats[0].columns.withoutRemedies == expected)
  }

  @Test("the ticketing tool's own records and organizations have sources of their own")
  func threeWay() throws {
    let plan = try Plan(
      text: Self.sources + """
        records:
          tickets:
            - source: chat
              fields: {requester_id: WHO}
            - source: desk_tickets
              ids: {offset: 1000000000}
              fields: {created_at: {from: made, format: epoch-seconds}, status: state}
          comments: {source: desk_comments, key: number, ids: {prefix: 9}}
          users: {source: ticketing, key: user_id, fields: {email: mail}}
          organizations: {source: orgs, key: id, fields: {name: {from: title}}}
        """, path: "m.yml")

    #expect(plan.chats[0].source.name == "chat")
    #expect(plan.ticketing?.source.name == "ticketing")
    #expect(plan.sources.map(\.name) == ["chat", "ticketing", "desk_tickets", "desk_comments", "orgs"])
    #expect(plan.chats[0].columns.requesterID.from == "WHO")
    #expect(plan.ticketing?.id.from == "user_id")
    #expect(plan.ticketing?.email.from == "mail")
    let tickets = try #require(plan.recordMap(.tickets))
    #expect(tickets.source.name == "desk_tickets")
    #expect(tickets.ids == .offset(1_000_000_000))
    #expect(
      ["id", "requester_id", "created_at"].map { tickets[$0]?.from } == ["id", "requester_id", "made"])
    #expect(tickets["created_at"]?.format == .epochSeconds)
    #expect(tickets.customFields.map(\.field) == ["status"])
    let comments = try #require(plan.recordMap(.comments))
    #expect(comments.source.name == "desk_comments")
    #expect(comments.ids == .prefix(9))
    #expect(
      ["id", "ticket_id", "html_body"].map { comments[$0]?.from } == ["number", "ticket_id", "html_body"])
    let organizations = try #require(plan.recordMap(.organizations))
    #expect(organizations.source.name == "orgs")
    #expect(organizations.id.from == "id")
    #expect(organizations.customFields.map(\.from) == ["title"])
  }

  @Test(
    "the chat export is found whatever else is mapped",
    arguments: [
      "comments: {source: desk_comments}, tickets: {source: desk_tickets}",
      "comments: [{source: chat}, {source: desk_comments}], tickets: [{source: chat}, {source: desk_tickets}]",
      "comments: [{fields: {}}, {source: desk_comments}], tickets: {source: desk_tickets}",
      "comments: {source: desk_comments}, tickets: [{source: chat}, {source: desk_tickets}]",
      "comments: [{source: chat}, {source: desk_comments}], tickets: {source: desk_tickets}",
    ])
  func chat(records: String) throws {
    let plan = try Plan(
      text: Self.sources + "records: {\(records), organizations: {source: orgs, key: id}}", path: "m.yml")
    #expect(plan.chats[0].source.name == "chat")
    #expect(plan.recordMap(.tickets)?.source.name == "desk_tickets")
    #expect(plan.recordMap(.comments)?.source.name == "desk_comments")
  }
}

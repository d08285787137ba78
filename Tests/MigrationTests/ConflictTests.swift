import Plan
import Testing

@testable import Migration

/// Rows that contradict each other: refused with every line, or decided by the plan.
@Suite("Conflicts")
struct ConflictTests {
  private let remedy =
    "Correct the exports, decide each conflict in a sheet ('deskaudit decide'), or let the plan decide all with "
    + "'conflicts: first' or 'conflicts: last'."

  @Test("one chat id with two e-mails is refused, with every line by address")
  func twoEmails() throws {
    let fixture = try Fixture([
      Row(), Row(comment: "2", email: "ANN@example.org"), Row(comment: "3", email: "bo@example.org"),
      Row(comment: "4", email: ""),
    ])
    #expect(
      fixture.refusal() == [
        "AUTHOR_ID 5 has 2 different addresses in EMAIL: chat.csv:2, chat.csv:3 against chat.csv:4", remedy,
      ])
  }

  @Test("under first and last, a chat id with two e-mails takes that of its first or last row with one")
  func twoEmailsDecided() throws {
    let rows = [Row(), Row(comment: "2", email: "bo@example.org"), Row(comment: "3", email: "")]
    for (policy, email) in [(ConflictPolicy.first, "ann"), (.last, "bo")] {
      let fixture = try Fixture(rows)
      fixture.plan.conflicts = policy
      #expect(try fixture.batch().contains(#"{"id":5,"name":"Ann","email":"\#(email)@example.org"}"#))
      #expect(try fixture.build().resolved == ["1 chat id with several e-mails"])
    }
  }

  @Test("two ticketing ids with one e-mail of the chat are refused with their lines")
  func twoTicketingIDs() throws {
    let fixture = try Fixture(
      [Row()], ticketing: ["900,ann@example.org", "7,x@example.org", "901,ANN@example.org"])
    #expect(
      fixture.refusal() == [
        "one e-mail of the chat has several ticketing ids: 900 (users.csv:2), 901 (users.csv:4)", remedy,
      ])
    for (policy, id) in [(ConflictPolicy.first, 900), (.last, 901)] {
      fixture.plan.conflicts = policy
      #expect(try fixture.batch().contains(#""author_id":\#(id),"#))
    }
  }

  @Test("twins of the ticketing list that nobody of the chat is are not this migration's business")
  func foreignTwins() throws {
    let fixture = try Fixture(
      [Row()],
      ticketing: ["900,ann@example.org", "900,ann@example.org", "1,x@example.org", "2,x@example.org"])
    #expect(try fixture.build().balance.lines[2].arrived == 1)
  }

  @Test("a chat id that keeps its number and equals a ticketing id is refused under every policy")
  func sharedNumber() throws {
    for policy in ConflictPolicy.allCases {
      let fixture = try Fixture(
        [Row(), Row(comment: "2", author: "6", requester: "5", email: "bo@example.org")],
        ticketing: ["5,other@example.org", "6,bo@example.org"])
      fixture.plan.conflicts = policy
      #expect(
        fixture.refusal() == [
          "chat id 5 keeps its number, because no e-mail matches, and that number is a ticketing id: "
            + "chat.csv:2, chat.csv:3 against users.csv:2",
          "Give these people the e-mail that the ticketing users have, or say "
            + "'unresolved-requester: same-ids' if both systems are known to share their numbers.",
        ])
    }
  }

  @Test("a requester who never wrote and equals a ticketing id is refused, too")
  func sharedNumberOfRequester() throws {
    let sentences = try Fixture([Row(requester: "6")], ticketing: ["6,bo@example.org"]).refusal()
    #expect(sentences.first?.hasSuffix("is a ticketing id: chat.csv:2 against users.csv:2") == true)
  }

  @Test("one ticketing id with the e-mails of two chat people is refused: two users can't have one id")
  func sharedTicketingID() throws {
    let fixture = try Fixture(
      [Row(), Row(comment: "2", author: "6", email: "bo@example.org")],
      ticketing: ["900,ann@example.org", "900,bo@example.org"])
    fixture.plan.conflicts = .first
    #expect(
      fixture.refusal() == [
        "ticketing id 900 has several e-mails, of different people of the chat: users.csv:2, users.csv:3; "
          + "correct the ticketing users"
      ])
  }

  @Test(
    "two rows of one comment that differ are refused, with what they differ in",
    arguments: [
      (Row(body: "Ho"), "BODY"), (Row(isPublic: "false"), "COMMENT_PUBLIC"),
      (Row(created: "2021-02-02T02:02:02.000000001Z"), "COMMENT_CREATED_AT"),
      (Row(ticket: "11"), "CONVERSATION_ID"), (Row(author: "6", email: "bo@example.org"), "AUTHOR_ID"),
      (Row(author: "6", body: "", email: ""), "AUTHOR_ID, BODY"),
    ])
  func differingComments(row: Row, columns: String) throws {
    let fixture = try Fixture([Row(), Row(), row])
    #expect(
      fixture.refusal() == [
        "COMMENT_PART_ID 1 has rows that differ in \(columns): chat.csv:2, chat.csv:3 against chat.csv:4",
        remedy,
      ])
  }

  @Test("rows that differ in spelling only say the same")
  func spellings() throws {
    let fixture = try Fixture([
      Row(),
      Row(isPublic: "1", created: "2021-02-02 04:02:02.0+02:00", ticketCreated: "2021-01-01T00:00:00.0z"),
      Row(author: "6", requester: "6", name: "Other", email: "ANN@example.org "),
    ])
    #expect(
      try fixture.build().balance.lines[0]
        == Balance.Line(
          record: "comments", rows: 3, arrived: 1, explained: [.init(name: "exact duplicate", count: 2)]))
  }

  @Test("bodies that Unicode calls equal, and bytes don't, differ")
  func bodiesByBytes() throws {
    let sentences = try Fixture([Row(body: "\u{E9}"), Row(body: "e\u{301}")]).refusal()
    #expect(sentences.first?.contains("differ in BODY") == true)
  }

  @Test("rows of one conversation that differ are refused, with what they differ in")
  func differingTickets() throws {
    let rows = [
      Row(), Row(comment: "2", requester: "6", ticketCreated: "2021-01-01T00:00:01Z"),
      Row(comment: "3", author: "6", email: "bo@example.org"),
    ]
    let fixture = try Fixture(rows)
    #expect(
      fixture.refusal() == [
        "CONVERSATION_ID 10 has rows that differ in TICKET_REQUESTER_ID, TICKET_CREATED_AT: "
          + "chat.csv:2, chat.csv:4 against chat.csv:3",
        remedy,
      ])
    fixture.plan.conflicts = .first
    #expect(
      try fixture.batch().contains(#"{"id":10,"created_at":"2021-01-01T00:00:00Z","requester_id":5}"#))
    let last = try Fixture(Array(rows[0...1] + rows[2...2]) + [rows[1]])
    last.plan.conflicts = .last
    #expect(try last.batch().contains(#"{"id":10,"created_at":"2021-01-01T00:00:01Z","requester_id":6}"#))
  }

  @Test(
    "first and last keep a comment's first or last row as a whole; the others are counted by what they say")
  func wholeRows() throws {
    let rows = [Row(body: "A"), Row(isPublic: "false", body: "B"), Row(body: "A")]
    let first = try Fixture(rows)
    first.plan.conflicts = .first
    #expect(try first.batch().contains(#""public":true,"created_at":"2021-02-02T02:02:02Z","html_body":"A""#))
    #expect(
      try first.build().balance.lines[0].explained
        == [.init(name: "exact duplicate", count: 1), .init(name: "conflict resolved", count: 1)])
    let last = try Fixture(Array(rows[0...1]))
    last.plan.conflicts = .last
    #expect(try last.batch().contains(#""public":false,"created_at":"2021-02-02T02:02:02Z","html_body":"B""#))
    #expect(try last.build().resolved == ["1 comment"])
  }

  @Test("what only rows that lost a conflict name does not arrive, and is explained")
  func losersBringNothing() throws {
    let fixture = try Fixture([
      Row(), Row(ticket: "11", author: "6", requester: "7", email: "bo@example.org"),
    ])
    fixture.plan.conflicts = .first
    let lines = try fixture.build().balance.lines
    #expect(lines[1].explained == [.init(name: "only in conflicting rows", count: 1)])
    #expect(lines[2].explained == [.init(name: "only in conflicting rows", count: 2)])
    #expect(lines.map(\.arrived) == [1, 1, 1])
  }

  @Test("a chat id that only rows that lost name is not in use, and may be a ticketing id")
  func losersAreNotInUse() throws {
    let fixture = try Fixture(
      [Row(), Row(ticket: "11", author: "6", requester: "7", email: "bo@example.org")],
      ticketing: ["6,x@example.org", "7,y@example.org"])
    fixture.plan.conflicts = .first
    #expect(try fixture.build().balance.lines[2].arrived == 1)
  }

  @Test("of many conflicts the first twenty are named, and all are counted")
  func manyConflicts() throws {
    let rows = (1...25).flatMap { [Row(comment: "\($0)"), Row(comment: "\($0)", body: "other")] }
    let sentences = try Fixture(rows).refusal()
    #expect(sentences.count == 22)
    #expect(
      sentences[19] == "COMMENT_PART_ID 20 has rows that differ in BODY: chat.csv:40 against chat.csv:41")
    #expect(sentences[20] == "… and 5 more: comments with rows that differ")
  }
}

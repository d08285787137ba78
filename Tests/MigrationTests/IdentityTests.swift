import Plan
import Testing

@testable import Migration

/// Who is one person, and under which id.
@Suite("Identity")
struct IdentityTests {
  /// The users of the only batch, as JSON.
  private func users(_ fixture: Fixture) throws -> String {
    let batch = try fixture.batch()
    return String(batch[(batch.range(of: #""users":"#)?.upperBound ?? batch.startIndex)...])
  }

  @Test("a person whom ticketing knows takes the ticketing id, as author and as requester")
  func ticketingIDWins() throws {
    let batch = try Fixture([Row()], ticketing: ["900,ann@example.org"]).batch()
    #expect(batch.contains(#""requester_id":900}"#))
    #expect(batch.contains(#""author_id":900,"#))
    #expect(batch.contains(#""users":[{"id":900,"name":"Ann","email":"ann@example.org"}]"#))
  }

  @Test("e-mails match without regard to case and surrounding white space; the chat's text is written")
  func emailsMatchFolded() throws {
    let fixture = try Fixture([Row(email: " Ann@Example.org")], ticketing: ["900,ANN@EXAMPLE.ORG\u{A0}"])
    #expect(
      try users(fixture) == #"[{"id":900,"name":"Ann","email":" Ann@Example.org"}],"organizations":[]}}}"#)
  }

  @Test("several chat ids with one e-mail are one person, under the first row's id and name")
  func chatIDsMerge() throws {
    let fixture = try Fixture([
      Row(author: "7", requester: "5", name: "Ann A.", email: "ANN@example.org"),
      Row(comment: "2", author: "5", requester: "5", name: "Ann B."),
    ])
    let batch = try fixture.batch()
    #expect(batch.contains(#""users":[{"id":7,"name":"Ann A.","email":"ANN@example.org"}]"#))
    #expect(batch.contains(#""requester_id":7}"#))
    #expect(!batch.contains(#""author_id":5"#))
  }

  @Test("a null e-mail matches nobody, not even another null")
  func nullsStayApart() throws {
    let fixture = try Fixture(
      [Row(email: ""), Row(comment: "2", author: "6", email: "")], ticketing: ["900,", "901,bo@example.org"])
    #expect(
      try users(fixture)
        == #"[{"id":5,"name":"Ann","email":null},{"id":6,"name":"Ann","email":null}],"organizations":[]}}}"#)
  }

  @Test("a chat id without an e-mail in its first row takes that of a later one, and keeps its first name")
  func lateEmail() throws {
    let fixture = try Fixture(
      [Row(name: "Ann", email: ""), Row(comment: "2", name: "Anna", email: "ann@example.org")],
      ticketing: ["900,ann@example.org"])
    #expect(
      try users(fixture) == #"[{"id":900,"name":"Ann","email":"ann@example.org"}],"organizations":[]}}}"#)
  }

  @Test("e-mails are not normalised, and nothing is folded behind a plus")
  func noNormalisation() throws {
    let report = try Fixture([
      Row(email: "\u{E9}@example.org"), Row(comment: "2", author: "6", email: "e\u{301}@example.org"),
      Row(comment: "3", author: "7", email: "ann+a@example.org"),
      Row(comment: "4", author: "8", email: "ann+b@example.org"),
    ]).build()
    #expect(report.balance.lines[2].arrived == 4)
  }

  @Test("a chat id that was merged away may be anybody's ticketing id")
  func mergedAwayNumberIsFree() throws {
    let batch = try Fixture([Row()], ticketing: ["900,ann@example.org", "5,somebody@example.org"]).batch()
    #expect(batch.contains(#""requester_id":900}"#))
  }

  @Test("a requester who never wrote keeps the chat id, is no user, and is warned of with the line")
  func requesterNeverWrote() throws {
    let fixture = try Fixture([Row(requester: "6")])
    let report = try fixture.build()
    #expect(
      report.warnings == [
        "1 ticket has a requester who never wrote, and keeps the chat id; the audit will fail",
        "chat.csv:2: TICKET_REQUESTER_ID 6 is not an AUTHOR_ID in any row",
      ])
    #expect(
      report.balance.lines[2]
        == Balance.Line(
          record: "users", rows: 2, arrived: 1, explained: [.init(name: "requester never wrote", count: 1)]))
    #expect(try fixture.batch().contains(#""requester_id":6}"#))
    #expect(try users(fixture) == #"[{"id":5,"name":"Ann","email":"ann@example.org"}],"organizations":[]}}}"#)
  }

  @Test("unresolved requesters that the plan allows are warned of without the threat")
  func requesterAllowed() throws {
    let fixture = try Fixture([Row(requester: "6")])
    fixture.plan.unresolvedRequester = .allow
    #expect(
      try fixture.build().warnings.first
        == "1 ticket has a requester who never wrote, and keeps the chat id")
  }

  @Test("with shared ids, a chat id without a match is whoever has the number in ticketing")
  func sharedIDs() throws {
    let fixture = try Fixture(
      [Row(author: "9", requester: "5", email: ""), Row(comment: "2", author: "8", requester: "5")],
      ticketing: ["5,ann@example.org", "9,bo@example.org"])
    fixture.plan.unresolvedRequester = .sameIDs
    let report = try fixture.build()
    #expect(report.warnings.isEmpty)
    // The requester 5 is the author 8, because ticketing says that 5 has that author's e-mail.
    #expect(
      try users(fixture)
        == #"[{"id":5,"name":"Ann","email":"ann@example.org"},{"id":9,"name":"Ann","email":null}],"#
        + #""organizations":[]}}}"#)
    #expect(report.balance.lines[2].explained == [.init(name: "merged identity", count: 1)])
  }

  @Test("with shared ids, one person's address comes before the other number's white space")
  func sharedIDsPreferAddress() throws {
    let rows = [Row(author: "5", email: " "), Row(comment: "2", author: "8", name: "Bo")]
    let fixture = try Fixture(rows, ticketing: ["5,ann@example.org"])
    fixture.plan.unresolvedRequester = .sameIDs
    #expect(
      try users(fixture) == #"[{"id":5,"name":"Ann","email":"ann@example.org"}],"organizations":[]}}}"#)
  }

  @Test("shared ids don't decide for two people whom ticketing itself gives one id")
  func sharedIDsOfTwoPeople() throws {
    let rows = [
      Row(author: "5", requester: "5", email: "cy@example.org"),
      Row(comment: "2", author: "6", requester: "5"),
      Row(comment: "3", author: "7", requester: "5", email: "bo@example.org"),
    ]
    let fixture = try Fixture(rows, ticketing: ["5,ann@example.org", "5,bo@example.org"])
    fixture.plan.unresolvedRequester = .sameIDs
    #expect(
      fixture.refusal() == [
        "ticketing id 5 has several e-mails, of different people of the chat: users.csv:2, users.csv:3; "
          + "correct the ticketing users"
      ])
  }

  @Test("under conflicts: last, the e-mail text is that of the chat id's last row with an address")
  func lastEmailText() throws {
    // The last row has the text of the first: what counts is the row, not where its text came up first.
    let texts = ["ann@example.org", "ANN@example.org", "ann@example.org"]
    var rows = texts.enumerated().map { Row(comment: "\($0 + 1)", email: $1) }
    rows.insert(Row(comment: "9", author: "6", requester: "5", email: "Ann@Example.org"), at: 1)
    let fixture = try Fixture(rows)
    fixture.plan.conflicts = .last
    #expect(
      try users(fixture) == #"[{"id":5,"name":"Ann","email":"Ann@Example.org"}],"organizations":[]}}}"#)
  }

  @Test("with shared ids, a number that ticketing does not have stays unresolved")
  func sharedIDsUnresolved() throws {
    let fixture = try Fixture([Row(requester: "6")], ticketing: ["7,cy@example.org"])
    fixture.plan.unresolvedRequester = .sameIDs
    #expect(try fixture.build().warnings.count == 2)
  }

  @Test("people whom ticketing has already are left out where the plan says so, and counted")
  func omitsKnown() throws {
    let fixture = try Fixture(
      [Row(), Row(comment: "2", author: "6", name: "Bo", email: "bo@example.org")],
      ticketing: ["900,ann@example.org"])
    fixture.plan.alreadyImported = .omit
    #expect(try users(fixture) == #"[{"id":6,"name":"Bo","email":"bo@example.org"}],"organizations":[]}}}"#)
    #expect(
      try fixture.build().balance.lines[2].explained == [.init(name: "already imported", count: 1)])
  }
}

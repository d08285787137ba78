import Foundation
import Plan
import Testing

@testable import Migration

/// Rows that can't be taken: refused, or dropped and counted, by the plan.
@Suite("Rejected rows")
struct RejectedRowTests {
  @Test(
    "a null field refuses the build with the line and the remedy",
    arguments: [
      (Row(comment: ""), "COMMENT_PART_ID"), (Row(ticket: #""""#), "CONVERSATION_ID"),
      (Row(author: ""), "AUTHOR_ID"), (Row(requester: ""), "TICKET_REQUESTER_ID"),
      (Row(isPublic: ""), "COMMENT_PUBLIC"), (Row(created: ""), "COMMENT_CREATED_AT"),
      (Row(ticketCreated: ""), "TICKET_CREATED_AT"),
    ])
  func nullIsRefused(row: Row, column: String) throws {
    #expect(
      try Fixture([Row(), row]).refusal() == [
        "chat.csv:3: \(column) is null; fill it in, or let the plan drop such rows "
          + "with 'when-null: drop'"
      ])
  }

  @Test("a dropped row is counted under the first field that is null, and contributes nothing")
  func nullIsDropped() throws {
    let fixture = try Fixture([
      Row(),
      Row(comment: "", ticket: "11", author: "6", requester: "7", created: "", email: "bo@example.org"),
      Row(comment: "", ticket: "10"),
    ])
    fixture.plan.chats[0].columns.commentID.whenNull = .drop
    #expect(
      try fixture.build().balance.lines == [
        .init(
          record: "comments", rows: 3, arrived: 1,
          explained: [.init(name: "null COMMENT_PART_ID", count: 2)]),
        .init(
          record: "tickets", rows: 2, arrived: 1,
          explained: [.init(name: "only in rejected rows", count: 1)]),
        .init(
          record: "users", rows: 3, arrived: 1, explained: [.init(name: "only in rejected rows", count: 2)]),
      ])
  }

  @Test("the first null field decides by its own policy")
  func firstNullDecides() throws {
    let fixture = try Fixture([Row(), Row(comment: "", ticket: "")])
    fixture.plan.chats[0].columns.ticketID.whenNull = .drop
    #expect(fixture.refusal().first?.hasPrefix("chat.csv:3: COMMENT_PART_ID is null") == true)
    fixture.plan.chats[0].columns.commentID.whenNull = .drop
    fixture.plan.chats[0].columns.ticketID.whenNull = .refuse
    #expect(try fixture.build().balance.lines[0].explained == [.init(name: "null COMMENT_PART_ID", count: 1)])
  }

  @Test("an empty body is dropped where the plan says so, and a ticket of such rows alone does not exist")
  func emptyBodyIsDropped() throws {
    let fixture = try Fixture([Row(), Row(comment: "2", ticket: "11", body: "")])
    fixture.plan.chats[0].columns.body.whenNull = .drop
    let lines = try fixture.build().balance.lines
    #expect(lines[0].explained == [.init(name: "empty BODY", count: 1)])
    #expect(lines[1].explained == [.init(name: "only in rejected rows", count: 1)])
  }

  @Test("a dropped first row gives neither name nor place to person and ticket")
  func droppedRowIsNotFirst() throws {
    let fixture = try Fixture([
      Row(comment: "", ticket: "11", name: "Wrong"), Row(comment: "2", ticket: "10"),
      Row(comment: "3", ticket: "11"),
    ])
    fixture.plan.chats[0].columns.commentID.whenNull = .drop
    let batch = try fixture.batch()
    #expect(batch.contains(#""data":[{"id":10,"#))
    #expect(batch.contains(#""name":"Ann""#))
  }

  @Test(
    "a value that can't be read is refused, never guessed",
    arguments: [
      (
        Row(comment: "1.5"), "COMMENT_PART_ID",
        "a 64-bit integer in decimal digits, without a leading zero; correct the export"
      ),
      (
        Row(isPublic: "yes"), "COMMENT_PUBLIC",
        "true or false (or t, f, 1, 0); name the words for both under 'true' and 'false' in the plan, or correct the export"
      ),
      (
        Row(created: "2021-02-02T25:02:02Z"), "COMMENT_CREATED_AT",
        "a time as 2021-02-02T02:02:02Z, without a zone only where the plan gives 'time-zone'; if all are written so, "
          + "say how with 'format' in the plan, or correct the export"
      ),
    ])
  func unreadable(row: Row, column: String, expectation: String) throws {
    let fixture = try Fixture([Row(comment: "9"), row])
    fixture.plan.chats[0].columns.commentID.whenNull = .drop
    #expect(
      fixture.refusal() == [
        "chat.csv:3: \(column) can't be read; expected \(expectation)"
      ])
  }

  @Test(
    "invalid UTF-8 in any text refuses the row, before a null of the same row does",
    arguments: [
      (Row(body: "#", email: ""), "BODY"), (Row(name: "#", email: ""), "NAME"), (Row(email: "#"), "EMAIL"),
      (Row(comment: "#", email: ""), "COMMENT_PART_ID"), (Row(comment: "", name: "#", email: ""), "NAME"),
    ])
  func invalidUTF8(row: Row, column: String) throws {
    let fixture = try Fixture([Row(email: ""), row])
    let file = URL(fileURLWithPath: fixture.folder + "/chat.csv")
    try Data(Data(contentsOf: file).map { $0 == UInt8(ascii: "#") ? 0xFF : $0 }).write(to: file)
    #expect(
      fixture.refusal() == [
        "chat.csv:3: \(column) is not valid UTF-8; export it again as UTF-8, or name the file's encoding in the plan "
          + "(encoding: windows-1252)"
      ])
  }

  @Test("a malformed row refuses the build with the reader's sentence")
  func tornRow() throws {
    let fixture = try Fixture(chat: Row.header + Row().text + "1,2,3\n" + Row(comment: "2").text)
    let sentences = fixture.refusal()
    #expect(sentences.count == 1)
    #expect(sentences.first?.hasPrefix("chat.csv:3: ") == true)
  }

  @Test("rows of the ticketing users that can't be taken refuse the build")
  func ticketingRows() throws {
    let fixture = try Fixture(
      [Row()], ticketing: [",x@example.org", "007,y@example.org", "1,2,3", "8,ok@example.org"])
    let sentences = fixture.refusal()
    #expect(sentences.count == 3)
    #expect(sentences[0].hasPrefix("users.csv:4: "))
    #expect(
      sentences[1]
        == "users.csv:2: id is null; fill it in, or leave such rows out with \"where: 'id != null'\" beside the source's path in the plan"
    )
    #expect(
      sentences[2] == "users.csv:3: id can't be read; expected a 64-bit integer in decimal digits, "
        + "without a leading zero; looks like a number with leading zeros; export it without them")
  }

  @Test("an export of dropped rows alone, or of none, is trouble and no archive")
  func nothingUsable() throws {
    let dropped = try Fixture([Row(comment: "")])
    dropped.plan.chats[0].columns.commentID.whenNull = .drop
    let remedy = "check the export, or say 'may-be-empty: true' of the source in the plan"
    func trouble(_ words: String) -> BuildError { .trouble("\(words); \(remedy)") }
    #expect(throws: trouble("chat.csv: 'chat' has no accepted row (1 null COMMENT_PART_ID)")) {
      try dropped.build()
    }
    #expect(dropped.outputs.isEmpty)
    #expect(throws: trouble("chat.csv: 'chat' has no accepted row")) { try Fixture([]).build() }
    #expect(throws: trouble("users.csv: 'ticketing' has no accepted row")) {
      try Fixture([Row()], ticketing: []).build()
    }
  }

  @Test("a plan whose as-of is no time is refused before any work, as the audit refuses it")
  func asOf() throws {
    let fixture = try Fixture([Row()])
    for text in ["tomorrow", "2026-11-20T00:00:00"] {
      fixture.plan.asOf = Located(text, line: 3)
      let problem = PlanProblem(
        path: fixture.plan.path, line: 3,
        message: "as-of: '\(text)' is not an RFC 3339 time; write it like 2026-11-20T00:00:00Z")
      #expect(throws: BuildError.plan(PlanError([problem]))) { try fixture.build() }
      #expect(fixture.outputs.isEmpty)
    }
    #expect(BuildError.plan(PlanError([])).exitCode == 64)
    fixture.plan.asOf = Located("2026-11-20T00:00:00Z", line: 3)
    try fixture.build()
  }

  @Test("of many refused rows the first twenty are named, and all are counted")
  func manyRows() throws {
    let sentences = try Fixture((1...30).map { _ in Row(author: "x") }).refusal()
    #expect(sentences.count == 21)
    #expect(sentences.last == "… and 10 more: unreadable AUTHOR_ID")
  }
}

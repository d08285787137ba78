import RuleExamples
import Testing

@testable import Audit

/// The standard example with a ticket and two comments of the ticketing tool beside it.
@Suite("The ticketing tool's own records")
struct TicketingRecordTests {
  private static let tickets = """
    {"id": 5, "requester_id": 71, "created_at": "2021-03-02T08:00:00Z", "status": "open"}

    """
  private static let comments = """
    {"id": 21, "ticket_id": 5, "author_id": 71, "public": true, "created_at": "2021-03-02T08:00:00Z", "html_body": "<p>Hi.</p>"}
    {"id": 22, "ticket_id": 5, "author_id": 70, "public": false, "created_at": "2021-03-02T09:00:00Z", "html_body": ""}

    """

  /// - Parameters:
  ///   - ids: the rule of both, as the plan has it.
  ///   - ticket: the archive's ticket; `comments`: those of the archive.
  private func input(
    tickets: String = Self.tickets, comments: String = Self.comments, ids: String = "",
    ticket: String =
      #"{"id": 5, "created_at": "2021-03-02T08:00:00Z", "requester_id": 71, "status": "open"}"#,
    arrived: String = """
    {"id": 21, "ticket_id": 5, "author_id": 71, "public": true, "created_at": "2021-03-02T08:00:00Z", "html_body": "<p>Hi.</p>"},
    {"id": 22, "ticket_id": 5, "author_id": 70, "public": false, "created_at": "2021-03-02T09:00:00Z", "html_body": ""}
    """
  ) throws -> ExampleInput {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    input.plan = input.plan.replacing(
      "  ticketing: {path: ticketing.csv}\n",
      with:
        "  ticketing: {path: ticketing.csv}\n  desk: {path: desk*.ndjson}\n  notes: {path: notes.ndjson}\n")
    input.plan += """
      records:
        tickets: [{source: desk, \(ids)fields: {status: status}}]
        comments: [{source: notes, \(ids)fields: {id: id}}]

      """
    input.files = ["desk.ndjson": tickets, "notes.ndjson": comments]
    let batch = try #require(input.batches[100])
    input.batches[100] =
      batch.replacing("\"requester_id\": 70}", with: "\"requester_id\": 70},\n" + ticket)
      .replacing(
        "<p>Try another socket?</p>\"}",
        with: "<p>Try another socket?</p>\"}" + (arrived.isEmpty ? "" : ",\n" + arrived))
    return input
  }

  private func failures(_ input: ExampleInput) throws -> [String] {
    // Some tickets are open, which is another rule's matter.
    try ExampleFolder(input).audit().rules
      .filter { $0.outcome != .passed && $0.outcome != .notApplicable && $0.area != "visibility" }
      .flatMap { rule in rule.findings.map { "\(rule.id): \($0.message)" } }
  }

  private func balance(_ input: ExampleInput, _ record: String) throws -> BalanceLine? {
    try ExampleFolder(input).audit().balance.first { $0.record == record }
  }

  @Test("records that arrive pass, and bring no user")
  func pass() throws {
    let result = try ExampleFolder(input()).audit()
    #expect(try failures(input()) == [])
    #expect(result.verdict == .pass)
    #expect(
      result.balance.map(\.record) == [
        "comments", "tickets", "users", "ticketing comments", "ticketing tickets",
      ])
    #expect(result.balance.map(\.read) == [3, 1, 2, 2, 1])
    #expect(result.balance.allSatisfy { $0.matched == $0.read && $0.explained.isEmpty && $0.missing == 0 })
    #expect(result.sources.map(\.name) == ["chat", "ticketing", "desk", "notes"])
    #expect(result.sources.last?.files.first?.format == "NDJSON, UTF-8")
  }

  @Test("a ticket without comments is expected all the same")
  func silentTicket() throws {
    let silent = #"{"id": 6, "requester_id": 70, "created_at": "2021-03-03T08:00:00Z", "status": null}"#
    #expect(
      try failures(input(tickets: Self.tickets + silent + "\n"))
        == [
          "no-missing-tickets: ticket 6 is missing; it would come after the last batch, backup_tickets_100.json"
        ])
  }

  @Test("an unexpected record, a lost one, and a value changed are found at their places")
  func differences() throws {
    let changed = try input(
      ticket: #"{"id": 5, "created_at": "2021-03-02T08:00:00Z", "requester_id": 71, "status": "new"}"#,
      arrived: """
        {"id": 21, "ticket_id": 5, "author_id": 70, "public": true, "created_at": "2021-03-02T08:00:00Z", "html_body": "<p>Hi.</p>"},
        {"id": 23, "ticket_id": 5, "author_id": 70, "public": false, "created_at": "2021-03-02T09:00:00Z", "html_body": ""}
        """)
    #expect(
      try failures(changed) == [
        "no-missing-comments: comment 22 is missing; it would be in the last batch, backup_tickets_100.json, or after it",
        "no-unexpected-comments: comment 23 is unexpected: no accepted record of any system has this comment id",
        "comments-have-the-expected-author: comment 21: it must have author_id 71 and has author_id 70, "
          + "which is another person's ticketing id",
        "ticket-fields-are-unchanged: ticket 5: status must be (4 bytes, masked) and is (3 bytes, masked); "
          + "from character 1 on letter letter letter letter became letter letter letter",
      ])
    let finding = try ExampleFolder(changed).audit().rule("ticket-fields-are-unchanged").findings.first
    #expect(finding?.export == ExportPlace(source: "desk", file: "desk.ndjson", line: 1))
  }

  @Test("a file of one record that holds an array of objects is no page to the second count either")
  func arrayInOnlyRecord() throws {
    let ticket = Self.tickets.replacing(#""status""#, with: ##""links": [{"to": "#5"}], "status""##)
    #expect(try failures(input(tickets: ticket)) == [])
  }

  @Test("a person whom the list of ticketing users lacks fails, though somebody else has that number")
  func unknownPeople() throws {
    // 8 is the chat id of Ben, who is in the archive under it.
    let unknown = try input(
      tickets: Self.tickets.replacing("71", with: "8"), comments: Self.comments.replacing("71", with: "8"),
      ticket: #"{"id": 5, "created_at": "2021-03-02T08:00:00Z", "requester_id": 8, "status": "open"}"#,
      arrived: """
        {"id": 21, "ticket_id": 5, "author_id": 8, "public": true, "created_at": "2021-03-02T08:00:00Z", "html_body": "<p>Hi.</p>"},
        {"id": 22, "ticket_id": 5, "author_id": 70, "public": false, "created_at": "2021-03-02T09:00:00Z", "html_body": ""}
        """)
    #expect(
      try failures(unknown) == [
        "comments-have-authors: 1 comment (comment 21): orphan author_id 8, no such user",
        "requesters-are-known: ticket 5 was requested by ticketing id 8, who is not in the list of ticketing users: "
          + "desk.ndjson:1",
        "tickets-have-requesters: 1 ticket (ticket 5): orphan requester_id 8, no such user",
      ])
  }

  @Test("a comment without its ticket is left out, and refused")
  func unknownTicket() throws {
    let orphan = Self.comments.replacing(
      "\"id\": 22, \"ticket_id\": 5", with: "\"id\": 22, \"ticket_id\": 211")
    let input = try input(comments: orphan)
    #expect(
      try failures(input).first
        == "no-rejected-rows: notes.ndjson:2: ticket_id is '211', and desk has no accepted ticket of that id"
    )
    #expect(
      try balance(input, "ticketing comments")
        == BalanceLine(
          record: "ticketing comments", unit: "records", read: 2,
          rejected: [.init(reason: "unknown ticket", count: 1)], expected: 1, matched: 1, missing: 0))
  }

  @Test("repeated records are duplicates, or overlaps where they stand in two files; others conflict")
  func repetitions() throws {
    var repeated = try input(tickets: Self.tickets + Self.tickets, comments: Self.comments + Self.comments)
    repeated.files["desk2.ndjson"] = Self.tickets
    #expect(try failures(repeated) == [])
    #expect(
      try balance(repeated, "ticketing tickets")?.explained
        == [.init(reason: "exact duplicate", count: 1), .init(reason: "overlap of stages", count: 1)])
    #expect(
      try balance(repeated, "ticketing comments")?.explained == [.init(reason: "exact duplicate", count: 2)])

    repeated.files["desk2.ndjson"] = Self.tickets.replacing("open", with: "new")
    #expect(
      try failures(repeated) == [
        "exports-have-no-conflict: ticket 5 is there twice with different fields: desk.ndjson:1 and desk2.ndjson:1"
      ])
    #expect(
      try balance(repeated, "ticketing tickets")?.explained
        == [.init(reason: "conflict", count: 1), .init(reason: "exact duplicate", count: 1)])
  }

  @Test("under `conflicts: last` the last record of a ticket counts")
  func last() throws {
    var input = try input(tickets: Self.tickets.replacing("open", with: "new") + Self.tickets)
    input.plan += "conflicts: last\n"
    #expect(try failures(input) == [])
    #expect(
      try balance(input, "ticketing tickets")?.explained == [.init(reason: "conflict resolved", count: 1)])
  }

  @Test("records that collide are explained in the balance, and their ids fail")
  func collision() throws {
    let colliding = try input(
      tickets: Self.tickets.replacing("\"id\": 5", with: "\"id\": 211"),
      comments: Self.comments.replacing("\"ticket_id\": 5", with: "\"ticket_id\": 211")
        .replacing("\"id\": 22", with: "\"id\": 1002"),
      ticket: #"{"id": 211, "created_at": "2021-03-01T09:00:00Z", "requester_id": 70}"#, arrived: "")
    let lines = try ExampleFolder(colliding).audit().balance
    #expect(
      lines.suffix(2).map(\.explained)
        == [[.init(reason: "collision", count: 1)], [.init(reason: "collision", count: 1)]])
    #expect(
      try ExampleFolder(colliding).audit().rule("systems-share-no-id").findings.map(\.message) == [
        "ticket 211 is an id of two systems: chat.csv:2 and desk.ndjson:1; give one of them other 'ids' in the plan",
        "comment 1002 is an id of two systems: chat.csv:3 and notes.ndjson:2; give one of them other 'ids' in the plan",
      ])
  }

  @Test("an id that the rule makes no number of is unreadable")
  func ids() throws {
    let huge = try input(
      tickets: Self.tickets.replacing("\"id\": 5", with: "\"id\": 9223372036854775807"),
      ids: "ids: {offset: 1}, ")
    #expect(
      try ExampleFolder(huge).audit().rule("no-rejected-rows").findings.first?.message
        == "desk.ndjson:1: id is '9223372036854775807', and the plan's 'ids' would take it beyond 64 bits")
  }

  @Test("records that can't be read leave nothing proven")
  func trouble() throws {
    var input = try input()
    input.files["notes.ndjson"] = nil
    let result = try ExampleFolder(input).audit()
    #expect(result.verdict == .noVerdict)
    #expect(try result.rule("no-missing-comments").outcome == .notChecked)
  }

  @Test("a source of records without a usable one leaves nothing proven")
  func empty() throws {
    let unusable = Self.comments.replacing(/"author_id": 7[01]/, with: #""author_id": null"#)
    let result = try ExampleFolder(input(comments: unusable, arrived: "")).audit()
    #expect(try result.rule("no-missing-comments").outcome == .notChecked)
    #expect(
      try result.rule("no-missing-comments").summary == "notes has no accepted row; check the export")
  }
}

import Foundation
import Testing

/// `default` and `map` on the core fields: the archive is the one of an export that holds the values
/// themselves,
/// and passes against the export that does not.
@Suite("default and map on agreed fields")
struct MappedAgreedFieldTests {
  /// One value of the second comment, and what the plan makes of it.
  struct Case: Sendable, CustomTestStringConvertible {
    /// As the plan names it.
    var field: String
    /// What the plan says of it.
    var plan: String
    /// Puts the value that replaces the sound one.
    var change: @Sendable (inout ChatLine) -> Void
    /// What the sound row has, where it is not the usual one.
    var sound: @Sendable (inout ChatLine) -> Void = { _ in }

    var testDescription: String { "\(field): \(plan)" }
  }

  static let cases = [
    Case(field: "comments.id", plan: "map: {'11': '11', L: '12'}", change: { $0.id = "L" }),
    Case(field: "comments.ticket_id", plan: "map: {'5': '5', five: '5'}", change: { $0.ticket = "five" }),
    Case(field: "comments.author_id", plan: "map: {'1': '1', N/A: '2'}", change: { $0.author = "N/A" }),
    Case(field: "comments.author_id", plan: "default: '2'", change: { $0.author = "" }),
    Case(field: "comments.author_id", plan: "map: {'1': '1'}, otherwise: '2'", change: { $0.author = "x" }),
    Case(field: "tickets.requester_id", plan: "map: {'1': '1', me: '1'}", change: { $0.requester = "me" }),
    Case(field: "tickets.requester_id", plan: "default: '1'", change: { $0.requester = "" }),
    Case(
      field: "comments.public", plan: "map: {'true': 'true', internal: 'false'}",
      change: { $0.flag = "internal" }, sound: { $0.flag = "false" }),
    Case(
      field: "comments.public", plan: "default: 'false'", change: { $0.flag = "" },
      sound: { $0.flag = "false" }),
    Case(
      field: "comments.created_at",
      plan: "map: {'2021-01-01T00:00:00Z': '2021-01-01T00:00:00Z', later: '2021-01-01T00:01:00Z'}",
      change: { $0.time = "later" }),
    Case(field: "comments.created_at", plan: "default: '2021-01-01T00:01:00Z'", change: { $0.time = "" }),
    Case(
      field: "tickets.created_at",
      plan: "map: {'2021-01-01T00:00:00Z': '2021-01-01T00:00:00Z', '0': '2021-01-01T00:00:00Z'}",
      change: { $0.ticketTime = "0" }),
    Case(
      field: "tickets.created_at", plan: "default: '2021-01-01T00:00:00Z'", change: { $0.ticketTime = "" }),
    Case(field: "comments.html_body", plan: "map: {Hi: Hi, '-': Hi}", change: { $0.body = "-" }),
    Case(field: "comments.html_body", plan: "default: Hi", change: { $0.body = "" }),
    Case(
      field: "users.name", plan: "map: {Ann: Ann, N/A: }", change: { $0.name = "N/A" },
      sound: { $0.name = "" }),
    Case(
      field: "users.name", plan: "default: Nobody", change: { $0.name = "" }, sound: { $0.name = "Nobody" }),
    Case(
      field: "users.email", plan: "map: {ann@example.org: ann@example.org}, otherwise: bob@example.org",
      change: { $0.email = "redacted" }),
    Case(field: "users.email", plan: "default: bob@example.org", change: { $0.email = "" }),
  ]

  @Test("what the plan puts in place of a value is what both commands take", arguments: cases)
  func agreedField(given: Case) throws {
    var (sound, damaged) = (ChatLine(), ChatLine())
    given.sound(&sound)
    given.change(&damaged)
    let parts = given.field.split(separator: ".")
    let judged = try Judged(
      sound: [.first, sound], damaged: [.first, damaged],
      plan: "records: {\(parts[0]): {fields: {\(parts[1]): {\(given.plan)}}}}", soundPlan: "")
    #expect(judged.build.errors == "")
    #expect(judged.isSameArchive)
    #expect(judged.verify.exitCode == 0)
    #expect(judged.findings == [:])
  }

  @Test(
    "the columns of the ticketing users have theirs, too",
    arguments: [
      ("id: {map: {'9002': '9002', A: '9001'}}", "id,email\nA,ann@example.org\n9002,zoe@example.org\n"),
      (
        "email: {map: {zoe@example.org: zoe@example.org, ann: ann@example.org}}",
        "id,email\n9001,ann\n9002,zoe@example.org\n"
      ),
      ("email: {default: ann@example.org}", "id,email\n9001,\n9002,zoe@example.org\n"),
    ])
  func ticketingUsers(field: String, users: String) throws {
    let rows = [ChatLine.first, ChatLine()]
    let judged = try Judged(
      sound: rows, damaged: rows, plan: "records: {users: [{source: ticketing, fields: {\(field)}}]}",
      soundPlan: "", users: users)
    #expect(judged.build.errors == "")
    #expect(judged.isSameArchive)
    #expect(judged.verify.exitCode == 0)
    #expect(judged.findings == [:])
  }

  @Test("a value that the map does not know is refused, and fails, with its line and column")
  func unknownValue() throws {
    let judged = try Judged(
      damaged: [.first, ChatLine(author: "3")],
      plan: "records: {comments: {fields: {author_id: {map: {'1': '1', '2': '2'}}}}}", soundPlan: "")
    #expect(judged.build.exitCode == 1)
    #expect(
      judged.build.errors
        == "error: exports/chat.csv:3: AUTHOR_ID can't be read; expected a value of 'map', or 'otherwise' "
        + "in the plan for any other; add it there, or correct the export\n")
    #expect(judged.verify.exitCode == 1)
    #expect(
      judged.findings["no-rejected-rows"] == [
        "exports/chat.csv:3: AUTHOR_ID is '3', which the plan's 'map' does not have"
      ])
  }
}

import Foundation
import Plan
import Testing

@testable import Migration

/// A chat of conversations with their parts, two of them in one line of NDJSON each, and the same rows as a CSV.
private let conversations = [
  """
  {"id": 10, "created_at": "2021-01-01T00:00:00Z", "requester": {"id": 5}, "parts": [\
  {"id": 1, "author": {"id": 5, "name": "Ann", "email": "ann@example.org"}, "public": true, \
  "at": "2021-02-02T02:02:03Z", "body": "Hi \\"you\\""}, \
  {"id": 2, "author": {"id": 6, "name": "Bo", "email": "bo@example.org"}, "public": false, \
  "at": "2021-02-02T02:02:02Z", "body": "漢字, \\u00e9"}]}
  """,
  #"{"id": 12, "created_at": "2021-01-03T00:00:00Z", "requester": {"id": 5}, "parts": []}"#,
  """
  {"id": 11, "created_at": "2021-01-02T00:00:00Z", "requester": {"id": 6}, "parts": [\
  {"id": 3, "author": {"id": 6, "name": "Bo", "email": "bo@example.org"}, "public": true, \
  "at": "2021-02-02T02:02:02Z", "body": ""}]}
  """,
]

private let chatRows = [
  Row(created: "2021-02-02T02:02:03Z", body: #""Hi ""you""""#),
  Row(comment: "2", author: "6", isPublic: "false", body: "\"漢字, é\"", name: "Bo", email: "bo@example.org"),
  Row(
    comment: "3", ticket: "11", author: "6", requester: "6", ticketCreated: "2021-01-02T00:00:00Z", body: "",
    name: "Bo", email: "bo@example.org"),
]

private let nestedChat = """
  sources:
    chat: {path: chat.ndjson, each: "parts[]"}
    ticketing: {path: users.csv}
  """
private let nestedFields = """
    comments:
      - source: chat
        fields:
          id: id
          ticket_id: ^.id
          author_id: author.id
          public: public
          created_at: at
          html_body: body
    tickets: [{source: chat, fields: {requester_id: ^.requester.id, created_at: ^.created_at}}]
    users: [{source: chat, fields: {name: author.name, email: author.email}}]
  """

@Suite("Nested arrays as rows")
struct NestedExportTests {
  @Test("a chat of conversations with nested parts gives the archive of its flattened CSV")
  func chat() throws {
    let users = "id,email\n900,ann@example.org\n"
    let nested = try Fixture(
      plan: nestedChat + "\nidentity: {match: email, keep: ticketing}\nrecords:\n"
        + nestedFields,
      files: ["chat.ndjson": conversations.joined(separator: "\n") + "\n", "users.csv": users])
    let flat = try Fixture(chatRows, ticketing: ["900,ann@example.org"])
    #expect(try nested.archive() == flat.archive())
    #expect(try Batch(json: flat.batch()).comments.map(\.id) == [2, 1, 3])
  }

  @Test("rows of one record that contradict each other are told apart, and the kept one is written")
  func conflict() throws {
    let record = """
      {"id": 10, "created_at": "2021-01-01T00:00:00Z", "requester": {"id": 5}, "parts": [\
      {"id": 1, "author": {"id": 5, "name": "A", "email": "a@x.org"}, "public": true, "at": "2021-02-02T02:02:03Z", \
      "body": "first"}, \
      {"id": 1, "author": {"id": 5, "name": "A", "email": "a@x.org"}, "public": true, "at": "2021-02-02T02:02:03Z", \
      "body": "second"}]}

      """
    let nested = try Fixture(
      plan: nestedChat + "\nidentity: {match: email, keep: ticketing}\nrecords:\n"
        + nestedFields,
      files: ["chat.ndjson": record, "users.csv": "id,email\n1,b@x.org\n"])
    #expect(
      nested.refusal().first
        == "id 1 has rows that differ in body: chat.ndjson:1 element 0 against chat.ndjson:1 element 1")
    for (policy, body) in [(ConflictPolicy.first, "first"), (.last, "second")] {
      nested.plan.conflicts = policy
      #expect(try Batch(json: nested.batch()).comments.map(\.body) == [body])
    }
  }

  @Test("comments of the ticketing tool nested in its tickets give the archive of their flattened NDJSON")
  func ticketingComments() throws {
    let tickets = [
      """
      {"id": 70, "requester_id": 900, "created_at": "2020-01-01T00:00:00Z", "state": "open", "comments": [\
      {"id": 5, "author_id": 900, "public": true, "created_at": "2020-02-02T00:00:00Z", "html_body": "b"}, \
      {"id": 4, "author_id": 900, "public": true, "created_at": "2020-02-01T00:00:00Z", "html_body": "a"}]}
      """,
      """
      {"id": 60, "requester_id": 900, "created_at": "2020-01-01T00:00:00Z", "state": "new", "comments": [\
      {"id": 6, "author_id": 900, "public": false, "created_at": "2020-02-02T00:00:00Z", "html_body": "ü"}]}
      """,
    ]
    let comments = [
      #"{"id":5,"ticket_id":70,"state":"open","author_id":900,"public":true,"created_at":"2020-02-02T00:00:00Z","html_body":"b"}"#,
      #"{"id":4,"ticket_id":70,"state":"open","author_id":900,"public":true,"created_at":"2020-02-01T00:00:00Z","html_body":"a"}"#,
      #"{"id":6,"ticket_id":60,"state":"new","author_id":900,"public":false,"created_at":"2020-02-02T00:00:00Z","html_body":"ü"}"#,
    ]
    func fixture(_ source: String, ticketID: String, state: String, _ files: [String: String]) throws
      -> Fixture
    {
      let chat = [
        "chat.csv": Row.header + Row().text, "users.csv": "id,email\n900,ann@example.org\n",
        "tickets.ndjson": tickets.joined(separator: "\n") + "\n",
      ]
      return try Fixture(
        plan: """
          sources:
            chat: {path: chat.csv}
            ticketing: {path: users.csv}
            tickets: {path: tickets.ndjson}
            comments: \(source)
          identity: {match: email, keep: ticketing}
          records:
            tickets: [{source: tickets}]
            comments: [{source: comments, fields: {ticket_id: \(ticketID), state: \(state)}}]
          """, files: chat.merging(files) { $1 })
    }
    let nested = try fixture(
      #"{path: tickets.ndjson, each: "comments[]"}"#, ticketID: "^.id", state: "^.state", [:])
    let flat = try fixture(
      "{path: comments.ndjson}", ticketID: "ticket_id", state: "state",
      ["comments.ndjson": comments.joined(separator: "\n") + "\n"])
    #expect(try nested.archive() == flat.archive())
    let batch = try nested.batch()
    #expect(try Batch(json: batch).comments.map(\.id) == [1, 4, 5, 6])
    #expect(batch.contains(#""html_body":"ü","state":"new"}"#))
  }
}

extension Fixture {
  /// Builds, and gives the bytes of the archive.
  fileprivate func archive() throws -> Data {
    try build()
    return try Data(contentsOf: URL(fileURLWithPath: archivePath))
  }
}

import Foundation
import Plan
import Testing

@testable import Migration

/// A chat export with three more columns than usual.
private func fixture(_ rows: [(Row, String)], ticketing: [String]? = nil) throws -> Fixture {
  let header = Row.header.dropLast() + ",STATE,SCORE,OWNER\n"
  let lines = rows.map { $0.0.text.dropLast() + ",\($0.1)\n" }
  return try Fixture(
    chat: header + lines.joined(),
    ticketing: ticketing.map { (["id,email"] + $0).joined(separator: "\n") + "\n" })
}

private func field(_ field: String, _ from: String, _ type: FieldType = .text) -> ColumnPlan {
  ColumnPlan(field: field, from: from, type: type, whenNull: .keep)
}

/// Fields that the plan maps beside the agreed ones.
@Suite("Further fields")
struct FurtherFieldTests {
  @Test("further fields stand behind the agreed keys, in the order of the plan")
  func order() throws {
    let fixture = try fixture([(Row(), "open,5,7"), (Row(comment: "2"), #"open,,"#)])
    fixture.plan.chats[0].columns.commentFields = [
      field("score", "SCORE", .integer), field("z", "OWNER"),
    ]
    fixture.plan.chats[0].columns.ticketFields = [field("status", "STATE")]
    fixture.plan.chats[0].columns.userFields = [field("state", "STATE")]
    #expect(
      try fixture.batch() == #"{"data":{"tickets":{"data":[{"id":10,"created_at":"2021-01-01T00:00:00Z","#
        + #""requester_id":5,"status":"open"}],"#
        + #""comments":[{"id":1,"ticket_id":10,"author_id":5,"public":true,"#
        + #""created_at":"2021-02-02T02:02:02Z","html_body":"Hi","score":5,"z":"7"},"#
        + #"{"id":2,"ticket_id":10,"author_id":5,"public":true,"created_at":"2021-02-02T02:02:02Z","#
        + #""html_body":"Hi","score":null,"z":null}],"#
        + #""users":[{"id":5,"name":"Ann","email":"ann@example.org","state":"open"}],"organizations":[]}}}"#)
  }

  @Test("a user's fields are those of the person's first row, whichever chat id wrote it")
  func usersFirstRow() throws {
    let rows = [
      (Row(author: "6", requester: "6", email: "bo@example.org"), "a,,"),
      (Row(comment: "2", author: "5", requester: "6"), "b,,"),
      (Row(comment: "3", author: "7", requester: "6"), "c,,"),
    ]
    let fixture = try fixture(rows)
    fixture.plan.chats[0].columns.userFields = [field("state", "STATE")]
    let batch = try fixture.batch()
    #expect(batch.contains(#"{"id":6,"name":"Ann","email":"bo@example.org","state":"a"}"#))
    #expect(batch.contains(#"{"id":5,"name":"Ann","email":"ann@example.org","state":"b"}"#))
    #expect(!batch.contains(#""c""#))
  }

  @Test("a reference is written as an author would be, and an unknown one under the number itself")
  func references() throws {
    let rows = [
      (Row(author: "6", requester: "6", email: "bo@example.org"), ",,5"),
      (Row(comment: "2", requester: "6"), ",,8"),
    ]
    let fixture = try fixture(rows, ticketing: ["900,ann@example.org"])
    fixture.plan.chats[0].columns.commentFields = [field("owner_id", "OWNER", .user)]
    let batch = try fixture.batch()
    #expect(batch.contains(#""html_body":"Hi","owner_id":900}"#))
    #expect(batch.contains(#""html_body":"Hi","owner_id":8}"#))
  }

  @Test("rows of one comment that differ in a further field are refused, by the column's name")
  func differingComments() throws {
    let fixture = try fixture([(Row(), "a,1,5"), (Row(), "b,1,6")])
    fixture.plan.chats[0].columns.commentFields = [
      field("state", "STATE"), field("score", "SCORE", .integer), field("owner", "OWNER", .user),
    ]
    #expect(
      fixture.refusal().first
        == "COMMENT_PART_ID 1 has rows that differ in STATE, OWNER: chat.csv:2 against chat.csv:3")
    fixture.plan.conflicts = .last
    #expect(try fixture.batch().contains(#""state":"b","score":1,"owner":6}"#))
  }

  @Test("rows that differ in nothing but whom they refer to are refused, in comments and in tickets")
  func differingReferences() throws {
    let owner = field("owner_id", "OWNER", .user)
    let comments = try fixture([(Row(), "a,1,5"), (Row(), "a,1,6")])
    comments.plan.chats[0].columns.commentFields = [owner]
    #expect(
      comments.refusal().first
        == "COMMENT_PART_ID 1 has rows that differ in OWNER: chat.csv:2 against chat.csv:3")
    let tickets = try fixture([(Row(), "a,1,5"), (Row(comment: "2"), "a,1,")])
    tickets.plan.chats[0].columns.ticketFields = [owner]
    #expect(
      tickets.refusal().first
        == "CONVERSATION_ID 10 has rows that differ in OWNER: chat.csv:2 against chat.csv:3")
  }

  @Test("JSON's null and no value are the same null")
  func jsonNull() throws {
    let fixture = try fixture([(Row(), "null,1,5"), (Row(), ",1,5")])
    fixture.plan.chats[0].columns.commentFields = [field("state", "STATE", .json)]
    #expect(
      try fixture.build().balance.lines[0].explained == [.init(name: "exact duplicate", count: 1)])
  }

  @Test("rows whose references are one person, or whose values are spelled otherwise, are duplicates")
  func equalComments() throws {
    let rows = [
      (Row(), #"T,"{""a"":1,""b"":""é""}",5"#),
      (Row(author: "6"), #"1,"{ ""b"" : ""\u00e9"", ""a"":1}",6"#),
    ]
    let fixture = try fixture(rows)
    fixture.plan.chats[0].columns.commentFields = [
      field("flag", "STATE", .boolean), field("more", "SCORE", .json),
      field("owner", "OWNER", .user),
    ]
    let lines = try fixture.build().balance.lines
    #expect(lines[0].explained == [.init(name: "exact duplicate", count: 1)])
    #expect(try fixture.batch().contains(#""flag":true,"more":{"a":1,"b":"é"},"owner":5}"#))
  }

  @Test("rows of one conversation that differ in a ticket's field conflict; rows of one person may differ")
  func differingTickets() throws {
    let rows = [(Row(), "a,1,5"), (Row(comment: "2"), "b,1,5"), (Row(comment: "3"), "a,1,5")]
    let fixture = try fixture(rows)
    fixture.plan.chats[0].columns.userFields = [field("state", "STATE")]
    #expect(try fixture.batch().contains(#""email":"ann@example.org","state":"a"}"#))
    try FileManager.default.removeItem(atPath: fixture.archivePath)
    try FileManager.default.removeItem(atPath: fixture.archivePath + ".sha256")
    fixture.plan.chats[0].columns.userFields = []
    fixture.plan.chats[0].columns.ticketFields = [field("state", "STATE"), field("score", "SCORE")]
    #expect(
      fixture.refusal().first
        == "CONVERSATION_ID 10 has rows that differ in STATE: chat.csv:2, chat.csv:4 against chat.csv:3")
    for (policy, state) in [(ConflictPolicy.first, "a"), (.last, "a")] {
      fixture.plan.conflicts = policy
      #expect(try fixture.batch().contains(#""requester_id":5,"state":"\#(state)","score":"1"}"#))
    }
  }

  @Test("under conflicts: last a ticket has the fields of its last row")
  func lastTicket() throws {
    let fixture = try fixture([(Row(), "a,1,5"), (Row(comment: "2"), "b,1,5")])
    fixture.plan.chats[0].columns.ticketFields = [field("state", "STATE")]
    fixture.plan.conflicts = .last
    #expect(try fixture.batch().contains(#""requester_id":5,"state":"b"}"#))
  }

  @Test("a further field that can't be read refuses the row behind every agreed field")
  func unreadable() throws {
    let fixture = try fixture([
      (Row(), "open,1,5"), (Row(comment: "2"), "open,3.0,5"), (Row(comment: "3", author: "x"), "open,3.0,5"),
      (Row(comment: "4"), "else,3.0,"),
    ])
    var state = field("status", "STATE")
    state.map = ValueMap(entries: [.init(from: "open", to: "new")])
    fixture.plan.chats[0].columns.commentFields = [state, field("score", "SCORE", .integer)]
    let expected = "can't be read; expected"
    #expect(
      fixture.refusal() == [
        "chat.csv:4: AUTHOR_ID \(expected) a 64-bit integer in decimal digits, without a leading zero; "
          + "looks like a text; if the ids are texts, write 'ids: {text: users}' under 'records.users' in the plan",
        "chat.csv:5: STATE \(expected) a value of 'map', or 'otherwise' in the plan for any other; "
          + "add it there, or correct the export",
        "chat.csv:3: SCORE \(expected) a 64-bit integer in decimal digits, without a leading zero; "
          + "looks like a whole number written with a decimal point, as a spreadsheet or a float column "
          + "leaves it; export the original number as text",
      ])
  }

  @Test("a null further field is kept, refused or dropped as the plan says; null comes before unreadable")
  func null() throws {
    let fixture = try fixture([(Row(), "open,1,5"), (Row(comment: "2"), "open,,x")])
    fixture.plan.chats[0].columns.commentFields = [
      field("owner", "OWNER", .integer), field("score", "SCORE", .integer),
    ]
    fixture.plan.chats[0].columns.commentFields[1].whenNull = .drop
    #expect(try fixture.build().balance.lines[0].explained == [.init(name: "null SCORE", count: 1)])
    let refused = try self.null(whenNull: .refuse)
    #expect(
      refused.refusal() == [
        "chat.csv:2: SCORE is null; fill it in, or let the plan drop such rows with 'when-null: drop'"
      ])
  }

  private func null(whenNull: WhenNull) throws -> Fixture {
    let fixture = try fixture([(Row(), "open,,5")])
    fixture.plan.chats[0].columns.commentFields = [field("score", "SCORE", .integer)]
    fixture.plan.chats[0].columns.commentFields[0].whenNull = whenNull
    return fixture
  }

  @Test("agreed fields pass through default and map as well")
  func agreedFields() throws {
    let fixture = try Fixture([
      Row(isPublic: "intern", created: "1612231322", body: "", email: "none"),
      Row(comment: "2", isPublic: "public", created: "1612231323", name: ""),
    ])
    fixture.plan.chats[0].columns.isPublic.words = BooleanWords(isTrue: ["public"], isFalse: ["intern"])
    fixture.plan.chats[0].columns.commentCreatedAt.format = .epochSeconds
    fixture.plan.chats[0].columns.body.defaultText = "<p>–</p>"
    fixture.plan.chats[0].columns.name.defaultText = "Nobody"
    fixture.plan.chats[0].columns.email.map = ValueMap(
      entries: [.init(from: "none", to: nil), .init(from: "ann@example.org", to: "a@b")])
    let batch = try fixture.batch()
    #expect(
      batch.contains(
        #""public":false,"created_at":"2021-02-02T02:02:02Z","html_body":"<p>–</p>"}"#))
    #expect(batch.contains(#""public":true,"created_at":"2021-02-02T02:02:03Z","html_body":"Hi"}"#))
    #expect(batch.contains(#"{"id":5,"name":"Ann","email":"a@b"}"#))
  }
}

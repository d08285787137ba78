import Foundation
import Plan
import Testing

@testable import Migration

private let users = "id,email\n900,ann@example.org\n901,bo@example.org\n"

/// Two chats, `chat` and `whatsapp`, with the ticketing tool's list of users.
///
/// - Parameters:
///   - ids: what the plan says after the source of the second chat's comments, tickets and users.
///   - records: further lines of the plan below `records:`.
private func fixture(
  _ first: [Row], _ second: [Row], users: String = users, ids: (String, String, String) = ("", "", ""),
  fields: (String, String, String) = ("", "", ""), sources: String = "", records: String = "",
  files: [String: String] = [:]
) throws -> Fixture {
  let chats = [
    "chat.csv": Row.header + first.map(\.text).joined(),
    "whatsapp.csv": Row.header + second.map(\.text).joined(), "users.csv": users,
  ]
  func mappings(_ type: String, _ ids: String, _ fields: String, _ more: String = "") -> String {
    let fields = fields.isEmpty ? "" : ", fields: {\(fields)}"
    let rule = ids.isEmpty ? "" : ", ids: {\(ids)}"
    return "  \(type): [{source: chat\(fields)}, {source: whatsapp\(rule)\(fields)}\(more)]\n"
  }
  let further = sources.contains("comments:") ? (", {source: tickets}", ", {source: comments}") : ("", "")
  return try Fixture(
    plan: """
      sources:
        chat: {path: chat.csv}
        whatsapp: {path: whatsapp.csv}
        ticketing: {path: users.csv}
      \(sources)
      identity: {match: email, keep: ticketing}
      records:
      \(mappings("comments", ids.0, fields.0, further.1))\(mappings("tickets", ids.1, fields.1, further.0))\
      \(mappings("users", ids.2, fields.2))\(records)
      """, files: chats.merging(files) { $1 })
}

/// Rules by which nothing of the second chat collides with the first.
private let apart = ("prefix: 8", "prefix: 7", "offset: 500")

@Suite("Several chats")
struct SeveralChatsTests {
  @Test("equal numbers of two chats are different comments, conversations and people")
  func equalNumbers() throws {
    let fixture = try fixture(
      [Row(email: "eve@example.org")], [Row(body: "Yo", name: "Cy", email: "cy@example.org")], ids: apart)
    #expect(
      try fixture.batch() == #"{"data":{"tickets":{"data":["#
        + #"{"id":10,"created_at":"2021-01-01T00:00:00Z","requester_id":5},"#
        + #"{"id":710,"created_at":"2021-01-01T00:00:00Z","requester_id":505}],"#
        + #""comments":[{"id":1,"ticket_id":10,"author_id":5,"public":true,"#
        + #""created_at":"2021-02-02T02:02:02Z","html_body":"Hi"},"#
        + #"{"id":81,"ticket_id":710,"author_id":505,"public":true,"#
        + #""created_at":"2021-02-02T02:02:02Z","html_body":"Yo"}],"#
        + #""users":[{"id":5,"name":"Ann","email":"eve@example.org"},"#
        + #"{"id":505,"name":"Cy","email":"cy@example.org"}],"organizations":[]}}}"#)
  }

  @Test("rows of two chats with one number are neither duplicates nor conflicts")
  func noDuplicates() throws {
    let report = try fixture([Row(), Row()], [Row(body: "Yo"), Row(body: "Yo")], ids: apart).build()
    #expect(
      report.balance.lines.filter { $0.record.hasPrefix("comments") } == [
        .init(record: "comments", rows: 2, arrived: 1, explained: [.init(name: "exact duplicate", count: 1)]),
        .init(
          record: "comments of whatsapp", rows: 2, arrived: 1,
          explained: [.init(name: "exact duplicate", count: 1)]),
      ])
  }

  @Test("people of all chats merge by e-mail; the first row over all chats gives id and name")
  func merged() throws {
    let fixture = try fixture(
      [Row(email: "eve@example.org")],
      [
        Row(comment: "2", ticket: "11", author: "6", requester: "6", name: "Eve", email: "EVE@example.org"),
        Row(comment: "3", ticket: "11", author: "7", requester: "6", name: "Bo", email: "bo@example.org"),
      ], ids: apart)
    let batch = try Batch(json: fixture.batch())
    #expect(batch.users.map(\.id) == [5, 901])
    #expect(batch.users.map(\.name) == ["Ann", "Bo"])
    #expect(batch.users.first?.email == "eve@example.org")
    #expect(batch.tickets.map(\.requesterID) == [5, 5])
    #expect(batch.comments.map(\.authorID) == [5, 5, 901])
    #expect(
      try fixture.build().balance.lines == [
        .init(record: "comments", rows: 1, arrived: 1, explained: []),
        .init(record: "tickets", rows: 1, arrived: 1, explained: []),
        .init(record: "users", rows: 1, arrived: 1, explained: []),
        .init(record: "comments of whatsapp", rows: 2, arrived: 2, explained: []),
        .init(record: "tickets of whatsapp", rows: 1, arrived: 1, explained: []),
        .init(
          record: "users of whatsapp", rows: 2, arrived: 1,
          explained: [.init(name: "merged identity", count: 1)]),
      ])
  }

  @Test(
    "a person of both chats whom ticketing knows has the ticketing id everywhere, also in its own records")
  func bothChatsAndTicketing() throws {
    let fixture = try fixture(
      [Row()], [Row(author: "77", requester: "77", email: "Ann@Example.org")], ids: apart,
      sources: "  tickets: {path: tickets.csv}\n  comments: {path: comments.csv}",
      files: [
        "tickets.csv": "id,requester_id,created_at\n60,900,2020-01-01T00:00:00Z\n",
        "comments.csv":
          "id,ticket_id,author_id,public,created_at,html_body\n5,60,900,true,2020-01-01T00:00:00Z,x\n",
      ])
    let batch = try Batch(json: fixture.batch())
    #expect(batch.users.map(\.id) == [900])
    #expect(batch.tickets.map(\.id) == [10, 710, 60])
    #expect(batch.tickets.map(\.requesterID) == [900, 900, 900])
    #expect(batch.comments.map(\.id) == [1, 81, 5])
    #expect(batch.comments.map(\.authorID) == [900, 900, 900])
    #expect(
      try fixture.build().balance.lines.map(\.record) == [
        "comments", "tickets", "users", "comments of whatsapp", "tickets of whatsapp", "users of whatsapp",
        "ticketing comments", "ticketing tickets",
      ])
  }

  @Test("a person whose rows of the first chat lost a conflict is written among the users of that chat")
  func broughtByTheSecondChat() throws {
    let fixture = try fixture(
      [
        Row(email: "eve@example.org"), Row(author: "6", requester: "5", name: "Cy", email: "cy@example.org"),
      ],
      [
        Row(author: "60", requester: "61", email: "cy@example.org"),
        Row(comment: "2", author: "61", requester: "61", name: "Di", email: "di@example.org"),
      ],
      ids: apart, fields: ("", "", "nick: NAME"))
    fixture.plan.conflicts = .first
    #expect(
      try fixture.batch().contains(
        #""users":[{"id":5,"name":"Ann","email":"eve@example.org","nick":"Ann"},"#
          + #"{"id":561,"name":"Di","email":"di@example.org","nick":"Di"},"#
          + #"{"id":6,"name":"Cy","email":"cy@example.org","nick":"Cy"}]"#))
    let lines = try fixture.build().balance.lines
    #expect(lines[2] == .init(record: "users", rows: 2, arrived: 2, explained: []))
    #expect(
      lines[5]
        == .init(
          record: "users of whatsapp", rows: 2, arrived: 1,
          explained: [.init(name: "merged identity", count: 1)]))
  }

  @Test("ids that tickets or comments of two chats would have are refused under every policy")
  func collisions() throws {
    for policy in ConflictPolicy.allCases {
      let fixture = try fixture(
        [Row(comment: "3", ticket: "11"), Row()],
        [Row(comment: "2"), Row(author: "50", requester: "50", email: "cy@example.org")],
        ids: ("", "", "offset: 500"))
      fixture.plan.conflicts = policy
      #expect(
        fixture.refusal().suffix(3) == [
          "'chat' and 'whatsapp' both have a ticket that would get the id 10: chat.csv:3 against whatsapp.csv:"
            + (policy == .last ? "3" : "2"),
          "'chat' and 'whatsapp' both have a comment that would get the id 1: chat.csv:3 against whatsapp.csv:3",
          "Give the records of one source other ids: 'ids: {offset: …}' or 'ids: {prefix: …}' beside it in the plan.",
        ])
    }
  }

  @Test("a rule of ids can collide, too, and so can a chat with the ticketing tool's own records")
  func collisionsOfThree() throws {
    let fixture = try fixture(
      [Row(ticket: "15")], [Row(comment: "2")], ids: ("", "offset: 5", "offset: 500"),
      sources: "  tickets: {path: tickets.csv}\n  comments: {path: comments.csv}",
      files: [
        "tickets.csv": "id,requester_id,created_at\n15,900,2020-01-01T00:00:00Z\n",
        "comments.csv":
          "id,ticket_id,author_id,public,created_at,html_body\n2,15,900,true,2020-01-01T00:00:00Z,x\n",
      ])
    #expect(
      fixture.refusal().dropLast() == [
        "'chat' and 'tickets' both have a ticket that would get the id 15: chat.csv:2 against tickets.csv:2",
        "'chat' and 'whatsapp' both have a ticket that would get the id 15: chat.csv:2 against whatsapp.csv:2",
        "'whatsapp' and 'tickets' both have a ticket that would get the id 15: whatsapp.csv:2 against tickets.csv:2",
        "'whatsapp' and 'comments' both have a comment that would get the id 2: whatsapp.csv:2 against comments.csv:2",
      ])
  }

  @Test("two people of different chats who would get one user id are refused, with all lines of both")
  func sharedIDs() throws {
    for policy in ConflictPolicy.allCases {
      let fixture = try fixture(
        [Row(email: "eve@example.org"), Row(comment: "2", email: "eve@example.org")],
        [Row(author: "4", requester: "4", email: "cy@example.org")],
        ids: ("offset: 100", "offset: 100", "offset: 1"))
      fixture.plan.conflicts = policy
      #expect(
        fixture.refusal() == [
          "people of 'chat' and 'whatsapp' would get the user id 5, because no e-mail matches: "
            + "chat.csv:2, chat.csv:3 against whatsapp.csv:2",
          "Give the people of one source other ids: 'ids: {offset: …}' or 'ids: {prefix: …}' under 'records.users' "
            + "in the plan.",
        ])
    }
  }

  @Test("requesters who never wrote can share an id, too, and one that a rule gives can be a ticketing id")
  func sharedIDsOfRequesters() throws {
    let fixture = try fixture(
      [Row(requester: "8")], [Row(author: "400", requester: "8", email: "cy@example.org")],
      ids: ("offset: 100", "offset: 100", ""))
    #expect(
      fixture.refusal().first
        == "people of 'chat' and 'whatsapp' would get the user id 8, because no e-mail matches: chat.csv:2 "
        + "against whatsapp.csv:2")
    let other = try SeveralChats.ruled(requester: "400")
    #expect(
      other.refusal().first
        == "chat id 900 keeps its number, because no e-mail matches, and that number is a ticketing id: "
        + "whatsapp.csv:2 against users.csv:2")
  }

  /// A fixture whose second chat has `offset: 500` for its people.
  private enum SeveralChats {
    static func ruled(requester: String) throws -> Fixture {
      try fixture(
        [Row()], [Row(author: requester, requester: requester, email: "cy@example.org")], ids: apart)
    }
  }

  @Test("a chat id of which the rule makes none of 64 bits is unreadable, as are ids of comments and tickets")
  func beyond64Bits() throws {
    let huge = "9223372036854775807"
    let fixture = try fixture(
      [Row()],
      [
        Row(author: huge), Row(comment: "2", requester: huge), Row(comment: huge),
        Row(comment: "3", ticket: huge),
      ], ids: ("offset: 1", "offset: 1", "offset: 1"))
    let columns = ["COMMENT_PART_ID", "CONVERSATION_ID", "AUTHOR_ID", "TICKET_REQUESTER_ID"]
    let lines = [4, 5, 2, 3]
    #expect(
      fixture.refusal()
        == zip(lines, columns).map {
          "whatsapp.csv:\($0): \($1) can't be read; expected a 64-bit integer in decimal digits, without a leading "
            + "zero; the plan's 'ids' would take it beyond 64 bits; choose a smaller number there"
        })
  }

  @Test("messages have the ids of the export, not those of the archive")
  func originalIDs() throws {
    let fixture = try fixture(
      [Row()],
      [
        Row(comment: "-1", author: "-5", requester: "-5", email: "cy@example.org"),
        Row(comment: "-1", body: "x"),
      ],
      ids: ("offset: 100", "offset: 100", "offset: 100"))
    #expect(
      fixture.refusal().first
        == "COMMENT_PART_ID -1 has rows that differ in AUTHOR_ID, BODY: whatsapp.csv:2 against whatsapp.csv:3"
    )
    fixture.plan.conflicts = .first
    let warnings = try fixture.build().warnings
    #expect(
      warnings.contains(
        "whatsapp.csv:2: COMMENT_PART_ID is -1; it may mean nobody, or the system itself"))
    #expect(
      warnings.contains("whatsapp.csv:2: AUTHOR_ID is -5; a larger number may have lost its upper bits"))
  }

  @Test("under same-ids the number that a chat has is the ticketing id, whatever the rule")
  func sameIDs() throws {
    let fixture = try fixture(
      [Row(author: "900", requester: "900", email: "")],
      [
        Row(author: "900", requester: "901", email: ""),
        Row(comment: "2", author: "7", requester: "901", email: ""),
      ],
      ids: apart)
    fixture.plan.unresolvedRequester = .sameIDs
    let batch = try Batch(json: fixture.batch())
    #expect(batch.users.map(\.id) == [900, 507])
    #expect(batch.tickets.map(\.requesterID) == [900, 901])
    #expect(batch.comments.map(\.authorID) == [900, 900, 507])
  }

  @Test("references in a chat's custom fields follow the rules of that chat, and people are its own")
  func references() throws {
    func chat(_ row: Row, _ values: String) -> String {
      String(Row.header.dropLast()) + ",PARENT,REPLY,MACRO,OWNER\n" + row.text.dropLast() + ",\(values)\n"
    }
    let fields =
      "parent_id: {from: PARENT, type: ticket-reference}, reply_id: {from: REPLY, type: comment-reference}, "
      + "macro_id: {from: MACRO, type: macro-reference}, owner_id: {from: OWNER, type: user-reference}"
    let fixture = try fixture(
      [], [], ids: apart, fields: (fields, "", ""), sources: "  macros: {path: macros.csv}",
      records: "  macros: {source: macros, key: id, ids: {offset: 40}}",
      files: [
        "chat.csv": chat(Row(email: "eve@example.org"), "10,1,2,5"),
        "whatsapp.csv": chat(Row(name: "Cy", email: "cy@example.org"), "10,1,2,5"),
        "macros.csv": "id\n2\n",
      ])
    let text = try fixture.members().map(\.text).joined()
    #expect(text.contains(#""html_body":"Hi","parent_id":10,"reply_id":1,"macro_id":42,"owner_id":5}"#))
    #expect(text.contains(#""html_body":"Hi","parent_id":710,"reply_id":81,"macro_id":42,"owner_id":505}"#))
  }

  @Test("each chat has its own custom fields: rows of a chat are compared in those that it has")
  func customFields() throws {
    let fixture = try fixture(
      [Row(), Row(name: "B")], [Row(body: "Yo"), Row(body: "Yo", name: "B")], ids: apart)
    fixture.plan.chats[1].columns.commentFields = [ColumnPlan(field: "sender", from: "NAME", whenNull: .keep)]
    #expect(
      fixture.refusal().first
        == "COMMENT_PART_ID 1 has rows that differ in NAME: whatsapp.csv:2 against whatsapp.csv:3")
    fixture.plan.conflicts = .first
    let text = try fixture.batch()
    #expect(text.contains(#""html_body":"Hi"},"#))
    #expect(text.contains(#""html_body":"Yo","sender":"Ann"}]"#))
  }

  @Test("a chat without a usable row is trouble, also the second")
  func empty() throws {
    #expect(
      try fixture([Row()], []).trouble().hasPrefix("whatsapp.csv: 'whatsapp' has no accepted row; "))
  }

  @Test(
    "more rows than the limit are trouble, and as many are not: of all chats together, and of each other source",
    arguments: [(3, nil), (2, "whatsapp: more than 2 rows; migrate the export in parts")] as [(Int, String?)])
  func rowLimit(limit: Int, sentence: String?) throws {
    let fixture = try fixture(
      [Row()], [Row(body: "Yo"), Row(comment: "2")], ids: apart, records: "")
    var options = Build.Options()
    options.rowLimit = limit
    if let sentence {
      #expect(throws: BuildError.trouble(sentence)) { try Build(fixture.plan, options).run() }
    } else {
      _ = try Build(fixture.plan, options).run()
    }
  }
}

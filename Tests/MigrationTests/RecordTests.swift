import Foundation
import Plan
import Testing

@testable import Migration

private func field(_ field: String, _ type: FieldType = .text) -> ColumnPlan {
  ColumnPlan(field: field, from: field, type: type, whenNull: .keep)
}

extension Fixture {
  fileprivate func organizations(_ rows: [String]) throws {
    var map = RecordMap(.organizations, source: try source("orgs", ["id,name,tags"] + rows))
    map.columns += [field("name"), field("tags", .json)]
    plan.records.append(map)
  }

  /// Tickets of the ticketing tool, and comments where they are given.
  fileprivate func records(_ tickets: [String], _ comments: [String]? = nil, ids: IDRule = .same) throws {
    let tickets = try source("tickets", ["id,requester_id,created_at,status"] + tickets)
    var ticketMap = RecordMap(.tickets, source: tickets)
    ticketMap.columns.append(field("status"))
    ticketMap.ids = ids
    plan.records.append(ticketMap)
    guard let comments else { return }
    var commentMap = RecordMap(
      .comments, source: try source("comments", ["id,ticket_id,author_id,public,created_at,body"] + comments))
    commentMap.columns[5].from = "body"
    commentMap.ids = ids
    plan.records.append(commentMap)
  }
}

private let users = ["900,ann@example.org", "901,bo@example.org"]

@Suite("Records beside the chat's")
struct RecordTests {
  @Test("organizations stand in front, in batches of their own, in the order of their first records")
  func organizations() throws {
    let fixture = try Fixture([Row()])
    try fixture.organizations(["3,Cats,\"[1, 2]\"", "1,,", "3,Cats,\"[1,2]\"", "2,Dogs,{}"])
    fixture.plan.archive.batchSize = 2
    let members = try fixture.members()
    #expect(members.map(\.name) == [100, 200, 300].map { "backup_tickets_\($0).json" })
    #expect(
      members[0].text == #"{"data":{"tickets":{"data":[],"comments":[],"users":[],"organizations":["#
        + #"{"id":3,"name":"Cats","tags":[1, 2]},{"id":1,"name":null,"tags":null}]}}}"#)
    #expect(
      members[1].text == #"{"data":{"tickets":{"data":[],"comments":[],"users":[],"organizations":["#
        + #"{"id":2,"name":"Dogs","tags":{}}]}}}"#)
    #expect(members[2].text.hasSuffix(#""organizations":[]}}}"#))
    #expect(
      try fixture.build().balance.lines.last
        == .init(
          record: "organizations", rows: 4, arrived: 3, explained: [.init(name: "exact duplicate", count: 1)])
    )
  }

  @Test("the ticketing tool's tickets follow the chat's, each with its comments in time order")
  func threeWay() throws {
    let fixture = try Fixture([Row()], ticketing: users)
    try fixture.records(
      [
        "70,901,2020-01-01T00:00:00Z,open", "60,900,2020-01-02T00:00:00+01:00,",
        "50,901,2020-01-03T00:00:00Z,x",
      ],
      [
        "5,60,900,true,2020-02-02T00:00:00Z,b", "6,70,901,f,2020-02-02T00:00:00Z,",
        "4,60,901,t,2020-02-01T00:00:00Z,a", "3,60,901,t,2020-02-02T00:00:00Z,c",
      ])
    #expect(
      try fixture.batch() == #"{"data":{"tickets":{"data":["#
        + #"{"id":10,"created_at":"2021-01-01T00:00:00Z","requester_id":900},"#
        + #"{"id":70,"created_at":"2020-01-01T00:00:00Z","requester_id":901,"status":"open"},"#
        + #"{"id":60,"created_at":"2020-01-01T23:00:00Z","requester_id":900,"status":null},"#
        + #"{"id":50,"created_at":"2020-01-03T00:00:00Z","requester_id":901,"status":"x"}],"#
        + #""comments":[{"id":1,"ticket_id":10,"author_id":900,"public":true,"#
        + #""created_at":"2021-02-02T02:02:02Z","html_body":"Hi"},"#
        + #"{"id":6,"ticket_id":70,"author_id":901,"public":false,"created_at":"2020-02-02T00:00:00Z","#
        + #""html_body":""},"#
        + #"{"id":4,"ticket_id":60,"author_id":901,"public":true,"created_at":"2020-02-01T00:00:00Z","#
        + #""html_body":"a"},"#
        + #"{"id":5,"ticket_id":60,"author_id":900,"public":true,"created_at":"2020-02-02T00:00:00Z","#
        + #""html_body":"b"},"#
        + #"{"id":3,"ticket_id":60,"author_id":901,"public":true,"created_at":"2020-02-02T00:00:00Z","#
        + #""html_body":"c"}],"#
        + #""users":[{"id":900,"name":"Ann","email":"ann@example.org"}],"organizations":[]}}}"#)
    let lines = try fixture.build().balance.lines
    #expect(
      lines.map(\.record) == ["comments", "tickets", "users", "ticketing comments", "ticketing tickets"])
    #expect(lines[3...].map(\.arrived) == [4, 3])
  }

  @Test(
    "a batch closes before tickets or comments of both systems together overflow, comments behind tickets")
  func limits() throws {
    let fixture = try Fixture([Row()], ticketing: users)
    try fixture.records(
      (1...5).map { "\($0 + 50),901,2020-01-01T00:00:00Z," },
      (1...4).map { "\($0 + 50),52,901,t,2020-01-01T00:00:00Z,\($0)" })
    fixture.plan.archive.batchSize = 2
    let batches = try fixture.members().map { try Batch(json: $0.text) }
    #expect(batches.map { $0.tickets.map(\.id) } == [[10, 51], [52], [53, 54], [55]])
    #expect(batches.map { $0.comments.map(\.id) } == [[1], [51, 52], [53, 54], []])
  }

  @Test("the ids' rule moves the record and what refers to it, and no person")
  func idRule() throws {
    let fixture = try Fixture([Row()], ticketing: users)
    try fixture.records(
      ["10,901,2020-01-01T00:00:00Z,"], ["1,10,901,t,2020-01-01T00:00:00Z,x"], ids: .offset(1000))
    let batch = try fixture.batch()
    #expect(batch.contains(#"{"id":1010,"created_at":"2020-01-01T00:00:00Z","requester_id":901,"#))
    #expect(batch.contains(#"{"id":1001,"ticket_id":1010,"author_id":901,"#))
  }

  @Test(
    "ids that records of two sources would have are refused under every policy, with both lines and the remedy"
  )
  func collisions() throws {
    for policy in ConflictPolicy.allCases {
      let fixture = try Fixture([Row(comment: "2", ticket: "11"), Row()], ticketing: users)
      try fixture.records(
        ["9,901,2020-01-01T00:00:00Z,", "10,901,2020-01-01T00:00:00Z,"], ["1,9,901,t,2020-01-01T00:00:00Z,x"])
      fixture.plan.conflicts = policy
      #expect(
        fixture.refusal() == [
          "'chat' and 'tickets' both have a ticket that would get the id 10: chat.csv:3 against tickets.csv:3",
          "'chat' and 'comments' both have a comment that would get the id 1: chat.csv:3 against comments.csv:2",
          "Give the records of one source other ids: 'ids: {offset: …}' or 'ids: {prefix: …}' beside it in the plan.",
        ])
    }
  }

  @Test("a comment whose ticket is no usable record is left out as unknown ticket, and refused")
  func unknownTicket() throws {
    let fixture = try Fixture([Row()], ticketing: users)
    try fixture.records(
      ["60,901,2020-01-01T00:00:00Z,", ",901,2020-01-01T00:00:00Z,"], ["5,61,901,t,2020-01-01T00:00:00Z,x"])
    fixture.plan.records[0].columns[0].whenNull = .drop
    #expect(
      fixture.refusal() == [
        "comments.csv:2: ticket_id is not the id of a ticket in the export of tickets; export the tickets again, "
          + "or remove the comment"
      ])
  }

  @Test("records that can't be taken are judged as chat rows are")
  func rejected() throws {
    let fixture = try Fixture([Row()], ticketing: users)
    try fixture.records(
      ["60,901,2020-01-01T00:00:00Z,", "61,,x,", "62,1.0,2020-01-01T00:00:00Z,", "1,2"],
      ["5,60,901,yes,2020-01-01T00:00:00Z,x"])
    let sentences = fixture.refusal()
    #expect(sentences.count == 4)
    #expect(
      sentences[0] == "comments.csv:2: public can't be read; expected true or false (or t, f, 1, 0); "
        + "name the words for both under 'true' and 'false' in the plan, or correct the export")
    #expect(sentences[1].hasPrefix("tickets.csv:5: "))
    #expect(sentences[2].hasPrefix("tickets.csv:3: requester_id is null; "))
    #expect(sentences[3].hasPrefix("tickets.csv:4: requester_id can't be read; "))
  }

  @Test("records of one id that differ are refused by their columns, or decided by the policy")
  func conflicts() throws {
    let rows = [
      "60,901,2020-01-01T00:00:00Z,a", "61,901,2020-01-01T00:00:00Z,a", "60,900,2020-01-01 00:00:00Z,b",
    ]
    let fixture = try Fixture([Row()], ticketing: users)
    try fixture.records(rows)
    #expect(
      fixture.refusal() == [
        "id 60 of the ticketing tickets has records that differ in requester_id, status: "
          + "tickets.csv:2 against tickets.csv:4",
        "Correct the exports, decide each conflict in a sheet ('deskaudit decide'), or let the plan decide all with "
          + "'conflicts: first' or 'conflicts: last'.",
      ])
    for (policy, status) in [(ConflictPolicy.first, "a"), (.last, "b")] {
      fixture.plan.conflicts = policy
      let batch = try Batch(json: fixture.batch())
      #expect(batch.tickets.map(\.id) == [10, 60, 61])
      #expect(try fixture.batch().contains(#""status":"\#(status)"},{"id":61"#))
      let report = try fixture.build()
      #expect(report.resolved == ["1 ticketing ticket"])
      #expect(report.balance.lines[3].explained == [.init(name: "conflict resolved", count: 1)])
    }
  }

  @Test("people who are no ticketing users are warned of, with the records that name them")
  func strangers() throws {
    let fixture = try Fixture([Row()], ticketing: users)
    try fixture.records(
      ["60,5,2020-01-01T00:00:00Z,", "61,901,2020-01-01T00:00:00Z,"], ["5,60,901,t,2020-01-01T00:00:00Z,x"])
    #expect(
      try fixture.build().warnings == [
        "1 record of the ticketing tickets refers to people who are not ticketing users; the audit will fail",
        "tickets.csv:2: requester_id 5 is not a ticketing user",
      ])
  }

  @Test("an export of records without a usable one is trouble")
  func empty() throws {
    let fixture = try Fixture([Row()], ticketing: users)
    try fixture.records(["60,901,2020-01-01T00:00:00Z,"], [])
    #expect(fixture.trouble().hasPrefix("comments.csv: 'comments' has no accepted row; "))
    let other = try Fixture([Row()])
    try other.organizations([])
    #expect(other.trouble().hasPrefix("orgs.csv: 'orgs' has no accepted row; "))
  }
}

import Foundation
import Plan
import Testing

@testable import Migration

/// A chat, ticketing users, and record types of the plan's own.
///
/// - Parameters:
///   - types: for each type what the plan says under `fields:`, in order.
///   - files: the rows of each, below the header `id,a,b`.
private func fixture(
  _ types: KeyValuePairs<String, String>, ids: [String: String] = [:], files: [String: String] = [:],
  rows: [Row] = [Row(email: "ann@example.org")]
) throws -> Fixture {
  let sources = types.map { "  \($0.key): {path: \($0.key).csv}\n" }.joined()
  let records = types.map { name, fields in
    let rule = ids[name].map { ", ids: {\($0)}" } ?? ""
    return "  \(name): {source: \(name), key: id\(rule), fields: {\(fields)}}\n"
  }.joined()
  var exports = [
    "chat.csv": Row.header + rows.map(\.text).joined(), "users.csv": "id,email\n900,ann@example.org\n",
  ]
  for type in types { exports["\(type.key).csv"] = "id,a,b\n" + (files[type.key] ?? "1,2,3\n") }
  return try Fixture(
    plan: """
      sources:
        chat: {path: chat.csv}
        ticketing: {path: users.csv}
      \(sources)identity: {match: email, keep: ticketing}
      records:
      \(records)
      """, files: exports)
}

/// The objects that each member has, by the arrays that have some.
private func arrays(_ members: [TarMember]) throws -> [[String]] {
  try members.map { member in
    let text = try #require(
      try JSONSerialization.jsonObject(with: Data(member.text.utf8)) as? [String: [String: [String: [Any]]]])
    let arrays = try #require(text["data"]?["tickets"])
    return arrays.filter { !$0.value.isEmpty }.keys.sorted()
  }
}

@Suite("Record types of the plan's own")
struct RecordTypeTests {
  @Test(
    "every batch has the arrays of the schema in its order, those that the plan adds behind organizations")
  func arraysOfTheSchema() throws {
    let fixture = try fixture(["tags": "name: a", "macros": "owner_id: {from: b, type: user-reference}"])
    #expect(
      try fixture.members().map(\.text) == [
        #"{"data":{"tickets":{"data":[],"comments":[],"users":[],"organizations":[],"#
          + #""tags":[{"id":1,"name":"2"}],"macros":[]}}}"#,
        #"{"data":{"tickets":{"data":[{"id":10,"created_at":"2021-01-01T00:00:00Z","requester_id":900}],"#
          + #""comments":[{"id":1,"ticket_id":10,"author_id":900,"public":true,"#
          + #""created_at":"2021-02-02T02:02:02Z","html_body":"Hi"}],"#
          + #""users":[{"id":900,"name":"Ann","email":"ann@example.org"}],"organizations":[],"#
          + #""tags":[],"macros":[]}}}"#,
        #"{"data":{"tickets":{"data":[],"comments":[],"users":[],"organizations":[],"tags":[],"#
          + #""macros":[{"id":1,"owner_id":3}]}}}"#,
      ])
  }

  @Test("what a record refers to comes before it; who refers to tickets, comments or users comes last")
  func order() throws {
    let fixture = try fixture([
      "views": "macro_id: {from: a, type: macro-reference}", "organizations": "name: a",
      "macros": "owner_id: {from: a, type: user-reference}",
      "categories": "section_id: {from: a, type: section-reference}", "sections": "name: a",
      "links": "ticket_id: {from: a, type: ticket-reference}",
      "notes": "comment_id: {from: a, type: comment-reference}",
    ])
    #expect(
      try arrays(fixture.members()) == [
        ["organizations"], ["sections"], ["categories"], ["comments", "data", "users"], ["macros"], ["views"],
        ["links"], ["notes"],
      ])
  }

  @Test("types that refer to each other, and to themselves, keep the order of the plan")
  func circle() throws {
    let fixture = try fixture([
      "sections":
        "parent_id: {from: a, type: section-reference}, group_id: {from: b, type: group-reference}",
      "groups": "section_id: {from: a, type: section-reference}",
    ])
    #expect(try arrays(fixture.members()).dropLast() == [["groups"], ["sections"]])
  }

  @Test("who refers to a user only by way of a circle comes last, too")
  func circleOfLateTypes() throws {
    let fixture = try fixture([
      "sections":
        "group_id: {from: a, type: group-reference}, owner_id: {from: b, type: user-reference}",
      "groups": "section_id: {from: a, type: section-reference}", "tags": "name: a",
    ])
    #expect(
      try arrays(fixture.members()) == [["tags"], ["comments", "data", "users"], ["groups"], ["sections"]])
  }

  @Test("records of one type fill batches of their own up to the limit")
  func limit() throws {
    let fixture = try fixture(
      ["tags": "name: a", "macros": "owner_id: {from: b, type: user-reference}"],
      files: ["tags": "1,,\n2,,\n3,,\n", "macros": "7,,\n8,,\n9,,\n"])
    fixture.plan.archive.batchSize = 2
    #expect(
      try arrays(fixture.members()) == [
        ["tags"], ["tags"], ["comments", "data", "users"], ["macros"], ["macros"],
      ])
  }

  @Test(
    "references follow the rule of the type that they name; one without a mapping and a user stay as they are"
  )
  func references() throws {
    let fixture = try fixture(
      [
        "macros": "parent_id: {from: a, type: macro-reference}, user_id: {from: b, type: user-reference}",
        "views":
          "macro_id: {from: a, type: macro-reference}, organization_id: {from: b, type: organization-reference}",
      ], ids: ["macros": "prefix: 9"], files: ["macros": "1,1,900\n", "views": "1,1,4\n"])
    let text = try fixture.members().map(\.text).joined()
    #expect(text.contains(#""macros":[{"id":91,"parent_id":91,"user_id":900}]"#))
    #expect(text.contains(#""views":[{"id":1,"macro_id":91,"organization_id":4}]"#))
  }

  @Test("a reference that the rule pushes beyond 64 bits is unreadable")
  func beyond64Bits() throws {
    let fixture = try fixture(
      ["macros": "parent_id: {from: a, type: macro-reference}"], ids: ["macros": "offset: 1"],
      files: ["macros": "1,9223372036854775807,\n"])
    #expect(
      fixture.refusal() == [
        "macros.csv:2: a can't be read; expected a 64-bit integer in decimal digits, without a leading zero; "
          + "the plan's 'ids' would take it beyond 64 bits; choose a smaller number there"
      ])
  }

  @Test("the balance has a line for each type, in the order of the plan, with duplicates and conflicts")
  func balance() throws {
    let fixture = try fixture(
      ["tags": "name: a", "macros": "owner_id: {from: b, type: user-reference}"],
      files: ["tags": "1,x,\n1,x,\n2,x,\n2,y,\n", "macros": "1,,\n"])
    #expect(
      fixture.refusal().first
        == "id 2 of the tags has records that differ in a: tags.csv:4 against tags.csv:5")
    fixture.plan.conflicts = .first
    #expect(
      try fixture.build().balance.lines.dropFirst(3) == [
        .init(
          record: "tags", rows: 4, arrived: 2,
          explained: [.init(name: "exact duplicate", count: 1), .init(name: "conflict resolved", count: 1)]),
        .init(record: "macros", rows: 1, arrived: 1, explained: []),
      ])
  }

  @Test("more records than the limit are trouble, and as many are not")
  func rowLimit() throws {
    let fixture = try fixture(["tags": "name: a"], files: ["tags": "1,,\n2,,\n"])
    var options = Build.Options()
    options.rowLimit = 2
    _ = try Build(fixture.plan, options).run()
    options.rowLimit = 1
    #expect(throws: BuildError.trouble("tags: more than 1 row; migrate the export in parts")) {
      _ = try Build(fixture.plan, options).run()
    }
  }
}

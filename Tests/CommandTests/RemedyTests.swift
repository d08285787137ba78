import Foundation
import Testing

/// What a message offers is done, word by word, and works: for `build` and for `verify`.
@Suite("Remedies work")
struct RemedyTests {
  /// The chat of `Folder.migration` without a column, as CSV or as NDJSON, and a plan of its source alone.
  private static func folder(without column: String, isJSON: Bool, plan: String = "") throws -> Folder {
    let folder = try Folder()
    let names = Folder.header.dropLast().split(separator: ",").map(String.init)
    let rows = [
      [
        "2021-01-01T00:00:00Z", "1", "11", "5", "true", "Hello", "2021-01-01T00:00:00Z", "1", "Ann",
        "ann@example.org",
      ],
      [
        "2021-01-01T00:00:00Z", "1", "12", "5", "false", "Hi", "2021-01-01T00:01:00Z", "2", "Bob",
        "bob@example.org",
      ],
    ]
    let kept = names.indices.filter { names[$0] != column }
    var lines: [String] = isJSON ? [] : [kept.map { names[$0] }.joined(separator: ",")]
    for row in rows {
      let members = kept.map { "\"\(names[$0])\":\"\(row[$0])\"" }.joined(separator: ",")
      lines.append(isJSON ? "{\(members)}" : kept.map { row[$0] }.joined(separator: ","))
    }
    let text = lines.joined(separator: "\n") + "\n"
    try folder.write(text, to: isJSON ? "exports/chat.ndjson" : "exports/chat.csv")
    try folder.write(
      "sources: {chat: {path: exports/chat.\(isJSON ? "ndjson" : "csv")}}\narchive: {path: tickets.tar.gz}\n\(plan)\n",
      to: "migration.yml")
    return folder
  }

  @Test(
    "a column of a field that may be null, and is nowhere, is refused with the constant that replaces it",
    arguments: [("EMAIL", "users", "email"), ("NAME", "users", "name"), ("BODY", "comments", "html_body")],
    [false, true])
  func constant(_ missing: (column: String, type: String, field: String), isJSON: Bool) throws {
    let folder = try Self.folder(without: missing.column, isJSON: isJSON)
    let remedy =
      "; where there are none, write '\(missing.field): {value: null}' under 'records.\(missing.type).fields' instead"
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 2)
    #expect(build.errors.hasSuffix(remedy + "\n"), "\(build.errors)")
    #expect(try Tool.run("verify", in: folder).exitCode == 2)
    #expect(try folder.reasons().contains { $0.hasSuffix(remedy) })
    if !isJSON { #expect(try Tool.run("plan", in: folder).errors.hasSuffix(remedy + "\n")) }
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      plan + "records: {\(missing.type): {fields: {\(missing.field): {value: null}}}}\n", to: "migration.yml")
    try expectPass(folder)
  }

  @Test("a column that must be there is not offered a constant", arguments: [false, true])
  func required(isJSON: Bool) throws {
    let folder = try Self.folder(without: "AUTHOR_ID", isJSON: isJSON)
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 2)
    #expect(
      build.errors.hasSuffix(
        "names must match exactly. Export the missing ones, or name the file's own in the plan under 'records'\n"
      ))
  }

  @Test(
    "a default does not replace a column that is nowhere, in CSV as in JSON: a name that is wrong would fill every record",
    arguments: [false, true],
    [("new", "{value: 'new'}"), ("it''s", "{value: 'it''s'}"), ("", "{value: null}")])
  func defaultOfNothing(isJSON: Bool, _ given: (text: String, constant: String)) throws {
    let plan = "records: {comments: {fields: {state: {from: STATE, default: '\(given.text)'}}}}"
    let folder = try Self.folder(without: "", isJSON: isJSON, plan: plan)
    let remedy =
      "where there are none, write 'state: \(given.constant)' under 'records.comments.fields' instead"
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 2)
    #expect(build.errors.hasSuffix(remedy + "\n"), "\(build.errors)")
    #expect(try Tool.run("verify", in: folder).exitCode == 2)
    #expect(try folder.reasons().contains { $0.hasSuffix(remedy) })
    let text = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      text.replacing("state: {from: STATE, default: '\(given.text)'}", with: "state: \(given.constant)"),
      to: "migration.yml")
    try expectPass(folder)
  }

  @Test("a key that may be a slip is named with the nearest one")
  func nearestKey() throws {
    let plan = "records: {comments: {fields: {state: {from: COMMENT_PUBLIK, default: ''}}}}"
    let folder = try Self.folder(without: "", isJSON: true, plan: plan)
    #expect(
      try Tool.run("build", in: folder).errors.hasPrefix(
        "error: chat: none of its 2 JSON records has the key 'COMMENT_PUBLIK' (nearest: 'COMMENT_PUBLIC'); names"
      ))
  }

  @Test("ids that are texts are refused with the rule that numbers them, until all of them are numbered")
  func textIDs() throws {
    let folder = try Folder()
    let id = "667d614a8a68186f43bafe42"
    try folder.write(
      Folder.header
        + "2021-01-01T00:00:00Z,\(id),c-1,t-5,true,Hello,2021-01-01T00:00:00Z,\(id),Ann,ann@example.org\n",
      to: "exports/chat.csv")
    let plan = "sources: {chat: {path: exports/chat.csv}}\narchive: {path: tickets.tar.gz}\nrecords:\n"
    var rules = ""
    try folder.write(plan.replacing("records:\n", with: ""), to: "migration.yml")
    for (column, type) in [
      ("COMMENT_PART_ID", "comments"), ("CONVERSATION_ID", "tickets"), ("AUTHOR_ID", "users"),
    ] {
      let build = try Tool.run("build", in: folder)
      #expect(build.exitCode == 1)
      #expect(
        build.errors
          == "error: exports/chat.csv:2: \(column) can't be read; expected a 64-bit integer in decimal digits, without a "
          + "leading zero; looks like a text; if the ids are texts, write 'ids: {text: \(type)}' under 'records.\(type)' "
          + "in the plan\n")
      rules += "  \(type): {ids: {text: \(type)}}\n"
      try folder.write(plan + rules, to: "migration.yml")
    }
    try expectPass(folder)
  }

  @Test("columns of the elements of an array are refused with the 'each' that makes rows of them")
  func parts() throws {
    let folder = try Folder()
    let part =
      #"{"id":1,"at":"2021-01-01T00:00:00Z","text":"x","public":true,"by":{"id":8,"name":"Ann","mail":null}}"#
    try folder.write(
      #"{"id":6,"opened":"2021-01-01T00:00:00Z","asker":8,"parts":[]}"# + "\n"
        + #"{"id":7,"opened":"2021-01-01T00:00:00Z","asker":8,"parts":[\#(part)]}"# + "\n",
      to: "exports/chat.ndjson")
    func plan(_ each: String, _ inside: String, _ outside: String) -> String {
      """
      sources: {chat: {path: exports/chat.ndjson\(each)}}
      archive: {path: tickets.tar.gz}
      records:
        comments:
          fields: {id: \(inside)id, ticket_id: \(outside)id, author_id: \(inside)by.id, public: \(inside)public,
            created_at: \(inside)at, html_body: \(inside)text}
        tickets: {fields: {requester_id: \(outside)asker, created_at: \(outside)opened}}
        users: {fields: {name: \(inside)by.name, email: \(inside)by.mail}}
      """
    }
    try folder.write(plan("", "parts.", ""), to: "migration.yml")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 2)
    #expect(
      build.errors.hasSuffix(
        "names must match exactly. The records have 'parts' as an array: let its elements be the rows, with "
          + "'each: \"parts[]\"' beside the source's path in the plan, and name the columns as these have them ("
          + "'parts.id' is then 'id', 'id' is then '^.id', 'parts.by.id' is then 'by.id', 'asker' is then '^.asker', "
          + "'parts.public' is then 'public', 'parts.at' is then 'at', 'opened' is then '^.opened', 'parts.text' is then "
          + "'text', 'parts.by.name' is then 'by.name', 'parts.by.mail' is then 'by.mail')\n"),
      "\(build.errors)")
    try folder.write(plan(", each: \"parts[]\"", "", "^."), to: "migration.yml")
    try expectPass(folder)
  }

  @Test("a ticketing user without an id is refused with the condition that leaves such rows out")
  func rowWithoutID() throws {
    let folder = try Folder.migration()
    try folder.write("id,email\n9001,ann@example.org\n,zoe@example.org\n", to: "exports/users.csv")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1)
    #expect(
      build.errors
        == "error: exports/users.csv:3: id is null; fill it in, or leave such rows out with \"where: 'id != null'\" beside "
        + "the source's path in the plan\n")
    try folder.changePlan("exports/users.csv}", to: "exports/users.csv, where: 'id != null'}")
    try expectPass(folder)
  }

  @Test(
    "a key that a later file of JSON lacks is refused with what helps: a default, a value of the default, or the export",
    arguments: [
      (
        "BODY", "say so in the plan with \"default: ''\" for its field", "html_body", "comments",
        "{from: BODY, default: ''}"
      ),
      (
        "COMMENT_PUBLIC", "it must have a value, or give these records a value with 'default' for its field",
        "public",
        "comments", "{from: COMMENT_PUBLIC, default: false}"
      ), ("CONVERSATION_ID", "or export it, because it must have a value\n", "", "", ""),
    ])
  func laterFile(column: String, remedy: String, field: String, type: String, value: String) throws {
    let folder = try Self.folder(without: "", isJSON: true)
    let lacking = String(
      decoding: try Self.folder(without: column, isJSON: true).bytes(of: "exports/chat.ndjson"), as: UTF8.self
    )
    try folder.write(
      lacking.replacing("\"COMMENT_PART_ID\":\"1", with: "\"COMMENT_PART_ID\":\"3"),
      to: "exports/later.ndjson")
    let plan = """
      sources: {chat: {path: [exports/chat.ndjson, exports/later.ndjson]}}
      archive: {path: tickets.tar.gz}

      """
    try folder.write(plan, to: "migration.yml")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 2)
    #expect(build.errors.contains(remedy), "\(build.errors)")
    guard !field.isEmpty else { return }
    try folder.write(plan + "records: {\(type): {fields: {\(field): \(value)}}}\n", to: "migration.yml")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try folder.audit().outcome.exitCode == 0)
  }
}

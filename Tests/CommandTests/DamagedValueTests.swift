import Foundation
import Testing

/// The forms of the failure catalogue in which tools damage numbers and words (B05 to B12): what `build`
/// says of an export that has one, and what `verify` says of it beside an archive that was built before.
@Suite("Damaged numbers and words")
struct DamagedValueTests {
  /// A form of an id that is none any more.
  struct Form: Sendable, CustomTestStringConvertible {
    var name: String
    /// As it is in the CSV.
    var field: String
    /// What `build` takes it for, and what to do.
    var build: String
    /// How `verify` shows it, and what it takes it for.
    var verify: String

    var testDescription: String { name }

    static let asText = "as a spreadsheet or a float column leaves it; export the original number as text"
    /// Stands for what the plan would say of the column's ids.
    static let rule = "RULE"
    static let asNull = "if it means null, name it under 'null' in the plan"
  }

  static let forms = [
    Form(
      name: "B05 leading zeros", field: "00010",
      build:
        "a number with leading zeros; export it without them, or, if the ids are texts, write \(Form.rule) in the plan",
      verify:
        "'00010', which is not a 64-bit integer: there are leading zeros; if the ids are texts, write \(Form.rule) in "
        + "the plan"),
    Form(
      name: "a text", field: "667d614a8a68186f43bafe42",
      build: "a text; if the ids are texts, write \(Form.rule) in the plan",
      verify:
        "a text of 24 bytes (masked), which is not a 64-bit integer: a text; if the ids are texts, write "
        + "\(Form.rule) in the plan"),
    Form(
      name: "B07 a decimal point", field: "3.0",
      build: "a whole number written with a decimal point, \(Form.asText)",
      verify: "'3.0', which is not a 64-bit integer: a whole number with a decimal point"),
    Form(
      name: "B09 scientific notation", field: "1.2E+10",
      build: "scientific notation (digits are lost), \(Form.asText)",
      verify: "'1.2E+10', which is not a 64-bit integer: scientific notation, in which digits are lost"),
    Form(
      name: "B11 grouping marks", field: "\"1,55,157\"",
      build: "a number with grouping marks, \(Form.asText)",
      verify: "'1,55,157', which is not a 64-bit integer: a number with grouping marks"),
    Form(
      name: "B12 NA", field: "NA", build: "a word for a missing value; \(Form.asNull)",
      verify: "a text of 2 bytes (masked), which is not a 64-bit integer: 'NA' often means null; if it "
        + "does, name it under 'null' in the plan"),
    Form(
      name: "B12 None", field: "None", build: "a word for a missing value; \(Form.asNull)",
      verify:
        "a text of 4 bytes (masked), which is not a 64-bit integer: 'None' often means null; if it "
        + "does, name it under 'null' in the plan"),
    Form(
      name: "B12 N/A", field: "N/A", build: "a word for a missing value; \(Form.asNull)",
      verify: "a text of 3 bytes (masked), which is not a 64-bit integer: 'N/A' often means null; if it "
        + "does, name it under 'null' in the plan"),
  ]

  @Test(
    "a damaged id is refused, and fails, with its line and column", arguments: forms,
    ["COMMENT_PART_ID", "CONVERSATION_ID", "AUTHOR_ID", "TICKET_REQUESTER_ID"])
  func damagedID(form: Form, column: String) throws {
    var row = ChatLine()
    switch column {
    case "COMMENT_PART_ID": row.id = form.field
    case "CONVERSATION_ID": row.ticket = form.field
    case "AUTHOR_ID": row.author = form.field
    default: row.requester = form.field
    }
    let type = ["COMMENT_PART_ID": "comments", "CONVERSATION_ID": "tickets"][column] ?? "users"
    let rule = "'ids: {text: \(type)}' under 'records.\(type)'"
    let judged = try Judged(damaged: [.first, row])
    #expect(judged.build.exitCode == 1)
    #expect(
      judged.build.errors
        == "error: exports/chat.csv:3: \(column) can't be read; expected a 64-bit integer in decimal digits, "
        + "without a leading zero; looks like \(form.build.replacing(Form.rule, with: rule))\n")
    #expect(judged.verify.exitCode == 1)
    #expect(
      judged.findings["no-rejected-rows"] == [
        "exports/chat.csv:3: \(column) is \(form.verify.replacing(Form.rule, with: rule))"
      ])
  }

  @Test("B10: an id whose zeros another list has stripped is refused, and fails")
  func strippedZeros() throws {
    let judged = try Judged(
      damaged: [.first, ChatLine()],
      users: "id,email\n9001,ann@example.org\n76,zoe@example.org\n00076,yan@example.org\n")
    #expect(judged.build.exitCode == 1)
    #expect(
      judged.build.errors
        == "error: exports/users.csv:4: id can't be read; expected a 64-bit integer in decimal digits, "
        + "without a leading zero; looks like a number with leading zeros; export it without them\n")
    #expect(judged.verify.exitCode == 1)
    #expect(
      judged.findings == [
        "no-rejected-rows": [
          "exports/users.csv:4: id is '00076', which is not a 64-bit integer: there are leading zeros"
        ]
      ])
  }

  @Test(
    "B06: an id beyond 2^53 arrives to the last digit",
    arguments: ["9007199254740993", "9223372036854775807"])
  func largeID(id: String) throws {
    let rows = [ChatLine.first, ChatLine(id: id)]
    let judged = try Judged(sound: rows, damaged: rows)
    #expect(judged.build.exitCode == 0)
    #expect(judged.build.errors == "")
    #expect(judged.verify.exitCode == 0)
    #expect(judged.findings == [:])
  }

  @Test("B06: an archive with an id that a float has rounded fails, with the id that is lost")
  func roundedID() throws {
    let judged = try Judged(
      sound: [.first, ChatLine(id: "9007199254740992")],
      damaged: [.first, ChatLine(id: "9007199254740993")])
    #expect(judged.verify.exitCode == 1)
    #expect(Set(judged.findings.keys) == ["no-missing-comments", "no-unexpected-comments"])
    #expect(
      judged.findings["no-missing-comments"]?.first?.hasPrefix("comment 9007199254740993 is missing") == true)
  }

  @Test("B08: an id below zero, which may be one, passes with a warning of both")
  func negativeID() throws {
    let rows = [ChatLine.first, ChatLine(id: "-769178383")]
    let judged = try Judged(sound: rows, damaged: rows)
    #expect(judged.build.exitCode == 0)
    #expect(
      judged.build.errors == """
        warning: values of the chat export that look damaged, and are migrated unchanged: 1
        warning: exports/chat.csv:3: COMMENT_PART_ID is -769178383; a larger number may have lost its \
        upper bits

        """)
    #expect(judged.verify.exitCode == 0)
    #expect(
      judged.findings == [
        "export-ids-are-positive": [
          "exports/chat.csv:3: comment -769178383 (COMMENT_PART_ID): a larger id may have lost its upper bits"
        ]
      ])
  }

  @Test(
    "B08: every id below zero is told by both with its column",
    arguments: [
      (
        "CONVERSATION_ID", "ticket -769178383 (CONVERSATION_ID)",
        ChatLine(requester: "2", ticket: "-769178383")
      ),
      (
        "AUTHOR_ID", "chat id -769178383 (AUTHOR_ID)",
        ChatLine(author: "-769178383")
      ),
      (
        "TICKET_REQUESTER_ID", "chat id -769178383 (TICKET_REQUESTER_ID)",
        ChatLine(requester: "-769178383", ticket: "6")
      ),
    ])
  func negativeIDs(column: String, what: String, row: ChatLine) throws {
    let rows = [ChatLine.first, row]
    let plan = "unresolved-requester: allow"
    let judged = try Judged(sound: rows, damaged: rows, plan: plan)
    #expect(
      judged.build.errors.contains(
        "warning: exports/chat.csv:3: \(column) is -769178383; a larger number may have lost its upper bits\n"
      ))
    #expect(judged.verify.exitCode == 0)
    #expect(
      judged.findings["export-ids-are-positive"] == [
        "exports/chat.csv:3: \(what): a larger id may have lost its upper bits"
      ])
  }

  @Test("B08: an archive with an id that has overflowed fails")
  func overflowedID() throws {
    let judged = try Judged(
      sound: [.first, ChatLine(id: "-769178383")], damaged: [.first, ChatLine(id: "3525788913")])
    #expect(judged.verify.exitCode == 1)
    #expect(Set(judged.findings.keys) == ["no-missing-comments", "no-unexpected-comments"])
    #expect(judged.findings["no-missing-comments"]?.first?.hasPrefix("comment 3525788913 is missing") == true)
  }

  @Test("B12: a word that often means null is a name as any other", arguments: ["NA", "None", "N/A", "null"])
  func nameOfNothing(word: String) throws {
    let rows = [ChatLine.first, ChatLine(name: word)]
    let judged = try Judged(sound: rows, damaged: rows)
    #expect(judged.build.errors == "")
    #expect(judged.verify.exitCode == 0)
    #expect(judged.findings == [:])
  }

  @Test("B12: an archive in which a name has become null fails", arguments: ["NA", "None", "N/A"])
  func nameBecomesNull(word: String) throws {
    let judged = try Judged(
      sound: [.first, ChatLine(name: "")], damaged: [.first, ChatLine(name: word)])
    #expect(judged.verify.exitCode == 1)
    #expect(Array(judged.findings.keys) == ["names-are-unchanged"])
    #expect(judged.findings["names-are-unchanged"]?.count == 1)
  }

  // MARK: JSON

  @Test(
    "a number of JSON that is no integer is refused, and fails, with its line",
    arguments: [
      (
        "12.0", "a whole number written with a decimal point, \(Form.asText)",
        "a whole number with a decimal point"
      ),
      (
        "1.2e10", "scientific notation (digits are lost), \(Form.asText)",
        "scientific notation, in which digits are lost"
      ),
      (
        "\"00012\"",
        "a number with leading zeros; export it without them, or, if the ids are texts, write 'ids: {text: comments}' under "
          + "'records.comments' in the plan",
        "there are leading zeros; if the ids are texts, write 'ids: {text: comments}' under 'records.comments' in the plan"
      ),
    ])
  func jsonNumber(value: String, build: String, verify: String) throws {
    let judged = try Judged(before: Self.lines(id: "12"), after: Self.lines(id: value))
    #expect(judged.build.exitCode == 1)
    #expect(
      judged.build.errors
        == "error: exports/chat.ndjson:2: COMMENT_PART_ID can't be read; expected a 64-bit integer in "
        + "decimal digits, without a leading zero; looks like \(build)\n")
    #expect(judged.verify.exitCode == 1)
    let shown = value.filter { $0 != "\"" }
    #expect(
      judged.findings["no-rejected-rows"] == [
        "exports/chat.ndjson:2: COMMENT_PART_ID is '\(shown)', which is not a 64-bit integer: \(verify)"
      ])
  }

  @Test(
    "an integer of JSON is read to its last digit, as a number or as a string",
    arguments: ["9007199254740993", "\"9007199254740993\""])
  func jsonInteger(value: String) throws {
    let judged = try Judged(before: Self.lines(id: "9007199254740993"), after: Self.lines(id: value))
    #expect(judged.build.errors == "")
    #expect(judged.verify.exitCode == 0)
    #expect(judged.findings == [:])
  }

  /// The migration with a chat export in NDJSON, whose second comment has the id.
  private static func lines(id: String) throws -> Folder {
    let folder = try Folder.migration()
    let rest = """
      "TICKET_CREATED_AT":"2021-01-01T00:00:00Z","TICKET_REQUESTER_ID":1,"CONVERSATION_ID":5,\
      "COMMENT_PUBLIC":true,"BODY":"Hi","COMMENT_CREATED_AT":"2021-01-01T00:00:00Z","AUTHOR_ID":1,\
      "NAME":"Ann","EMAIL":"ann@example.org"
      """
    let records = ["11", id].map { "{\"COMMENT_PART_ID\":\($0),\(rest)}\n" }
    try folder.write(records.joined(), to: "exports/chat.ndjson")
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan.replacingOccurrences(of: "chat.csv", with: "chat.ndjson"), to: "migration.yml")
    return folder
  }
}

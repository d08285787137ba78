import Foundation
import Testing

/// Values that would be wrong without a word are told: by `build`, and by `verify` of an archive that somebody else made.
@Suite("Nothing is silently wrong")
struct QuietValueTests {
  private func chat(_ count: Int, from first: Int = 1, body: String = "BODY") -> String {
    (first..<first + count).map { id in
      #"{"TICKET_CREATED_AT":"2021-01-01T00:00:00Z","TICKET_REQUESTER_ID":1,"COMMENT_PART_ID":\#(id),"#
        + #""CONVERSATION_ID":5,"COMMENT_PUBLIC":true,"\#(body)":"x","#
        + #""COMMENT_CREATED_AT":"2021-01-01T00:00:00Z","AUTHOR_ID":1,"NAME":"Ann","EMAIL":"ann@example.org"}"#
        + "\n"
    }.joined()
  }

  private func jsonPlan(_ fields: String = "") -> String {
    """
    migration: A small one
    sources:
      chat: {path: exports/*.ndjson}
      ticketing: {path: exports/users.csv}
    identity: {match: email, keep: ticketing}
    archive: {path: tickets.tar.gz}
    as-of: 2026-01-01T00:00:00Z
    \(fields)
    """
  }

  @Test("a stage of JSON that calls a wanted key otherwise: build refuses, and verify does not pass")
  func renamedKey() throws {
    let folder = try Folder.migration()
    try folder.write(chat(5), to: "exports/1.ndjson")
    try folder.write(chat(3, from: 6), to: "exports/2.ndjson")
    try folder.write(jsonPlan(), to: "migration.yml")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try folder.audit().outcome.exitCode == 0)
    try folder.write(chat(3, from: 6, body: "HTML_BODY"), to: "exports/2.ndjson")
    let sentence =
      "exports/2.ndjson: none of its 3 records has the key 'BODY', which exports/1.ndjson has, but 'HTML_BODY', "
      + "which that file has not. Give the key its one name, or, if these records truly have no such value, say so in "
      + "the plan with \"default: ''\" for its field"
    let build = try Tool.run("build", "--output", "other.tar.gz", in: folder)
    #expect(build.exitCode == 2)
    #expect(build.errors == "error: \(sentence)\n")
    #expect(try folder.audit().outcome.exitCode == 2)
    #expect(try folder.reasons().contains(sentence))
    // The remedy works.
    try folder.write(
      jsonPlan("records: {comments: {fields: {html_body: {from: BODY, default: ''}}}}"), to: "migration.yml")
    let remedied = try Tool.run("build", in: folder)
    #expect(remedied.exitCode == 0)
    #expect(
      remedied.errors.contains(
        "exports/2.ndjson: no record has 'BODY', though other records have it; it is read as null"))
    #expect(try folder.audit().outcome.exitCode == 0)
    #expect(
      String(decoding: try folder.bytes(of: "Reports/out/audit.md"), as: UTF8.self)
        .contains("chat: 3 records; no record has 'BODY'"))
  }

  @Test("the strings of a json column of a JSON export keep their quotes, on both sides")
  func quotes() throws {
    let folder = try Folder.migration()
    let values = [#""12""#, "12", #""null""#, "null", #""EMEA""#, #"{"a":"b"}"#, #""""#]
    let lines = zip(chat(values.count).split(separator: "\n"), values)
    try folder.write(
      lines.map { "\($0.dropLast()),\"REGION\":\($1)}\n" }.joined(), to: "exports/1.ndjson")
    try folder.write(
      jsonPlan("records: {comments: {fields: {region: {from: REGION, type: json}}}}"), to: "migration.yml")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try folder.audit().outcome.exitCode == 0)
    #expect(try regions(folder) == values)
    try folder.changeArchive((#""region":"12""#, #""region":12"#))
    #expect(try folder.audit().outcome.exitCode == 1)
  }

  @Test(
    "a map does not see the null of a JSON export, and does see the word null of a CSV export, on both sides")
  func mappedNull() throws {
    let folder = try Folder.migration()
    let field =
      "records: {comments: {fields: {region: {from: REGION, type: json, map: {'null': '[1]', '12': '[2]'}}}}}"
    let lines = zip(chat(2).split(separator: "\n"), ["null", "12"])
    try folder.write(
      lines.map { "\($0.dropLast()),\"REGION\":\($1)}\n" }.joined(), to: "exports/1.ndjson")
    try folder.write(jsonPlan(field), to: "migration.yml")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try folder.audit().outcome.exitCode == 0)
    #expect(try regions(folder) == ["null", "[2]"])
    let table = try self.folder([row(1) + ",null", row(2) + ",12"], more: ",REGION", plan: field)
    #expect(try Tool.run("build", in: table).exitCode == 0)
    #expect(try table.audit().outcome.exitCode == 0)
    #expect(try regions(table) == ["[1]", "[2]"])
  }

  /// The custom field `region` of the comments of the one batch, as they are written.
  private func regions(_ folder: Folder) throws -> [String] {
    let text = try #require(folder.members().values.first)
    return text.matches(of: /"region":([^}]*\}|[^}]*)\}/).map { String($0.1) }
  }

  /// A migration whose chat rows are these, each without its line end.
  private func folder(_ rows: [String], more: String = "", users: String? = nil, plan: String = "") throws
    -> Folder
  {
    let folder = try Folder.migration(plan: plan)
    let header = Folder.header.dropLast() + more + "\n"
    try folder.write(header + rows.map { $0 + "\n" }.joined(), to: "exports/chat.csv")
    if let users { try folder.write(users, to: "exports/users.csv") }
    return folder
  }

  private func row(
    _ id: Int, ticket: Int = 5, author: Int = 1, email: String = "ann@example.org", at second: Int? = nil
  ) -> String {
    let time = String(format: "2021-01-01T00:%02d:%02dZ", (second ?? id) / 60, (second ?? id) % 60)
    return "2021-01-01T00:00:00Z,\(author),\(id),\(ticket),true,Hi,\(time),\(author),Ann,\(email)"
  }

  @Test(
    "a json value with a key twice is refused by both sides, in every spelling",
    arguments: [#""{""a"":1,""a"":2}""#, #""{""a"":1,""\u0061"":2}""#])
  func keyTwice(value: String) throws {
    let plan = "records: {comments: {fields: {att: {from: ATT, type: json}}}}"
    let folder = try folder([row(1) + ",{}", row(2) + "," + value], more: ",ATT", plan: plan)
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1)
    #expect(
      build.errors.contains(
        "exports/chat.csv:3: ATT can't be read; expected one JSON value of at most 64 levels and 1048576 keys, with no key twice in one "
          + "object"))
    try folder.write(Folder.header.dropLast() + ",ATT\n" + row(1) + ",{}\n", to: "exports/chat.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(
      Folder.header.dropLast() + ",ATT\n" + row(1) + ",{}\n" + row(2) + "," + value + "\n",
      to: "exports/chat.csv")
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      try report.rule("no-rejected-rows").evidence.map(\.message) == [
        "exports/chat.csv:3: ATT is a text of \(value.count - 6) bytes (masked), which is not a JSON value: a key is "
          + "there twice in one object, and readers disagree on which of the two counts"
      ])
  }

  @Test(
    "a list of ticketing users without one address proves nothing: no verdict, and build warns",
    arguments: ["", "Ann", "Ann <ann@example.org>", "@", "ann at example.org"])
  func noAddress(email: String) throws {
    let folder = try folder([row(1)], users: "id,email\n9001,\(email)\n9002,\(email)\n")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0)
    #expect(
      build.errors.contains(
        "ticketing: none of its 2 rows has an e-mail address in email, so that nobody of the chat is recognised; check "
          + "the column in the plan and the export"))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 2)
    let rule = try report.rule("merged-people-have-the-ticketing-id")
    #expect(rule.outcome == "not-checked")
    #expect(
      rule.summary
        == "none of the 2 ticketing users has an e-mail address that could be compared; check the column of the e-mails "
        + "in the plan and the export")
  }

  @Test("one address is enough, whoever has it")
  func oneAddress() throws {
    let folder = try folder([row(1)], users: "id,email\n9001,\n9002,zoe@example.org\n")
    #expect(try Tool.run("build", in: folder).errors.contains("nobody of the chat") == false)
    #expect(try folder.audit().outcome.exitCode == 0)
  }

  @Test("a missing comment whose ticket is in an earlier batch is not said to come after the last one")
  func earlierBatch() throws {
    let others = (10..<260).map { row($0, ticket: $0) }
    let folder = try folder([row(1)] + others + [row(2)])
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let member = try #require(folder.members().first { $0.value.contains(#"{"id":2,"ticket_id":5"#) })
    #expect(member.key == "backup_tickets_100.json")
    let comment = try #require(member.value.firstRange(of: /,\{"id":2,"ticket_id":5[^}]*\}/))
    try folder.changeArchive((String(member.value[comment]), ""))
    let report = try folder.audit().report
    #expect(try report.rule("no-missing-comments").evidence.map(\.message) == ["comment 2 is missing"])
  }

  @Test("missing comments of tickets in a row are named by the first and the last, in the middle as well")
  func namedRun() throws {
    let rows = (1...6).flatMap { ticket in [row(ticket, ticket: ticket), row(ticket + 10, ticket: ticket)] }
    // In the order of the export the two are apart, in that of the tickets they are neighbours.
    let folder = try folder([rows[0], rows[2], rows[4], rows[6]] + [rows[1], rows[3], rows[5], rows[7]])
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let text = try #require(folder.members().values.first)
    for id in [12, 3] {
      let comment = try #require(text.firstRange(of: try Regex(#",\{"id":\#(id),"ticket_id"[^}]*\}"#)))
      try folder.changeArchive((String(text[comment]), ""))
    }
    #expect(
      try folder.audit().report.rule("no-missing-comments").evidence.map(\.message) == [
        "2 comments of 2 tickets in a row are missing, from comment 12 of ticket 2 to comment 3 of ticket 3"
      ])
  }

  @Test("what conflicts: first decides is counted beside the sums, and told loudly where it takes much")
  func resolvedConflicts() throws {
    let rows = (1...50).map { row($0, email: "a\($0)@example.org") }
    let folder = try folder(rows, plan: "conflicts: first")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0)
    #expect(build.output.contains("conflict resolved, e-mail"))
    #expect(
      build.errors.contains(
        "49 of 50 rows of chat contradict the one that counts by 'conflicts: first'; check that this is meant"
      ))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("conflict resolved, e-mail: 1"))
    let rule = try report.rule("exports-have-no-conflict")
    #expect(rule.outcome == "failed")
    #expect(rule.effectiveSeverity == "warning")
    #expect(
      rule.summary.hasPrefix(
        "49 conflicts in 52 rows resolved by the plan, more than 5 %, the first: chat id 1 has two e-mails"))
    #expect(rule.evidence.count == 20)
  }

  @Test("a few conflicts that the plan decides are counted, and no warning")
  func fewConflicts() throws {
    let rows = (1...50).map { row($0, email: $0 == 7 ? "b@example.org" : "ann@example.org") }
    let folder = try folder(rows, plan: "conflicts: last")
    let build = try Tool.run("build", in: folder)
    #expect(build.output.contains("1 conflict resolved, e-mail"))
    #expect(!build.errors.contains("contradict"))
    let (report, outcome) = try folder.audit()
    #expect(outcome.output.contains("conflict resolved, e-mail: 1"))
    #expect(try report.rule("exports-have-no-conflict").outcome == "passed")
  }

  @Test(
    "rows that when-null: drop leaves out are told loudly where they are many",
    arguments: [(20, true), (19, false)])
  func manyDropped(count: Int, isLoud: Bool) throws {
    let rows = (1...100).map { $0 <= count ? row($0).replacing(",1,Ann", with: ",,Ann") : row($0) }
    let plan = "records: {comments: {fields: {author_id: {from: AUTHOR_ID, when-null: drop}}}}"
    let folder = try folder(rows, plan: plan)
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0)
    #expect(
      build.errors.contains(
        "\(count) of 100 rows of chat are dropped by 'when-null: drop' (null AUTHOR_ID); check that this is meant"
      )
        == isLoud)
    let rule = try folder.audit().report.rule("no-rejected-rows")
    #expect(rule.outcome == (isLoud ? "failed" : "passed"))
    if isLoud {
      #expect(rule.effectiveSeverity == "warning")
      #expect(rule.summary == "20 of 100 rows of chat dropped by the plan (when-null: drop), more than 5 %")
      #expect(
        rule.evidence.map(\.text) == [
          "20 rows dropped by 'when-null: drop' (null AUTHOR_ID), the first is exports/chat.csv:2 | exports/chat.csv:2"
        ])
    }
  }

  @Test("of a rare field places are kept, however many a frequent one has before it")
  func rareField() throws {
    func rows(_ parent: String, _ ref: (Int) -> String) -> [String] {
      (1...40).map { "\(row($0)),\($0)\(parent),\(ref($0))" }
    }
    let plan = "records: {comments: {fields: {parent: {from: PARENT}, ref: {from: REF}}}}"
    let folder = try folder(rows("") { _ in "r" }, more: ",PARENT,REF", plan: plan)
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let header = Folder.header.dropLast() + ",PARENT,REF\n"
    let changed = rows(".0") { $0 > 36 ? "damaged" : "r" }
    try folder.write(header + changed.map { $0 + "\n" }.joined(), to: "exports/chat.csv")
    let findings = try folder.audit().report.rule("comment-fields-are-unchanged").evidence
    #expect(findings.count { $0.message.contains(": parent must") } == 20)
    #expect(
      findings.filter { $0.message.contains(": ref must") }.compactMap(\.export?.text)
        == (37...40).map { "exports/chat.csv:\($0 + 1)" })
  }

  @Test("what changed in a text is told, and shown where values are")
  func changedTexts() throws {
    let plan = "records: {comments: {fields: {ref: {from: REF}}}}"
    let folder = try folder([row(1) + ",\"155,157\""], more: ",REF", plan: plan)
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.changeArchive(
      ("\"html_body\":\"Hi\",\"ref\":\"155,157\"", "\"html_body\":\"'Hi\",\"ref\":\"1,55,157\""))
    let report = try folder.audit().report
    #expect(
      try report.rule("bodies-are-unchanged").evidence.map(\.message) == [
        "comment 1: html_body must be 2 bytes and is 3 bytes; 1 character added at the start (U+0027)"
      ])
    #expect(
      try report.rule("comment-fields-are-unchanged").evidence.map(\.message) == [
        "comment 1: ref must be (7 bytes, masked) and is (8 bytes, masked); 1 character added after character 1 (U+002C)"
      ])
    let shown = try Tool.run("verify", "--show-values", in: folder).output
    #expect(
      shown.contains(
        "comment 1: html_body must be 'Hi' and is ''Hi'; 1 character added at the start (U+0027)"))
    #expect(
      shown.contains(
        "comment 1: ref must be '155,157' and is '1,55,157'; 1 character added after character 1"))
  }

  @Test(
    "an invisible character in an address is a finding that names it, with both places",
    arguments: [
      ("ann\u{200B}@example.org", "U+200B after 3 bytes"), ("\u{FEFF}ann@example.org", "U+FEFF at its start"),
      ("an\u{AD}n@example.org", "U+00AD after 2 bytes"), ("ann@example.org\u{A0}", "U+00A0 after 15 bytes"),
      ("ann@exam\u{202E}ple.org", "U+202E after 8 bytes"),
      ("ann@\u{2060}example.org", "U+2060 after 4 bytes"),
    ])
  func invisible(email: String, words: String) throws {
    let folder = try folder([row(1, email: email)])
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 0)
    let findings = try report.rule("emails-are-addresses").evidence
    // White space at the end is set aside where people are matched: she is 9001 then.
    let isMatched = email.hasSuffix("\u{A0}")
    #expect(findings.map(\.key) == ["user \(isMatched ? 9001 : 1)"])
    #expect(
      findings.map(\.message) == [
        "user \(isMatched ? 9001 : 1) has an e-mail with the invisible character \(words), but for which it is that of "
          + "ticketing user 9001 (exports/users.csv:2): (\(email.utf8.count) bytes, masked)"
      ])
    #expect(findings.map(\.export?.text) == ["exports/chat.csv:2"])
    #expect(findings.map(\.origin) == ["export"])
  }

  @Test("so is one in the list of ticketing users")
  func invisibleInTheList() throws {
    let folder = try folder([row(1)], users: "id,email\n9001,ann\u{200B}@example.org\n9002,zoe@example.org\n")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(
      try folder.audit().report.rule("emails-are-addresses").evidence.map(\.text) == [
        "ticketing user 9001 has an e-mail with the invisible character U+200B after 3 bytes: (18 bytes, masked) | "
          + "exports/users.csv:2"
      ])
  }
}

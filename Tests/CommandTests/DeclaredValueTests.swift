import Foundation
import Testing

/// What a plan says of values: null words, constants, shared columns, rows that are meant, ids that are texts; end to end, by
/// the command line.
@Suite("What a plan says of values")
struct DeclaredValueTests {
  /// Expects that the build is refused with these words, and that an audit does not pass.
  private func expectRefusal(
    _ words: String, in folder: Folder, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1, sourceLocation: sourceLocation)
    #expect(build.errors.contains(words), "\(build.errors)", sourceLocation: sourceLocation)
  }

  // MARK: Null

  private static let twoStrangers = """
    2021-01-01T00:00:00Z,1,11,5,true,<p>Hello</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org
    2021-01-01T00:00:00Z,1,12,5,true,<p>Hi</p>,2021-01-01T00:01:00Z,2,Bob,\\N
    2021-01-01T00:00:00Z,1,13,5,true,<p>Hey</p>,2021-01-01T00:02:00Z,3,Cyd,\\N

    """

  @Test(
    "a null word of the plan, of the source or of the field is null, and two people without e-mail stay two",
    arguments: [
      (#"null: ['\N', NULL]"#, "", ""), ("", #", null: '\N'"#, ""), ("null: NULL", #", null: ['\N']"#, ""),
      ("", "", #"records: {users: {fields: {email: {from: EMAIL, null: '\N'}}}}"#),
      ("", "", #"records: {users: {fields: {email: {from: EMAIL, map: {'\N': null}}}}}"#),
    ])
  func nullWords(plan: String, source: String, fields: String) throws {
    let folder = try Folder.migration(rows: Self.twoStrangers, plan: "\(plan)\n\(fields)")
    try folder.changePlan("exports/chat.csv}", to: "exports/chat.csv\(source)}")
    try expectPass(folder)
    let batch = try folder.batch("backup_tickets_100.json")
    #expect(batch.contains(#"{"id":2,"name":"Bob","email":null},{"id":3,"name":"Cyd","email":null}"#))
  }

  @Test("a field's null words take the place of its source's")
  func nullWordsOfAField() throws {
    let folder = try Folder.migration(
      rows: Folder.goodRows.replacing(",Bob,", with: ",NULL,"),
      plan: "null: 'NULL'\nrecords: {users: {fields: {name: {from: NAME, null: []}}}}")
    try expectPass(folder)
    #expect(try folder.batch("backup_tickets_100.json").contains(#""name":"NULL""#))
  }

  @Test(
    "an e-mail that is a word for nothing is refused with the plan's remedy, whatever its case",
    arguments: [#"\N"#, "NULL", "n/a", "-", "Unknown", "(null)", " none "])
  func wordForNothing(word: String) throws {
    let rows = Folder.goodRows.replacing("bob@example.org", with: word)
    try expectRefusal(
      "exports/chat.csv:3: EMAIL can't be read; expected an e-mail; '\(word)' looks like a word for a missing value; "
        + "if it means null, name it under 'null' in the plan", in: Folder.migration(rows: rows))
  }

  @Test("two people with one e-mail that is not an address are not merged, and refused under every policy")
  func sharedText() throws {
    let rows = Self.twoStrangers.replacing(#"\N"#, with: "front desk")
    let folder = try Folder.migration(rows: rows, plan: "conflicts: first")
    try expectRefusal(
      "users 2 and 3 have one e-mail, which is not an address: exports/chat.csv:3 against exports/chat.csv:4",
      in: folder)
    // The archive of somebody who merged them.
    try Folder.migration(
      rows: rows.replacing("front desk", with: "desk@example.org"), plan: "conflicts: first"
    )
    .copyArchive(to: folder)
    let report = try folder.audit().report
    let conflict = try report.rule("exports-have-no-conflict")
    #expect(conflict.outcome == "failed")
    #expect(
      conflict.evidence.map(\.text) == [
        "users 2 and 3 have one e-mail, which is not an address (10 bytes, masked): exports/chat.csv:3 and "
          + "exports/chat.csv:4 | exports/chat.csv:4"
      ])
  }

  @Test(
    "an address with a character that nobody sees makes nobody another's twin",
    arguments: ["\u{200B}", "\u{FEFF}", "\u{00AD}", "\u{200E}", "\u{2060}"])
  func invisible(character: String) throws {
    let rows = Folder.goodRows.replacing("ann@example.org", with: "ann@example.org\(character)")
    let folder = try Folder.migration(rows: rows)
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    // Ticketing knows ann@example.org as 9001; who this is, nobody knows for sure.
    #expect(try folder.batch("backup_tickets_100.json").contains(#"{"id":1,"name":"Ann""#))
  }

  // MARK: Constants, shared columns, maps

  @Test("a number is the same in every spelling of its value, and another value is found")
  func numbers() throws {
    let folder = try Folder.migration(
      plan: "records: {comments: {fields: {price: {from: PRICE, type: number}}}}")
    try folder.write(
      Folder.header.replacing("EMAIL\n", with: "EMAIL,PRICE\n")
        + Folder.goodRows.replacing(",ann@example.org\n", with: ",ann@example.org,12.50\n")
        .replacing(",bob@example.org\n", with: ",bob@example.org,\n"), to: "exports/chat.csv")
    try expectPass(folder)
    try folder.changeArchive((#""price":12.50}"#, #""price":1.25e1}"#))
    #expect(try folder.audit().report.findings == [])
    try folder.changeArchive((#""price":1.25e1}"#, #""price":12.5000001}"#))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      try report.rule("comment-fields-are-unchanged").evidence.map(\.message) == [
        "comment 11: price must be a number (masked) and is another number"
      ])
  }

  @Test("a constant stands in every record, and needs no column")
  func constants() throws {
    let folder = try Folder.migration(
      plan: """
        records:
          comments: {fields: {public: {value: true}, channel: {value: chat}}}
          users: {fields: {email: {value: null}}}
        """)
    try folder.changeExport("EMAIL", to: "MAIL")
    try expectPass(folder)
    let batch = try folder.batch("backup_tickets_100.json")
    #expect(batch.contains(#""id":12,"ticket_id":5,"author_id":2,"public":true"#))
    #expect(batch.contains(#""channel":"chat""#))
    #expect(batch.contains(#"{"id":1,"name":"Ann","email":null}"#))
  }

  @Test("one column may be several fields, where the plan names it for each")
  func sharedColumn() throws {
    let folder = try Folder.migration(
      plan: "records: {comments: {fields: {id: {from: COMMENT_PART_ID}, ticket_id: {from: COMMENT_PART_ID}}}}"
    )
    try folder.changeExport("2021-01-01T00:00:00Z,1,12,5,false", to: "2021-01-01T00:01:00Z,2,12,5,false")
    try expectPass(folder)
    #expect(try folder.batch("backup_tickets_100.json").contains(#"{"id":12,"ticket_id":12,"#))
  }

  @Test("'otherwise: keep' leaves what the map does not name as it is")
  func otherwiseKeep() throws {
    let folder = try Folder.migration(
      plan: "records: {users: {fields: {name: {from: NAME, map: {Bob: Robert}, otherwise: keep}}}}")
    try expectPass(folder)
    let batch = try folder.batch("backup_tickets_100.json")
    #expect(batch.contains(#""name":"Ann""#) && batch.contains(#""name":"Robert""#))
  }

  // MARK: Rows that are meant

  @Test(
    "rows that 'where' does not mean are counted in the balance and arrive nowhere",
    arguments: ["KIND = comment", "KIND = comment | reply", "KIND != note", "KIND != note | null"])
  func filter(condition: String) throws {
    let folder = try Folder.migration()
    try folder.write(
      Folder.header.replacing("EMAIL", with: "EMAIL,KIND")
        + """
        2021-01-01T00:00:00Z,1,11,5,true,<p>Hello</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org,comment
        2021-01-01T00:00:00Z,1,12,5,false,<p>Careful</p>,2021-01-01T00:01:00Z,2,Bob,bob@example.org,note
        2021-01-01T00:00:00Z,,x,6,false,,never,,,,note

        """, to: "exports/chat.csv")
    try folder.changePlan("exports/chat.csv}", to: "exports/chat.csv, where: '\(condition)'}")
    try expectPass(folder)
    #expect(try folder.batch("backup_tickets_100.json").contains("Careful") == false)
    let output = try folder.audit().outcome.output
    #expect(output.contains("not where \(condition)"))
    // Bob, who only wrote a note, and the ticket that only a note names, are nobody's loss.
    #expect(output.contains("only in") == false)
  }

  @Test("'where' has a form, and its mistakes are those of the plan")
  func filterMistake() throws {
    let folder = try Folder.migration()
    try folder.changePlan("exports/chat.csv}", to: "exports/chat.csv, where: 'KIND is note'}")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 64)
    #expect(
      build.errors.contains(
        "migration.yml:3: expected 'column = value', 'column != value' or 'column = a | b' for "
          + "'sources.chat.where', found text 'KIND is note'"))
  }

  // MARK: Ids that are texts

  private static let textIDs = """
    records:
      comments: {ids: {text: comments}}
      tickets: {ids: {text: tickets}}
      users: {ids: {text: people}}
    """

  private static let textRows = #"""
    2021-01-01T00:00:00Z,667d614a8a68186f43bafe42,c-1,"t, ""5""",true,<p>Hello</p>,2021-01-01T00:00:00Z,667d614a8a68186f43bafe42,Ann,ann@example.org
    2021-01-01T00:00:00Z,667d614a8a68186f43bafe42,c-2,"t, ""5""",true,<p>Hi</p>,2021-01-01T00:01:00Z,7,Bob,bob@example.org

    """#

  @Test("ids that are texts get the numbers that SHA-256 gives them, and a map beside the archive")
  func textIDs() throws {
    let folder = try Folder.migration(rows: Self.textRows, plan: Self.textIDs)
    try expectPass(folder)
    // Worked out by: printf 'comments\0c-2' | sha256sum, the first 16 digits, divided by 2048.
    let batch = try folder.batch("backup_tickets_100.json")
    #expect(batch.contains(#"{"id":1514303635446045,"ticket_id":"#))
    let map = String(decoding: try folder.bytes(of: "tickets.tar.gz.ids.csv"), as: UTF8.self)
    #expect(map.hasPrefix("numbering,id,text\r\n\"comments\",1514303635446045,\"c-2\"\r\n"))
    #expect(map.contains("\"t, \"\"5\"\"\""))
    #expect(map.split(separator: "\r\n").count == 6)
  }

  @Test("two ids of one number are refused by both sides, with the line of the second")
  func collision() throws {
    // Found by a search among 200,000,000 texts.
    let rows = Self.textRows.replacing(",7,", with: ",user-73354962,")
      .replacing("667d614a8a68186f43bafe42", with: "user-52306312")
    let folder = try Folder.migration(rows: rows, plan: Self.textIDs)
    try expectRefusal(
      "exports/chat.csv:3: AUTHOR_ID can't be read; expected an id that gets a number of its own; its number is that of "
        + "another id; give the ids another name under 'ids: {text: …}'", in: folder)
    try Folder.migration(rows: Self.textRows, plan: Self.textIDs).copyArchive(to: folder)
    let report = try folder.audit().report
    #expect(report.verdict == "fail")
    #expect(
      report.findings.contains {
        $0.contains("exports/chat.csv:3: AUTHOR_ID is")
          && $0.contains("gets the number that another id has already")
      })
  }
}

extension Folder {
  /// Builds here, and puts the archive into another folder.
  fileprivate func copyArchive(to other: Folder) throws {
    #expect(try Tool.run("build", in: self).exitCode == 0)
    for name in ["tickets.tar.gz", "tickets.tar.gz.sha256"] { try other.write(bytes(of: name), to: name) }
  }

  func changePlan(_ old: String, to new: String) throws {
    let text = String(decoding: try bytes(of: "migration.yml"), as: UTF8.self)
    #expect(text.contains(old))
    try write(text.replacing(old, with: new), to: "migration.yml")
  }

  fileprivate func changeExport(_ old: String, to new: String) throws {
    let text = String(decoding: try bytes(of: "exports/chat.csv"), as: UTF8.self)
    #expect(text.contains(old))
    try write(text.replacing(old, with: new), to: "exports/chat.csv")
  }

  /// The text of a batch of the archive, by GNU tar.
  fileprivate func batch(_ name: String) throws -> String {
    try Tool.shell("tar xzOf tickets.tar.gz \(name)", in: self).output
  }
}

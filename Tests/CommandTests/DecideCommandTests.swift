import Foundation
import Testing

/// From contradictory exports to a sheet, and from the filled sheet to an archive that `verify` passes.
@Suite("deskaudit decide")
struct DecideCommandTests {
  private static let rows = """
    2021-01-01T00:00:00Z,1,11,5,true,<p>Hello</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org
    2021-01-01T00:00:00Z,1,11,5,true,<p>Hello again</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org
    2021-01-01T00:00:01Z,1,12,5,false,x,2021-01-01T00:01:00Z,2,Bob,bob@example.org
    2021-01-01T00:00:00Z,1,13,5,false,x,2021-01-01T00:01:00Z,2,Bob,bobby@example.org

    """

  /// All four kinds at once.
  private func folder(plan: String = "") throws -> Folder {
    let folder = try Folder.migration(rows: Self.rows, plan: plan)
    try folder.write("id,email\n9001,ann@example.org\n9003,ANN@example.org\n", to: "exports/users.csv")
    return folder
  }

  /// The sheet's rows, each as its cells; the tests' sheets have no quotes or commas in their cells but in `lines`.
  private func cells(_ folder: Folder) throws -> [[String]] {
    String(decoding: try folder.bytes(of: "decisions.csv").dropFirst(3), as: UTF8.self).split(
      separator: "\r\n"
    )
    .map {
      $0.dropFirst().dropLast().split(separator: "\",\"", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Keeps the last side of each conflict, and saves the sheet with semicolons as a spreadsheet does.
  private func fill(_ folder: Folder) throws {
    var rows = try cells(folder)
    for row in rows.indices.dropFirst() where row + 1 == rows.count || rows[row + 1][11] != rows[row][11] {
      rows[row].replaceSubrange(7...10, with: ["TRUE", "J. Diaz", "20.11.26", "'-seen"])
    }
    let text = rows.map { $0.joined(separator: ";") }.joined(separator: "\r\n") + "\r\n;;;;;;;;;;;;\r\n"
    try folder.write("\u{FEFF}" + text, to: "decisions.csv")
  }

  @Test("conflicts of all kinds are listed, decided, built and verified")
  func roundTrip() throws {
    let folder = try folder(plan: "decisions: decisions.csv")
    #expect(try Tool.run("build", in: folder).errors.contains("there is no such file") == false)
    let listed = try Tool.run("decide", in: folder)
    #expect(listed.exitCode == 0)
    #expect(listed.output.hasPrefix("decisions.csv: 4 conflicts: 4 new\n"))
    #expect(listed.output.hasSuffix("\nwhat each column means: deskaudit schema decisions\n"))
    #expect(
      try Tool.run("schema", "decisions", in: folder).output.contains("\"title\": \"The sheet of decisions\"")
    )
    #expect(
      try cells(folder).map { $0[1...4].joined(separator: " | ") } == [
        "kind | record | source | lines",
        "several e-mails of one chat id | chat id 2 | chat | exports/chat.csv:4",
        "several e-mails of one chat id | chat id 2 | chat | exports/chat.csv:5",
        "several ticketing ids of one e-mail | ticketing ids 9001, 9003 | ticketing | exports/users.csv:2",
        "several ticketing ids of one e-mail | ticketing ids 9001, 9003 | ticketing | exports/users.csv:3",
        "rows of one comment differ | comment 11 | chat | exports/chat.csv:2",
        "rows of one comment differ | comment 11 | chat | exports/chat.csv:3",
        "rows of one conversation differ | ticket 5 | chat | exports/chat.csv:2, exports/chat.csv:3, exports/chat.csv:5",
        "rows of one conversation differ | ticket 5 | chat | exports/chat.csv:4",
      ])
    try fill(folder)
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    #expect(build.output.contains("comments     4        3  1 conflict decided"))
    let archive = try folder.members().values.joined()
    #expect(archive.contains("<p>Hello again</p>"))
    #expect(archive.contains(#"{"id":5,"created_at":"2021-01-01T00:00:01Z","requester_id":9003}"#))
    #expect(archive.contains(#"{"id":2,"name":"Bob","email":"bobby@example.org"}"#))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 0, "\(report.findings)")
    #expect(try report.rule("decisions-fit").summary == "4 decisions on 4 conflicts")
    #expect(try report.rule("exports-have-no-conflict").summary == "6 rows")
  }

  @Test("an archive that was built by another decision fails")
  func otherArchive() throws {
    let folder = try folder(plan: "decisions: decisions.csv")
    _ = try Tool.run("decide", in: folder)
    try fill(folder)
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.changeArchive(("<p>Hello again</p>", "<p>Hello</p>"))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(try report.rule("bodies-are-unchanged").outcome == "failed")
  }

  @Test("an export that changed after the decision is told of by both sides")
  func changed() throws {
    let folder = try folder(plan: "decisions: decisions.csv")
    _ = try Tool.run("decide", in: folder)
    try fill(folder)
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(
      Folder.header + Self.rows.replacing("Hello again", with: "Hello there"), to: "exports/chat.csv")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1)
    #expect(
      build.errors.contains(
        "error: decisions.csv:7: comment 11: the decision does not fit, because its rows have"))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      try report.rule("decisions-fit").evidence.map(\.text) == [
        "decisions.csv:7: comment 11: the decision does not fit, because its rows have changed since | decisions.csv:7"
      ])
  }

  @Test("a sheet that is not there ends both sides without a verdict, and says how to write it")
  func missing() throws {
    let folder = try folder(plan: "decisions: decisions.csv")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 2)
    #expect(build.errors.contains("write it with 'deskaudit decide'"))
    let verify = try Tool.run("verify", in: folder)
    #expect(verify.exitCode == 2)
    #expect(verify.lastLine == "verdict=NONE exit=2" || verify.lastLine.contains("exit=2"))
  }

  @Test("people of lists and records of other types are decided as well")
  func lists() throws {
    let folder = try Folder()
    try folder.write(
      "id,name,email\n1,Ann,ann@example.org\n1,Anna,ann@example.org\n", to: "exports/people.csv")
    try folder.write(
      "id,by,at\n7,1,2021-01-01T00:00:00Z\n7,1,2022-01-01T00:00:00Z\n", to: "exports/tickets.csv")
    try folder.write(
      "id,ticket,by,at,body\n3,7,1,2021-01-01T00:00:00Z,a\n3,7,1,2021-01-01T00:00:00Z,b\n",
      to: "exports/notes.csv")
    try folder.write("id,title\n5,Old\n5,New\n5,Newest\n", to: "exports/macros.csv")
    try folder.write(
      """
      sources:
        people: {path: exports/people.csv}
        tickets: {path: exports/tickets.csv}
        notes: {path: exports/notes.csv}
        macros: {path: exports/macros.csv}
      archive: {path: tickets.tar.gz}
      as-of: 2026-01-01T00:00:00Z
      decisions: decisions.csv
      records:
        users: {source: people}
        tickets: {source: tickets, fields: {id: id, requester_id: by, created_at: at}}
        comments:
          source: notes
          fields: {ticket_id: ticket, author_id: by, public: {value: true}, created_at: at, html_body: body}
        macros: {source: macros, key: id, fields: {title: title}}

      """, to: "migration.yml")
    #expect(try Tool.run("decide", in: folder).output.hasPrefix("decisions.csv: 4 conflicts: 4 new\n"))
    try fill(folder)
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    let archive = try folder.members().values.joined()
    for record in [
      #"{"id":1,"name":"Anna","#, #"{"id":7,"created_at":"2022-01-01T00:00:00Z""#, #""html_body":"b""#,
      #"{"id":5,"title":"Newest"}"#,
    ] { #expect(archive.contains(record)) }
    #expect(build.output.contains("macros       3        1  2 conflict decided"))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 0, "\(report.findings)")
  }
}

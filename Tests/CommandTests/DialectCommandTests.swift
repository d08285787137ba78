import Foundation
import Testing

/// A CSV as other tools write it, with titles, comments, backslashes and quotes of its own; end to end, by the command line.
@Suite("CSV in a dialect of the plan, by the command line")
struct DialectCommandTests {
  private func folder() throws -> Folder {
    let folder = try Folder.migration()
    try folder.write(
      #"""
      Conversations of "January
      # made by the old desk
      TICKET_CREATED_AT;TICKET_REQUESTER_ID;COMMENT_PART_ID;CONVERSATION_ID;COMMENT_PUBLIC;BODY;COMMENT_CREATED_AT;AUTHOR_ID;NAME;EMAIL
      2021-01-01T00:00:00Z;1;11;5;true;'<p>"Hello"\n''Ann'';</p>';2021-01-01T00:00:00Z;1;Ann\;a;ann@example.org
      # nothing in 'February
      2021-01-01T00:00:00Z;1;12;5;false;<p>Hi\
      there \\</p>;2021-01-01T00:01:00Z;2;Bob;\N

      """#, to: "exports/chat.csv")
    try folder.write(
      String(decoding: folder.bytes(of: "migration.yml"), as: UTF8.self).replacing(
        "exports/chat.csv}",
        with: #"exports/chat.csv, quote: "'", escape: "\\", comment: '#', skip-lines: 1}"#),
      to: "migration.yml")
    return folder
  }

  @Test("it is written and judged, and its records are counted a second time")
  func passes() throws {
    let folder = try folder()
    try expectPass(folder)
    let batch = try #require(folder.members()["backup_tickets_100.json"])
    #expect(batch.contains(#""html_body":"<p>\"Hello\"\n'Ann';</p>""#), "\(batch)")
    #expect(batch.contains(#""html_body":"<p>Hi\nthere \\</p>""#))
    #expect(batch.contains(#""name":"Ann;a""#))
    #expect(batch.contains(#""name":"Bob","email":null"#))
    let report = try folder.audit().report
    #expect(try report.rule("exports-are-fully-read").outcome == "passed")
  }

  @Test("a change in the archive is found, at the line of the file")
  func change() throws {
    let folder = try folder()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.changeArchive((#"there \\</p>"#, #"there</p>"#))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(report.findings.count == 1)
    #expect(report.findings.first?.hasPrefix("bodies-are-unchanged: comment 12") == true)
    #expect(report.findings.first?.contains(" | exports/chat.csv:6 | ") == true, "\(report.findings)")
  }
}

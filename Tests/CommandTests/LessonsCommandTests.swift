import Foundation
import Testing

@Suite("deskaudit lessons")
struct LessonsCommandTests {
  @Test("writes what the audits below a folder teach, to standard output or a file")
  func lessons() throws {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let row = "2021-01-01T00:00:00Z,1,13,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    try folder.write(Folder.header + Folder.goodRows + row, to: "exports/chat.csv")
    try #require(try Tool.run("verify", "--reports", "audits/1", in: folder).exitCode == 1)
    let outcome = try Tool.run("lessons", "audits", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("\n### no-missing-comments: No comments are missing\n"))
    #expect(outcome.output.contains("\n- **At most:** 1 violation\n"))
    #expect(outcome.output.contains("\n## What we do next time\n\n-\n-\n-\n"))
    #expect(try Tool.run("lessons", "audits", "--output", "lessons.md", in: folder).exitCode == 0)
    #expect(String(decoding: try folder.bytes(of: "lessons.md"), as: UTF8.self) == outcome.output)
  }

  @Test("what can't be read is left out, and told: exit 2; a folder without an audit is none")
  func trouble() throws {
    let folder = try Folder.migration()
    try folder.write("{", to: "audits/cut/audit.json")
    let cut = try Tool.run("lessons", "audits", "--output", "lessons.md", in: folder)
    #expect(cut.exitCode == 2)
    #expect(
      cut.errors
        == "error: audits/cut/audit.json: this is not JSON, or not complete; write the reports again\n")
    #expect(!folder.contains("lessons.md"))
    let none = try Tool.run("lessons", "exports", in: folder)
    #expect(none.exitCode == 2)
    #expect(
      none.errors
        == "error: exports: there is no audit.json below it; name a folder with reports of 'verify'\n")
  }
}

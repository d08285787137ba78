import Foundation
import Testing

@Suite("deskaudit compare and trend")
struct CompareCommandTests {
  /// A folder with the audits `old`, which passed, and `new`, which lacks comment 13.
  private func audited() throws -> Folder {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try #require(try Tool.run("verify", "--reports", "audits/old", in: folder).exitCode == 0)
    let row = "2021-01-01T00:00:00Z,1,13,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    try folder.write(Folder.header + Folder.goodRows + row, to: "exports/chat.csv")
    try #require(try Tool.run("verify", "--reports", "audits/new", in: folder).exitCode == 1)
    return folder
  }

  private func compare(_ old: String, _ new: String, _ format: String = "text", in folder: Folder) throws
    -> Tool.Outcome
  {
    try Tool.run(
      "compare", "audits/\(old)/audit.json", "audits/\(new)/audit.json", "--format", format, in: folder)
  }

  @Test(
    "what failed since is exit 1, with the export that differs and the finding; the other way round exit 0")
  func newAndFixed() throws {
    let folder = try audited()
    let new = try compare("old", "new", in: folder)
    #expect(new.exitCode == 1)
    #expect(
      new.output.hasPrefix(
        "Something new failed: 1 rule new\n\nold: PASS, audits/old/audit.json, as of 2026-01-01"))
    #expect(new.output.contains("\nchat: exports/chat.csv │ SHA-256 "))
    #expect(
      new.output.contains(
        "\nnew: no-missing-comments, PASS → FAIL, 0 → 1 violation\n  new: comment 13 is missing"))
    let fixed = try compare("new", "old", in: folder)
    #expect(fixed.exitCode == 0)
    #expect(fixed.output.hasPrefix("Nothing new failed: 1 rule fixed\n"))
    #expect(fixed.output.contains("\n  fixed: comment 13 is missing"))
    #expect(try compare("new", "new", in: folder).output.hasPrefix("Nothing new failed: 1 rule persisting\n"))
  }

  @Test("JSON and Markdown have it too; what can't be read is exit 2, and a mistake exit 64")
  func formats() throws {
    let folder = try audited()
    let json = try compare("old", "new", "json", in: folder)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["has_new"] as? Bool == true)
    #expect(try compare("old", "new", "markdown", in: folder).output.hasPrefix("# Something new failed"))
    #expect(try compare("old", "new", "html", in: folder).exitCode == 64)
    let missing = try compare("old", "nowhere", in: folder)
    #expect(missing.exitCode == 2)
    #expect(
      missing.errors
        == "error: audits/nowhere/audit.json: can't be read; name an audit.json that 'verify' wrote\n")
  }

  @Test("trend shows all audits of a folder, and writes a page; one that can't be read is exit 2")
  func trend() throws {
    let folder = try audited()
    let text = try Tool.run("trend", "audits", in: folder)
    #expect(text.exitCode == 0)
    #expect(text.output.hasPrefix("2 audits, the last one "))
    #expect(text.output.contains("new/audit.json\n") && text.output.contains("old/audit.json\n"))
    let page = try Tool.run("trend", "audits", "--format", "html", "--output", "trend.html", in: folder)
    #expect(page.exitCode == 0 && page.output == "")
    #expect(
      String(decoding: try folder.bytes(of: "trend.html"), as: UTF8.self).hasPrefix("<!DOCTYPE html>\n"))
    try folder.write("{", to: "audits/cut/audit.json")
    let cut = try Tool.run("trend", "audits", in: folder)
    #expect(cut.exitCode == 2)
    #expect(cut.output == text.output)
    #expect(
      cut.errors
        == "error: audits/cut/audit.json: this is not JSON, or not complete; write the reports again\n")
    #expect(try Tool.run("trend", "exports", in: folder).exitCode == 2)
  }
}

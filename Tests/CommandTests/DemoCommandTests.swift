import Foundation
import Testing

@Suite("deskaudit demo")
struct DemoCommandTests {
  /// What the first cause of each fault alone begins with.
  private static let causes = [
    "the last batch is lost: ", "ids were not rewritten: ", "ticketing was not read to its end: ",
    "public is true in all 1,680 comments: ", "people of several ids are not merged: ",
    "the look-up of ticketing ids found nobody: ", "users without a name",
  ]

  @Test("each fault alone is found with its exact numbers, and is one cause", arguments: 1...7)
  func fault(_ number: Int) throws {
    let folder = try Folder()
    let outcome = try Tool.run("demo", "--into", "d", "--rows", "2000", "--fault", "\(number)", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("Both verdicts are the expected ones"))
    let report = try #require(outcome.output.components(separatedBy: "\n4. ").last)
    let verdict = try #require(report.components(separatedBy: "\n✗ FAIL ").dropFirst().first)
    let lines = verdict.split(separator: "\n", omittingEmptySubsequences: false)
    let heading = try #require(lines.firstIndex(of: "1 cause"))
    #expect(lines[heading + 1].hasPrefix("1. \(Self.causes[number - 1])"))
    // What happened and what to do are among the first twelve lines.
    #expect(lines.prefix(12).contains { $0.hasPrefix("  Do ") })
    let page = try String(contentsOfFile: folder.path + "/d/Reports/published/audit.md", encoding: .utf8)
    #expect(page.contains("\n\n## Causes\n\n1. **\(Self.causes[number - 1])"))
    let html = try String(contentsOfFile: folder.path + "/d/Reports/published/audit.html", encoding: .utf8)
    #expect(html.matches(of: #/id="Cause-\d+">\n<div class="happened">\n<h3>/#).count == 1)
    #expect(html.contains("<h3>\(Self.causes[number - 1])"))
  }

  @Test("exports alone are written without an archive beside them")
  func exportsOnly() throws {
    let folder = try Folder()
    let outcome = try Tool.run("demo", "--into", "d", "--rows", "2000", "--exports-only", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("2000 rows, 1680 comments"))
    #expect(!outcome.output.contains("2. deskaudit build"))
    let written = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/d").sorted()
    #expect(
      written == ["exports", "exports/chat_data.csv", "exports/ticket_platform_users.csv", "migration.yml"])
  }

  @Test("a plan that is not the demo's is not overwritten")
  func foreignPlan() throws {
    let folder = try Folder.migration()
    let outcome = try Tool.run("demo", "--into", ".", "--rows", "2000", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("migration.yml"))
  }

  @Test("a version and a help text exist, and cost nothing")
  func version() throws {
    let folder = try Folder()
    #expect(try Tool.run("--version", in: folder).output == "deskaudit 0.1.0\n")
    for command in ["build", "verify", "trace", "demo", "render", "grade", "gate", "compare", "trend"] {
      let help = try Tool.run("help", command, in: folder)
      #expect(help.exitCode == 0)
      #expect(help.output.contains("Exit codes:"), "\(command)")
    }
  }
}

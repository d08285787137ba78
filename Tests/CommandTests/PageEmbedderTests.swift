import Foundation
import Testing

/// The tool that the build runs over the pages of the rule book and the files of the checks.
@Suite("What a new check takes")
struct PageEmbedderTests {
  private static let tool = URL(filePath: Tool.path).deletingLastPathComponent().appending(
    path: "PageEmbedder"
  ).path

  @Test(
    "a file and a page: the check is in the list of those that pages can name, and the page in the rule book")
  func oneFileAndAPage() throws {
    let folder = try Folder()
    try folder.write("---\narea: content\ncheck: spelling\n---\n", to: "Rules/content/bodies-are-spelled.md")
    try folder.write("struct SpellingCheck: Check {}\n", to: "Checks/SpellingCheck.swift")
    let line =
      "\"$0\" out.swift Rules Rules/content/bodies-are-spelled.md Checks/SpellingCheck.swift && cat out.swift"
    let outcome = try Tool.shell(line, [Self.tool], in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("static let checks: [any Check.Type] = [\nSpellingCheck.self,\n]"))
    #expect(
      outcome.output.contains(
        "(path: #\"\"\"\ncontent/bodies-are-spelled.md\n\"\"\"#, text: #\"\"\"\n---\narea: content\n"))
  }

  @Test("every file of the folder of checks is in the list")
  func everyFile() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let files = try FileManager.default.contentsOfDirectory(
      atPath: package.appending(path: "Sources/Audit/Checks").path
    ).filter { $0.hasSuffix("Check.swift") && $0 != "Check.swift" }
    let folder = try Folder()
    try folder.write(
      "---\narea: content\ncheck: spelling\nseverity: error\n---\n# Bodies are spelled\n",
      to: "Rules/content/bodies-are-spelled.md")
    try folder.write("sources: {chat: {path: chat.csv}}\n", to: "migration.yml")
    let outcome = try Tool.run("verify", "--rules", "Rules", in: folder)
    #expect(outcome.exitCode == 64)
    let known = outcome.errors.split(separator: "is none of ").last?.split(separator: "\n").first ?? ""
    #expect(known.split(separator: ", ").count == files.count, "\(outcome.errors)")
  }
}

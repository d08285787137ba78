import Foundation
import Testing

@testable import Audit

/// The schema of a page's front matter and the parser of pages agree.
@Suite("The JSON Schema of rule pages")
struct PageSchemaTests {
  private static let record = ProcessInfo.processInfo.environment["RECORD"] == "1"

  private func schema() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(contentsOf: SchemaCheck.file("page")))
    return try #require(value as? [String: Any])
  }

  private func properties() throws -> [String: [String: Any]] {
    try #require(try schema()["properties"] as? [String: [String: Any]])
  }

  @Test("its words after 'check' are the vocabulary; RECORD=1 writes them")
  func checks() throws {
    let file = SchemaCheck.file("page")
    let text = try String(contentsOf: file, encoding: .utf8)
    let words = RuleBook.checkNames.map { "        \"\($0)\"" }.joined(separator: ",\n")
    let list = #/("check": \{[^\[]*"enum": \[\n)[^\]]*(\n *\])/#
    let recorded = text.replacing(list) { "\($0.1)\(words)\($0.2)" }
    if Self.record {
      try recorded.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("the words were recorded; look at the difference and run again without RECORD")
    }
    #expect(recorded == text)
    #expect(try properties()["check"]?["enum"] as? [String] == RuleBook.checkNames)
  }

  @Test("its areas are those of the rule book, and its severities the two")
  func areas() throws {
    #expect(try properties()["area"]?["enum"] as? [String] == RuleBook.areas)
    #expect(try properties()["severity"]?["enum"] as? [String] == Severity.allCases.map(\.rawValue))
  }

  @Test("its keys are those that the checks of all pages know, and each is explained")
  func keys() throws {
    var known: Set<String> = []
    for page in EmbeddedPages.all {
      let text = page.text.replacing("\nseverity:", with: "\nzz-nobodys-key: x\nseverity:")
      do throws(RuleError) {
        _ = try Rule(path: page.path, text: text)
        Issue.record("\(page.path) accepts any key")
      } catch {
        known.formUnion(error.message.matches(of: #/'([a-z-]+)'/#).map { String($0.1) })
      }
    }
    known.remove("zz-nobodys-key")
    #expect(Set(try properties().keys) == known)
    for (key, property) in try properties() { #expect(property["description"] is String, "\(key)") }
  }

  private func frontMatter(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().prefix { $0 != "---" }
      .joined(separator: "\n")
  }

  @Test("every page of the rule book satisfies it", .enabled(if: SchemaCheck.page.isThere))
  func pages() throws {
    for page in EmbeddedPages.all {
      #expect(try SchemaCheck.page.complaints(frontMatter(page.text)) == "", "\(page.path)")
    }
  }

  @Test(
    "it refuses what the parser refuses", .enabled(if: SchemaCheck.page.isThere),
    arguments: [
      ("severity: error", "severity: fatal"), ("severity: error", "severity: error\nlimit: 3"),
      ("check: unique", "check: distinct"), ("severity: error", ""), ("area: keys", "area: people"),
      ("fold: email", "fold: case"), ("severity: error", "severity: error\nmax-share: half"),
      ("severity: error", "severity: error\neach: table"), ("column: archive.users.email", "column: [a]"),
    ])
  func mistakes(_ old: String, _ new: String) throws {
    let page = "area: keys\ncheck: unique\ncolumn: archive.users.email\nfold: email\nseverity: error"
    #expect(try SchemaCheck.page.complaints(page) == "")
    let wrong = page.replacing(old, with: new)
    #expect(throws: RuleError.self) {
      try RuleBook(pages: [("keys/a.md", "---\n\(wrong)\n---\n# A")])
    }
    #expect(try SchemaCheck.page.complaints(wrong) != "")
  }
}

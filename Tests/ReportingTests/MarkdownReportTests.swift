import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("audit.md")
struct MarkdownReportTests {
  @Test(
    "a text becomes no markup",
    arguments: [
      ("plain words, 12.5 % (of all)", "plain words, 12.5 % (of all)"), ("a|b", "a&#124;b"),
      ("<b>&amp;", "&#60;b&#62;&#38;amp;"), ("`x`", "\\`x\\`"), ("[x](y)", "\\[x\\](y)"),
      ("*a* _b_ ~c~ #d $e$", "\\*a\\* \\_b\\_ \\~c\\~ \\#d \\$e\\$"), ("\\", "\\\\"),
      ("- item - more", "\\- item - more"), ("+ item", "\\+ item"), ("1. item 2. x", "1\\. item 2. x"),
      ("12) item", "12\\) item"), ("1.5 s", "1.5 s"), ("7.", "7\\."), ("    code", "&#32;   code"),
      ("http://x.org", "http\\://x.org"), ("www.x.org WwW.", "www\\.x.org WwW\\."),
      ("anna@x.org", "anna`@`x.org"), ("@@a", "`@@`a"), ("a\nb", "a\\\\nb"), ("", ""),
    ])
  func escaping(text: String, markdown: String) {
    #expect(MarkdownEscaping().escapeText(text) == markdown)
  }

  // Skipped where the reference implementation of GitHub Flavored Markdown is not installed.
  @Test(
    "hostile text adds no element to the rendered page", .enabled(if: installedPath(of: "cmark-gfm") != nil))
  func hostile() throws {
    for text in hostileStrings { try expectInert([text]) }
    try expectInert(hostileStrings)
  }

  // Skipped where the corpora don't lie beside the package, or the reference implementation is not installed.
  @Test(
    "naughty strings add no element to the rendered page",
    .enabled(if: naughtyStrings != nil && installedPath(of: "cmark-gfm") != nil))
  func naughty() throws {
    try expectInert(try #require(naughtyStrings))
  }

  @Test("what passed is folded behind what needs attention, with the figures of both sides")
  func folded() throws {
    let text = try MarkdownReport.render(sampleAudit())
    let attention = try #require(text.firstRange(of: "## What needs attention"))
    let folded = try #require(text.firstRange(of: "<details>"))
    #expect(attention.upperBound < folded.lowerBound)
    #expect(
      text[attention.upperBound..<folded.lowerBound].contains("comments of all batches: 2,100,280 comments"))
    #expect(!text[..<folded.lowerBound].contains("The gzip stream is complete"))
    #expect(text[folded.upperBound...].contains("The gzip stream is complete"))
  }

  @Test(
    "it keeps to its budget, says so, and never without verdict and causes",
    arguments: [100_000, 5_000, 3_000, 2_000])
  func budget(budget: Int) throws {
    var result = sampleAudit()
    for index in result.rules.indices where !result.rules[index].findings.isEmpty {
      result.rules[index].findings = Array(repeating: result.rules[index].findings[0], count: 200)
    }
    let text = try MarkdownReport.render(result, budget: budget)
    #expect(text.count <= budget)
    #expect(text.contains("# ✗ FAIL: Chat history to the new desk"))
    #expect(text.contains("batch 21000 is lost"))
    #expect(text.contains("audit.html") == (budget < 100_000))
    #expect(text.ranges(of: "<details>").count == text.ranges(of: "</details>").count)
  }

  /// Renders an audit full of these texts and one full of harmless words, and compares their elements. The
  /// code spans that keep addresses from becoming links are not counted.
  private func expectInert(_ texts: [String]) throws {
    let hostile = try elements(audit(filledWith: texts))
    let harmless = try elements(audit(filledWith: texts.map { $0.isEmpty ? "" : "word" }))
    let difference = zip(hostile, harmless).enumerated().first { $1.0 != $1.1 }
    #expect(difference == nil && hostile.count == harmless.count, "\(texts.prefix(2)): \(difference as Any)")
  }

  private func elements(_ result: AuditResult) throws -> [String] {
    let html = try gitHubPage(MarkdownReport.render(result, budget: .max))
    // By bytes: a mark that combines with the closing bracket would hide it among Characters.
    return html.utf8.split(separator: UInt8(ascii: "<")).dropFirst()
      .map { String(decoding: $0.prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self) }
      .filter { $0 != "code" && $0 != "/code" }
  }
}

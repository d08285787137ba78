import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("audit.html")
struct HTMLReportTests {
  @Test(
    "a text becomes no markup, in content and in attributes",
    arguments: [
      ("plain", "plain"), ("<b>\"'&", "&lt;b&gt;&quot;&#39;&amp;"), ("\"\u{301}", "&quot;\u{301}"),
      ("<\u{338}", "&lt;\u{338}"), ("a\nb\u{202E}", "a\\nb\\u{202E}"), ("&lt;", "&amp;lt;"),
    ])
  func escaping(text: String, html: String) {
    #expect(Array(HTMLEscaping().escapeText(text).utf8) == Array(html.utf8))
  }

  @Test("hostile text adds no markup character to the page")
  func hostile() throws {
    for text in hostileStrings { try expectInert([text]) }
    try expectInert(hostileStrings)
  }

  // Skipped where the corpora don't lie beside the package.
  @Test("naughty strings add no markup character to the page", .enabled(if: naughtyStrings != nil))
  func naughty() throws {
    try expectInert(try #require(naughtyStrings))
  }

  // Skipped where Python is not installed.
  @Test(
    "a parser sees the same elements and attributes, whatever the texts",
    .enabled(if: hasPython("html.parser")))
  func parsed() throws {
    let texts = hostileStrings + (naughtyStrings ?? [])
    let hostile = try HTMLReport.render(audit(filledWith: texts))
    let harmless = try HTMLReport.render(audit(filledWith: texts.map { distinctWord(for: $0, among: texts) }))
    let elements = try elements(of: hostile)
    #expect(elements.hasPrefix("html [('lang', 'en')]\nhead []\n"))
    #expect(elements == (try self.elements(of: harmless)))
  }

  @Test("the texts themselves stand on the page")
  func complete() throws {
    let page = try HTMLReport.render(audit(filledWith: hostileStrings))
    for text in hostileStrings {
      #expect(page.contains("<td>\(HTMLEscaping().escapeText(text))</td>"))
    }
  }

  @Test("the policy allows the page's own style sheet, and nothing else")
  func policy() throws {
    let page = try HTMLReport.render(sampleAudit())
    #expect(
      page.contains(
        "content=\"default-src 'none'; style-src '\(HTMLPage.styleDigest)'; base-uri 'none'; "
          + "form-action 'none'\""
      ))
    let start = try #require(page.firstRange(of: "<style>")).upperBound
    let end = try #require(page.firstRange(of: "</style>")).lowerBound
    #expect(page[start..<end] == HTMLPage.style)
  }

  // Skipped where OpenSSL's command is not installed.
  @Test("the policy's digest is the style sheet's", .enabled(if: installedPath(of: "openssl") != nil))
  func digest() throws {
    let script = ["-c", "openssl dgst -sha256 -binary | base64"]
    let digest = try output(of: "sh", script, input: HTMLPage.style)
    #expect(digest == "\(HTMLPage.styleDigest.dropFirst("sha256-".count))\n")
  }

  @Test(
    "the page loads nothing and runs nothing",
    arguments: ["<script", "src=", "url(", "@import", "http:", "https:", "style="])
  func selfContained(trace: String) throws {
    #expect(!(try HTMLReport.render(sampleAudit())).contains(trace))
  }

  @Test("every line of the matrix leads to its rule")
  func links() throws {
    let page = try HTMLReport.render(sampleAudit())
    for number in 1...5 {
      #expect(page.contains("href=\"#rule-\(number)\""))
      #expect(page.contains("<details id=\"rule-\(number)\""))
    }
  }

  @Test("what needs attention is unfolded, the rest is folded")
  func unfolded() throws {
    let page = try HTMLReport.render(sampleAudit())
    #expect(page.matches(of: #/<details id="rule-(\d)" open>/#).map(\.output.1) == ["2", "3", "4", "6"])
  }

  /// A word that is the same for two texts if, and only if, they are: areas are grouped by equality.
  private func distinctWord(for text: String, among texts: [String]) -> String {
    "word\(texts.firstIndex(of: text) ?? 0)"
  }

  /// Compares the number of each character that means something in HTML with that of a harmless page.
  private func expectInert(_ texts: [String]) throws {
    let hostile = try HTMLReport.render(audit(filledWith: texts))
    let harmless = try HTMLReport.render(audit(filledWith: texts.map { distinctWord(for: $0, among: texts) }))
    for character in "<>\"'".utf8 {
      #expect(hostile.utf8.count { $0 == character } == harmless.utf8.count { $0 == character })
    }
    #expect(hostile.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [])
  }

  private func elements(of page: String) throws -> String {
    let script = """
      import sys, html.parser
      class Parser(html.parser.HTMLParser):
          def handle_starttag(self, tag, attrs): print(tag, attrs)
          def handle_endtag(self, tag): print("/" + tag)
          def handle_comment(self, data): print("comment")
          def handle_pi(self, data): print("instruction")
      Parser().feed(sys.stdin.buffer.read().decode())
      """
    return try #require(try output(of: "python3", ["-c", script], input: page))
  }
}

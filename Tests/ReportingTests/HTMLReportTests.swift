import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("audit.html")
struct HTMLReportTests {
  @Test("the template is parsed in parts, none of which ends within a section, and which are all of it")
  func parts() {
    let parts = ReportTemplate.parts(HTMLPage.template)
    #expect(parts.joined() == HTMLPage.template)
    #expect(parts.count > 10)
    for part in parts {
      #expect(part.ranges(of: /\{\{[#^]/).count == part.ranges(of: "{{/").count, "\(part)")
    }
    #expect(ReportTemplate.parts("{{#a}}\n\(String(repeating: "x", count: 600))\n{{/a}}\ny").count == 2)
    #expect(ReportTemplate.parts("") == [""])
  }

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

  @Test("the policy allows the page's own style sheet and script, and nothing else")
  func policy() throws {
    let page = try HTMLReport.render(sampleAudit())
    #expect(
      page.contains(
        "content=\"default-src 'none'; style-src '\(HTMLPage.styleDigest)'; script-src '\(HTMLPage.scriptDigest)'; "
          + "base-uri 'none'; form-action 'none'\""
      ))
    #expect(try between("<style>", "</style>", of: page) == HTMLPage.style)
    #expect(try between("<script>", "</script>", of: page) == HTMLPage.script)
  }

  // Skipped where OpenSSL's command is not installed.
  @Test(
    "the policy's digests are those of the style sheet and the script",
    .enabled(if: installedPath(of: "openssl") != nil),
    arguments: [
      (HTMLPage.style, HTMLPage.styleDigest), (HTMLPage.script, HTMLPage.scriptDigest),
    ])
  func digest(text: String, digest: String) throws {
    let script = ["-c", "openssl dgst -sha256 -binary | base64"]
    #expect(try output(of: "sh", script, input: text) == "\(digest.dropFirst("sha256-".count))\n")
  }

  @Test(
    "the page loads nothing and sends nothing",
    arguments: [
      "src=", "url(", "@import", "http:", "https:", "style=", "fetch(", "XMLHttp", "sendBeacon", "WebSocket",
      "import(", "eval(", "innerHTML", "onclick=",
    ])
  func selfContained(trace: String) throws {
    #expect(!(try HTMLReport.render(sampleAudit())).contains(trace))
  }

  @Test("every line of the matrix leads to its rule, whose anchor is its id")
  func links() throws {
    let page = try HTMLReport.render(sampleAudit())
    for rule in sampleAudit().rules {
      #expect(page.contains("<a href=\"#\(rule.id)\">\(HTMLEscaping().escapeText(rule.title))</a></th>"))
      #expect(page.components(separatedBy: "<div id=\"\(rule.id)\">").count == 2)
    }
  }

  @Test("what decided the verdict is unfolded, the rest is folded")
  func unfolded() throws {
    let page = try HTMLReport.render(sampleAudit())
    let rules = try #require(page.components(separatedBy: "<h2 id=\"Rules\">").last)
    let open = rules.components(separatedBy: "<details open>").dropFirst()
    #expect(open.count == 1)
    #expect(open.first?.contains("<div id=\"no-missing-comments\">") == true)
  }

  @Test("two pages of one audit differ in one line")
  func deterministic() throws {
    var later = sampleAudit()
    later.timing = Timing(startedAt: "2026-11-21T07:01:02Z", seconds: 99, jobs: 8, peakMemoryBytes: 1)
    let lines = try HTMLReport.render(sampleAudit()).split(separator: "\n", omittingEmptySubsequences: false)
    let others = try HTMLReport.render(later).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == others.count)
    let different = zip(lines, others).filter { $0 != $1 }
    #expect(
      different.map(\.1) == [
        "<span>Run of 2026-11-21 07:01:02 UTC, 99.0 s with 8 jobs, at most 1 MB of memory</span>"
      ])
  }

  @Test("the figures of both sides are in their cells")
  func figures() throws {
    var audit = sampleAudit()
    audit.rules[1].figures = Figures(legacy: 2_100_400, new: 2_100_280)
    audit.rules[0].figures = Figures(new: 21)
    let page = try HTMLReport.render(audit)
    #expect(page.contains("chat rows, distinct by COMMENT_PART_ID <b>2,100,400 comments</b></td>"))
    #expect(page.contains("comments of all batches <b>2,100,280 comments</b></td>"))
    #expect(page.contains("gzip stream and tar <b>21 members</b></td>"))
  }

  @Test("the page keeps to a limit of findings, and says how many more there are")
  func limited() throws {
    var audit = sampleAudit()
    audit.rules = (1...20).map { number in
      var rule = audit.rules[1]
      rule.id = "rule-\(number)"
      rule.violations = 101
      rule.findings = (1...101).map { Finding(message: "finding \($0) of \(number)") }
      return rule
    }
    let page = try HTMLReport.render(audit)
    #expect(page.matches(of: #/<li>finding \d+ of \d+<dl>/#).count == HTMLRule.findingLimit)
    #expect(page.components(separatedBy: "<p class=\"quiet\">1 more finding in audit.json</p>").count == 21)
  }

  private func between(_ start: String, _ end: String, of page: String) throws -> Substring {
    let from = try #require(page.firstRange(of: start)).upperBound
    let to = try #require(page[from...].firstRange(of: end)).lowerBound
    return page[from..<to]
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

  /// The tags with their attributes, of which some have values that are texts of the audit.
  private func elements(of page: String) throws -> String {
    let script = """
      import sys, html.parser
      class Parser(html.parser.HTMLParser):
          def handle_starttag(self, tag, attrs):
              texts = ("id", "href", "title", "aria-label", "data-area")
              print(tag, [(name, "text" if name in texts else value) for name, value in attrs])
          def handle_endtag(self, tag): print("/" + tag)
          def handle_comment(self, data): print("comment")
          def handle_pi(self, data): print("instruction")
      Parser().feed(sys.stdin.buffer.read().decode())
      """
    return try #require(try output(of: "python3", ["-c", script], input: page))
  }
}

import Foundation
import Reporting
import RuleExamples
import Testing

@testable import Audit

@Suite("The bodies of threads")
struct SampleTextTests {
  private static func dots(_ count: Int) -> String { String(repeating: "•", count: count) }

  @Test(
    "a mask keeps lines, words and punctuation, and nothing of what is said",
    arguments: [
      ("Call me, Ada!", "Aaaa aa, Aaa!"), ("+49 (0)171-5557001", "+99 (9)999-9999999"),
      ("<p>Ümit\nÖz</p>", "<a>Aaaa\nAa</a>"), ("日本 ٣٤", "aa 99"), ("e\u{301}", "aa"),
      ("write to ada.osei@example.org.", "aaaaa aa " + dots(21)),
      ("<a href=\"mailto:ada@example.org\">x</a>", "<a aaaa=\"\(dots(22))\">a</a>"),
      ("see https://ada.example.org/x?y=1, please", "aaa \(dots(29)), aaaaaa"),
      ("a\u{202E}b\u{0}c\u{E000}🎉", "a•a\u{0}a••"), ("", ""),
    ])
  func masked(text: String, mask: String) {
    let masked = TextMask.masked(text.unicodeScalars)
    #expect(String(String.UnicodeScalarView(masked)) == mask)
    #expect(masked.count == text.unicodeScalars.count)
  }

  /// What must not be seen, in names, e-mails and bodies of the export and of the archive.
  private static let canaries = [
    "Zephyrine", "Quillfeather", "zq7@zephyr.example", "Osterhagen", "0171-5557001", "DE44500105175407324931",
    "Krankmeldung", "Žofie", "山田太郎", "https://zephyr.example/q", "Xanthippe",
  ]

  private func example() -> CauseExample {
    var example = CauseExample()
    let secret = Self.canaries.joined(separator: " ")
    example.rows = example.rows.map { row in
      row.replacing("Person 1", with: "Zephyrine Quillfeather").replacing(
        "p5@example.org", with: "zq7@zephyr.example"
      )
      .replacing("<p>a", with: "<p>\(secret) a")
    }
    example.changeUsers { if $0.number == 901 { $0["name"] = "\"Xanthippe\"" } }
    example.changeComments { comment in
      if comment.number % 2 == 0 { comment["html_body"] = "\"Osterhagen \(secret)\"" }
    }
    return example
  }

  @Test("without --show-values no report has anything of names, e-mails and bodies")
  func hidden() throws {
    let audit = try ExampleFolder(example().input()).audit(samples: 12)
    try #require(audit.samples.count == 12)
    try #require(audit.samples.contains { $0.comments.contains { $0.newBody?.text != nil } })
    let reports = [JSONReport.render(audit), try HTMLReport.render(audit), try MarkdownReport.render(audit)]
    for canary in Self.canaries {
      for report in reports { #expect(!report.contains(canary), "\(canary)") }
    }
  }

  @Test("with --show-values the texts are there, and names")
  func shown() throws {
    let audit = try ExampleFolder(example().input()).audit(showsValues: true, samples: 12)
    let page = try HTMLReport.render(audit)
    for canary in Self.canaries where canary != "zq7@zephyr.example" { #expect(page.contains(canary)) }
  }

  @Test("bodies of an export that can't be read by places are the same, read from its beginning")
  func coded() throws {
    var input = try CauseExample().input()
    let usual = try ExampleFolder(input).audit(samples: 12).samples
    input.plan.replace("{path: chat.csv}", with: "{path: chat.csv, encoding: windows-1252}")
    let coded = try ExampleFolder(input).audit(samples: 12).samples
    #expect(usual.count == 12)
    #expect(usual.allSatisfy { $0.comments.allSatisfy { $0.body.text != nil } })
    #expect(coded == usual)
  }

  @Test("bodies of exports of every kind are read again", arguments: (try? RuleExample.all.get()) ?? [])
  func everyExample(_ example: RuleExample) throws {
    guard example.isPassing else { return }
    for sample in try ExampleFolder(example.input).audit(samples: 3).samples {
      for comment in sample.comments {
        #expect(comment.body.text != nil, "\(example.rule): \(sample.ticket)")
      }
    }
  }

  @Test("a body that is not there any more is not spoken of, and its length is")
  func changedMeanwhile() throws {
    let folder = try ExampleFolder(CauseExample().input())
    let facts = try folder.facts()
    let texts = ThreadTexts(facts, isReference: false)
    let row = AlignedThreads.Row(legacy: 0, new: nil)
    #expect(texts.read([row]).bodies(of: row, facts[.comments]).expected?.text?.hasPrefix("<p>aaa") == true)
    let path = folder.path + "/chat.csv"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try Data(text.replacing("<p>a", with: "<p>b").utf8).write(to: URL(filePath: path))
    let body = texts.read([row]).bodies(of: row, facts[.comments]).expected
    #expect(body?.bytes == 47)
    #expect(body?.text == nil)
  }

  // Skipped where Python is not installed.
  @Test(
    "hostile bodies of both sides are text in the page, as Python's parser sees it",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func hostile() throws {
    let bodies = [
      "</script><script>alert(1)</script>", "</div></td></tr></table><h1>x</h1>", "' onclick='x",
      "\u{202E}cba",
      "<img src=x onerror=alert(1)>", "{{title}}", "a\u{0}b",
    ]
    var example = CauseExample()
    example.rows = example.rows.enumerated().map { number, row in
      row.replacing(/<p>.*<\/p>/, with: bodies[number % bodies.count])
    }
    // Other bodies in the archive, so that both are shown.
    example.changeComments { comment in
      comment["html_body"] = "\"<!-- \(comment.number) </td><svg onload=x> \u{2066}\\u0000\""
    }
    let audit = try ExampleFolder(example.input()).audit(showsValues: true, samples: 12)
    let harmless = try ExampleFolder(CauseExample().input()).audit(samples: 12)
    #expect(try elements(of: HTMLReport.render(audit)).isSubset(of: Self.known))
    #expect(try elements(of: HTMLReport.render(harmless)).isSubset(of: Self.known))
  }

  /// The elements of a page that no text adds to.
  private static let known: Set<String> = [
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "span", "strong", "div", "h1", "h2",
    "h3",
    "h4", "abbr", "nav", "main", "section", "ul", "ol", "li", "figure", "figcaption", "b", "path", "rect",
    "svg", "text",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "dl", "dt", "dd", "mark",
    "q", "code",
    "form", "label", "input", "select", "option", "output", "button", "footer", "script",
  ]

  /// The elements of a page; a second script, an attribute for an event and a comment count as elements of their own.
  private func elements(of page: String) throws -> Set<String> {
    let script = """
      import sys, html.parser
      class Parser(html.parser.HTMLParser):
          scripts = 0
          def handle_starttag(self, tag, attrs):
              if tag == "script": self.scripts += 1
              print("second-script" if self.scripts > 1 else tag)
              for name, value in attrs:
                  if name.startswith("on") or name == "src": print(name)
          def handle_comment(self, data): print("comment")
      Parser().feed(sys.stdin.buffer.read().decode())
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", script]
    let file = FileManager.default.temporaryDirectory.appending(path: "threads-\(UUID().uuidString).html")
    try Data(page.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Set(String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init))
  }
}

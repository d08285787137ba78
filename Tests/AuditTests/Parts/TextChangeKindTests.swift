import Foundation
import RuleExamples
import Testing

@testable import Audit

@Suite("Kinds of changes of texts")
struct TextChangeKindTests {
  private func kind(_ expected: String, _ found: String) -> TextChangeKind? {
    TextChange(from: expected, to: found)?.kind
  }

  private static let long = (0..<200).map { "Line \($0) of a long text, with é and “quotes”.\n" }.joined()

  @Test(
    "each kind is told by both texts",
    arguments: [
      ("Hello", "", .emptied), ("Hello you", "Hello", .cut(at: nil)), ("Hello you", "Hello…", .cut(at: nil)),
      ("Hello you", "Hello...", .cut(at: nil)),
      ("=1+1", "'=1+1", .formulaGuard), ("+49 170", "'+49 170", .formulaGuard),
      ("Hello", "Re: Hello", .prefixAdded),
      ("Hello", "'Hello", .prefixAdded), ("Hello", "Hello.", .suffixAdded),
      ("Hello", "Hello<br>", .suffixAdded),
      ("a\r\nb\r\n", "a\nb\n", .lineEnds), ("a\nb", "a\r\nb", .lineEnds), ("a\rb", "a\nb", .lineEnds),
      ("a  b ", "a b", .whiteSpace), ("a\u{A0}b", "a b", .whiteSpace), (" a", "a", .whiteSpace),
      ("caf\u{E9}", "cafe\u{301}", .normalization), ("e\u{301}a", "\u{E9}a", .normalization),
      ("Straße ÉA", "straße éa", .letterCase),
      ("<p>R&D</p>", "&lt;p&gt;R&amp;D&lt;/p&gt;", .escapedMore),
      ("a &amp; b", "a &amp;amp; b", .escapedMore),
      ("it's", "it&#39;s", .escapedMore), ("it's", "it&#x27;s", .escapedMore),
      ("a &amp; b", "a & b", .escapedLess),
      ("<p>Hello <b>you</b></p><p>Ben</p>", "Hello you\nBen", .tagsRemoved),
      ("<p>R&amp;D</p>", "R&D", .tagsRemoved),
      ("café – “ok”", "caf? ? ?ok?", .replaced), ("café", "caf??", .replaced), ("a😀b", "a??b", .replaced),
      ("a😀b", "a????b", .replaced), ("café!", "caf\u{FFFD}!", .replaced), ("café 😀", "café ?", .replaced),
      ("a\u{200B}b\u{FEFF}c", "abc", .invisibleRemoved), ("a\u{AD}b", "ab", .invisibleRemoved),
      ("Иван Ivan", " Ivan", .removedBeyondASCII), ("a😀b", "ab", .removedBeyondASCII),
      ("Hello", "World", .other), ("", "x", .other), ("a1b", "a2b", .other), ("café?", "cafe?", .other),
    ] as [(String, String, TextChangeKind)])
  func kinds(expected: String, found: String, kind: TextChangeKind) {
    #expect(self.kind(expected, found) == kind)
  }

  @Test("a text cut at a known length says so: in characters, in bytes, and with half a character at the end")
  func cuts() {
    let long = Self.long
    #expect(kind(long, String(long.prefix(255))) == .cut(at: "255 characters"))
    #expect(kind(long, String(long.prefix(252)) + "...") == .cut(at: "255 characters"))
    #expect(kind(long, String(long.prefix(254))) == .cut(at: nil))
    // The bytes of the text, cut, as a decoder reads them.
    for limit in [4096, 1000, 500] {
      let cut = String(decoding: long.utf8.prefix(limit), as: UTF8.self)
      #expect(
        kind(long, cut) == .cut(at: "\(limit == 4096 ? "4,096" : limit == 1000 ? "1,000" : "500") bytes"))
    }
    let emoji = "abc" + String(repeating: "😀", count: 200)
    let cut = String(decoding: emoji.utf8.prefix(256), as: UTF8.self)
    #expect(cut.hasSuffix("\u{FFFD}"))
    #expect(kind(emoji, cut) == .cut(at: "255 bytes") || kind(emoji, cut) == .cut(at: "256 bytes"))
  }

  @Test(
    "UTF-8 taken for Windows-1252, once or twice, in any language",
    arguments: ["Größe – “naïve”", "Привет, мир", "日本語です", "😀 emoji", "שלום"])
  func mojibake(text: String) throws {
    func misread(_ text: String) -> String {
      text.utf8.map { byte in
        String(data: Data([byte]), encoding: .windowsCP1252) ?? String(Character(Unicode.Scalar(byte)))
      }.joined()
    }
    #expect(kind(text, misread(text)) == .mojibake)
    #expect(kind(text, misread(misread(text))) == .mojibake)
  }

  @Test("a tally counts each kind, the most frequent first, and a length that several texts were cut at")
  func tally() {
    var tally = TextChangeTally()
    #expect(tally.words(of: 0) == "")
    for _ in 0..<400 { tally.add(.cut(at: "65,535 characters"), length: 65_535) }
    for _ in 0..<12 { tally.add(.lineEnds, length: 3) }
    for length in [300, 300, 300, 7] { tally.add(.cut(at: nil), length: length) }
    let words = "400 cut at 65,535 characters, 12 with other line ends, 3 cut at 300 characters, 1 cut"
    #expect(tally.words(of: 416) == ": " + words)
    #expect(tally.words(of: 20_000) == "; of the first 416: " + words)
  }

  @Test(
    "all kinds are counted in the line of the rule, and a rare one has its evidence beside a frequent one")
  func evidence() throws {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    let head = input.chat.split(separator: "\n")[0]
    let bodies = (0..<60).map {
      $0 == 55 ? "The last\r\nbut four, \($0)" : "Body number \($0), which is long enough"
    }
    let found = bodies.enumerated().map { index, body in
      index == 55
        ? body.replacing("\r\n", with: "\n")
        : index == 57 ? bodies[3] : index > 3 ? String(body.prefix(11)) : body
    }
    input.chat =
      ([String(head)]
      + bodies.enumerated().map { index, body in
        "2021-03-01T09:00:00Z,7,\(1001 + index),211,true,\"\(body)\",2021-03-01T09:\(index < 10 ? "0" : "")\(index):00Z,7,Ada Osei,ada@example.org"
      }).joined(separator: "\n") + "\n"
    let comments = found.enumerated().map { index, body in
      "{\"id\": \(1001 + index), \"ticket_id\": 211, \"author_id\": 70, \"public\": true, \"created_at\": "
        + "\"2021-03-01T09:\(index < 10 ? "0" : "")\(index):00Z\", \"html_body\": \"\(body.replacing("\n", with: "\\n"))\"}"
    }
    input.batches[100] = """
      {"data": {"tickets": {"data": [{"id": 211, "created_at": "2021-03-01T09:00:00Z", "requester_id": 70}],
      "comments": [\(comments.joined(separator: ",\n"))],
      "users": [{"id": 70, "name": "Ada Osei", "email": "ada@example.org"}], "organizations": []}}}
      """
    let rule = try ExampleFolder(input).audit().rule("bodies-are-unchanged")
    #expect(rule.violations == 56)
    #expect(
      rule.summary
        == "56 of 60 comments have another html_body: 54 cut at 11 characters, 1 with another record's text, "
        + "1 with other line ends")
    #expect(rule.findings.count == 22)
    #expect(
      rule.findings.suffix(2).map(\.message) == [
        "comment 1056: html_body must be 22 bytes and is 21 bytes; other line ends: 1 character cut after character 8 (U+000D)",
        "comment 1058: html_body must be 36 bytes and is 35 bytes; the text of comment 1004",
      ])
  }
}

import Testing

@testable import Audit

@Suite("What makes one text of another")
struct TextChangeTests {
  @Test(
    "what was added, cut or replaced is told with its place and code points",
    arguments: [
      ("=1+1", "'=1+1", "1 character added at the start (U+0027)"),
      ("Hello", "Hello \u{2026}!", "3 characters added at the end (U+0020 U+2026 U+0021)"),
      ("Hello", "Hel\u{200B}lo", "1 character added after character 3 (U+200B)"),
      ("a😀b and more", "a", "11 characters cut at the end (U+1F600 U+0062 U+0020 U+0061 …)"),
      ("  Hi", "Hi", "2 characters cut at the start (U+0020 U+0020)"),
      ("a\r\nb", "a\nb", "1 character cut after character 1 (U+000D)"),
      ("Hi 😀", "Hi ????", "from character 4 on U+1F600 became U+003F U+003F U+003F U+003F"),
      ("café", "cafÃ©", "from character 4 on U+00E9 became U+00C3 U+00A9"),
      ("abc", "aXc", "from character 2 on U+0062 became U+0058"),
      ("aaaa", "aa", "2 characters cut at the end (U+0061 U+0061)"),
      ("", "x", "1 character added at the end (U+0078)"),
    ])
  func words(expected: String, found: String, words: String) {
    #expect(TextChange(from: expected, to: found)?.words(isMasked: false) == words)
  }

  @Test("masked, ASCII letters and digits are told as such: their code points are the text")
  func masked() {
    #expect(
      TextChange(from: "Call 7 é", to: "Hi")?.words(isMasked: true)
        == "from character 1 on letter letter letter letter … became letter letter")
    #expect(
      TextChange(from: "a", to: "a\u{A0}7é")?.words(isMasked: true)
        == "3 characters added at the end (U+00A0 digit U+00E9)")
  }

  @Test("of long texts what is around the change is shown")
  func excerpts() throws {
    let (before, after) = (String(repeating: "x", count: 100), String(repeating: "y", count: 100))
    let shown = TextChange(from: before + "a" + after, to: before + "bc" + after)?.excerpts
    let (x, y) = (String(repeating: "x", count: 30), String(repeating: "y", count: 30))
    #expect(shown?.expected == "'…\(x)a\(y)…'")
    #expect(shown?.found == "'…\(x)bc\(y)…'")
    #expect(try #require(TextChange(from: "ab", to: "b")).excerpts == ("'ab'", "'b'"))
  }

  @Test("of texts over 1 MiB nothing is told: characters take several times as much")
  func tooLong() {
    let most = String(repeating: "x", count: 1 << 20)
    #expect(TextChange(from: most, to: "x")?.kind == .cut(at: nil))
    #expect(TextChange(from: most + "x", to: "x") == nil)
    #expect(TextChange(from: "x", to: most + "x") == nil)
  }
}

import Audit
import Testing

@testable import Reporting

@Suite("The terminal's report")
struct TerminalReportTests {
  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("no line is wider than asked for", arguments: [60, 80, 100, 101, 160])
  func width(width: Int) {
    let text = TerminalReport(width: width, detail: .matrix)
      .render(audit(filledWith: hostileStrings + ["word word wörd"]))
    #expect(lines(text).filter { String($0).displayWidth > width } == [])
  }

  @Test("a width that holds no table is taken as 60", arguments: [59, 0, -1, Int.min])
  func narrow(width: Int) {
    #expect(
      TerminalReport(width: width).render(sampleAudit()) == TerminalReport(width: 60).render(sampleAudit()))
  }

  @Test("colour adds nothing but colour")
  func colour() {
    let plain = TerminalReport(width: 90).render(sampleAudit())
    var coloured = TerminalReport(width: 90, colour: true).render(sampleAudit())
    #expect(coloured.contains("\u{1B}[1;31m✗ FAIL Chat history to the new desk\u{1B}[0m"))
    #expect(coloured.contains("\u{1B}[1;32mPASS\u{1B}[0m"))
    for code in ["0", "1", "2", "1;31", "1;32", "1;33"] {
      coloured = coloured.replacing("\u{1B}[\(code)m", with: "")
    }
    #expect(coloured == plain)
  }

  @Test("no text of the audit can steer the terminal")
  func hostile() {
    let text = TerminalReport(width: 100, detail: .matrix).render(audit(filledWith: hostileStrings))
    #expect(text.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [])
  }

  // Skipped where the corpora don't lie beside the package.
  @Test("no naughty string can steer the terminal", .enabled(if: naughtyStrings != nil))
  func naughty() throws {
    let strings = try #require(naughtyStrings)
    let text = TerminalReport(width: 100, detail: .matrix).render(audit(filledWith: strings))
    #expect(text.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [])
    #expect(lines(text).filter { String($0).displayWidth > 100 } == [])
  }

  @Test("an audit without rules, balance and sources is a report all the same")
  func empty() {
    let text = TerminalReport(width: 100, detail: .matrix).render(audit(filledWith: []))
    #expect(text.hasPrefix("✗ FAIL"))
    #expect(text.contains("No rules."))
    #expect(text.contains("Validation test"))
  }

  @Test("quiet, it is the verdict and the causes; the matrix has every rule with the figures of both sides")
  func details() {
    let quiet = TerminalReport(width: 120, detail: .quiet).render(sampleAudit())
    #expect(quiet.hasSuffix("  Explains 100 of 120 violations of no-missing-comments\n"))
    #expect(TerminalReport(width: 120).render(sampleAudit()).hasPrefix(quiet))
    let matrix = TerminalReport(width: 200, detail: .matrix).render(sampleAudit())
    #expect(matrix.contains("│ 2,100,400 comments"))
    #expect(matrix.contains("│ 2,100,280 comments"))
  }

  @Test("a PASS is about ten lines")
  func pass() {
    var result = sampleAudit()
    result.verdict = .pass
    result.causes = []
    result.policy = AuditPolicy()
    result.rules = result.rules.filter { $0.outcome == .passed }
    result.since = nil
    for line in result.balance.indices { result.balance[line].wrongID = 0 }
    let text = TerminalReport(width: 120).render(result)
    #expect(lines(text).count <= 15, "\(text)")
  }
}

@Suite("A table of text")
struct TextTableTests {
  private func lines(_ table: TextTable, width: Int) -> [String] {
    table.lines(width: width) { text, _ in text }
  }

  @Test("columns take what they need where there is room")
  func roomy() {
    var table = TextTable(header: ["a", "number"], numbers: [1])
    table.rows = [[.init("first"), .init("1")], [.init("x"), .init("22")]]
    #expect(
      lines(table, width: 40) == ["a     │ number", "──────┼───────", "first │      1", "x     │     22"])
  }

  @Test("a narrow column keeps its width, the wide ones share the rest")
  func narrow() {
    var table = TextTable(header: ["a", "b", "c"])
    table.rows = [[.init("xx"), .init("one two three"), .init("four five six")]]
    #expect(
      lines(table, width: 24) == [
        "a  │ b        │ c", "───┼──────────┼─────────", "xx │ one two  │ four",
        "   │ three    │ five six",
      ])
  }

  @Test("paragraphs of a cell begin lines of their own, and rules part the rows")
  func paragraphs() {
    var table = TextTable(header: ["a"], isRuled: true)
    table.rows = [[.init([("FAIL", .bad), ("why", .plain)])], [.init("b")]]
    #expect(lines(table, width: 9) == ["a", "────", "FAIL", "why", "────", "b"])
  }

  @Test("wide characters are counted as two columns")
  func wide() {
    var table = TextTable(header: ["a", "b"])
    table.rows = [[.init("日本"), .init("x")], [.init("e\u{301}"), .init("y")]]
    #expect(lines(table, width: 20) == ["a    │ b", "─────┼──", "日本 │ x", "e\u{301}    │ y"])
  }

  @Test(
    "text is broken at spaces, and a long word where the line ends",
    arguments: [
      ("one two", 7, ["one two"]), ("one two", 6, ["one", "two"]), ("abcdefg", 3, ["abc", "def", "g"]),
      ("a bcdefg h", 3, ["a", "bcd", "efg", "h"]), ("日本語", 4, ["日本", "語"]), ("日", 1, ["日"]), ("", 3, [""]),
      ("  a  b ", 9, ["a b"]),
    ])
  func wrapping(text: String, width: Int, lines: [String]) {
    #expect(text.wrapped(to: width) == lines)
  }

  @Test(
    "the display width of a text counts its columns",
    arguments: [
      ("abc", 3), ("é", 1), ("日本", 4), ("한", 2), ("👍", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("ｱ", 1), ("", 0),
    ])
  func displayWidth(text: String, columns: Int) {
    #expect(text.displayWidth == columns)
  }
}

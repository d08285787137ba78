import Foundation
import Testing

@testable import Worklist

@Suite("The worklist that people fill in")
struct WorklistSheetTests {
  private func row(_ record: String, rule: String = "", what: String = "x", ok: String = "", by: String = "")
    -> WorklistRow
  {
    var row = WorklistRow(kind: rule.isEmpty ? "ticket" : "error", rule: rule, record: record, what: what)
    (row.ok, row.by) = (ok, by)
    return row
  }

  /// Written, and read again as a file.
  private func read(_ text: String) throws -> WorklistSheet {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv").path
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try WorklistSheet(contentsOf: path)
  }

  @Test("it is CSV with a byte order mark, CRLF, quotes around every cell, and no formula")
  func text() {
    var row = row("comment 1", rule: "r", what: "=a \"b\"")
    row.new = "https://n.example/1"
    #expect(
      WorklistSheet([row]).text
        == "\u{FEFF}\"kind\",\"rule\",\"record\",\"what\",\"legacy\",\"new\",\"ok\",\"by\",\"note\"\r\n"
        + "\"error\",\"r\",\"comment 1\",\"'=a \"\"b\"\"\",\"\",\"https://n.example/1\",\"\",\"\",\"\"\r\n")
  }

  @Test("a second audit keeps what was filled in, adds what is new, and marks what is gone")
  func again() throws {
    var filled = WorklistSheet([
      row("ticket 1", what: "the oldest", ok: "yes", by: "Ada"), row("ticket 2"),
      row("", rule: "r", what: "gone now", ok: "no"),
      row("comment 3", rule: "r", ok: "yes", by: "Bo"),
    ])
    filled = try read(filled.text)
    let next = WorklistSheet(
      [row("ticket 1", what: "the newest"), row("comment 3", rule: "r"), row("comment 4", rule: "r")],
      before: filled)
    #expect(next.rows.map(\.record) == ["ticket 1", "comment 3", "comment 4", ""])
    #expect(next.rows.map(\.ok) == ["yes", "yes", "", "no"])
    #expect(next.rows.map(\.by) == ["Ada", "Bo", "", ""])
    #expect(next.rows.map(\.kind) == ["ticket", "error", "error", "gone"])
    let third = WorklistSheet(next.rows.filter { !$0.isGone }, before: try read(next.text))
    #expect(third.text == next.text, "nothing has changed")
  }

  @Test("two findings that look alike keep what was said of each, in their order")
  func alike() throws {
    let twice = [
      row("comment 1", rule: "r", ok: "yes", by: "Ada"), row("comment 1", rule: "r", ok: "no", by: "Bo"),
    ]
    let before = try read(WorklistSheet(twice).text)
    let next = WorklistSheet([row("comment 1", rule: "r"), row("comment 1", rule: "r")], before: before)
    #expect(next.rows.map(\.ok) == ["yes", "no"])
    #expect(
      WorklistSheet([row("comment 1", rule: "r")], before: before).rows.map(\.kind) == ["error", "gone"])
  }

  @Test("what a spreadsheet makes of it is read: semicolons, another order, empty rows")
  func spreadsheet() throws {
    let sheet = try read(
      "ok;kind;rule;record;what;legacy;new;by;note;mine\r\n TRUE ;ticket;;ticket 5;x;;;Ada;'=1;z\r\n;;;;;;;;;\r\n"
    )
    #expect(sheet.rows.count == 1)
    #expect(sheet.rows[0].ok == "TRUE" && sheet.rows[0].note == "=1" && sheet.rows[0].by == "Ada")
  }

  @Test("it is done when every row is ok and somebody says so")
  func check() {
    func check(_ rows: WorklistRow...) -> WorklistCheck { WorklistCheck(WorklistSheet(rows), path: "w.csv") }
    let done = check(row("ticket 1", ok: "Yes", by: "Ada"), row("ticket 2", ok: "x", by: "Bo"))
    #expect(done.isDone && done.summary == "2 rows: 2 ok, 0 open, 0 refused")
    #expect(!check(row("ticket 1", ok: "yes")).isDone, "without a name")
    #expect(!check(row("ticket 1", ok: "yes", by: "Ada"), row("ticket 2")).isDone)
    #expect(!check().isDone, "nothing was looked at")
    let mixed = check(
      row("ticket 1", ok: "no", by: "Ada"), row("ticket 2", ok: "perhaps", by: "Bo"), row("ticket 3"))
    #expect(mixed.summary == "3 rows: 0 ok, 2 open, 1 refused")
    #expect(mixed.mistakes == ["w.csv:0: 'ok' must be yes, no or nothing; write one of them"])
    var gone = row("ticket 4", ok: "no")
    gone.kind = "gone"
    let left = check(row("ticket 1", ok: "1", by: "Ada"), gone)
    #expect(left.isDone && left.summary == "1 row: 1 ok, 0 open, 0 refused; 1 more is gone")
  }
}

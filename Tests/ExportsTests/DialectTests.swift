import Plan
import Testing

@testable import Exports

@Suite("Delimiters and headers of CSV")
struct DialectTests {
  private let semicolon = UInt8(ascii: ";")

  @Test(
    "a delimiter is detected by the wanted columns, and told",
    arguments: [(",", "','"), (";", "';'"), ("\t", "tab"), ("|", "'|'")])
  func detected(delimiter: String, name: String) throws {
    let text = "a|b\n1|\"2|\n3\"\n".replacing("|", with: delimiter)
    let reading = try Reading(text)
    #expect(reading.rows == [["1", Field(Array("2\(delimiter)\n3".utf8))]])
    #expect(reading.problems == [])
    #expect(reading.summaries[0].shape.description == "CSV, \(name), UTF-8")
  }

  @Test("a delimiter in the quotes of the header, or more often than the true one, doesn't mislead")
  func misleadingHeader() throws {
    #expect(try Reading("\"x,y,z,w\";a;b\n0;1;2\n").rows == [["1", "2"]])
    #expect(try Reading("x,y,z,w;a;b\n0;1;2\n").rows == [["1", "2"]])
    #expect(try Reading("a\n1;2,3\n", columns: ["a"]).kinds == [.raggedRow])
  }

  @Test("without wanted columns, the delimiter that makes the most fields counts")
  func mostFields() throws {
    let folder = try TemporaryFolder()
    try folder.write("x,y;b;\"c;c\"\n", to: "1.csv")
    let shape = try folder.export("1.csv").shape(ofFile: 0)
    #expect(shape.delimiter == semicolon)
    #expect(shape.columns == ["x,y", "b", "c;c"])
  }

  @Test("the plan's delimiter counts, whatever the header looks like")
  func planned() throws {
    let reading = try Reading("a,b;c\n1,2;3\n", columns: ["a,b"]) { $0.delimiter = semicolon }
    #expect(reading.rows == [["1,2"]])
    #expect(
      refusal(of: "a,b\n1,2\n") { $0.delimiter = semicolon }
        == "chat.csv:1: the header's fields are separated by commas, but the plan or a line 'sep=' says "
        + "semicolons. Correct 'delimiter' in the plan")
  }

  @Test(
    "a line 'sep=' is skipped, counts as a line, and declares the delimiter",
    arguments: ["sep=;\n", "sep=;\r\n", "SEP=;\r", "\"sep=;\"\r\n", "\u{FEFF}sep=;\n"])
  func separatorLine(line: String) throws {
    let reading = try Reading(line + "a;b\n1;2,3\n", limits: ReadLimits(chunk: 1))
    #expect(reading.rows == [["1", "2,3"]])
    #expect(reading.places.map(\.line) == [3])
    #expect(reading.summaries[0].shape.delimiter == semicolon)
  }

  @Test("the plan goes before the line 'sep='")
  func plannedAgainstSeparatorLine() throws {
    let reading = try Reading("sep=,\na;b\n1;2\n") { $0.delimiter = semicolon }
    #expect(reading.rows == [["1", "2"]])
  }

  @Test("a line 'sep=' with another delimiter is refused")
  func strangeSeparatorLine() {
    #expect(
      refusal(of: "sep=#\na#b\n")
        == "chat.csv:1: declares another delimiter than is read; expected 'sep=' with , ; tab or |. "
        + "Export it with one of these")
  }

  @Test("a column that starts like a line 'sep=' is a column")
  func separatorColumn() throws {
    #expect(try Reading("sep=x,b\n1,2\n", columns: ["sep=x"]).rows == [["1"]])
  }

  @Test("problems name the delimiter that is meant")
  func problems() throws {
    let reading = try Reading("a;b\n1\n\"1\"x;2\n")
    #expect(
      reading.problems.map(\.message) == [
        "1 field, expected 2 as in the header. A semicolon or line break may be outside quotes, "
          + "or the row is cut off: export the file again",
        "field 1 (a) has text after its closing quote; expected a semicolon or the end of the record. "
          + "A quote inside quotes must be doubled: export the file again as RFC 4180",
      ])
  }

  @Test("an unclosed quote is followed with the file's delimiter")
  func unclosedQuote() throws {
    let reading = try Reading("a;b\n1;\"2\n3")
    #expect(reading.problems.map(\.message)[0].contains("the quote opened on line 2 is never closed") == true)
  }

  // MARK: Headers of the plan

  @Test("a plan's header names the columns of a file without one, from its first line on")
  func plannedHeader() throws {
    let reading = try Reading("1;2\n3;4\n", columns: ["b", "a"]) { $0.header = ["a", "b"] }
    #expect(reading.rows == [["2", "1"], ["4", "3"]])
    #expect(reading.places.map(\.line) == [1, 2])
    #expect(reading.summaries[0].shape.columns == ["a", "b"])
    #expect(reading.summaries[0].shape.delimiter == semicolon)
  }

  @Test("a blank first line is a record where the plan's header has one column, and none where it has more")
  func blankFirstLine() throws {
    #expect(try Reading("\n1\n", columns: ["a"]) { $0.header = ["a"] }.rows == [[""], ["1"]])
    #expect(try Reading("\n1,2\n") { $0.header = ["a", "b"] }.rows == [["1", "2"]])
  }

  @Test("a row that doesn't fit the plan's header is ragged")
  func raggedAgainstPlan() throws {
    #expect(try Reading("1,2,3\n4,5\n") { $0.header = ["a", "b"] }.kinds == [.raggedRow])
  }

  @Test("a fault in the first line is a problem of that record where the plan gives the header")
  func faultyFirstRecord() throws {
    let reading = try Reading("1,x\"y\n2,3\n") { $0.header = ["a", "b"] }
    #expect(reading.kinds == [.bareQuote])
    #expect(reading.rows == [["2", "3"]])
  }

  @Test("a file that has the plan's header itself is refused")
  func headerTwice() {
    #expect(
      refusal(of: "a,b\n1,2\n") { $0.header = ["a", "b"] }
        == "chat.csv:1: has a header, and the plan gives it the same one under 'header'; "
        + "expected one of the two. Remove 'header' from the plan")
    #expect(
      refusal(of: "B,a \n1,2\n") { $0.header = ["a", "b"] }
        == "chat.csv:1: has a header, and the plan gives it the same columns in other order or writing "
        + "under 'header'; expected one of the two. Remove 'header' from the plan")
  }

  // MARK: Accidents

  @Test("a first line of data where the header should be is recognised, and none of it shown")
  func missingHeader() {
    #expect(
      refusal(of: "17,john@example.org,2021-02-03T04:05:06Z,John,true\n18,,,,\n")
        == "chat.csv:1: has no header: of the 5 fields of the first line, 4 look like data "
        + "(numbers, times, e-mail addresses); expected a header with 'a', 'b'. "
        + "Export it with a header, or name its columns, in order, in the plan under 'header'")
  }

  @Test("a header with numbers in some of its names is a header")
  func numberedHeader() {
    #expect(refusal(of: "id,address line 2,name\n")?.contains("the header does not have 'a' and 'b'") == true)
  }

  @Test(
    "a CSV of which every line is one JSON string is recognised",
    arguments: ["\"\\\"a\\\",\\\"b\\\"\"\n\"\\\"1\\\",\\\"2\\\"\"\n", "\"1,\\\"b\\\"\"\r\n"])
  func quotedLines(text: String) {
    #expect(
      refusal(of: text)
        == "chat.csv:1: the first line is one JSON string, with a backslash before each quote, "
        + "as 'jq @csv' writes it without '-r'; expected CSV. Export it again with 'jq -r'")
  }

  @Test("JSON that the plan calls CSV is named", arguments: ["{\"a\":1}\n", "[{\"a\":1}]", "[\n{}]"])
  func json(text: String) {
    #expect(
      refusal(of: text) { $0.format = .csv }
        == "chat.csv:1: is JSON; expected CSV. "
        + "Correct 'format' in the plan, or leave it out, so that it is detected")
  }

  @Test("a header of more columns than anything has is refused, in bounded time and memory")
  func wideHeader() {
    let text = String(repeating: "x,", count: 100_001)
    #expect(
      refusal(of: text)
        == "chat.csv:1: the header has 100002 columns; expected at most 100000. "
        + "Check that the file is CSV, and export fewer columns, or let 'build' and 'verify' read more (--max-columns)"
    )
    #expect(
      refusal(of: String(repeating: ",", count: 17 << 20))
        == "chat.csv:1: the header is longer than 16777216 bytes; "
        + "expected column names separated by commas. Check that the file is CSV in UTF-8")
  }

  @Test("a header of 100,000 columns is read")
  func widestHeader() throws {
    let names = (1...100_000).map { "c\($0)" }.joined(separator: ",")
    let reading = try Reading(names + "\n" + names + "\n", columns: ["c100000", "c1"])
    #expect(reading.rows == [["c100000", "c1"]])
  }

  @Test("a shape is asked for a file that the export doesn't have")
  func noSuchFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\n", to: "1.csv")
    let export = try folder.export("1.csv")
    #expect(
      refusal { _ = try export.shape(ofFile: 1) }
        == "chat: has no file with the index 1; expected one below 1")
  }
}

import Testing

@testable import Exports

@Suite("Headers, and files that are no CSV")
struct HeaderTests {
  @Test("a file that is empty, or has a byte order mark alone", arguments: ["", "\u{FEFF}"])
  func emptyFile(text: String) {
    #expect(refusal(of: text) == "chat.csv: is empty; expected a header with 'a', 'b'. Export it again")
  }

  @Test("a file of blank lines")
  func blankFile() {
    #expect(
      refusal(of: "\n\r\n\r")
        == "chat.csv: has only blank lines; expected a header with 'a', 'b'. Export it again")
  }

  @Test("a missing column is named with the nearest ones, on the header's line")
  func missingColumn() {
    #expect(
      refusal(of: "\nid,e-mail,NAME,Email \n", columns: ["id", "EMAIL", "BODY"])
        == "chat.csv:2: the header does not have 'EMAIL' (nearest: 'Email ', 'e-mail') and 'BODY' "
        + "among its 4 columns; names must match exactly. "
        + "Export the missing ones, or name the file's own in the plan under 'records'"
    )
  }

  @Test("a wanted column that stands twice is refused")
  func duplicateColumn() {
    #expect(
      refusal(of: "a,b,a\n1,2,3\n")
        == "chat.csv:1: the header has the column 'a' 2 times, as fields 1 and 3; expected it once. "
        + "Rename or remove the one that isn't meant")
  }

  @Test("a column that isn't wanted may stand twice, because nothing is read from it")
  func unwantedDuplicate() throws {
    #expect(try Reading("a,tag,b,tag\n1,x,2,y\n").rows == [["1", "2"]])
  }

  @Test("names match byte for byte: NFC is not NFD")
  func exactNames() {
    #expect(refusal(of: "e\u{301}\n1\n", columns: ["\u{E9}"])?.contains("does not have '\u{E9}'") == true)
  }

  @Test("control characters of a header don't reach the message")
  func escapeSequence() {
    #expect(refusal(of: "a\u{1B}[2J,c\n", columns: ["a[2J"])?.contains("\u{1B}") == false)
  }

  @Test("a header with a fault")
  func faultyHeader() {
    #expect(
      refusal(of: "a,\"b\n1,2\n")
        == "chat.csv:1: the header has a fault in field 2: unclosed quote; "
        + "expected column names separated by commas. Check that the file is CSV in UTF-8")
  }

  @Test("a header without an end is bounded")
  func endlessHeader() {
    let limits = ReadLimits(chunk: 100, header: 1000)
    let text = String(repeating: "a,", count: 2000)
    #expect(
      refusal { _ = try Reading(text, limits: limits) }
        == "chat.csv:1: the header is longer than 1000 bytes; "
        + "expected column names separated by commas. Check that the file is CSV in UTF-8")
  }
}

import Testing

@testable import Exports

@Suite("Headers, and files that are no CSV")
struct HeaderTests {
  @Test("a header that starts with a bracket is not JSON, wherever a read ends in it")
  func bracket() throws {
    for chunk in 1...8 {
      let reading = try Reading("[x],b\n1,2\n", columns: ["[x]", "b"], limits: ReadLimits(chunk: chunk)) {
        $0.format = .csv
      }
      #expect(reading.rows == [["1", "2"]], "reads of \(chunk) bytes")
    }
  }

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
        + "among its 4 columns ('id', 'e-mail', 'NAME', 'Email '); names must match exactly. "
        + "Export the missing ones, or name the file's own in the plan under 'records'"
    )
  }

  @Test("where one of the next lines has the wanted columns, what stands above it is to be left out")
  func titleLine() {
    #expect(
      refusal(of: "Tickets of March\na,b\n1,2\n")
        == "chat.csv:1: the header does not have 'a' and 'b' among its 1 column ('Tickets of March'); names must match "
        + "exactly. Line 2 has them: leave line 1 out in the plan (skip-lines: 1)")
    #expect(
      refusal(of: "Report,\"two\nlines\"\n\n;;\n\"b\";a\n1;2\n")?
        .hasSuffix("Line 5 has them: leave lines 1 to 4 out in the plan (skip-lines: 4)") == true)
    #expect(refusal(of: "title\n1,2\nc,d\n")?.contains("has them") == false)
  }

  @Test("a column in which loaders keep whole records is named", arguments: ["_airbyte_data", "record"])
  func envelope(name: String) {
    #expect(
      refusal(of: "_airbyte_ab_id,\(name)\nx,\"{\"\"a\"\":1}\"\n")
        == "chat.csv:1: the header does not have 'a' and 'b' among its 2 columns ('_airbyte_ab_id', '\(name)'); names must "
        + "match exactly. The records seem to be JSON in the column '\(name)', as loaders write them, and a CSV is "
        + "not read inside its columns: write the values of '\(name)' into an .ndjson file, one on each line, and "
        + "name its keys in the plan under 'records' (from: …)")
  }

  @Test(
    "a first line without any of several columns, and without a name like one, may be a row: it is masked")
  func perhapsValues() {
    let wanted = ["AUTHOR_ID", "EMAIL", "BODY"]
    #expect(
      refusal(of: "Ann Lee,Berlin,gold\n", columns: wanted)?.contains(
        "3 columns ('Aaa Aaa', 'Aaaaaa', 'aaaa');") == true)
    #expect(
      refusal(of: "author id,text,at\n", columns: wanted)?.contains("3 columns ('author id', 'text', 'at');")
        == true)
    #expect(
      refusal(of: "EMAIL,ann@example.org,BODY\n", columns: wanted)?.contains(
        "('EMAIL', 'aaa@aaaaaaa.aaa', 'BODY')") == true)
  }

  @Test("of many columns and long names, the message shows some, cut and masked")
  func manyColumns() {
    let names = (0..<2000).map { "column\($0)" } + [String(repeating: "x", count: 5000)]
    let sentence =
      refusal(of: names.joined(separator: ",") + "\n", columns: (0..<300).map { "wanted\($0)" }) ?? ""
    #expect(sentence.contains("'wanted99' and 200 more among its 2001 columns ('aaaaaa9', "))
    #expect(sentence.contains("'aaaaaa99' and 1989 more); names must match exactly."))
    #expect(sentence.utf8.count < 10_000)
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

  @Test("a header of as many columns as the limit is read, and one more is refused")
  func columnLimit() throws {
    let limits = ReadLimits(columns: 3)
    #expect(try Reading("a,b,c\n1,2,3\n", limits: limits).rows == [["1", "2"]])
    #expect(
      refusal { _ = try Reading("a,b,c,d\n1,2,3,4\n", limits: limits) }
        == "chat.csv:1: the header has 4 columns; expected at most 3. Check that the file is CSV, and export fewer "
        + "columns, or let 'build' and 'verify' read more (--max-columns)")
  }

  @Test("the limits of a source are those of its reading, of its shape and of single records")
  func limitsOfSource() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b,c\n1,2,3\n", to: "chat.csv")
    let sentence = "the header has 3 columns; expected at most 2."
    let export = try folder.export("chat.csv") { $0.limits.columns = 2 }
    #expect(
      refusal { _ = try export.read(columns: ["a"], problem: { _ in }, receive: { _ in }) }?.contains(
        sentence)
        == true)
    #expect(refusal { _ = try export.shape(ofFile: 0) }?.contains(sentence) == true)
    #expect(refusal { _ = try RecordLookup(export, columns: ["a"]) }?.contains(sentence) == true)
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

import Testing

@testable import Exports

@Suite("Well-formed CSV")
struct WellFormedCSVTests {
  @Test("columns come in the order asked for, whatever the header's order")
  func projection() throws {
    let reading = try Reading("c,b,a\n1,2,3\n4,5,6\n", columns: ["a", "c"])
    #expect(reading.rows == [["3", "1"], ["6", "4"]])
  }

  @Test("one column may be asked for twice")
  func columnTwice() throws {
    #expect(try Reading("a,b\n1,\"x\"\"y\"\n", columns: ["b", "b"]).rows == [["x\"y", "x\"y"]])
  }

  @Test("quotes around a field are dropped, and doubled quotes halved")
  func quotes() throws {
    let reading = try Reading("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"\",\"\"\"\"\n")
    #expect(reading.rows == [["x, y", "say \"hi\""], ["", "\""]])
  }

  @Test("line breaks of any kind inside quotes are kept byte for byte")
  func lineBreaksInQuotes() throws {
    let reading = try Reading("a,b\r\n\"1\r\n2\",\"3\n\r4\r\"\r\nx,y\r\n")
    #expect(reading.rows == [["1\r\n2", "3\n\r4\r"], ["x", "y"]])
  }

  @Test("LF, CRLF and CR end a record, in any mixture", arguments: ["\n", "\r\n", "\r"])
  func lineEnds(end: String) throws {
    let reading = try Reading("a,b\(end)1,2\(end)3,4\n5,6\r\n7,8\r9,10\(end)")
    #expect(reading.rows == [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"], ["9", "10"]])
    #expect(reading.places.map(\.line) == [2, 3, 4, 5, 6])
  }

  @Test("the last record needs no line end", arguments: ["1,2", "1,\"2\"", "1,2\r"])
  func noFinalLineEnd(row: String) throws {
    #expect(try Reading("a,b\n" + row).rows == [["1", "2"]])
  }

  @Test("a file that ends behind a comma ends with an empty field")
  func endsBehindComma() throws {
    #expect(try Reading("a,b\n1,").rows == [["1", ""]])
  }

  @Test("a byte order mark is skipped, and counts as bytes")
  func byteOrderMark() throws {
    let reading = try Reading("\u{FEFF}a,b\n1,2\n")
    #expect(reading.rows == [["1", "2"]])
    #expect(reading.places == [RecordPlace(file: 0, length: 3, offset: 7, line: 2)])
  }

  @Test("a blank line is no record where there is more than one column")
  func blankLines() throws {
    let reading = try Reading("\n\r\na,b\n\n1,2\r\n\r\n\r3,4\n\n")
    #expect(reading.rows == [["1", "2"], ["3", "4"]])
    #expect(reading.places.map(\.line) == [5, 8])
    #expect(reading.problems == [])
  }

  @Test("a blank line is a record with one empty field where there is only one column")
  func blankLinesOfOneColumn() throws {
    #expect(try Reading("a\n1\n\n\"\"\n2\n", columns: ["a"]).rows == [["1"], [""], [""], ["2"]])
  }

  @Test("a header alone is a file without records")
  func headerOnly() throws {
    let reading = try Reading("a,b\r\n")
    #expect(reading.rows == [])
    #expect(reading.counts == [Reading.Counts(bytes: 5, records: 0, problems: 0)])
  }

  @Test("spaces, other control characters and other separators belong to the field")
  func nothingIsTrimmed() throws {
    let reading = try Reading("a,b\n 1 ,\t2;3|4\u{B}\u{C}\n\u{2028}\u{85},\u{1}\n")
    #expect(reading.rows == [[" 1 ", "\t2;3|4\u{B}\u{C}"], ["\u{2028}\u{85}", "\u{1}"]])
  }

  @Test("bytes that are no UTF-8 are handed on as they stand")
  func invalidUTF8() throws {
    let reading = try Reading(Array("a,b\n".utf8) + [0xFF, 0x2C, 0xE4, 0x0A], columns: ["a", "b"])
    #expect(reading.rows == [[Field([0xFF]), Field([0xE4])]])
  }

  @Test("a place is the record's first byte, its length without the line end, and its physical line")
  func places() throws {
    let reading = try Reading("a,b\n\"x\r\ny\rz\n\",2\r\n3,4")
    #expect(
      reading.places == [
        RecordPlace(file: 0, length: 11, offset: 4, line: 2),
        RecordPlace(file: 0, length: 3, offset: 17, line: 6),
      ])
  }

  @Test("line breaks in a header's quotes count as lines")
  func lineBreakInHeader() throws {
    let reading = try Reading("\"a\nz\",b\n1,2\n", columns: ["a\nz"])
    #expect(reading.places.map(\.line) == [3])
  }

  @Test("several files are read in order, each with its own header, and the tap sees all of their bytes")
  func severalFiles() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\n1,2\n", to: "part2.csv")
    try folder.write("x,b,a\n0,4,3\n0,6\n", to: "part10.csv")
    let reading = try Reading(try folder.export("part*.csv"), columns: ["a", "b"])
    #expect(reading.rows == [["1", "2"], ["3", "4"]])
    #expect(reading.places.map(\.file) == [0, 1])
    #expect(
      reading.counts == [
        Reading.Counts(bytes: 8, records: 1, problems: 0),
        Reading.Counts(bytes: 16, records: 1, problems: 1),
      ])
    #expect(reading.tapped == [Array("a,b\n1,2\n".utf8), Array("x,b,a\n0,4,3\n0,6\n".utf8)])
  }

  @Test("100,000 columns are read")
  func manyColumns() throws {
    let names = (0..<100_000).map { "c\($0)" }.joined(separator: ",")
    let reading = try Reading(names + "\n" + names + "\n", columns: ["c99999", "c0"])
    #expect(reading.rows == [["c99999", "c0"]])
  }

  @Test("a field much longer than a read is read whole")
  func longField() throws {
    let long = String(repeating: "x\"\"\n", count: 1_000_000)
    let reading = try Reading("a,b\n1,\"\(long)\"\n2,3\n")
    #expect(reading.rows.map(\.last?.bytes.count) == [3_000_000, 1])
    #expect(reading.places.last?.line == 1_000_003)
  }

  @Test("more records than one block holds are handed on in several")
  func manyBlocks() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\n" + (0..<20_000).map { "\($0),x\n" }.joined(), to: "1.csv")
    var rows: [[Field]] = []
    var blocks = 0
    _ = try folder.export("1.csv").read(columns: ["a"]) { _ in
    } receive: {
      blocks += 1
      rows += $0.rows
    }
    #expect(rows == (0..<20_000).map { [Field(Array("\($0)".utf8))] })
    #expect(blocks > 1)
  }

  @Test("no columns asked for: the records are counted all the same")
  func noColumns() throws {
    let reading = try Reading("a,b\n1,2\n3,4\n", columns: [])
    #expect(reading.rows == [[], []])
    #expect(reading.places.count == 2)
  }
}

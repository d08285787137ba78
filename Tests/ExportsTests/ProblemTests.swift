import Testing

@testable import Exports

@Suite("Records that can't be taken")
struct ProblemTests {
  @Test("a row with a field too few or too many is ragged, and the rows around it are read")
  func ragged() throws {
    let reading = try Reading("a,b\n1,2\n3\n4,5,6\n7,8\n")
    #expect(reading.rows == [["1", "2"], ["7", "8"]])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .raggedRow, file: 0, line: 3, offset: 8,
          message: "1 field, expected 2 as in the header. A comma or line break may be outside quotes, "
            + "or the row is cut off: export the file again"),
        ExportProblem(
          kind: .raggedRow, file: 0, line: 4, offset: 10,
          message: "3 fields, expected 2 as in the header. A comma or line break may be outside quotes, "
            + "or the row is cut off: export the file again"),
      ])
    #expect(reading.counts == [Reading.Counts(bytes: 20, records: 2, problems: 2)])
  }

  @Test(
    "behind many blank lines a row has its own line", arguments: ["\n", "\r\n", "\r"],
    [6, 7, 8, 9, 30, 70_000])
  func behindBlankLines(lineEnd: String, count: Int) throws {
    let lines = String(repeating: lineEnd, count: count)
    let reading = try Reading("a,b\(lineEnd)1,2\(lines)3\(lines)4,5\(lines)")
    #expect(reading.rows == [["1", "2"], ["4", "5"]])
    #expect(reading.problems.map(\.line) == [UInt64(count + 2)])
    #expect(reading.problems.map(\.offset) == [UInt64(6 + (count + 1) * lineEnd.utf8.count)])
  }

  @Test("in a file of one column many blank lines are as many records")
  func blankLinesOfOneColumn() throws {
    let reading = try Reading("a\n1\n" + String(repeating: "\n", count: 20) + "2\n", columns: ["a"])
    #expect(reading.rows == [["1"]] + Array(repeating: [""], count: 20) + [["2"]])
  }

  @Test("a quote that is never closed names the line it was opened on")
  func unclosedQuote() throws {
    let reading = try Reading("a,b\n1,2\n\"x\ny\",\"z\n3,4\n")
    #expect(reading.rows == [["1", "2"]])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .unclosedQuote, file: 0, line: 3, offset: 8,
          message: "the quote opened on line 4 is never closed, so the rest of the file is inside it; "
            + "expected a closing quote. The file may be cut off: export it again")
      ])
  }

  @Test("a row cut inside a quoted field is an unclosed quote", arguments: ["1,\"", "1,\"x", "1,\"x\"\""])
  func cutInQuotes(row: String) throws {
    #expect(try Reading("a,b\n" + row).kinds == [.unclosedQuote])
  }

  @Test("an unclosed quote goes before the other faults of its record")
  func unclosedQuoteGoesFirst() throws {
    #expect(try Reading("a,b\nx\"\0,\"y").kinds == [.unclosedQuote])
  }

  @Test("text behind a closing quote")
  func textAfterQuote() throws {
    let reading = try Reading("a,b\n1,\"x\" y\n\"<a href=\"u\">\",2\n3,4\n")
    #expect(reading.rows == [["3", "4"]])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .textAfterQuote, file: 0, line: 2, offset: 4,
          message:
            "field 2 (b) has text after its closing quote; expected a comma or the end of the record. "
            + "A quote inside quotes must be doubled: export the file again as RFC 4180"),
        ExportProblem(
          kind: .textAfterQuote, file: 0, line: 3, offset: 12,
          message:
            "field 1 (a) has text after its closing quote; expected a comma or the end of the record. "
            + "A quote inside quotes must be doubled: export the file again as RFC 4180"),
      ])
  }

  @Test("a quote inside a field that doesn't start with one stands for itself and is a fault")
  func bareQuote() throws {
    let reading = try Reading("a,b\n1,x\"y\"\n 2,\"3\"\n")
    #expect(reading.rows == [[" 2", "3"]])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .bareQuote, file: 0, line: 2, offset: 4,
          message: "field 2 (b) has a quote but doesn't start with one; expected the whole field in quotes, "
            + "and that one doubled. Export the file again as RFC 4180")
      ])
  }

  @Test("a field beyond the header's is named by its number alone")
  func faultBeyondHeader() throws {
    #expect(try Reading("a,b\n1,2,x\"\n").problems.first?.message.hasPrefix("field 3 has a quote") == true)
  }

  @Test("a NUL byte is a fault, in quotes or not", arguments: ["\0,2", "1,x\0", "1,\"x\0y\"", "1,\"\"\0"])
  func nul(row: String) throws {
    let reading = try Reading("a,b\n\(row)\n3,4\n")
    #expect(reading.rows == [["3", "4"]])
    #expect(reading.kinds == [row.hasSuffix("\"\0") ? .textAfterQuote : .nul])
  }

  @Test("NUL bytes behind the last record, as a crash leaves them, are one problem")
  func nulTail() throws {
    let reading = try Reading("a,b\n1,2\n" + String(repeating: "\0", count: 40))
    #expect(reading.rows == [["1", "2"]])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .nul, file: 0, line: 3, offset: 8,
          message: "field 1 (a) has a NUL byte; expected text. The file may be damaged, or not be UTF-8: "
            + "export it again")
      ])
  }

  @Test("the first fault of a record counts")
  func firstFault() throws {
    #expect(try Reading("a,b\n1\0,\"2\"x\n\"1\"x,2\0\n").kinds == [.nul, .textAfterQuote])
  }

  @Test("a record of just the limit is read, and one byte more is too long", arguments: [1, 7, 1000])
  func tooLong(chunk: Int) throws {
    let limits = ReadLimits(chunk: chunk, record: 10)
    let reading = try Reading("a,b\n1,34567890\r\n1,345678901\r\n3,4\n", limits: limits)
    #expect(reading.rows == [["1", "34567890"], ["3", "4"]])
    #expect(reading.places.map(\.line) == [2, 4])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .tooLong, file: 0, line: 3, offset: 16,
          message: "the record has 11 bytes; expected at most 10. "
            + "A quote may be missing or too many in it: export the file again, "
            + "or let 'build' and 'verify' read longer records (--max-record)")
      ])
  }

  @Test("behind a record that is too long, reading goes on at its true end", arguments: [1, 3, 64])
  func resynchronise(chunk: Int) throws {
    let limits = ReadLimits(chunk: chunk, record: 10)
    let reading = try Reading("a,b\n1,\"\n2,3\r\n\"\"4,5\r\"\r\n6,7\n8,9\n", limits: limits)
    #expect(reading.kinds == [.tooLong])
    #expect(reading.rows == [["6", "7"], ["8", "9"]])
    #expect(reading.places.map(\.line) == [6, 7])
  }

  @Test("an unclosed quote in front of much text is reported without keeping it", arguments: [1, 64])
  func unclosedQuoteBeyondLimit(chunk: Int) throws {
    let limits = ReadLimits(chunk: chunk, record: 10)
    let reading = try Reading("a,b\n1,2\n3,\"x\n" + String(repeating: "4,5\n", count: 50), limits: limits)
    #expect(reading.rows == [["1", "2"]])
    #expect(reading.kinds == [.unclosedQuote])
    #expect(reading.problems.first?.message.hasPrefix("the quote opened on line 3 ") == true)
  }

  @Test("every row of a file may be a problem")
  func allProblems() throws {
    let reading = try Reading("a,b\n" + String(repeating: "x\n", count: 10_000))
    #expect(reading.counts == [Reading.Counts(bytes: 20_004, records: 0, problems: 10_000)])
  }
}

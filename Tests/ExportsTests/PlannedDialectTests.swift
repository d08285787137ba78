import Plan
import Testing

@testable import Exports

/// What a CSV says in a dialect of the plan, read through windows of many sizes, and looked up again.
private func read(
  _ text: String, columns: [String] = ["a", "b"], record: Int = 64 << 20,
  _ change: @escaping (inout CSVDialect) -> Void
) throws -> Reading {
  let folder = try TemporaryFolder()
  try folder.write(text, to: "chat.csv")
  let export = try folder.export("chat.csv") { change(&$0.dialect) }
  let reading = try Reading(export, columns: columns, limits: ReadLimits(record: record))
  for chunk in [1, 2, 3, 5, 16] {
    #expect(
      try Reading(export, columns: columns, limits: ReadLimits(chunk: chunk, record: record)) == reading)
  }
  var lookup = try RecordLookup(export, columns: columns.map { WantedColumn($0) })
  let places = Array(reading.places.reversed()) + reading.places
  try lookup.read(places) { #expect($0.rows == reading.rows.reversed() + reading.rows) }
  for place in places { try lookup.read([place]) { #expect(reading.rows.contains($0.rows[0])) } }
  return reading
}

private func single(_ dialect: inout CSVDialect) { dialect.quote = UInt8(ascii: "'") }
private func none(_ dialect: inout CSVDialect) { dialect.quote = nil }
private func escapes(_ dialect: inout CSVDialect) { dialect.hasEscapes = true }
private func comments(_ dialect: inout CSVDialect) { dialect.comment = UInt8(ascii: "#") }

@Suite("CSV in a dialect of the plan")
struct PlannedDialectTests {
  @Test("another quote is around fields, doubled inside; the usual one is itself")
  func otherQuote() throws {
    let reading = try read("'a',b\n'1,''\"\n2',\"x\"\r\n'',3\r", single)
    #expect(reading.rows == [["1,'\"\n2", "\"x\""], ["", "3"]])
    #expect(reading.problems == [])
    #expect(reading.places.map(\.line) == [2, 4])
    #expect(reading.places.map(\.offset) == [6, 21])
    #expect(reading.places.map(\.length) == [13, 4])
    #expect(reading.summaries[0].shape.description == "CSV, ',', quotes ', UTF-8")
  }

  @Test("without quotes a quote is itself, wherever it is")
  func noQuote() throws {
    let reading = try read("a,b\n\"1,\"2\"\n\"\",5'6\n", none)
    #expect(reading.rows == [["\"1", "\"2\""], ["\"\"", "5'6"]])
    #expect(reading.problems == [])
  }

  @Test(
    "a backslash takes its meaning from the next byte, in quotes or not",
    arguments: [
      (#"x\,y"#, "x,y"), (#"x\"y"#, "x\"y"), (#""x\"y""#, "x\"y"), (#""x""\\""#, #"x"\"#), (#"x\\"#, #"x\"#),
      (#"\n\t\r\0\q\é"#, "\n\t\r\u{0}qé"), (#""\n\N""#, "\nN"), (#"\N"#, ""), (#""\N""#, "N"),
      (#"\NN"#, "NN"),
      (#"\\N"#, #"\N"#), ("x\\\ny", "x\ny"), ("x\\\r\ny", "x\r\ny"), ("\"x\\\r\ny\"", "x\r\ny"),
      ("x\\\ry", "x\ry"),
      ("\\#", "#"),
    ])
  func escape(field: String, value: String) throws {
    let reading = try read("a,b\n1,\(field)\n2,z\n") {
      escapes(&$0)
      comments(&$0)
    }
    #expect(reading.rows == [["1", Field(Array(value.utf8))], ["2", "z"]])
    #expect(reading.problems == [])
    let breaks = field.contains("\n") || field.contains("\r") || field.contains("\r\n")
    #expect(reading.places.map(\.line) == [2, breaks ? 4 : 3])
  }

  @Test("a backslash that ends the file is itself, and one in a header is read like any other")
  func edges() throws {
    #expect(try read("a,b\n1,\\", escapes).rows == [["1", "\\"]])
    #expect(try read("a\\,c,b\n1,2\n", columns: ["a,c"], escapes).rows == [["1"]])
  }

  @Test("a line that begins with the comment's byte outside of quotes is not a record, and counts as a line")
  func comment() throws {
    let text = "# made \"today\n\n#\na,b\n1,#2\n# \"x,\r\n\"3\n#4\",5\n #6,7\n#8,9"
    let reading = try read(text, comments)
    #expect(reading.rows == [["1", "#2"], ["3\n#4", "5"], [" #6", "7"]])
    #expect(reading.places.map(\.line) == [5, 7, 9])
    #expect(reading.problems == [])
    #expect(reading.summaries[0].shape.description == "CSV, ',', comments #, UTF-8")
  }

  @Test("a comment may be longer than a record may be")
  func longComment() throws {
    let comment = "#" + String(repeating: "\"x", count: 100) + "\r\n"
    let reading = try read("a,b\n1,2\n\(comment)3,4\n\(comment)", record: 20, comments)
    #expect(reading.rows == [["1", "2"], ["3", "4"]])
    #expect(reading.problems == [])
    #expect(reading.places.map(\.line) == [2, 4])
  }

  @Test(
    "the first lines are left out, whatever is in them, and count as lines",
    arguments: ["\n", "\r\n", "\r"])
  func skippedLines(end: String) throws {
    let text = "\u{FEFF}Report \"2021" + end + end + "a,b" + end + "1,2" + end
    let reading = try read(text) { $0.skippedLines = 2 }
    #expect(reading.rows == [["1", "2"]])
    #expect(reading.places.map(\.line) == [4])
    #expect(
      reading.summaries[0].shape.description == "CSV, ',', without its first 2 lines, UTF-8")
  }

  @Test("lines are left out before 'sep=', and in a file without a header")
  func skippedBefore() throws {
    let reading = try read("title\nsep=;\na;b\n1;2,3\n") { $0.skippedLines = 1 }
    #expect(reading.rows == [["1", "2,3"]])
    let headless = try Reading("[{\"title\nx,1\n", columns: ["b"]) {
      $0.dialect.skippedLines = 1
      $0.header = ["a", "b"]
    }
    #expect(headless.rows == [["1"]])
  }

  @Test("a file that has no more lines than are left out is refused")
  func tooFewLines() {
    #expect(
      refusal(of: "x\ny\n") { $0.dialect.skippedLines = 3 }
        == "chat.csv: has 2 lines, and the plan leaves out 3 (skip-lines); expected a header with 'a', 'b' after them. "
        + "Correct the plan")
  }

  @Test("a file of comments, and JSON that is said to be CSV, are refused with what to do")
  func noCSV() {
    #expect(
      refusal(of: "#a,b\n\n#1,2\n") { comments(&$0.dialect) }
        == "chat.csv: has only blank lines and comments; expected a header with 'a', 'b'. Export it again")
    #expect(
      refusal(of: "[{\"a\":1,\"b\":2}]\n") { comments(&$0.dialect) }
        == "chat.csv:1: is JSON, and the plan says how a CSV is written (quote, escape, comment or skip-lines); expected "
        + "CSV. Leave that out of the plan, or correct the path")
  }

  @Test("problems are those of any CSV, at the same places")
  func problems() throws {
    let text = "a;b\n1;x'y\n2;'x'y\n3\n4;\u{0}\n5;6\n7;'\\'\n\n8;9\n"
    let reading = try read(text) {
      single(&$0)
      escapes(&$0)
    }
    #expect(reading.rows == [["5", "6"]])
    #expect(reading.kinds == [.bareQuote, .textAfterQuote, .raggedRow, .nul, .unclosedQuote])
    #expect(reading.problems.map(\.line) == [2, 3, 4, 5, 7])
    #expect(reading.problems.map(\.offset) == [4, 10, 17, 19, 27])
    #expect(
      reading.problems.last?.message
        == "the quote opened on line 7 is never closed, so the rest of the file is inside it; expected a closing "
        + "quote. The file may be cut off: export it again")
  }

  @Test("a record that is too long is left out, with its lines, and reading goes on after it")
  func tooLong() throws {
    let long = String(repeating: "x\\\n", count: 20)
    let reading = try read("a,b\n1,'\(long)'\n2,\(long)\n3,4\n", record: 20) {
      single(&$0)
      escapes(&$0)
    }
    #expect(reading.rows == [["3", "4"]])
    #expect(reading.kinds == [.tooLong, .tooLong])
    #expect(reading.problems.map(\.line) == [2, 23])
    #expect(
      reading.problems.map(\.message)
        == [64, 62].map {
          "the record has \($0) bytes; expected at most 20. A quote may be missing or too many in it: export the file "
            + "again, or let 'build' and 'verify' read longer records (--max-record)"
        })
    #expect(reading.places.map(\.line) == [44])
  }

  @Test("a character that is a quote or begins comments is not a delimiter that is detected")
  func delimiters() throws {
    #expect(try read("|a|,b\n|1,|,2\n") { $0.quote = UInt8(ascii: "|") }.rows == [["1,", "2"]])
    #expect(try read(";c\na,b\n1;,2\n") { $0.comment = UInt8(ascii: ";") }.rows == [["1;", "2"]])
  }

  @Test("in a file of one column a blank line is a record, and a comment is none")
  func oneColumn() throws {
    #expect(try read("a\n1\n\n#\n2\n", columns: ["a"], comments).rows == [["1"], [""], ["2"]])
  }

  @Test("random text is read like its records were written")
  func random() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<40 {
      var text = "a,b\n"
      var rows: [[Field]] = []
      for _ in 0..<30 {
        if random.pick([true, false, false]) { text += "#'\\" + random.pick(["\n", "\r\n", "\r"]) }
        var row: [Field] = []
        var fields: [String] = []
        for _ in 0..<2 {
          var (value, written) = ([UInt8](), "")
          let isQuoted = random.pick([true, false])
          for _ in 0..<random.pick([1, 2, 5, 9]) {
            let (byte, plain, quoted): (UInt8, String, String) = random.pick([
              (0x78, "x", "x"), (0x0A, "\\\n", "\n"), (0x0D, "\\r", "\\r"), (0x27, "\\'", "''"),
              (0x5C, "\\\\", "\\\\"),
              (0x2C, "\\,", ","), (0x23, "\\#", "#"), (0x09, "\t", "\\t"), (0x22, "\"", "\""),
              (0, "\\0", "\\0"),
            ])
            value.append(byte)
            written += isQuoted ? quoted : plain
          }
          row.append(Field(value))
          fields.append(isQuoted ? "'\(written)'" : written)
        }
        rows.append(row)
        text += fields.joined(separator: ",") + random.pick(["\n", "\r\n", "\r"])
      }
      let reading = try read(text) {
        single(&$0)
        escapes(&$0)
        comments(&$0)
      }
      #expect(reading.rows == rows)
      #expect(reading.problems == [])
    }
  }
}

import Testing

@testable import Exports

@Suite("NDJSON")
struct JSONLinesTests {
  @Test("each line is a record, with its offset, length and line")
  func places() throws {
    let reading = try readJSON("{\"a\":1,\"b\":2}\n\n \t{\"b\":\"y\",\"a\":\"x\"}\t \r\n{\"a\":3}\r{\"b\":4}")
    #expect(reading.rows == [["1", "2"], ["x", "y"], ["3", ""], ["", "4"]])
    #expect(
      reading.places == [
        RecordPlace(file: 0, length: 13, offset: 0, line: 1),
        RecordPlace(file: 0, length: 17, offset: 17, line: 3),
        RecordPlace(file: 0, length: 7, offset: 38, line: 4),
        RecordPlace(file: 0, length: 7, offset: 46, line: 5),
      ])
    #expect(reading.problems == [])
    #expect(reading.counts == [Reading.Counts(bytes: 53, records: 4, problems: 0)])
    #expect(reading.summaries[0].shape.format == .ndjson)
    #expect(reading.summaries[0].envelope == nil)
  }

  @Test("a byte order mark is skipped")
  func byteOrderMark() throws {
    let reading = try readJSON("\u{FEFF}{\"a\":1}\n{\"b\":2}\n")
    #expect(reading.rows == [["1", ""], ["", "2"]])
    #expect(reading.places.map(\.offset) == [3, 11])
  }

  @Test("a line that is cut off is broken JSON, and reading goes on behind it")
  func cutLine() throws {
    let reading = try readJSON("{\"a\":1}\n{\"a\":2,\"b\n{\"b\":3}\n")
    #expect(reading.rows == [["1", ""], ["", "3"]])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .brokenJSON, file: 0, line: 2, offset: 8,
          message: "broken JSON at offset 17: expected control characters of a text as escapes, "
            + "but the line ends. The record may be cut off: "
            + "export the file again as NDJSON, one object on each line")
      ])
    #expect(reading.counts == [Reading.Counts(bytes: 26, records: 2, problems: 1)])
  }

  @Test("a last line that is cut off is broken JSON")
  func cutFile() throws {
    let reading = try readJSON("{\"a\":1,\"b\":2}\n{\"a\":2")
    #expect(reading.rows == [["1", "2"]])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .brokenJSON, file: 0, line: 2, offset: 14,
          message: "broken JSON at offset 20: expected ',' or '}', but the file ends. "
            + "The record may be cut off: export the file again as NDJSON, one object on each line")
      ])
  }

  @Test(
    "a line that holds another value than an object is none", arguments: ["[1]", "1", "\"x\"", "null", "x"])
  func notAnObject(line: String) throws {
    let reading = try readJSON("{\"a\":1}\n\(line)\n{\"b\":2}\n")
    #expect(reading.rows == [["1", ""], ["", "2"]])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .notAnObject, file: 0, line: 2, offset: 8,
          message: "the line is not a JSON object; expected an object, found \(line.prefix(1)). "
            + "Export the file again as NDJSON, one object on each line")
      ])
  }

  @Test("two objects on one line are broken JSON")
  func twoOnALine() throws {
    let reading = try readJSON("{\"a\":1} {\"a\":2}\n{\"b\":3}\n")
    #expect(reading.rows == [["", "3"]])
    #expect(
      reading.problems.map(\.message) == [
        "broken JSON at offset 8: expected the end of the line after the object, found {. "
          + "The record may be cut off: export the file again as NDJSON, one object on each line"
      ])
  }

  @Test("a record over the limit is too long, whether or not it fits the window")
  func tooLong() throws {
    let long = "{\"a\":\"" + String(repeating: "x", count: 100) + "\"}"
    for chunk in [1, 7, 64, 1000] {
      let reading = try readJSON(
        "{\"a\":1}\n\(long)\n{\"b\":2}\n", limits: ReadLimits(chunk: chunk, record: 20))
      #expect(reading.rows == [["1", ""], ["", "2"]], "chunk \(chunk)")
      #expect(
        reading.problems == [
          ExportProblem(
            kind: .tooLong, file: 0, line: 2, offset: 8,
            message: "the record has 108 bytes; expected at most 20. "
              + "A quote or bracket may be missing or too many in it: export the file again, "
              + "or let 'build' and 'verify' read longer records (--max-record)")
        ], "chunk \(chunk)")
    }
  }

  @Test("a key that stands twice is a problem, wanted or not, escaped or not, at any depth")
  func duplicateKey() throws {
    let lines = [
      "{\"a\":1,\"a\":1}", "{\"c\":1,\"\\u0063\":2}", "{\"a\":{\"x\":1,\"y\":2,\"x\":3}}",
      "{\"a\":[{\"\":1,\"\":2}]}",
    ]
    let reading = try readJSON("{\"a\":1,\"b\":2}\n" + lines.joined(separator: "\n"))
    #expect(reading.rows == [["1", "2"]])
    #expect(reading.problems.map(\.line) == [2, 3, 4, 5])
    #expect(
      reading.problems.map(\.message)
        == ["a", "c", "x", ""].map {
          "the key '\($0)' is there twice in one object; expected each key once, because readers disagree on "
            + "which of the two counts. Export the file again"
        })
    #expect(reading.kinds == Array(repeating: .duplicateKey, count: 4))
  }

  @Test("one key in different objects is no duplicate, nor are keys that start alike or differ in case")
  func noDuplicate() throws {
    let reading = try readJSON(
      "{\"a\":{\"a\":1,\"b\":{\"a\":2}},\"b\":[{\"a\":1},{\"a\":2}],"
        + "\"A\":1,\"aa\":2,\"\":3,\"c\":\"a\"}\n{}\n"
    )
    #expect(reading.problems == [])
    #expect(reading.rows.first == ["{\"a\":1,\"b\":{\"a\":2}}", "[{\"a\":1},{\"a\":2}]"])
  }

  @Test("among many keys the one that stands twice is found", arguments: [3, 40, 64, 65, 66, 200, 5000])
  func manyKeys(count: Int) throws {
    let keys = (0..<count).map { "\"key\($0)\":\($0)" }.joined(separator: ",")
    let columns = ["key0", "key\(count - 1)"]
    let reading = try readJSON("{\(keys)}\n{\(keys),\"key1\":0}\n{\(keys)}\n", columns: columns)
    #expect(reading.rows == Array(repeating: ["0", Field(Array("\(count - 1)".utf8))], count: 2))
    #expect(reading.problems.map(\.line) == [2])
    #expect(reading.problems.first?.message.hasPrefix("the key 'key1' is there twice") == true)
  }

  @Test(
    "half of a surrogate pair is a problem, in any text", arguments: ["\\ud83d", "\\ude00", "\\ud83d\\n"])
  func loneSurrogate(escape: String) throws {
    for line in ["{\"a\":\"x\(escape)\"}", "{\"c\":\"x\(escape)\"}"] {
      let reading = try readJSON("{\"a\":1,\"b\":2}\n\(line)\n")
      #expect(reading.rows == [["1", "2"]])
      #expect(
        reading.problems == [
          ExportProblem(
            kind: .brokenJSON, file: 0, line: 2, offset: 14,
            message: "the \\u escape at offset 21 is half of a surrogate pair; expected two that are one "
              + "character. A text was cut inside a character: export the file again")
        ])
    }
    #expect(try readJSON("{\"a\":1,\"b\":2}\n{\"\(escape)\":1}").kinds == [.brokenJSON])
  }

  @Test("objects and arrays may be 64 levels deep")
  func depth() throws {
    func record(_ levels: Int) -> String {
      "{\"a\":" + String(repeating: "[", count: levels - 1) + String(repeating: "]", count: levels - 1)
        + "}\n"
    }
    let reading = try readJSON(record(64) + record(65) + "{\"b\":1}\n")
    #expect(reading.rows.count == 2)
    #expect(reading.problems.map(\.line) == [2])
    #expect(
      reading.problems.map(\.message) == [
        "broken JSON at offset \(record(64).utf8.count + 68): expected at most 64 levels of objects and "
          + "arrays, found [. The record may be cut off: "
          + "export the file again as NDJSON, one object on each line"
      ])
  }
}

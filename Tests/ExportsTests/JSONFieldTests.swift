import Plan
import Testing

@testable import Exports

@Suite("The fields of a JSON record")
struct JSONFieldTests {
  private func field(_ value: String) throws -> Field? {
    try readJSON("{\"a\":\(value)}\n{}\n", columns: ["a"]).rows.first?.first
  }

  @Test(
    "a text is decoded",
    arguments: [
      ("\"\"", ""), ("\"x\"", "x"), ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"),
      ("\"\\u0041\\u00e9\\u20AC\\uD83D\\uDE00z\"", "Aé€😀z"), ("\"a\\u0000b\"", "a\0b"), ("\"é€😀\"", "é€😀"),
      ("\"\\u007F\\u0080\\u07FF\\u0800\\uFFFF\"", "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}"),
      ("\"\\\\u0041\"", "\\u0041"), ("\"\u{7F}\u{85}\u{2028}\"", "\u{7F}\u{85}\u{2028}"),
    ])
  func text(value: String, expected: String) throws {
    #expect(try field(value) == Field(Array(expected.utf8)))
  }

  @Test(
    "a number is its digits as they stand",
    arguments: [
      "0", "-0", "11.0", "1E2", "1e+400", "-0.5e-7", "9223372036854775808", "123456789012345678901234567890",
    ])
  func number(value: String) throws {
    #expect(try field(value) == Field(Array(value.utf8)))
    #expect(try field(" \t\(value) ") == Field(Array(value.utf8)))
  }

  @Test(
    "a number that JSON doesn't know is broken", arguments: ["00076", "+1", "1.", ".5", "1e", "0x1", "NaN"])
  func noNumber(value: String) throws {
    #expect(try readJSON("{\"a\":\(value)}\n{\"a\":1}\n", columns: ["a"]).kinds == [.brokenJSON])
  }

  @Test("true and false are these words; null is empty")
  func words() throws {
    #expect(try field("true") == "true")
    #expect(try field("false") == "false")
    #expect(try field("null") == "")
  }

  @Test("an object or array is its text as it stands")
  func containers() throws {
    let values = ["{}", "[]", "{ \"x\" : [1, \"\\n\\u00e9\"] }", "[ {\"a\":2} ,\t[] ]"]
    for value in values { #expect(try field(value) == Field(Array(value.utf8))) }
  }

  @Test("bytes that are no UTF-8 are handed on")
  func invalidUTF8() throws {
    let reading = try readJSON(
      [UInt8]("{\"a\":\"x".utf8) + [0xFF, 0xC3] + [UInt8]("\"}".utf8), columns: ["a"])
    #expect(reading.rows == [[Field([0x78, 0xFF, 0xC3])]])
  }

  @Test("a path goes into nested objects, where no key at the top has its name")
  func paths() throws {
    let reading = try readJSON(
      """
      {"via":{"channel":"web","from":{"id":7}}}
      {"via.channel":"mail","via":{"channel":"web"}}
      {"via":{"channel":"web"},"via.channel":null}
      {"via":"web"}
      {"via":[{"channel":"web"}]}
      {"via":{"channel":"\\n","x":{"channel":1}},"channel":2}
      """, columns: ["via.channel", "via.from.id"])
    #expect(
      reading.rows == [["web", "7"], ["mail", ""], ["", ""], ["", ""], ["", ""], ["\n", ""]])
    #expect(reading.problems == [])
  }

  @Test("a column may be wanted twice, and a key be escaped")
  func twice() throws {
    let reading = try readJSON("{\"\\u0061\":\"x\\ty\",\"b\":1}\n", columns: ["a", "b", "a"])
    #expect(reading.rows == [["x\ty", "1", "x\ty"]])
  }

  @Test("an object and a text in it may both be wanted, the one as it stands and the other decoded")
  func nestedColumns() throws {
    let text =
      "{\"a\":{\"b\":\"x\\n\\u00e9\",\"c\":\"\\t\"},\"d\":\"\\\\\"}\n{\"d\":\"2\",\"a\":{\"b\":\"y\"}}\n"
    let columns = ["a", "a.b", "d", "a.c"]
    let rows: [[Field]] = [
      ["{\"b\":\"x\\n\\u00e9\",\"c\":\"\\t\"}", "x\né", "\\", "\t"], ["{\"b\":\"y\"}", "y", "2", ""],
    ]
    let folder = try TemporaryFolder()
    try folder.write(text + text, to: "1.json")
    let export = try folder.export("1.json")
    let reading = try Reading(export, columns: columns)
    #expect(reading.rows == rows + rows)
    var lookup = try RecordLookup(export, columns: columns)
    var found: [[Field]] = []
    let places = [2, 0, 1, 0].map { reading.places[$0] }
    try lookup.read(places) { found += $0.rows }
    #expect(found == [rows[0], rows[0], rows[1], rows[0]])
  }

  @Test("a key that no record has is refused, because it may be misspelt")
  func keyNowhere() throws {
    #expect(
      refusalOfJSON("{\"a\":1}\n{\"a\":null,\"c\":2}\n", columns: ["b", "a"])
        == "chat: none of its 2 JSON records has the key 'b' (nearest: 'a', 'c'); names must match exactly. "
        + "Export the missing ones, or name the file's own in the plan under 'records'")
    #expect(refusalOfJSON("{\"a\":1}\n{\"b\":null}\n") == nil)
  }

  @Test("a key may be missing from one file where another has it")
  func keyInOneFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"a\":1}\n{\"a\":2}\n", to: "1.json")
    try folder.write("[{\"b\":3}]", to: "2.json")
    let reading = try Reading(try folder.export("1.json", "2.json"), columns: ["a", "b"])
    #expect(reading.rows == [["1", ""], ["2", ""], ["", "3"]])
    #expect(reading.places.map(\.file) == [0, 0, 1])
  }

  @Test("a place that holds another record, or none, is refused with its line")
  func wrongPlace() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"a\":1}\n{\"a\":1,\"a\":2}\n{\"a\":[3]}\n", to: "1.json")
    let export = try folder.export("1.json")
    var lookup = try RecordLookup(export, columns: ["a"])
    for (offset, length) in [(0, 6), (1, 6), (0, 8), (7, 7), (8, 13), (27, 3), (22, 40), (22, 8)] {
      let place = RecordPlace(file: 0, length: UInt32(length), offset: UInt64(offset), line: 5)
      #expect(
        refusal { try lookup.read([place]) { _ in } }
          == "1.json:5: expected the record of \(length) bytes that was read here before (offset \(offset)); "
          + "the file changed between two readings. Run again when nobody writes to it")
    }
    try lookup.read([RecordPlace(file: 0, length: 9, offset: 22, line: 3)]) { #expect($0.rows == [["[3]"]]) }
  }

  @Test(
    "a key that one file writes otherwise than the others do is refused, because its values would be null")
  func otherWriting() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"id\":1,\"BODY\":\"x\"}\n", to: "1.json")
    try folder.write("{\"id\":2,\"body\":\"y\"}\n", to: "2.json")
    #expect(
      refusal { _ = try Reading(try folder.export("1.json", "2.json"), columns: ["id", "BODY"]) }
        == "2.json: has the key 'body' where other files of the source have 'BODY'; names must match exactly. "
        + "Rename it, so that its values are not read as null")
    try folder.write("{\"id\":2,\"text\":\"y\"}\n", to: "2.json")
    #expect(
      try Reading(try folder.export("1.json", "2.json"), columns: ["id", "BODY"]).rows == [
        ["1", "x"], ["2", ""],
      ])
  }
}

import Plan
import Testing

@testable import Audit

@Suite("A field's way and type")
struct FieldReaderTests {
  private func reader(
    _ type: FieldType, default text: String? = nil, map: ValueMap? = nil, words: BooleanWords? = nil
  ) -> FieldReader {
    var plan = ColumnPlan(from: "F", type: type)
    plan.defaultText = text
    plan.map = map
    plan.words = words
    return FieldReader(plan)
  }

  private func value(_ text: String, _ reader: FieldReader) -> FieldValue? {
    Array(text.utf8).withUnsafeBufferPointer { reader.value($0) }
  }

  private func text(_ text: String) -> FieldValue { Array(text.utf8).withUnsafeBufferPointer { .text($0) } }

  @Test(
    "the empty field is null, of whatever type",
    arguments: [
      FieldType.integer, .text, .html, .email, .boolean, .timestamp, .json, .user, .reference(to: "macro"),
    ])
  func null(_ type: FieldType) {
    #expect(value("", reader(type)) == .null)
  }

  @Test("of a value the part between prefix and suffix is read; what does not fit can't be read, and says so")
  func extract() {
    var plan = ColumnPlan(from: "F", type: .integer)
    (plan.extract, plan.nullWords, plan.defaultText) = (ExtractPattern("ticket-*-comments.json"), ["-"], "5")
    let reader = FieldReader(plan)
    #expect(value("ticket-12-comments.json", reader) == .integer(12))
    #expect(value("ticket--comments.json", reader) == .integer(5))
    #expect(value("", reader) == .integer(5))
    #expect(value("-", reader) == .integer(5))
    #expect(value("ticket-comments.json", reader) == nil)
    #expect(value("ticket-x-comments.json", reader) == nil)
    func complaint(_ text: String) -> String {
      Array(text.utf8).withUnsafeBufferPointer { reader.complaint($0, showsValues: true) }
    }
    #expect(
      complaint("ticket-12.json")
        == "'ticket-12.json', which does not fit the pattern 'ticket-*-comments.json'")
    #expect(complaint("ticket-x-comments.json") == "'ticket-x-comments.json', which is not a 64-bit integer")
  }

  @Test("a number is equal to every spelling of its value, and to no other")
  func numbers() {
    let number = reader(.number)
    for equals in [
      ["1.5", "1.50", "15e-1", "0.15E+1"], ["0", "-0", "0.00", "0e99"], ["100", "1e2", "1E+02"],
    ] {
      #expect(Set(equals.map { value($0, number)?.payload }).count == 1, "\(equals)")
      #expect(value(equals[0], number) != nil)
    }
    let different = ["1", "-1", "10", "0.1", "1.01", "1e3", "0"]
    #expect(Set(different.map { value($0, number)?.payload }).count == different.count)
    for text in ["+1", "01", ".5", "5.", "1,5", "1e", "1e1234567", "NaN", "0x1", " 1", "1.2.3", "--1"] {
      #expect(value(text, number) == nil, "\(text)")
    }
  }

  @Test("a question mark before or after the part is any one byte, and exactly one")
  func anyByte() {
    var plan = ColumnPlan(from: "F", type: .text)
    plan.extract = ExtractPattern("?-*-page-??????.json")
    let reader = FieldReader(plan)
    #expect(value("x-17-page-000001.json", reader) == text("17"))
    #expect(value("?-a-page-7-page-??????.json", reader) == text("a-page-7"))
    #expect(value("x-17-page-0000001.json", reader) == nil)
    #expect(value("x-17-page-00001.json", reader) == nil)
    #expect(value("x-17-page-000001-json", reader) == nil)
    #expect(value("xx17-page-000001.json", reader) == nil)
  }

  @Test("a default stands in for null, and for nothing else")
  func defaults() {
    let number = reader(.integer, default: "7")
    #expect(value("", number) == .integer(7))
    #expect(value("8", number) == .integer(8))
    #expect(value("x", number) == nil)
  }

  @Test("a map replaces equal values, byte for byte, may give null, and does not see null")
  func maps() {
    let map = ValueMap(entries: [.init(from: "1", to: "open"), .init(from: "9", to: nil)])
    let status = reader(.text, map: map)
    #expect(value("1", status) == text("open"))
    #expect(value("9", status) == .null)
    #expect(value("", status) == .null)
    #expect(value("01", status) == nil)
    #expect(value("1 ", status) == nil)
  }

  @Test("what a map does not know becomes its rest, where it has one")
  func otherwise() {
    let map = ValueMap(entries: [.init(from: "1", to: "2")], otherwise: "3")
    #expect(value("1", reader(.integer, map: map)) == .integer(2))
    #expect(value("2", reader(.integer, map: map)) == .integer(3))
    #expect(value("", reader(.integer, default: "1", map: map)) == .integer(2))
  }

  @Test("bytes that are no UTF-8 are not mapped")
  func invalidUTF8() {
    let status = reader(.text, map: ValueMap(entries: [.init(from: "1", to: "2")], otherwise: "3"))
    let bytes: [UInt8] = [0xFF]
    #expect(bytes.withUnsafeBufferPointer { status.value($0) } == nil)
    #expect(bytes.withUnsafeBufferPointer { reader(.text).value($0) } == nil)
  }

  @Test(
    "a boolean has the plan's words in any ASCII case, and no others",
    arguments: [
      ("ja", true), ("JA", true), ("Y", true), ("nein", false), ("NEIN", false), ("true", nil), ("1", nil),
      ("j", nil), ("jä", nil),
    ] as [(String, Bool?)])
  func words(_ word: String, meaning: Bool?) {
    let flag = reader(.boolean, words: BooleanWords(isTrue: ["ja", "y"], isFalse: ["Nein"]))
    #expect(value(word, flag) == meaning.map { .boolean($0) })
  }

  @Test("without words of the plan a boolean has those of the public flag")
  func flags() {
    #expect(value("T", reader(.boolean)) == .boolean(true))
    #expect(value("0", reader(.boolean)) == .boolean(false))
    #expect(value("yes", reader(.boolean)) == nil)
  }

  @Test("values of different types are never equal")
  func types() {
    let values = [
      FieldValue.null, .integer(0), .boolean(false), .instant(Instant(seconds: 0, nanoseconds: 0)), text(""),
      .json(digest: 0), .other(.string),
    ]
    for (index, value) in values.enumerated() {
      #expect(values.firstIndex(of: value) == index)
    }
  }

  @Test(
    "numbers, booleans and times are shown as they are, texts by their length",
    arguments: [
      (FieldType.integer, "-9223372036854775808", "-9223372036854775808"), (.boolean, "t", "true"),
      (.timestamp, "0000-01-01T00:00:00.000000001Z", "0000-01-01T00:00:00.000000001Z"),
      (.timestamp, "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
      (.timestamp, "1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"),
      (.text, "Straße", "(7 bytes, masked)"), (.json, "[1]", "JSON (masked)"), (.json, "null", "null"),
    ])
  func words(_ type: FieldType, text: String, words: String) {
    #expect(value(text, reader(type))?.words == words)
  }

  @Test(
    "what a value that can't be read looks like",
    arguments: [
      (FieldType.integer, "3.0", "'3.0', which is not a 64-bit integer: a whole number with a decimal point"),
      (.integer, "3.25", "'3.25', which is not a 64-bit integer: a number with a fraction"),
      (
        .integer, "1.2E+10",
        "'1.2E+10', which is not a 64-bit integer: scientific notation, in which digits are lost"
      ),
      (.integer, "1,234", "'1,234', which is not a 64-bit integer: a number with grouping marks"),
      (.integer, "1,55,157", "'1,55,157', which is not a 64-bit integer: a number with grouping marks"),
      (.integer, "1.234.567", "'1.234.567', which is not a 64-bit integer: a number with grouping marks"),
      (.integer, "00010", "'00010', which is not a 64-bit integer: there are leading zeros"),
      (.integer, "+5", "'+5', which is not a 64-bit integer: there is a plus sign"),
      (.integer, " 5", "' 5', which is not a 64-bit integer: there is white space around it"),
      (
        .integer, "9223372036854775808",
        "'9223372036854775808', which is not a 64-bit integer: it is beyond 64 bits"
      ),
      (.integer, "12-34", "'12-34', which is not a 64-bit integer"),
      (
        .integer, "NA",
        "a text of 2 bytes (masked), which is not a 64-bit integer: 'NA' often means null; if it does, name it under 'null' in the plan"
      ),
      (
        .boolean, "none",
        "a text of 4 bytes (masked), which is not true or false: 'None' often means null; if it does, name it under 'null' in the plan"
      ),
      (.integer, "Ada", "a text of 3 bytes (masked), which is not a 64-bit integer"),
      (.json, "{", "a text of 1 byte (masked), which is not a JSON value"),
    ])
  func complaints(_ type: FieldType, text: String, complaint: String) {
    let reader = reader(type)
    #expect(value(text, reader) == nil)
    #expect(
      Array(text.utf8).withUnsafeBufferPointer { reader.complaint($0, showsValues: false) } == complaint)
  }

  @Test("a value that the map does not know is told as such")
  func unmapped() {
    let status = reader(.text, map: ValueMap(entries: [.init(from: "1", to: "2")]))
    let complaint = Array("7".utf8).withUnsafeBufferPointer { status.complaint($0, showsValues: false) }
    #expect(complaint == "'7', which the plan's 'map' does not have")
  }

  @Test(
    "ids follow their rule, within 64 bits",
    arguments: [
      (IDRule.same, 7, 7), (.offset(10), 7, 17), (.offset(-10), 7, -3), (.offset(1), Int64.max, nil),
      (.prefix(9), 1234, 91234), (.prefix(9), 0, 90), (.prefix(9), -1, nil), (.prefix(9), Int64.max, nil),
    ] as [(IDRule, Int64, Int64?)])
  func ids(_ rule: IDRule, _ id: Int64, expected: Int64?) {
    #expect(rule.id(id) == expected)
  }
}

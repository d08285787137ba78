import Plan
import Testing

@testable import Migration

/// What the archive holds for `text` in a column, as JSON; nil if it can't be read.
private func written(_ text: String, _ column: ColumnPlan, ids: IDRule = .same) -> String? {
  let reader = FieldReader(column, ids: ids, digest: Digest())
  return Array(text.utf8).withUnsafeBufferPointer { bytes in
    reader.value(bytes).map { value in
      var buffer = ByteBuffer(capacity: 0)
      buffer.put(value, of: reader)
      return String(decoding: buffer.bytes, as: UTF8.self)
    }
  }
}

private func column(_ type: FieldType, _ change: (inout ColumnPlan) -> Void = { _ in }) -> ColumnPlan {
  var column = ColumnPlan(field: "f", from: "F", type: type, whenNull: .keep)
  change(&column)
  return column
}

@Suite("Fields")
struct FieldReaderTests {
  @Test(
    "each type has its form in JSON",
    arguments: [
      (FieldType.integer, "-12", #""f":-12"#), (.user, "7", #""f":7"#),
      (.text, #"a"b"#, #""f":"a\"b""#), (.html, "<p>é</p>", #""f":"<p>é</p>""#),
      (.email, " A@x ", #""f":" A@x ""#), (.boolean, "T", #""f":true"#), (.boolean, "0", #""f":false"#),
      (.timestamp, "2021-02-02 04:02:02.50+02:00", #""f":"2021-02-02T02:02:02.5Z""#),
      (.json, #" {"b": [1.0, "\u00e9"]}"#, #""f": {"b": [1.0, "\u00e9"]}"#), (.text, "", #""f":null"#),
      (.integer, "", #""f":null"#),
    ])
  func forms(type: FieldType, text: String, expected: String) {
    #expect(written(text, column(type)) == expected)
  }

  @Test("a number is written as it is spelled, and is equal to every spelling of its value")
  func numbers() {
    let reader = FieldReader(column(.number), digest: Digest())
    func digest(_ text: String) -> UInt64? {
      Array(text.utf8).withUnsafeBufferPointer { reader.value($0).map { reader.digest(of: $0) } }
    }
    #expect(written("-12.50", column(.number)) == #""f":-12.50"#)
    for equals in [
      ["1.5", "1.50", "15e-1", "0.15E+1"], ["0", "-0", "0.00", "0e99"], ["100", "1e2", "1E+02"],
    ] {
      #expect(Set(equals.map(digest)).count == 1, "\(equals)")
    }
    let different = ["1", "-1", "10", "0.1", "1.01", "1e3", "0"]
    #expect(Set(different.map(digest)).count == different.count)
    for text in ["+1", "01", ".5", "5.", "1,5", "1e", "1e1234567", "NaN", "0x1", " 1", "1.2.3", "--1"] {
      #expect(written(text, column(.number)) == nil, "\(text)")
    }
  }

  @Test("a key is escaped as any string of JSON")
  func key() {
    let reader = FieldReader(ColumnPlan(field: "a\"b", from: "F"), digest: Digest())
    #expect(String(decoding: reader.key, as: UTF8.self) == #""a\"b":"#)
  }

  @Test("default stands in for null, before the map sees it; the map does not see null")
  func defaultAndMap() {
    let map = ValueMap(entries: [.init(from: "open", to: "new"), .init(from: "gone", to: nil)])
    let mapped = column(.text) { $0.map = map }
    #expect(written("", mapped) == #""f":null"#)
    #expect(written("open", mapped) == #""f":"new""#)
    #expect(written("gone", mapped) == #""f":null"#)
    let both = column(.text) { ($0.map, $0.defaultText) = (map, "open") }
    #expect(written("", both) == #""f":"new""#)
    #expect(written("gone", both) == #""f":null"#)
    #expect(written("", column(.integer) { $0.defaultText = "5" }) == #""f":5"#)
  }

  @Test("a value that the map lacks takes otherwise, or can't be read; entries match byte for byte")
  func otherwise() {
    let entries = [ValueMap.Entry(from: "é", to: "1"), .init(from: "é", to: "2")]
    let strict = column(.integer) { $0.map = ValueMap(entries: entries) }
    #expect(written("é", strict) == #""f":1"#)
    #expect(written("e\u{301}", strict) == nil)
    #expect(written("É", strict) == nil)
    let lax = column(.integer) { $0.map = ValueMap(entries: entries, otherwise: "9") }
    #expect(written("e\u{301}", lax) == #""f":9"#)
  }

  @Test("the plan's words of a boolean are the only ones, in any ASCII case")
  func words() {
    let words = BooleanWords(isTrue: ["public", "JA"], isFalse: ["né"])
    let column = column(.boolean) { $0.words = words }
    #expect(written("Public", column) == #""f":true"#)
    #expect(written("ja", column) == #""f":true"#)
    #expect(written("Né", column) == #""f":false"#)
    for text in ["true", "1", "NÉ", "publi", "public "] { #expect(written(text, column) == nil) }
  }

  @Test(
    "an id of a second system is moved by its rule, or can't be read",
    arguments: [
      (IDRule.offset(1000), "5", 1005), (.offset(-7), "5", -2), (.offset(1), "9223372036854775807", nil),
      (.prefix(9), "1234", 91234), (.prefix(9), "0", 90), (.prefix(12), "5", 125), (.prefix(9), "-1", nil),
      (.prefix(9), "999999999999999999", nil), (.prefix(8), "999999999999999999", 8_999_999_999_999_999_999),
      (.prefix(9), "1000000000000000000", nil), (.prefix(1), "9223372036854775807", nil),
    ] as [(IDRule, String, Int64?)])
  func idRules(rule: IDRule, text: String, expected: Int64?) {
    #expect(written(text, column(.integer), ids: rule) == expected.map { "\"f\":\($0)" })
  }

  @Test("a reference to a record follows its rule of ids, one to a person is found by the number as it is")
  func references() {
    #expect(written("5", column(.reference(to: "macro")), ids: .offset(1)) == #""f":6"#)
    #expect(written("5", column(.user), ids: .offset(1)) == #""f":5"#)
  }

  @Test("a reference of which the rule makes no 64-bit id can't be read, be it to a record or to a person")
  func referencesBeyond64Bits() {
    for type in [FieldType.reference(to: "macro"), .user] {
      #expect(written("9223372036854775807", column(type), ids: .offset(1)) == nil)
    }
  }

  @Test(
    "a rule can be undone: the export's id is found for one of the archive, or none is",
    arguments: [
      (IDRule.same, 5, 5), (.offset(1000), 1005, 5), (.offset(-7), -2, 5), (.offset(1), .min, nil),
      (.prefix(9), 91234, 1234), (.prefix(9), 90, 0), (.prefix(12), 125, 5), (.prefix(9), 9, nil),
      (.prefix(9), 81234, nil), (.prefix(9), 901, nil), (.prefix(9), -91, nil),
    ] as [(IDRule, Int64, Int64?)])
  func sourcesOfIDs(rule: IDRule, id: Int64, expected: Int64?) {
    #expect(rule.source(of: id) == expected)
  }

  @Test(
    "a damaged number is told by what it looks like, and anything else is not",
    arguments: [
      ("3.0", NumberDamage.decimalPoint), ("-3.", .decimalPoint), ("3.5", nil), ("1.2E+10", .scientific),
      ("1e5", .scientific), ("1,2E+10", .scientific), ("1,234", .grouping), ("1,55,157", .grouping),
      ("1,", nil), ("00010", .leadingZeros), ("-01", .leadingZeros), ("0", nil), ("NA", .missingWord),
      ("n/a", .missingWord), ("None", .missingWord), ("null", .missingWord), ("NaN", .missingWord),
      ("12a", nil), ("", nil), ("-", .missingWord), (" NULL ", .missingWord), ("\\N", .missingWord),
      ("5 ", nil), ("2021-02-02", nil), ("1.2.3", nil),
    ] as [(String, NumberDamage?)])
  func damage(text: String, expected: NumberDamage?) {
    #expect(Array(text.utf8).withUnsafeBufferPointer { NumberDamage($0) } == expected)
  }
}

@Suite("The part of a value that is meant")
struct ExtractTests {
  private func address(_ change: (inout ColumnPlan) -> Void = { _ in }) -> ColumnPlan {
    column(.integer) {
      $0.extract = ExtractPattern("https://desk/tickets/*/comments.json")
      change(&$0)
    }
  }

  @Test("it is read as the type, and a value that does not fit can't be read")
  func part() {
    #expect(written("https://desk/tickets/12/comments.json", address()) == #""f":12"#)
    for misfit in [
      "12", "https://desk/tickets/12", "https://desk/tickets/comments.json", "tickets/12/comments.json",
    ] {
      #expect(written(misfit, address()) == nil)
    }
  }

  @Test("prefix and suffix may not share bytes")
  func overlap() {
    let column = column(.text) { $0.extract = ExtractPattern("ab*ba") }
    #expect(written("aba", column) == nil)
    #expect(written("abba", column) == #""f":null"#)
    #expect(written("ab-ba", column) == #""f":"-""#)
  }

  @Test("a question mark in prefix and suffix is any one byte, and exactly one")
  func anyByte() {
    let column = column(.text) { $0.extract = ExtractPattern("?-*-page-??????.json") }
    #expect(written("x-17-page-000001.json", column) == #""f":"17""#)
    #expect(written("?-a-page-7-page-??????.json", column) == #""f":"a-page-7""#)
    for misfit in [
      "x-17-page-0000001.json", "x-17-page-00001.json", "x-17-page-000001-json", "xx17-page-000001.json",
    ] {
      #expect(written(misfit, column) == nil)
    }
  }

  @Test("null words come before it, the default and the map after it")
  func order() {
    let column = address {
      ($0.nullWords, $0.defaultText) = (["-"], "5")
      $0.map = ValueMap(entries: [.init(from: "12", to: "13")], otherwise: .keep)
    }
    #expect(written("-", column) == #""f":5"#)
    #expect(written("", column) == #""f":5"#)
    #expect(written("https://desk/tickets//comments.json", column) == #""f":5"#)
    #expect(written("https://desk/tickets/12/comments.json", column) == #""f":13"#)
  }
}

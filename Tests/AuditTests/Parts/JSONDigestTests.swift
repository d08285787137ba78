import Testing

@testable import Audit

@Suite("JSON values that are the same")
struct JSONDigestTests {
  private func value(_ json: String) -> FieldValue? {
    Array(json.utf8).withUnsafeBufferPointer { JSONDigest.value(of: $0) }
  }

  @Test(
    "white space, escapes and the order of keys do not matter",
    arguments: [
      ("[1,2]", " [ 1 ,\n2\t] "), (#"{"a":1,"b":[true,null]}"#, #"{ "b" : [true, null], "a" : 1 }"#),
      (#""é/😀""#, #""\u00e9\/\ud83d\uDE00""#), (#"{"\u0061":"\n"}"#, #"{"a":"\u000a"}"#), ("{}", "{ }"),
      ("[]", "[\r]"), (#""""#, #" "" "#),
    ])
  func same(_ one: String, _ other: String) {
    #expect(value(one) != nil)
    #expect(value(one) == value(other))
  }

  @Test("a value of as many keys as a reader of the archive keeps is read, and one of one more is not")
  func manyKeys() {
    let keys = (1..<1 << 20).map { "\"\($0)\":0," }.joined()
    #expect(value("{\(keys)\"0\":0}") != nil)
    #expect(value("{\(keys)\"0\":0,\"a\":0}") == nil)
  }

  @Test("anything else matters: no two of these are the same")
  func different() {
    let values = [
      "[1,2]", "[2,1]", "[[1,2]]", "[1,[2]]", "[12]", "[]", "{}", "[[]]", "[{}]", "{\"a\":[]}", "{\"a\":{}}",
      "\"\"",
      "\"1\"", "1", "1.0", "1e0", "-1", "0", "true", "false", "\"true\"", "[null]", "[false]", "{\"a\":1}",
      "{\"b\":1}", "{\"a\":\"1\"}", "{\"1\":\"a\"}", "{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}",
      "{\"a\":{\"b\":1}}",
      "\"a\"", "\"A\"", "\"e\u{301}\"", "\"\u{E9}\"", "\"a\\u0000\"",
    ]
    for (index, json) in values.enumerated() {
      #expect(value(json) != nil, "\(json)")
      #expect(values.firstIndex { value($0) == value(json) } == index, "\(json)")
    }
  }

  @Test(
    "an object with a key twice is no value, at any depth and in any spelling",
    arguments: [
      #"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"[{"b":{"x":1,"y":2,"x":3}}]"#,
      "{" + (0..<40).map { "\"k\($0 % 39)\":\($0)" }.joined(separator: ",") + "}",
    ])
  func keyTwice(_ json: String) {
    #expect(value(json) == nil)
    #expect(Array(json.utf8).withUnsafeBufferPointer { JSONDigest.repeatsKey($0) })
  }

  @Test("equal keys of different objects are fine")
  func keysOfDifferentObjects() {
    #expect(value(#"{"a":{"a":1},"b":[{"a":1},{"a":1}]}"#) != nil)
    #expect(value("{" + (0..<40).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}") != nil)
  }

  @Test("null is null")
  func null() { #expect(value(" null ") == .null) }

  @Test(
    "what is no JSON has no digest",
    arguments: [
      "", " ", "[", "]", "[1", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{1:1}", "01", "-", "1.",
      ".5",
      "1e", "+1", "nul", "True", "'a'", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
      "\"\\ud800\\u0041\"",
      "\"\\udc00\"", "\"\n\"", "1 2", "[1]x", "NaN", "\u{FEFF}1", "{\"a\" 1}", "[1 2]",
    ])
  func noJSON(_ json: String) { #expect(value(json) == nil) }

  @Test("bytes that are no UTF-8 are no JSON, also behind an escape")
  func invalidUTF8() {
    for bytes in [[0x22, 0xFF, 0x22], [0x22, 0x5C, 0x6E, 0xC3, 0x22]] as [[UInt8]] {
      #expect(bytes.withUnsafeBufferPointer { JSONDigest.value(of: $0) } == nil)
    }
  }

  @Test("64 levels are read, 65 are not")
  func depth() {
    #expect(value(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) != nil)
    #expect(value(String(repeating: "[", count: 65) + String(repeating: "]", count: 65)) == nil)
  }
}

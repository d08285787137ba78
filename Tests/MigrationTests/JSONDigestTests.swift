import Foundation
import Testing

@testable import Migration

private let suite = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appendingPathComponent("../../../shared/corpora/json-testsuite").standardizedFileURL.path

private func read(_ bytes: [UInt8], _ digest: Digest = Digest()) -> UInt64? {
  bytes.withUnsafeBufferPointer { $0.isValidUTF8 ? JSONDigest.value(of: $0, by: digest) : nil }
}

@Suite("JSON values")
struct JSONDigestTests {
  @Test(
    "values that differ in white space, escapes and the order of keys only are equal",
    arguments: [
      (#"{"a":1,"b":[true,null]}"#, "\t{ \"b\" : [ true ,\r\nnull ] , \"a\":1 } "),
      (#""é""#, #""\u00e9""#), (#""\u00E9""#, #""\u00e9""#), (#""\ud83c\udf88""#, #""🎈""#),
      (#""\/\b\f\n\r\t\"\\""#, #""/\u0008\u000c\u000a\u000D\u0009\u0022\u005c""#),
      (#"{"\u0061":{}}"#, #"{"a":{}}"#), ("[]", "[ ]"),
    ])
  func equal(left: String, right: String) throws {
    let digest = Digest()
    let value = try #require(read(Array(left.utf8), digest))
    #expect(read(Array(right.utf8), digest) == value)
  }

  @Test("a value of as many keys as a reader of the archive keeps is read, and one of one more is not")
  func manyKeys() {
    let keys = (1..<1 << 20).map { "\"\($0)\":0," }.joined()
    #expect(read(Array("{\(keys)\"0\":0}".utf8)) != nil)
    #expect(read(Array("{\(keys)\"0\":0,\"a\":0}".utf8)) == nil)
  }

  @Test("values that differ in anything else are not equal")
  func different() {
    let digest = Digest()
    let texts = [
      "1", "1.0", "10", "-1", "1e0", #""1""#, "true", "false", "null", #""true""#, "[]", "{}", "[[]]", "[{}]",
      "[1]", "[1,2]", "[2,1]", "[[1],2]", "[[1,2]]", #"{"a":1}"#, #"{"a":2}"#, #"{"b":1}"#,
      #"{"a":1,"b":2}"#, #"{"a":2,"b":1}"#, #"{"a":{"b":1}}"#, #""""#, #"" ""#,
      #""é""#, "\"e\u{301}\"", #"["a","b"]"#, #"["ab"]"#, #"{"a":"b"}"#,
    ]
    let values = texts.compactMap { read(Array($0.utf8), digest) }
    #expect(values.count == texts.count)
    #expect(Set(values).count == texts.count)
  }

  @Test(
    "an object with a key twice is no value, at any depth and in any spelling",
    arguments: [
      #"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"[{"b":{"x":1,"y":2,"x":3}}]"#,
      #"{"a":{"b":1},"c":[],"a":{}}"#,
    ])
  func keyTwice(text: String) { #expect(read(Array(text.utf8)) == nil) }

  @Test("equal keys of different objects are fine")
  func keysOfDifferentObjects() {
    #expect(read(Array(#"{"a":{"a":1},"b":[{"a":1},{"a":1}],"c":{}}"#.utf8)) != nil)
  }

  @Test("64 levels are read, and 65 are not")
  func depth() {
    func nested(_ count: Int) -> [UInt8] {
      Array((String(repeating: "[", count: count) + String(repeating: "]", count: count)).utf8)
    }
    #expect(read(nested(64)) != nil)
    #expect(read(nested(65)) == nil)
    #expect(read(Array(String(repeating: #"{"a":["#, count: 1_000_000).utf8)) == nil)
  }

  @Test(
    "half a surrogate pair is no text that could be kept",
    arguments: [#""\ud800""#, #""\udc00""#, #""\ud800\u0041""#])
  func surrogates(text: String) {
    #expect(read(Array(text.utf8)) == nil)
  }

  @Test("a value cut anywhere is none")
  func cut() {
    let text = Array(#"{"a":[1.5e+3,"x\n\u00e9y",{"b":null}],"c":true}"#.utf8)
    #expect(read(text) != nil)
    for length in 0..<text.count { #expect(read(Array(text[..<length])) == nil, "cut at \(length)") }
  }

  // The suite is beside the package, and not in it: without it, this test is skipped.
  @Test(
    "JSONTestSuite: all that must be accepted is but two with a key twice, all that must be rejected is",
    .enabled(if: FileManager.default.fileExists(atPath: suite)))
  func testSuite() throws {
    let folder = try #require(FileManager.default.enumerator(atPath: suite))
    var counts = ["y": 0, "n": 0]
    for case let path as String in folder where path.hasSuffix(".json") {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      guard let verdict = name.split(separator: "_").first.map(String.init), counts[verdict] != nil else {
        continue
      }
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(suite)/\(path)")))
      let isAccepted = verdict == "y" && !name.hasPrefix("y_object_duplicated_key")
      #expect((read(bytes) != nil) == isAccepted, "\(name)")
      counts[verdict, default: 0] += 1
    }
    #expect(counts == ["y": 95, "n": 188])
  }
}

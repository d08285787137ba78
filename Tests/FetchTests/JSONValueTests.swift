import Foundation
import Testing

@testable import Fetch

@Suite("JSON of a page")
struct JSONValueTests {
  private func parse(_ text: String) throws(JSONFault) -> JSONValue {
    try JSONValue(parsing: Array(text.utf8)[...])
  }

  @Test("numbers keep their characters, texts lose their escapes")
  func values() throws {
    #expect(try parse(" 9007199254740993 ") == .number(Array("9007199254740993".utf8)))
    #expect(try parse("-0.50e+1") == .number(Array("-0.50e+1".utf8)))
    #expect(try parse(#""\u00e9\ud83d\ude00\/\n""#) == .string(Array("é😀/\n".utf8)))
    #expect(
      try parse(#"{"a":[true,false,null,{}]}"#)
        == .object([
          .init(key: Array("a".utf8), value: .array([.boolean(true), .boolean(false), .null, .object([])]))
        ]))
  }

  @Test(
    "what is no JSON is refused where it breaks",
    arguments: [
      ("", 0), ("{", 1), ("[1,]", 3), ("01", 1), ("1.", 2), ("-", 1), ("tru", 3), ("\"a", 2), ("\"\\x\"", 2),
      (#""\ud800""#, 7), ("{\"a\" 1}", 5), ("[1] 2", 4), ("\"\u{1}\"", 1), ("+1", 0), ("{a:1}", 1),
      (#""\udc00""#, 7),
    ])
  func refused(_ text: String, _ offset: Int) {
    #expect(throws: JSONFault(kind: .syntax, offset: offset)) { try parse(text) }
  }

  @Test("a key that stands twice is refused, by what it means")
  func duplicateKey() {
    #expect(throws: JSONFault(kind: .duplicateKey("a"), offset: 7)) { try parse(#"{"a":1,"\u0061":2}"#) }
  }

  private static let suite = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(
      path: "shared/corpora/json-testsuite/test_parsing")

  // Skipped where the corpora don't stand beside this checkout.
  @Test(
    "JSONTestSuite: what must be accepted is, but for keys that stand twice; what must be refused is",
    .enabled(if: FileManager.default.fileExists(atPath: suite.path)))
  func conformance() throws {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: Self.suite.path).filter {
      $0.hasSuffix(".json")
    }
    var (accepted, refused) = (0, 0)
    for path in paths {
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      let bytes = try [UInt8](Data(contentsOf: Self.suite.appending(path: path)))
      let isJSON =
        String(validating: bytes, as: UTF8.self) != nil && (try? JSONValue(parsing: bytes[...])) != nil
      if name.hasPrefix("y_") {
        #expect(isJSON == !name.contains("duplicated_key"), "\(name)")
        accepted += 1
      } else if name.hasPrefix("n_") {
        #expect(!isJSON, "\(name)")
        refused += 1
      }
    }
    #expect(accepted == 95)
    #expect(refused == 188)
  }

  @Test("a page's ids are read from anywhere in its records, its envelope from before and after them")
  func envelope() throws {
    let text =
      #"{"count":7,"meta":{"has_more":true,"after_cursor":"x"},"users":[{"id":5}],"links":{"next":"u"}}"#
    let page = try Page(body: Data(text.utf8), collection: nil, idKey: "id")
    #expect(page.ids == [.integer(5)])
    #expect(page.paging.count == 7)
    #expect(page.paging.hasMore == true)
    #expect(page.paging.afterCursor == .text("x"))
    #expect(page.paging.next == .text("u"))
    #expect(page.collection == "users")
  }

  @Test("a byte order mark is passed over, and saved with the page")
  func byteOrderMark() throws {
    let body = Data([0xEF, 0xBB, 0xBF]) + Data(#"{"users":[{"id":1}]}"#.utf8)
    let page = try Page(body: body, collection: "users", idKey: "id")
    #expect(page.ids == [.integer(1)])
    #expect(page.body == body)
  }
}

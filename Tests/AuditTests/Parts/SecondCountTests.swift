import Exports
import Plan
import Testing

@testable import Audit

@Suite("The second count of records in every format")
struct SecondCountTests {
  /// The counts of a text that comes in chunks of every size; one number where they agree.
  private func counts(
    _ text: String, _ format: SourceFormat, hasHeader: Bool = true, columns: [String] = ["a", "b"],
    collection: String? = nil
  ) -> Set<Int> {
    let bytes = Array(text.utf8)
    return Set(
      [1, 2, 3, 7, max(1, bytes.count)].map { size in
        var count = SecondCount(FileShape(format: format, columns: columns), hasHeader: hasHeader)
        for start in stride(from: 0, to: bytes.count, by: size) {
          bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { count.take($0) }
        }
        return count.records(collection: collection)
      })
  }

  @Test(
    "an object over several lines is one record, whatever is in its texts",
    arguments: [
      ("{\n \"a\": {\"b\": [{}]},\n \"c\": \"}{\\\\\"\n}\n", 1), ("{\"a\":\n\"\\\"{\"}\n{\n}", 2), ("\n", 0),
      ("[{\n}]", 0),
    ])
  func object(text: String, count: Int) {
    for size in [1, 2, 3, 100] {
      var shape = FileShape(format: .ndjson)
      shape.isOneObject = true
      var counter = SecondCount(shape, hasHeader: true)
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { counter.take($0) }
      }
      #expect(counter.records(collection: nil) == count)
    }
  }

  @Test("a CSV file without a header has one record more")
  func header() {
    #expect(counts("a,b\n1,2\n", .csv) == [1])
    #expect(counts("a,b\n1,2\n", .csv, hasHeader: false) == [2])
  }

  @Test("in a file of one column a blank line behind the header is a record")
  func oneColumn() {
    #expect(counts("\n\na\n1\n\n2\r\n\r\n3\r\r4", .csv, columns: ["a"]) == [7])
    #expect(counts("a,b\n1,2\n\n3,4\n", .csv) == [2])
  }

  @Test(
    "a line that declares the delimiter is no record", arguments: ["sep=;\n", "SEP=,\r\n", "\"sep=;\"\n"])
  func separatorLine(_ line: String) {
    let bytes = Array((line + "a;b\n1;2\n").utf8)
    var count = SecondCount(FileShape(format: .csv, columns: ["a", "b"]), hasHeader: true)
    bytes.withUnsafeBytes { count.take($0) }
    #expect(count.records(collection: nil) == 1)
  }

  @Test(
    "NDJSON has a record in each line that is not blank",
    arguments: [
      ("", 0), ("\n\n", 0), ("{}", 1), ("{}\n", 1), ("{}\r\n{}\r\n", 2), (" \t\n{}\n \n[1,\"x\"]\n7", 3),
      ("{}\r{}\r", 2), ("{}\r{}\n{}\r\n\r\r{}", 4), ("\u{FEFF}\n{}\n", 1), ("\u{FEFF}{}\n\u{FEFF}\n", 2),
    ])
  func lines(_ text: String, count: Int) { #expect(counts(text, .ndjson) == [count]) }

  @Test(
    "a JSON array has its elements, whatever stands in them",
    arguments: [
      ("[]", 0), (" [ ] ", 0), ("[{}]", 1), ("[{\"a\":[1,2,{\"b\":\"],[\"}]},{}]", 2),
      ("[{\"a\":\"\\\"}{\"},\n{\"a\":\"\\\\\"}\n,7,\"x\",null]", 5),
    ])
  func elements(_ text: String, count: Int) { #expect(counts(text, .json) == [count]) }

  @Test(
    "a JSON page has those of its collection",
    arguments: [
      ("{\"users\":[{\"id\":1},{\"id\":2}],\"next_page\":null,\"count\":2}", 2),
      ("{\"count\":3,\"other\":[1,2,3],\"users\":[{\"users\":[1,2]}]}", 1),
      ("{\"x\":\"users\",\"y\":[{},{}],\"users\":[]}", 0),
      ("{\"meta\":{\"users\":[{},{}]},\"users\":[{}]}", 1),
      ("{\"tags\":[\"users\"],\"users\":[{},{},{}]}", 3), ("{\"us\\u0065rs\":[{},{}]}", 2),
      ("{\"_embedded\":{\"users\":[{},{}]},\"users\":[{}]}", 1),
      ("{\"x\":\"_embedded\",\"y\":{\"users\":[{},{}]},\"users\":[{}]}", 1),
    ])
  func pages(_ text: String, count: Int) { #expect(counts(text, .json, collection: "users") == [count]) }

  @Test(
    "a page of HAL has those of its collection in '_embedded'",
    arguments: [
      ("{\"_embedded\":{\"users\":[{\"a\":[1]},{}]},\"page\":{\"users\":[1,2,3]}}", 2),
      ("{\"_links\":{\"users\":[1]},\"_embedded\":{\"x\":{\"users\":[1]},\"users\":[{}],\"y\":[]}}", 1),
      ("{\"users\":[1,2],\"_embedded\":{}}", 0), ("{\"_embedded\":[{\"users\":[1]}]}", 0),
    ])
  func embedded(_ text: String, count: Int) {
    #expect(counts(text, .json, collection: "_embedded.users") == [count])
  }
}

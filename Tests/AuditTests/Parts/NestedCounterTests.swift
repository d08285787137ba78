import Exports
import Foundation
import Plan
import Testing

@testable import Audit

@Suite("The second count of the elements of nested arrays")
struct NestedCounterTests {
  /// The counts of a text that comes in chunks of every size; one number where they agree.
  private func counts(
    _ text: String, _ each: String, _ format: SourceFormat, collection: String? = nil,
    isOneObject: Bool = false
  ) -> Set<Int> {
    let bytes = Array(text.utf8)
    var shape = FileShape(format: format, each: EachPath(each))
    shape.isOneObject = isOneObject
    let known = shape
    return Set(
      [1, 2, 3, 7, max(1, bytes.count)].map { size in
        var count = SecondCount(known, hasHeader: true)
        for start in stride(from: 0, to: bytes.count, by: size) {
          bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { count.take($0) }
        }
        return count.records(collection: collection)
      })
  }

  @Test(
    "every element at the end of the path counts, and nothing else",
    arguments: [
      (#"{"p":[{},{"p":[{},{}]}]}"#, "p[]", 2),
      (#"{"p":[]}"#, "p[]", 0), (#"{"p":null}"#, "p[]", 0), ("{}", "p[]", 0),
      (#"{"x":{"p":[{}]},"p":[{}]}"#, "p[]", 1),
      (#"{"x":["p",{"p":[{}]}],"y":"p","p":[{"a":"]}"},{"b":"\""}]}"#, "p[]", 2),
      (#"{"a":{"b":[{},{}],"c":[{}]},"b":[{}]}"#, "a.b[]", 2),
      (#"{"a":[{"b":[{},{}]},{},{"b":[{}]}],"b":[{}]}"#, "a[].b[]", 3),
      (#"{"\u0070":[{}],"\"":[{}]}"#, "p[]", 1), (#"{"é":[{}]}"#, "é[]", 1),
      (#"{ "p" : [ { } , { } ] }"#, "p[]", 2),
    ])
  func elements(record: String, each: String, count: Int) {
    #expect(counts(record, each, .ndjson) == [count])
    #expect(counts("\u{FEFF}\(record)\r\n\n\(record)\r", each, .ndjson) == [2 * count])
    #expect(counts("[\(record),\n\(record)]", each, .json) == [2 * count])
    let spread = record.replacing("[", with: "\n[\r\n").replacing(":", with: " :\n")
    #expect(counts("\n\(spread)\n", each, .ndjson, isOneObject: true) == [count])
    let page = #"{"other":[\#(record)],"n":1,"list":[\#(record),\#(record)],"p":{"p":[{}]},"z":[]}"#
    #expect(counts(page, each, .json, collection: "list") == [2 * count])
    #expect(counts(page, each, .json, collection: "z") == [0])
    let hal =
      #"{"list":[\#(record)],"_embedded":{"x":{"list":[\#(record)]},"list":[\#(record),\#(record)]},"p":[{}]}"#
    #expect(counts(hal, each, .json, collection: "_embedded.list") == [2 * count])
    #expect(counts(hal, each, .json, collection: "list") == [count])
  }

  @Test(
    "a line that does not start like an object counts as one, whatever follows",
    arguments: [
      (#",{"p":[{},{}]}"#, 1), (#"x {"p":[{},{}]}"#, 1), (" \t]", 1), (" \t", 0), ("\u{FEFF}", 0),
      ("\u{FEFE}", 1),
      ("{\"p\":[{}]}\n,\n{\"p\":[{}]}", 3), ("{\"p\":[{}]}\n\u{FEFF}{\"p\":[{},{}]}", 2),
    ])
  func otherLines(text: String, count: Int) {
    #expect(counts(text, "p[]", .ndjson) == [count])
  }

  @Test(
    "what stands in place of an array, an object or a record counts as one",
    arguments: [
      (#"{"a":7}"#, 1), (#"{"a":"["}"#, 1), (#"{"a":{}}"#, 1), (#"{"a":[7,null,[],{}]}"#, 3),
      (#"{"a":[{"b":true},{"b":[1,"x",{}]},{"b":null}]}"#, 4), ("7", 1), ("null", 1), ("[{}]", 1),
    ])
  func others(record: String, count: Int) {
    #expect(counts(record, "a[].b[]", .ndjson) == [count])
    #expect(counts("[\(record)]", "a[].b[]", .json) == [count])
  }

  @Test("a broken line does not spoil the count of those after it")
  func brokenLine() {
    #expect(counts("{\"p\":[{\"a\":\"\n{\"p\":[{},{}]}\n", "p[]", .ndjson) == [3])
  }

  @Test("it agrees with the reader on random records")
  func agreesWithTheReader() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("count-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var elements = 0
    try withEverySeed { seed in
      var random = RandomNumbers(seed: seed)
      for _ in 0..<30 {
        let records = (0..<4).map { _ in "{\"id\":1," + members(&random, depth: 0).dropFirst() }
        let isLines = Bool.random(using: &random)
        let text = isLines ? records.joined(separator: "\n") : "[" + records.joined(separator: ", ") + "]"
        try Data(text.utf8).write(to: folder.appendingPathComponent("a.json"))
        var source = Source(name: "a", paths: [Located("a.json", line: 1)])
        source.each = EachPath("p.q[].p[]")
        let export = try Export(source, relativeTo: folder.path)
        var isCountable = true
        let summaries = try export.read(columns: ["^.^.id"]) {
          if $0.uncountableElements != nil { isCountable = false }
        } receive: { _ in
        }
        #expect(isCountable)
        let summary = try #require(summaries.first)
        elements += summary.records
        #expect(
          [summary.records + summary.problems] == counts(text, "p.q[].p[]", isLines ? .ndjson : .json),
          "seed \(seed), \(text.debugDescription)")
      }
    }
    #expect(elements > 100)
  }

  /// An object of the keys `p` and `q`, whose values are more such objects, arrays of them, or anything else.
  private func members(_ random: inout RandomNumbers, depth: Int) -> String {
    let keys = ["p", "q"].filter { _ in Int.random(in: 0..<8, using: &random) > 0 }
    return "{\"x\":\"]\""
      + keys.map {
        ",\"\($0)\":" + value(&random, isArray: depth > 0 || $0 == "q", depth: depth + 1)
      }
      .joined() + "}"
  }

  private func value(_ random: inout RandomNumbers, isArray: Bool, depth: Int) -> String {
    if depth > 4 || Int.random(in: 0..<10, using: &random) == 0 {
      return ["null", "7", "\"{\"", "[]", "{}", "[1]"].randomElement(using: &random) ?? ""
    }
    guard isArray else { return members(&random, depth: depth) }
    return "["
      + (0..<Int.random(in: 0..<4, using: &random)).map { _ in value(&random, isArray: false, depth: depth) }
      .joined(separator: ",") + "]"
  }
}

import Foundation
import Plan
import Testing

@testable import Audit
@testable import Exports

@Suite("The second count of records")
struct RecordCounterTests {
  /// The count of a text that comes in chunks of `size` bytes.
  private func count(_ text: String, chunk size: Int = .max) -> Int {
    var counter = RecordCounter()
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + min(size, bytes.count))
      bytes[start..<end].withUnsafeBytes { counter.take($0) }
      start = end
    }
    counter.finish()
    return counter.count
  }

  @Test(
    "a record is a line that is not blank, with quoted line ends inside it",
    arguments: [
      ("", 0), ("a", 1), ("a\n", 1), ("a\r\n", 1), ("a\r", 1), ("a\nb", 2), ("a\r\nb\r\n", 2), ("a\rb\r", 2),
      ("\n\na\n\n\nb\n\n", 2), ("\"a\nb\"\nc\n", 2), ("\"a\"\"\nb\"\nc\n", 2), ("\"\"\n\"\"\n", 2),
      (",\n,\n", 2),
      ("\"a\nb", 1), ("\u{FEFF}a\nb\n", 2), ("\u{FEFF}", 0), (" \n\t\n", 2),
    ])
  func records(_ text: String, expected: Int) {
    #expect(count(text) == expected)
  }

  @Test("the chunks that a file comes in do not matter")
  func chunks() {
    let text = "id,body\r\n1,\"a \"\"quoted\"\" word\r\nand a line\"\r\n\r\n2,plain\n3,\"\"\r4,é\n"
    for size in 1...text.utf8.count { #expect(count(text, chunk: size) == 5, "chunks of \(size) bytes") }
  }

  @Test("many blank lines are no records, wherever the chunks end", arguments: ["\n", "\r\n", "\r"])
  func blank(_ lineEnd: String) {
    let text =
      "id,body\(lineEnd)1,a" + String(repeating: lineEnd, count: 30) + "2,b"
      + String(repeating: lineEnd, count: 9)
    for size in 1...text.utf8.count { #expect(count(text, chunk: size) == 3, "chunks of \(size) bytes") }
  }

  @Test("it agrees with the reader on random CSV whose quotes are sound")
  func agreesWithTheReader() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("count-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var sound = 0
    try withEverySeed { seed in
      var random = RandomNumbers(seed: seed)
      for _ in 0..<50 {
        let text = randomCSV(&random)
        try Data(text.utf8).write(to: folder.appendingPathComponent("a.csv"))
        let source = Source(name: "a", paths: [Located("a.csv", line: 1)])
        let export = try Export(source, relativeTo: folder.path)
        var breaksQuotes = false
        let summaries = try export.read(columns: ["a", "b"]) {
          breaksQuotes = breaksQuotes || $0.uncountable(isLine: false) != nil
        } receive: { _ in
        }
        if breaksQuotes { continue }
        sound += 1
        let summary = try #require(summaries.first)
        #expect(
          summary.records + summary.problems == count(text) - 1, "seed \(seed), \(text.debugDescription)")
      }
    }
    #expect(sound > 300)
  }

  @Test(
    "a blank line of a file of one column is a record, but for those before a header",
    arguments: [
      ("\n1\n\r\n2", false, 4), ("\r\n1\r\n", false, 2), ("\n\na\n1\n\n", true, 2),
      ("sep=;\n\na\n1\n", true, 1),
      ("sep=;\n\n1\n", false, 2), ("\"sep=;\"\n1\n", false, 1),
    ])
  func blankLines(text: String, hasHeader: Bool, expected: Int) {
    var shape = FileShape(columns: ["a"])
    #expect(count(text, shape, hasHeader: hasHeader) == expected)
    shape.dialect.hasEscapes = true
    #expect(count(text, shape, hasHeader: hasHeader) == expected, "byte by byte")
  }

  @Test("the start of a byte order mark is text where the rest does not follow")
  func cutMark() {
    var shape = FileShape(columns: ["a", "b"])
    shape.dialect.comment = UInt8(ascii: "#")
    let lines = FileShape(format: .ndjson)
    for (text, expected) in [([0xEF, 0xBB, 0x0D, 0x32], 2), ([0xEF], 1), ([0xEF, 0xBB, 0xBF], 0)]
      as [([UInt8], Int)]
    {
      for shape in [shape, lines] {
        var counter = SecondCount(shape, hasHeader: false)
        for byte in text { withUnsafeBytes(of: byte) { counter.take($0) } }
        #expect(counter.records(collection: nil) == expected, "\(text) as \(shape)")
      }
    }
  }

  @Test("a quote is not the delimiter that a line names")
  func quoteInSeparatorLine() {
    var shape = FileShape(columns: ["a"])
    shape.dialect.quote = nil
    #expect(count("sep=\",\n1\n", shape, hasHeader: false) == 2)
  }

  private func count(_ text: String, _ shape: FileShape, hasHeader: Bool) -> Int {
    var counter = SecondCount(shape, hasHeader: hasHeader)
    Array(text.utf8).withUnsafeBytes { counter.take($0) }
    return counter.records(collection: nil)
  }

  /// A header, and a few fields, separators, quotes and line ends in any mixture.
  private func randomCSV(_ random: inout RandomNumbers) -> String {
    let pieces = [
      "x", ",", "\n", "\r\n", "\r", "\"y\"", "\"\"", "\"z\n\"", "\"\r\n\"", "\"\"\"\"", " ", "\u{0}", "é",
      "\"", "\n\n\n\n\n\n\n\n\n", "\r\n\r\n\r\n\r\n\r\n",
    ]
    let isBOM = Bool.random(using: &random)
    return (isBOM ? "\u{FEFF}" : "") + "a,b\n"
      + (0..<Int.random(in: 0..<12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
      .joined()
  }
}

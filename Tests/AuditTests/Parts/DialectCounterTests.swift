import Exports
import Plan
import Testing

@testable import Audit

@Suite("The second count of records in a dialect of the plan")
struct DialectCounterTests {
  /// The counts of a text that comes in chunks of every size; one number where they agree.
  private func counts(
    _ text: String, columns: [String] = ["a", "b"], hasHeader: Bool = true,
    _ change: (inout CSVDialect) -> Void
  ) -> Set<Int> {
    var shape = FileShape(columns: columns)
    change(&shape.dialect)
    let bytes = Array(text.utf8)
    return Set(
      [1, 2, 3, 7, max(1, bytes.count)].map { size in
        var count = SecondCount(shape, hasHeader: hasHeader)
        for start in stride(from: 0, to: bytes.count, by: size) {
          bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { count.take($0) }
        }
        return count.records(collection: nil)
      })
  }

  private func all(_ dialect: inout CSVDialect) {
    (dialect.quote, dialect.hasEscapes, dialect.comment) = (UInt8(ascii: "'"), true, UInt8(ascii: "#"))
  }

  @Test(
    "quotes toggle, a byte behind a backslash means nothing, and comments are no records",
    arguments: [
      ("a,b\n1,2\n3,4", 2), ("a,b\n'1\n2',3\n", 1), ("a,b\n\"1\n\"2\n", 2), ("a,b\n1\\\n,2\n", 1),
      ("a,b\n1\\\r\n,2\r\n", 1), ("a,b\r'\\'\r',2\r", 1), ("#x\n\na,b\n#'\n1,2\n#\\\n3,4\n", 2),
      ("a,b\n1,#\n", 1),
      ("a,b\n1,\\", 1), ("sep=;\na;b\n1;2\n", 1),
    ])
  func count(_ text: String, count: Int) { #expect(counts(text, all) == [count]) }

  @Test("without quotes every line is a record")
  func noQuotes() {
    #expect(counts("a,b\n\"1,2\n\"3,4\n\n", { $0.quote = nil }) == [2])
  }

  @Test("the lines that are left out are not counted, whatever is in them", arguments: ["\n", "\r\n", "\r"])
  func skippedLines(end: String) {
    let text = ["\u{FEFF}\"title", "", "a,b", "1,2", "3,4"].map { $0 + end }.joined()
    #expect(counts(text, { $0.skippedLines = 2 }) == [2])
    #expect(counts("x\nsep=;\na;b\n1;2\n", { $0.skippedLines = 1 }) == [1])
    #expect(counts("x\n1,2\n3,4\n", hasHeader: false, { $0.skippedLines = 1 }) == [2])
  }

  @Test("in a file of one column a blank line behind the header is a record")
  func oneColumn() {
    #expect(counts("\n\na\n1\n\n#\n2\r\n\r\n", columns: ["a"], all) == [4])
  }
}

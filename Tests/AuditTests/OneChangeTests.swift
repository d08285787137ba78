import Foundation
import RuleExamples
import Testing

@testable import Audit

/// The standard example with one change after another: none of them may pass.
@Suite("One change is never passed")
struct OneChangeTests {
  private func standard() throws -> ExampleInput {
    try ExampleInput(standardOf: RulePages.all.get().readme)
  }

  private func verdict(_ input: ExampleInput) throws -> Verdict { try ExampleFolder(input).audit().verdict }

  /// Offsets at which one flipped bit of a layer is passed.
  private func passed(_ layer: Damage.Layer, _ offsets: Range<Int>) throws -> [Int] {
    var input = try standard()
    return try offsets.filter {
      input.damage = [.flip(layer, offset: $0)]
      return try verdict(input) == .pass
    }
  }

  @Test("a bit of any byte of the batch")
  func batchBits() throws {
    let size = try #require(standard().batches[100]).utf8.count
    let passed = try passed(.tar, 512..<512 + size)
    #expect(passed == [])
  }

  @Test("a bit of any byte of gzip's header and trailer, but for what says nothing of the contents")
  func gzipBits() throws {
    // RFC 1952, 2.3.1: bit 0 of the flags (a hint that the contents are text), four bytes of time, hints on the
    // compression and on the system.
    let passedInHeader = try passed(.file, 0..<10)
    #expect(passedInHeader == Array(3..<10))
    let passedInTrailer = try passed(.file, -8..<0)
    #expect(passedInTrailer == [])
  }

  @Test("the end of the file cut off at any byte")
  func cuts() throws {
    var input = try standard()
    let size = try ExampleArchive(input).file.count
    for count in 1..<size {
      input.damage = [.cut(.file, count: count)]
      #expect(try verdict(input) == .fail, "\(count) bytes cut off")
    }
  }

  @Test("the tar cut off at any block, and compressed whole")
  func tarCuts() throws {
    var input = try standard()
    for count in stride(from: 512, to: 2560, by: 512) {
      input.damage = [.cut(.tar, count: count)]
      #expect(try verdict(input) == .fail, "\(count) bytes cut off")
    }
  }

  @Test("a record left out")
  func leftOutRecords() throws {
    let standard = try standard()
    let text = try #require(standard.batches[100])
    let records = text.split(separator: "\n").filter { $0.hasPrefix("  {") }
    #expect(records.count == 6)
    for record in records {
      var input = standard
      // With the comma after it, or before it where it is the last one.
      let isLast = record.last != ","
      input.batches[100] = text.replacing((isLast ? ",\n" : "") + record, with: "")
      if input.batches[100] == text { input.batches[100] = text.replacing(record, with: "") }
      #expect(try verdict(input) == .fail, "\(record)")
    }
  }

  @Test("a value changed: another number, text without its last character, the other flag, null")
  func changedValues() throws {
    let standard = try standard()
    let text = try #require(standard.batches[100])
    let values = text.matches(of: /"[a-z_]+": ([0-9]+|true|false|"[^"]*")/)
    #expect(values.count == 3 + 3 * 6 + 2 * 3)
    for value in values {
      let old = String(value.1)
      let changed: String =
        switch old {
        case "true": "false"
        case "false": "true"
        default: old.hasPrefix("\"") ? String(old.dropLast(2)) + "\"" : old + "0"
        }
      for new in [changed, "null"] {
        var input = standard
        let range = value.1.startIndex..<value.1.endIndex
        input.batches[100] = text.replacingCharacters(in: range, with: new)
        #expect(try verdict(input) == .fail, "\(value.0) as \(new)")
      }
    }
  }

  @Test("two comments that change places")
  func order() throws {
    let standard = try standard()
    let text = try #require(standard.batches[100])
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let second = try #require(lines.firstIndex { $0.contains("\"id\": 1002") })
    lines.swapAt(second - 1, second)
    var input = standard
    input.batches[100] = lines.joined(separator: "\n")
    #expect(try verdict(input) == .fail)
  }
}

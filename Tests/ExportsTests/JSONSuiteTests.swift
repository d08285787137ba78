import Foundation
import Testing

@testable import Exports

@Suite(
  "JSONTestSuite",
  .enabled(if: Corpora.arePresent, "skipped: there is no folder shared/corpora beside the package"))
struct JSONSuiteTests {
  @Test("the syntax accepts all 95 texts that are JSON")
  func accepted() throws {
    let cases = try cases(prefix: "y_")
    #expect(cases.count == 95)
    #expect(cases.filter { !isJSON($0.bytes) }.map(\.name) == [])
  }

  @Test("the syntax rejects all 188 texts that are none")
  func rejected() throws {
    let cases = try cases(prefix: "n_")
    #expect(cases.count == 188)
    #expect(cases.filter { isJSON($0.bytes) }.map(\.name) == [])
  }

  /// Where the suite leaves the choice, what is not JSON here. All others are: numbers of any size keep their
  /// digits, bytes that are not UTF-8 are judged by those who convert them, and half of a surrogate pair is
  /// within the grammar but refused in a record (`i_…surrogate…`).
  private let refusedChoices = [
    // More than 64 levels.
    "i_structure_500_nested_arrays.json",
    // An export's text is converted from UTF-16 before it gets here.
    "i_string_UTF-16LE_with_BOM.json", "i_string_utf16BE_no_BOM.json", "i_string_utf16LE_no_BOM.json",
  ]

  @Test("of the 35 texts that may be either, four are rejected")
  func either() throws {
    let cases = try cases(prefix: "i_")
    #expect(cases.count == 35)
    #expect(Set(cases.filter { !isJSON($0.bytes) }.map(\.name)) == Set(refusedChoices))
  }

  @Test("of these, half a surrogate pair is what no record may have")
  func surrogates() throws {
    let lone = try cases(prefix: "i_").filter { one in
      scan(one.bytes) { scanner, _ in scanner.scanner.loneSurrogate != nil }
    }
    #expect(
      lone.map(\.name) == [
        "i_object_key_lone_2nd_surrogate.json", "i_string_1st_surrogate_but_2nd_missing.json",
        "i_string_1st_valid_surrogate_2nd_invalid.json",
        "i_string_incomplete_surrogate_and_escape_valid.json", "i_string_incomplete_surrogate_pair.json",
        "i_string_incomplete_surrogates_escape_valid.json", "i_string_invalid_lonely_surrogate.json",
        "i_string_invalid_surrogate.json", "i_string_inverted_surrogates_U+1D11E.json",
        "i_string_lone_second_surrogate.json",
      ])
  }

  private func cases(prefix: String) throws -> [(name: String, bytes: [UInt8])] {
    let folder = Corpora.folder.appendingPathComponent("json-testsuite/test_parsing")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }.sorted()
      .map { ($0, Array(try Data(contentsOf: folder.appendingPathComponent($0)))) }
  }

  private func isJSON(_ bytes: [UInt8]) -> Bool {
    scan(bytes) { scanner, isWhole in isWhole }
  }

  /// Scans the whole of `bytes`, a byte order mark aside, as one value between white space.
  private func scan(
    _ bytes: [UInt8], judge: (borrowing JSONRecordScanner, _ isWhole: Bool) -> Bool
  ) -> Bool {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let padded = bytes + Array(repeating: 0, count: PaddedBuffer.padding)
    let fields = JSONFields(columns: [])
    return padded.withUnsafeBufferPointer { padded in
      guard let base = padded.baseAddress else { return false }
      var scanner = JSONRecordScanner(
        JSONScanner(bytes: base, count: bytes.count, isLast: true), fields: fields)
      scanner.scanner.restart(at: start)
      let isWhole =
        scanner.scanner.skipSpace() && scanner.scanValue(of: JSONFields.root)
        && scanner.scanner.skipSpace() && scanner.scanner.index == bytes.count
      return judge(scanner, isWhole)
    }
  }
}

import Foundation
import Testing

@testable import Audit

/// Stamps and verdicts that nobody here wrote: JSON Schema's test suite for `date-time`. They stand in
/// `shared/corpora` beside the package; where that folder is missing, the test is skipped, and says so.
@Suite("Instants, by JSON Schema's cases")
struct InstantCorpusTests {
  private static let file = RulePages.folder.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(
      "shared/corpora/json-schema-formats/tests/draft7/optional/format/date-time.json")
  private static var isPresent: Bool { FileManager.default.fileExists(atPath: file.path) }

  private struct Group: Decodable {
    struct Case: Decodable {
      var data: String?
      var valid: Bool

      private enum Key: CodingKey {
        case data, valid
      }

      init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        data = try? values.decode(String.self, forKey: .data)
        valid = try values.decode(Bool.self, forKey: .valid)
      }
    }
    var tests: [Case]
  }

  /// RFC 3339 allows them, but no instant would keep them exactly: leap seconds, and more than nine digits.
  private static let refused = [
    "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00", "1985-04-12T00:59:59.999999999999999Z",
  ]

  @Test(
    "the strict form accepts and refuses as the cases say, but for what no instant would keep",
    .enabled(if: isPresent))
  func cases() throws {
    let groups = try JSONDecoder().decode([Group].self, from: Data(contentsOf: Self.file))
    let cases = groups.flatMap(\.tests)
    var judged = 0
    for each in cases {
      guard let text = each.data else { continue }
      let isAccepted = text.read { Instant($0, form: .strict) } != nil
      #expect(isAccepted == (each.valid && !Self.refused.contains(text)), "\(text)")
      judged += 1
    }
    #expect(judged > 20)
  }
}

import Foundation
import Testing

@testable import Audit

/// Stamps, addresses and verdicts that nobody here wrote: JSON Schema's test suite for formats. It is in
/// `shared/corpora` beside the package; where that folder is missing, the tests are skipped, and say so.
@Suite("Formats, by JSON Schema's cases")
struct FormatCorpusTests {
  private static let folder = RulePages.folder.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/corpora/json-schema-formats/tests")
  private static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// The texts of a format, with their verdicts; values of other types, which every format accepts, left out.
  private static func cases(_ format: String, draft: String = "draft2020-12") throws -> [(
    text: String, isValid: Bool
  )] {
    let file = folder.appendingPathComponent("\(draft)/optional/format/\(format).json")
    return try JSONDecoder().decode([Group].self, from: Data(contentsOf: file)).flatMap(\.tests)
      .compactMap { each in each.data.map { ($0, each.valid) } }
  }

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
  func instants() throws {
    let cases = try Self.cases("date-time", draft: "draft7")
    for (text, isValid) in cases {
      let isAccepted = text.read { Instant($0, form: .strict) } != nil
      #expect(isAccepted == (isValid && !Self.refused.contains(text)), "\(text)")
    }
    #expect(cases.count > 20)
  }

  @Test(
    "addresses are those of the cases, without exception", .enabled(if: isPresent),
    arguments: ["email", "idn-email"])
  func addresses(format: String) throws {
    let cases = try Self.cases(format)
    // `email` is for ASCII; its cases have nothing else, so that one form is held to both.
    for (text, isValid) in cases { #expect(text.read { isEmailAddress($0) } == isValid, "\(text)") }
    #expect(cases.count > 10)
  }
}

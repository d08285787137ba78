import Foundation
import Testing

@testable import Exports

/// Files and verdicts that nobody here wrote. They stand in `shared/corpora` beside the package; where that
/// folder is missing, these tests are skipped, and say so.
enum Corpora {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/corpora")

  static var arePresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static func decode<Value: Decodable>(_ path: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(path)))
  }
}

@Suite(
  "The corpora of others",
  .enabled(if: Corpora.arePresent, "skipped: there is no folder shared/corpora beside the package"))
struct CorpusTests {
  @Test(
    "csv-spectrum: every file has the values of its JSON twin",
    arguments: [
      ("comma_in_quotes", ["first", "last", "address", "city", "zip"]), ("empty", ["a", "b", "c"]),
      ("empty_crlf", ["a", "b", "c"]), ("escaped_quotes", ["a", "b"]), ("json", ["key", "val"]),
      ("newlines", ["a", "b", "c"]), ("newlines_crlf", ["a", "b", "c"]), ("quotes_and_newlines", ["a", "b"]),
      ("simple", ["a", "b", "c"]), ("simple_crlf", ["a", "b", "c"]), ("utf8", ["a", "b", "c"]),
    ])
  func spectrum(name: String, columns: [String]) throws {
    let twin = try Corpora.decode("csv-spectrum/json/\(name).json", as: [[String: String]].self)
    let file = Corpora.folder.appendingPathComponent("csv-spectrum/csvs/\(name).csv")
    let reading = try Reading(Array(Data(contentsOf: file)), columns: columns)
    #expect(reading.rows == twin.map { row in columns.map { Field(Array((row[$0] ?? "?").utf8)) } })
    #expect(reading.problems == [])
  }

  @Test("Go's cases: what Go reads is read the same, what Go rejects is a problem on the same line")
  func go() throws {
    let cases = try Corpora.decode("go-csv-cases/cases.json", as: [GoCase].self)
    #expect(cases.count == 37)
    for one in cases where one.options.isOurs && goDeviations[one.name] == nil {
      let reading = try read(one.input, columnCount: one.output?.first?.count ?? 2)
      if let error = one.error {
        #expect(reading.kinds != [] && reading.kinds != [.raggedRow], "\(one.name): \(error)")
        let line = error.firstMatch(of: #/line (\d+)/#).flatMap { UInt64($0.output.1) }
        // The header that was put in front is one more line.
        #expect(reading.problems.first?.line == line.map { $0 + 1 }, "\(one.name): \(error)")
      } else {
        #expect(reading.rows == fields(one.output ?? []), "\(one.name)")
        #expect(reading.problems == [], "\(one.name)")
      }
    }
  }

  /// Cases in which this reader differs from Go's on purpose, with what it does instead.
  private let goDeviations: [String: [ExportProblem.Kind]] = [
    // A CR ends a record here, as in Python and RFC 4180's neighbours; Go takes it for text.
    "BareCR": [.raggedRow, .raggedRow], "TrailingCR": [],
    // Its bytes can't stand in a JSON file, and no output is given.
    "BinaryBlobField": [],
    // CRLF inside quotes is kept byte for byte; Go makes it LF.
    "CRLFInQuotedField": [],
    // There is no lazy mode: what it would guess is reported.
    "LazyQuotes": [.unclosedQuote], "BareQuotes": [.bareQuote], "BareDoubleQuotes": [.bareQuote],
    "LazyOddQuotes": [.unclosedQuote],
    // All records have the fields of the header.
    "FieldCount": [.raggedRow], "BadFieldCount": [.raggedRow],
  ]

  @Test("Go's cases: the reviewed deviations")
  func goDeviating() throws {
    let cases = try Corpora.decode("go-csv-cases/cases.json", as: [GoCase].self)
      .filter { goDeviations[$0.name] != nil }
    #expect(cases.count == goDeviations.count)
    for one in cases {
      let reading = try read(one.input, columnCount: one.output?.first?.count ?? (one.error == nil ? 2 : 3))
      #expect(reading.kinds == goDeviations[one.name], "\(one.name)")
    }
  }

  @Test(
    "CPython's cases: what Python reads in its strict mode is read the same; what it guesses is a problem")
  func python() throws {
    let cases = try Corpora.decode("cpython/csv/read_cases.json", as: [PythonCase].self)
    #expect(cases.count == 80)
    var counts = (same: 0, deviating: 0)
    for (index, one) in cases.enumerated() where one.options.isOurs && index != 2 {
      let text = one.inputLines.map { $0.hasSuffix("\n") || $0.hasSuffix("\r") ? $0 : $0 + "\n" }.joined()
      let expected = (one.expect ?? []).map { $0.compactMap(\.text) }
      let reading = try read(text, columnCount: expected.first { $0 != [] }?.count ?? 2)
      if let kind = pythonDeviations[index] {
        counts.deviating += 1
        #expect(reading.kinds == [kind], "case \(index)")
      } else {
        counts.same += 1
        #expect(reading.rows == fields(expected.filter { $0 != [] }), "case \(index)")
        #expect(reading.problems == [], "case \(index)")
      }
    }
    #expect(counts == (26, 17))
  }

  /// Cases that Python rejects or guesses at, with the problem that is reported here. Case 2 is left out: it
  /// lowers Python's own limit for a field, and nothing else is wrong with it.
  private let pythonDeviations: [Int: ExportProblem.Kind] = [
    // Python closes an open quote at the end of the file, except in strict mode (9, 10).
    6: .unclosedQuote, 7: .unclosedQuote, 9: .unclosedQuote, 10: .unclosedQuote,
    // Python takes a NUL for text.
    26: .nul, 27: .nul, 28: .nul, 30: .nul,
    // Python takes text behind a closing quote for more of the field, except in strict mode (33).
    33: .textAfterQuote, 64: .textAfterQuote, 69: .textAfterQuote,
    // Python takes a quote inside a field for text, even in strict mode.
    59: .bareQuote, 61: .bareQuote, 62: .bareQuote, 63: .bareQuote, 76: .bareQuote,
    // Python lets each row have its own number of fields.
    66: .raggedRow,
  ]

  /// Reads `text` behind a header of `columnCount` columns.
  private func read(_ text: String, columnCount: Int) throws -> Reading {
    let columns = (1...columnCount).map { "c\($0)" }
    return try Reading(columns.joined(separator: ",") + "\n" + text, columns: columns)
  }

  private func fields(_ rows: [[String]]) -> [[Field]] {
    rows.map { $0.map { Field(Array($0.utf8)) } }
  }
}

private struct GoCase: Decodable {
  var name: String
  var input: String
  var output: [[String]]?
  var error: String?
  var options: Options

  struct Options: Decodable {
    var comma: String?
    var isOurs: Bool { comma == nil }

    enum CodingKeys: String, CodingKey { case comma = "Comma" }
  }
}

private struct PythonCase: Decodable {
  var inputLines: [String]
  var expect: [[Value]]?
  var options: Options

  enum CodingKeys: String, CodingKey {
    case expect, options
    case inputLines = "input_lines"
  }

  /// A string; numbers and nulls stand only in dialects that aren't ours.
  struct Value: Decodable {
    var text: String?
    init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
  }

  /// The dialect, as far as it can differ from ours.
  struct Options: Decodable {
    var delimiter: String?
    var quotechar: String?
    var escapechar: String?
    var doublequote: Flag?
    var skipinitialspace: Flag?
    var quoting: Int?

    var isOurs: Bool {
      delimiter ?? "," == "," && quotechar ?? "\"" == "\"" && escapechar == nil && doublequote?.isOn != false
        && skipinitialspace?.isOn != true && (quoting ?? 0) < 2
    }
  }

  /// `true` or `1`.
  struct Flag: Decodable {
    var isOn: Bool
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      isOn = try (try? container.decode(Bool.self)) ?? (container.decode(Int.self) != 0)
    }
  }
}

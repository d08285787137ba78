import Foundation
import Plan
import Testing

@testable import Exports

/// Files and verdicts that nobody here wrote. They are in `shared/corpora` beside the package; where that
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
  @Test("csv-spectrum: all files have the values of their JSON twins, but the one whose twin is another's")
  func spectrum() throws {
    let folder = Corpora.folder.appendingPathComponent("csv-spectrum/csvs")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    // The published twin of this one is broken: it is a single object, with another phone number.
    let cases = try files.filter { $0 != "location_coordinates.csv" }.map { file in
      let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(file)))
      let name = String(file.dropLast(4))
      let twin = try Corpora.decode("csv-spectrum/json/\(name).json", as: [[String: String]].self)
      // The keys of a twin have lost their order.
      let header = try #require(
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first)
      let columns = header.split(separator: ",").map(String.init)
      return CorpusCase(
        name: name, expected: .rows(fields(twin.map { row in columns.map { row[$0] ?? "?" } })),
        found: Outcome(try Reading(bytes, columns: columns)))
    }
    judge(cases, [], count: 11, agreed: 11)
  }

  @Test("Go's cases: 27 of the 35 whose delimiter is read are read the same, or refused on the same line")
  func go() throws {
    let all = try Corpora.decode("go-csv-cases/cases.json", as: [GoCase].self)
    #expect(all.count == 37)
    let cases = try all.filter { $0.isOurs && $0.hasVerdict }.map { one in
      let columnCount =
        one.output.map { $0.first?.count ?? 2 }
        ?? one.input.prefix { $0 != "\n" }.count { String($0) == one.options.comma ?? "," } + 1
      let reading = try read(one.input, columnCount: columnCount, delimiter: one.options.comma ?? ",")
      return CorpusCase(
        name: one.name, expected: one.expected, found: Outcome(reading))
    }
    judge(cases, goDeviations, count: 35, agreed: 27)
  }

  @Test("CPython's cases: 30 of 45 in a dialect that is read are read or refused as Python does")
  func python() throws {
    let all = try Corpora.decode("cpython/csv/read_cases.json", as: [PythonCase].self)
    #expect(all.count == 80)
    let cases = try all.enumerated().filter(\.element.options.isOurs).map { index, one in
      let text = one.inputLines.map { $0.hasSuffix("\n") || $0.hasSuffix("\r") ? $0 : $0 + "\n" }.joined()
      let rows = (one.expect ?? []).map { $0.compactMap(\.text) }.filter { $0 != [] }
      let reading = try read(
        text, columnCount: rows.first?.count ?? 2, delimiter: one.options.delimiter ?? ",")
      return CorpusCase(
        name: "\(index)", expected: one.isRefused ? .refused : .rows(fields(rows)),
        found: Outcome(reading))
    }
    judge(cases, pythonDeviations, count: 45, agreed: 30)
  }

  /// Requires that just the listed cases deviate, each as listed.
  private func judge(
    _ cases: [CorpusCase], _ deviations: [Deviation], count: Int, agreed: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(cases.count == count, sourceLocation: sourceLocation)
    #expect(cases.count { $0.expected == $0.found } == agreed, sourceLocation: sourceLocation)
    for one in cases {
      let listed = deviations.first { $0.name == one.name }
      let deviates = one.expected != one.found
      #expect(deviates == (listed != nil), "\(one.name): \(one)", sourceLocation: sourceLocation)
      guard let listed else { continue }
      #expect("\(one.expected)" == listed.theirs, "\(one.name)", sourceLocation: sourceLocation)
      #expect("\(one.found)" == listed.ours, "\(one.name)", sourceLocation: sourceLocation)
    }
    #expect(
      deviations.allSatisfy { listed in cases.contains { $0.name == listed.name } },
      sourceLocation: sourceLocation)
  }

  /// Reads `text` after a header of `columnCount` columns.
  private func read(_ text: String, columnCount: Int, delimiter: String) throws -> Reading {
    let columns = (1...columnCount).map { "c\($0)" }
    return try Reading(columns.joined(separator: delimiter) + "\n" + text, columns: columns)
  }

  private func fields(_ rows: [[String]]) -> [[Field]] {
    rows.map { $0.map { Field(Array($0.utf8)) } }
  }
}

private struct CorpusCase {
  var name: String
  var expected: Outcome
  var found: Outcome
}

/// What became of a case.
private enum Outcome: Equatable, CustomStringConvertible {
  case rows([[Field]])
  /// A problem was reported, whatever rows there were beside it; Go says on which line.
  case problem(ExportProblem.Kind?, line: UInt64?)

  /// Refused, nothing is said of where.
  static let refused = Outcome.problem(nil, line: nil)

  init(_ reading: Reading) {
    if let problem = reading.problems.first {
      self = .problem(problem.kind, line: problem.line)
    } else {
      self = .rows(reading.rows)
    }
  }

  /// Equal rows; or problems, on the same line and of the same kind where both say so.
  static func == (one: Outcome, other: Outcome) -> Bool {
    switch (one, other) {
    case (.rows(let rows), .rows(let others)): rows == others
    case (.problem(let kind, let line), .problem(let otherKind, let otherLine)):
      (line == nil || otherLine == nil || line == otherLine)
        && (kind == nil || otherKind == nil || kind == otherKind)
    default: false
    }
  }

  var description: String {
    switch self {
    case .rows(let rows):
      rows.map { $0.map(\.testDescription).joined(separator: " ") }.joined(separator: " / ")
    case .problem(let kind, _): "refused" + (kind.map { ": \($0.rawValue)" } ?? "")
    }
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

    enum CodingKeys: String, CodingKey { case comma = "Comma" }
  }

  var isOurs: Bool { [",", ";", "\t", "|"].contains(options.comma ?? ",") }
  var hasVerdict: Bool { output != nil || error != nil }
  var countsFields: Bool { error?.contains("wrong number of fields") == true }

  var expected: Outcome {
    guard let error else { return .rows((output ?? []).map { $0.map { Field(Array($0.utf8)) } }) }
    let kind: ExportProblem.Kind? =
      if countsFields {
        .raggedRow
      } else if error.contains("unterminated") {
        .unclosedQuote
      } else if error.contains("extraneous") {
        .textAfterQuote
      } else {
        .bareQuote
      }
    let line = error.firstMatch(of: #/line (\d+)/#).flatMap { UInt64($0.output.1) }
    // The header that was put in front is one more line.
    return .problem(kind, line: line.map { $0 + 1 })
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

  /// Python raised an error: the capture has no rows, in the cases that ask for strictness an empty list.
  var isRefused: Bool { expect == nil || options.strict?.isOn == true && expect?.isEmpty == true }

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
    var strict: Flag?

    var isOurs: Bool {
      [",", ";", "\t", "|"].contains(delimiter ?? ",") && quotechar ?? "\"" == "\"" && escapechar == nil
        && doublequote?.isOn != false && skipinitialspace?.isOn != true && (quoting ?? 0) < 2
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

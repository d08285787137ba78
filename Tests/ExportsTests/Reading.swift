import Foundation
import Plan
import Testing

@testable import Exports

/// The bytes of a field, compared as bytes and written as text.
struct Field: Equatable, ExpressibleByStringLiteral, CustomTestStringConvertible {
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }
  init(stringLiteral value: String) { bytes = Array(value.utf8) }

  var testDescription: String { String(decoding: bytes, as: UTF8.self).debugDescription }
}

/// A folder for one test, deleted with the last reference to it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "exports-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func export(_ paths: String..., declaring: (inout Source) -> Void = { _ in }) throws -> Export {
    let paths = paths.enumerated().map { Located($0.element, line: $0.offset + 1) }
    var source = Source(name: "chat", paths: paths)
    declaring(&source)
    return try Export(source, relativeTo: path)
  }
}

/// Everything that reading an export hands on.
struct Reading: Equatable {
  var rows: [[Field]] = []
  var places: [RecordPlace] = []
  var problems: [ExportProblem] = []
  var summaries: [ExportFileSummary] = []
  /// What the tap saw, file by file: the bytes of the file, and its text.
  var tapped: [[UInt8]] = []
  var tappedText: [[UInt8]] = []

  var kinds: [ExportProblem.Kind] { problems.map(\.kind) }
  var counts: [Counts] {
    summaries.map { Counts(bytes: $0.bytes, records: $0.records, problems: $0.problems) }
  }

  /// A file's summary without its shape.
  struct Counts: Equatable {
    var bytes: UInt64
    var records: Int
    var problems: Int
  }

  init(_ export: Export, columns: [String], limits: ReadLimits = ReadLimits()) throws {
    var tapped: [[UInt8]] = Array(repeating: [], count: export.files.count)
    var tappedText = tapped
    summaries = try export.read(
      columns: columns, limits: limits,
      tap: ReadTap(bytes: { tapped[$0] += $1 }, text: { tappedText[$0] += $1 })
    ) {
      problems.append($0)
    } receive: { block in
      rows += block.rows
      places += block.places
    }
    self.tapped = tapped
    self.tappedText = tappedText
  }

  /// Reads `bytes` as a file called `chat.csv`.
  init(
    _ bytes: [UInt8], columns: [String] = ["a", "b"], limits: ReadLimits = ReadLimits(),
    declaring: (inout Source) -> Void = { _ in }
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "chat.csv")
    try self.init(try folder.export("chat.csv", declaring: declaring), columns: columns, limits: limits)
  }

  init(
    _ text: String, columns: [String] = ["a", "b"], limits: ReadLimits = ReadLimits(),
    declaring: (inout Source) -> Void = { _ in }
  ) throws {
    try self.init(Array(text.utf8), columns: columns, limits: limits, declaring: declaring)
  }
}

extension RecordBlock {
  /// Copies of the fields.
  var rows: [[Field]] {
    (0..<count).map { record in (0..<columnCount).map { Field(Array(self[record, $0])) } }
  }
}

/// The sentence with which an export is refused; nil when it isn't.
func refusal(of body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}

/// The sentence with which `text`, as a file called `chat.csv`, is refused.
func refusal(
  of text: String, columns: [String] = ["a", "b"], declaring: (inout Source) -> Void = { _ in }
) -> String? {
  refusal { _ = try Reading(text, columns: columns, declaring: declaring) }
}

// Columns of which nothing is known but their names.
extension Export {
  func read(
    columns: [String], limits: ReadLimits, tap: ReadTap = ReadTap(),
    problem: (ExportProblem) throws -> Void, receive: (RecordBlock) throws -> Void
  ) throws -> [ExportFileSummary] {
    try read(
      columns: columns.map { WantedColumn($0, absence: .usual) }, limits: limits, tap: tap, problem: problem,
      receive: receive)
  }
}

extension RecordLookup {
  init(_ export: Export, columns: [String]) throws(ExportError) {
    try self.init(export, columns: columns.map { WantedColumn($0) })
  }
}

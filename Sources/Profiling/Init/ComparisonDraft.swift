import Exports
import Plan

/// A plan that compares two files by a key, and migrates nothing: what `diff` judges by.
package struct ComparisonDraft {
  /// The plan.
  package let text: String

  /// What to compare, as the command line has it.
  package struct Question {
    package var old: String
    package var new: String
    /// The column that identifies a row, in both.
    package var key: String
    /// The columns to be compared; empty: all.
    package var columns: [String]
    package var ignored: [String]
    /// Of columns that are no texts.
    package var types: [String: String]
    package var timeZone: String?
    /// How far apart times may be.
    package var tolerance: String?

    package init(
      old: String, new: String, key: String, columns: [String] = [], ignored: [String] = [],
      types: [String: String] = [:], timeZone: String? = nil
    ) {
      (self.old, self.new, self.key, self.columns) = (old, new, key, columns)
      (self.ignored, self.types, self.timeZone) = (ignored, types, timeZone)
    }
  }

  /// Why two files can't be compared.
  package struct Mistake: Error, CustomStringConvertible {
    package let description: String
  }

  /// - Throws: `ExportError` where a file can't be read; `Mistake` for a column that is not there.
  package init(_ question: Question) throws {
    let old = try Side(question.old, named: "old", question)
    let new = try Side(question.new, named: "new", question)
    for name in [question.key] + question.columns + question.types.keys.sorted() {
      for side in [old, new] where !side.columns.contains(name) {
        let near = nearest(to: name, among: side.columns).map { "; did you mean '\($0)'?" }
        let all = side.columns.prefix(12).joined(separator: ", ")
        throw Mistake(description: "\(side.path): has no column '\(name)'\(near ?? "; it has \(all)")")
      }
    }
    let shared = question.columns.isEmpty ? old.columns.filter { new.columns.contains($0) } : question.columns
    let compared = shared.filter { $0 != question.key && !question.ignored.contains($0) }
    let type = question.types[question.key] ?? (old.hasNumbers && new.hasNumbers ? "integer" : nil)
    var lines = ["# What deskaudit diff compares; a plan to go on from.", "sources:"]
    lines += [old, new].flatMap { $0.lines(question) }
    lines.append("tables:")
    for side in [old, new] {
      lines.append("  \(side.name)_rows:")
      lines.append("    source: \(side.name)")
      lines.append("    side: \(side.name == "old" ? "legacy" : "new")")
      lines.append("    key: key")
      lines.append("    columns:")
      lines.append("      key: {from: \(quoted(question.key))\(type.map { ", type: \($0)" } ?? "")}")
      for (number, name) in compared.enumerated() {
        let isJSON = old.isNested(name) || new.isNested(name)
        let type = question.types[name] ?? (isJSON ? "json" : nil)
        let zone = type == "timestamp" ? question.timeZone.map { ", time-zone: \(quoted($0))" } : nil
        lines.append(
          "      \(Self.field(name, number, among: compared)): {from: \(quoted(name))"
            + (type.map { ", type: \($0)" } ?? "") + (zone ?? "") + "}")
      }
    }
    if compared.isEmpty {
      lines += ["rules:", "  values-are-equal: {off: no column is compared}"]
    } else if let tolerance = question.tolerance {
      lines += ["rules:", "  values-are-equal: {tolerance: \(tolerance)}"]
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// The column's name as rules and messages call it: letters, digits, `_` and `-`.
  private static func field(_ name: String, _ number: Int, among names: [String]) -> String {
    func plain(_ name: String) -> String {
      String(
        name.utf8.prefix(60).map { byte in
          let isPlain =
            (65...90).contains(byte & 0xDF) || isDigit(byte) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
          return isPlain ? Character(Unicode.Scalar(byte)) : "_"
        })
    }
    let field = plain(name)
    let isTaken = field == "key" || names.prefix(number).contains { plain($0) == field }
    return isTaken ? "\(field)_\(number + 1)" : field
  }

  /// One of the two files.
  private struct Side {
    let name: String
    let path: String
    let columns: [String]
    /// Whether the first keys are all whole numbers.
    let hasNumbers: Bool
    private let shape: FileShape

    init(_ path: String, named name: String, _ question: Question) throws {
      self.path = path
      self.name = name
      var source = Source(name: name, paths: [Located(path, line: 1)])
      source.mayBeEmpty = true
      let export = try Export(source, relativeTo: ".")
      let shape = try export.shape(ofFile: 0)
      self.shape = shape
      // What is in an object of JSON is compared, and not the object.
      columns = shape.columns.filter { column in
        !shape.columns.contains { $0.hasPrefix(column + ".") } || shape.arrays.contains(column)
      }.filter { column in !shape.arrays.contains { column.hasPrefix($0 + ".") } }
      hasNumbers = columns.contains(question.key) ? try Self.hasNumbers(export, question.key) : false
    }

    func isNested(_ column: String) -> Bool { shape.arrays.contains(column) }

    func lines(_ question: Question) -> [String] {
      let ignored =
        question.columns.isEmpty ? question.ignored : columns.filter { !question.columns.contains($0) }
      let named = ignored.filter { columns.contains($0) && $0 != question.key }
      return ["  \(name):", "    path: \(quoted(path))", "    may-be-empty: true"]
        + (named.isEmpty
          ? [] : ["    ignore:"] + named.map { "      \(quoted($0)): left out by the command" })
    }

    private struct Enough: Error {}

    /// A look at the first block of records.
    private static func hasNumbers(_ export: Export, _ key: String) throws -> Bool {
      var isNumber = true
      do {
        _ = try export.read(columns: [key], problem: { _ in }) { block in
          for record in 0..<block.count {
            let text = block[record, 0]
            let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
            isNumber =
              isNumber && (1...18).contains(digits.count) && digits.allSatisfy { isDigit($0) }
              && (digits.first != UInt8(ascii: "0") || digits.count == 1)
          }
          throw Enough()
        }
      } catch is Enough {}
      return isNumber
    }
  }
}

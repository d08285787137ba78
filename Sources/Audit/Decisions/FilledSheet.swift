import Exports
import Foundation
import Plan
import Platform

/// What people filled into the sheet of `decisions:`: for each conflict the side that they keep.
///
/// Only five columns mean something. The sheet is read by the reader of exports, so that it may be saved by a spreadsheet.
package struct FilledSheet: Sendable {
  /// A conflict as the sheet names it: `RECORD:KEY:DIGEST`.
  struct Entry: Sendable {
    var record: String
    var key: Int64
    /// The line of its first row.
    var line: Int
    var sides: [(side: String, line: Int)] = []
    /// The sides with a yes.
    var kept: [(side: String, line: Int)] = []
    /// Whether one of its rows can't be followed; then nothing is decided.
    var isFaulty = false

    /// The side that counts.
    var decision: (side: String, line: Int)? { isFaulty || kept.count != 1 ? nil : kept[0] }

    /// As messages name it.
    var words: String {
      switch record {
      case WatchedRows.emailRecord: "chat id \(key)"
      case WatchedRows.ticketingRecord: "ticketing id \(key)"
      default: "\(singular(record)) \(key)"
      }
    }
  }

  /// The sheet as messages show it.
  let path: String
  /// SHA-256 of the sheet.
  let digest: String
  private(set) var entries: [String: Entry] = [:]
  /// The names of the entries, in the order of their first rows.
  private(set) var names: [String] = []
  /// What is wrong with the sheet.
  private(set) var mistakes: [Mistake] = []

  struct Mistake: Sendable {
    var line: Int
    var message: String
  }

  /// Reads the sheet.
  ///
  /// - Throws: `ExportError` where it can't be read, or a column is not there.
  package init(_ path: String, in directory: String) throws {
    self.path = path
    var source = Source(name: "decisions", paths: [Located(path, line: 0)])
    source.format = .csv
    let export = try Export(source, relativeTo: directory)
    do {
      digest = sha256(try contents(ofFile: resolve(path, in: directory)))
    } catch {
      throw ExportError(file: path, message: "can't be read: \(error); check the disk")
    }
    var found: [Mistake] = []
    _ = try export.read(
      columns: ["conflict", "side", "keep", "owner", "reason"],
      problem: { found.append(Mistake(line: Int(clamping: $0.line), message: $0.message)) },
      receive: { block in
        for record in 0..<block.count {
          let line = Int(clamping: block.places[record].line)
          let cells = (0..<5).map { block[record, $0] }
          if !cells.allSatisfy({ isUTF8($0) }) {
            found.append(Mistake(line: line, message: "the row is not UTF-8; save the sheet as CSV in UTF-8"))
          } else if let message = take(cells.map(Self.text), line: line) {
            found.append(Mistake(line: line, message: message))
          }
        }
      })
    mistakes = found
    for name in names { finish(name) }
  }

  /// Takes a row, or says what is wrong with it.
  private mutating func take(_ cells: [String], line: Int) -> String? {
    if cells.allSatisfy(\.isEmpty) { return nil }
    let (name, side) = (cells[0], cells[1])
    let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, !parts[0].isEmpty, let key = Int64(parts[1]), "\(key)" == parts[1],
      Self.isDigest(parts[2]), side.first == "s", Self.isDigest(String(side.dropFirst()))
    else { return "its 'conflict' or 'side' is not what 'deskaudit decide' writes; run it again" }
    if entries[name] == nil {
      names.append(name)
      entries[name] = Entry(record: parts[0], key: key, line: line)
    }
    guard var entry = entries[name] else { return nil }
    defer { entries[name] = entry }
    func fault(_ message: String) -> String {
      entry.isFaulty = true
      return "\(entry.words): \(message)"
    }
    let isRepeated = entry.sides.contains { $0.side == side }
    entry.sides.append((side, line))
    if isRepeated { return fault("this side is there twice; remove one of the rows") }
    switch cells[2].lowercased() {
    case "", "no", "n", "-", "false", "0": return nil
    case "yes", "y", "x", "true", "1":
      entry.kept.append((side, line))
      return cells[3].isEmpty || cells[4].isEmpty
        ? fault("a decision needs an owner and a reason; fill them in") : nil
    default: return fault("'keep' is neither yes nor empty; write yes on the side that counts")
    }
  }

  private mutating func finish(_ name: String) {
    guard let entry = entries[name], entry.kept.count > 1 else { return }
    mistakes.append(
      Mistake(
        line: entry.kept[1].line,
        message: "\(entry.words): two sides are kept; leave yes on the one that counts"))
    mistakes.sort { $0.line < $1.line }
  }

  /// A cell without white space around it, and without an apostrophe before what a spreadsheet would calculate.
  private static func text(_ cell: Bytes) -> String {
    let scalars = String(decoding: cell, as: UTF8.self).unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    let text = scalars[start...end]
    let isGuarded =
      text.first == "'" && text.dropFirst().first.map { "=+-@\t\r".unicodeScalars.contains($0) } == true
    return String(isGuarded ? text.dropFirst() : text)
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 16 && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x61 && $0 <= 0x66 }
  }
}

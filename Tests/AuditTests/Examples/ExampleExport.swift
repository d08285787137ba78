import Foundation

/// An export of an example as its records, by the physical lines in which they start.
///
/// Split by the plainest means, which the readers of the audit do not use.
struct ExampleExport {
  /// The fields of each record, by its first line, counted from 1: the header is none. Of JSON, the numbers and strings of
  /// a line in which an object begins.
  let records: [Int: [String]]

  init(_ text: String, isCSV: Bool) {
    records = isCSV ? Self.csv(text) : Self.json(text)
  }

  private static func csv(_ text: String) -> [Int: [String]] {
    var records: [Int: [String]] = [:]
    var (line, start) = (1, 1)
    var fields = [""]
    var isInQuotes = false
    func end() { if start > 1 { records[start] = fields } }
    for scalar in text.unicodeScalars {
      if scalar == "\n" { line += 1 }
      switch scalar {
      case "\"": isInQuotes.toggle()
      case "\n" where !isInQuotes:
        end()
        (start, fields) = (line, [""])
      case "\r" where !isInQuotes: break
      case "," where !isInQuotes: fields.append("")
      default: fields[fields.count - 1].unicodeScalars.append(scalar)
      }
    }
    if fields != [""] { end() }
    return records
  }

  private static func json(_ text: String) -> [Int: [String]] {
    var records: [Int: [String]] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where line.contains("{") {
      records[index + 1] = line.split { "{}[],:\"".contains($0) || $0.isWhitespace }.map(String.init)
    }
    return records
  }
}

import Plan

/// Reads the start of a CSV file: the lines that the plan leaves out, the line that names its delimiter, if there is one,
/// and its header.
///
/// The delimiter is the plan's, else that of the line `sep=;` which spreadsheets write and understand, else
/// the one under which the header has the wanted columns, else the one that makes the most fields of it. What
/// was taken is in the file's shape.
struct CSVOpening {
  static let delimiters = [comma, UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]

  /// Those that the source can have.
  private var delimiters: [UInt8] {
    Self.delimiters.filter { $0 != source.dialect.quote && $0 != source.dialect.comment }
  }

  let source: Source
  /// What is wanted of the header.
  let columns: [WantedColumn]
  /// The file as messages show it.
  let name: String

  /// Reads the header, or uses the plan's.
  ///
  /// - Parameters:
  ///   - window: open; is after the header afterwards, and still holds all that was read.
  ///   - line: the line that the window is on.
  /// - Throws: `ExportError` for a file that is empty, not CSV, or lacks a column.
  /// - Complexity: O(bytes of the header), which are bounded; as are its columns.
  func header(
    of input: TextInput, window: inout ByteWindow, line: inout UInt64
  ) throws -> Header {
    guard try hasByte(0, of: input, window: &window) else {
      throw ExportError(file: name, message: "is empty; \(expected). Export it again")
    }
    try skipLines(source.dialect.skippedLines, of: input, window: &window, line: &line)
    let declared = try separatorLine(of: input, window: &window, line: &line)
    if source.header?.count != 1 { try skipBlankLines(of: input, window: &window, line: &line) }
    try skipComments(of: input, window: &window, line: &line)
    guard try hasByte(0, of: input, window: &window) else {
      let lines = source.dialect.comment == nil ? "blank lines" : "blank lines and comments"
      throw ExportError(file: name, message: "has only \(lines); \(expected). Export it again")
    }
    // JSON is told by two bytes, of which the second may not be read yet.
    _ = try hasByte(1, of: input, window: &window)
    let accident = CSVAccident(window)
    if let sentence = accident.json {
      throw ExportError(
        file: name, line: line,
        message: source.format == .csv || source.dialect == CSVDialect()
          ? sentence
          : "is JSON, and the plan says how a CSV is written (quote, escape, comment or skip-lines); expected CSV. "
            + "Leave that out of the plan, or correct the path")
    }
    let first = try firstRecord(delimiter: source.delimiter ?? declared, of: input, window: &window)
    // In a file without a header, the first line is a record like the others, and may have its problem.
    if let fault = first.fault, source.header == nil {
      throw ExportError(
        file: name, line: line,
        message: accident.quotedLines
          ?? sentence(on: fault, delimiter: first.delimiter, window.limits))
    }
    let below = headerBelow(first, in: window, line: line)
    let header =
      if let columns = source.header {
        try plannedHeader(columns, first, line: line)
      } else {
        try Header(
          fields: first.fields, columns: columns, delimiter: first.delimiter, file: name, line: line,
          accident: { accident.quotedLines ?? CSVAccident.missingHeader(first.fields, expected: expected) },
          below: { below })
      }
    if source.header == nil {
      window.index = first.next
      line += UInt64(first.lineBreaks) + 1
    }
    return header
  }

  /// What to do where not the first line has the wanted columns but one of the next, under a title.
  private func headerBelow(_ first: FirstRecord, in window: borrowing ByteWindow, line: UInt64) -> String? {
    guard source.header == nil, !columns.isEmpty, !suits(first) else { return nil }
    var start = first.next
    var number = line + UInt64(first.lineBreaks) + 1
    for _ in 0..<Self.linesBelow {
      var next: FirstRecord?
      for delimiter in source.delimiter.map({ [$0] }) ?? delimiters {
        guard let record = FirstRecord(window, delimiter: delimiter, dialect: source.dialect, from: start)
        else {
          continue
        }
        if suits(record) {
          let above = number == 2 ? "line 1" : "lines 1 to \(number - 1)"
          return "Line \(number) has them: leave \(above) out in the plan (skip-lines: \(number - 1))"
        }
        if next == nil || record.fault == nil { next = record }
      }
      guard let next, next.next > start else { return nil }
      start = next.next
      number += UInt64(next.lineBreaks) + 1
    }
    return nil
  }

  /// How many lines after the first are looked at.
  private static let linesBelow = 20

  private var expected: String {
    if let header = source.header { return "expected records of \(counted(header.count, "field"))" }
    return "expected a header" + (columns.isEmpty ? "" : " with ")
      + columns.map { "'\($0.name)'" }.joined(separator: ", ")
  }

  /// The header that the plan gives to a file that has none.
  private func plannedHeader(
    _ planned: [String], _ first: FirstRecord, line: UInt64
  ) throws(ExportError) -> Header {
    let fields = planned.map { Array($0.utf8) }
    guard Set(first.fields.map(Header.folded)) != Set(fields.map(Header.folded)) else {
      let found = first.fields == fields ? "the same one" : "the same columns in other order or writing"
      throw ExportError(
        file: name, line: line,
        message: "has a header, and the plan gives it \(found) under 'header'; expected one of the two. "
          + "Remove 'header' from the plan")
    }
    return try Header(
      fields: fields, columns: columns, delimiter: first.delimiter, file: name, line: line, accident: { nil })
  }

  // MARK: Lines before the header

  /// The delimiter that the line `sep=;` declares; nil without such a line.
  private func separatorLine(
    of input: TextInput, window: inout ByteWindow, line: inout UInt64
  ) throws -> UInt8? {
    let key = Array("sep=".utf8)
    let isQuoted = try hasByte(0, of: input, window: &window) && window.bytes[window.index] == quote
    let start = isQuoted ? 1 : 0
    guard try hasByte(start + key.count, of: input, window: &window) else { return nil }
    let bytes = window.bytes + window.index
    guard key.indices.allSatisfy({ bytes[start + $0] | 0x20 == key[$0] | 0x20 }) else { return nil }
    let delimiter = bytes[start + key.count]
    var end = start + key.count + 1
    if isQuoted {
      guard try hasByte(end, of: input, window: &window), window.bytes[window.index + end] == quote else {
        return nil
      }
      end += 1
    }
    guard try !hasByte(end, of: input, window: &window) || skipLineEnd(at: &end, of: input, window: &window)
    else { return nil }
    guard Self.delimiters.contains(delimiter) else {
      throw ExportError(
        file: name, line: line,
        message: "declares another delimiter than is read; expected 'sep=' with , ; tab or |. "
          + "Export it with one of these")
    }
    window.index += end
    line += 1
    return delimiter
  }

  /// Skips lines, whatever is in them.
  private func skipLines(
    _ number: Int, of input: TextInput, window: inout ByteWindow, line: inout UInt64
  ) throws {
    for skipped in 0..<number {
      guard try hasByte(0, of: input, window: &window) else {
        throw ExportError(
          file: name,
          message: "has \(skipped) \(skipped == 1 ? "line" : "lines"), and the plan leaves out \(number) "
            + "(skip-lines); \(expected) after them. Correct the plan")
      }
      try skipLine(of: input, window: &window, line: &line)
    }
  }

  /// Skips lines before the header that are comments, and blank ones after them.
  private func skipComments(of input: TextInput, window: inout ByteWindow, line: inout UInt64) throws {
    guard let comment = source.dialect.comment else { return }
    while try hasByte(0, of: input, window: &window), window.bytes[window.index] == comment {
      try skipLine(of: input, window: &window, line: &line)
      if source.header?.count != 1 { try skipBlankLines(of: input, window: &window, line: &line) }
    }
  }

  private func skipLine(of input: TextInput, window: inout ByteWindow, line: inout UInt64) throws {
    line += 1
    while try hasByte(0, of: input, window: &window) {
      var end = 0
      if try skipLineEnd(at: &end, of: input, window: &window) {
        window.index += end
        return
      }
      window.index += 1
    }
  }

  private func skipBlankLines(
    of input: TextInput, window: inout ByteWindow, line: inout UInt64
  ) throws {
    var end = 0
    while try skipLineEnd(at: &end, of: input, window: &window) {
      window.index += end
      end = 0
      line += 1
    }
  }

  /// Moves `end`, counted from the window's index, after the line end that is there, if one does.
  private func skipLineEnd(
    at end: inout Int, of input: TextInput, window: inout ByteWindow
  ) throws -> Bool {
    guard try hasByte(end, of: input, window: &window) else { return false }
    let byte = window.bytes[window.index + end]
    guard byte == lineFeed || byte == carriageReturn else { return false }
    let isPair =
      try byte == carriageReturn && hasByte(end + 1, of: input, window: &window)
      && window.bytes[window.index + end + 1] == lineFeed
    end += isPair ? 2 : 1
    return true
  }

  /// Whether the text has a byte at this distance from the window's index; it is in the window then.
  private func hasByte(
    _ distance: Int, of input: TextInput, window: inout ByteWindow
  ) throws -> Bool {
    while window.index + distance >= window.count, !window.isLast { try window.advance(in: input) }
    return window.index + distance < window.count
  }

  // MARK: The first record

  /// The record that the window is on, read with the delimiter that fits.
  private func firstRecord(
    delimiter: UInt8?, of input: TextInput, window: inout ByteWindow
  ) throws -> FirstRecord {
    var best: FirstRecord?
    for delimiter in delimiter.map({ [$0] }) ?? delimiters {
      var record = FirstRecord(window, delimiter: delimiter, dialect: source.dialect)
      while record == nil, window.count - window.index <= window.limits.header {
        try window.advance(in: input)
        record = FirstRecord(window, delimiter: delimiter, dialect: source.dialect)
      }
      let candidate = record ?? FirstRecord(tooLongWith: delimiter)
      if suits(candidate) { return candidate }
      if best.map({ candidate.isBetter(than: $0) }) ?? true { best = candidate }
    }
    return best ?? FirstRecord(tooLongWith: comma)
  }

  private func suits(_ record: FirstRecord) -> Bool {
    if record.fault != nil { return false }
    if let header = source.header { return record.fields.count == header.count }
    let names = Set(record.fields)
    return !columns.isEmpty && columns.allSatisfy { names.contains(Array($0.name.utf8)) }
  }

  private func sentence(on fault: FirstRecord.Fault, delimiter: UInt8, _ limits: ReadLimits) -> String {
    let remedy = "expected column names separated by \(delimiterName(delimiter))s. "
    return switch fault {
    case .tooLong:
      "the header is longer than \(limits.header) bytes; " + remedy + "Check that the file is CSV in UTF-8"
    case .tooManyColumns(let count):
      "the header has \(count) columns; expected at most \(limits.columns). "
        + "Check that the file is CSV, and export fewer columns, or let 'build' and 'verify' read more (--max-columns)"
    case .syntax(let fault) where fault.kind == .nul:
      "the header has a NUL byte in field \(fault.field + 1); expected text. "
        + "If it is UTF-16, say so in the plan (encoding: utf-16); else the file is damaged: export it again"
    case .syntax(let fault):
      "the header has a fault in field \(fault.field + 1): \(fault.kind.rawValue); " + remedy
        + "Check that the file is CSV in UTF-8"
    }
  }
}

/// A delimiter in a sentence.
func delimiterName(_ byte: UInt8) -> String {
  switch byte {
  case comma: "comma"
  case UInt8(ascii: ";"): "semicolon"
  case UInt8(ascii: "\t"): "tab"
  case UInt8(ascii: "|"): "vertical bar"
  default: "byte \(byte)"
  }
}

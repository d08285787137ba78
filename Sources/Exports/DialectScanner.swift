import Plan

/// Finds one record after another of a CSV that is written in a dialect of the plan, byte by byte.
///
/// All is as `CSVScanner` has it, faults included, but:
/// - A field is between two of the dialect's quotes, or has none where the dialect has none. A doubled quote inside is one.
/// - Where the dialect has escapes, a backslash takes its meaning from the byte after it, in quotes or not: `\n`, `\t`, `\r`
///   and `\0` are these control characters, any other byte is itself, be it a quote, a delimiter, a backslash or a line
///   break (CRLF is one). A field without quotes that is `\N` alone is empty, as null is. A backslash that the file
///   ends with is itself.
///
/// Comments are no records, so its caller looks for them first.
struct DialectScanner {
  let bytes: UnsafePointer<UInt8>
  let count: Int
  /// Whether the file ends with these bytes.
  let isLast: Bool
  let delimiter: UInt8
  let dialect: CSVDialect
  /// Receives the first `spanCapacity` fields of a record.
  let spans: UnsafeMutablePointer<FieldSpan>
  let spanCapacity: Int

  /// Where the last scan stopped: after the record's last byte, before its line end.
  private(set) var index = 0
  private(set) var fieldCount = 0
  /// Line breaks of the record that are in quotes or escaped.
  private(set) var lineBreaks = 0
  private(set) var fault: CSVFault?

  init(
    bytes: UnsafePointer<UInt8>, count: Int, isLast: Bool, delimiter: UInt8, dialect: CSVDialect,
    spans: UnsafeMutablePointer<FieldSpan>, spanCapacity: Int
  ) {
    (self.bytes, self.count, self.isLast) = (bytes, count, isLast)
    (self.delimiter, self.dialect) = (delimiter, dialect)
    (self.spans, self.spanCapacity) = (spans, spanCapacity)
  }

  /// Scans the record that starts at `start`.
  ///
  /// - Returns: the index after its line end; nil when that is not among the bytes yet.
  mutating func scanRecord(at start: Int) -> Int? {
    (index, fieldCount, lineBreaks, fault) = (start, 0, 0, nil)
    while scanField() {
      fieldCount += 1
      guard index < count else { return index }
      guard bytes[index] == delimiter else { return lineEnd(at: index) }
      index += 1
    }
    return nil
  }

  /// The index after the next line break at or after `start`, or the end of the file; nil when neither is there yet.
  func endOfLine(from start: Int) -> Int? {
    guard let stop = (start..<count).first(where: { isLineBreak(bytes[$0]) }) else {
      return isLast ? count : nil
    }
    return lineEnd(at: stop)
  }

  /// The index after the line break at `index`; nil when an LF may belong to it that is not there yet.
  private func lineEnd(at index: Int) -> Int? {
    guard bytes[index] == carriageReturn else { return index + 1 }
    if index + 1 == count { return isLast ? count : nil }
    return bytes[index + 1] == lineFeed ? index + 2 : index + 1
  }

  /// Scans a field up to its separator. False: it may go on after the last byte.
  private mutating func scanField() -> Bool {
    if index < count, bytes[index] == dialect.quote { return scanQuotedField() }
    let start = index
    var isEscaped = false
    guard skipUnquoted(&isEscaped) else { return false }
    let isNull =
      isEscaped && index - start == 2 && bytes[start] == backslash && bytes[start + 1] == UInt8(ascii: "N")
    keep(FieldSpan(start: isNull ? index : start, end: index, isEscaped: isEscaped && !isNull))
    return true
  }

  private mutating func skipUnquoted(_ isEscaped: inout Bool) -> Bool {
    while index < count {
      let byte = bytes[index]
      if byte == delimiter || isLineBreak(byte) { return true }
      if byte == backslash, dialect.hasEscapes {
        isEscaped = true
        guard skipEscape() else { return false }
        continue
      }
      if byte == dialect.quote { note(.bareQuote) }
      if byte == 0 { note(.nul) }
      index += 1
    }
    return isLast
  }

  private mutating func scanQuotedField() -> Bool {
    index += 1
    let start = index
    var isEscaped = false
    while true {
      guard index < count else {
        fault = CSVFault(kind: .unclosedQuote, field: fieldCount)
        return isLast
      }
      let byte = bytes[index]
      if byte == dialect.quote {
        guard index + 1 < count || isLast else { return false }
        guard index + 1 < count, bytes[index + 1] == byte else { break }
        isEscaped = true
        index += 2
        continue
      }
      if byte == backslash, dialect.hasEscapes {
        isEscaped = true
        guard skipEscape() else { return false }
        continue
      }
      if byte == lineFeed || byte == carriageReturn && !isLineFeed(at: index + 1) { lineBreaks += 1 }
      if byte == 0 { note(.nul) }
      index += 1
    }
    keep(FieldSpan(start: start, end: index, isEscaped: isEscaped))
    index += 1
    guard index < count else { return isLast }
    if bytes[index] == delimiter || isLineBreak(bytes[index]) { return true }
    note(.textAfterQuote)
    return skipUnquoted(&isEscaped)
  }

  /// Goes after the backslash at the index and what it escapes. False: that may go on after the last byte.
  private mutating func skipEscape() -> Bool {
    index += 1
    guard index < count else { return isLast }
    let byte = bytes[index]
    index += 1
    if byte == 0 { note(.nul) }
    if isLineBreak(byte) { lineBreaks += 1 }
    guard byte == carriageReturn else { return true }
    if isLineFeed(at: index) { index += 1 }
    return index < count || isLast
  }

  private func isLineFeed(at index: Int) -> Bool { index < count && bytes[index] == lineFeed }

  private func isLineBreak(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

  private func keep(_ span: FieldSpan) {
    if fieldCount < spanCapacity { spans[fieldCount] = span }
  }

  private mutating func note(_ kind: ExportProblem.Kind) {
    if fault == nil { fault = CSVFault(kind: kind, field: fieldCount) }
  }
}

extension FieldSpan {
  /// Replaces doubled quotes and escapes by what they mean, moving what follows to the front.
  mutating func decode(_ dialect: CSVDialect, in bytes: UnsafeMutablePointer<UInt8>) {
    var (source, target) = (start, start)
    while source < end {
      var byte = bytes[source]
      source += 1
      if byte == backslash, dialect.hasEscapes, source < end {
        byte = Self.meaning(of: bytes[source])
        source += 1
      } else if byte == dialect.quote {
        source += 1
      }
      bytes[target] = byte
      target += 1
    }
    end = target
    isEscaped = false
  }

  /// A copy of the field's bytes, decoded.
  func decoded(_ dialect: CSVDialect, in bytes: UnsafePointer<UInt8>) -> [UInt8] {
    var copy = Array(UnsafeBufferPointer(start: bytes + start, count: end - start))
    var span = FieldSpan(start: 0, end: copy.count, isEscaped: isEscaped)
    copy.withUnsafeMutableBufferPointer {
      if isEscaped, let base = $0.baseAddress { span.decode(dialect, in: base) }
    }
    return Array(copy[..<span.end])
  }

  private static func meaning(of byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): lineFeed
    case UInt8(ascii: "t"): UInt8(ascii: "\t")
    case UInt8(ascii: "r"): carriageReturn
    case UInt8(ascii: "0"): 0
    default: byte
    }
  }
}

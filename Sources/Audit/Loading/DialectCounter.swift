import Plan

/// Counts the records of a CSV file in a dialect of the plan, independently of the reader: byte by byte, quotes toggle, a byte
/// behind a backslash means nothing, and a line end outside of quotes ends a record that has at least one byte.
struct DialectCounter {
  private let dialect: CSVDialect
  private let countsBlankLines: Bool
  private let hasHeader: Bool
  private(set) var count = 0

  /// Lines at the start that are still to be left out.
  private var linesLeftOut: Int
  private var isInQuotes = false
  private var isInComment = false
  private var isBehindBackslash = false
  /// Whether the last byte was a CR that ended a line, or was escaped: an LF behind it means nothing more.
  private var isBehindCR = false
  /// Whether the line, or what goes on from an earlier one, has a byte.
  private var hasBytes = false
  /// What may still come of a byte order mark.
  private var mark: ArraySlice<UInt8> = [0xEF, 0xBB, 0xBF]
  /// The start of the first line that is not left out; nil once it has ended.
  private var firstLine: [UInt8]? = []
  private(set) var hasSeparatorLine = false

  /// - Parameters:
  ///   - countsBlankLines: whether a blank line is a record too, as in a file of one column, but for those before a header.
  ///   - hasHeader: whether the first record is a header.
  init(_ dialect: CSVDialect, countsBlankLines: Bool, hasHeader: Bool) {
    self.dialect = dialect
    (self.countsBlankLines, self.hasHeader) = (countsBlankLines, hasHeader)
    linesLeftOut = dialect.skippedLines
  }

  /// Takes the next bytes of the text; a chunk may end anywhere. Complexity: O(bytes).
  mutating func take(_ chunk: UnsafeRawBufferPointer) {
    for byte in chunk {
      if byte == mark.first {
        mark.removeFirst()
      } else {
        takeCutMark()
        take(byte)
      }
    }
  }

  /// To be called at the end of the file: a last record without a line end counts as well.
  mutating func finish() {
    takeCutMark()
    endFirstLine()
    if hasBytes { count += 1 }
    hasBytes = false
  }

  /// Takes the first bytes of a byte order mark as text, where the rest does not follow.
  private mutating func takeCutMark() {
    let cut: [UInt8] = mark.isEmpty ? [] : [0xEF, 0xBB, 0xBF].dropLast(mark.count)
    mark = []
    for byte in cut { take(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    let isLineEnd = byte == 0x0A || byte == 0x0D
    let isBehindCR = isBehindCR
    self.isBehindCR = false
    if isBehindCR, byte == 0x0A { return }
    if linesLeftOut > 0 {
      if isLineEnd { linesLeftOut -= 1 }
      self.isBehindCR = byte == 0x0D
      return
    }
    if isLineEnd {
      endFirstLine()
    } else if let line = firstLine, line.count < 16 {
      firstLine = line + [byte]
    }
    if isBehindBackslash {
      (isBehindBackslash, self.isBehindCR) = (false, byte == 0x0D)
    } else if isInComment {
      (isInComment, self.isBehindCR) = (!isLineEnd, byte == 0x0D)
    } else if byte == UInt8(ascii: "\\"), dialect.hasEscapes {
      (isBehindBackslash, hasBytes) = (true, true)
    } else if byte == dialect.quote {
      (isInQuotes, hasBytes) = (!isInQuotes, true)
    } else if isInQuotes {
      return
    } else if isLineEnd {
      if hasBytes || blankLinesCount { count += 1 }
      (hasBytes, self.isBehindCR) = (false, byte == 0x0D)
    } else if byte == dialect.comment, !hasBytes {
      isInComment = true
    } else {
      hasBytes = true
    }
  }

  /// Whether a blank line here would be a record.
  private var blankLinesCount: Bool {
    countsBlankLines && count >= (hasHeader ? 1 : 0) + (hasSeparatorLine ? 1 : 0)
  }

  private mutating func endFirstLine() {
    if let firstLine { hasSeparatorLine = startsWithSeparatorLine(firstLine) }
    firstLine = nil
  }
}

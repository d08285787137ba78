import Foundation

/// Counts the records of a CSV file a second time, independently of the reader: quotes toggle, and a line end
/// outside them ends a record that has at least one byte.
struct RecordCounter {
  private var isInQuotes = false
  private var hasBytes = false
  private var isAtStart = true
  /// Whether the last byte was a CR that ended a line: a LF behind it ends none.
  private var isBehindCR = false
  private let countsBlankLines: Bool
  private let hasHeader: Bool
  private(set) var count = 0
  /// Whether the first line is `sep=` and a delimiter, as spreadsheets write it.
  private(set) var hasSeparatorLine = false

  /// - Parameters:
  ///   - countsBlankLines: whether a blank line is a record too, as in a file of one column, but for those before a header.
  ///   - hasHeader: whether the first record is a header.
  init(countsBlankLines: Bool = false, hasHeader: Bool = true) {
    (self.countsBlankLines, self.hasHeader) = (countsBlankLines, hasHeader)
  }

  /// Takes the next bytes of the file; a chunk may end anywhere, but for the first, which has the byte order mark and the
  /// first 16 bytes of text, where there are so many. Complexity: O(bytes), eight a step between the bytes that matter.
  mutating func take(_ chunk: UnsafeRawBufferPointer) {
    guard let base = chunk.baseAddress else { return }
    var index = isAtStart && chunk.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if isAtStart { hasSeparatorLine = startsWithSeparatorLine(chunk.dropFirst(index)) }
    isAtStart = false
    while index < chunk.count {
      if isInQuotes {
        guard let quote = memchr(base + index, 0x22, chunk.count - index) else { return }
        index = base.distance(to: UnsafeRawPointer(quote)) + 1
        isInQuotes = false
        continue
      }
      let start = index
      while index &+ 8 <= chunk.count {
        let marks = marks(
          in: UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
        if marks != 0 {
          index &+= marks.trailingZeroBitCount &>> 3
          break
        }
        index &+= 8
      }
      while index < chunk.count, !isMark(chunk[index]) { index += 1 }
      if index > start { (hasBytes, isBehindCR) = (true, false) }
      guard index < chunk.count else { return }
      if chunk[index] == 0x22 {
        isInQuotes = true
        hasBytes = true
      } else {
        if hasBytes || blankLinesCount && !(isBehindCR && chunk[index] == 0x0A) { count += 1 }
        hasBytes = false
      }
      isBehindCR = chunk[index] == 0x0D
      index += 1
      while !hasBytes, !countsBlankLines, index &+ 8 <= chunk.count, isBlank(base + index) {
        isBehindCR = false
        index &+= 8
      }
    }
  }

  /// Whether a blank line here would be a record.
  private var blankLinesCount: Bool {
    countsBlankLines && count >= (hasHeader ? 1 : 0) + (hasSeparatorLine ? 1 : 0)
  }

  /// To be called at the end of the file: a last record without a line end counts as well.
  mutating func finish() {
    if hasBytes { count += 1 }
    hasBytes = false
  }
}

/// Whether a text starts with the line `sep=` and one byte, in any case and with or without quotes around it.
func startsWithSeparatorLine(_ text: some Collection<UInt8>) -> Bool {
  let line = Array(text.prefix(16).prefix { $0 != 0x0A && $0 != 0x0D })
  let isQuoted = line.count == 7 && line.first == 0x22 && line.last == 0x22
  let named = isQuoted ? line[1..<6] : line[...]
  return named.count == 5 && isEqualInAnyCase(named.prefix(4), "sep=".utf8)
}

/// Whether the next eight bytes are lines without a byte.
private func isBlank(_ bytes: UnsafeRawPointer) -> Bool {
  let word = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
  return word == 0x0A0A_0A0A_0A0A_0A0A || word == 0x0A0D_0A0D_0A0D_0A0D
}

private func isMark(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x0A || byte == 0x0D }

/// The highest bit of each byte that is a quote, LF or CR. Only the lowest such bit is sure: a byte minus one borrows
/// only if it is zero, so exclusive-or with the sought byte and that test find it, but the borrow may mark a byte above.
@inline(__always)
private func marks(in word: UInt64) -> UInt64 {
  let ones: UInt64 = 0x0101_0101_0101_0101
  let quote = word ^ (ones &* 0x22)
  let lineFeed = word ^ (ones &* 0x0A)
  let carriageReturn = word ^ (ones &* 0x0D)
  let zeros =
    ((quote &- ones) & ~quote) | ((lineFeed &- ones) & ~lineFeed)
    | ((carriageReturn &- ones) & ~carriageReturn)
  return zeros & (ones &<< 7)
}

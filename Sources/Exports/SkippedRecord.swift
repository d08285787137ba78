import Plan

/// Follows a record byte by byte, without keeping it: for one that is too long to be kept, and to find the
/// line of a quote that is never closed. The grammar is that of `CSVScanner`, or of `DialectScanner`.
struct SkippedRecord {
  private enum State {
    case fieldStart, unquoted, quoted
    /// After a quote that closes the field, unless another follows.
    case quoteInQuotes
    /// After the CR that ends the record; an LF belongs to it.
    case carriageReturn
  }

  /// Whether the byte before takes its meaning from the next one.
  private enum Escape {
    case none, backslash
    /// An escaped CR, to which an LF belongs.
    case carriageReturn
  }

  private let delimiter: UInt8
  private let dialect: CSVDialect
  private var state = State.fieldStart
  private var escape = Escape.none
  private var previous: UInt8 = 0
  /// Bytes of the record, its line end not counted.
  private(set) var length: UInt64 = 0
  /// Line breaks inside its quotes, or escaped.
  private(set) var lineBreaks = 0
  /// Line breaks before the last quote that was opened.
  private(set) var lineBreaksBeforeQuote = 0

  init(delimiter: UInt8, dialect: CSVDialect = CSVDialect()) {
    (self.delimiter, self.dialect) = (delimiter, dialect)
  }

  /// Whether the record is inside quotes after the bytes followed so far.
  var isInsideQuotes: Bool { state == .quoted }

  /// Follows the record through `bytes`, which continue those of the call before.
  ///
  /// - Returns: the index after the record's line end; nil when it goes on.
  mutating func follow(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    while index < bytes.count {
      let run = runLength(bytes, from: index)
      if run > 0 {
        index += run
        length += UInt64(run)
        previous = bytes[index - 1]
        continue
      }
      let byte = bytes[index]
      if state == .carriageReturn { return byte == lineFeed ? index + 1 : index }
      if dialect.hasEscapes, isEscaped(byte) {
        countLineBreak(byte)
      } else if state == .quoted {
        countLineBreak(byte)
        if byte == dialect.quote { state = .quoteInQuotes }
      } else if byte == lineFeed {
        return index + 1
      } else if byte == carriageReturn {
        state = .carriageReturn
        index += 1
        continue
      } else {
        state = next(byte)
      }
      previous = byte
      length += 1
      index += 1
    }
    return nil
  }

  /// How many bytes change nothing, in whole words: a gigabyte of them may be in a record without an end.
  private func runLength(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard !dialect.hasEscapes, state == .quoted || state == .unquoted,
      let base = UnsafeRawPointer(bytes.baseAddress)
    else { return 0 }
    // The high bit of each byte that is this one, and perhaps of others above it.
    func marks(_ byte: UInt8, in word: UInt64) -> UInt64 {
      let difference = word ^ everyByte(byte)
      return (difference &- everyByte(1)) & ~difference
    }
    let mark = state == .quoted ? dialect.quote ?? lineFeed : delimiter
    var index = start
    while index + 8 <= bytes.count {
      let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let all = marks(mark, in: word) | marks(lineFeed, in: word) | marks(carriageReturn, in: word)
      guard all & everyByte(0x80) == 0 else { break }
      index += 8
    }
    return index - start
  }

  private mutating func next(_ byte: UInt8) -> State {
    switch byte {
    case delimiter: return .fieldStart
    case dialect.quote where state == .fieldStart:
      lineBreaksBeforeQuote = lineBreaks
      return .quoted
    case dialect.quote where state == .quoteInQuotes: return .quoted
    default: return .unquoted
    }
  }

  /// Whether a byte is a backslash that escapes, or escaped.
  private mutating func isEscaped(_ byte: UInt8) -> Bool {
    if escape == .backslash {
      escape = byte == carriageReturn ? .carriageReturn : .none
      return true
    }
    if escape == .carriageReturn, byte == lineFeed {
      escape = .none
      return true
    }
    escape = byte == backslash ? .backslash : .none
    if escape == .backslash, state != .quoted { state = .unquoted }
    return escape == .backslash
  }

  private mutating func countLineBreak(_ byte: UInt8) {
    if byte == carriageReturn || byte == lineFeed && previous != carriageReturn { lineBreaks += 1 }
  }
}

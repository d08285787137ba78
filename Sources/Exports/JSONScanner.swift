/// Finds the tokens of JSON in a run of bytes, after RFC 8259, strictly.
///
/// No comments, no trailing commas, no control characters in texts, no numbers but those of the standard.
/// Whether texts are valid UTF-8 is not judged here: all bytes of the syntax are ASCII, so it needn't be. A
/// `\u` escape that is half of a surrogate pair is within the grammar, but not a text: it is only recorded.
///
/// Each `scan` starts at `index`, and returns true with `index` after the token. False means that there is
/// no such token: `fault` says why, or is nil where the token may go on after the last byte.
///
/// **Invariant of the unsafe loads**, as that of `CSVScanner`: `bytes[count]` and the `padding - 1` bytes
/// after are readable and zero. A zero byte is not a part of any token, so `index` never passes `count`, and a
/// load of up to `padding` bytes from it stays inside.
struct JSONScanner {
  let bytes: UnsafePointer<UInt8>
  let count: Int
  /// Whether the file ends with these bytes.
  let isLast: Bool
  /// Whether a line break ends the value rather than being white space: NDJSON.
  let isLineBound: Bool

  var index = 0
  /// Line breaks in the white space so far; none can be inside a token.
  private(set) var lineBreaks = 0
  /// Whether the text scanned last has an escape in it.
  private(set) var isEscaped = false
  /// Where the first escape is that is half of a surrogate pair.
  private(set) var loneSurrogate: Int?
  private(set) var fault: JSONFault?

  init(bytes: UnsafePointer<UInt8>, count: Int, isLast: Bool, isLineBound: Bool = false) {
    self.bytes = bytes
    self.count = count
    self.isLast = isLast
    self.isLineBound = isLineBound
  }

  /// Forgets what was counted and recorded, and goes on at `start`.
  @inline(__always)
  mutating func restart(at start: Int) {
    index = start
    lineBreaks = 0
    loneSurrogate = nil
    fault = nil
  }

  /// The byte at `index`; 0 after the last.
  @inline(__always)
  var byte: UInt8 { bytes[index] }

  /// Notes that something else than `expected` is at `index`, unless it may come after the last byte.
  mutating func stop(_ expected: JSONFault.Expectation) -> Bool {
    if index < count || isLast {
      fault = JSONFault(index: index, byte: index < count ? byte : nil, expected: expected)
    }
    return false
  }

  /// Notes that something else than `expected` is at `start`.
  mutating func refuse(at start: Int, _ expected: JSONFault.Expectation) -> Bool {
    restart(at: start)
    return stop(expected)
  }

  /// Scans white space up to a line break or the end of the file, without that.
  @inline(__always)
  mutating func scanLineEnd() -> Bool {
    guard skipSpace() else { return false }
    switch byte {
    case lineFeed: return true
    case carriageReturn: return index &+ 1 < count || isLast
    case _ where index == count: return isLast
    default: return stop(.lineEnd)
    }
  }

  /// Skips a comma and white space up to an object, and forgets what was counted before. False: something
  /// else is there.
  @inline(__always)
  mutating func skipToElement() -> Bool {
    restart(at: index)
    guard skipSpace(), byte == comma else { return false }
    index &+= 1
    return skipSpace() && byte == UInt8(ascii: "{")
  }

  /// Skips white space. False: a CR is the last byte, and an LF may belong to it.
  @inline(__always)
  mutating func skipSpace() -> Bool { byte > 0x20 || skipSpaces() }

  private mutating func skipSpaces() -> Bool {
    while true {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): index &+= 1
      case lineFeed where !isLineBound:
        lineBreaks &+= 1
        index &+= 1
      case carriageReturn where !isLineBound:
        guard index &+ 1 < count || isLast else { return false }
        lineBreaks &+= 1
        index &+= bytes[index &+ 1] == lineFeed ? 2 : 1
      default: return true
      }
    }
  }

  /// Scans the text whose opening quote is at `index`.
  @inline(__always)
  mutating func scanText() -> Bool {
    index &+= 1
    isEscaped = false
    while true {
      index = nextTextStop(bytes, from: index)
      switch byte {
      case quote:
        index &+= 1
        return true
      case backslash: guard scanEscape() else { return false }
      default: return stop(index < count ? .escapedControl : .closingQuote)
      }
    }
  }

  private mutating func scanEscape() -> Bool {
    isEscaped = true
    switch bytes[index &+ 1] {
    case quote, backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      index &+= 2
      return true
    case UInt8(ascii: "u"): return scanUnicodeEscape()
    default:
      index &+= 1
      return stop(.escape)
    }
  }

  private mutating func scanUnicodeEscape() -> Bool {
    let start = index
    guard let unit = scanHexUnit() else { return false }
    guard unit & 0xF800 == 0xD800 else { return true }
    if unit & 0xFC00 == 0xD800 {
      // A load of two bytes at `count` sees zeros.
      if !isLast, index == count || byte == backslash && index &+ 1 == count { return false }
      if byte == backslash, bytes[index &+ 1] == UInt8(ascii: "u") {
        let second = index
        guard let low = scanHexUnit() else { return false }
        if low & 0xFC00 == 0xDC00 { return true }
        index = second
      }
    }
    if loneSurrogate == nil { loneSurrogate = start }
    return true
  }

  /// Scans `\uXXXX`.
  private mutating func scanHexUnit() -> UInt32? {
    index &+= 2
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = hexDigit(byte) else {
        _ = stop(.hexDigits)
        return nil
      }
      unit = unit &<< 4 | digit
      index &+= 1
    }
    return unit
  }

  /// Scans a number, or one of the words `true`, `false` and `null`.
  @inline(__always)
  mutating func scanScalar() -> Bool {
    switch byte {
    case UInt8(ascii: "t"): scanWord("true")
    case UInt8(ascii: "f"): scanWord("false")
    case UInt8(ascii: "n"): scanWord("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumber()
    default: stop(.value)
    }
  }

  private mutating func scanWord(_ word: StaticString) -> Bool {
    for offset in 0..<word.utf8CodeUnitCount {
      guard byte == word.utf8Start[offset] else { return stop(.value) }
      index &+= 1
    }
    return true
  }

  private mutating func scanNumber() -> Bool {
    if byte == UInt8(ascii: "-") { index &+= 1 }
    if byte == UInt8(ascii: "0") {
      index &+= 1
      if isDigit(byte) { return stop(.noLeadingZero) }
    } else {
      guard scanDigits() else { return false }
    }
    if byte == UInt8(ascii: ".") {
      index &+= 1
      guard scanDigits() else { return false }
    }
    if byte | 0x20 == UInt8(ascii: "e") {
      index &+= 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { index &+= 1 }
      guard scanDigits() else { return false }
    }
    // It may go on after the last byte.
    return index < count || isLast
  }

  private mutating func scanDigits() -> Bool {
    guard isDigit(byte) else { return stop(.digit) }
    repeat { index &+= 1 } while isDigit(byte)
    return true
  }

  @inline(__always)
  private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

let backslash = UInt8(ascii: "\\")

/// The value of a hexadecimal digit; nil for another byte.
@inline(__always)
func hexDigit(_ byte: UInt8) -> UInt32? {
  let decimal = byte &- UInt8(ascii: "0")
  if decimal < 10 { return UInt32(decimal) }
  let letter = (byte | 0x20) &- UInt8(ascii: "a")
  return letter < 6 ? UInt32(letter) + 10 : nil
}

/// The first byte from `index` on that isn't plain text: a quote, a backslash, or a control character.
///
/// Eight bytes at a time: a byte of `hits` has its highest bit set where the byte of `word` matches. Borrows
/// can set further bits, but only above a true hit, and only the lowest is used.
@inline(__always)
private func nextTextStop(_ bytes: UnsafePointer<UInt8>, from index: Int) -> Int {
  var index = index
  while true {
    let word = UInt64(littleEndian: UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self))
    let quotes = word ^ 0x2222_2222_2222_2222
    let backslashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
    let hits =
      ((quotes &- 0x0101_0101_0101_0101) & ~quotes
        | (backslashes &- 0x0101_0101_0101_0101) & ~backslashes
        | (word &- 0x2020_2020_2020_2020) & ~word) & 0x8080_8080_8080_8080
    if hits != 0 { return index &+ hits.trailingZeroBitCount &>> 3 }
    index &+= 8
  }
}

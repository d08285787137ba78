import Glibc

/// A place in JSON text, and the small readers that move it. RFC 8259.
///
/// Invariants of the unsafe parts: `0 <= position <= end`; nothing is read or written outside `0..<end`;
/// what is written (a decoded string) ends at or before the place that is being read, so that the text ahead
/// of the cursor is always as stored.
struct JSONCursor {
  let base: UnsafeMutableRawPointer
  let end: Int
  var position = 0

  /// - Parameter bytes: the text; not empty, and kept alive for as long as the cursor is used.
  init?(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return nil }
    base = UnsafeMutableRawPointer(start)
    end = bytes.count
  }

  @inline(__always)
  subscript(offset: Int) -> UInt8 {
    get { base.load(fromByteOffset: offset, as: UInt8.self) }
    nonmutating set { base.storeBytes(of: newValue, toByteOffset: offset, as: UInt8.self) }
  }

  /// Eight bytes of the text, the first of them lowest. The caller knows that there are eight.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The byte at the cursor; 0, which begins nothing in JSON, at the end.
  @inline(__always)
  var current: UInt8 { position < end ? self[position] : 0 }

  // MARK: Structure

  @inline(__always)
  mutating func skipWhiteSpace() {
    if position < end, self[position] <= 0x20 { skipLongWhiteSpace() }
  }

  /// Indented text has a line feed and many spaces between values: eight of them in one step.
  @inline(never)
  private mutating func skipLongWhiteSpace() {
    var i = position
    while i < end {
      switch self[i] {
      case 0x20:
        while i &+ 8 <= end {
          let others = word(at: i) ^ 0x2020_2020_2020_2020
          guard others == 0 else {
            i &+= others.trailingZeroBitCount >> 3
            break
          }
          i &+= 8
        }
        while i < end, self[i] == 0x20 { i &+= 1 }
      case 0x0a, 0x0d, 0x09:
        i &+= 1
      default:
        position = i
        return
      }
    }
    position = i
  }

  /// Moves after the opening bracket at the cursor. Returns false if `close` follows, and moves after it.
  @inline(__always)
  mutating func open(closing close: UInt8) -> Bool {
    position &+= 1
    skipWhiteSpace()
    guard current == close else { return true }
    position &+= 1
    return false
  }

  /// Moves after a comma, to the next value or key, and returns true; or after `close`, and returns false.
  @inline(__always)
  mutating func hasNext(closing close: UInt8) throws(JSONFault) -> Bool {
    skipWhiteSpace()
    let byte = current
    if byte == UInt8(ascii: ",") {
      position &+= 1
      skipWhiteSpace()
      return true
    }
    guard byte == close else {
      throw close == UInt8(ascii: "}")
        ? expected("',' or '}' after a value") : expected("',' or ']' after a value")
    }
    position &+= 1
    return false
  }

  /// Reads a key and its colon, up to the value. The range is that of the decoded key.
  @inline(__always)
  mutating func readKey() throws(JSONFault) -> TextRange {
    guard current == UInt8(ascii: "\"") else { throw expected("a key in double quotes") }
    let key = try readString()
    skipWhiteSpace()
    guard current == UInt8(ascii: ":") else { throw expected("':' after a key") }
    position &+= 1
    skipWhiteSpace()
    return key
  }

  /// Moves past the key of `field` and its colon, up to the value, if it is at the cursor as it is mostly written:
  /// without escapes, and with nothing before the colon.
  ///
  /// - Parameter quoted: `ArrayLayout.quoted`.
  /// - Returns: the range of the key, nil for any other one, and near the end of the text.
  @inline(__always)
  mutating func skipKey(
    _ field: UnsafePointer<FieldKey>, _ quoted: UnsafePointer<UInt8>
  ) -> TextRange? {
    let length = field.pointee.length
    guard max(length, 16) <= end &- position,
      field.pointee.begins(word(at: position), word(at: position &+ 8))
    else { return nil }
    if length > 16 {
      let rest = quoted + (field.pointee.start &+ 16)
      guard memcmp(base + (position &+ 16), rest, length &- 16) == 0 else { return nil }
    }
    let key = TextRange(
      start: UInt32(truncatingIfNeeded: position &+ 1), length: UInt32(truncatingIfNeeded: length &- 3))
    position &+= length
    skipWhiteSpace()
    return key
  }

  // MARK: Literals and numbers

  /// `true`, `false` or `null` at the cursor, by its first letter.
  mutating func readLiteral() throws(JSONFault) {
    let literal: StaticString =
      switch current {
      case UInt8(ascii: "t"): "true"
      case UInt8(ascii: "f"): "false"
      default: "null"
      }
    guard literal.utf8CodeUnitCount <= end &- position, stands(literal, at: position) else {
      throw JSONFault("a word other than true, false and null", at: position)
    }
    position &+= literal.utf8CodeUnitCount
  }

  /// Moves after the number at the cursor. RFC 8259, section 6.
  mutating func skipNumber() throws(JSONFault) {
    let start = position
    if current == UInt8(ascii: "-") { position &+= 1 }
    guard isDigit else { throw JSONFault("a minus sign without a digit after it", at: start) }
    if current == UInt8(ascii: "0") {
      position &+= 1
      if isDigit { throw JSONFault("a number with a leading zero, which JSON does not have", at: start) }
    } else {
      skipDigits()
    }
    if current == UInt8(ascii: ".") {
      position &+= 1
      guard isDigit else { throw JSONFault("a number without a digit after its point", at: start) }
      skipDigits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position &+= 1 }
      guard isDigit else { throw JSONFault("a number without a digit in its exponent", at: start) }
      skipDigits()
    }
  }

  /// Reads an integer of 64 bits; nil, and nothing moved, if what is there is anything else: a fraction,
  /// an exponent, a leading zero, minus zero, too many digits, no number.
  @inline(__always)
  mutating func readInteger() -> Int64? {
    let isNegative = current == UInt8(ascii: "-")
    let first = isNegative ? position &+ 1 : position
    var i = first
    var magnitude: UInt64 = 0
    if i &+ 8 <= end {
      let (value, count) = Self.leadingDigits(of: word(at: i))
      magnitude = value
      i &+= count
    }
    while i < end {
      let digit = self[i] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      magnitude = magnitude &* 10 &+ UInt64(digit)
      i &+= 1
    }
    let count = i &- first
    // Nineteen digits are below 2^64, so that the sum has not overflowed.
    guard 1...19 ~= count, i < end else { return nil }
    guard self[first] != UInt8(ascii: "0") || (count == 1 && !isNegative) else { return nil }
    guard self[i] != UInt8(ascii: "."), self[i] | 0x20 != UInt8(ascii: "e") else { return nil }
    guard magnitude <= UInt64(Int64.max) &+ (isNegative ? 1 : 0) else { return nil }
    position = i
    return isNegative ? 0 &- Int64(truncatingIfNeeded: magnitude) : Int64(truncatingIfNeeded: magnitude)
  }

  /// The number that the first bytes of `word` spell, and how many of them are digits: up to eight.
  ///
  /// A byte that is not a digit has a bit among its upper four once "0" is taken off, or gets one by six more. The digits
  /// move to the end of the word, zeros before them, and are added up in pairs, then in fours.
  @inline(__always)
  private static func leadingDigits(of word: UInt64) -> (value: UInt64, count: Int) {
    let zeros: UInt64 = 0x3030_3030_3030_3030
    let values = word ^ zeros
    let others =
      (values | ((values & 0x0F0F_0F0F_0F0F_0F0F) &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0
    let count = others == 0 ? 8 : others.trailingZeroBitCount &>> 3
    if count == 0 { return (0, 0) }
    let digits = values &<< UInt64(truncatingIfNeeded: (8 &- count) &* 8)
    let pairs = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ pairs &>> 16) & 0x0000_FFFF_0000_FFFF
    return ((fours &* 10_000 &+ fours &>> 32) & 0xFFFF_FFFF, count)
  }

  @inline(__always)
  private var isDigit: Bool { current &- UInt8(ascii: "0") < 10 }

  private mutating func skipDigits() {
    while isDigit { position &+= 1 }
  }

  // MARK: Comparing

  /// Whether a decoded string is `text`.
  func spells(_ text: String, _ range: TextRange) -> Bool { self.text(range).elementsEqual(text.utf8) }

  /// Whether `text` is at `offset`, where the caller knows that there are as many bytes.
  @inline(__always)
  private func stands(_ text: StaticString, at offset: Int) -> Bool {
    memcmp(base + offset, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  /// The bytes of a decoded string.
  func text(_ range: TextRange) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + Int(range.start), count: Int(range.length))
  }
}

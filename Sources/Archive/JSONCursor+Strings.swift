/// Strings, decoded where they are: a decoded string is never longer than its source.
///
/// The plain runs of a string (ASCII without quotes, backslashes and control characters) are found eight
/// bytes at a time; the bits of `stops` say where such a run ends.
extension JSONCursor {
  /// Reads the string whose opening quote is at the cursor. O(length)
  mutating func readString() throws(JSONFault) -> TextRange {
    let start = position &+ 1
    var i = start
    while true {
      i = endOfPlainRun(from: i)
      guard i < end else { throw unterminated }
      let byte = self[i]
      if byte == UInt8(ascii: "\"") {
        position = i &+ 1
        return TextRange(
          start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: i &- start))
      }
      if byte >= 0x80 {
        repeat { i &+= try lengthOfScalar(at: i) } while i < end && self[i] >= 0x80
      } else if byte == UInt8(ascii: "\\") {
        return try readEscapedString(start, from: i)
      } else {
        throw controlCharacter(at: i)
      }
    }
  }

  /// The rest of a string from its first backslash on: decoded bytes move down to `write`.
  @inline(never)
  private mutating func readEscapedString(_ start: Int, from first: Int) throws(JSONFault) -> TextRange {
    var read = first
    var write = first
    while true {
      movePlainRun(from: &read, to: &write)
      guard read < end else { throw unterminated }
      let byte = self[read]
      if byte == UInt8(ascii: "\\") {
        try decodeEscape(from: &read, to: &write)
      } else if byte == UInt8(ascii: "\"") {
        position = read &+ 1
        return TextRange(
          start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: write &- start))
      } else if byte >= 0x80 {
        for _ in 0..<(try lengthOfScalar(at: read)) {
          self[write] = self[read]
          read &+= 1
          write &+= 1
        }
      } else {
        throw controlCharacter(at: read)
      }
    }
  }

  // MARK: Plain runs

  /// The high bit of each byte in `word` that ends a plain run. Only the lowest bit is exact: the subtraction
  /// of a byte that matches may borrow from those above it.
  @inline(__always)
  private static func stops(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = (word ^ (ones &* 0x22)) &- ones
    let backslashes = (word ^ (ones &* 0x5c)) &- ones
    let controls = word &- (ones &* 0x20)
    return (quotes | backslashes | controls | word) & (ones &* 0x80)
  }

  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  @inline(__always)
  private func endOfPlainRun(from start: Int) -> Int {
    var i = start
    while i &+ 8 <= end {
      let stops = Self.stops(in: word(at: i))
      guard stops == 0 else { return i &+ stops.trailingZeroBitCount >> 3 }
      i &+= 8
    }
    while i < end, Self.isPlain(self[i]) { i &+= 1 }
    return i
  }

  /// Copies a plain run down. `write < read` after the first escape; where they are closer than a word, a
  /// whole word is stored only if all of it was read and is plain.
  @inline(__always)
  private func movePlainRun(from read: inout Int, to write: inout Int) {
    while read &+ 8 <= end {
      let word = word(at: read)
      let stops = Self.stops(in: word)
      if stops == 0 {
        base.storeBytes(of: word.littleEndian, toByteOffset: write, as: UInt64.self)
        read &+= 8
        write &+= 8
        continue
      }
      for _ in 0..<(stops.trailingZeroBitCount >> 3) {
        self[write] = self[read]
        read &+= 1
        write &+= 1
      }
      return
    }
    while read < end, Self.isPlain(self[read]) {
      self[write] = self[read]
      read &+= 1
      write &+= 1
    }
  }

  // MARK: UTF-8

  /// The length of the UTF-8 sequence at `offset`, whose first byte is not ASCII. The Unicode Standard,
  /// table 3-7: nothing overlong, no surrogates, nothing above U+10FFFF.
  @inline(__always)
  private func lengthOfScalar(at offset: Int) throws(JSONFault) -> Int {
    if offset &+ 4 <= end {
      let bytes = UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      // C2 to DF and one more byte; E0 to EF and two more, which are neither overlong nor a surrogate.
      if bytes & 0xC0E0 == 0x80C0, bytes & 0x1E != 0 { return 2 }
      if bytes & 0xC0_C0F0 == 0x80_80E0 {
        let upperBits = (bytes & 0x0F) &<< 6 | (bytes &>> 8 & 0x3F)
        if upperBits >= 0x20, upperBits &>> 5 != 0x1B { return 3 }
      }
    }
    let lead = self[offset]
    let length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    guard lead >= 0xc2, lead <= 0xf4, offset &+ length <= end else { throw invalidUTF8(at: offset) }
    let second = self[offset &+ 1]
    var isValid = second & 0xc0 == 0x80
    if length > 2 {
      isValid = isValid && self[offset &+ 2] & 0xc0 == 0x80
      switch lead {
      case 0xe0: isValid = isValid && second >= 0xa0
      case 0xed: isValid = isValid && second < 0xa0
      case 0xf0: isValid = isValid && second >= 0x90
      case 0xf4: isValid = isValid && second < 0x90
      default: break
      }
      if length == 4 { isValid = isValid && self[offset &+ 3] & 0xc0 == 0x80 }
    }
    guard isValid else { throw invalidUTF8(at: offset) }
    return length
  }

  // MARK: Escapes

  /// Decodes the escape at `read`. What it writes is shorter than what it reads.
  @inline(__always)
  private func decodeEscape(from read: inout Int, to write: inout Int) throws(JSONFault) {
    guard read &+ 1 < end else { throw unterminated }
    let decoded: UInt8
    switch self[read &+ 1] {
    case UInt8(ascii: "n"): decoded = 0x0a
    case UInt8(ascii: "\""): decoded = 0x22
    case UInt8(ascii: "\\"): decoded = 0x5c
    case UInt8(ascii: "/"): decoded = 0x2f
    case UInt8(ascii: "t"): decoded = 0x09
    case UInt8(ascii: "r"): decoded = 0x0d
    case UInt8(ascii: "b"): decoded = 0x08
    case UInt8(ascii: "f"): decoded = 0x0c
    case UInt8(ascii: "u"): return try decodeUnicodeEscape(from: &read, to: &write)
    default: throw JSONFault("a backslash before a character that JSON does not escape", at: read)
    }
    self[write] = decoded
    read &+= 2
    write &+= 1
  }

  @inline(__always)
  private func decodeUnicodeEscape(from read: inout Int, to write: inout Int) throws(JSONFault) {
    let escape = read
    var scalar = try codeUnit(at: escape)
    read &+= 6
    if 0xd800...0xdfff ~= scalar {
      guard scalar < 0xdc00, read &+ 1 < end, self[read] == UInt8(ascii: "\\"),
        self[read &+ 1] == UInt8(ascii: "u")
      else { throw loneSurrogate(at: escape) }
      let low = try codeUnit(at: read)
      guard 0xdc00...0xdfff ~= low else { throw loneSurrogate(at: escape) }
      scalar = 0x10000 &+ ((scalar & 0x3ff) << 10) &+ (low & 0x3ff)
      read &+= 6
    }
    writeUTF8(scalar, to: &write)
  }

  @inline(__always)
  private func writeUTF8(_ scalar: UInt32, to write: inout Int) {
    func continuation(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: scalar >> shift & 0x3f) }
    switch scalar {
    case ..<0x80:
      self[write] = UInt8(truncatingIfNeeded: scalar)
      write &+= 1
    case ..<0x800:
      self[write] = 0xc0 | UInt8(truncatingIfNeeded: scalar >> 6)
      self[write &+ 1] = continuation(0)
      write &+= 2
    case ..<0x10000:
      self[write] = 0xe0 | UInt8(truncatingIfNeeded: scalar >> 12)
      self[write &+ 1] = continuation(6)
      self[write &+ 2] = continuation(0)
      write &+= 3
    default:
      self[write] = 0xf0 | UInt8(truncatingIfNeeded: scalar >> 18)
      self[write &+ 1] = continuation(12)
      self[write &+ 2] = continuation(6)
      self[write &+ 3] = continuation(0)
      write &+= 4
    }
  }

  /// The UTF-16 code unit of the `\uXXXX` at `offset`, its four digits taken at once.
  ///
  /// Bit 6 distinguishes letters from digits; a letter's low nibble is 1 to 6, which nine more make its value. A byte that
  /// is not a digit either has a value that its kind cannot have, or differs from the digit of its value.
  @inline(__always)
  private func codeUnit(at offset: Int) throws(JSONFault) -> UInt32 {
    guard offset &+ 6 <= end else { throw unterminated }
    let ones: UInt32 = 0x0101_0101
    let digits = UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset &+ 2, as: UInt32.self))
    let letters = digits >> 6 & ones
    let values = (digits & (ones &* 0x0f)) &+ letters &* 9
    let areFromTen = (values &+ ones &* 6) >> 4 & ones
    guard areFromTen == letters, values & (ones &* 0x10) == 0,
      digits | letters &* 0x20 == values &+ ones &* 0x30 &+ letters &* 0x27
    else { throw JSONFault("a \\u escape without four hexadecimal digits", at: offset) }
    let nibbles = values.byteSwapped
    let bytes = (nibbles | nibbles >> 4) & 0x00ff_00ff
    return (bytes | bytes >> 8) & 0xffff
  }

  // MARK: Faults

  private var unterminated: JSONFault { JSONFault("the text ends inside a string", at: end) }

  private func controlCharacter(at offset: Int) -> JSONFault {
    JSONFault("a control character in a string; JSON has it only as an escape", at: offset)
  }

  private func invalidUTF8(at offset: Int) -> JSONFault {
    JSONFault("bytes in a string that are not UTF-8", at: offset)
  }

  private func loneSurrogate(at offset: Int) -> JSONFault {
    JSONFault("the escape of one half of a surrogate pair without the other half", at: offset)
  }
}

extension Int64 {
  /// Reads an id: decimal digits with an optional `-`, no `+`, no leading zero, no `-0`, no space, within
  /// 64 bits.
  ///
  /// Stricter than `Int64(String)`, which takes `+5` and `007`: such an id would not stay as it is.
  /// - Complexity: O(n), no allocation.
  init?(decimal text: Bytes) {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? text.count - 1 : text.count
    // Nineteen digits hold every 64-bit id; what overflows among them is caught below.
    guard (1...19).contains(digits) else { return nil }
    let first = text.count - digits
    if text[first] == UInt8(ascii: "0"), digits > 1 || isNegative { return nil }
    var magnitude: UInt64 = 0
    var start = first
    if digits >= 8 {
      guard let eight = text.eightDigits(at: start) else { return nil }
      magnitude = eight
      start += 8
    }
    for index in start..<text.count {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      magnitude = magnitude &* 10 &+ UInt64(digit)
    }
    let limit = isNegative ? Int64.min.magnitude : Int64.max.magnitude
    guard magnitude <= limit else { return nil }
    self = isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The number that eight ASCII digits make; nil if one is none. The caller has checked the bounds.
  ///
  /// Neighbours are joined in the lanes of one word: digits to pairs, pairs to fours, fours to eight.
  @inline(__always)
  fileprivate func eightDigits(at offset: Int) -> UInt64? {
    let digits = word(at: offset) ^ eightTimes(UInt8(ascii: "0"))
    // A byte above 9 reaches 16 with 6 more, or has high bits already.
    guard (digits | (digits &+ eightTimes(6))) & eightTimes(0xF0) == 0 else { return nil }
    let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
    return (fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF
  }
}

extension Bool {
  /// Reads a public flag: `true`/`false`, `t`/`f`, `1`/`0`, in any ASCII case; anything else is unreadable.
  init?(flag text: Bytes) {
    switch text.count {
    case 1:
      switch text[0] {
      case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "1"): self = true
      case UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "0"): self = false
      default: return nil
      }
    case 4 where text.equalsIgnoringCase("true"): self = true
    case 5 where text.equalsIgnoringCase("false"): self = false
    default: return nil
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether the bytes are `word`, which has lower-case ASCII letters only, in any ASCII case.
  fileprivate func equalsIgnoringCase(_ word: StaticString) -> Bool {
    word.withUTF8Buffer { letters in
      count == letters.count && zip(self, letters).allSatisfy { $0 | 0x20 == $1 }
    }
  }

  /// Whether the bytes are those of `word`, but for the case of ASCII letters.
  ///
  /// - Complexity: O(n).
  func equalsIgnoringCase(_ word: Bytes) -> Bool {
    count == word.count && zip(self, word).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
  }
}

extension UInt8 {
  /// The small letter of a capital of ASCII; every other byte as it is.
  var lowercasedASCII: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }
}

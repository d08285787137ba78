extension FieldSpan {
  /// Replaces the escapes of the JSON text by their characters, moving what follows to the front.
  ///
  /// The text must have been scanned. Half of a surrogate pair becomes U+FFFD; no record with one is handed
  /// on. No escape is shorter than its character in
  /// UTF-8, so the text only shrinks.
  mutating func decodeJSONText(in bytes: UnsafeMutablePointer<UInt8>) {
    var source = bytes + start
    var target = source
    let last = bytes + end
    while last - source >= 8 {
      let word = UnsafeRawPointer(source).loadUnaligned(as: UInt64.self)
      let backslashes = UInt64(littleEndian: word) ^ 0x5C5C_5C5C_5C5C_5C5C
      let hits = (backslashes &- 0x0101_0101_0101_0101) & ~backslashes & 0x8080_8080_8080_8080
      let length = hits == 0 ? 8 : hits.trailingZeroBitCount &>> 3
      if hits == 0 || source - target >= 8 {
        // Overwrites only bytes that were loaded.
        UnsafeMutableRawPointer(target).storeBytes(of: word, as: UInt64.self)
      } else {
        for index in 0..<length { target[index] = source[index] }
      }
      source += length
      target += length
      if hits != 0 { decodeEscape(&source, before: last, to: &target) }
    }
    while source < last {
      if source.pointee == backslash {
        decodeEscape(&source, before: last, to: &target)
      } else {
        target.pointee = source.pointee
        source += 1
        target += 1
      }
    }
    end = target - bytes
    isEscaped = false
  }
}

/// Writes the character of the escape at `source`; both pointers move after it.
@inline(__always)
private func decodeEscape(
  _ source: inout UnsafeMutablePointer<UInt8>, before last: UnsafeMutablePointer<UInt8>,
  to target: inout UnsafeMutablePointer<UInt8>
) {
  let letter = source[1]
  source += 2
  switch letter {
  case UInt8(ascii: "b"): target.pointee = 0x08
  case UInt8(ascii: "f"): target.pointee = 0x0C
  case UInt8(ascii: "n"): target.pointee = lineFeed
  case UInt8(ascii: "r"): target.pointee = carriageReturn
  case UInt8(ascii: "t"): target.pointee = UInt8(ascii: "\t")
  case UInt8(ascii: "u"):
    var scalar = unit(at: source)
    source += 4
    if scalar & 0xFC00 == 0xD800, last - source >= 6, source[0] == backslash, source[1] == UInt8(ascii: "u"),
      unit(at: source + 2) & 0xFC00 == 0xDC00
    {
      scalar = 0x10000 &+ (scalar & 0x3FF) &<< 10 &+ unit(at: source + 2) & 0x3FF
      source += 6
    }
    if scalar & 0xFFFF_F800 == 0xD800 { scalar = 0xFFFD }
    encode(scalar, to: &target)
    return
  default: target.pointee = letter
  }
  target += 1
}

/// The code unit of four hexadecimal digits.
@inline(__always)
private func unit(at digits: UnsafeMutablePointer<UInt8>) -> UInt32 {
  func value(_ index: Int) -> UInt32 {
    let digit = UInt32(digits[index])
    return digit & 0xF &+ digit &>> 6 &* 9
  }
  return value(0) &<< 12 | value(1) &<< 8 | value(2) &<< 4 | value(3)
}

@inline(__always)
private func encode(_ scalar: UInt32, to target: inout UnsafeMutablePointer<UInt8>) {
  func put(_ byte: UInt32) {
    target.pointee = UInt8(truncatingIfNeeded: byte)
    target += 1
  }
  switch scalar {
  case ..<0x80: put(scalar)
  case ..<0x800:
    put(0xC0 | scalar &>> 6)
    put(0x80 | scalar & 0x3F)
  case ..<0x10000:
    put(0xE0 | scalar &>> 12)
    put(0x80 | scalar &>> 6 & 0x3F)
    put(0x80 | scalar & 0x3F)
  default:
    put(0xF0 | scalar &>> 18)
    put(0x80 | scalar &>> 12 & 0x3F)
    put(0x80 | scalar &>> 6 & 0x3F)
    put(0x80 | scalar & 0x3F)
  }
}

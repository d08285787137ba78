import Foundation

/// A text in which characters of an address may be encoded: as references of HTML (`&#64;`, `&#x40;`, `&commat;`), for an
/// address of the web (`%40`), as quoted-printable of a mail (`=40`, and lines that end with `=`), or as JSON (`\u0040`).
///
/// What it was written as is not known, so that all of them are decoded: what is decoded wrongly is no address that somebody
/// knows. Only quoted-printable is tried for itself, because addresses of the web have `=` before them.
enum EncodedText {
  /// Whether an `@` may be encoded in a text, or, beside one that is not, another character of an address.
  ///
  /// - Complexity: O(length), at the speed of memory where there is neither `@` nor `4` nor `&`.
  static func mayHaveAddress(_ text: Bytes) -> Bool {
    let isEncoded =
      has(text, 0x34) { index in
        // %40, =40, x40, 0040, %2540; #64, 064: every encoded @ but the one with a name has a 4.
        let (before, after) = (byte(text, index - 1), byte(text, index + 1))
        if after == 0x30 { return "%=xX0".utf8.contains(before) || starts(text, at: index - 3, with: "%25") }
        return before == 0x36 && "#0".utf8.contains(byte(text, index - 2))
      } || has(text, 0x26) { starts(text, at: $0, with: "&commat;") }
    if isEncoded { return true }
    guard has(text, 0x40, { _ in true }) else { return false }
    return has(text, 0x26) { byte(text, $0 + 1) == 0x23 } || has(text, 0x25) { byte(text, $0 + 1) == 0x32 }
      || has(text, 0x0A) { byte(text, $0 - 1) == 0x3D || starts(text, at: $0 - 2, with: "=\r") }
  }

  /// Whether one of the places of a byte is meant.
  private static func has(_ text: Bytes, _ byte: Int32, _ isMeant: (_ index: Int) -> Bool) -> Bool {
    guard let base = text.baseAddress else { return false }
    var next = 0
    while next < text.count, let found = memchr(base + next, byte, text.count - next) {
      let index = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
      if isMeant(index) { return true }
      next = index + 1
    }
    return false
  }

  /// The byte at an index, 0 outside of the text.
  private static func byte(_ text: Bytes, _ index: Int) -> UInt8 {
    text.indices.contains(index) ? text[index] : 0
  }

  /// The text with all that may be encoded decoded, twice over: what was escaped twice as well.
  ///
  /// - Complexity: O(length).
  static func decoded(_ text: Bytes, isQuotedPrintable: Bool) -> [UInt8] {
    decodedOnce(text, isQuotedPrintable).withUnsafeBufferPointer { decodedOnce($0, isQuotedPrintable) }
  }

  private static func decodedOnce(_ text: Bytes, _ isQuotedPrintable: Bool) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let (characters, end) = character(text, at: index, isQuotedPrintable) ?? ([text[index]], index + 1)
      decoded += characters
      index = end
    }
    return decoded
  }

  /// The bytes of an encoded character, and the index after it; nil where none begins.
  private static func character(
    _ text: Bytes, at index: Int, _ isQuotedPrintable: Bool
  ) -> ([UInt8], Int)? {
    switch text[index] {
    case UInt8(ascii: "&"): return reference(text, at: index)
    case UInt8(ascii: "%"): return byte(text, at: index + 1, digits: 2)
    case UInt8(ascii: "=") where isQuotedPrintable:
      if starts(text, at: index + 1, with: "\n") { return ([], index + 2) }
      if starts(text, at: index + 1, with: "\r\n") { return ([], index + 3) }
      return byte(text, at: index + 1, digits: 2)
    case UInt8(ascii: "\\"):
      return starts(text, at: index + 1, with: "u00") ? byte(text, at: index + 4, digits: 2) : nil
    default: return nil
    }
  }

  private static func byte(_ text: Bytes, at start: Int, digits count: Int) -> ([UInt8], Int)? {
    guard start + count <= text.count else { return nil }
    var value: UInt8 = 0
    for index in start..<start + count {
      guard let digit = hexadecimal(text[index]) else { return nil }
      value = value << 4 | digit
    }
    return ([value], start + count)
  }

  private static let names: [(name: StaticString, byte: UInt8)] = [
    ("&commat;", 0x40), ("&period;", 0x2E), ("&amp;", 0x26), ("&lowbar;", 0x5F), ("&hyphen;", 0x2D),
    ("&dash;", 0x2D), ("&plus;", 0x2B),
  ]

  /// HTML, 13.2.5.72 and further: a number of a character, decimal or hexadecimal, or one of a few names.
  private static func reference(_ text: Bytes, at start: Int) -> ([UInt8], Int)? {
    guard starts(text, at: start + 1, with: "#") else {
      let known = names.first { starts(text, at: start, with: $0.name) }
      return known.map { ([$0.byte], start + $0.name.utf8CodeUnitCount) }
    }
    var index = start + 2
    let isHexadecimal = index < text.count && text[index] | 0x20 == 0x78
    if isHexadecimal { index += 1 }
    let first = index
    var number: UInt32 = 0
    while index < text.count, index - first < 8, let digit = hexadecimal(text[index]),
      isHexadecimal || digit < 10
    {
      number = number &* (isHexadecimal ? 16 : 10) &+ UInt32(digit)
      index += 1
    }
    guard index > first, let scalar = UnicodeScalar(number) else { return nil }
    // Readers of HTML do without the semicolon.
    if index < text.count, text[index] == UInt8(ascii: ";") { index += 1 }
    return (Array(String(Character(scalar)).utf8), index)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    if byte &- 0x30 < 10 { return byte &- 0x30 }
    let letter = (byte | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }

  private static func starts(_ text: Bytes, at index: Int, with prefix: StaticString) -> Bool {
    guard index >= 0, text.count - index >= prefix.utf8CodeUnitCount else { return false }
    return (0..<prefix.utf8CodeUnitCount).allSatisfy { text[index + $0] == prefix.utf8Start[$0] }
  }
}

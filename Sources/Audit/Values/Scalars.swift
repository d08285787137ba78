import Foundation
/// Reads a decimal 64-bit integer as exports write ids: an optional minus, no leading zero, nothing else.
/// Nil for any other text; a number that a tool has damaged is never guessed.
package func integer(_ text: Bytes) -> Int64? {
  let isNegative = text.first == UInt8(ascii: "-")
  let start = isNegative ? 1 : 0
  let length = text.count - start
  guard length >= 1, length <= 19, length == 1 || text[start] != UInt8(ascii: "0") else { return nil }
  var value: UInt64 = 0
  var next = start
  while next &+ 8 <= text.count {
    guard let eight = eightDigits(text, next) else { return nil }
    // Two groups of eight and three digits more stay below 2^64.
    value = value &* 100_000_000 &+ eight
    next &+= 8
  }
  for index in next..<text.count {
    let digit = text[index] &- 48
    if digit > 9 { return nil }
    value = value &* 10 &+ UInt64(digit)
  }
  if isNegative {
    return value == 0 || value > 1 << 63 ? nil : Int64(truncatingIfNeeded: 0 &- value)
  }
  return Int64(exactly: value)
}

/// The value of the eight decimal digits at `start`, or nil. The caller knows that there are eight bytes.
///
/// The digits are added up in pairs, then in fours: each step doubles how many of them a lane of the word holds.
@inline(__always)
private func eightDigits(_ text: Bytes, _ start: Int) -> UInt64? {
  guard let base = text.baseAddress else { return nil }
  let word = UInt64(littleEndian: UnsafeRawPointer(base + start).loadUnaligned(as: UInt64.self))
  guard let digits = digits(of: word, like: 0x3030_3030_3030_3030) else { return nil }
  let pairs = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF_00FF_00FF
  let fours = (pairs &* 100 &+ pairs &>> 16) & 0x0000_FFFF_0000_FFFF
  return (fours &* 10_000 &+ fours &>> 32) & 0xFFFF_FFFF
}

/// The values of the digits in `word`, one in each byte, where it is like `pattern`: a digit in the place of each
/// "0", and otherwise the same bytes. Nil where it is not.
///
/// A byte that differs by ten or more (where a digit belongs) or at all (elsewhere) sets its highest bit: by itself,
/// or in the sum. Sums carry into the next byte only from bytes whose own highest bit is set.
@inline(__always)
func digits(of word: UInt64, like pattern: UInt64) -> UInt64? {
  let difference = word ^ pattern
  let isDigit =
    (((pattern ^ 0x3030_3030_3030_3030) &+ 0x7F7F_7F7F_7F7F_7F7F) & 0x8080_8080_8080_8080)
    ^ 0x8080_8080_8080_8080
  let limits = 0x7F7F_7F7F_7F7F_7F7F &- (isDigit &>> 7) &* 9
  return ((difference &+ limits) | difference) & 0x8080_8080_8080_8080 == 0 ? difference : nil
}

/// Reads a public flag: `true`/`false`, `t`/`f`, `1`/`0` in any ASCII case; nil for any other text.
func flag(_ text: Bytes) -> Bool? {
  switch text.count {
  case 1:
    switch text[0] {
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "1"): true
    case UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "0"): false
    default: nil
    }
  case 4: isEqual(text, ignoringCase: "true") ? true : nil
  case 5: isEqual(text, ignoringCase: "false") ? false : nil
  default: nil
  }
}

private func isEqual(_ text: Bytes, ignoringCase word: StaticString) -> Bool {
  for index in 0..<text.count where text[index] | 0x20 != word.utf8Start[index] { return false }
  return true
}

/// A text in the normalisation form C of Unicode, which ASCII has already.
///
/// - Complexity: O(length).
func composed(_ text: String) -> String {
  text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
}

/// The key by which people compare e-mails: without the white space around it, each character in lower case.
///
/// Empty when the address is blank, which matches nobody. `text` is UTF-8.
///
/// - Complexity: O(length).
func emailKey(_ text: Bytes) -> [UInt8] {
  if isASCII(text) {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 >= 0x09 && $0 <= 0x0D }
    guard let first = text.firstIndex(where: { !isSpace($0) }),
      let last = text.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return text[first...last].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
  }
  let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
  guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
    let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
  else { return [] }
  return scalars[first...last].flatMap { Array($0.properties.lowercaseMapping.utf8) }
}

/// Whether two texts are the same but for the case of ASCII letters.
func isEqualInAnyCase(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
}

func lowercased(_ byte: UInt8) -> UInt8 {
  byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}

/// A digest of the value of a JSON number (RFC 8259, section 6), equal for all spellings of one value; nil for a text that
/// is none, or has an exponent of more than six digits.
///
/// - Complexity: O(length).
func numberDigest(_ text: Bytes) -> UInt64? {
  let minus = UInt8(ascii: "-")
  let magnitude = text.first == minus ? Bytes(rebasing: text.dropFirst()) : text
  let mark = magnitude.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? magnitude.count
  let parts = magnitude[..<mark].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }),
    parts[0].first != zero || parts[0].count == 1, var power = exponent(magnitude[mark...])
  else { return nil }
  var digits = parts.flatMap(Array.init)
  if parts.count == 2 { power -= parts[1].count }
  while digits.last == zero {
    digits.removeLast()
    power += 1
  }
  digits = Array(digits.drop { $0 == zero })
  if digits.isEmpty { return fold(0x51ED_270B_9F1C_52A7, 0xB492_B66F_BE98_F273) }
  let digest = digits.withUnsafeBufferPointer { textDigest($0) }
  let sign: UInt64 = text.first == minus ? 0x9AE1_6A3B_2F90_404F : 0xC3A5_C85C_97CB_3127
  return fold(digest ^ sign, UInt64(bitPattern: Int64(power)) ^ 0xD6E8_FEB8_6659_FD93)
}

private let zero = UInt8(ascii: "0")

private func isDigit(_ byte: UInt8) -> Bool { (zero...UInt8(ascii: "9")).contains(byte) }

/// What stands from the `e` of a number on; 0 for nothing.
private func exponent(_ text: Slice<Bytes>) -> Int? {
  if text.isEmpty { return 0 }
  var digits = text.dropFirst()
  let sign = digits.first
  if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
  guard (1...6).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
  let value = digits.reduce(0) { 10 * $0 + Int($1 - zero) }
  return sign == UInt8(ascii: "-") ? -value : value
}

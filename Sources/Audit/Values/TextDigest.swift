import Foundation

/// A run of bytes that somebody else owns.
typealias Bytes = UnsafeBufferPointer<UInt8>

/// A 64-bit digest of `text`, by which two texts of equal length are taken to be the same text.
///
/// Two different texts agree by chance once in 2^64 pairs; only pairs with one key and one length are ever
/// compared, so an audit of a million comments is wrong once in 10^13 audits. It is no defence against someone
/// who chooses both texts. Eight bytes a step, each step a multiplication whose two halves are folded, so that
/// every bit of a step reaches every bit of the digest.
func textDigest(_ text: Bytes) -> UInt64 {
  var state: UInt64 = 0x2D35_8DCC_AA6C_78A5 ^ UInt64(text.count)
  guard let base = UnsafeRawPointer(text.baseAddress) else { return fold(state, 0x4B33_A62E_D433_D4A3) }
  var offset = 0
  while offset + 8 <= text.count {
    let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    state = fold(state ^ word, 0x8BB8_4B93_962E_ACC9) &+ word
    offset += 8
  }
  var last: UInt64 = 0
  var place: UInt64 = 0
  while offset < text.count {
    last |= UInt64(text[offset]) << place
    place += 8
    offset += 1
  }
  return fold(state ^ last, 0x4B33_A62E_D433_D4A3)
}

/// The product's two halves, folded.
@inline(__always)
private func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
  let product = left.multipliedFullWidth(by: right)
  return product.high ^ product.low
}

/// Whether two runs hold the same bytes: the only equality of text that an audit knows.
func haveEqualBytes(_ left: Bytes, _ right: Bytes) -> Bool {
  guard left.count == right.count else { return false }
  guard let first = left.baseAddress, let second = right.baseAddress else { return true }
  return memcmp(first, second, left.count) == 0
}

/// Whether `text` is UTF-8 by table 3-7 of the Unicode Standard: nothing overlong, no surrogates, nothing above
/// U+10FFFF. Complexity: O(length), eight bytes a step while they are ASCII.
func isUTF8(_ text: Bytes) -> Bool {
  guard let base = UnsafeRawPointer(text.baseAddress) else { return true }
  var offset = 0
  while offset < text.count {
    if offset + 8 <= text.count,
      base.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      offset += 8
      continue
    }
    let lead = text[offset]
    if lead < 0x80 {
      offset += 1
      continue
    }
    let length = lengthOfScalar(text, at: offset, lead)
    if length == 0 { return false }
    offset += length
  }
  return true
}

/// The length of the sequence of several bytes at `offset`; 0 where it is none.
@inline(__always)
private func lengthOfScalar(_ text: Bytes, at offset: Int, _ lead: UInt8) -> Int {
  let left = text.count - offset
  func isContinuation(_ place: Int) -> Bool { text[offset + place] & 0xC0 == 0x80 }
  switch lead {
  case 0xC2...0xDF:
    return left >= 2 && isContinuation(1) ? 2 : 0
  case 0xE0...0xEF:
    guard left >= 3, isContinuation(1), isContinuation(2) else { return 0 }
    let second = text[offset + 1]
    return lead == 0xE0 && second < 0xA0 || lead == 0xED && second >= 0xA0 ? 0 : 3
  case 0xF0...0xF4:
    guard left >= 4, isContinuation(1), isContinuation(2), isContinuation(3) else { return 0 }
    let second = text[offset + 1]
    return lead == 0xF0 && second < 0x90 || lead == 0xF4 && second >= 0x90 ? 0 : 4
  default:
    return 0
  }
}

/// Whether no byte of `text` is above 127.
func isASCII(_ text: Bytes) -> Bool {
  guard let base = UnsafeRawPointer(text.baseAddress) else { return true }
  var offset = 0
  var seen: UInt64 = 0
  while offset + 8 <= text.count {
    seen |= base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    offset += 8
  }
  while offset < text.count {
    seen |= UInt64(text[offset])
    offset += 1
  }
  return seen & 0x8080_8080_8080_8080 == 0
}

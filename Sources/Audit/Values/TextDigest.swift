import Foundation

/// A run of bytes that somebody else owns.
package typealias Bytes = UnsafeBufferPointer<UInt8>

/// A 64-bit digest of `text`, by which two texts of equal length are taken to be the same text.
///
/// Two different texts agree by chance once in 2^64 pairs; only pairs with one key and one length are ever
/// compared, so an audit of a million comments is wrong once in 10^13 audits. Both lanes start from a seed that is drawn
/// for each run and shown to nobody, so that nobody can choose two texts of one digest; nothing that is written
/// depends on it. Sixteen bytes a step in two lanes, so that one needn't wait for the other; each lane a
/// multiplication of eight bytes, whose two halves are folded, so that every bit of a step reaches every bit of the
/// digest.
package func textDigest(_ text: Bytes) -> UInt64 {
  var state = digestSeed.first ^ UInt64(text.count)
  guard let base = UnsafeRawPointer(text.baseAddress) else { return fold(state, 0x4B33_A62E_D433_D4A3) }
  var offset = 0
  if text.count >= 16 {
    var other = digestSeed.second
    repeat {
      let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let next = base.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
      state = fold(state ^ word, 0x8BB8_4B93_962E_ACC9) &+ word
      other = fold(other ^ next, 0xE703_7ED1_A0B4_28DB) &+ next
      offset &+= 16
    } while offset &+ 16 <= text.count
    state = fold(state ^ other, 0x5895_89C5_2F1E_6B1D) &+ other
  }
  if offset &+ 8 <= text.count {
    let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    state = fold(state ^ word, 0x8BB8_4B93_962E_ACC9) &+ word
  }
  var last: UInt64 = 0
  if text.count >= 8 {
    // The rest, and as many bytes again as fill the word: the length distinguishes texts that end alike.
    last = base.loadUnaligned(fromByteOffset: text.count &- 8, as: UInt64.self)
  } else {
    for index in 0..<text.count { last |= UInt64(text[index]) << UInt64(index * 8) }
  }
  return fold(state ^ last, 0x4B33_A62E_D433_D4A3)
}

/// What the two lanes of a digest start from.
private let digestSeed: (first: UInt64, second: UInt64) = {
  var random = SystemRandomNumberGenerator()
  return (random.next(), random.next())
}()

/// The product's two halves, folded.
@inline(__always)
func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
  let product = left.multipliedFullWidth(by: right)
  return product.high ^ product.low
}

/// Whether two runs hold the same bytes: the only equality of text that an audit knows.
func haveEqualBytes(_ left: Bytes, _ right: Bytes) -> Bool {
  guard left.count == right.count else { return false }
  guard let first = left.baseAddress, let second = right.baseAddress else { return true }
  return memcmp(first, second, left.count) == 0
}

/// Whether no byte of `text` is above 127.
func isASCII(_ text: Bytes) -> Bool { asciiPrefix(of: text) == text.count }

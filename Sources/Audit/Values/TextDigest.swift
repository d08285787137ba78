import Foundation
import Synchronization

/// A run of bytes that somebody else owns.
package typealias Bytes = UnsafeBufferPointer<UInt8>

/// A 64-bit digest of `text`, by which two texts of equal length are taken to be the same text.
///
/// Two different texts agree by chance once in 2^64 pairs; only pairs with one key and one length are ever
/// compared, so an audit of a million comments is wrong once in 10^13 audits. What both lanes start from, and what they
/// multiply by, is drawn for each run and shown to nobody, so that nobody can choose two texts of one digest: with factors that
/// are known, two texts can be made whose digests differ by what a few bits of the seed decide. Nothing that is written
/// depends on it. Sixteen bytes a step in two lanes, so that one needn't wait for the other; each lane a
/// multiplication of eight bytes, whose two halves are folded, so that every bit of a step reaches every bit of the
/// digest.
package func textDigest(_ text: Bytes) -> UInt64 {
  let seed = digestSeed
  var state = seed.first ^ UInt64(text.count)
  guard let base = UnsafeRawPointer(text.baseAddress) else { return fold(state, seed.last) }
  var offset = 0
  if text.count >= 16 {
    var other = seed.second
    repeat {
      let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let next = base.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
      state = fold(state ^ word, seed.left) &+ word
      other = fold(other ^ next, seed.right) &+ next
      offset &+= 16
    } while offset &+ 16 <= text.count
    state = fold(state ^ other, seed.joint) &+ other
  }
  if offset &+ 8 <= text.count {
    let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    state = fold(state ^ word, seed.left) &+ word
  }
  var last: UInt64 = 0
  if text.count >= 8 {
    // The rest, and as many bytes again as fill the word: the length distinguishes texts that end alike.
    last = base.loadUnaligned(fromByteOffset: text.count &- 8, as: UInt64.self)
  } else {
    for index in 0..<text.count { last |= UInt64(text[index]) << UInt64(index * 8) }
  }
  return fold(state ^ last, seed.last)
}

/// What digests start from and multiply by, the same for all of a process.
struct DigestSeed: Equatable {
  let first: UInt64
  let second: UInt64
  // Odd: for each lane, for both together, and for the end of the text.
  let left: UInt64
  let right: UInt64
  let joint: UInt64
  let last: UInt64

  private init(_ words: [UInt64]) {
    (first, second) = (words[0], words[1])
    (left, right, joint, last) = (words[2] | 1, words[3] | 1, words[4] | 1, words[5] | 1)
  }

  private static func drawn() -> DigestSeed {
    var random = SystemRandomNumberGenerator()
    return DigestSeed((0..<6).map { _ in random.next() })
  }

  private static let shared = Mutex<DigestSeed?>(nil)

  /// The seed of the process, drawn now if it has none.
  fileprivate static func take() -> DigestSeed {
    shared.withLock { seed in
      let taken = seed ?? drawn()
      seed = taken
      return taken
    }
  }

  /// The seed of the process in hexadecimal digits, for processes that share their digests with it.
  static var text: String {
    let seed = take()
    return [seed.first, seed.second, seed.left, seed.right, seed.joint, seed.last].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Has the process use another's seed.
  ///
  /// - Returns: false for a text that is none, and where the process has another already.
  static func choose(_ text: String) -> Bool {
    let digits = Array(text)
    guard digits.count == 96 else { return false }
    let words = (0..<6).compactMap { UInt64(String(digits[$0 * 16..<($0 + 1) * 16]), radix: 16) }
    guard words.count == 6 else { return false }
    let chosen = DigestSeed(words)
    return shared.withLock { seed in
      if seed == nil { seed = chosen }
      return seed == chosen
    }
  }
}

private let digestSeed = DigestSeed.take()

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

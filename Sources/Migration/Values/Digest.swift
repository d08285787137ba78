/// 64-bit digests of text and numbers, for hash tables and for telling bodies apart without keeping them.
///
/// Sixteen bytes at a time are multiplied into 128 bits and folded (high half xor low half). The seed is
/// drawn at random for each run, so that no export can be made to collide; nothing that is written depends
/// on it.
struct Digest: Sendable {
  private let seed: UInt64
  private let first: UInt64
  private let second: UInt64

  init() {
    var random = SystemRandomNumberGenerator()
    seed = random.next()
    first = random.next() | 1
    second = random.next() | 1
  }

  /// The digest of a number.
  ///
  /// - Complexity: O(1).
  @inline(__always)
  func callAsFunction(_ number: Int64) -> UInt64 {
    fold(UInt64(bitPattern: number) ^ seed, first)
  }

  /// The digest of a digest and another number.
  ///
  /// - Complexity: O(1).
  @inline(__always)
  func callAsFunction(_ digest: UInt64, _ number: UInt64) -> UInt64 {
    fold(digest ^ first, number ^ second)
  }

  /// The digest of some text.
  ///
  /// - Complexity: O(n).
  func callAsFunction(_ text: Bytes) -> UInt64 {
    var state = seed
    var offset = 0
    while offset + 16 <= text.count {
      state = fold(text.word(at: offset) ^ state ^ first, text.word(at: offset + 8) ^ second)
      offset += 16
    }
    if offset + 8 <= text.count {
      state = fold(text.word(at: offset) ^ state, first)
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < text.count {
      rest = rest << 8 | UInt64(text[offset])
      offset += 1
    }
    return fold(rest ^ state, second ^ UInt64(truncatingIfNeeded: text.count))
  }

  @inline(__always)
  private func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}

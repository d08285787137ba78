typealias Bytes = UnsafeBufferPointer<UInt8>

/// 64 bits that stand for bytes: the same on every machine, and two of millions are hardly ever equal by chance.
///
/// Where two are, the sample has more than it needs, and lacks nothing.
enum Fingerprint {
  static func of(_ bytes: Bytes, seed: UInt64) -> UInt64 {
    var state = mixed(seed ^ first, UInt64(truncatingIfNeeded: bytes.count) ^ second)
    var index = 0
    let raw = UnsafeRawBufferPointer(bytes)
    while index + 8 <= raw.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      state = mixed(state ^ word, second)
      index += 8
    }
    var rest: UInt64 = 0
    while index < raw.count {
      rest = rest << 8 | UInt64(raw[index])
      index += 1
    }
    return mixed(state ^ rest, first)
  }

  static func of(_ text: String, seed: UInt64) -> UInt64 {
    Array(text.utf8).withUnsafeBufferPointer { of($0, seed: seed) }
  }

  /// One that depends on both.
  static func combined(_ one: UInt64, _ other: UInt64) -> UInt64 { mixed(one ^ first, other ^ second) }

  private static let first: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let second: UInt64 = 0xD6E8_FEB8_6659_FD93

  private static func mixed(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let product = one.multipliedFullWidth(by: other)
    return product.high ^ product.low ^ one
  }
}

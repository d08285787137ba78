import CISAL
import CZlib

/// The frame of a gzip member, RFC 1952: one member around the whole stream, without a name or a time, so
/// that equal input gives equal bytes.
struct Gzip {
  /// The running CRC-32 and length of what has been compressed.
  private var checksum: UInt = crc32_z(0, nil, 0)
  private var length: UInt64 = 0

  /// The ten bytes before the stream.
  static func header(level: Int) -> [UInt8] {
    let effort: UInt8 = level == 9 ? 2 : level == 1 ? 4 : 0
    // Magic, deflate, no flags, no time, effort, operating system unknown.
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, effort, 255]
  }

  /// Counts the next block, of which the CRC-32 was taken apart.
  mutating func add(checksum block: UInt, length count: Int) {
    checksum = crc32_combine(checksum, block, count)
    length += UInt64(count)
  }

  /// The eight bytes after the stream: CRC-32 and length modulo 2^32, low bytes first.
  var trailer: [UInt8] {
    let numbers = UInt64(UInt32(truncatingIfNeeded: checksum)) | length << 32
    return (0..<8).map { UInt8(truncatingIfNeeded: numbers >> (8 * $0)) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The CRC-32 of the bytes, counted by libz if `isReference`.
  ///
  /// - Complexity: O(n).
  func checksum(isReference: Bool = false) -> UInt {
    guard !isReference, let library = ISALibrary.loaded else {
      return crc32_z(crc32_z(0, nil, 0), baseAddress, count)
    }
    return UInt(isal_crc32(library, 0, baseAddress, count))
  }
}

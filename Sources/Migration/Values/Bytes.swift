import Foundation

/// The bytes of one field, borrowed from a block of records.
typealias Bytes = UnsafeBufferPointer<UInt8>

/// Eight equal bytes, for looking at eight bytes of text at once.
@inline(__always)
func eightTimes(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

extension UnsafeBufferPointer<UInt8> {
  /// The eight bytes from `offset` on, the first one lowest. The caller has checked that they are there.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    UInt64(
      littleEndian: UnsafeRawPointer(baseAddress.unsafelyUnwrapped + offset)
        .loadUnaligned(as: UInt64.self))
  }

  /// Whether both hold the same bytes: content is never compared as Swift text, which takes é for e + ´.
  @inline(__always)
  func equals(_ other: Bytes) -> Bool {
    guard count == other.count else { return false }
    guard let mine = baseAddress, let theirs = other.baseAddress else { return true }
    return memcmp(mine, theirs, count) == 0
  }
}

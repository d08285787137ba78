/// A 64-bit digest of a value: the same for equal bytes, and for two others with a chance of 2^-64. It
/// counts and compares; it does not withstand somebody who builds values of one digest.
///
/// - Complexity: O(length), eight bytes a step.
@inline(__always)
func digest(_ value: Bytes) -> UInt64 {
  guard let base = UnsafeRawPointer(value.baseAddress) else { return digestOfNothing }
  var hash = UInt64(truncatingIfNeeded: value.count) ^ digestOfNothing
  var offset = 0
  while offset &+ 8 <= value.count {
    hash = folded(hash ^ base.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0x9E37_79B9_7F4A_7C15)
    offset &+= 8
  }
  var tail: UInt64 = 0
  while offset < value.count {
    tail = tail << 8 | UInt64(value[offset])
    offset &+= 1
  }
  return folded(folded(hash ^ tail, 0xD6E8_FEB8_6659_FD93), 0xA076_1D64_78BD_642F)
}

/// The digest of a row, one value further. The order of the values counts.
@inline(__always)
func combined(_ row: UInt64, _ value: UInt64) -> UInt64 {
  folded(row &+ 0x9E37_79B9_7F4A_7C15 ^ value, 0xE703_7ED1_A0B4_28DB)
}

private let digestOfNothing: UInt64 = 0x2545_F491_4F6C_DD1D

@inline(__always)
private func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let product = a.multipliedFullWidth(by: b)
  return product.high ^ product.low
}

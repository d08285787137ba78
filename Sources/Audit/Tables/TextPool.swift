import Storage

/// Distinct texts, each stored once and numbered densely in the order in which they first appear.
///
/// For names and e-mails: few enough to be kept whole, so that messages can show them and equality is that of
/// the bytes.
final class TextPool: @unchecked Sendable {  // filled by one thread, then only read
  private let bytes = Vector<UInt8>(minimumCapacity: 1 << 12)
  private let ends = Vector<Int>()
  private let digests = Vector<UInt64>()
  private var slots = Vector<Int32>(repeating: -1, count: 64, .random)

  var count: Int { ends.count }

  /// The bytes of a text; valid until the next text is added.
  subscript(number: Int32) -> UnsafeBufferPointer<UInt8> {
    let index = Int(number)
    let start = index == 0 ? 0 : ends[index - 1]
    return UnsafeBufferPointer(start: bytes.base + start, count: ends[index] - start)
  }

  /// The number of `text`, given to it now if it has none. Complexity: O(length).
  func number(_ text: UnsafeBufferPointer<UInt8>) -> (number: Int32, isNew: Bool) {
    let digest = textDigest(text)
    let slot = slot(of: text, digest)
    if slots[slot] >= 0 { return (slots[slot], false) }
    let number = Int32(truncatingIfNeeded: ends.count)
    bytes.append(text)
    ends.append(bytes.count)
    digests.append(digest)
    slots[slot] = number
    if ends.count * 2 > slots.count { grow() }
    return (number, true)
  }

  /// The number of `text`, or nil. Complexity: O(length).
  func find(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
    let number = slots[slot(of: text, textDigest(text))]
    return number >= 0 ? number : nil
  }

  private func slot(of text: UnsafeBufferPointer<UInt8>, _ digest: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: digest) & (slots.count - 1)
    while slots[slot] >= 0, digests[Int(slots[slot])] != digest || !haveEqualBytes(self[slots[slot]], text) {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func grow() {
    slots = Vector(repeating: -1, count: slots.count * 2, .random)
    for number in 0..<ends.count {
      var slot = Int(truncatingIfNeeded: digests[number]) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(truncatingIfNeeded: number)
    }
  }
}

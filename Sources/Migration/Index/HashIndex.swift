import Storage

/// Finds the dense number of a thing: a hash table of numbers only, whose keys are in the columns of
/// whoever uses it.
///
/// Open addressing with linear probing, at most three quarters full. A slot keeps 32 bits of the hash beside
/// the number: most comparisons end there, and growing never looks at a key. Under `--memory` a large table lives
/// in a file. Copies share their slots: an index is copied once it is filled.
///
/// `@unchecked Sendable`: one thread fills an index, many read it afterwards.
struct HashIndex: @unchecked Sendable {
  /// The number plus one in the high half, hash bits in the low half; 0 is free.
  private var slots: UnsafeMutableBufferPointer<UInt64>
  /// What keeps `slots` alive.
  private var block: Block
  private var count = 0

  init() { (slots, block) = Self.table(of: 1024) }

  /// The most things that can be numbered.
  static let capacity = Int(UInt32.max - 1)

  /// What is where the search for a hash begins, for `find(_:glimpse:where:)`.
  ///
  /// A search in a large table waits for memory. Glimpses don't depend on each other, so the processor gets many of
  /// them at a time, and the searches after them find their slots in the cache.
  @inline(__always)
  func glimpse(_ hash: UInt64) -> UInt64 {
    slots[Int(truncatingIfNeeded: hash & 0xFFFF_FFFF) & (slots.count - 1)]
  }

  /// The same as `find`, with a glimpse that was taken before: what has been seen in a slot stays true, because
  /// nothing is ever taken out.
  @inline(__always)
  func find(_ hash: UInt64, glimpse: UInt64, where isEqual: (UInt32) -> Bool) -> UInt32? {
    if glimpse != 0, glimpse & 0xFFFF_FFFF == hash & 0xFFFF_FFFF {
      let number = UInt32(truncatingIfNeeded: (glimpse >> 32) &- 1)
      if isEqual(number) { return number }
    }
    return find(hash, where: isEqual)
  }

  /// The number of the thing of this hash for which `isEqual` holds.
  ///
  /// - Complexity: O(1) on average.
  @inline(__always)
  func find(_ hash: UInt64, where isEqual: (UInt32) -> Bool) -> UInt32? {
    let tag = hash & 0xFFFF_FFFF
    let mask = slots.count - 1
    var position = Int(truncatingIfNeeded: tag) & mask
    while true {
      let slot = slots[position]
      if slot == 0 { return nil }
      if slot & 0xFFFF_FFFF == tag {
        let number = UInt32(truncatingIfNeeded: (slot >> 32) &- 1)
        if isEqual(number) { return number }
      }
      position = (position + 1) & mask
    }
  }

  /// Adds a thing that `find` does not find, under a number below `capacity`.
  ///
  /// - Complexity: O(1) amortised.
  mutating func insert(_ hash: UInt64, number: UInt32) {
    Self.place((UInt64(number) + 1) << 32 | (hash & 0xFFFF_FFFF), in: slots)
    count += 1
    guard count > slots.count / 4 * 3 else { return }
    let (larger, block) = Self.table(of: slots.count * 2)
    for slot in slots where slot != 0 { Self.place(slot, in: larger) }
    (slots, self.block) = (larger, block)
  }

  /// Free slots.
  private static func table(of count: Int) -> (UnsafeMutableBufferPointer<UInt64>, Block) {
    let block = Block(byteCount: count * MemoryLayout<UInt64>.stride, .random)
    let base = block.base.bindMemory(to: UInt64.self, capacity: count)
    return (UnsafeMutableBufferPointer(start: base, count: count), block)
  }

  private static func place(_ slot: UInt64, in slots: UnsafeMutableBufferPointer<UInt64>) {
    let mask = slots.count - 1
    var position = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) & mask
    while slots[position] != 0 { position = (position + 1) & mask }
    slots[position] = slot
  }
}

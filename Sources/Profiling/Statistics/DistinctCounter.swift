/// Counts distinct values by their digests: exactly up to a bound, then by an estimate.
///
/// The result depends on the set of digests alone, not on their order or on how counters were merged.
struct DistinctCounter: ~Copyable {
  /// Distinct values that are counted exactly.
  static let exactLimit = 4096

  // Small to begin with: a file may have 100,000 columns, and each thread a counter for each of them.
  private var exact = DigestSet(capacity: 16)
  private var estimate: HyperLogLog?

  /// - Complexity: O(1).
  @inline(__always)
  mutating func insert(_ digest: UInt64) {
    if estimate != nil {
      estimate?.insert(digest)
    } else {
      insertExactly(digest)
    }
  }

  private mutating func insertExactly(_ digest: UInt64) {
    guard exact.insert(digest), exact.count > Self.exactLimit else { return }
    beginEstimate()
  }

  private mutating func beginEstimate() {
    var estimate = HyperLogLog()
    exact.forEach { estimate.insert($0) }
    self.estimate = consume estimate
    exact = DigestSet(capacity: 0)
  }

  /// Takes over what another counter has seen.
  ///
  /// - Complexity: O(registers), or O(its distinct values).
  mutating func merge(_ other: borrowing DistinctCounter) {
    if other.estimate != nil, estimate == nil { beginEstimate() }
    if other.estimate != nil {
      estimate?.merge(other.registers)
    } else {
      other.exact.forEach { insert($0) }
    }
  }

  private var registers: UnsafePointer<UInt8>? {
    switch estimate {
    case .some(let estimate): estimate.registers
    case .none: nil
    }
  }

  /// The number of distinct values.
  var count: DistinctCount {
    switch estimate {
    case .some(let estimate): DistinctCount(value: estimate.count, isEstimate: true)
    case .none: DistinctCount(value: exact.count, isEstimate: false)
    }
  }
}

/// A number of distinct values.
package struct DistinctCount: Sendable, Equatable {
  package var value: Int
  /// Whether it is HyperLogLog's: within ±1 % in 99 of 100 cases.
  package var isEstimate: Bool

  package init(value: Int, isEstimate: Bool) {
    self.value = value
    self.isEstimate = isEstimate
  }
}

/// A set of digests with open addressing. The digest 0 counts as 1, which costs nothing but that pair.
struct DigestSet: ~Copyable {
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  private(set) var count = 0

  /// - Parameter capacity: slots to begin with, a power of two or 0.
  init(capacity: Int) {
    let size = max(2, capacity)
    slots = .allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    mask = size - 1
  }

  deinit { slots.deallocate() }

  /// Returns whether the digest is new.
  ///
  /// - Complexity: O(1).
  @inline(__always)
  mutating func insert(_ digest: UInt64) -> Bool {
    if (count &+ 1) &* 4 > (mask &+ 1) &* 3 { grow() }
    return place(max(1, digest))
  }

  func contains(_ digest: UInt64) -> Bool {
    let key = max(1, digest)
    var slot = Int(truncatingIfNeeded: key) & mask
    while slots[slot] != 0 {
      if slots[slot] == key { return true }
      slot = (slot &+ 1) & mask
    }
    return false
  }

  func forEach(_ body: (UInt64) -> Void) {
    for slot in 0...mask where slots[slot] != 0 { body(slots[slot]) }
  }

  @inline(__always)
  private mutating func place(_ key: UInt64) -> Bool {
    var slot = Int(truncatingIfNeeded: key) & mask
    while slots[slot] != 0 {
      if slots[slot] == key { return false }
      slot = (slot &+ 1) & mask
    }
    slots[slot] = key
    count &+= 1
    return true
  }

  private mutating func grow() {
    let (old, size) = (slots, mask + 1)
    slots = .allocate(capacity: size * 2)
    slots.initialize(repeating: 0, count: size * 2)
    mask = size * 2 - 1
    count = 0
    for slot in 0..<size where old[slot] != 0 { _ = place(old[slot]) }
    old.deallocate()
  }
}

import Storage

/// Numbers distinct 64-bit keys densely, in the order in which they first appear.
///
/// Open addressing with linear probing, at most half full. The hash is a multiplication, which ids that only
/// count upwards, or differ in few bits, do not degrade.
struct KeyMap: ~Copyable {
  /// The keys by their numbers.
  let keys = Vector<Int64>()
  private var slots: Vector<Int32>
  private var shift: UInt64

  init(minimumCapacity: Int = 16) {
    var bits: UInt64 = 5
    while 1 << bits < minimumCapacity * 2 { bits += 1 }
    slots = Vector(repeating: -1, count: 1 << Int(bits), .random)
    shift = 64 - bits
  }

  var count: Int { keys.count }

  /// The number of `key`, given to it now if it has none. Complexity: amortised O(1).
  mutating func number(_ key: Int64) -> (number: Int32, isNew: Bool) {
    let slot = slot(of: key)
    if slots[slot] >= 0 { return (slots[slot], false) }
    let number = Int32(truncatingIfNeeded: keys.count)
    keys.append(key)
    slots[slot] = number
    if keys.count * 2 > slots.count { grow() }
    return (number, true)
  }

  /// The number of `key`, or nil. Complexity: O(1).
  func find(_ key: Int64) -> Int32? {
    let number = slots[slot(of: key)]
    return number >= 0 ? number : nil
  }

  /// The slot that holds `key`, or the empty one where it belongs.
  private func slot(of key: Int64) -> Int {
    var slot = Int(truncatingIfNeeded: keyHash(key) >> shift)
    while slots[slot] >= 0, keys[Int(slots[slot])] != key { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  private mutating func grow() {
    slots = Vector(repeating: -1, count: slots.count * 2, .random)
    shift -= 1
    for number in 0..<keys.count { slots[slot(of: keys[number])] = Int32(truncatingIfNeeded: number) }
  }
}

/// The ids of one system, numbered densely from a first number on.
final class IDNumbers: @unchecked Sendable {  // filled by one thread, then only read
  private let first: Int32
  private var numbers: KeyMap

  init(from first: Int, minimumCapacity: Int = 16) {
    self.first = Int32(truncatingIfNeeded: first)
    numbers = KeyMap(minimumCapacity: minimumCapacity)
  }

  /// The number of `id`, given to it now if it has none. Complexity: amortised O(1).
  func number(_ id: Int64) -> (number: Int32, isNew: Bool) {
    let (number, isNew) = numbers.number(id)
    return (first &+ number, isNew)
  }

  /// The number of `id`, or nil. Complexity: O(1).
  func find(_ id: Int64) -> Int32? { numbers.find(id).map { first &+ $0 } }

  /// In the order of their numbers.
  var ids: Vector<Int64> { numbers.keys }
}

/// Spreads a key over 64 bits, of which the upper ones are the good ones.
///
/// By two numbers that are drawn for each run and shown to nobody: whoever chooses ids can't choose many of one slot, where
/// a search would pass all of them. Nothing that is shown depends on where a key is.
@inline(__always)
func keyHash(_ key: Int64) -> UInt64 {
  let seed = keySeed
  let product = (UInt64(bitPattern: key) ^ seed.first).multipliedFullWidth(by: seed.second)
  let mixed = product.high ^ product.low
  return (mixed ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9
}

private let keySeed: (first: UInt64, second: UInt64) = {
  var random = SystemRandomNumberGenerator()
  return (random.next(), random.next() | 1)
}()

import Platform
import Storage

/// The keys of a column, spread by hash into partitions that are small enough to be judged in cache.
///
/// The rows of a partition stand in their order in the table. A partition can be judged alone: rows of one key
/// are all in one partition, and two columns spread with the same `bits` have equal keys in equal partitions.
struct Partition: Sendable {
  let keys: Vector<Int64>
  let rows: Vector<Int32>
  /// `bounds[p]..<bounds[p + 1]` are the rows of partition `p`.
  let bounds: [Int]
  /// The upper bits of a key's hash that choose its partition.
  let bits: Int

  /// The number of bits that makes partitions of about `parallelism.partitionRows` of `rows` keys, or fewer.
  static func bits(rows: Int, _ parallelism: Parallelism) -> Int {
    var bits = 0
    while rows > parallelism.partitionRows << bits { bits += 1 }
    return bits
  }

  /// Spreads `column`, without the rows for which `isIncluded` is false. Complexity: O(rows).
  init(_ column: Vector<Int64>, bits: Int, isIncluded: (Int) -> Bool = { _ in true }) {
    self.bits = bits
    let shift = UInt64(64 - bits)
    let place: (Int64) -> Int = { bits == 0 ? 0 : Int(truncatingIfNeeded: keyHash($0) >> shift) }
    var sizes = [Int](repeating: 0, count: (1 << bits) + 1)
    for row in 0..<column.count where isIncluded(row) { sizes[place(column[row]) + 1] += 1 }
    for index in 1..<sizes.count { sizes[index] += sizes[index - 1] }
    bounds = sizes
    keys = Vector(repeating: 0, count: sizes[sizes.count - 1])
    rows = Vector(repeating: 0, count: sizes[sizes.count - 1])
    for row in 0..<column.count where isIncluded(row) {
      let key = column[row]
      let partition = place(key)
      let target = sizes[partition]
      sizes[partition] += 1
      keys[target] = key
      rows[target] = Int32(truncatingIfNeeded: row)
    }
  }

  var count: Int { bounds.count - 1 }
}

/// A small table from key to row, for one partition at a time.
struct PartitionIndex: ~Copyable {
  private var keys: UnsafeMutableBufferPointer<Int64>
  private var rows: UnsafeMutableBufferPointer<Int32>

  /// - Parameter capacity: the most keys that it will hold.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    keys = .allocate(capacity: size)
    keys.initialize(repeating: 0)
    rows = .allocate(capacity: size)
    rows.initialize(repeating: -1)
  }

  deinit {
    keys.deallocate()
    rows.deallocate()
  }

  /// The row of `key`; `row`, entered now, if it has none. Complexity: O(1).
  mutating func enter(_ key: Int64, row: Int32) -> (row: Int32, isNew: Bool) {
    let slot = slot(of: key)
    if rows[slot] >= 0 { return (rows[slot], false) }
    (keys[slot], rows[slot]) = (key, row)
    return (row, true)
  }

  /// Gives `key`, which is in the table, another row.
  mutating func replace(_ key: Int64, row: Int32) { rows[slot(of: key)] = row }

  /// The row of `key`, or -1. Complexity: O(1).
  func find(_ key: Int64) -> Int32 { rows[slot(of: key)] }

  private func slot(of key: Int64) -> Int {
    // The upper bits chose the partition; the middle ones are still spread within it.
    var slot = Int(truncatingIfNeeded: keyHash(key) >> 20) & (keys.count - 1)
    while rows[slot] >= 0, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
    return slot
  }
}

/// Calls `body` for each partition, on one thread or on several; partitions write disjoint rows.
func forEachPartition(_ count: Int, _ parallelism: Parallelism, _ body: @Sendable (Int) -> Void) {
  let spill = Spill.current
  if parallelism.jobs == 1 || count == 1 {
    for partition in 0..<count {
      spill?.relieve()
      body(partition)
    }
  } else {
    divide(count) {
      spill?.relieve()
      body($0)
    }
  }
}

/// Calls `body` for runs of the rows of a table, on one thread or on several; a row belongs to one run.
func forEachRun(ofRows count: Int, _ parallelism: Parallelism, _ body: @Sendable (Range<Int>) -> Void) {
  let length = parallelism.runRows
  forEachPartition((count + length - 1) / length, parallelism) { run in
    body(run * length..<min((run + 1) * length, count))
  }
}

/// The join of two tables by key: which row of the new side is which row of the legacy side.
struct Match: Sendable {
  /// For each row of the new table the legacy row of its key; -1 where there is none.
  private let legacyRows: Vector<Int32>
  /// For each row of the legacy table how many rows of the new one have its key (255 stands for more).
  private let counts: Vector<UInt8>
  /// Whether every row of the new side is known to have a legacy row of its own.
  let isOneToOne: Bool
  /// Legacy rows that are matched; rows of the new side that are unexpected, and those that are a second or later one of
  /// their key.
  let matched: Int
  let unexpected: Int
  let duplicates: Int

  var pairs: Int { matched + duplicates }

  @inline(__always)
  func legacy(of row: Row<New>) -> Row<Legacy>? {
    let legacy = legacyRows[row.index]
    return legacy < 0 ? nil : Row(Int(legacy))
  }

  @inline(__always)
  func isMatched(_ row: Row<Legacy>) -> Bool { counts[row.index] != 0 }

  /// Calls `body` with each pair, in the order of the new side.
  @inline(__always)
  func forEachPair(_ body: (Row<Legacy>, Row<New>) -> Void) {
    for row in 0..<legacyRows.count where legacyRows[row] >= 0 {
      body(Row(Int(legacyRows[row])), Row(row))
    }
  }

  /// Joins two tables of distinct keys on the legacy side.
  ///
  /// - Complexity: O(rows) of both sides.
  /// - Parameters:
  ///   - legacyByKey, newByKey: both sides spread by the same bits, where that was done before.
  ///   - isReference: whether fast paths are off.
  init(
    _ legacy: Table<Legacy>, _ legacyByKey: Partition?, _ new: Table<New>, _ newByKey: Partition?,
    _ parallelism: Parallelism, isReference: Bool
  ) {
    if !isReference, let inOrder = Self(inOrder: legacy, new) {
      self = inOrder
      return
    }
    let bits = legacyByKey?.bits ?? Partition.bits(rows: max(legacy.count, new.count), parallelism)
    let left = legacyByKey ?? Partition(legacy.joinNumbers, bits: bits)
    let right =
      newByKey.flatMap { $0.bits == bits ? $0 : nil }
      ?? Partition(new.joinNumbers, bits: bits, isIncluded: new.inclusion.contains)
    let legacyRows = Vector<Int32>(repeating: -1, count: new.count)
    let counts = Vector<UInt8>(repeating: 0, count: legacy.count)
    forEachPartition(left.count, parallelism) { partition in
      let keys = left.bounds[partition]..<left.bounds[partition + 1]
      var index = PartitionIndex(capacity: keys.count)
      let isExpected = legacy.inclusion
      for place in keys where isExpected.contains(Int(left.rows[place])) {
        _ = index.enter(left.keys[place], row: left.rows[place])
      }
      for place in right.bounds[partition]..<right.bounds[partition + 1] {
        let row = index.find(right.keys[place])
        guard row >= 0 else { continue }
        legacyRows[Int(right.rows[place])] = row
        if counts[Int(row)] < 255 { counts[Int(row)] += 1 }
      }
    }
    self.legacyRows = legacyRows
    self.counts = counts
    isOneToOne = false
    (matched, unexpected, duplicates) = Self.tally(legacyRows, counts, new)
  }

  /// Joins two sides of the same order, which is the usual case: the new side has the expected keys one by one, perhaps
  /// not all of them up to the last. As those are distinct, so are the new side's. Nil for anything else.
  private init?(inOrder legacy: Table<Legacy>, _ new: Table<New>) {
    let legacyRows = Vector<Int32>(repeating: -1, count: new.count)
    let counts = Vector<UInt8>(repeating: 0, count: legacy.count)
    let (expected, found) = (legacy.joinNumbers, new.joinNumbers)
    let (isExpected, isThere) = (legacy.inclusion, new.inclusion)
    let count = legacy.count
    var next = 0
    for row in 0..<new.count {
      while next < count, !isExpected.contains(next) { next += 1 }
      guard next < count, isThere.contains(row), found[row] == expected[next] else { return nil }
      legacyRows[row] = Int32(truncatingIfNeeded: next)
      counts[next] = 1
      next += 1
    }
    self.legacyRows = legacyRows
    self.counts = counts
    isOneToOne = true
    (matched, unexpected, duplicates) = (new.count, 0, 0)
  }

  private static func tally(
    _ legacyRows: Vector<Int32>, _ counts: Vector<UInt8>, _ new: Table<New>
  ) -> (matched: Int, unexpected: Int, duplicates: Int) {
    let matched = counts.values.reduce(0) { $0 + ($1 != 0 ? 1 : 0) }
    let unexpected = legacyRows.values.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
    return (matched, unexpected, legacyRows.count - unexpected - matched)
  }
}

/// Which record of the archive is which expected record: both sides joined by key.
struct Alignment: Sendable {
  /// For each row of the archive's table the expected row with its id; -1 for a record from nowhere, or one
  /// without a readable id.
  let expectedRow: Vector<Int32>
  /// For each expected row, how many records of the archive have its id (255 stands for more).
  let arrivals: Vector<UInt8>

  /// Whether every record of the archive is known to have an expected row of its own.
  let isOneToOne: Bool

  /// Joins `expected` (unique ids, rows without an expectation excluded) with `found`.
  ///
  /// Complexity: O(rows) of both sides.
  ///
  /// - Parameters:
  ///   - expectedByID, foundByID: both sides spread by the same bits, where that was done before.
  ///   - isReference: whether fast paths are off.
  init(
    expected: Vector<Int64>, _ expectedByID: Partition? = nil, isExpected: @Sendable (Int) -> Bool,
    found: RecordTable, _ foundByID: Partition? = nil, parallelism: Parallelism, isReference: Bool
  ) {
    if !isReference, let inOrder = Self(inOrder: expected, isExpected: isExpected, found: found) {
      self = inOrder
      return
    }
    let bits = expectedByID?.bits ?? Partition.bits(rows: max(expected.count, found.count), parallelism)
    let left = expectedByID ?? Partition(expected, bits: bits)
    let right = foundByID.flatMap { $0.bits == bits ? $0 : nil } ?? found.spread(bits: bits)
    let expectedRow = Vector<Int32>(repeating: -1, count: found.count)
    let arrivals = Vector<UInt8>(repeating: 0, count: expected.count)
    forEachPartition(left.count, parallelism) { partition in
      let keys = left.bounds[partition]..<left.bounds[partition + 1]
      var index = PartitionIndex(capacity: keys.count)
      for place in keys where isExpected(Int(left.rows[place])) {
        _ = index.enter(left.keys[place], row: left.rows[place])
      }
      for place in right.bounds[partition]..<right.bounds[partition + 1] {
        let row = index.find(right.keys[place])
        guard row >= 0 else { continue }
        expectedRow[Int(right.rows[place])] = row
        if arrivals[Int(row)] < 255 { arrivals[Int(row)] += 1 }
      }
    }
    self.expectedRow = expectedRow
    self.arrivals = arrivals
    isOneToOne = false
  }

  /// Joins two sides of the same order, which is the usual case: the archive has the expected ids one by one, perhaps
  /// not all of them up to the last. As those are unique, so are the archive's. Nil for any other archive.
  private init?(inOrder expected: Vector<Int64>, isExpected: (Int) -> Bool, found: RecordTable) {
    let expectedRow = Vector<Int32>(repeating: -1, count: found.count)
    let arrivals = Vector<UInt8>(repeating: 0, count: expected.count)
    var next = 0
    for row in 0..<found.count {
      while next < expected.count, !isExpected(next) { next += 1 }
      guard next < expected.count, found.has(.id, row), found.id[row] == expected[next] else { return nil }
      expectedRow[row] = Int32(truncatingIfNeeded: next)
      arrivals[next] = 1
      next += 1
    }
    self.expectedRow = expectedRow
    self.arrivals = arrivals
    isOneToOne = true
  }
}

/// Which record of the archive is which expected record: both sides joined by key.
struct Alignment: Sendable {
  /// For each row of the archive's table the expected row with its id; -1 for a record from nowhere, or one
  /// without a readable id.
  let expectedRow: Vector<Int32>
  /// For each expected row, how many records of the archive have its id (255 stands for more).
  let arrivals: Vector<UInt8>

  /// Joins `expected` (unique ids, rows without an expectation excluded) with `found`.
  ///
  /// Complexity: O(rows) of both sides.
  init(
    expected: Vector<Int64>, isExpected: @Sendable (Int) -> Bool, found: RecordTable, jobs: Int
  ) {
    let bits = Partition.bits(rows: max(expected.count, found.count))
    let left = Partition(expected, bits: bits, isIncluded: isExpected)
    let right = Partition(found.id, bits: bits) { found.has(.id, $0) }
    let expectedRow = Vector<Int32>(repeating: -1, count: found.count)
    let arrivals = Vector<UInt8>(repeating: 0, count: expected.count)
    forEachPartition(left.count, jobs: jobs) { partition in
      let keys = left.bounds[partition]..<left.bounds[partition + 1]
      var index = PartitionIndex(capacity: keys.count)
      for place in keys { _ = index.enter(left.keys[place], row: left.rows[place]) }
      for place in right.bounds[partition]..<right.bounds[partition + 1] {
        let row = index.find(right.keys[place])
        guard row >= 0 else { continue }
        expectedRow[Int(right.rows[place])] = row
        if arrivals[Int(row)] < 255 { arrivals[Int(row)] += 1 }
      }
    }
    self.expectedRow = expectedRow
    self.arrivals = arrivals
  }
}

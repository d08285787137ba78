/// Which comments must arrive: the rows without their repetitions.
struct ExpectedComments: Sendable {
  /// For each row of `CommentRows`.
  let state: Vector<RowState>
  /// For each row the kept one of its id.
  let keptRow: Vector<Int32>
  let expectedCount: Int

  /// - Complexity: O(rows).
  ///
  /// - Parameters:
  ///   - chats: the systems before those that have their ids in common.
  ///   - byID: the rows, spread by id.
  ///   - decided: the rows on which people decided.
  init(
    _ rows: CommentRows, chats: Int, byID partition: Partition, _ same: Sameness, keepsLast: Bool,
    decided: Set<Int32> = [],
    _ parallelism: Parallelism
  ) {
    let state = Vector<RowState>(repeating: .expected, count: rows.count)
    let keptRow = Vector<Int32>(repeating: 0, count: rows.count)
    let systems = rows.systems
    forEachPartition(partition.count, parallelism) { number in
      let places = partition.bounds[number]..<partition.bounds[number + 1]
      var kept = PartitionIndex(capacity: places.count)
      for place in places {
        let row = partition.rows[place]
        let (known, isNew) = kept.enter(partition.keys[place], row: row)
        if !isNew, keepsLast, systems.shareIDs(Int(known), Int(row), chats: chats) {
          kept.replace(partition.keys[place], row: row)
        }
      }
      for place in places where !decided.isEmpty && decided.contains(partition.rows[place]) {
        let (row, known) = (partition.rows[place], kept.find(partition.keys[place]))
        if systems.shareIDs(Int(known), Int(row), chats: chats) {
          kept.replace(partition.keys[place], row: row)
        }
      }
      for place in places { keptRow[Int(partition.rows[place])] = kept.find(partition.keys[place]) }
    }
    // In the order of the table, where a row and its kept one are near each other as a rule.
    forEachRun(ofRows: rows.count, parallelism) { run in
      for row in run {
        let keeper = Int(keptRow[row])
        if keeper == row { continue }
        state[row] =
          !systems.shareIDs(keeper, row, chats: chats)
          ? .colliding
          : same.comments(row, keeper)
            ? .duplicate : decided.contains(Int32(truncatingIfNeeded: keeper)) ? .decided : .conflicting
      }
    }
    self.state = state
    self.keptRow = keptRow
    expectedCount = state.values.reduce(0) { $0 + ($1 == .expected ? 1 : 0) }
  }

  /// The kept rows that others contradict.
  var contradicted: Set<Int32> {
    var kept: Set<Int32> = []
    for row in 0..<state.count where state[row] == .conflicting || state[row] == .decided {
      kept.insert(keptRow[row])
    }
    return kept
  }
}

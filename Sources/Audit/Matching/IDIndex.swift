/// The ids of a table of the archive, each with its first row and the first of the batches that hold it.
final class IDIndex: @unchecked Sendable {  // filled in `init`, then only read
  private var numbers: KeyMap
  private let firstRow = Vector<Int32>()
  private let firstBatch = Vector<BatchKey>()

  /// - Complexity: O(rows).
  ///
  /// - Parameter batches: those of the table.
  init(_ table: ArchiveRecords, _ batches: [BatchRow]) {
    numbers = KeyMap(minimumCapacity: table.count)
    for row in 0..<table.count where table.hasID(row) {
      let batch = batches[table.arrival(row)].key
      let (number, isNew) = numbers.number(table.id[row])
      if isNew {
        firstRow.append(Int32(truncatingIfNeeded: row))
        firstBatch.append(batch)
      } else if batch < firstBatch[Int(number)] {
        firstRow[Int(number)] = Int32(truncatingIfNeeded: row)
        firstBatch[Int(number)] = batch
      }
    }
  }

  func contains(_ id: Int64) -> Bool { numbers.find(id) != nil }

  /// The first record with `id`: its row, and the batch that brings it.
  func find(_ id: Int64) -> (row: Int, batch: BatchKey)? {
    numbers.find(id).map { (Int(firstRow[Int($0)]), firstBatch[Int($0)]) }
  }
}

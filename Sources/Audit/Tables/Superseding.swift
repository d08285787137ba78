import Archive
import Plan

// A record of a later delivery replaces that of an earlier one with its id, at the place that the earlier one has: the new
// platform changes the record that it has, and adds none. What is replaced is not judged.

extension ArchiveTables {
  /// Drops the rows that a later delivery replaces. To be called once, when the last batch of the last delivery is in.
  ///
  /// Of an id that a delivery has twice neither replaces the other: they are duplicates, as in one archive.
  /// - Complexity: O(rows) where there are several deliveries.
  func supersede() {
    for number in read.indices {
      read[number].records = records.map { _ in 0 }
      read[number].superseded = read[number].records
    }
    for batch in batches {
      for (type, rows) in batch.rows.enumerated() { read[batch.delivery].records[type] += rows.count }
    }
    if read.count > 1 { for type in records.indices { supersede(type) } }
  }

  private func supersede(_ type: Int) {
    let table = records[type]
    let latest = LatestDeliveries(table, batches)
    guard latest.hasSeveral else { return }
    var (slots, rows): ([Int32], [Int32]) = ([], [])
    var order: [(slot: Int32, row: Int32)] = []
    var isPlaced = [Bool](repeating: false, count: latest.count)
    for row in 0..<table.count {
      let own = Int32(truncatingIfNeeded: row)
      guard let id = latest.number(of: row) else {
        order.append((own, own))
        continue
      }
      let delivery = batches[Int(table.batch[row])].delivery
      if delivery < latest.delivery[id] {
        read[delivery].superseded[type] += 1
        continue
      }
      order.append((isPlaced[id] ? own : latest.firstRow[id], own))
      isPlaced[id] = true
    }
    order.sort { $0.slot < $1.slot }
    for (slot, row) in order {
      slots.append(slot)
      rows.append(row)
    }
    table.keep(rows, at: slots, number: type, batches)
    move(rows, of: type)
    divide(slots, of: type)
  }

  /// Mentions are of rows that are kept, by their new numbers.
  private func move(_ rows: [Int32], of type: Int) {
    guard mentions.contains(where: { $0.type == type }) else { return }
    let places = Dictionary(uniqueKeysWithValues: rows.enumerated().map { (Int($1), $0) })
    mentions = mentions.compactMap { mention in
      guard mention.type == type else { return mention }
      var moved = mention
      guard let place = places[mention.row] else { return nil }
      moved.row = place
      return moved
    }
  }

  /// The rows of each batch are those at its places.
  private func divide(_ slots: [Int32], of type: Int) {
    var next = 0
    for batch in batches.indices {
      let first = next
      while next < slots.count, Int(slots[next]) < batches[batch].rows[type].upperBound { next += 1 }
      batches[batch].rows[type] = first..<next
    }
  }
}

/// For each id of a table its first row, and the last delivery that has it.
private struct LatestDeliveries: ~Copyable {
  private var ids: KeyMap
  private let table: ArchiveRecords
  private(set) var firstRow: [Int32] = []
  private(set) var delivery: [Int] = []
  /// Whether an id is in several deliveries.
  private(set) var hasSeveral = false

  init(_ table: ArchiveRecords, _ batches: [BatchRow]) {
    self.table = table
    ids = KeyMap(minimumCapacity: table.count)
    for row in 0..<table.count where table.hasID(row) {
      let (own, (number, isNew)) = (batches[Int(table.batch[row])].delivery, ids.number(table.id[row]))
      if isNew {
        firstRow.append(Int32(truncatingIfNeeded: row))
        delivery.append(own)
      } else if own > delivery[Int(number)] {
        delivery[Int(number)] = own
        hasSeveral = true
      }
    }
  }

  var count: Int { ids.count }

  /// The number of a row's id; nil of a row without one.
  func number(of row: Int) -> Int? {
    table.hasID(row) ? ids.find(table.id[row]).map { Int($0) } : nil
  }
}

extension ArchiveRecords {
  /// Keeps some rows, in their order.
  ///
  /// - Parameters:
  ///   - slots: for each of them the row whose place it takes.
  ///   - number: of the table.
  fileprivate func keep(_ rows: [Int32], at slots: [Int32], number: Int, _ batches: [BatchRow]) {
    let (ordinals, arrivals) = (Vector<UInt32>(), Vector<Int32>())
    for (row, slot) in zip(rows, slots) {
      let first = batches[Int(batch[Int(row)])].rows[number].lowerBound
      ordinals.append(UInt32(truncatingIfNeeded: Int(row) - first))
      arrivals.append(batch[Int(slot)])
    }
    var keeping = RowsToKeep(rows: rows)
    visitColumns(&keeping, count: count)
    (self.ordinals, self.arrivals) = (ordinals, arrivals)
  }
}

/// Keeps some rows of every column.
private struct RowsToKeep: ArchiveColumnVisitor {
  typealias Failure = Never

  let rows: [Int32]

  func visit<Number: FixedWidthInteger & BitwiseCopyable>(_ column: Vector<Number>) { column.keep(rows) }
  func visit(_ column: MostlyZero<Int32>, count: Int) { column.keep(rows) }
  func visit(digests column: Vector<UInt64>) { column.keep(rows) }
  func visit(_ column: FieldColumn) { column.keep(rows) }
  func visit(_ texts: TextPool) {}
}

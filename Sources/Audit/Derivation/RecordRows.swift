import Exports
import Plan

/// The rows of a source of which one row is one record, or of a declared table: a key and typed values for each.
final class RecordRows: @unchecked Sendable {  // filled by one thread, then only read
  /// The key of each row as a value.
  let key = FieldColumn()
  /// What rows are joined and distinguished by: the id itself, or the digest of another key.
  let keyNumber = Vector<Int64>()
  let position = RowPositions()
  /// The custom fields, by the columns of their layout.
  let fields: [FieldColumn]
  let losses = LossMarks()
  /// Of a declared table.
  let texts = ShortTexts()
  var lineage = Lineage()

  init(columns: Int) { fields = (0..<columns).map { _ in FieldColumn() } }

  var count: Int { keyNumber.count }

  func append(key: FieldValue, values: [FieldValue], place: RecordPlace) {
    self.key.append(key)
    keyNumber.append(key.joinNumber)
    position.append(place)
    for (column, value) in zip(fields, values) { column.append(value) }
  }
}

extension FieldValue {
  /// A number by which equal values are found: an integer is its own, any other value's is a digest, which may be that of
  /// another value as well.
  var joinNumber: Int64 {
    kind == .integer ? number : Int64(bitPattern: fold(payload ^ 0x9E37_79B9_7F4A_7C15, UInt64(tag) | 1))
  }
}

/// Which of such rows must arrive: distinct by key.
struct ExpectedRecords: Sendable {
  /// For each row.
  let state: Vector<RowState>
  /// For each row the kept one of its key.
  let keptRow: Vector<Int32>
  let expectedCount: Int

  /// - Complexity: O(rows).
  ///
  /// - Parameter decided: by keys, the rows on which people decided.
  init(_ rows: RecordRows, keepsLast: Bool, decided: [Int64: Int32] = [:]) {
    state = Vector(repeating: .expected, count: rows.count)
    keptRow = Vector(repeating: 0, count: rows.count)
    var kept = PartitionIndex(capacity: rows.count)
    for row in 0..<rows.count {
      let (_, isNew) = kept.enter(rows.keyNumber[row], row: Int32(truncatingIfNeeded: row))
      if !isNew, keepsLast { kept.replace(rows.keyNumber[row], row: Int32(truncatingIfNeeded: row)) }
    }
    for (key, row) in decided { kept.replace(key, row: row) }
    var expected = 0
    for row in 0..<rows.count {
      let keeper = Int(kept.find(rows.keyNumber[row]))
      keptRow[row] = Int32(truncatingIfNeeded: keeper)
      if keeper == row {
        expected += 1
      } else {
        let isSame = rows.fields.allSatisfy { $0[row] == $0[keeper] }
        state[row] = isSame ? .duplicate : decided[rows.keyNumber[row]] == nil ? .conflicting : .decided
      }
    }
    expectedCount = expected
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

/// What became of an accepted row of an export.
enum RowState: UInt8, BitwiseCopyable, Sendable {
  /// It must arrive.
  case expected
  /// It repeats the kept row of its key.
  case duplicate
  /// It contradicts the kept row of its key.
  case conflicting
  /// It contradicts the kept row of its key, on which people decided.
  case decided
  /// Its id in the archive is that of a record of another system.
  case colliding
  /// A conversation that only rows tell of which must not arrive.
  case unused
}

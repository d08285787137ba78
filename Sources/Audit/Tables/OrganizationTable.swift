/// The organizations that an export has, one row for each record.
final class OrganizationTable: @unchecked Sendable {  // filled by one thread, then only read
  let id = Vector<Int64>()
  let line = Vector<UInt32>()
  let fields: [FieldColumn]
  var fileStarts = FileStarts()
  var leftOut = LeftOutRows()

  init(_ layout: FieldLayout) {
    fields = layout.makeColumns()
  }

  var count: Int { id.count }
}

/// Which of them must arrive.
struct ExpectedOrganizations: Sendable {
  /// For each row of the table; an organization cannot collide.
  let state: Vector<ExpectedTables.RowState>
  /// For each row the kept one of its id.
  let keptRow: Vector<Int32>

  /// Complexity: O(rows).
  init(_ table: OrganizationTable, keepsLast: Bool) {
    state = Vector(repeating: .expected, count: table.count)
    keptRow = Vector(repeating: 0, count: table.count)
    var kept = PartitionIndex(capacity: table.count)
    for row in 0..<table.count {
      let (_, isNew) = kept.enter(table.id[row], row: Int32(truncatingIfNeeded: row))
      if !isNew, keepsLast { kept.replace(table.id[row], row: Int32(truncatingIfNeeded: row)) }
    }
    for row in 0..<table.count {
      let keeper = Int(kept.find(table.id[row]))
      keptRow[row] = Int32(truncatingIfNeeded: keeper)
      if keeper == row { continue }
      state[row] = table.fields.allSatisfy { $0[row] == $0[keeper] } ? .duplicate : .conflicting
    }
  }
}

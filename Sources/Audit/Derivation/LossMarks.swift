import Exports

/// In which fields rows lose something that the plan states as lost, row by row: the bits of `RecordFields.lossy` of their
/// source. Takes memory only where a source of the rows states a loss.
final class LossMarks: @unchecked Sendable {  // filled by one thread, then only read
  private let marks = Vector<UInt64>()

  subscript(row: Int) -> UInt64 { row < marks.count ? marks[row] : 0 }

  /// Marks a row, which comes after all that are marked.
  func mark(_ row: Int, _ fields: RecordFields, _ block: RecordBlock, _ record: Int) {
    if fields.lossy.isEmpty { return }
    // Rows of sources that state no loss are between them.
    while marks.count < row { marks.append(0) }
    marks.append(fields.losses(block, record))
  }
}

import Plan

/// The old side of a comparison: tables of what the exports say.
enum Legacy {}

/// The new side of a comparison: tables of what the archive, or a list read back, says.
enum New {}

/// A row of a table of one side. Rows of the two sides are different types, so that one can't be taken for the other.
struct Row<Side>: Hashable, Comparable, Sendable {
  let index: Int

  init(_ index: Int) { self.index = index }

  static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// The most rows that a table may have: row numbers are kept in 32 bits.
///
/// Beyond it nothing is judged; see `RowLimitError`. A parameter of an audit, which tests lower.
struct RowLimit: Sendable {
  static let standard = RowLimit(rows: Int(Int32.max) - 1)

  let rows: Int

  /// - Throws: `RowLimitError` where a table of `count` rows would get `more` than it can have.
  func require(_ count: Int, _ more: Int, in name: String) throws(RowLimitError) {
    if count > rows - more { throw RowLimitError(table: name, limit: rows) }
  }
}

/// A table has more rows than can be judged.
struct RowLimitError: Error, CustomStringConvertible {
  let table: String
  let limit: Int

  var description: String {
    "\(table) has more than \(counted(limit, "row")), the most that one audit can judge; split the migration, and audit "
      + "each part with a plan of its own"
  }
}

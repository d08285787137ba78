import Plan

/// Elapsed: no more than `max` passes between two times of a row, and the second is not the earlier one. A row without the
/// second time fails, one without the first says nothing.
///
/// - Complexity: one pass over the table.
struct ElapsedCheck: Check, RowJudge {
  static let name = "elapsed"
  private let column: ColumnReference
  private let start: String
  private let most: Int
  let filter: RowFilter?

  var table: TableReference { column.table }

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    start = try parameters.text("since")
    most = try parameters.seconds("max", default: -1)
    if most < 0 { throw RuleError(page: parameters.page, message: "max: is missing from the front matter") }
    filter = try RowFilter(&parameters)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    for (key, name) in [("column", column.column), ("since", start)] {
      guard let reference = ColumnReference("\(table).\(name)") else { continue }
      try reference.validate(plan, page, key: key)
      if reference.fieldType(plan) != .timestamp {
        throw RuleError(page: page, message: "\(key): expected a column of times, found '\(reference)'")
      }
    }
    try filter?.validate(table, plan, page)
  }

  func inputs(_ plan: Plan) -> Set<Input> { column.inputs(plan) }
  func subject(_ plan: Plan) -> Subject {
    subject(column.shortName, "within \(lengthOfTime(Int64(most))) of \(start)", plan)
  }

  func measure(_ facts: Facts) -> Measurement { measureRows(facts) }

  func fault<Side>(of table: Table<Side>, _ facts: Facts) -> (Row<Side>) -> RowFault? {
    guard let ends = table[column.column], let starts = table[start] else { return { _ in nil } }
    let bound = lengthOfTime(Int64(most))
    return { [most] row in
      guard let start = starts.value(row).instant else { return nil }
      guard let end = ends.value(row).instant else {
        return RowFault(words: "has no \(ends.name)", expected: "within \(bound)", found: "null")
      }
      let length = Instant(
        seconds: end.seconds - start.seconds, nanoseconds: end.nanoseconds - start.nanoseconds)
      let isEarlier = end < start
      let isLate = (length.seconds, length.nanoseconds) > (Int64(most), 0)
      guard isEarlier || isLate else { return nil }
      let words = lengthOfTime(length.seconds)
      return RowFault(
        words: isEarlier
          ? "has a \(ends.name) before its \(starts.name): \(end.text), \(start.text)"
          : "took \(words) from \(starts.name) to \(ends.name), at most \(bound) is allowed",
        expected: "within \(bound)", found: words)
    }
  }

  func summary(_ faulty: Int, of rows: String) -> String {
    let bound = lengthOfTime(Int64(most))
    return faulty == 0
      ? "\(rows), \(column.column) within \(bound) of \(start)"
      : "\(rows) \(verb(faulty, "is", "are")) not within \(bound)"
  }
}

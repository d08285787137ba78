import Plan

/// In table: every value of a column is a key of another table of the plan. Null names nothing.
///
/// - Complexity: one pass over each table.
struct InTableCheck: Check, RowJudge {
  static let name = "in-table"
  private let column: ColumnReference
  private let other: TableReference
  let filter: RowFilter?

  var table: TableReference { column.table }

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    other = try parameters.table("in")
    filter = try RowFilter(&parameters)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try column.validate(plan, page, key: "column")
    try other.validate(plan, page, key: "in")
    try filter?.validate(table, plan, page)
  }

  func inputs(_ plan: Plan) -> Set<Input> { column.inputs(plan).union(other.inputs(plan)) }
  func subject(_ plan: Plan) -> Subject { subject(column.shortName, "a key of \(other)", plan) }
  func measure(_ facts: Facts) -> Measurement { measureRows(facts) }

  func fault<Side>(of table: Table<Side>, _ facts: Facts) -> (Row<Side>) -> RowFault? {
    guard let column = table[column.column] else { return { _ in nil } }
    let keys = facts.keyNumbers(of: other)
    let name = other.description
    return { row in
      let value = column.value(row)
      if value.kind == .null || keys.contains(value.joinNumber) { return nil }
      return RowFault(
        words: "has the \(column.name) \(table.shown(value)), which \(name) does not have",
        expected: "a key of \(name)",
        found: table.shown(value))
    }
  }

  func summary(_ faulty: Int, of rows: String) -> String {
    faulty == 0
      ? "\(rows), each \(column.column) is in \(other)"
      : "\(rows) \(verb(faulty, "has", "have")) a \(column.column) that \(other) does not have"
  }
}

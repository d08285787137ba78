import Plan

/// Agree: two columns of a row have one value, such as the queue that a routing test expects and the one that it reached.
///
/// - Complexity: one pass over the table.
struct AgreeCheck: Check, RowJudge {
  static let name = "agree"
  private let column: ColumnReference
  private let other: String
  let filter: RowFilter?

  var table: TableReference { column.table }

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    other = try parameters.text("with")
    filter = try RowFilter(&parameters)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try column.validate(plan, page, key: "column")
    try ColumnReference("\(table).\(other)")?.validate(plan, page, key: "with")
    try filter?.validate(table, plan, page)
  }

  func inputs(_ plan: Plan) -> Set<Input> { column.inputs(plan) }
  func subject(_ plan: Plan) -> Subject { subject(column.shortName, "equal to \(other)", plan) }
  func measure(_ facts: Facts) -> Measurement { measureRows(facts) }

  func fault<Side>(of table: Table<Side>, _ facts: Facts) -> (Row<Side>) -> RowFault? {
    guard let column = table[column.column], let other = table[other] else { return { _ in nil } }
    return { row in
      let (found, expected) = (column.value(row), other.value(row))
      if found == expected { return nil }
      let (shown, wanted) = (table.groupName(found), table.groupName(expected))
      return RowFault(
        words: "has the \(column.name) \(shown), expected \(wanted) (\(other.name))", expected: wanted,
        found: shown)
    }
  }

  func summary(_ faulty: Int, of rows: String) -> String {
    faulty == 0
      ? "\(rows), \(column.column) equal to \(other)"
      : "\(rows) \(verb(faulty, "has", "have")) another \(column.column) than \(other)"
  }
}

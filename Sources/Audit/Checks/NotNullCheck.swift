import Plan

/// Not null: no row has nothing in a column.
///
/// - Complexity: one pass over the table.
struct NotNullCheck: Check, RowJudge {
  static let name = "not-null"
  private let column: ColumnReference
  let filter: RowFilter?

  var table: TableReference { column.table }

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    filter = try RowFilter(&parameters)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try column.validate(plan, page, key: "column")
    try filter?.validate(table, plan, page)
  }

  func inputs(_ plan: Plan) -> Set<Input> { column.inputs(plan) }
  func subject(_ plan: Plan) -> Subject { subject(column.shortName, "not null", plan) }
  func measure(_ facts: Facts) -> Measurement { measureRows(facts) }

  func fault<Side>(of table: Table<Side>, _ facts: Facts) -> (Row<Side>) -> RowFault? {
    guard let values = table[column.column] else { return { _ in nil } }
    return { [name = column.column] row in
      [.null, .missing].contains(values.value(row).kind)
        ? RowFault(words: "has no \(name)", expected: "a value", found: "null") : nil
    }
  }

  func summary(_ faulty: Int, of rows: String) -> String {
    faulty == 0
      ? "\(rows), none without \(column.column)"
      : "\(rows) \(verb(faulty, "has", "have")) no \(column.column)"
  }
}

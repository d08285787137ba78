import Plan

/// Accepted values: every value of a column is one of the words of `values:`; `null` is the word for null.
///
/// - Complexity: one pass over the table.
struct AcceptedValuesCheck: Check, RowJudge {
  static let name = "accepted-values"
  private let column: ColumnReference
  private let values: [String]
  let filter: RowFilter?

  var table: TableReference { column.table }

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    values = try parameters.texts("values")
    filter = try RowFilter(&parameters)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try column.validate(plan, page, key: "column")
    try filter?.validate(table, plan, page)
  }

  func inputs(_ plan: Plan) -> Set<Input> { column.inputs(plan) }
  func subject(_ plan: Plan) -> Subject {
    subject(column.shortName, "one of: \(values.joined(separator: ", "))", plan)
  }

  func measure(_ facts: Facts) -> Measurement { measureRows(facts) }

  func fault<Side>(of table: Table<Side>, _ facts: Facts) -> (Row<Side>) -> RowFault? {
    guard let column = table[column.column] else { return { _ in nil } }
    let accepted = values.flatMap { RowFilter.values(of: $0) }
    let words = values.joined(separator: ", ")
    return { row in
      let value = column.value(row)
      if accepted.contains(value) { return nil }
      let found = table.groupName(value)
      return RowFault(
        words: "has the \(column.name) \(found), which is none of: \(words)", expected: words, found: found)
    }
  }

  func summary(_ faulty: Int, of rows: String) -> String {
    faulty == 0
      ? "\(rows), \(column.column) as accepted"
      : "\(rows) \(verb(faulty, "has", "have")) another \(column.column)"
  }
}

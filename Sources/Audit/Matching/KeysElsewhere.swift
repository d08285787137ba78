import Plan

/// Keys of one system by those of another, as a declared table maps them: `through: import_log.new_id` gives each key of
/// `import_log` the value of its column `new_id`.
struct KeysElsewhere {
  private let values: [Int64: FieldValue]

  init(_ column: ColumnReference, _ facts: Facts) {
    var values: [Int64: FieldValue] = [:]
    func read<Side>(_ table: Table<Side>) {
      guard let found = table[column.column] else { return }
      for index in 0..<table.count where table.includes(Row(index)) {
        values[table.joinNumbers[index]] = found.value(Row(index))
      }
    }
    if let table = facts.legacy(column.table) { read(table) }
    if let table = facts.new(column.table) { read(table) }
    self.values = values
  }

  /// - Throws: `RuleError` for a column that no declared table of the plan has.
  static func validate(
    _ column: ColumnReference?, _ plan: Plan, _ page: String, key: String = "through"
  ) throws(RuleError) {
    guard let column else { return }
    try column.validate(plan, page, key: key)
    if column.table.kind != .declared {
      throw RuleError(
        page: page, message: "\(key): expected a column of one of the plan's tables, found '\(column)'")
    }
  }

  /// What a key is called there: null stays null, and one that the table does not have is missing.
  subscript(value: FieldValue) -> FieldValue {
    value.kind == .null ? value : values[value.joinNumber] ?? .missing
  }

  /// The table with its rows joined by their keys elsewhere. A row without one finds nothing.
  func rekeyed<Side>(_ table: Table<Side>) -> Table<Side> {
    // What no key is likely to be; whether one is, changes from run to run, and so can't be made to be.
    let nowhere = Int64.random(in: .min...(.max))
    let numbers = Vector<Int64>(repeating: nowhere, count: table.count)
    for index in 0..<table.count {
      let value = values[table.joinNumbers[index]] ?? .missing
      if ![.null, .missing].contains(value.kind) { numbers[index] = value.joinNumber }
    }
    var rekeyed = table
    rekeyed.joinNumbers = numbers
    return rekeyed
  }
}

/// `except: retired_setup`, `except: import_log.status = rejected`: keys that a table of the plan names.
struct ExceptedKeys: Sendable, CustomStringConvertible {
  let table: TableReference
  private let filter: RowFilter?
  let description: String

  init?(_ parameters: inout Parameters) throws(RuleError) {
    guard let text = try parameters.optionalText("except") else { return nil }
    description = text
    guard text.contains("=") else {
      (table, filter) = (TableReference(text), nil)
      return
    }
    guard let comparison = Comparison(text), let column = ColumnReference(comparison.column) else {
      throw RuleError(
        page: parameters.page, message: "except: expected 'TABLE' or 'TABLE.COLUMN = value', found '\(text)'")
    }
    (table, filter) = (column.table, RowFilter(comparison, key: "except"))
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try table.validate(plan, page, key: "except")
    try filter?.validate(table, plan, page)
  }

  /// What the rows of the keys are joined by.
  func numbers(_ facts: Facts) -> Set<Int64> { facts.keyNumbers(of: table, where: filter) }
}

extension Facts {
  /// What rows of a table, those that a filter means, are joined by.
  func keyNumbers(of table: TableReference, where filter: RowFilter? = nil) -> Set<Int64> {
    if let table = legacy(table) { return numbers(table, filter) }
    return new(table).map { numbers($0, filter) } ?? []
  }

  private func numbers<Side>(_ table: Table<Side>, _ filter: RowFilter?) -> Set<Int64> {
    let isMeant = filter?(table) ?? { _ in true }
    var numbers = Set<Int64>()
    for index in 0..<table.count where table.includes(Row(index)) && isMeant(Row(index)) {
      numbers.insert(table.joinNumbers[index])
    }
    return numbers
  }
}

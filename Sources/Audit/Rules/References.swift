import Plan

/// A table as a rule page names it: `expected.comments`, `archive.comments`, or one of the plan's `tables:`.
struct TableReference: Sendable, Equatable, CustomStringConvertible {
  enum Kind: Sendable, Equatable {
    case expected, archive, declared
  }

  let kind: Kind
  /// Of the record type or table.
  let name: String

  init(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count) {
    case ("expected", 2): (kind, name) = (.expected, parts[1])
    case ("archive", 2): (kind, name) = (.archive, parts[1])
    default: (kind, name) = (.declared, text)
    }
  }

  var description: String {
    switch kind {
    case .expected: "expected.\(name)"
    case .archive: "archive.\(name)"
    case .declared: name
    }
  }

  func type(_ plan: Plan) -> RecordType? { kind == .declared ? nil : plan.schema.first { $0.name == name } }

  func table(_ plan: Plan) -> TablePlan? { kind == .declared ? plan.tables.first { $0.name == name } : nil }

  /// Whether the table is one of the legacy side.
  func isLegacy(_ plan: Plan) -> Bool { kind == .expected || table(plan)?.side == .legacy }

  /// What must be read for it.
  func inputs(_ plan: Plan) -> Set<Input> {
    switch kind {
    case .archive: return [.archive]
    case .expected where name == RecordType.users.name: return [.conversations, .people]
    case .expected where type(plan)?.isCore == true: return [.conversations]
    case .expected: return [.records(name)]
    case .declared: return [.table(name)]
    }
  }

  /// The columns that the table has under a plan.
  func columns(_ plan: Plan) -> [String] {
    if let table = table(plan) { return table.columns.map(\.field) }
    guard let type = type(plan) else { return [] }
    return type.fields.map(\.name) + FieldLayouts(plan)[type].keys
  }

  /// Whether the plan has the table.
  func isThere(_ plan: Plan) -> Bool { type(plan) != nil || table(plan) != nil }

  /// - Throws: `RuleError` for a table that the plan does not have.
  func validate(_ plan: Plan, _ page: String, key: String) throws(RuleError) {
    if isThere(plan) { return }
    let known =
      plan.schema.flatMap { ["expected.\($0.name)", "archive.\($0.name)"] } + plan.tables.map(\.name)
    let near = nearest(to: description, among: known).map { "did you mean '\($0)'?" }
    throw RuleError(
      page: page,
      message: "\(key): the plan has no table '\(self)'; \(near ?? "it has " + known.joined(separator: ", "))"
    )
  }
}

extension TableReference {
  /// Proves that a page compares a table of the old side with one of the new side.
  ///
  /// - Throws: `RuleError` for a table that the plan does not have, or that is of the other side.
  static func validate(
    from: TableReference, to: TableReference, _ plan: Plan, _ page: String
  ) throws(RuleError) {
    try from.validate(plan, page, key: "from")
    try to.validate(plan, page, key: "to")
    guard from.isLegacy(plan), !to.isLegacy(plan) else {
      throw RuleError(
        page: page, message: "from: must be a table of the legacy side, and 'to' one of the new side")
    }
  }
}

/// A column as a rule page names it: `archive.comments.author_id`, `legacy_sla.due_at`.
struct ColumnReference: Sendable, Equatable, CustomStringConvertible {
  let table: TableReference
  let column: String

  init?(_ text: String) {
    guard let dot = text.lastIndex(of: "."), dot != text.startIndex else { return nil }
    table = TableReference(String(text[..<dot]))
    column = String(text[text.index(after: dot)...])
    if column.isEmpty { return nil }
  }

  var description: String { "\(table).\(column)" }
  /// As the matrix names the new side: `comments.author_id`.
  var shortName: String { "\(table.name).\(column)" }

  func inputs(_ plan: Plan) -> Set<Input> { table.inputs(plan) }

  /// Whether the plan has the table and its column.
  func isThere(_ plan: Plan) -> Bool { table.isThere(plan) && table.columns(plan).contains(column) }

  /// - Throws: `RuleError` for a table or column that the plan does not have.
  func validate(_ plan: Plan, _ page: String, key: String) throws(RuleError) {
    try table.validate(plan, page, key: key)
    let known = table.columns(plan)
    if known.contains(column) { return }
    let near = nearest(to: column, among: known).map { "did you mean '\($0)'?" }
    throw RuleError(
      page: page,
      message:
        "\(key): '\(table)' has no column '\(column)' by the plan; "
        + (near ?? "it has " + known.joined(separator: ", ")))
  }

  /// The type of its values by the schema and the plan; nil where neither has the column.
  func fieldType(_ plan: Plan) -> FieldType? {
    guard let type = table.type(plan) else {
      return table.table(plan)?.columns.first { $0.field == column }?.type
    }
    if let field = type.fields.first(where: { $0.name == column }) { return field.type }
    return plan.customFields(of: type).joined().first { $0.field == column }?.type
  }

  /// The columns of the exports that the plan reads it from, as the matrix names the legacy side.
  func legacyNames(_ plan: Plan) -> String {
    var names: [String] = []
    for row in plan.matrix where row.record == table.name && row.field == column && !names.contains(row.from)
    {
      if row.source == plan.ticketing?.source.name { continue }
      names.append(row.from)
    }
    return names.isEmpty ? "–" : names.joined(separator: ", ")
  }
}

extension Facts {
  func legacy(_ table: TableReference) -> Table<Legacy>? {
    switch table.kind {
    case .expected: return records.first { $0.type.name == table.name }?.expected
    case .archive: return nil
    case .declared:
      guard case .legacy(let table)? = tables.first(where: { $0.plan.name == table.name })?.table else {
        return nil
      }
      return table
    }
  }

  func new(_ table: TableReference) -> Table<New>? {
    switch table.kind {
    case .expected: return nil
    case .archive: return records.first { $0.type.name == table.name }?.archive
    case .declared:
      guard case .new(let table)? = tables.first(where: { $0.plan.name == table.name })?.table else {
        return nil
      }
      return table
    }
  }

  /// The match of two tables: that of a record type is worked out already.
  func match(_ from: TableReference, _ to: TableReference) -> Match? {
    if from.kind == .expected, to.kind == .archive, from.name == to.name {
      return records.first { $0.type.name == from.name }?.match
    }
    guard let legacy = legacy(from), let new = new(to) else { return nil }
    return match(legacy, new)
  }

  /// The match of two tables that have none yet.
  func match(_ legacy: Table<Legacy>, _ new: Table<New>) -> Match {
    Match(legacy, nil, new, nil, parallelism, isReference: false)
  }
}

/// `where: priority = high`, `where: legacy_sla.priority = high`: which rows of a table a rule is about.
struct RowFilter: Sendable {
  private let comparison: Comparison
  /// Of the front matter.
  private let key: String
  /// The table that the page names before the column; nil where it names none.
  private let table: TableReference?
  private let column: String

  /// - Throws: `RuleError` for a text that is not a comparison.
  init?(_ parameters: inout Parameters, key: String = "where") throws(RuleError) {
    guard let text = try parameters.optionalText(key) else { return nil }
    guard let comparison = Comparison(text) else {
      throw RuleError(
        page: parameters.page,
        message: "\(key): expected 'column = value', 'column != value' or 'column = a | b', found '\(text)'")
    }
    self.init(comparison, key: key)
  }

  init(_ comparison: Comparison, key: String) {
    (self.comparison, self.key) = (comparison, key)
    let reference = ColumnReference(comparison.column)
    (table, column) = (reference?.table, reference?.column ?? comparison.column)
  }

  var description: String {
    var shown = comparison
    shown.column = column
    return shown.description
  }

  func validate(_ table: TableReference, _ plan: Plan, _ page: String) throws(RuleError) {
    if let named = self.table, named != table {
      throw RuleError(
        page: page, message: "\(key): expected a column of '\(table)', found '\(named).\(column)'")
    }
    guard let reference = ColumnReference("\(table).\(column)") else { return }
    try reference.validate(plan, page, key: key)
  }

  /// Whether a row is one of those meant.
  func callAsFunction<Side>(_ table: Table<Side>) -> (Row<Side>) -> Bool {
    guard let column = table[column] else { return { _ in false } }
    let values = comparison.words.flatMap { Self.values(of: $0) }
    let isEqual = comparison.isEqual
    return { row in values.contains(column.value(row)) == isEqual }
  }

  /// What a word of the page can be equal to.
  static func values(of word: String) -> [FieldValue] {
    var values: [FieldValue] = []
    Array(word.utf8).withUnsafeBufferPointer { text in
      values.append(word == "null" ? .null : .text(text))
      if let number = integer(text) { values.append(.integer(number)) }
      if let flag = flag(text), word.count > 1 { values.append(.boolean(flag)) }
      if let instant = Instant(text, form: .strict) { values.append(.instant(instant)) }
    }
    return values
  }
}

import Plan

/// The parameter `columns:` of checks that look at texts of the exports: a list, `expected.TYPE.*` for the custom fields of
/// a record type, or all texts without it.
struct TextColumns: Sendable {
  /// The types that texts have.
  static let types: [FieldType] = [.text, .html]

  /// Empty for all texts.
  private let columns: [ColumnReference]
  /// The types of the core fields that are looked at.
  private let coreTypes: [FieldType]

  init(_ parameters: inout Parameters, coreTypes: [FieldType]) throws(RuleError) {
    columns = parameters.has("columns") ? try parameters.columns("columns") : []
    self.coreTypes = coreTypes
  }

  /// - Throws: `RuleError` where the page names what the plan does not have, or what is no text.
  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    for column in columns {
      if column.table.kind != .expected {
        throw RuleError(page: page, message: "columns: expected columns of 'expected.…', found '\(column)'")
      }
      if column.column == "*" {
        try column.table.validate(plan, page, key: "columns")
        continue
      }
      try column.validate(plan, page, key: "columns")
      let core = column.table.type(plan)?.fields.first { $0.name == column.column }
      let types = core == nil ? Self.types : coreTypes
      if column.fieldType(plan).map({ types.contains($0) }) != true {
        throw RuleError(page: page, message: "columns: expected texts, found '\(column)'")
      }
    }
  }

  /// The columns that the plan has, each once.
  func all(_ plan: Plan) -> [ColumnReference] {
    func all(_ type: RecordType, isCustomOnly: Bool) -> [ColumnReference] {
      let core = isCustomOnly ? [] : type.fields.filter { coreTypes.contains($0.type) }.map(\.name)
      let custom = plan.customFields(of: type).joined().filter { Self.types.contains($0.type) }.map(\.field)
      return (core + custom).compactMap { ColumnReference("expected.\(type.name).\($0)") }
    }
    var texts: [ColumnReference] = []
    let wanted =
      columns.isEmpty
      ? plan.schema.flatMap { all($0, isCustomOnly: false) }
      : columns.flatMap { column in
        guard column.column == "*", let type = column.table.type(plan) else { return [column] }
        return all(type, isCustomOnly: true)
      }
    for column in wanted where !texts.contains(column) { texts.append(column) }
    return texts
  }

  func inputs(_ plan: Plan) -> Set<Input> {
    all(plan).reduce(into: Set<Input>()) { $0.formUnion($1.inputs(plan)) }
  }

  /// Looks at all of them.
  ///
  /// - Parameters:
  ///   - words: what a text with a violation has.
  ///   - evidence: the violations of one column; nil for one of which nothing is kept that tells.
  func measure(
    _ facts: Facts, _ words: String, _ evidence: (ColumnReference, Table<Legacy>) -> Evidence?
  ) -> Measurement {
    var (all, examined) = (Evidence(), 0)
    var counts: [String] = []
    for reference in self.all(facts.plan) {
      guard let table = facts.legacy(reference.table), let found = evidence(reference, table) else {
        continue
      }
      examined += table.includedCount
      if !found.isEmpty { counts.append("\(reference.column) \(grouped(found.violations))") }
      all.append(found)
    }
    return Measurement(
      examined: examined, expected: facts[.comments].expected.includedCount, unit: "texts", evidence: all,
      summary: all.isEmpty
        ? "\(counted(examined, "text")), none with \(words)"
        : "\(grouped(all.violations)) of \(counted(examined, "text")) \(verb(all.violations, "has", "have")) "
          + "\(words) (\(counts.joined(separator: ", ")))")
  }

  /// As the matrix names the legacy side.
  func legacyNames(_ plan: Plan) -> String {
    var names: [String] = []
    for column in all(plan) {
      let name = column.legacyNames(plan)
      if !names.contains(name) { names.append(name) }
    }
    return names.joined(separator: ", ")
  }
}

extension PlanReader {
  /// Reads `tables:`, further exports that rules compare: each with the source that it is of, its side, its key and its
  /// columns.
  mutating func tables(of plan: PlanSection, sources: PlanSources) -> [TablePlan] {
    guard let section = section(plan["tables"], keys: nil) else { return [] }
    var tables: [TablePlan] = []
    for entry in section.entries {
      guard let value = section[entry.key], isName(entry.key, "a table's name", in: section, line: entry.line)
      else { continue }
      if schema.contains(where: { $0.name == entry.key }) || Self.reservedTables.contains(entry.key) {
        report("'\(value.name)' has the name of tables that every plan has; choose another", line: entry.line)
        continue
      }
      if let table = table(named: entry.key, value, sources: sources) { tables.append(table) }
    }
    return tables
  }

  /// What column references begin with beside the plan's tables.
  private static let reservedTables = ["source", "expected", "archive"]

  private mutating func table(named name: String, _ value: PlanValue, sources: PlanSources) -> TablePlan? {
    guard let section = section(value, keys: .table) else { return nil }
    let names = sources.all.map(\.source.name)
    var source: Source?
    if let given = text(section["source"]) {
      source = sources.all.first { $0.source.name == given.value }?.source
      if source == nil {
        report(
          "'\(section.path(of: "source"))' must be the name of a source, found \(quote(given.value))"
            + suggestion(for: given.value, among: names), line: given.line)
      }
    } else if section["source"] == nil {
      report("'\(section.path(of: "source"))' is missing; name the source of the table", line: section.line)
    }
    let side = choice(section["side"], among: TablePlan.Side.allCases)
    if section["side"] == nil {
      report("'\(section.path(of: "side"))' is missing; say 'legacy' or 'new'", line: section.line)
    }
    guard let columns = columns(of: section), let source, let side else { return nil }
    return TablePlan(name: name, side: side, source: source, columns: columns, line: value.keyLine)
  }

  /// The columns of a table with its key in front.
  private mutating func columns(of section: PlanSection) -> [ColumnPlan]? {
    guard let key = text(section["key"]) else {
      if section["key"] == nil {
        report(
          "'\(section.path(of: "key"))' is missing; name the column that identifies a row",
          line: section.line)
      }
      return nil
    }
    guard let fields = self.section(section["columns"], keys: nil) else { return nil }
    var columns: [ColumnPlan] = []
    for entry in fields.entries {
      guard let value = fields[entry.key], isName(entry.key, "a column's name", in: fields, line: entry.line),
        let column = column(named: entry.key, value, in: fields)
      else { continue }
      columns.append(column)
    }
    // A key that the columns describe is the column of that name; else it is a text as it is.
    if let index = columns.firstIndex(where: { $0.field == key.value }) {
      var column = columns.remove(at: index)
      column.whenNull = .refuse
      return [column] + columns
    }
    var column = ColumnPlan(field: key.value, from: key.value, type: .text, whenNull: .refuse)
    column.line = key.line
    return [column] + columns
  }
}

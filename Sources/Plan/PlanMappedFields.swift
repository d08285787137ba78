/// A field and the column that it comes from; the line is nil where that is the default.
struct MappedColumn {
  var field: String
  var column: String
  var line: Int?
}

extension PlanReader {
  private static let longestName = 64

  /// Reads `key` and `fields` of a mapping over the defaults of its record.
  mutating func read(_ mapping: AssignedMapping?, by grammar: RecordGrammar, called name: String)
    -> MappedRecord
  {
    let fields = section(mapping?.section["fields"], keys: nil)
    let key = key(mapping?.section["key"], fields, by: grammar)
    return read(fields, key: key, by: grammar, called: name)
  }

  /// Reads the fields of one record; `key` is the `id` among them.
  mutating func read(
    _ fields: PlanSection?, key: PlanValue? = nil, by grammar: RecordGrammar, called name: String
  ) -> MappedRecord {
    var record = MappedRecord(core: grammar.fields.map(\.column))
    for (index, field) in grammar.fields.enumerated() {
      var column = field.column
      if let value = fields?[column.field] ?? (column.field == "id" ? key : nil) {
        read(value, by: field.rule, into: &column)
        record.core[index] = column
      }
      record.mapped.append(
        MappedColumn(field: "\(name).\(column.field)", column: column.from, line: column.line))
    }
    if let fields { record.custom = customFields(fields, by: grammar) }
    return record
  }

  /// `key: ID`, which is short for `fields: {id: ID}`; nil where it can't be.
  private mutating func key(
    _ key: PlanValue?, _ fields: PlanSection?, by grammar: RecordGrammar
  ) -> PlanValue? {
    guard let key else { return nil }
    if let place = grammar.elsewhere.first(where: { $0.key == "id" })?.place {
      report("'\(key.name)' is not known here: \(place)", line: key.keyLine)
      return nil
    }
    if fields?["id"] != nil {
      report("'\(key.name)' and 'id' under 'fields' both name the column of the id; keep one", line: key.line)
    }
    return text(key) == nil ? nil : key
  }

  private mutating func customFields(_ fields: PlanSection, by grammar: RecordGrammar) -> [ColumnPlan] {
    let core = grammar.fields.map(\.column.field)
    var columns: [ColumnPlan] = []
    for entry in fields.entries where !core.contains(entry.key) {
      let name = fields.path(of: entry.key)
      if let place = grammar.elsewhere.first(where: { $0.key == entry.key })?.place {
        report("'\(name)' is not mapped here: \(place)", line: entry.line)
        continue
      }
      guard grammar.takesCustomFields else {
        let remedy = suggestion(for: entry.key, among: core)
        report("unknown key \(quote(entry.key)) in '\(fields.name)'\(remedy)", line: entry.line)
        continue
      }
      guard let value = fields[entry.key], isCustom(entry.key, value, in: fields, core: core) else {
        continue
      }
      if let column = column(named: entry.key, value, in: fields) { columns.append(column) }
    }
    return columns
  }

  /// A column that has no default; nil where its mistake is reported.
  mutating func column(
    named key: String, _ value: PlanValue, in section: PlanSection, whenNull: WhenNull = .keep
  ) -> ColumnPlan? {
    var column = ColumnPlan(field: key, from: "", type: .text, whenNull: whenNull)
    let known = problems.count
    read(value, by: FieldRule(types: fieldTypes), into: &column)
    if column.from.isEmpty, !column.isConstant {
      guard problems.count == known else { return nil }
      report(
        "'\(section.path(of: key)).from' is missing; name the column that '\(key)' comes from",
        line: value.keyLine)
      return nil
    }
    return column
  }

  /// Whether a key that is not a core one can be a custom field, and no slip of one of them.
  private mutating func isCustom(
    _ key: String, _ value: PlanValue, in fields: PlanSection, core: [String]
  ) -> Bool {
    let slip = core.first { name in
      fields[name] == nil && editDistance(key, name) <= name.count / 4
    }
    if let slip {
      report(
        "unknown key \(quote(key)) in '\(fields.name)'; did you mean '\(slip)'? A custom field of that name "
          + "needs '\(slip)' beside it", line: value.keyLine)
      return false
    }
    return isName(key, "a field's name", in: fields, line: value.keyLine)
  }

  /// Whether a key can be a name of the archive; reports one that can't.
  mutating func isName(_ key: String, _ what: String, in section: PlanSection, line: Int) -> Bool {
    let isPlain = key.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isPlain, (1...Self.longestName).contains(key.utf8.count) else {
      report(
        "\(quote(key)) in '\(section.name)' can't be \(what): expected letters, digits, '_' and "
          + "'-', at most \(Self.longestName)", line: line)
      return false
    }
    return true
  }

  /// Fields may share a column that the plan names for each; one that is a field's by default is mostly shared by a slip.
  mutating func reportSharedColumns(_ fields: [MappedColumn]) {
    for (index, field) in fields.enumerated() {
      let twin = fields[..<index].first { $0.column.utf8.elementsEqual(field.column.utf8) }
      guard let twin, let line = twin.line ?? field.line, twin.line == nil || field.line == nil else {
        continue
      }
      let silent = twin.line == nil ? twin.field : field.field
      report(
        "the column \(quote(field.column)) is mapped to both '\(twin.field)' and '\(field.field)'; "
          + "if both come from it, name it for '\(silent)', too", line: line)
    }
  }
}

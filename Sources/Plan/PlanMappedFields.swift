/// A field and the column that it comes from; the line is nil where that is the default.
struct MappedColumn {
  var field: String
  var column: String
  var line: Int?
}

extension PlanReader {
  private static let longestName = 64

  /// Reads `key` and `fields` of a mapping over the defaults of its record.
  ///
  /// - Returns: where each agreed field comes from.
  mutating func read<Record>(
    _ mapping: AssignedMapping?, by grammar: RecordGrammar<Record>, called name: String,
    into record: inout Record
  ) -> [MappedColumn] {
    let fields = section(mapping?.section["fields"], keys: nil)
    let key = key(mapping?.section["key"], fields, by: grammar)
    return read(fields, key: key, by: grammar, called: name, into: &record)
  }

  /// Reads the fields of one record; `key` stands for `id` among them.
  mutating func read<Record>(
    _ fields: PlanSection?, key: PlanValue? = nil, by grammar: RecordGrammar<Record>, called name: String,
    into record: inout Record
  ) -> [MappedColumn] {
    var mapped: [MappedColumn] = []
    for field in grammar.fields {
      var column = record[keyPath: field.column]
      if let value = fields?[column.field] ?? (column.field == "id" ? key : nil) {
        let rule = FieldRule(
          types: field.types ?? [column.type], whenNull: field.whenNull, takesDefault: field.takesDefault)
        read(value, by: rule, into: &column)
        record[keyPath: field.column] = column
      }
      mapped.append(MappedColumn(field: "\(name).\(column.field)", column: column.from, line: column.line))
    }
    if let fields { readFurther(fields, by: grammar, into: &record) }
    return mapped
  }

  /// `key: ID`, which is short for `fields: {id: ID}`; nil where it can't stand.
  private mutating func key<Record>(
    _ key: PlanValue?, _ fields: PlanSection?, by grammar: RecordGrammar<Record>
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

  private mutating func readFurther<Record>(
    _ fields: PlanSection, by grammar: RecordGrammar<Record>, into record: inout Record
  ) {
    let agreed = grammar.fields.map { record[keyPath: $0.column].field }
    for entry in fields.entries where !agreed.contains(entry.key) {
      let name = fields.path(of: entry.key)
      if let place = grammar.elsewhere.first(where: { $0.key == entry.key })?.place {
        report("'\(name)' is not mapped here: \(place)", line: entry.line)
        continue
      }
      guard let further = grammar.further else {
        let remedy = suggestion(for: entry.key, among: agreed)
        report("unknown key \(quote(entry.key)) in '\(fields.name)'\(remedy)", line: entry.line)
        continue
      }
      guard let value = fields[entry.key], isFurther(entry.key, value, in: fields, agreed: agreed) else {
        continue
      }
      var column = ColumnPlan(field: entry.key, from: "", type: .text, whenNull: .keep)
      let known = problems.count
      read(value, by: FieldRule(), into: &column)
      if column.from.isEmpty, problems.count == known {
        report("'\(name).from' is missing; name the column that '\(entry.key)' comes from", line: entry.line)
      }
      record[keyPath: further].append(column)
    }
  }

  /// Whether a key that is none of the agreed ones can be a further field, and no slip of one of them.
  private mutating func isFurther(
    _ key: String, _ value: PlanValue, in fields: PlanSection, agreed: [String]
  ) -> Bool {
    let slip = agreed.first { name in
      fields[name] == nil && editDistance(key, name) <= name.count / 4
    }
    if let slip {
      report(
        "unknown key \(quote(key)) in '\(fields.name)'; did you mean '\(slip)'? A further field of that name "
          + "needs '\(slip)' beside it", line: value.keyLine)
      return false
    }
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
        "\(quote(key)) in '\(fields.name)' can't be a field's name: expected letters, digits, '_' and "
          + "'-', at most \(Self.longestName)", line: value.keyLine)
      return false
    }
    return true
  }

  /// Further fields may share a column; each agreed field has one of its own.
  mutating func reportSharedColumns(_ fields: [MappedColumn]) {
    for (index, field) in fields.enumerated() {
      let twin = fields[..<index].first { $0.column.utf8.elementsEqual(field.column.utf8) }
      guard let twin, let line = [twin.line, field.line].compactMap(\.self).max() else { continue }
      report(
        "the column \(quote(field.column)) is mapped to both '\(twin.field)' and '\(field.field)'; "
          + "each field has a column of its own", line: line)
    }
  }
}

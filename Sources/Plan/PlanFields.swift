/// What a field may be declared to be.
struct FieldRule {
  /// The first is the default.
  var types: [FieldType]
  var whenNull: [WhenNull] = WhenNull.allCases
  var takesDefault = true
}

extension PlanReader {
  /// Reads one field: the name of its column, or a mapping of what is known of it, over its defaults.
  mutating func read(_ value: PlanValue, by rule: FieldRule, into column: inout ColumnPlan) {
    column.line = value.keyLine
    if case .scalar = value.node, !value.isNothing {
      column.from = text(value)?.value ?? column.from
      return
    }
    guard let section = section(value, keys: .field) else { return }
    column.from = text(section["from"])?.value ?? column.from
    column.nullWords = nullWords(section["null"])
    column.type = choice(section["type"], among: rule.types) ?? column.type
    readTemplate(section, into: &column)
    readExtract(section, into: &column)
    readTimestamp(section, into: &column)
    readWords(section, into: &column)
    readNulls(section, by: rule, into: &column)
    readMap(section, into: &column)
    readLoss(section, by: rule, into: &column)
    readConstant(section, by: rule, into: &column)
    requireReadableDefault(section["value"] ?? section["default"], of: column)
  }

  /// `null:`, one word or a list of them, NULL and null as they stand. An empty list takes back the words of the source or
  /// the plan.
  mutating func nullWords(_ value: PlanValue?) -> [String]? {
    guard let value else { return nil }
    if case .sequence(let list) = value.node, list.isEmpty { return [] }
    return items(value).compactMap { item in
      if case .scalar(let scalar) = item.node, item.isNothing, !scalar.string.isEmpty { return scalar.string }
      return text(item)?.value
    }
  }

  /// `value:`, one value for all records, or null. The column that is read in its place is set once the mapping is known.
  private mutating func readConstant(
    _ section: PlanSection, by rule: FieldRule, into column: inout ColumnPlan
  ) {
    guard let value = section["value"] else { return }
    for key in ["from", "template", "null", "extract", "default", "map", "cut"] {
      guard let other = section[key] else { continue }
      report("'\(value.name)' and '\(other.name)' contradict each other; keep one", line: other.keyLine)
    }
    guard rule.takesDefault else {
      return report("'\(value.name)' would give many records one id; name its column", line: value.keyLine)
    }
    column.isConstant = true
    if value.isNothing {
      if column.whenNull != .keep {
        report("'\(value.name)' is null, which this field can't be; write a value", line: value.keyLine)
      }
      column.map = ValueMap(entries: [], otherwise: .null)
    } else if let text = text(value) {
      column.defaultText = text.value
      column.map = ValueMap(entries: [], otherwise: .text(text.value))
    }
  }

  /// Whether options of one type are at a field of it; else each of them is reported.
  private mutating func hasOptions(
    _ keys: [String], of type: FieldType, in section: PlanSection, for column: ColumnPlan
  ) -> Bool {
    let given = keys.compactMap { key in section[key].map { (key, $0.keyLine) } }
    guard column.type != type else { return !given.isEmpty }
    for (key, line) in given {
      report(
        "'\(section.path(of: key))' is for a \(type.rawValue), and this field is of type "
          + "\(column.type.rawValue); leave it out", line: line)
    }
    return false
  }

  private mutating func readTimestamp(_ section: PlanSection, into column: inout ColumnPlan) {
    guard hasOptions(["format", "time-zone"], of: .timestamp, in: section, for: column) else { return }
    column.format = timestampFormat(section["format"]) ?? column.format
    if let zone = text(section["time-zone"]) {
      column.timeZone = ZonePlan(parsing: zone.value)
      if column.timeZone == nil {
        report(
          "expected UTC, an offset such as \"+02:00\", or a name such as Europe/Berlin for "
            + "'\(section.path(of: "time-zone"))', found text \(quote(zone.value))"
            + ZonePlan.suggestion(for: zone.value), line: zone.line)
      }
    }
    switch column.format {
    case .pattern(let pattern) where !pattern.hasOffset && section["time-zone"] == nil:
      report(
        "stamps of the pattern \(quote(pattern.text)) have no zone; add 'time-zone' beside it",
        line: section["format"]?.line ?? section.line)
    case .epochSeconds, .epochMilliseconds, .epochMicroseconds:
      guard let zone = section["time-zone"] else { return }
      report("'\(zone.name)' says nothing about an epoch, which is UTC; leave it out", line: zone.keyLine)
    default: break
    }
  }

  /// A name of a format, or a pattern: whatever has a `%`.
  private mutating func timestampFormat(_ value: PlanValue?) -> TimestampFormat? {
    let names: [String: TimestampFormat] = [
      "rfc3339": .rfc3339, "epoch-seconds": .epochSeconds, "epoch-milliseconds": .epochMilliseconds,
      "epoch-microseconds": .epochMicroseconds,
    ]
    guard let text = text(value), let value else { return nil }
    if let format = names[text.value] { return format }
    let ready = TimestampPattern.ready[text.value]
    guard ready != nil || text.value.contains("%") else {
      let known = names.keys.sorted() + TimestampPattern.ready.keys.sorted()
      let near = nearest(to: text.value, among: known).map { "; did you mean '\($0)'?" } ?? ""
      report(
        "expected rfc3339, epoch-seconds, epoch-milliseconds, epoch-microseconds, "
          + TimestampPattern.ready.keys.sorted().joined(separator: ", ") + " or a pattern such as "
          + "\"%Y-%m-%d %H:%M\" for '\(value.name)', found \(value.kind)\(near)", line: text.line)
      return nil
    }
    do {
      return .pattern(try TimestampPattern(parsing: ready ?? text.value))
    } catch {
      report("the pattern of '\(value.name)' \(error.message)", line: text.line)
      return nil
    }
  }

  private mutating func readWords(_ section: PlanSection, into column: inout ColumnPlan) {
    guard hasOptions(["true", "false"], of: .boolean, in: section, for: column) else { return }
    let isTrue = items(section["true"]).compactMap { text($0) }
    let isFalse = items(section["false"]).compactMap { text($0) }
    for (key, other) in [("true", "false"), ("false", "true")] where section[key] == nil {
      report("'\(section.path(of: other))' needs '\(key)' beside it: say both", line: section.line)
    }
    var seen: [String] = []
    for word in isTrue + isFalse {
      let folded = word.value.foldingASCII
      if seen.contains(where: { $0.utf8.elementsEqual(folded.utf8) }) {
        report(
          "the word \(quote(word.value)) is there twice in 'true' and 'false' of '\(section.name)'; a word "
            + "means one of them, in any case", line: word.line)
      }
      seen.append(folded)
    }
    column.words = BooleanWords(isTrue: isTrue.map(\.value), isFalse: isFalse.map(\.value))
  }

  /// Reads `default`, `when-null` and `required`, which is another word for two of its values.
  private mutating func readNulls(
    _ section: PlanSection, by rule: FieldRule, into column: inout ColumnPlan
  ) {
    if let value = section["default"] {
      if rule.takesDefault {
        column.defaultText = textOrNull(value)?.value
      } else {
        report("'\(value.name)' would give many records one id; leave it out", line: value.keyLine)
      }
    }
    let whenNull = choice(section["when-null"], among: rule.whenNull)
    column.whenNull = whenNull ?? column.whenNull
    guard let value = section["required"], let required = choice(value, among: Requirement.allCases) else {
      return
    }
    let meant: WhenNull = required == .required ? .refuse : .keep
    if let whenNull, whenNull != meant {
      report(
        "'\(value.name)' contradicts 'when-null: \(whenNull.rawValue)'; keep one of the two", line: value.line
      )
    } else if !rule.whenNull.contains(meant) {
      let words = alternatives(rule.whenNull.map(\.rawValue))
      report(
        "'\(value.name): \(required.rawValue)' is 'when-null: \(meant.rawValue)', which this field can't "
          + "have; expected when-null \(words)", line: value.line)
    } else {
      column.whenNull = meant
    }
  }

  /// A default that can't be read as the field's type would make a finding of every null.
  private mutating func requireReadableDefault(_ value: PlanValue?, of column: ColumnPlan) {
    guard let value, let text = column.defaultText, !text.isEmpty, column.map == nil || column.isConstant
    else { return }
    switch column.type {
    case .integer, .reference: _ = wholeNumber(value, in: Int64.min...Int64.max)
    case .boolean:
      let words = column.flagWords
      if !words.contains(where: { $0.foldingASCII.utf8.elementsEqual(text.foldingASCII.utf8) }) {
        report("expected \(alternatives(words)) for '\(value.name)', found \(value.kind)", line: value.line)
      }
    case .number, .text, .html, .email, .timestamp, .json: break
    }
  }

  private enum Requirement: String, CaseIterable {
    case required = "true"
    case optional = "false"
  }

  /// A text, or the empty one, which is null.
  private mutating func textOrNull(_ value: PlanValue?) -> Located<String>? {
    if let value, case .scalar(let scalar) = value.node, !value.isNothing, scalar.string.isEmpty {
      return Located("", line: value.line)
    }
    return text(value)
  }

  private mutating func readMap(_ section: PlanSection, into column: inout ColumnPlan) {
    guard let value = section["map"] else {
      if let otherwise = section["otherwise"] {
        report("'\(otherwise.name)' needs 'map' beside it", line: otherwise.keyLine)
      }
      return
    }
    guard let map = self.section(value, keys: nil) else { return }
    if map.entries.isEmpty { report("'\(map.name)' maps nothing; write 'old: new'", line: map.line) }
    var entries: [ValueMap.Entry] = []
    for entry in map.entries {
      let target = PlanValue(name: map.path(of: entry.key), keyLine: entry.line, node: entry.node)
      if entry.key.isEmpty {
        report("'\(map.name)' maps the empty value, which is null; use 'default' for it", line: entry.line)
      } else if target.isNothing {
        entries.append(.init(from: entry.key, to: nil))
      } else if let text = textOrNull(target) {
        entries.append(.init(from: entry.key, to: text.value))
      }
    }
    // A map that only says what is null says nothing of other values.
    let isOfNulls = !entries.isEmpty && entries.allSatisfy { $0.to == nil }
    column.map = ValueMap(
      entries: entries, otherwise: otherwise(section["otherwise"]) ?? (isOfNulls ? .keep : .refuse))
  }

  private mutating func otherwise(_ value: PlanValue?) -> ValueMap.Otherwise? {
    guard let value else { return nil }
    if value.isNothing { return .null }
    return text(value).map { $0.value == "keep" ? .keep : .text($0.value) }
  }
}

extension String {
  /// With A to Z in lower case.
  fileprivate var foldingASCII: String {
    let bytes = utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}

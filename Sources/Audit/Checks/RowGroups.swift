import Plan

/// `by: [status, created_at.month]`: what rows are grouped by.
struct RowGroups: Sendable, CustomStringConvertible {
  /// The values of a group, column by column.
  struct Key: Hashable {
    fileprivate var parts: [Part]
  }

  fileprivate enum Part: Hashable {
    case value(tag: UInt32, payload: UInt64)
    /// Counted in the unit: months since the year 0, days since 1970.
    case period(Int)
    case noTime
  }

  private enum Unit: String, CaseIterable {
    case year, month, day, hour
  }

  private struct Column {
    var name: String
    var unit: Unit?
  }

  private let columns: [Column]

  init(_ parameters: inout Parameters) throws(RuleError) {
    columns =
      try parameters.has("by")
      ? parameters.texts("by").map { text in
        let parts = text.split(separator: ".").map(String.init)
        guard parts.count == 2, let unit = Unit(rawValue: parts[1]) else { return Column(name: text) }
        return Column(name: parts[0], unit: unit)
      } : []
  }

  var description: String {
    columns.map { column in column.unit.map { "\(column.name).\($0.rawValue)" } ?? column.name }
      .joined(separator: ", ")
  }

  func validate(_ table: TableReference, _ plan: Plan, _ page: String) throws(RuleError) {
    for column in columns {
      if column.unit == nil {
        try ColumnReference("\(table).\(column.name)")?.validate(plan, page, key: "by")
      } else {
        try Self.requireTime("\(table).\(column.name)", plan, page, key: "by")
      }
    }
  }

  /// - Throws: `RuleError` where a column is not one of times.
  static func requireTime(_ name: String, _ plan: Plan, _ page: String, key: String) throws(RuleError) {
    guard let reference = ColumnReference(name) else { return }
    try reference.validate(plan, page, key: key)
    if reference.fieldType(plan) != .timestamp {
      throw RuleError(page: page, message: "\(key): expected a column of times, found '\(reference)'")
    }
  }

  /// The group of a row, by columns that are looked up once.
  func key<Side>(of table: Table<Side>) -> (Row<Side>) -> Key {
    let found = columns.map { (column: table[$0.name], unit: $0.unit) }
    return { row in
      Key(
        parts: found.map { column, unit in
          guard let value = column?.value(row) else { return .noTime }
          guard let unit else { return .value(tag: value.tag, payload: value.payload) }
          return value.instant.map { .period(Self.period($0, unit)) } ?? .noTime
        })
    }
  }

  private static func period(_ instant: Instant, _ unit: Unit) -> Int {
    let seconds = Int(instant.seconds)
    if unit == .hour { return seconds >= 0 ? seconds / 3600 : (seconds - 3599) / 3600 }
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    if unit == .day { return day }
    let date = civil(day)
    return unit == .year ? date.year : date.year * 12 + date.month - 1
  }

  /// Groups in the order of their times, else as they are given.
  func inOrder(_ keys: [Key]) -> [Key] {
    guard let time = columns.firstIndex(where: { $0.unit != nil }) else { return keys }
    func number(_ key: Key) -> Int { if case .period(let number) = key.parts[time] { number } else { .max } }
    return keys.enumerated().sorted { (number($0.element), $0.offset) < (number($1.element), $1.offset) }
      .map(\.element)
  }

  /// `status 'open', created_at 2026-03`
  func name(_ key: Key, _ legacy: Table<Legacy>, _ new: Table<New>) -> String {
    zip(columns, key.parts).map { column, part in
      switch part {
      case .noTime: return "no \(column.name)"
      case .period(let number): return "\(column.name) \(Self.words(number, column.unit))"
      case .value(let tag, let payload):
        let value = FieldValue(tag: tag, payload: payload)
        let words = legacy.groupName(value)
        return "\(column.name) \(words == value.words ? new.groupName(value) : words)"
      }
    }.joined(separator: ", ")
  }

  private static func words(_ period: Int, _ unit: Unit?) -> String {
    switch unit {
    case .year, nil: return String(period)
    case .month: return "\(period / 12)-\(period % 12 < 9 ? "0" : "")\(period % 12 + 1)"
    case .day: return String(Instant(seconds: Int64(period) * 86_400, nanoseconds: 0).text.prefix(10))
    case .hour: return String(Instant(seconds: Int64(period) * 3600, nanoseconds: 0).text.prefix(13)) + ":00Z"
    }
  }
}

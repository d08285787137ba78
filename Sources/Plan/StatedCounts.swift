/// `records:` of a source: how many records the old system says that its export has.
package struct StatedRecords: Sendable, Equatable {
  /// Of all files together.
  package var total: Located<Int64>?
  /// Of single stages, by their names as `first` and `last` of `stages` have them.
  package var stages: [Stage] = []

  package struct Stage: Sendable, Equatable {
    package var name: String
    package var count: Located<Int64>
  }
}

/// `counts:` of one record type: how many of it somebody says must arrive.
package struct StatedCount: Sendable, Equatable {
  /// `tickets`
  package var type: String
  package var count: Located<Int64>
}

extension PlanReader {
  /// Reads a number, or a number for each stage.
  mutating func statedRecords(_ value: PlanValue?, stages: StagePlan?) -> StatedRecords? {
    guard let value else { return nil }
    if case .scalar = value.node {
      return statedNumber(value).map { StatedRecords(total: $0) }
    }
    guard let section = section(value, keys: nil) else { return nil }
    guard let stages else {
      report(
        "'\(value.name)' has numbers of stages, and the source has no 'stages'; add it, or give one number",
        line: value.keyLine)
      return nil
    }
    if section.entries.isEmpty {
      report("'\(value.name)' has no number; give one, or one for each stage", line: value.line)
    }
    var stated = StatedRecords()
    for entry in section.entries {
      guard stages.names(oneStage: entry.key) else {
        report(
          "\(quote(entry.key)) in '\(value.name)' is not a \(stages.unit.rawValue); expected one such as \(stages.unit.example)",
          line: entry.line)
        continue
      }
      guard let count = statedNumber(section[entry.key]) else { continue }
      stated.stages.append(StatedRecords.Stage(name: entry.key, count: count))
    }
    return stated
  }

  /// Reads a number for each record type.
  mutating func statedCounts(_ value: PlanValue?) -> [StatedCount] {
    let known = problems.count
    guard let value, let section = section(value, among: schema.map(\.name)) else { return [] }
    if section.entries.isEmpty, problems.count == known {
      report("'\(value.name)' has no number; name a record type, such as 'tickets: 93000'", line: value.line)
    }
    return section.entries.compactMap { entry in
      statedNumber(section[entry.key]).map { StatedCount(type: entry.key, count: $0) }
    }
  }

  private mutating func statedNumber(_ value: PlanValue?) -> Located<Int64>? {
    guard let value else { return nil }
    return wholeNumber(value, in: 0...Int64.max).map { Located($0, line: value.line) }
  }
}

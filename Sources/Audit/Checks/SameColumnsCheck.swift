import Plan

/// Same columns: the files of two tables have columns of the same names, but for those that a source's `ignore:` names. Of JSON the first
/// records of each file tell.
///
/// - Complexity: O(columns).
struct SameColumnsCheck: Check {
  static let name = "same-columns"
  private let from: TableReference
  private let to: TableReference

  init(_ parameters: inout Parameters) throws(RuleError) {
    from = try parameters.table("from")
    to = try parameters.table("to")
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    for (key, table) in [("from", from), ("to", to)] {
      try table.validate(plan, page, key: key)
      if table.kind != .declared {
        throw RuleError(page: page, message: "\(key): expected one of the plan's tables, found '\(table)'")
      }
    }
  }

  func inputs(_ plan: Plan) -> Set<Input> { from.inputs(plan).union(to.inputs(plan)) }
  func subject(_ plan: Plan) -> Subject {
    Subject(legacy: "\(from)", new: "\(to)", criteria: "columns of the same names")
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let legacy = Columns(from, facts), let new = Columns(to, facts) else {
      return .notChecked("columns", "the tables can't be compared")
    }
    var evidence = Evidence()
    for (one, other) in [(legacy, new), (new, legacy)] {
      for name in one.names where !other.all.contains(name) {
        evidence.add(cause: one.table == legacy.table ? 0 : 1) {
          Finding(
            message: "\(one.table) has the column \(name), and \(other.table) has not", key: "column \(name)",
            expected: "in both", found: "in \(one.table)")
        }
      }
    }
    let total = Set(legacy.names + new.names).count
    return Measurement(
      examined: total, unit: "columns", figures: Figures(legacy: legacy.names.count, new: new.names.count),
      evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "column")), each in both"
        : "\(grouped(evidence.violations)) of \(counted(total, "column")) \(verb(evidence.violations, "is", "are")) in one alone"
    )
  }

  /// The columns of the files of one table.
  private struct Columns {
    let table: String
    /// As reports show them, without those that are ignored.
    var names: [String] = []
    let all: Set<String>

    init?(_ reference: TableReference, _ facts: Facts) {
      guard let number = facts.plan.tables.firstIndex(where: { $0.name == reference.name }),
        let feed = facts.feeds.table(number).map({ facts.feeds[$0] })
      else { return nil }
      table = reference.name
      let ignored = feed.source.ignored.map(\.column.value)
      // What is in an object of JSON counts, and not the object.
      let paths = feed.columns.paths
      let leaves = paths.filter { path in
        !path.hasPrefix("^.") && !paths.contains { $0.hasPrefix(path + ".") }
      }
      let columns =
        feed.columns.names.map { (name: $0, shown: $0.shownAsColumn) }
        + leaves.map { (name: $0, shown: $0.withoutPersonalKeys.shownAsColumn) }
      all = Set(columns.map(\.shown))
      for column in columns where !ignored.contains(where: { column.name.isWithin($0) }) {
        if !names.contains(column.shown) { names.append(column.shown) }
      }
    }
  }
}

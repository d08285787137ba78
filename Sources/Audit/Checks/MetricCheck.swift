import Plan

/// Metric: what a report of the old system says, one of the new system says as well. The same number is worked out of both tables,
/// in each group of rows: how many there are, the median of a length of time, or the share of those where something is so.
///
/// `by:` names the columns that make a group, times by `.year`, `.month`, `.day` or `.hour` in UTC. `tolerance:` is a share of the
/// legacy figure, and of `value: share` points between the two; without it they are equal exactly. A length of time is that from
/// `since:` to `column:`, which may be `as-of`, in seconds; rows without both times don't count; of an even number of
/// lengths the median is the lower of the two middle ones.
///
/// - Complexity: one pass over each table; medians sort.
struct MetricCheck: Check {
  static let name = "metric"
  private let from: TableReference
  private let to: TableReference
  private let figure: Figure
  private let groups: RowGroups
  private let tolerance: Share?
  private let filter: RowFilter?

  private enum Value: String, CaseIterable {
    case count, median, share
  }

  private enum Figure {
    case count
    case median(column: String, since: String)
    case share(RowFilter)
  }

  /// The column that is the audit's now.
  private static let now = "as-of"

  init(_ parameters: inout Parameters) throws(RuleError) {
    from = try parameters.table("from")
    to = try parameters.table("to")
    switch try parameters.word("value", of: Value.self) {
    case .count: figure = .count
    case .median: figure = .median(column: try parameters.text("column"), since: try parameters.text("since"))
    case .share:
      guard let share = try RowFilter(&parameters, key: "of") else {
        throw RuleError(page: parameters.page, message: "of: is missing from the front matter")
      }
      figure = .share(share)
    }
    groups = try RowGroups(&parameters)
    tolerance = try parameters.share("tolerance")
    filter = try RowFilter(&parameters)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try TableReference.validate(from: from, to: to, plan, page)
    for table in [from, to] {
      try groups.validate(table, plan, page)
      try filter?.validate(table, plan, page)
      switch figure {
      case .count: break
      case .share(let share): try share.validate(table, plan, page)
      case .median(let column, let since):
        for (key, name) in [("column", column), ("since", since)] where name != Self.now {
          try RowGroups.requireTime("\(table).\(name)", plan, page, key: key)
        }
      }
    }
  }

  func inputs(_ plan: Plan) -> Set<Input> { from.inputs(plan).union(to.inputs(plan)) }

  func subject(_ plan: Plan) -> Subject {
    let what =
      switch figure {
      case .count: ""
      case .median(let column, let since): "\(since) to \(column)"
      case .share(let share): share.description
      }
    let slack = tolerance.map { "equal within \($0.text)" } ?? "equal"
    let by = groups.description
    let rows = filter.map { " where \($0.description)" } ?? ""
    func cell(_ table: TableReference) -> String { what.isEmpty ? "\(table)" : "\(table) (\(what))" }
    return Subject(
      legacy: cell(from), new: cell(to), criteria: "\(kind) \(slack)\(by.isEmpty ? "" : " by \(by)")\(rows)")
  }

  private var kind: String {
    switch figure {
    case .count: "number of rows"
    case .median: "median"
    case .share: "share"
    }
  }

  // MARK: Measuring

  /// What is known of the rows of one group on one side.
  private struct Tally {
    var count = 0
    var hits = 0
    var lengths: [Int64] = []
    var first: Int

    /// The lower of the two middle ones.
    var median: Int64? { lengths.isEmpty ? nil : lengths.sorted()[(lengths.count - 1) / 2] }
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let legacy = facts.legacy(from), let new = facts.new(to) else {
      return .notChecked("rows", "the tables can't be compared")
    }
    let (expected, found) = (tallies(legacy, facts), tallies(new, facts))
    let keys = groups.inOrder(
      expected.sorted { $0.value.first < $1.value.first }.map(\.key)
        + found.filter { expected[$0.key] == nil }.sorted { $0.value.first < $1.value.first }.map(\.key))
    var evidence = Evidence()
    var examined = 0
    for key in keys {
      let (one, other) = (expected[key], found[key])
      guard let words = difference(one, other, in: key, legacy, new) else { continue }
      examined += 1
      guard !words.isEmpty else { continue }
      let group = groups.name(key, legacy, new)
      evidence.add {
        var finding = Finding(
          message: group.isEmpty ? words : "\(group): \(words)", key: group.isEmpty ? nil : group)
        if let one { legacy.place(Row(one.first), &finding) }
        if let other { new.place(Row(other.first), &finding) }
        return finding
      }
    }
    let rows = (legacy: sum(expected), new: sum(found))
    let what = groups.description.isEmpty ? kind : "\(kind) by \(groups.description)"
    return Measurement(
      examined: examined, expected: min(1, rows.legacy + rows.new), unit: "groups",
      figures: Figures(legacy: rows.legacy, new: rows.new), evidence: evidence,
      summary: evidence.isEmpty
        ? "\(what): equal in \(counted(examined, "group"))"
        : "\(what): \(grouped(evidence.violations)) of \(counted(examined, "group")) \(verb(evidence.violations, "differs", "differ"))"
    )
  }

  private func sum(_ tallies: [RowGroups.Key: Tally]) -> Int { tallies.values.reduce(0) { $0 + $1.count } }

  private func tallies<Side>(_ table: Table<Side>, _ facts: Facts) -> [RowGroups.Key: Tally] {
    let isMeant = filter?(table) ?? { _ in true }
    let key = groups.key(of: table)
    var isHit: (Row<Side>) -> Bool = { _ in false }
    var length: (Row<Side>) -> Int64? = { _ in nil }
    switch figure {
    case .count: break
    case .share(let share): isHit = share(table)
    case .median(let column, let since):
      let (end, start) = (time(column, table, facts), time(since, table, facts))
      length = { row in end(row).flatMap { end in start(row).map { end.seconds - $0.seconds } } }
    }
    var tallies: [RowGroups.Key: Tally] = [:]
    for index in 0..<table.count where table.includes(Row(index)) && isMeant(Row(index)) {
      let row = Row<Side>(index)
      let group = key(row)
      var tally = tallies.removeValue(forKey: group) ?? Tally(first: index)
      tally.count += 1
      if isHit(row) { tally.hits += 1 }
      if let length = length(row) { tally.lengths.append(length) }
      tallies[group] = tally
    }
    return tallies
  }

  private func time<Side>(_ name: String, _ table: Table<Side>, _ facts: Facts) -> (Row<Side>) -> Instant? {
    let now = facts.asOf
    if name == Self.now { return { _ in now } }
    guard let column = table[name] else { return { _ in nil } }
    return { column.value($0).instant }
  }

  /// How the figures of a group differ; empty where they don't, nil where neither side has one.
  private func difference(
    _ legacy: Tally?, _ new: Tally?, in key: RowGroups.Key, _ from: Table<Legacy>, _ to: Table<New>
  ) -> String? {
    let (expected, found) = (legacy?.count ?? 0, new?.count ?? 0)
    switch figure {
    case .count:
      if isNear(expected - found, to: expected) { return "" }
      let change = found < expected ? "fewer" : "more"
      return "\(from.noun.counted(expected)) in \(from.name) and \(grouped(found)) in \(to.name), "
        + "\(grouped(abs(expected - found))) \(change)"
    case .median:
      let (one, other) = (legacy?.median, new?.median)
      if one == nil, other == nil { return nil }
      if let one, let other, isNear(Int(other - one), to: Int(one)) { return "" }
      let words = [one, other].map { $0.map(lengthOfTime) ?? "none" }
      let counts = [legacy, new].map { grouped($0?.lengths.count ?? 0) }
      return
        "the median is \(words[0]) in \(from.name) and \(words[1]) in \(to.name) (of \(counts[0]) and \(counts[1]) rows)"
    case .share(let share):
      let (hits, others) = (legacy?.hits ?? 0, new?.hits ?? 0)
      // Fractions over one denominator.
      let gap = hits * found - others * expected
      let whole = expected * found
      if expected > 0, found > 0, gap == 0 || tolerance?.allows(abs(gap), of: whole) ?? false { return "" }
      return "\(grouped(hits)) of \(from.noun.counted(expected)) in \(from.name) and \(grouped(others)) of "
        + "\(grouped(found)) in \(to.name) have \(share.description)"
    }
  }

  private func isNear(_ gap: Int, to figure: Int) -> Bool {
    gap == 0 || tolerance?.allows(abs(gap), of: abs(figure)) ?? false
  }
}

import Plan

/// Due times: each row of `to` is due when the row of its key in `from` and its policy say. `inherited`: when it was due in the old
/// system; `recalculated`: when `target` minutes of working time have passed since `start`, by the `calendar` of the plan;
/// `paused`: never, the column is null. What is not due so has no explanation.
///
/// Findings begin with what is most urgent: tickets of `urgent` priorities first, then those due first by the old system's time.
/// A row without its other side is left to `reconcile`.
///
/// - Complexity: one join, and days of the calendar for each target.
struct DueTimesCheck: Check {
  static let name = "due-times"
  private let from: TableReference
  private let to: TableReference
  private let column: String
  private let policy: String
  private let start: String
  private let target: String
  private let calendar: String
  private let priority: String?
  private let urgent: [String]
  private let tolerance: Int
  private let filter: RowFilter?

  private enum Policy: String, CaseIterable {
    case inherited, recalculated, paused
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    from = try parameters.table("from")
    to = try parameters.table("to")
    column = try parameters.text("column")
    policy = try parameters.text("policy")
    start = try parameters.text("start")
    target = try parameters.text("target")
    calendar = try parameters.text("calendar")
    priority = try parameters.optionalText("priority")
    urgent = try parameters.has("urgent") ? parameters.texts("urgent") : []
    tolerance = try parameters.seconds("tolerance", default: 0)
    filter = try RowFilter(&parameters)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try TableReference.validate(from: from, to: to, plan, page)
    for table in [from, to] { try RowGroups.requireTime("\(table).\(column)", plan, page, key: "column") }
    if fixedPolicy == nil { try ColumnReference("\(from).\(policy)")?.validate(plan, page, key: "policy") }
    if fixedPolicy == nil || fixedPolicy == .recalculated {
      try RowGroups.requireTime("\(from).\(start)", plan, page, key: "start")
      guard let minutes = ColumnReference("\(from).\(target)") else { return }
      try minutes.validate(plan, page, key: "target")
      if minutes.fieldType(plan) != .integer {
        throw RuleError(page: page, message: "target: expected a column of whole minutes, found '\(minutes)'")
      }
      if !plan.calendars.contains(where: { $0.name == calendar }) {
        let near = nearest(to: calendar, among: plan.calendars.map(\.name)).map { "did you mean '\($0)'?" }
        throw RuleError(
          page: page,
          message: "calendar: the plan has no calendar '\(calendar)'; \(near ?? "add it under 'calendars'")")
      }
    }
    if let priority { try ColumnReference("\(from).\(priority)")?.validate(plan, page, key: "priority") }
    try filter?.validate(from, plan, page)
  }

  /// The policy of all rows, where the page names no column but a policy.
  private var fixedPolicy: Policy? { Policy(rawValue: policy) }

  func inputs(_ plan: Plan) -> Set<Input> { from.inputs(plan).union(to.inputs(plan)) }

  func subject(_ plan: Plan) -> Subject {
    let slack = tolerance > 0 ? " within \(tolerance) s" : ""
    let rows = filter.map { " where \($0.description)" } ?? ""
    let words =
      switch fixedPolicy {
      case .inherited: "as in the old system"
      case .paused: "null"
      case .recalculated: "\(target) minutes after \(start) by the calendar \(calendar)"
      case nil: "as \(policy) says: inherited, recalculated by the calendar \(calendar), or paused"
      }
    return Subject(legacy: "\(from).\(column)", new: "\(to).\(column)", criteria: words + slack + rows)
  }

  /// A row that is not due when it should be.
  private struct Variance {
    var row: Row<Legacy>
    var new: Row<New>
    var message: String
    var expected: String
    var found: String
    /// The lower, the more urgent.
    var rank: (isOrdinary: Int, due: Int64)
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let legacy = facts.legacy(from), let new = facts.new(to), let match = facts.match(from, to),
      let due = legacy[column], let found = new[column]
    else { return .notChecked("rows", "the tables can't be compared") }
    let isMeant = filter?(legacy) ?? { _ in true }
    let expectation = Expectation(self, legacy, facts)
    let isUrgent = urgency(legacy)
    var examined = 0
    var variances: [Variance] = []
    match.forEachPair { row, other in
      guard isMeant(row) else { return }
      examined += 1
      let value = found.value(other)
      let (wanted, reason) = expectation(row)
      if let wanted, wanted.isEqual(to: value, within: tolerance) { return }
      let shown = wanted.map { $0.kind == .null ? "not be set" : "be \($0.words)" }
      let is_ = value.kind == .null ? "is not set" : "is \(value.words)"
      let message =
        shown.map { "\(column) must \($0) (\(reason)) and \(is_)\(gap(wanted, value))" } ?? reason
      variances.append(
        Variance(
          row: row, new: other, message: "\(legacy.keyText(row)): \(message)", expected: wanted?.words ?? "–",
          found: value.words,
          rank: (isUrgent(row) ? 0 : 1, due.value(row).instant?.seconds ?? .max)))
    }
    variances.sort {
      ($0.rank.isOrdinary, $0.rank.due, $0.row.index) < ($1.rank.isOrdinary, $1.rank.due, $1.row.index)
    }
    var evidence = Evidence()
    for variance in variances {
      evidence.add {
        var finding = legacy.finding(
          variance.row, variance.message, expected: variance.expected, found: variance.found)
        new.place(variance.new, &finding)
        return finding
      }
    }
    return Measurement(
      examined: examined, expected: legacy.includedCount, unit: "due times",
      figures: Figures(legacy: examined, new: examined), evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, "due time")), each as its policy says"
        : "\(grouped(evidence.violations)) of \(counted(examined, "due time")) \(verb(evidence.violations, "is", "are")) not as "
          + "\(verb(evidence.violations, "its policy says", "their policies say"))")
  }

  private func gap(_ wanted: FieldValue?, _ found: FieldValue) -> String {
    guard let one = wanted?.instant, let other = found.instant, one.seconds != other.seconds else {
      return ""
    }
    return ", \(lengthOfTime(abs(other.seconds - one.seconds))) \(other < one ? "earlier" : "later")"
  }

  private func urgency(_ table: Table<Legacy>) -> (Row<Legacy>) -> Bool {
    guard let priority, let column = table[priority] else { return { _ in false } }
    let words = urgent.flatMap { RowFilter.values(of: $0) }
    return { words.contains(column.value($0)) }
  }

  /// When a row must be due, and why.
  private struct Expectation {
    private let check: DueTimesCheck
    private let table: Table<Legacy>
    private let hours: WorkHours?
    private let columns:
      (due: Column<Legacy>?, policy: Column<Legacy>?, start: Column<Legacy>?, target: Column<Legacy>?)
    private let policies: [(FieldValue, Policy)]

    init(_ check: DueTimesCheck, _ table: Table<Legacy>, _ facts: Facts) {
      (self.check, self.table) = (check, table)
      hours = facts.plan.calendars.first { $0.name == check.calendar }.map(WorkHours.init)
      columns = (table[check.column], table[check.policy], table[check.start], table[check.target])
      policies = Policy.allCases.flatMap { policy in
        RowFilter.values(of: policy.rawValue).map { ($0, policy) }
      }
    }

    /// The value, nil where there is none to be told; and the reason.
    func callAsFunction(_ row: Row<Legacy>) -> (value: FieldValue?, reason: String) {
      let given = columns.policy?.value(row)
      let policy = check.fixedPolicy ?? policies.first { $0.0 == given }?.1
      switch policy {
      case .inherited: return (columns.due?.value(row) ?? .null, "inherited")
      case .paused: return (.null, "paused")
      case .recalculated: return recalculated(row)
      case nil:
        let words = given.map { table.groupName($0) } ?? "null"
        return (nil, "\(check.policy) is \(words), expected inherited, recalculated or paused")
      }
    }

    private func recalculated(_ row: Row<Legacy>) -> (FieldValue?, String) {
      guard let start = columns.start?.value(row).instant else {
        return (nil, "\(check.start) is null, and the due time can't be recalculated")
      }
      guard let target = columns.target?.value(row), target.kind == .integer, target.number >= 0 else {
        return (nil, "\(check.target) is not a number of minutes, and the due time can't be recalculated")
      }
      let words =
        "\(counted(Int(clamping: target.number), "minute")) after \(start.text) by \(check.calendar)"
      let (seconds, isTooLong) = target.number.multipliedReportingOverflow(by: 60)
      guard !isTooLong, let due = hours?.instant(seconds, after: start) else {
        return (nil, "\(words) is not within ten years")
      }
      return (.instant(due), words)
    }
  }
}

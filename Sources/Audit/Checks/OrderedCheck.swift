import Plan

/// Order: records of a group are in time order, by their positions (batch number, index in the array).
///
/// `column: archive.comments.created_at`, `group: ticket_id`. `ties: ignore` judges the instants; `ties: source` judges
/// only neighbours with equal instants, which should be in the order of the export.
///
/// - Complexity: one pass over the records, in the order of their positions.
struct OrderedCheck: Check {
  static let name = "ordered"
  private let column: ColumnReference
  private let group: String
  private let ties: Ties

  private enum Ties: String, CaseIterable {
    case ignore, source
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    group = try parameters.text("group")
    ties = try parameters.word("ties", of: Ties.self)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try column.validate(plan, page, key: "column")
    try ColumnReference("\(column.table).\(group)")?.validate(plan, page, key: "group")
    if column.table.kind != .archive {
      throw RuleError(page: page, message: "column: expected one of 'archive.…', found '\(column)'")
    }
  }

  func inputs(_ plan: Plan) -> Set<Input> {
    ties == .source ? [.archive, .conversations] : [.archive]
  }

  func subject(_ plan: Plan) -> Subject {
    Subject(
      legacy: column.legacyNames(plan), new: column.shortName,
      criteria: ties == .ignore
        ? "not earlier than the one before in its \(group)" : "equal times in the order of the export")
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let type = column.table.type(facts.plan), let number = facts.plan.schema.firstIndex(of: type) else {
      return .notChecked("rows", "there is no '\(column)'")
    }
    let record = facts[type]
    let table = record.archive
    guard let times = table[column.column], let time = times.instants, let keys = table[group],
      let id = keys.integers
    else { return .notChecked("rows", "'\(column)' has no times") }
    let groups = facts[.tickets].archive.count
    var numbers = KeyMap(minimumCapacity: groups)
    let previous = Vector<Int32>(minimumCapacity: groups)
    var evidence = Evidence(of: Wrong(ties == .ignore ? .unordered : .untied, type, column.column))
    var examined = 0
    var recent = LastTwo<Int32>()
    for batch in facts.archive.batchOrder {
      for index in facts.archive.batches[batch].rows[number]
      where keys.has(Row(index)) && times.has(Row(index)) {
        examined += 1
        let owner = id(Row(index))
        let group = Int(recent.value(of: owner) { numbers.number(owner).number })
        if group == previous.count {
          previous.append(Int32(truncatingIfNeeded: index))
          continue
        }
        let before = Row<New>(Int(previous[group]))
        previous[group] = Int32(truncatingIfNeeded: index)
        let row = Row<New>(index)
        guard isViolation(before, row, time(before), time(row), record.match) else { continue }
        evidence.add(row: index) { finding(before, row, owner, time, record) }
      }
    }
    let noun = table.noun
    return Measurement(
      examined: examined, expected: record.expected.includedCount, unit: noun.plural,
      figures: Figures(legacy: record.expected.includedCount, new: examined), evidence: evidence,
      summary: evidence.isEmpty
        ? "\(noun.counted(examined)) of \(counted(numbers.count, "ticket")) in order"
        : "\(noun.counted(evidence.violations)) \(verb(evidence.violations, "is", "are")) "
          + (ties == .ignore
            ? "earlier than the one before" : "of equal time, but not in the order of the export"))
  }

  private func isViolation(
    _ before: Row<New>, _ row: Row<New>, _ earlier: Instant, _ later: Instant, _ match: Match
  ) -> Bool {
    if ties == .ignore { return later < earlier }
    guard earlier == later, let first = match.legacy(of: before), let second = match.legacy(of: row) else {
      return false
    }
    return second.index < first.index
  }

  private func finding(
    _ before: Row<New>, _ row: Row<New>, _ owner: Int64, _ time: (Row<New>) -> Instant, _ record: RecordFacts
  ) -> Finding {
    let table = record.archive
    var finding = table.finding(
      row,
      "ticket \(owner): \(table.keyText(row)) (\(time(row).text)) comes after \(table.keyText(before)) "
        + "(\(time(before).text)), \(words) it")
    if let legacy = record.match.legacy(of: row) { record.expected.place(legacy, &finding) }
    return finding
  }

  private var words: String {
    ties == .ignore ? "but is earlier than" : "with an equal time, but in the export it comes before"
  }
}

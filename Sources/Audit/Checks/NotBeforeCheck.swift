import Plan

/// Range: no time of a column is earlier than that of the record that it belongs to, by more than `tolerance`.
///
/// `column: archive.comments.created_at`, `than: archive.tickets.created_at`, `by: ticket_id`. What is the same in the
/// export has its origin there.
///
/// - Complexity: one pass, at most one look-up for each row.
struct NotBeforeCheck: Check {
  static let name = "not-before"
  private let column: ColumnReference
  private let than: ColumnReference
  private let by: String
  private let tolerance: Int

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    than = try parameters.column("than")
    by = try parameters.text("by")
    tolerance = try parameters.seconds("tolerance", default: 0)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try column.validate(plan, page, key: "column")
    try than.validate(plan, page, key: "than")
    try ColumnReference("\(column.table).\(by)")?.validate(plan, page, key: "by")
    if column.table.kind != .archive || than.table.kind != .archive {
      throw RuleError(page: page, message: "column: expected columns of 'archive.…'")
    }
  }

  func inputs(_ plan: Plan) -> Set<Input> { [.archive, .conversations] }

  func subject(_ plan: Plan) -> Subject {
    let names = [column, than].map { $0.legacyNames(plan) }
    let slack = tolerance > 0 ? " by more than \(tolerance) s" : ""
    return Subject(
      legacy: names.joined(separator: ", "), new: column.shortName,
      criteria: "not earlier\(slack) than \(than.shortName)")
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let type = column.table.type(facts.plan), let owner = than.table.type(facts.plan) else {
      return .notChecked("rows", "there is no '\(column)'")
    }
    let (record, other) = (facts[type], facts[owner])
    guard let times = record.archive[column.column], let time = times.instants,
      let key = record.archive[by], let id = key.integers, let others = other.archive[than.column],
      let otherTime = others.instants
    else { return .notChecked("rows", "'\(column)' and '\(than)' can't be compared") }
    var evidence = Evidence(of: Wrong(.early, type, column.column))
    var examined = 0
    let table = record.archive
    let owners = other.records.ids
    var last: (id: Int64, row: Int)?
    for index in 0..<table.count where key.has(Row(index)) && times.has(Row(index)) {
      let row = Row<New>(index)
      let owner = id(row)
      if last?.id != owner { last = owners.find(owner).map { (owner, $0.row) } }
      guard let found = last?.row, last?.id == owner, others.has(Row(found)) else { continue }
      examined += 1
      let (own, created) = (time(row), otherTime(Row(found)))
      if !isBefore(own, created) { continue }
      let isSame = isSameInExport(row, own, record, Row(found), created, other)
      evidence.add(origin: isSame ? .export : .archive, row: index) {
        var finding = table.finding(
          row,
          "\(table.keyText(row)) (\(own.text)) is earlier than its \(other.type.singular) \(owner) (\(created.text))"
        )
        if let legacy = record.match.legacy(of: row) { record.expected.place(legacy, &finding) }
        return finding
      }
    }
    let noun = table.noun
    return Measurement(
      examined: examined, expected: record.expected.includedCount, unit: noun.plural, evidence: evidence,
      summary: evidence.isEmpty
        ? "\(noun.counted(examined)), none earlier than its \(other.type.singular)"
        : "\(noun.counted(evidence.violations)) \(verb(evidence.violations, "is", "are")) earlier than "
          + "\(verb(evidence.violations, "its", "their")) \(other.type.singular)"
          + (evidence.fromExport > 0 ? " (\(grouped(evidence.fromExport)) in the export already)" : ""))
  }

  private func isBefore(_ own: Instant, _ other: Instant) -> Bool {
    Instant(seconds: own.seconds + Int64(tolerance), nanoseconds: own.nanoseconds) < other
  }

  private func isSameInExport(
    _ row: Row<New>, _ own: Instant, _ record: RecordFacts, _ owner: Row<New>, _ created: Instant,
    _ other: RecordFacts
  ) -> Bool {
    guard let legacy = record.match.legacy(of: row), let legacyOwner = other.match.legacy(of: owner) else {
      return false
    }
    return record.expected[column.column]?.instants?(legacy) == own
      && other.expected[than.column]?.instants?(legacyOwner) == created
  }
}

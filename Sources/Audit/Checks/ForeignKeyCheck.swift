import Plan

/// Foreign key: every value of a column names a record of the archive, or a user who was imported before.
///
/// With `column: archive.organizations.*` every custom field of the type that the plan calls a reference. A custom
/// reference that names nothing in the export as well has its origin there. A requester who never wrote is left to
/// `known-requester`.
///
/// - Complexity: at most one look-up for each row.
struct ForeignKeyCheck: Check {
  static let name = "foreign-key"
  private let column: ColumnReference

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    if column.table.kind != .archive {
      throw RuleError(
        page: parameters.page, message: "column: expected one of 'archive.…', found '\(column)'")
    }
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    if column.column == "*" {
      try column.table.validate(plan, page, key: "column")
    } else {
      try column.validate(plan, page, key: "column")
    }
  }

  /// The references that are judged: each column with the record type that it names.
  private func references(_ plan: Plan) -> [Reference] {
    guard let type = column.table.type(plan) else { return [] }
    if column.column == "*" { return Reference.custom(of: type, plan) }
    let references = Reference.core(of: type) + Reference.custom(of: type, plan)
    return references.filter { $0.column == column.column }
  }

  var failsForAbsence: Bool { true }

  func inputs(_ plan: Plan) -> Set<Input> {
    let namesUsers = references(plan).contains { $0.target == .users }
    if column.table.type(plan)?.isCore == true {
      if namesUsers { return [.archive, .conversations, .people] }
      return references(plan).contains(where: \.isCustom) ? [.archive, .conversations] : [.archive]
    }
    return references(plan).isEmpty
      ? [.archive] : column.table.inputs(plan).union(namesUsers ? [.people] : [])
  }

  func subject(_ plan: Plan) -> Subject {
    let references = references(plan)
    let names = references.compactMap {
      ColumnReference("expected.\(column.table.name).\($0.column)")?.legacyNames(plan)
    }
    let targets = Set(references.map(\.target.singular)).sorted().joined(separator: " or ")
    return Subject(
      legacy: names.isEmpty ? "–" : names.joined(separator: ", "),
      new: references.isEmpty
        ? "–" : references.map { "\(column.table.name).\($0.column)" }.joined(separator: ", "),
      criteria:
        "every \(targets.isEmpty ? "record" : targets) referred to is in the archive, or was imported before")
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let type = column.table.type(facts.plan) else {
      return .notChecked("rows", "there is no '\(column)'")
    }
    let record = facts[type]
    let references = references(facts.plan)
    if references.isEmpty {
      return .notApplicable("references", "the plan maps no references of \(type.name)")
    }
    let measurements = references.map { measure($0, record, facts) }
    guard measurements.count > 1 else { return measurements[0] }
    var all = measurements[0]
    all.unit = "references"
    for other in measurements.dropFirst() { all.merge(other) }
    return all
  }

  private struct Target: Hashable {
    var value: Int64?
  }

  private func measure(_ reference: Reference, _ record: RecordFacts, _ facts: Facts) -> Measurement {
    let table = record.archive
    guard let values = table[reference.column] else { return .notChecked("rows", "there is no '\(column)'") }
    let custom = CustomReference(reference, record)
    // Millions of rows have no custom reference: a flag spares them the copy that `if let` makes.
    let isCustom = custom != nil
    let number = values.integers ?? { custom?.found($0).number ?? 0 }
    let lookup = TargetLookup(reference, of: record.type, facts)
    let isRequester = record.type == .tickets && reference.column == "requester_id"
    let noun = table.noun
    var groups = GroupedEvidence<Target>(of: Wrong(.orphan, record.type, reference.column)) {
      finding, count in
      let first = count == 1 ? "" : ", the first is \(finding.key ?? "")"
      return
        "\(noun.counted(count))\(count == 1 ? " (\(finding.key ?? ""))" : "")\(first): \(finding.message)"
    }
    var known = LastTwo<Bool>()
    for index in 0..<table.count {
      let row = Row<New>(index)
      var isID = values.has(row)
      if isCustom, let value = custom?.found(row) {
        if value == .null { continue }
        isID = value.kind == .integer
      }
      guard isID else {
        groups.add(Target(value: nil), row: index) { finding(facts, record, reference, row, nil) }
        continue
      }
      let value = number(row)
      if lookup.isOfTicketing(record.match.legacy(of: row)) {
        // Its people are in the list of ticketing users, or nowhere: an equal number among the migrated users is
        // somebody else's.
        if facts.rows.ticketing.contains(value) { continue }
      } else {
        if known.value(of: value, find: { lookup.contains(value) }) { continue }
        if isRequester, facts.isUnresolvedRequester(record.match.legacy(of: row), value) { continue }
      }
      let isExported = custom?.isExported(value, row) ?? false
      groups.add(Target(value: value), origin: isExported ? .export : .archive, row: index) {
        finding(facts, record, reference, row, value)
      }
    }
    let evidence = groups.evidence()
    return Measurement(
      examined: table.count, expected: record.expected.includedCount, unit: noun.plural,
      figures: Figures(legacy: record.expected.includedCount, new: table.count), evidence: evidence,
      summary: evidence.isEmpty
        ? "\(noun.counted(table.count)), no orphan \(reference.column)"
        : "\(grouped(evidence.violations)) of \(noun.counted(table.count)) \(verb(evidence.violations, "has", "have")) "
          + "an orphan \(reference.column): no such \(reference.target.singular) (\(counted(groups.groupCount, "value")))"
    )
  }

  private func finding(
    _ facts: Facts, _ record: RecordFacts, _ reference: Reference, _ row: Row<New>, _ value: Int64?
  ) -> Finding {
    var finding = record.archive.finding(
      row,
      value.map { "orphan \(reference.column) \($0), no such \(reference.target.singular)" }
        ?? "\(reference.column) is \(record.archive[reference.column]?.integers == nil ? "not an id" : "missing")"
    )
    if let legacy = record.match.legacy(of: row) { record.expected.place(legacy, &finding) }
    return finding
  }
}

/// A column of a record type whose values are ids of another.
struct Reference: Sendable {
  var column: String
  var target: RecordType
  /// Of a custom field the systems that map it as this reference; nil of a core field, which it is in all of them.
  var systems: Set<Int>?

  var isCustom: Bool { systems != nil }

  /// The references among the core fields of a type.
  static func core(of type: RecordType) -> [Reference] {
    let users = type.fields.filter { $0.type == .user }.map { Reference(column: $0.name, target: .users) }
    return type == .comments ? [Reference(column: "ticket_id", target: .tickets)] + users : users
  }

  /// The custom fields of a type that the plan calls references.
  static func custom(of type: RecordType, _ plan: Plan) -> [Reference] {
    var references: [Reference] = []
    for (system, columns) in plan.customFields(of: type).enumerated() {
      for column in columns {
        guard case .reference(let singular) = column.type,
          let target = plan.schema.first(where: { $0.singular == singular })
        else { continue }
        let known = references.firstIndex { $0.column == column.field && $0.target.name == target.name }
        if let known {
          references[known].systems?.insert(system)
        } else {
          references.append(Reference(column: column.field, target: target, systems: [system]))
        }
      }
    }
    return references
  }
}

/// The values of a custom reference, each read as the system that tells of its record has the field.
private struct CustomReference {
  private let systems: Set<Int>
  private let archive: CustomField
  private let expected: CustomField
  private let match: Match

  /// Nil for a reference among the core fields.
  init?(_ reference: Reference, _ record: RecordFacts) {
    guard let systems = reference.systems,
      case .custom(let archive) = record.archive[reference.column]?.storage,
      case .custom(let expected) = record.expected[reference.column]?.storage
    else { return nil }
    (self.systems, self.archive, self.expected, match) = (systems, archive, expected, record.match)
  }

  /// What the archive has; null too where the record's system maps the field as something else. A record that no system
  /// tells of is read as the first that maps the reference has it.
  func found(_ row: Row<New>) -> FieldValue {
    let system = match.legacy(of: row).map { expected.system(of: $0.index) } ?? systems.min() ?? 0
    return systems.contains(system) ? archive.columns[archive.column(of: system)][row.index] : .null
  }

  /// Whether the export has the same id there.
  func isExported(_ id: Int64, _ row: Row<New>) -> Bool {
    match.legacy(of: row).map { expected.value($0.index) == .integer(id) } ?? false
  }
}

/// Whether the records that a reference names are there.
private struct TargetLookup {
  private let ids: IDIndex
  private let ticketing: TicketingTable?
  /// The systems of the rows, where some of them are the ticketing tool's, whose people are in its list alone.
  private let systems: SystemRanges?
  private let ticketingSystem: Int

  /// - Parameter type: that of the records with the reference.
  init(_ reference: Reference, of type: RecordType, _ facts: Facts) {
    let namesUsers = reference.target == .users
    let rows = facts.rows
    ids = facts[reference.target].records.ids
    ticketing = namesUsers ? rows.ticketing : nil
    ticketingSystem = rows.ticketingSystem
    let hasTicketing = namesUsers && facts.plan.recordMap(.tickets) != nil && !facts.plan.hasLists
    systems =
      switch type.name {
      case RecordType.comments.name where hasTicketing: rows.comments.systems
      case RecordType.tickets.name where hasTicketing: rows.tickets.systems
      default: nil
      }
  }

  func contains(_ id: Int64) -> Bool { ids.contains(id) || ticketing?.contains(id) ?? false }

  /// Whether the row is a record of the ticketing tool whose person is looked for.
  func isOfTicketing(_ row: Row<Legacy>?) -> Bool {
    guard let systems, let row else { return false }
    return systems.system(of: row.index) == ticketingSystem
  }
}

extension Facts {
  /// Whether the requester of a ticket is one who never wrote, whom the export itself does not know.
  func isUnresolvedRequester(_ ticket: Row<Legacy>?, _ id: Int64) -> Bool {
    guard let ticket else { return false }
    let person = Int(people.personOfAccount[Int(tickets.requester[ticket.index])])
    return people.hasWritten[person] == 0 && id == people.id[person]
  }
}

extension Measurement {
  /// Adds what was measured of another column.
  mutating func merge(_ other: Measurement) {
    let hadViolations = !evidence.isEmpty
    examined += other.examined
    expected += other.expected
    evidence.append(other.evidence)
    if other.evidence.isEmpty, hadViolations { return }
    summary = hadViolations || other.evidence.isEmpty ? "\(summary); \(other.summary)" : other.summary
  }
}

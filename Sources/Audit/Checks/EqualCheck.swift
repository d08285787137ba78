import Plan

/// Equality: a field of a record is unchanged: numbers as 64-bit integers, times as instants, texts byte for byte, JSON
/// values but for white space, escapes and the order of keys.
///
/// `from` and `to` name one column of a record type on both sides, or with `columns: custom` all of its custom fields. A
/// reference to users is judged against its own expected id, and what it names instead is reported.
///
/// - Complexity: one comparison for each record.
struct EqualCheck: Check {
  static let name = "equal"
  private let from: TableReference
  private let to: TableReference
  /// Nil for all custom fields.
  private let column: String?

  init(_ parameters: inout Parameters) throws(RuleError) {
    if let words = try parameters.optionalText("columns") {
      guard words == "custom" else {
        throw RuleError(
          page: parameters.page, message: "columns: expected 'custom', or 'from' and 'to' with a column")
      }
      (from, to, column) = (try parameters.table("from"), try parameters.table("to"), nil)
    } else {
      let (legacy, new) = (try parameters.column("from"), try parameters.column("to"))
      (from, to, column) = (legacy.table, new.table, legacy.column)
      if legacy.column != new.column {
        throw RuleError(
          page: parameters.page, message: "to: must name the column of 'from', '\(legacy.column)'")
      }
    }
    if from.kind != .expected || to.kind != .archive || from.name != to.name {
      throw RuleError(
        page: parameters.page,
        message: "from: must be a column of 'expected.…', and 'to' the same of 'archive.…'")
    }
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try from.validate(plan, page, key: "from")
    if let column { try ColumnReference("\(from).\(column)")?.validate(plan, page, key: "from") }
  }

  func inputs(_ plan: Plan) -> Set<Input> {
    let isReference =
      column.flatMap { name in from.type(plan)?.fields.first { $0.name == name } }?.type == .user
    var inputs = from.inputs(plan).union(to.inputs(plan))
    // Who a reference must name depends on the ids of the ticketing tool.
    if isReference || column == nil && inputs.contains(.conversations) { inputs.insert(.people) }
    if from.name == RecordType.users.name, column != nil, !plan.hasLists { inputs.remove(.people) }
    return inputs
  }

  func subject(_ plan: Plan) -> Subject {
    guard let column, let reference = ColumnReference("\(from).\(column)") else {
      let fields = from.type(plan).map { FieldLayouts(plan)[$0].keys } ?? []
      let names = fields.compactMap { ColumnReference("\(from).\($0)")?.legacyNames(plan) }
      return Subject(
        legacy: names.isEmpty ? "–" : names.joined(separator: ", "),
        new: fields.isEmpty ? "–" : "custom fields of \(to.name)",
        criteria: "the same value, null as null")
    }
    let type = from.type(plan)?.fields.first { $0.name == column }?.type
    let criteria =
      switch type {
      case .user: "the id of the person in its row"
      case .timestamp: "the same instant"
      case .text, .html, .email: "the same bytes"
      default: "the same value"
      }
    return Subject(legacy: reference.legacyNames(plan), new: "\(to.name).\(column)", criteria: criteria)
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let type = from.type(facts.plan) else {
      return .notChecked("values", "the plan has no \(from.name)")
    }
    let record = facts[type]
    guard let column else { return customFields(record) }
    guard let legacy = record.expected[column], let new = record.archive[column] else {
      return .notApplicable("values", "the plan maps no '\(column)' of \(type.name)")
    }
    return legacy.type == .user ? references(legacy, new, record, facts) : values(legacy, new, record, facts)
  }

  // MARK: Values

  private func values(
    _ legacy: Column<Legacy>, _ new: Column<New>, _ record: RecordFacts, _ facts: Facts
  ) -> Measurement {
    var evidence = Evidence(of: Wrong(.changed, record.type, legacy.name))
    var becameTrue = 0
    var changes = KnownTextChanges(isMasked: !facts.showsValues)
    var isOfDigests = false
    if case .digests = legacy.storage { isOfDigests = true }
    let isName = record.type == .users && legacy.name == "name"
    record.match.forEachDifference(legacy, new) { from, to in
      let value = new.value(to)
      if value == .boolean(true) { becameTrue += 1 }
      let isExported = isName && value == .null && !facts.hasNameInFirstRow(from)
      let change = changes.add(legacy.text(from), new.text(to), isText: legacy.isKeptText, value)
      evidence.add(
        origin: isExported ? .export : .archive, cause: change?.cause ?? Int(value.kind.rawValue),
        isPending: isOfDigests, row: to.index
      ) {
        let (expected, found) = shown(legacy, from, new, to, facts)
        var finding = record.archive.finding(
          to,
          "\(record.archive.keyText(to)): \(legacy.name) must be \(expected) and is \(found)\(change?.words ?? "")",
          expected: expected, found: found)
        record.expected.place(from, &finding)
        if isOfDigests {
          finding.changedText = ChangedText(
            record: record.archive.keyText(to), field: legacy.name, expected: legacy.value(from), found: value
          )
        }
        return finding
      }
    }
    if isOfDigests, !evidence.isEmpty { noteOtherRecords(legacy, record, &evidence) }
    let examined = record.match.pairs
    let noun = record.expected.noun
    var summary = "\(legacy.name) unchanged in \(noun.counted(examined))"
    if !evidence.isEmpty {
      summary =
        "\(grouped(evidence.violations)) of \(noun.counted(examined)) \(verb(evidence.violations, "has", "have")) "
        + "another \(legacy.name)\(changes.tally.words(of: evidence.violations))"
      if becameTrue > 0 {
        summary +=
          "; \(grouped(becameTrue)) \(verb(becameTrue, "is", "are")) false in the export and true in the archive"
      }
    }
    return Measurement(
      examined: examined, expected: record.expected.includedCount, unit: noun.plural,
      figures: Figures(legacy: record.expected.includedCount, new: examined), evidence: evidence,
      summary: summary)
  }

  /// Whose text a changed one is, where it is that of another record.
  ///
  /// - Complexity: one pass over the column.
  private func noteOtherRecords(
    _ legacy: Column<Legacy>, _ record: RecordFacts, _ evidence: inout Evidence
  ) {
    guard case .digests(let digests, let lengths) = legacy.storage else { return }
    let wanted = Set(evidence.findings.compactMap { $0.changedText?.found.digest })
    var owners: [UInt64: Int] = [:]
    let inclusion = record.expected.inclusion
    for row in 0..<record.expected.count
    where lengths[row] > 0 && wanted.contains(digests[row]) && inclusion.contains(row) {
      if owners[digests[row]] == nil { owners[digests[row]] = row }
    }
    evidence.complete { finding in
      guard let found = finding.changedText?.found, let owner = found.digest.flatMap({ owners[$0] }),
        found == legacy.value(Row(owner))
      else { return }
      finding.changedText?.otherRecord = record.expected.keyText(Row(owner))
    }
  }

  private func shown(
    _ legacy: Column<Legacy>, _ from: Row<Legacy>, _ new: Column<New>, _ to: Row<New>, _ facts: Facts
  ) -> (expected: String, found: String) {
    let isThere = new.has(to)
    switch legacy.storage {
    case .texts:
      return (
        legacy.text(from).map(facts.shown) ?? "null",
        isThere ? new.text(to).map(facts.shown) ?? "null" : "missing"
      )
    case .digests(_, let lengths):
      let expected = Int(lengths[from.index])
      let found = new.value(to)
      return (
        counted(expected, "byte"),
        isThere
          ? counted(found.textLength, found.textLength == expected ? "other byte" : "byte")
          : "missing"
      )
    case .instants:
      return (legacy.value(from).words, isThere ? new.value(to).words : "not a readable time")
    default:
      return (legacy.value(from).words, new.value(to).words)
    }
  }

  // MARK: References to users

  private struct Confusion: Hashable {
    var expected: Int64
    var found: Int64?
  }

  private func references(
    _ legacy: Column<Legacy>, _ new: Column<New>, _ record: RecordFacts, _ facts: Facts
  ) -> Measurement {
    guard let expected = legacy.integers, let found = new.integers else {
      return .notChecked(record.type.name, "\(legacy.name) is not a number")
    }
    let persons = UserReferences(facts, record.type)
    let noun = record.expected.noun
    var groups = GroupedEvidence<Confusion>(of: Wrong(.changed, record.type, legacy.name)) { finding, count in
      let found =
        finding.found.map { "has \(legacy.name) \($0)\(finding.message)" } ?? "has no \(legacy.name)"
      let whom = count == 1 ? finding.key ?? "" : "\(noun.counted(count)), the first is \(finding.key ?? "")"
      return "\(whom): it must have \(legacy.name) \(finding.expected ?? "") and \(found)"
    }
    var examined = 0
    var keptChatID = 0
    record.match.forEachPair { from, to in
      examined += 1
      let hasValue = new.has(to)
      let (right, value) = (expected(from), found(to))
      if hasValue, value == right { return }
      let isOwnID = persons.isOwnChatID(value, of: from)
      if hasValue, isOwnID { keptChatID += 1 }
      groups.add(Confusion(expected: right, found: hasValue ? value : nil), row: to.index) {
        var finding = record.archive.finding(
          to, isOwnID ? ", which is \(persons.mergedID) of that person" : persons.whose(value),
          expected: String(right),
          found: hasValue ? String(value) : nil)
        record.expected.place(from, &finding)
        return finding
      }
    }
    let evidence = groups.evidence()
    var summary = "\(noun.counted(examined)), each with the expected \(legacy.name)"
    if !evidence.isEmpty {
      summary =
        "\(grouped(evidence.violations)) of \(noun.counted(examined)) \(verb(evidence.violations, "has", "have")) "
        + "another \(legacy.name) than expected, in \(counted(groups.groupCount, "pair")) of ids"
      if keptChatID > 0 {
        summary +=
          "; \(grouped(keptChatID)) \(verb(keptChatID, "has", "have")) \(persons.mergedID) in place of the person's id"
      }
    }
    return Measurement(
      examined: examined, expected: record.expected.includedCount, unit: noun.plural,
      figures: Figures(legacy: record.expected.includedCount, new: examined), evidence: evidence,
      summary: summary)
  }

  // MARK: Custom fields

  private func customFields(_ record: RecordFacts) -> Measurement {
    let layout = record.records.layout
    if layout.isEmpty {
      return .notApplicable("values", "the plan maps no custom fields of \(record.type.name)")
    }
    let core = record.type.fields.count
    let pairs = layout.keys.indices.map { key in
      (
        name: layout.keys[key], from: record.expected.columns[core + key],
        to: record.archive.columns[core + key]
      )
    }
    // Of each field and cause the first are kept: many harmless ones of one would hide the few of another.
    let findings = pairs.map { name, legacy, new in
      var evidence = Evidence(of: Wrong(.changed, record.type, name))
      var rows: [Int] = []
      record.match.forEachDifference(legacy, new) { from, to in
        let (expected, found) = pairValues(legacy, from, new, to)
        let kept = evidence.findings.count
        evidence.add(cause: Int(found.kind.rawValue), isPending: expected.kind == .text, row: to.index) {
          let shown = found.shown(beside: expected)
          var finding = record.archive.finding(
            to, "\(record.archive.keyText(to)): \(name) must be \(expected.words) and is \(shown)",
            expected: expected.words, found: shown)
          record.expected.place(from, &finding)
          if expected.kind == .text {
            finding.changedText = ChangedText(
              record: record.archive.keyText(to), field: name, expected: expected, found: found)
          }
          return finding
        }
        if evidence.findings.count > kept { rows.append(to.index) }
      }
      return (evidence: evidence, rows: rows)
    }
    let records = record.match.pairs
    let violations = findings.map(\.evidence.violations)
    let evidence = Evidence(inOrderOfRows: findings)
    let noun = record.expected.noun
    let changed = zip(pairs, violations).filter { $0.1 > 0 }
      .map { "\($0.0.name) differs in \(noun.counted($0.1))" }
    return Measurement(
      examined: records * pairs.count, expected: record.expected.includedCount, unit: "values",
      evidence: evidence,
      summary: evidence.isEmpty
        ? "\(layout.keys.joined(separator: ", ")) unchanged in \(noun.counted(records))"
        : changed.joined(separator: ", "))
  }
}

extension Facts {
  /// Whether the first row that tells of a user has the name, or a later one.
  fileprivate func hasNameInFirstRow(_ user: Row<Legacy>) -> Bool {
    let (accounts, account) = (rows.accounts, Int(people.account[Int(users.person[user.index])]))
    return accounts.nameRow[account] == accounts.firstAuthorRow[account]
  }
}

extension FieldValue {
  /// Bytes of a text.
  var textLength: Int { kind == .text ? Int(tag >> 3) : 0 }
  /// By which a text is known.
  fileprivate var digest: UInt64? { kind == .text ? payload : nil }
}

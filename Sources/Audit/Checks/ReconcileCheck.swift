import Plan

/// Reconciliation by key: what must arrive is there (`side: missing`), nothing is there that is not expected (`side:
/// unexpected`), or rows of one key have equal values (`side: different`).
///
/// Two tables: of a record type, or any two of the plan. `where:` says which rows of `from` are meant, and with `side:
/// unexpected` which rows of `to`; `except:` leaves out those whose key is in a table of the plan, or in its rows where a column
/// has a value. `through:` names the column of a declared table that has the key in `to` of each key in `from`.
/// Second and later rows of a key are left to `unique`.
///
/// With `columns: ["*"]` all columns but the key that both tables have are compared. `sample: 0.1%` says that `to` is a sample: it
/// must show that at most this share of all rows differ, with 95 % confidence.
///
/// - Complexity: one pass over a table; for tables of the plan one join.
struct ReconcileCheck: Check {
  static let name = "reconcile"
  private let from: TableReference
  private let to: TableReference
  private let side: Side
  let columns: [ComparedColumn]
  let tolerance: Int
  let sample: Share?
  let filter: RowFilter?
  let exception: ExceptedKeys?
  private let through: ColumnReference?

  private enum Side: String, CaseIterable {
    /// Rows of `from` that `to` does not have.
    case missing
    /// Rows of `to` that `from` does not have.
    case unexpected
    /// Rows of one key that differ in a column.
    case different
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    from = try parameters.table("from")
    to = try parameters.table("to")
    side = try parameters.word("side", of: Side.self)
    columns = side == .different ? try ComparedColumn.read(&parameters) : []
    tolerance = side == .different ? try parameters.seconds("tolerance", default: 0) : 0
    sample = side == .different ? try parameters.share("sample") : nil
    filter = try RowFilter(&parameters)
    exception = try ExceptedKeys(&parameters)
    through = try parameters.has("through") ? parameters.column("through") : nil
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try TableReference.validate(from: from, to: to, plan, page)
    for column in columns { try column.validate(from, to, plan, page) }
    if columns.contains(where: \.isAll), ComparedColumn.names(columns, from, to, plan).isEmpty {
      throw RuleError(
        page: page, message: "columns: '\(from)' and '\(to)' have no column of one name but the key")
    }
    try exception?.validate(plan, page)
    try KeysElsewhere.validate(through, plan, page)
    try filter?.validate(side == .unexpected ? to : from, plan, page)
  }

  var failsForAbsence: Bool { side == .missing }

  func inputs(_ plan: Plan) -> Set<Input> {
    let others =
      [exception?.table, through?.table].compactMap(\.self) + columns.compactMap { $0.through?.table }
    return others.reduce(into: from.inputs(plan).union(to.inputs(plan))) { $0.formUnion($1.inputs(plan)) }
  }

  func subject(_ plan: Plan) -> Subject {
    let noun = from.type(plan)?.name ?? "rows"
    let filter =
      (filter.map { " where \($0.description)" } ?? "")
      + (exception.map { " but those of \($0.description)" } ?? "")
    let legacy =
      from.table(plan).map { "\($0.name) (\($0.source.name))" } ?? from.legacyName(plan)
    let new = to.table(plan).map { "\($0.name) (\($0.source.name))" } ?? to.name
    switch side {
    case .missing:
      return Subject(legacy: legacy, new: new, criteria: "100 % of distinct \(noun)\(filter)")
    case .unexpected:
      return Subject(legacy: legacy, new: new, criteria: "no \(noun) without a legacy row\(filter)")
    case .different:
      let slack = tolerance > 0 ? " within \(tolerance) s" : ""
      let names = ComparedColumn.names(columns, from, to, plan)
      let share = sample.map { "; at most \($0.text) of all differ, by this sample" } ?? ""
      return Subject(
        legacy: names.map { "\(from.name).\($0)" }.joined(separator: ", "),
        new: names.map { "\(to.name).\($0)" }.joined(separator: ", "),
        criteria: "equal\(slack)\(filter)\(share)")
    }
  }

  func measure(_ facts: Facts) -> Measurement {
    if let type = to.type(facts.plan), to.kind == .archive, side == .unexpected, !facts[type].isMapped {
      return unmapped(type, facts)
    }
    guard var legacy = facts.legacy(from), let new = facts.new(to) else {
      return .notChecked("rows", "the tables can't be compared")
    }
    var known = through == nil ? facts.match(from, to) : nil
    if let through {
      legacy = KeysElsewhere(through, facts).rekeyed(legacy)
      known = facts.match(legacy, new)
    }
    guard let match = known else { return .notChecked("rows", "the tables can't be compared") }
    switch side {
    case .missing: return missing(facts, legacy, match)
    case .unexpected: return unexpected(facts, legacy, new, match)
    case .different: return different(facts, legacy, new, match)
    }
  }

  private func missing(_ facts: Facts, _ legacy: Table<Legacy>, _ match: Match) -> Measurement {
    let isMeant = meant(legacy, facts)
    let evidence = MissingRows(
      facts, legacy, match, to.kind == .archive ? from.type(facts.plan) : nil, isMeant
    ).evidence()
    var total = legacy.includedCount
    if filter != nil || exception != nil {
      total = (0..<legacy.count).count { legacy.includes(Row($0)) && isMeant(Row($0)) }
    }
    let arrived = total - evidence.violations
    return Measurement(
      examined: total, expected: total, unit: legacy.noun.plural,
      figures: Figures(legacy: total, new: arrived), evidence: evidence,
      summary: evidence.isEmpty
        ? "\(grouped(arrived)) of \(legacy.noun.counted(total)) arrived"
        : "\(grouped(evidence.violations)) of \(legacy.noun.counted(total)) \(verb(evidence.violations, "is", "are")) "
          + "missing, \(grouped(arrived)) arrived")
  }

  private func unexpected(
    _ facts: Facts, _ legacy: Table<Legacy>, _ new: Table<New>, _ match: Match
  ) -> Measurement {
    let isMeant = meant(new, facts)
    var evidence = Evidence(of: to.type(facts.plan).map { Wrong(.unexpected, $0) })
    for index in 0..<new.count where match.legacy(of: Row(index)) == nil && new.includes(Row(index)) {
      let row = Row<New>(index)
      guard isMeant(row) else { continue }
      evidence.add(row: index) {
        new.finding(row, "\(new.keyText(row)) is unexpected: \(explanation(of: row, new, facts))")
      }
    }
    return Measurement(
      examined: new.count, expected: legacy.includedCount, unit: new.noun.plural,
      figures: Figures(legacy: legacy.includedCount, new: new.count), evidence: evidence,
      summary: evidence.isEmpty
        ? "\(new.noun.counted(new.count)), none unexpected"
        : "\(grouped(evidence.violations)) of \(new.noun.counted(new.count)) "
          + "\(verb(evidence.violations, "is", "are")) unexpected")
  }

  /// Of a type that the plan does not map every object is one too many.
  private func unmapped(_ type: RecordType, _ facts: Facts) -> Measurement {
    let number = facts.plan.schema.firstIndex { $0.name == type.name } ?? 0
    var evidence = Evidence()
    for index in facts.archive.batchOrder where facts.archive.batches[index].counts[number] > 0 {
      let batch = facts.archive.batches[index]
      let member = facts.archive.members[batch.member].name
      let count = batch.counts[number]
      evidence.add(count) {
        Finding(
          message:
            "\(member): \(counted(count, type.singular, plural: type.name)) \(verb(count, "is", "are")) unexpected: "
            + "the plan maps no \(type.name)",
          archive: ArchivePlace(member: member, pointer: "/data/tickets/\(type.array)"), expected: "0",
          found: String(count))
      }
    }
    let total = facts.archive.batches.count
    return Measurement(
      examined: total, unit: "batches", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "batch", plural: "batches")) without \(type.name)"
        : "\(counted(evidence.violations, type.singular, plural: type.name)) "
          + "\(verb(evidence.violations, "is", "are")) unexpected: the plan maps none")
  }

  /// Which rows of a table are meant.
  func meant<Side>(_ table: Table<Side>, _ facts: Facts) -> (Row<Side>) -> Bool {
    let isMeant = filter?(table) ?? { _ in true }
    guard let excepted = exception?.numbers(facts) else { return isMeant }
    // By the keys of the rows, also where they are joined by others.
    let key = table.key
    return { isMeant($0) && !excepted.contains(key.value($0).joinNumber) }
  }

  /// What is known of an id that is not expected.
  private func explanation(of row: Row<New>, _ new: Table<New>, _ facts: Facts) -> String {
    guard to.kind == .archive, let type = from.type(facts.plan) else {
      return "\(from) has no row of this key"
    }
    let isOneChat = facts.plan.recordMap(.tickets) == nil && facts.plan.chats.count == 1
    let place = isOneChat ? "row of the chat export" : "record of any system"
    switch type.name {
    case RecordType.comments.name: return "no accepted \(place) has this comment id"
    case RecordType.tickets.name:
      return "no accepted \(place) has this \(isOneChat ? "conversation" : "ticket") id"
    case RecordType.users.name: return explanation(ofUser: new.key.integers?(row) ?? 0, facts)
    default:
      let source = facts.feeds.records(type).first.map { facts.feeds[$0].name } ?? ""
      return "no accepted row of \(source) has this id"
    }
  }

  private func explanation(ofUser id: Int64, _ facts: Facts) -> String {
    if let account = facts.rows.accounts.find(id) {
      let expected = facts.people.id[Int(facts.people.personOfAccount[Int(account)])]
      let chat = facts.rows.accounts.isListed(Int(account)) ? "" : "chat "
      return expected == id
        ? "the person with this \(chat)id is not expected as a user"
        : "it is \(chat.isEmpty ? "an id" : "a chat id") of the person who must have the id \(expected)"
    }
    return facts.rows.ticketing.contains(id)
      ? "it is a ticketing user who never chatted"
      : facts.plan.hasLists ? "no source has this id" : "neither system has this id"
  }
}

extension TableReference {
  /// As the matrix names what must arrive: `comments (COMMENT_PART_ID)`.
  func legacyName(_ plan: Plan) -> String {
    guard let type = type(plan) else { return name }
    let key = ColumnReference("\(self).\(type.fields[0].name)")?.legacyNames(plan) ?? "–"
    return key == "–" ? "–" : "\(name) (\(key))"
  }
}

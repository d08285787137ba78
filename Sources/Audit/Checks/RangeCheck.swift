import Foundation
import Plan

/// Range: the values of columns are not below `min` or above `max`.
///
/// Ids: `min: 1`, because negative ids are how 64-bit ids come out of a tool that keeps 32 bits. Times: `min: 1990`, a year,
/// because a time of 1970 is mostly an epoch in another unit than the plan says, or a zero; `max: as-of`, the plan's "now".
/// A value of the archive that is the same in the export has its origin there.
///
/// - Complexity: one pass over each column.
struct RangeCheck: Check {
  static let name = "range"
  private let columns: [ColumnReference]
  private let least: Int?
  private let isUpToNow: Bool
  /// Of times: the year that `min` means.
  private let start: Int64?

  init(_ parameters: inout Parameters) throws(RuleError) {
    columns = try parameters.columns("columns")
    let least = try parameters.integer("min", default: -1, atMost: 9999)
    self.least = least < 0 ? nil : least
    start = least < 0 ? nil : Int64(daysSince1970(least, 1, 1)) * 86_400
    let most = try parameters.optionalText("max")
    isUpToNow = most == "as-of"
    if let most, !isUpToNow {
      throw RuleError(page: parameters.page, message: "max: expected 'as-of', found '\(most)'")
    }
    if self.least == nil, !isUpToNow {
      throw RuleError(page: parameters.page, message: "min: 'min' or 'max' is missing from the front matter")
    }
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    for column in columns {
      try column.validate(plan, page, key: "columns")
      if isOfIDs, column.table.kind == .expected || column.fieldType(plan) == .timestamp { continue }
      if !isOfIDs, column.fieldType(plan) == .timestamp { continue }
      throw RuleError(
        page: page,
        message: "columns: expected timestamps, or columns 'expected.….id' alone, found '\(column)'")
    }
  }

  /// Columns of record types that the plan does not map have nothing to look at.
  private func mapped(_ plan: Plan) -> [ColumnReference] {
    columns.filter { $0.table.type(plan).map { $0.isCore || plan.recordMap($0) != nil } ?? true }
  }

  func inputs(_ plan: Plan) -> Set<Input> {
    let inputs = mapped(plan).reduce(into: Set<Input>()) { $0.formUnion($1.inputs(plan)) }
    // Whether a value is the same in the export, only the export can show.
    return inputs.contains(.archive) ? inputs.union([.conversations]) : inputs
  }

  func subject(_ plan: Plan) -> Subject {
    let mapped = mapped(plan)
    let legacy = mapped.flatMap { $0.legacyNames(plan).components(separatedBy: ", ") }
    var names: [String] = []
    for name in legacy where !names.contains(name) { names.append(name) }
    let isOfArchive = mapped.contains { $0.table.kind == .archive }
    return Subject(
      legacy: names.isEmpty ? "–" : names.joined(separator: ", "),
      new: isOfArchive ? mapped.map(\.shortName).joined(separator: ", ") : "–", criteria: criteria)
  }

  private var criteria: String {
    if isUpToNow { return "not after the plan's as-of, or the start of the run" }
    let least = least ?? 0
    return isOfIDs ? "\(least) or above" : "not before \(least)"
  }

  private var isOfIDs: Bool { columns.allSatisfy { $0.column == "id" } }

  func measure(_ facts: Facts) -> Measurement {
    if mapped(facts.plan).isEmpty {
      return .notApplicable(isOfIDs ? "ids" : "timestamps", "the plan maps no \(columns[0].table.name)")
    }
    return isOfIDs ? ids(facts) : times(facts)
  }

  // MARK: Ids

  private func ids(_ facts: Facts) -> Measurement {
    let least = Int64(least ?? 1)
    var evidence = Evidence()
    var total = 0
    for reference in mapped(facts.plan) where reference.table.kind == .expected {
      if reference.table.name == RecordType.users.name {
        total += people(facts, least, &evidence)
        continue
      }
      guard let table = facts.legacy(reference.table), let number = table.key.integers else { continue }
      total += table.count
      let isComment = reference.table.name == RecordType.comments.name
      for index in 0..<table.count where number(Row(index)) < least {
        // Comments that are expected; of tickets and others every one of the export.
        if isComment, !table.includes(Row(index)) { continue }
        add(
          table.noun.singular, number(Row(index)), column(of: reference, Row(index), table, facts), &evidence
        ) { table.finding(Row(index), "").export }
      }
    }
    return Measurement(
      examined: total, unit: "ids", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "id")), none below \(least)"
        : "\(grouped(evidence.violations)) of \(counted(total, "id")) \(verb(evidence.violations, "is", "are")) below \(least)"
    )
  }

  private func people(_ facts: Facts, _ least: Int64, _ evidence: inout Evidence) -> Int {
    let (accounts, rows) = (facts.rows.accounts, facts.rows)
    for account in 0..<accounts.count where accounts.id[account] < least && accounts.isListed(account) {
      let list = rows.people.systems.system(of: Int(accounts.firstAuthorRow[account])) - rows.ticketingSystem
      add("user id", accounts.id[account], facts.plan.recordMaps(.users)[list].id, &evidence) {
        facts.places.place(ofAccount: account)
      }
    }
    // One pass for all of them.
    lazy var firstTickets = (0..<rows.tickets.count).reduce(into: [Int: Int]()) { firsts, ticket in
      let requester = Int(rows.tickets.requester[ticket])
      if accounts.id[requester] < least, firsts[requester] == nil { firsts[requester] = ticket }
    }
    for account in 0..<accounts.count where accounts.id[account] < least && !accounts.isListed(account) {
      let columns = facts.plan.chats[accounts.systems.system(of: account)].columns
      let row = Int(accounts.firstAuthorRow[account])
      add(
        "chat id", accounts.id[account], row < 0 ? columns.requesterID : columns.authorID, &evidence
      ) {
        row < 0
          ? firstTickets[account].map { facts.places.firstPlace(ofTicket: $0) }
          : facts.places.place(ofComment: row)
      }
    }
    for id in rows.ticketingPeople.ids.values
    where id < least && accounts.find(id, accounts.listSystem) == nil {
      add(facts.plan.hasLists ? "user id" : "ticketing id", id, nil, &evidence) { nil }
    }
    for row in 0..<rows.ticketing.count where rows.ticketing.id[row] < least {
      add("ticketing id", rows.ticketing.id[row], facts.plan.ticketing?.id, &evidence) {
        facts.places.place(ofTicketingUser: row)
      }
    }
    return accounts.count + rows.ticketingPeople.ids.count + rows.ticketing.count
  }

  private func add(
    _ what: String, _ id: Int64, _ column: ColumnPlan?, _ evidence: inout Evidence,
    _ place: () -> ExportPlace?
  ) {
    evidence.add(origin: .export) {
      let place = place()
      let meaning =
        switch id {
        case 0: "0 often means nobody"
        case -1: "-1 often means the system itself"
        case Int64(Int32.min)..<0: "a larger id may have lost its upper bits"
        default: "an id is not expected to be negative"
        }
      return Finding(
        message: "\(place.map { "\($0.text): " } ?? "")\(what) \(id)"
          + (column.map { " (\($0.from))" } ?? "") + ": \(meaning)",
        key: "\(what) \(id)", export: place)
    }
  }

  // MARK: Times

  private func times(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var total = 0
    for reference in mapped(facts.plan) {
      if reference.table.isLegacy(facts.plan) {
        guard let table = facts.legacy(reference.table), let column = table[reference.column] else {
          continue
        }
        total += table.includedCount
        legacyTimes(table, column, reference, facts, &evidence)
      } else {
        guard let table = facts.new(reference.table), let column = table[reference.column] else { continue }
        total += table.count
        archiveTimes(table, column, reference, facts, &evidence)
      }
    }
    let bound = isUpToNow ? "after \(facts.asOf.text)" : "before \(least ?? 0)"
    return Measurement(
      examined: total, expected: isUpToNow ? facts[.comments].expected.includedCount : 1, unit: "timestamps",
      evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "timestamp")), none \(bound)"
        : "\(grouped(evidence.violations)) of \(counted(total, "timestamp")) \(verb(evidence.violations, "is", "are")) \(bound)"
          + (isUpToNow && evidence.fromExport > 0
            ? " (\(grouped(evidence.fromExport)) in the export already)" : ""))
  }

  private func isOutside(_ instant: Instant, _ facts: Facts) -> Bool {
    if let start, instant.seconds < start { return true }
    return isUpToNow && instant > facts.asOf
  }

  private func legacyTimes(
    _ table: Table<Legacy>, _ column: Column<Legacy>, _ reference: ColumnReference, _ facts: Facts,
    _ evidence: inout Evidence
  ) {
    let instant = column.instants ?? { column.value($0).instant ?? Instant(seconds: 0, nanoseconds: 0) }
    for index in 0..<table.count where isOutside(instant(Row(index)), facts) && table.includes(Row(index)) {
      let row = Row<Legacy>(index)
      if column.instants == nil, column.value(row).kind != .instant { continue }
      evidence.add(origin: .export) {
        let plan = self.column(of: reference, row, table, facts)
        let place = table.finding(row, "").export
        let name = plan.map { " (\($0.from))" } ?? ""
        let bound = isUpToNow ? "after \(facts.asOf.text)" : "before \(least ?? 0)"
        return Finding(
          message:
            "\(place?.text ?? ""): \(table.keyText(row)) was created at \(instant(row).text)\(name), \(bound)"
            + (question(instant(row), plan?.format).map { ": \($0)" } ?? ""),
          key: table.keyText(row), export: place)
      }
    }
  }

  private func archiveTimes(
    _ table: Table<New>, _ column: Column<New>, _ reference: ColumnReference, _ facts: Facts,
    _ evidence: inout Evidence
  ) {
    let record = reference.table.type(facts.plan).map { facts[$0] }
    let exported = record?.expected[reference.column]
    let bound = isUpToNow ? "after \(facts.asOf.text)" : "before \(least ?? 0)"
    let verb = reference.column == "created_at" ? "was created at" : "has the \(reference.column)"
    evidence.begin(reference.table.type(facts.plan).map { Wrong(.outOfRange, $0, reference.column) })
    for index in 0..<table.count {
      let row = Row<New>(index)
      guard let instant = Self.instant(column, row), isOutside(instant, facts) else { continue }
      let legacy = record?.match.legacy(of: row)
      let isExported = legacy.flatMap { row in exported.flatMap { Self.instant($0, row) } } == instant
      evidence.add(origin: isExported ? .export : .archive, row: record == nil ? nil : index) {
        var finding = table.finding(row, "\(table.keyText(row)) \(verb) \(instant.text), \(bound)")
        if let legacy { record?.expected.place(legacy, &finding) }
        return finding
      }
    }
  }

  @inline(__always)
  private static func instant<Side>(_ column: Column<Side>, _ row: Row<Side>) -> Instant? {
    if let instants = column.instants { return column.has(row) ? instants(row) : nil }
    return column.value(row).instant
  }

  /// The coarser unit in which the count would be a time that this rule expects.
  private func question(_ instant: Instant, _ format: TimestampFormat?) -> String? {
    guard let start else { return nil }
    let coarser: [(unit: String, factor: Int64)]
    switch format {
    case .epochMilliseconds: coarser = [("seconds", 1000)]
    case .epochMicroseconds: coarser = [("milliseconds", 1000), ("seconds", 1_000_000)]
    default: coarser = []
    }
    let unit = coarser.first { instant.seconds >= start / $0.factor }?.unit
    let declared = format == .epochMilliseconds ? "milliseconds" : "microseconds"
    return unit.map { "\($0) where the plan says \(declared)?" }
  }

  /// The column of the export that a row's value comes from.
  private func column(
    of reference: ColumnReference, _ row: Row<Legacy>, _ table: Table<Legacy>, _ facts: Facts
  ) -> ColumnPlan? {
    let (plan, rows) = (facts.plan, facts.rows)
    guard let type = reference.table.type(plan) else {
      return reference.table.table(plan)?.columns.first { $0.field == reference.column }
    }
    let systems = type == .comments ? rows.comments.systems : rows.tickets.systems
    let system = type.isCore ? systems.system(of: row.index) : rows.ticketingSystem
    guard system < plan.chats.count else {
      let maps = plan.recordMaps(type)
      let map = system - plan.chats.count < maps.count ? maps[system - plan.chats.count] : maps.first
      return map?.columns.first { $0.field == reference.column }
    }
    let columns = plan.chats[system].columns
    switch (type == .comments, reference.column) {
    case (true, "id"): return columns.commentID
    case (true, "created_at"): return columns.commentCreatedAt
    case (false, "id"): return columns.ticketID
    case (false, "created_at"): return columns.ticketCreatedAt
    case (let isComment, let name):
      return (isComment ? columns.commentFields : columns.ticketFields).first { $0.field == name }
    }
  }
}

import Plan

/// What the sheet decides of these exports: the row that counts for each of its conflicts, and what does not fit.
///
/// Each decision is looked for by the name of its conflict, which is worked out of the rows.
struct AppliedDecisions: Sendable {
  /// Where an entry of the sheet is in the exports.
  private enum Place: Sendable {
    case email
    /// The number of an e-mail key of the ticketing users.
    case ticketingKey(Int32)
    /// A row of the comment.
    case comment(Int32)
    case ticket(Int32)
    /// A row of the lists of people, or of another record type.
    case person(Int32)
    case record(String, Int32)
  }

  /// Whether the plan names a sheet, and how many decisions it has.
  let sheet: FilledSheet?
  /// Rows of `CommentRows` that count.
  private(set) var comments: Set<Int32> = []
  /// For each ticket that is decided, the row that counts for it.
  private(set) var tickets: [Int32: Int32] = [:]
  /// Accounts, and e-mail keys of the ticketing users.
  private(set) var accounts: Set<Int32> = []
  private(set) var ticketingKeys: Set<Int32> = []
  /// By record types, for each key the row that counts.
  private(set) var records: [String: [Int64: Int32]] = [:]
  private var places: [String: Place] = [:]
  /// Keys of which there are rows, whatever they say.
  private var known: Set<WatchedRows.Subject> = []
  /// Entries whose kept side no row has.
  private var strangers: Set<String> = []

  init() { sheet = nil }

  /// Decides what can be, and lets it count in the accounts and ticketing users, which no longer change after that.
  init(_ watched: WatchedRows, _ rows: ExportRows) {
    sheet = watched.sheet
    for (subject, sides) in watched.sides {
      let qualifier = watched.qualifier(ofSystem: subject.system)
      switch subject.record {
      case WatchedRows.emailRecord:
        guard sides.count > 1, let account = rows.accounts.find(subject.key, subject.system) else { continue }
        guard let side = decide(subject, sides, qualifier, .email) else { continue }
        rows.accounts.keepEmail(side.text, row: side.row, of: Int(account))
        accounts.insert(account)
      case RecordType.comments.name:
        if let side = decide(subject, sides, qualifier, .comment(sides[0].row)) { comments.insert(side.row) }
      case RecordType.tickets.name:
        guard let ticket = rows.tickets.find(subject.key, subject.system) else { continue }
        if let side = decide(subject, sides, qualifier, .ticket(ticket)) { tickets[ticket] = side.row }
      case RecordType.users.name: decide(record: subject, sides, .person(sides[0].row))
      default: decide(record: subject, sides, .record(subject.record, sides[0].row))
      }
    }
    if watched.hasAny(WatchedRows.ticketingRecord) { decide(rows.ticketing, watched, rows.ticketingName) }
  }

  /// What is decided of the lists of people alone: their accounts rest on it.
  static func people(_ watched: WatchedRows?) -> [Int64: Int32] {
    guard let watched else { return [:] }
    var decisions = AppliedDecisions(sheet: watched.sheet)
    for (subject, sides) in watched.sides where subject.record == RecordType.users.name {
      decisions.decide(record: subject, sides, .person(sides[0].row))
    }
    return decisions.records[RecordType.users.name] ?? [:]
  }

  private init(sheet: FilledSheet) { self.sheet = sheet }

  private mutating func decide(
    _ subject: WatchedRows.Subject, _ sides: [WatchedRows.Side], _ qualifier: [UInt8], _ place: Place
  ) -> WatchedRows.Side? {
    known.insert(WatchedRows.Subject(record: subject.record, system: 0, key: subject.key))
    let name = WatchedRows.name(subject.record, subject.key, qualifier, sides.map(\.digest))
    guard let entry = sheet?.entries[name] else { return nil }
    places[name] = place
    guard let kept = entry.decision?.side else { return nil }
    let side = sides.first { $0.digest == kept }
    if side == nil { strangers.insert(name) }
    return side
  }

  private mutating func decide(
    record subject: WatchedRows.Subject, _ sides: [WatchedRows.Side], _ place: Place
  ) {
    if let side = decide(subject, sides, [], place) {
      records[subject.record, default: [:]][subject.key] = side.row
    }
  }

  /// Which ticketing id counts for an e-mail.
  private mutating func decide(_ table: TicketingTable, _ watched: WatchedRows, _ source: String) {
    var rowsOfKey: [Int32: [Int32]] = [:]
    for row in table.otherIDs.values { rowsOfKey[table.key[Int(row)]] = [] }
    for (row, key) in table.key.values.enumerated() { rowsOfKey[key]?.append(Int32(truncatingIfNeeded: row)) }
    for (key, rows) in rowsOfKey {
      let smallest = rows.map { table.id[Int($0)] }.min() ?? 0
      guard watched.has(WatchedRows.ticketingRecord, smallest) else { continue }
      var sides: [WatchedRows.Side] = []
      for row in rows {
        let digest = Array("\(table.id[Int(row)])".utf8).withUnsafeBufferPointer {
          WatchedRows.digest(source, [("id", $0)])
        }
        if !sides.contains(where: { $0.digest == digest }) { sides.append(.init(digest: digest, row: row)) }
      }
      let subject = WatchedRows.Subject(record: WatchedRows.ticketingRecord, system: 0, key: smallest)
      if let side = decide(subject, sides, Array(table.keys[key]), .ticketingKey(key)) {
        table.keep(side.row, ofKey: key)
        ticketingKeys.insert(key)
      }
    }
  }
}

// What does not fit, once all is derived.
extension AppliedDecisions {
  /// The conflicts that there are, by what they are of.
  struct Conflicts {
    /// Kept rows, tickets and keys of which others say something else.
    var comments: Set<Int32> = []
    var tickets: Set<Int32> = []
    var ticketingKeys: Set<Int32> = []
    var records: [String: Set<Int32>] = [:]
  }

  /// The mistakes of the sheet, the decisions that fit no conflict, and the conflicts that neither people nor the plan have
  /// decided; by their lines.
  func mistakes(_ conflicts: Conflicts, keptRow: (_ record: String, Int32) -> Int32, refuses: Bool)
    -> [FilledSheet.Mistake]
  {
    guard let sheet else { return [] }
    var mistakes = sheet.mistakes
    for name in sheet.names {
      guard let entry = sheet.entries[name] else { continue }
      func isConflict(_ place: Place) -> Bool {
        switch place {
        case .email: true
        case .ticketingKey(let key): conflicts.ticketingKeys.contains(key)
        case .comment(let row): conflicts.comments.contains(keptRow(RecordType.comments.name, row))
        case .ticket(let ticket): conflicts.tickets.contains(ticket)
        case .person(let row): isConflict(RecordType.users.name, row)
        case .record(let type, let row): isConflict(type, row)
        }
      }
      func isConflict(_ type: String, _ row: Int32) -> Bool {
        conflicts.records[type]?.contains(keptRow(type, row)) ?? false
      }
      if let decision = entry.decision {
        let subject = WatchedRows.Subject(record: entry.record, system: 0, key: entry.key)
        let misfit: String? =
          if let place = places[name] {
            if !isConflict(place) {
              "the decision fits no conflict, because its rows agree by now"
            } else {
              strangers.contains(name) ? "no row has the side that is kept" : nil
            }
          } else if known.contains(subject) {
            "the decision does not fit, because its rows have changed since"
          } else {
            "the decision fits no conflict of the exports"
          }
        if let misfit {
          mistakes.append(.init(line: decision.line, message: "\(entry.words): \(misfit)"))
        }
      } else if refuses, !entry.isFaulty, entry.kept.isEmpty, let place = places[name], isConflict(place) {
        mistakes.append(.init(line: entry.line, message: "\(entry.words): nobody has decided"))
      }
    }
    return mistakes.sorted { $0.line < $1.line }
  }
}

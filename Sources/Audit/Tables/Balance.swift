/// The balance of an audit: what became of everything that the exports hold.
struct Balance {
  let lines: [BalanceLine]

  init(_ facts: Facts) {
    var lines = [
      Self.comments(facts, .chat), Self.tickets(facts), Self.users(facts),
    ]
    if let records = facts.plan.ticketingRecords {
      if records.comments != nil { lines.append(Self.comments(facts, .ticketing)) }
      lines.append(Self.ticketRecords(facts))
    }
    if facts.plan.organizations != nil { lines.append(Self.organizations(facts)) }
    self.lines = lines
  }

  private static func comments(_ facts: Facts, _ system: System) -> BalanceLine {
    let (chat, states) = (facts.chat, facts.expected.state)
    let rows = system == .chat ? 0..<chat.chatCount : chat.chatCount..<chat.count
    var tally = Tally(facts)
    for row in rows {
      let kept = Int(facts.expected.keptRow[row])
      tally.count(
        states[row], arrivals: facts.comments.arrivals[row],
        isOverlap: { chat.fileStarts.file(of: row) != chat.fileStarts.file(of: kept) })
    }
    tally.count(system == .chat ? chat.leftOut : chat.ticketRecords.leftOutComments)
    let files = system == .chat ? facts.files.chat : facts.files.comments
    return line(
      system == .chat ? "comments" : "ticketing comments", system == .chat ? "rows" : "records",
      rows: files.countedRecords.reduce(0, +), arrived: distinct(facts.comments.expectedRow, in: rows), tally)
  }

  private static func tickets(_ facts: Facts) -> BalanceLine {
    let chat = facts.chat
    let onlyLeftOut = chat.leftOut.ticketIDs.count { chat.findTicket($0, .chat) == nil }
    let expected = facts.expected.ticketIsExpected
    let rows = 0..<min(chat.chatTickets, expected.count)
    var tally = Tally(facts)
    tally.explain("only in conflicting rows", rows.count { expected[$0] == 0 })
    tally.explain("only in left-out rows", onlyLeftOut)
    tally.lost = rows.count { expected[$0] != 0 && facts.tickets.arrivals[$0] == 0 }
    return line(
      "tickets", "distinct conversations", rows: rows.count + onlyLeftOut,
      arrived: distinct(facts.tickets.expectedRow, in: rows), tally)
  }

  private static func users(_ facts: Facts) -> BalanceLine {
    let people = facts.people
    var merged = 0
    var neverWrote = 0
    var onlyConflicting = 0
    for person in 0..<people.count {
      let accounts = Int(people.accounts[person])
      if people.hasWritten[person] == 0 {
        neverWrote += accounts
      } else if facts.expected.personIsNamed[person] == 0 {
        onlyConflicting += accounts
      } else {
        merged += accounts - 1
      }
    }
    let onlyLeftOut = facts.chat.leftOut.accountIDs.count { facts.chat.accounts.find($0) == nil }
    var tally = Tally(facts)
    tally.explain("merged identity", merged + facts.expected.sharedIDs)
    tally.explain("requester never wrote", neverWrote)
    tally.explain("already imported", facts.expected.omittedUsers)
    tally.explain("only in conflicting rows", onlyConflicting)
    tally.explain("only in left-out rows", onlyLeftOut)
    tally.lost = facts.users.arrivals.values.count { $0 == 0 }
    return line(
      "users", "distinct chat ids", rows: facts.chat.accounts.count + onlyLeftOut,
      arrived: distinct(facts.users.expectedRow, in: 0..<facts.expected.userID.count), tally)
  }

  private static func ticketRecords(_ facts: Facts) -> BalanceLine {
    let (chat, records) = (facts.chat, facts.chat.ticketRecords)
    let kept = facts.plan.conflicts == .last ? chat.ticketLastRow : chat.ticketFirstRow
    var tally = Tally(facts)
    for row in 0..<records.count {
      let ticket = Int(records.ticket[row])
      let state = facts.expected.ticketRecordState[row]
      let isColliding = state == .expected && facts.expected.ticketIsExpected[ticket] == 0
      tally.count(
        isColliding ? .colliding : state, arrivals: facts.tickets.arrivals[ticket],
        isOverlap: { records.fileStarts.file(of: row) != records.fileStarts.file(of: Int(kept[ticket])) })
    }
    tally.count(records.leftOut)
    return line(
      "ticketing tickets", "records", rows: facts.files.tickets.countedRecords.reduce(0, +),
      arrived: distinct(
        facts.tickets.expectedRow, in: min(chat.chatTickets, chat.ticketID.count)..<chat.ticketID.count),
      tally)
  }

  private static func organizations(_ facts: Facts) -> BalanceLine {
    let (table, expected) = (facts.organizationTable, facts.expectedOrganizations)
    var tally = Tally(facts)
    for row in 0..<table.count {
      tally.count(
        expected.state[row], arrivals: facts.organizations.arrivals[row],
        isOverlap: { table.fileStarts.file(of: row) != table.fileStarts.file(of: Int(expected.keptRow[row])) }
      )
    }
    tally.count(table.leftOut)
    return line(
      "organizations", "records", rows: facts.files.organizations.countedRecords.reduce(0, +),
      arrived: distinct(facts.organizations.expectedRow, in: 0..<table.count), tally)
  }

  /// How many different expected rows in a range the archive's records belong to.
  private static func distinct(_ expectedRow: Vector<Int32>, in rows: Range<Int>) -> Int {
    let seen = Vector<UInt8>(repeating: 0, count: rows.count)
    var distinct = 0
    for row in expectedRow.values {
      let index = Int(row) - rows.lowerBound
      if row < 0 || !rows.contains(Int(row)) || seen[index] != 0 { continue }
      seen[index] = 1
      distinct += 1
    }
    return distinct
  }

  private static func line(
    _ record: String, _ unit: String, rows: Int, arrived: Int, _ tally: Tally
  ) -> BalanceLine {
    BalanceLine(
      record: record, unit: unit, rows: rows, arrived: arrived,
      explained: tally.explained.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        .map { BalanceLine.Explanation(reason: $0.key, count: $0.value) },
      lost: tally.lost)
  }
}

/// What became of the rows of one line.
private struct Tally {
  var lost = 0
  private var reasons: [String: Int] = [:]
  private var duplicates = 0
  private var overlaps = 0
  private var conflicts = 0
  private var collisions = 0
  private let conflict: String

  init(_ facts: Facts) {
    conflict = facts.plan.conflicts == .refuse ? "conflict" : "conflict resolved"
  }

  var explained: [String: Int] {
    let counts = [
      "exact duplicate": duplicates, "overlap of stages": overlaps, conflict: conflicts,
      "collision": collisions,
    ]
    return reasons.merging(counts, uniquingKeysWith: +)
  }

  mutating func explain(_ reason: String, _ count: Int) { reasons[reason, default: 0] += count }

  mutating func count(_ state: ExpectedTables.RowState, arrivals: UInt8, isOverlap: () -> Bool) {
    switch state {
    case .expected: lost += arrivals == 0 ? 1 : 0
    case .duplicate: if isOverlap() { overlaps += 1 } else { duplicates += 1 }
    case .conflicting: conflicts += 1
    case .colliding: collisions += 1
    }
  }

  mutating func count(_ rows: LeftOutRows) {
    for reason in rows.reasons { explain(reason.words, rows.counts[reason] ?? 0) }
  }
}

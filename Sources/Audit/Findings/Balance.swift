import Plan

/// What became of everything that the exports hold, and of everything that the archive does.
///
/// Four sums are exact for each: read = accepted + rejected; accepted = expected + explained; expected = matched +
/// missing; archive = matched + unexpected + duplicates. The sides are counted by different routes: what was read by the
/// audit's own scanner and by the tables of ids, what matched from the archive's side, what is missing from the export's.
struct Balance: Sendable {
  var lines: [BalanceLine]
  /// For each record type with lines, by its name, the records of the archive that they add up to.
  var archive: [String: Int]

  /// Nothing was read.
  init() { (lines, archive) = ([], [:]) }

  init(_ facts: Facts, _ losses: StatedLosses) {
    var lines: [BalanceLine] = []
    var archive: [String: Int] = [:]
    /// Beside the sums: what arrived without a part of what the exports say.
    func add(_ line: BalanceLine, _ type: RecordType, _ system: Int) {
      let count = losses.records(type, system)
      lines.append(line)
      archive[type.name, default: 0] += line.archive
      guard count > 0 else { return }
      lines[lines.count - 1].resolved.append(.init(reason: "arrived with stated loss", count: count))
      lines[lines.count - 1].resolved.sort { $0.reason < $1.reason }
    }
    for (chat, map) in facts.plan.chats.enumerated() {
      let suffix = chat == 0 ? "" : " of \(map.source.name)"
      add(
        Self.comments(facts, chat, facts.feeds.chat(chat), "comments\(suffix)", "rows", chat == 0), .comments,
        chat)
      add(Self.tickets(facts, chat: chat, "tickets\(suffix)"), .tickets, chat)
      add(Self.users(facts, chat: chat, "users\(suffix)"), .users, chat)
    }
    for type in [RecordType.comments, .tickets, .users] {
      for (part, map) in facts.plan.recordMaps(type).enumerated() {
        let feed = facts.feeds.records(type)[part]
        let system = facts.rows.ticketingSystem + part
        let isFirst = facts.plan.chats.isEmpty && part == 0
        switch type {
        case .comments: add(Self.comments(facts, system, feed, map.name, "records", isFirst), type, system)
        case .tickets: add(Self.ticketRecords(facts, feed, map.name, isFirst), type, system)
        default: add(Self.people(facts, system, feed, map.name, isFirst), type, system)
        }
      }
    }
    for record in facts.records where !record.type.isCore && record.isMapped {
      if let line = Self.others(facts, record) { add(line, record.type, 0) }
    }
    self.lines = lines
    self.archive = archive
  }

  private static func comments(
    _ facts: Facts, _ system: Int, _ feed: Int, _ name: String, _ unit: String, _ isFirst: Bool
  ) -> BalanceLine {
    let rows = facts.rows.comments
    let range = rows.systems.range(of: system, count: rows.count)
    var tally = Tally(facts, facts[.comments], isFirst: isFirst)
    for row in range {
      tally.count(
        facts.comments.state[row], Row(row),
        isOverlap: { !rows.lineage.areInOneFile(row, Int(facts.comments.keptRow[row])) })
    }
    tally.reject(facts.feeds[feed].rejects)
    return tally.line(name, unit, rows: facts.feeds[feed].rowCount) { range.contains($0.index) }
  }

  private static func tickets(_ facts: Facts, chat: Int, _ name: String) -> BalanceLine {
    let tickets = facts.rows.tickets
    let range = tickets.systems.range(of: chat, count: tickets.count)
    let rejects = facts.feeds[facts.feeds.chat(chat)].rejects
    let onlyRejected = rejects.ticketIDs.count { tickets.find($0, chat) == nil }
    var tally = Tally(facts, facts[.tickets], isFirst: chat == 0)
    tally.reject("only in rejected rows", onlyRejected)
    let conflicting = Set(facts.tickets.conflicts.map { tickets.others[$0].ticket }).filter {
      range.contains(Int($0))
    }
    tally.resolve(
      "requester or time", conflicting.count, conflicting.count { facts.decisions.tickets[$0] != nil })
    for ticket in range {
      tally.count(facts.tickets.state[ticket], Row(ticket), isOverlap: { false })
    }
    return tally.line(name, "distinct conversations", rows: range.count + onlyRejected) {
      range.contains($0.index)
    }
  }

  private static func users(_ facts: Facts, chat: Int, _ name: String) -> BalanceLine {
    let (people, accounts, users) = (facts.people, facts.rows.accounts, facts.users)
    let range = accounts.systems.range(of: chat, count: accounts.count)
    let rejects = facts.feeds[facts.feeds.chat(chat)].rejects
    let onlyRejected = rejects.accountIDs.count { accounts.find($0, chat) == nil }
    var tally = Tally(facts, facts[.users], isFirst: chat == 0)
    tally.reject("only in rejected rows", onlyRejected)
    let severalEmails = Set(accounts.otherEmails.values.map(\.account)).filter { range.contains(Int($0)) }
    tally.resolve(
      "e-mail", severalEmails.count, severalEmails.count { facts.decisions.accounts.contains($0) })
    if chat == 0 { tally.resolveTicketingIDs(facts) }
    count(range, facts, &tally)
    return tally.line(name, "distinct chat ids", rows: range.count + onlyRejected) {
      range.contains(Int(people.account[Int(users.person[$0.index])]))
    }
  }

  /// Counts what became of accounts.
  private static func count(_ accounts: some Sequence<Int>, _ facts: Facts, _ tally: inout Tally) {
    let (people, users) = (facts.people, facts.users)
    // The user that an account is, for the first account of each person.
    var userOfPerson: [Int32: Int] = [:]
    for user in 0..<users.count { userOfPerson[users.person[user]] = user }
    for account in accounts {
      let person = people.personOfAccount[account]
      if people.hasWritten[Int(person)] == 0 {
        tally.explain("requester never wrote", 1)
      } else if users.isNamed[Int(person)] == 0 {
        tally.explain("only in conflicting rows", 1)
      } else if Int(people.account[Int(person)]) != account {
        tally.explain("merged identity", 1)
      } else if let user = userOfPerson[person] {
        tally.count(.expected, Row(user), isOverlap: { false })
      } else {
        let isOmitted = facts.plan.alreadyImported == .omit && people.isKnownToTicketing(Int(person))
        tally.explain(isOmitted ? "already imported" : "merged identity", 1)
      }
    }
  }

  /// A list of people.
  private static func people(
    _ facts: Facts, _ system: Int, _ feed: Int, _ name: String, _ isFirst: Bool
  ) -> BalanceLine {
    let (list, accounts, people) = (facts.rows.people, facts.rows.accounts, facts.people)
    let range = list.systems.range(of: system, count: list.count)
    var tally = Tally(facts, facts[.users], isFirst: isFirst)
    if isFirst { tally.resolveTicketingIDs(facts) }
    guard let expected = list.expected else { return tally.line(name, "records", rows: 0) { _ in false } }
    for row in range where expected.state[row] != .expected {
      tally.count(
        expected.state[row], Row(0),
        isOverlap: { !list.rows.lineage.areInOneFile(row, Int(expected.keptRow[row])) })
    }
    let own = (0..<accounts.count).filter {
      accounts.isListed($0) && range.contains(Int(accounts.firstAuthorRow[$0]))
    }
    count(own, facts, &tally)
    tally.reject(facts.feeds[feed].rejects)
    return tally.line(name, "records", rows: facts.feeds[feed].rowCount) {
      let account = Int(people.account[Int(facts.users.person[$0.index])])
      return accounts.isListed(account) && range.contains(Int(accounts.firstAuthorRow[account]))
    }
  }

  private static func ticketRecords(
    _ facts: Facts, _ feed: Int, _ name: String, _ isFirst: Bool
  ) -> BalanceLine {
    let (tickets, records) = (facts.rows.tickets, facts.rows.ticketRecords)
    var tally = Tally(facts, facts[.tickets], isFirst: isFirst)
    for row in 0..<records.count {
      let ticket = Int(records.ticket[row])
      let state = facts.tickets.recordState[row]
      let isColliding = state == .expected && facts.tickets.state[ticket] == .colliding
      tally.count(
        isColliding ? .colliding : state, Row(ticket),
        isOverlap: { !records.lineage.areInOneFile(row, Int(facts.tickets.keptRecord(of: ticket))) })
    }
    tally.reject(facts.feeds[feed].rejects)
    let range = tickets.systems.range(of: facts.rows.ticketingSystem, count: tickets.count)
    return tally.line(name, "records", rows: facts.feeds[feed].rowCount) {
      range.contains($0.index)
    }
  }

  private static func others(_ facts: Facts, _ record: RecordFacts) -> BalanceLine? {
    guard let table = facts.rows.records[record.type.name], let expected = facts.others[record.type.name],
      let feed = facts.feeds.records(record.type).first
    else { return nil }
    var tally = Tally(facts, record, isFirst: true)
    for row in 0..<table.count {
      tally.count(
        expected.state[row], Row(row),
        isOverlap: { !table.lineage.areInOneFile(row, Int(expected.keptRow[row])) })
    }
    tally.reject(facts.feeds[feed].rejects)
    return tally.line(record.type.name, "records", rows: facts.feeds[feed].rowCount) { _ in true }
  }
}

/// What became of the rows of one line.
private struct Tally {
  private let record: RecordFacts
  private let conflict: String
  /// Whether the line has what nothing expects: the first of its record type does.
  private let isFirst: Bool
  private var expected = 0
  private var missing = 0
  private var wrongID = 0
  private var explained: [String: Int] = [:]
  private var rejected: [String: Int] = [:]
  private var resolved: [String: Int] = [:]
  private let resolves: Bool

  init(_ facts: Facts, _ record: RecordFacts, isFirst: Bool) {
    self.record = record
    self.isFirst = isFirst
    resolves = facts.plan.conflicts != .refuse
    conflict = facts.plan.conflicts == .refuse ? "conflict" : "conflict resolved"
  }

  mutating func explain(_ reason: String, _ count: Int) { explained[reason, default: 0] += count }
  /// Counts conflicts that people decided, and those that the plan did; none where it refuses to.
  mutating func resolve(_ what: String, _ count: Int, _ decidedCount: Int) {
    resolved["conflict decided, \(what)", default: 0] += decidedCount
    if resolves { resolved["conflict resolved, \(what)", default: 0] += count - decidedCount }
  }
  /// The e-mails of people that several ticketing ids have.
  mutating func resolveTicketingIDs(_ facts: Facts) {
    let keys = facts.rows.ticketing.keysOfSeveralIDs(facts.people)
    resolve("ticketing id", keys.count, keys.intersection(facts.decisions.ticketingKeys).count)
  }
  mutating func reject(_ reason: String, _ count: Int) { rejected[reason, default: 0] += count }

  mutating func reject(_ rows: Rejects) {
    for reason in rows.reasons { reject(reason.words, rows.counts[reason] ?? 0) }
  }

  mutating func count(_ state: RowState, _ row: Row<Legacy>, isOverlap: () -> Bool) {
    switch state {
    case .expected:
      expected += 1
      if record.match.isMatched(row) { return }
      missing += 1
      if record.wrongIDs.rows[row.index] != nil { wrongID += 1 }
    case .duplicate: explain(isOverlap() ? "overlap of stages" : "exact duplicate", 1)
    case .conflicting: explain(conflict, 1)
    case .decided: explain("conflict decided", 1)
    case .colliding: explain("collision", 1)
    case .unused: explain("only in conflicting rows", 1)
    }
  }

  /// - Parameter isOfLine: whether an expected row belongs to the line.
  func line(_ name: String, _ unit: String, rows: Int, isOfLine: (Row<Legacy>) -> Bool) -> BalanceLine {
    let flags = Vector<UInt8>(repeating: 0, count: record.expected.count)
    var matched = 0
    var paired = 0
    record.match.forEachPair { row, _ in
      guard isOfLine(row) else { return }
      paired += 1
      if flags[row.index] == 0 {
        flags[row.index] = 1
        matched += 1
      }
    }
    return BalanceLine(
      record: name, unit: unit, read: rows, rejected: Self.list(rejected), explained: Self.list(explained),
      resolved: Self.list(resolved),
      expected: expected, matched: matched, missing: missing,
      unexpected: isFirst ? record.match.unexpected : 0,
      duplicates: paired - matched, wrongID: wrongID)
  }

  private static func list(_ reasons: [String: Int]) -> [BalanceLine.Explanation] {
    reasons.filter { $0.value > 0 }.sorted { $0.key < $1.key }
      .map { BalanceLine.Explanation(reason: $0.key, count: $0.value) }
  }
}

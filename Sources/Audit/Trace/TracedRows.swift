import Plan

/// The accepted rows that have a record's id, and what the derivation made of each.
struct TracedRows {
  struct Accepted {
    var key: RowKey
    var state: RowState
    /// The row that counts; of a row that counts, itself.
    var kept: RowKey
  }

  /// In source order.
  private(set) var accepted: [Accepted] = []
  /// Rows of a chat that tell of a ticket what the kept row tells: they are counted only.
  private(set) var repetitions = 0
  /// The row that counts and must arrive, as a row of the expected table.
  private(set) var expected: Row<Legacy>?

  /// - Complexity: O(rows of the type's tables).
  init(_ id: Int64, of type: RecordType, _ facts: Facts) {
    switch type.name {
    case RecordType.comments.name: comments(id, facts)
    case RecordType.tickets.name: tickets(id, facts)
    case RecordType.users.name: listed(id, facts)
    default: records(id, type, facts)
    }
    let table = facts[type].expected
    let inclusion = table.inclusion
    expected = (0..<table.count).first { table.joinNumbers[$0] == id && inclusion.contains($0) }
      .map { Row($0) }
  }

  private mutating func comments(_ id: Int64, _ facts: Facts) {
    let (rows, comments) = (facts.rows.comments, facts.comments)
    for row in 0..<rows.count where rows.id[row] == id {
      accepted.append(
        Accepted(
          key: rows.key(of: row), state: comments.state[row], kept: rows.key(of: Int(comments.keptRow[row]))))
    }
  }

  private mutating func records(_ id: Int64, _ type: RecordType, _ facts: Facts) {
    guard let rows = facts.rows.records[type.name], let expected = facts.others[type.name] else { return }
    add(rows, expected) { $0 == id }
  }

  /// Rows of the lists of people: those of the person who has the id in the archive.
  private mutating func listed(_ id: Int64, _ facts: Facts) {
    guard let expected = facts.rows.people.expected else { return }
    let accounts = facts.accounts(ofUser: id).filter { facts.rows.accounts.isListed(Int($0)) }
    let ids = Set(accounts.map { facts.rows.accounts.id[Int($0)] })
    add(facts.rows.people.rows, expected) { ids.contains($0) }
  }

  private mutating func add(_ rows: RecordRows, _ expected: ExpectedRecords, _ isMeant: (Int64) -> Bool) {
    for row in 0..<rows.count where isMeant(rows.keyNumber[row]) {
      accepted.append(
        Accepted(
          key: rows.key(of: row), state: expected.state[row], kept: rows.key(of: Int(expected.keptRow[row]))))
    }
  }

  private mutating func tickets(_ id: Int64, _ facts: Facts) {
    let (rows, tickets) = (facts.rows, facts.rows.tickets)
    for system in tickets.systems.starts.indices {
      guard let ticket = tickets.find(id, system).map({ Int($0) }) else { continue }
      if system == rows.ticketingSystem {
        let kept = Int(facts.tickets.keptRecord(of: ticket))
        for row in 0..<rows.ticketRecords.count where rows.ticketRecords.ticket[row] == ticket {
          accepted.append(
            Accepted(
              key: rows.ticketRecords.key(of: row), state: facts.tickets.recordState[row],
              kept: rows.ticketRecords.key(of: kept)))
        }
      } else {
        conversation(ticket, facts)
      }
    }
  }

  /// A ticket that rows of a chat tell of: the row that counts, and those that say something else.
  private mutating func conversation(_ ticket: Int, _ facts: Facts) {
    let (rows, tickets) = (facts.rows.comments, facts.rows.tickets)
    let kept = facts.tickets.keptRecord(of: ticket)
    let same = Sameness(facts.rows, facts.people)
    var others: [Int32: Int] = [:]
    for (index, other) in tickets.others.values.enumerated() where Int(other.ticket) == ticket {
      others[other.row] = index
    }
    let isDecided = facts.decisions.tickets[Int32(truncatingIfNeeded: ticket)] != nil
    let usual: RowState =
      facts.tickets.state[ticket] == .colliding ? .colliding : .expected
    for row in 0..<rows.count where Int(rows.ticket[row]) == ticket {
      let number = Int32(truncatingIfNeeded: row)
      let isSame =
        switch (others[number], others[kept]) {
        case (nil, nil): true
        case (let one?, nil), (nil, let one?): same.ticket(one)
        case (let one?, let other?): one == other || same.tickets(one, other)
        }
      if number != kept, isSame {
        repetitions += 1
      } else {
        accepted.append(
          Accepted(
            key: rows.key(of: row), state: number == kept ? usual : isDecided ? .decided : .conflicting,
            kept: rows.key(of: Int(kept))))
      }
    }
  }
}

extension CommentRows {
  func key(of row: Int) -> RowKey { RowKey(lineage.place(of: row), position[row]) }
}

extension RecordRows {
  func key(of row: Int) -> RowKey { RowKey(lineage.place(of: row), position[row]) }
}

extension TicketRecords {
  func key(of row: Int) -> RowKey { RowKey(lineage.place(of: row), position[row]) }
}

extension TicketingTable {
  func key(ofRow row: Int) -> RowKey { RowKey(lineage.place(of: row), position[row]) }
}

extension Facts {
  /// The people who have an id in the archive, or would have: several only in a conflict.
  func people(ofUser id: Int64) -> [Int] { (0..<people.count).filter { people.id[$0] == id } }

  /// The accounts of them, in their order.
  func accounts(ofUser id: Int64) -> [Int32] {
    let persons = Set(people(ofUser: id).map { Int32(truncatingIfNeeded: $0) })
    return (0..<Int32(truncatingIfNeeded: rows.accounts.count)).filter {
      persons.contains(people.personOfAccount[Int($0)])
    }
  }
}

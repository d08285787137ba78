/// Which tickets must arrive, and what counts of each where several rows describe it.
struct ExpectedTickets: Sendable {
  /// For each ticket of `TicketReadings`: the account that counts, its id in the archive, and the rest.
  let requester = Vector<Int32>()
  let requesterID = Vector<Int64>()
  let seconds = Vector<Int64>()
  let nanoseconds = MostlyZero<Int32>()
  let fields: [FieldColumn]
  /// Rows of `TicketReadings.others` that contradict their ticket, people taken after the merge.
  private(set) var conflicts: [Int] = []
  /// What became of the ticketing tool's records of tickets.
  let recordState: Vector<RowState>
  /// For each ticket: a conversation without an expected comment is none.
  let state: Vector<RowState>
  private(set) var expectedCount = 0
  /// For each ticket of records, the record that counts.
  private let keptRecord: @Sendable (Int) -> Int32

  /// The record that counts for a ticket of which one row is one record.
  func keptRecord(of ticket: Int) -> Int32 { keptRecord(ticket) }

  func instant(_ ticket: Int) -> Instant {
    Instant(seconds: seconds[ticket], nanoseconds: nanoseconds[ticket])
  }

  /// - Parameter decided: the rows on which people decided, by their tickets.
  /// - Complexity: O(rows).
  init(
    _ rows: ExportRows, _ comments: ExpectedComments, _ people: People, _ same: Sameness, keepsLast: Bool,
    decided: [Int32: Int32] = [:]
  ) {
    let tickets = rows.tickets
    keptRecord = { ticket in
      decided[Int32(truncatingIfNeeded: ticket)] ?? (keepsLast ? tickets.lastRow : tickets.firstRow)[ticket]
    }
    var times = Array(zip(tickets.seconds.values, tickets.nanoseconds.values))
    requester.append(UnsafeBufferPointer(tickets.requester.values))
    fields = tickets.fields.map { column in
      let copy = FieldColumn()
      for row in 0..<column.count { copy.append(column[row]) }
      return copy
    }
    recordState = Vector(repeating: .duplicate, count: rows.ticketRecords.count)
    state = Vector(repeating: .unused, count: tickets.count)
    for (index, other) in tickets.others.values.enumerated() {
      let ticket = Int(other.ticket)
      if !same.ticket(index) { conflicts.append(index) }
      let counts =
        decided[other.ticket].map { $0 == other.row } ?? (keepsLast && tickets.lastRow[ticket] == other.row)
      guard counts else { continue }
      requester[ticket] = other.requester
      times[ticket] = (other.instant.seconds, other.instant.nanoseconds)
      for (column, others) in zip(fields, tickets.otherFields) { column[ticket] = others[index] }
    }
    for ticket in 0..<tickets.count {
      seconds.append(times[ticket].0)
      nanoseconds.append(times[ticket].1)
      requesterID.append(people.id[Int(people.personOfAccount[Int(requester[ticket])])])
    }
    judgeRecords(rows, same, decided)
    for row in 0..<rows.comments.count where comments.state[row] == .expected {
      state[Int(rows.comments.ticket[row])] = .expected
    }
    expectRecords(rows)
    for ticket in 0..<tickets.count where state[ticket] == .expected {
      if twin(of: ticket, rows) == nil {
        expectedCount += 1
      } else {
        state[ticket] = .colliding
      }
    }
  }

  /// A record of the ticketing tool must arrive without a comment, too.
  private func expectRecords(_ rows: ExportRows) {
    for ticket in rows.tickets.systems.range(of: rows.ticketingSystem, count: rows.tickets.count) {
      state[ticket] = .expected
    }
  }

  /// The ticket of an earlier system that has the id of this one in the archive, and must arrive.
  func twin(of ticket: Int, _ rows: ExportRows) -> Int? {
    let system = rows.tickets.systems.system(of: ticket)
    return (0..<system).lazy.compactMap { rows.tickets.find(rows.tickets.id[ticket], $0).map { Int($0) } }
      .first { state[$0] == .expected }
  }

  /// Which of the ticketing tool's records repeat the kept one of their ticket, and which contradict it.
  private func judgeRecords(_ rows: ExportRows, _ same: Sameness, _ decided: [Int32: Int32]) {
    let (tickets, records) = (rows.tickets, rows.ticketRecords)
    if records.count == 0 { return }
    var others: [Int32: Int] = [:]
    for (index, other) in tickets.others.values.enumerated()
    where tickets.systems.system(of: Int(other.ticket)) == rows.ticketingSystem {
      others[other.row] = index
    }
    for row in 0..<records.count {
      let ticket = Int(records.ticket[row])
      let kept = keptRecord(ticket)
      if kept == Int32(truncatingIfNeeded: row) {
        recordState[row] = .expected
        continue
      }
      let isSame =
        switch (others[Int32(truncatingIfNeeded: row)], others[kept]) {
        case (nil, nil): true
        case (let one?, nil): same.ticket(one)
        case (nil, let other?): same.ticket(other)
        case (let one?, let other?): same.tickets(one, other)
        }
      recordState[row] = isSame ? .duplicate : decided[records.ticket[row]] == nil ? .conflicting : .decided
    }
  }
}

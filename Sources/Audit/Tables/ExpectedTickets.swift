/// What counts of each ticket where several rows tell of it.
struct ExpectedTickets {
  let requester = Vector<Int32>()
  let seconds = Vector<Int64>()
  let nanoseconds = Vector<Int32>()
  let fields: [FieldColumn]
  /// Rows of `ChatTable.otherTickets`.
  private(set) var conflicts: [Int] = []
  let recordState: Vector<ExpectedTables.RowState>

  /// Complexity: O(tickets + rows that differ).
  init(_ chat: ChatTable, _ same: SameReading, keepsLast: Bool) {
    requester.append(UnsafeBufferPointer(chat.ticketRequester.values))
    seconds.append(UnsafeBufferPointer(chat.ticketSeconds.values))
    nanoseconds.append(UnsafeBufferPointer(chat.ticketNanoseconds.values))
    fields = chat.ticketFields.map { column in
      let copy = FieldColumn()
      for row in 0..<column.count { copy.append(column[row]) }
      return copy
    }
    recordState = Vector(repeating: .duplicate, count: chat.ticketRecords.count)
    for (index, other) in chat.otherTickets.values.enumerated() {
      let ticket = Int(other.ticket)
      if !same.ticket(index) { conflicts.append(index) }
      guard keepsLast, chat.ticketLastRow[ticket] == other.row else { continue }
      requester[ticket] = other.requester
      seconds[ticket] = other.instant.seconds
      nanoseconds[ticket] = other.instant.nanoseconds
      for (column, others) in zip(fields, chat.otherTicketFields) { column[ticket] = others[index] }
    }
    judgeRecords(chat, same, keepsLast: keepsLast)
  }

  /// Which of the ticketing tool's records repeat the kept one of their ticket, and which contradict it.
  private func judgeRecords(_ chat: ChatTable, _ same: SameReading, keepsLast: Bool) {
    if chat.ticketRecords.count == 0 { return }
    var others: [Int32: Int] = [:]
    for (index, other) in chat.otherTickets.values.enumerated()
    where chat.system(ofTicket: Int(other.ticket)) == .ticketing {
      others[other.row] = index
    }
    for row in 0..<chat.ticketRecords.count {
      let ticket = Int(chat.ticketRecords.ticket[row])
      let kept = (keepsLast ? chat.ticketLastRow : chat.ticketFirstRow)[ticket]
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
      recordState[row] = isSame ? .duplicate : .conflicting
    }
  }
}

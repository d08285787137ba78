import Plan

/// What must arrive, by the plan: the chat rows without their repetitions, the conversations, the people.
struct ExpectedTables: Sendable {
  /// What became of a usable row of the chat export.
  enum RowState: UInt8, BitwiseCopyable {
    /// It must arrive as a comment.
    case expected
    /// A repetition of the kept row of its comment id.
    case duplicate
    /// It contradicts the kept row of its comment id.
    case conflicting
    /// A record of the ticketing tool whose id in the archive is that of a comment of the chat.
    case colliding
  }

  /// For each row of the chat table.
  let state: Vector<RowState>
  /// For each row that is not expected, the kept row of its comment id; the row itself otherwise.
  let keptRow: Vector<Int32>
  /// For each conversation: the requester's account and the instant that count.
  let ticketRequester: Vector<Int32>
  let ticketSeconds: Vector<Int64>
  let ticketNanoseconds: Vector<Int32>
  let ticketFields: [FieldColumn]
  /// The rows of `ChatTable.otherTickets` that contradict their ticket, people taken after the merge.
  let ticketConflicts: [Int]
  /// What became of the ticketing tool's records of tickets.
  let ticketRecordState: Vector<RowState>
  /// For each ticket, whether it must arrive: a conversation without an expected comment is none.
  let ticketIsExpected: Vector<UInt8>
  /// For each person, whether an expected comment or ticket names it.
  let personIsNamed: Vector<UInt8>
  /// The users that must arrive, as persons, by their distinct ids.
  let userID = Vector<Int64>()
  let userPerson = Vector<Int32>()
  /// How many persons are not expected as users because the plan omits the ones imported already.
  private(set) var omittedUsers = 0
  /// How many persons share their expected id with an earlier one, which is a conflict of the ticketing users.
  private(set) var sharedIDs = 0

  func ticketInstant(_ ticket: Int) -> Instant {
    Instant(seconds: ticketSeconds[ticket], nanoseconds: ticketNanoseconds[ticket])
  }

  /// Complexity: O(rows).
  ///
  /// - Parameter rowsByID: the rows of the chat, spread by comment id.
  init(_ chat: ChatTable, _ rowsByID: Partition, _ people: People, _ plan: Plan, _ parallelism: Parallelism) {
    let keepsLast = plan.conflicts == .last
    let same = SameReading(chat, people, FieldLayouts(plan))
    (state, keptRow) = Self.comments(chat, rowsByID, same, keepsLast: keepsLast, parallelism)
    let tickets = ExpectedTickets(chat, same, keepsLast: keepsLast)
    ticketRequester = tickets.requester
    ticketSeconds = tickets.seconds
    ticketNanoseconds = tickets.nanoseconds
    ticketFields = tickets.fields
    ticketConflicts = tickets.conflicts
    ticketRecordState = tickets.recordState
    ticketIsExpected = Vector(repeating: 0, count: chat.ticketID.count)
    personIsNamed = Vector(repeating: 0, count: people.count)
    for row in 0..<chat.count where state[row] == .expected {
      ticketIsExpected[Int(chat.ticket[row])] = 1
      personIsNamed[Int(people.personOfAccount[Int(chat.author[row])])] = 1
    }
    for ticket in min(chat.chatTickets, chat.ticketID.count)..<chat.ticketID.count {
      let twin = chat.findTicket(chat.ticketID[ticket], .chat)
      ticketIsExpected[ticket] = twin.map { ticketIsExpected[Int($0)] != 0 } ?? false ? 0 : 1
    }
    for ticket in 0..<ticketIsExpected.count where ticketIsExpected[ticket] != 0 {
      personIsNamed[Int(people.personOfAccount[Int(ticketRequester[ticket])])] = 1
    }

    var ids = KeyMap(minimumCapacity: people.count)
    for person in 0..<people.count where people.hasWritten[person] != 0 && personIsNamed[person] != 0 {
      if plan.alreadyImported == .omit, people.isKnownToTicketing(person) {
        omittedUsers += 1
      } else if ids.number(people.id[person]).isNew {
        userID.append(people.id[person])
        userPerson.append(Int32(truncatingIfNeeded: person))
      } else {
        sharedIDs += 1
      }
    }
  }

  private static func comments(
    _ chat: ChatTable, _ partition: Partition, _ same: SameReading, keepsLast: Bool,
    _ parallelism: Parallelism
  ) -> (Vector<RowState>, Vector<Int32>) {
    let state = Vector<RowState>(repeating: .expected, count: chat.count)
    let keptRow = Vector<Int32>(repeating: 0, count: chat.count)
    let chatCount = chat.chatCount
    forEachPartition(partition.count, parallelism) { number in
      let places = partition.bounds[number]..<partition.bounds[number + 1]
      var kept = PartitionIndex(capacity: places.count)
      for place in places {
        let row = partition.rows[place]
        let (known, isNew) = kept.enter(partition.keys[place], row: row)
        if !isNew, keepsLast, (known < chatCount) == (row < chatCount) {
          kept.replace(partition.keys[place], row: row)
        }
      }
      for place in places { keptRow[Int(partition.rows[place])] = kept.find(partition.keys[place]) }
    }
    // In the order of the table, where a row and its kept one stand near each other as a rule.
    forEachRun(ofRows: chat.count, parallelism) { rows in
      for row in rows {
        let keeper = Int(keptRow[row])
        if keeper == row { continue }
        state[row] =
          (keeper < chatCount) != (row < chatCount)
          ? .colliding : same.comments(row, keeper) ? .duplicate : .conflicting
      }
    }
    return (state, keptRow)
  }
}

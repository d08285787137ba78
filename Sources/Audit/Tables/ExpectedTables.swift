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
  }

  /// For each row of the chat table.
  let state: Vector<RowState>
  /// For each row that is not expected, the kept row of its comment id; the row itself otherwise.
  let keptRow: Vector<Int32>
  /// For each conversation: the requester's account and the instant that count.
  let ticketRequester: Vector<Int32>
  let ticketSeconds: Vector<Int64>
  let ticketNanoseconds: Vector<Int32>
  /// Rows whose requester (as a person) or ticket instant contradicts their conversation.
  let ticketConflicts: [Int32]
  /// For each conversation, whether it has an expected comment; without one it is no ticket.
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
  init(_ chat: ChatTable, _ people: People, _ plan: Plan, jobs: Int) {
    (state, keptRow) = Self.comments(chat, people, keepsLast: plan.conflicts == .last, jobs: jobs)
    let tickets = Self.tickets(chat, people, keepsLast: plan.conflicts == .last)
    ticketRequester = tickets.requester
    ticketSeconds = tickets.seconds
    ticketNanoseconds = tickets.nanoseconds
    ticketConflicts = tickets.conflicts
    ticketIsExpected = Vector(repeating: 0, count: chat.tickets.count)
    personIsNamed = Vector(repeating: 0, count: people.count)
    for row in 0..<chat.count where state[row] == .expected {
      ticketIsExpected[Int(chat.ticket[row])] = 1
      personIsNamed[Int(people.personOfAccount[Int(chat.author[row])])] = 1
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
    _ chat: ChatTable, _ people: People, keepsLast: Bool, jobs: Int
  ) -> (Vector<RowState>, Vector<Int32>) {
    let state = Vector<RowState>(repeating: .expected, count: chat.count)
    let keptRow = Vector<Int32>(repeating: 0, count: chat.count)
    let partition = Partition(chat.commentID, bits: Partition.bits(rows: chat.count))
    forEachPartition(partition.count, jobs: jobs) { number in
      let places = partition.bounds[number]..<partition.bounds[number + 1]
      var kept = PartitionIndex(capacity: places.count)
      for place in places {
        let (_, isNew) = kept.enter(partition.keys[place], row: partition.rows[place])
        if !isNew, keepsLast { kept.replace(partition.keys[place], row: partition.rows[place]) }
      }
      for place in places {
        let row = Int(partition.rows[place])
        let keeper = kept.find(partition.keys[place])
        keptRow[row] = keeper
        if Int(keeper) == row { continue }
        state[row] = isRepetition(row, of: Int(keeper), chat, people) ? .duplicate : .conflicting
      }
    }
    return (state, keptRow)
  }

  /// Whether two rows of one comment id say the same of it, people taken after the merge.
  private static func isRepetition(_ row: Int, of kept: Int, _ chat: ChatTable, _ people: People) -> Bool {
    chat.ticket[row] == chat.ticket[kept]
      && people.personOfAccount[Int(chat.author[row])] == people.personOfAccount[Int(chat.author[kept])]
      && chat.isPublic[row] == chat.isPublic[kept]
      && chat.instant(row) == chat.instant(kept)
      && chat.bodyDigest[row] == chat.bodyDigest[kept]
      && chat.bodyLength[row] == chat.bodyLength[kept]
  }

  private static func tickets(
    _ chat: ChatTable, _ people: People, keepsLast: Bool
  ) -> (
    requester: Vector<Int32>, seconds: Vector<Int64>, nanoseconds: Vector<Int32>, conflicts: [Int32]
  ) {
    var conflicts: [Int32] = []
    let requester = Vector<Int32>()
    let seconds = Vector<Int64>()
    let nanoseconds = Vector<Int32>()
    requester.append(UnsafeBufferPointer(chat.ticketRequester.values))
    seconds.append(UnsafeBufferPointer(chat.ticketSeconds.values))
    nanoseconds.append(UnsafeBufferPointer(chat.ticketNanoseconds.values))
    for other in chat.otherTickets.values {
      let ticket = Int(chat.ticket[Int(other.row)])
      let person = people.personOfAccount[Int(other.requester)]
      if person != people.personOfAccount[Int(chat.ticketRequester[ticket])]
        || other.instant != chat.ticketInstant(ticket)
      {
        conflicts.append(other.row)
      }
      if keepsLast, chat.ticketLastRow[ticket] == other.row {
        requester[ticket] = other.requester
        seconds[ticket] = other.instant.seconds
        nanoseconds[ticket] = other.instant.nanoseconds
      }
    }
    return (requester, seconds, nanoseconds, conflicts)
  }
}

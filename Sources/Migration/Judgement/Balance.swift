import Plan

/// Where every row went: rows = arrived + explained, for each kind of record.
package struct Balance: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    /// `comments`, `tickets` and `users` of the chat, `ticketing comments`, `ticketing tickets`,
    /// `organizations`.
    package var record: String
    /// Comments in rows, tickets in distinct conversations, users in distinct chat ids, the others in records.
    package var rows: Int
    package var arrived: Int
    package var explained: [Reason]

    /// Whether nothing is missing and nothing counted twice.
    package var addsUp: Bool { rows == arrived + explained.reduce(0) { $0 + $1.count } }
  }

  package struct Reason: Sendable, Equatable {
    package var name: String
    package var count: Int
  }

  package var lines: [Line]
}

extension Balance {
  /// Counts what arrives from the batches, and what does not from the judgement; the two don't know each
  /// other.
  init(_ exports: JudgedExports, _ batches: BatchPlan) {
    let (chat, people, judgement) = (exports.chat, exports.people, exports.judgement)
    lines = [
      Self.comments(chat, judgement, arrived: batches.comments.count),
      Self.tickets(chat, judgement, arrived: batches.tickets.count),
      Self.users(
        chat, people, judgement, arrived: batches.users.count,
        omitsKnown: exports.plan.alreadyImported == .omit),
    ]
    let arrived = batches.batches.last ?? BatchPlan.Ends()
    lines += [
      exports.records.comments.map { Self.records($0, arrived: arrived.ticketingComments) },
      exports.records.tickets.map { Self.records($0, arrived: arrived.ticketingTickets) },
      exports.records.organizations.map { Self.records($0, arrived: arrived.organizations) },
    ].compactMap(\.self)
  }

  private static func records(_ records: JudgedRecords, arrived: Int) -> Line {
    let (index, judgement) = (records.index, records.judgement)
    let reasons = [
      ("exact duplicate", judgement.exactDuplicates), ("overlap of stages", judgement.stageOverlaps),
      ("conflict resolved", judgement.contradictingRows),
    ]
    return line(
      index.map.name, rows: index.recordCount, arrived: arrived,
      reasons + index.leftOut.inOrder.map { (index.map.columns.text($0.reason), $0.rows.total) })
  }

  private static func line(_ record: String, rows: Int, arrived: Int, _ reasons: [(String, Int)]) -> Line {
    Line(
      record: record, rows: rows, arrived: arrived,
      explained: reasons.filter { $0.1 > 0 }.map { Reason(name: $0.0, count: $0.1) })
  }

  private static func comments(_ chat: ChatIndex, _ judgement: Judgement, arrived: Int) -> Line {
    var reasons = [
      ("exact duplicate", judgement.exactDuplicates), ("overlap of stages", judgement.stageOverlaps),
      ("conflict resolved", judgement.contradictingRows),
    ]
    reasons += chat.leftOut.inOrder.map { (chat.map.columns.text($0.reason), $0.rows.total) }
    return line("comments", rows: chat.recordCount, arrived: arrived, reasons)
  }

  private static func tickets(_ chat: ChatIndex, _ judgement: Judgement, arrived: Int) -> Line {
    let onlyLeftOut = chat.leftOutTicketIDs.count { chat.conversations.find($0) == nil }
    return line(
      "tickets", rows: chat.conversations.tickets.count + onlyLeftOut, arrived: arrived,
      [
        ("only in conflicting rows", judgement.commentCounts.count { $0 == 0 }),
        ("only in left-out rows", onlyLeftOut),
      ])
  }

  private static func users(
    _ chat: ChatIndex, _ people: People, _ judgement: Judgement, arrived: Int, omitsKnown: Bool
  ) -> Line {
    let onlyLeftOut = chat.leftOutChatIDs.count { chat.identities.find(chatID: $0) == nil }
    var (merged, known, neverWrote, onlyConflicting) = (0, 0, 0, 0)
    for (chatID, person) in people.personOfChatID.enumerated() {
      if let person, judgement.isUsed[Int(person)] {
        let isFirst = people.persons[Int(person)].chatID == chatID
        if !isFirst { merged += 1 }
        if isFirst, omitsKnown, people.persons[Int(person)].isInTicketing { known += 1 }
      } else if person == nil, judgement.isNamed[chatID] {
        neverWrote += 1
      } else {
        onlyConflicting += 1
      }
    }
    return line(
      "users", rows: people.personOfChatID.count + onlyLeftOut, arrived: arrived,
      [
        ("merged identity", merged), ("already imported", known), ("requester never wrote", neverWrote),
        ("only in conflicting rows", onlyConflicting), ("only in left-out rows", onlyLeftOut),
      ])
  }
}

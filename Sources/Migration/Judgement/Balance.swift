import Plan

/// Where every row went: rows = arrived + explained, for each kind of record.
package struct Balance: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    /// `comments`, `tickets` and `users` of the first chat, `comments of NAME`, … of the others; then the sources of which one
    /// row is one record: `ticketing comments`, `ticketing tickets`, `users of NAME`, `organizations`, ….
    package var record: String
    /// Comments in rows, tickets in distinct conversations, users in distinct chat ids, the others in records.
    package var rows: Int
    package var arrived: Int
    package var explained: [Reason]
    /// What `conflicts` decided without leaving out a row: beside the sum.
    package var resolved: [Reason] = []

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
  init(_ exports: JudgedExports, _ batches: BatchPlan, _ losses: Losses) {
    lines = []
    /// Beside the sums: records that arrive without a part of what the exports say.
    func add(_ line: Line, of list: Int) {
      lines.append(line)
      guard let count = losses.records[list] else { return }
      lines[lines.count - 1].resolved.append(Reason(name: "arrived with stated loss", count: count))
    }
    /// The first line of users has what is decided for all of them.
    func ticketingIDs(isFirst: Bool) -> [(String, Int)] {
      let conflicts = exports.judgement.ticketingConflicts
      return [
        ("conflict resolved, ticketing id", isFirst ? conflicts.open.total : 0),
        ("conflict decided, ticketing id", isFirst ? conflicts.decidedCount : 0),
      ]
    }
    for (number, feed) in exports.chat.feeds.enumerated() {
      let lists = batches.lists.chats[number]
      add(
        Self.comments(feed, of: number, exports, arrived: batches.count(lists.comments)), of: lists.comments)
      add(Self.tickets(feed, of: number, exports, arrived: batches.count(lists.tickets)), of: lists.tickets)
      add(
        Self.users(
          feed, of: number, exports, arrived: batches.count(lists.users),
          resolved: ticketingIDs(isFirst: number == 0)), of: lists.users)
    }
    for records in exports.records.inOrderOfBalance {
      let numbers = batches.lists.records[records.index.type.name] ?? []
      let people = records.index.type == .users ? Self.people(records, exports) : [:]
      for (feed, list) in zip(records.index.feeds.indices, numbers) {
        add(
          Self.records(
            records.index.feeds[feed], records.judgement.duplicates[feed], people[feed] ?? [],
            arrived: batches.count(list),
            resolved: people.isEmpty
              ? [] : ticketingIDs(isFirst: exports.chat.feeds.isEmpty && feed == 0)), of: list)
      }
    }
  }

  private static func records(
    _ feed: RecordFeed, _ duplicates: RecordJudgement.Duplicates, _ people: [(String, Int)], arrived: Int,
    resolved: [(String, Int)]
  ) -> Line {
    let reasons = [
      ("exact duplicate", duplicates.exact), ("overlap of stages", duplicates.overlaps),
      ("conflict resolved", duplicates.contradicting), ("conflict decided", duplicates.decided),
    ]
    return line(
      feed.map.name, rows: feed.recordCount, arrived: arrived,
      reasons + people + feed.rejected.inOrder.map { (feed.map.columns.text($0.reason), $0.rows.total) },
      resolved: resolved)
  }

  /// For each list of people, those who are no users of their own.
  private static func people(_ records: JudgedRecords, _ exports: JudgedExports) -> [Int: [(String, Int)]] {
    let (identities, people) = (exports.chat.identities, exports.people)
    let omitsKnown = exports.plan.alreadyImported == .omit
    var (merged, known): ([Int: Int], [Int: Int]) = ([:], [:])
    for (number, chatID) in identities.chatIDs.enumerated()
    where identities.system(of: UInt32(number)) >= exports.chat.feeds.count {
      guard let sighting = chatID.firstSighting, let person = people.personOfChatID[number] else { continue }
      let feed = records.index.feed(of: Int(identities.sightings[Int(sighting)].row))
      if people.persons[Int(person)].chatID != UInt32(number) {
        merged[feed, default: 0] += 1
      } else if omitsKnown, people.persons[Int(person)].isInTicketing {
        known[feed, default: 0] += 1
      }
    }
    return Dictionary(
      uniqueKeysWithValues: records.index.feeds.indices.map {
        ($0, [("merged identity", merged[$0] ?? 0), ("already imported", known[$0] ?? 0)])
      })
  }

  private static func line(
    _ record: String, rows: Int, arrived: Int, _ reasons: [(String, Int)], resolved: [(String, Int)] = []
  ) -> Line {
    func list(_ reasons: [(String, Int)]) -> [Reason] {
      reasons.filter { $0.1 > 0 }.map { Reason(name: $0.0, count: $0.1) }
    }
    return Line(
      record: record, rows: rows, arrived: arrived, explained: list(reasons), resolved: list(resolved))
  }

  private static func comments(
    _ feed: ChatFeed, of number: Int, _ exports: JudgedExports, arrived: Int
  ) -> Line {
    let duplicates = exports.judgement.duplicates[number]
    var reasons = [
      ("exact duplicate", duplicates.exact), ("overlap of stages", duplicates.overlaps),
      ("conflict resolved", duplicates.contradicting), ("conflict decided", duplicates.decided),
    ]
    reasons += feed.rejected.inOrder.map { (feed.map.columns.text($0.reason), $0.rows.total) }
    return line(feed.name(of: .comments), rows: feed.recordCount, arrived: arrived, reasons)
  }

  private static func tickets(
    _ feed: ChatFeed, of number: Int, _ exports: JudgedExports, arrived: Int
  ) -> Line {
    let onlyRejected = feed.rejectedTicketIDs.count { exports.chat.conversations.find($0, of: number) == nil }
    return line(
      feed.name(of: .tickets), rows: feed.tickets.count + onlyRejected, arrived: arrived,
      [
        ("only in conflicting rows", exports.judgement.commentCounts[feed.tickets].count { $0 == 0 }),
        ("only in rejected rows", onlyRejected),
      ],
      resolved: counts(
        of: exports.judgement.ticketConflicts.all, in: feed.tickets, decided: exports.decisions.tickets,
        "requester or time"))
  }

  private static func users(
    _ feed: ChatFeed, of number: Int, _ exports: JudgedExports, arrived: Int, resolved: [(String, Int)]
  ) -> Line {
    let (people, judgement) = (exports.people, exports.judgement)
    let omitsKnown = exports.plan.alreadyImported == .omit
    let onlyRejected = feed.rejectedChatIDs.count {
      exports.chat.identities.find(chatID: $0, of: number) == nil
    }
    var (merged, known, neverWrote, onlyConflicting) = (0, 0, 0, 0)
    for chatID in feed.chatIDs {
      let person = people.personOfChatID[chatID]
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
      feed.name(of: .users), rows: feed.chatIDs.count + onlyRejected, arrived: arrived,
      [
        ("merged identity", merged), ("already imported", known), ("requester never wrote", neverWrote),
        ("only in conflicting rows", onlyConflicting), ("only in rejected rows", onlyRejected),
      ],
      resolved: counts(
        of: judgement.emailConflicts.all, in: feed.chatIDs, decided: exports.decisions.emails, "e-mail")
        + resolved)
  }

  /// How many conflicts of one chat the plan decided, and how many people did.
  private static func counts(
    of conflicts: Set<UInt32>, in range: Range<Int>, decided: Set<UInt32>, _ what: String
  ) -> [(String, Int)] {
    let own = conflicts.filter { range.contains(Int($0)) }
    let decidedCount = own.count { decided.contains($0) }
    return [
      ("conflict resolved, \(what)", own.count - decidedCount), ("conflict decided, \(what)", decidedCount),
    ]
  }
}

/// Balance: for comments, tickets and users, what was read = arrived + explained + lost, exactly.
///
/// The three sides are counted by different routes: what was read by the audit's own scanner and by the tables of
/// ids, what arrived from the archive's side, what was lost from the export's side.
struct BalanceCheck: Check {
  static let name = "balance"
  let inputs: Set<Input> = [.chat, .ticketing, .archive]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    let lines = Balance(facts).lines
    for line in lines {
      let sum = line.arrived + line.explained.reduce(0) { $0 + $1.count } + line.lost
      if sum == line.rows { continue }
      evidence.add {
        Finding(
          message:
            "\(line.record): \(grouped(line.rows)) \(line.unit) were read, but arrived, explained and lost "
            + "add up to \(grouped(sum))",
          expected: String(line.rows), found: String(sum))
      }
    }
    let total = lines.reduce(0) { $0 + $1.rows }
    return Measurement(
      examined: total == 0 ? 0 : lines.count, unit: "balances", evidence: evidence,
      summary: evidence.findings.first?.message
        ?? lines.map { "\(grouped($0.rows)) \($0.unit)" }.joined(separator: ", ") + " add up")
  }
}

/// The balance of an audit: what became of everything that the exports hold.
struct Balance {
  let lines: [BalanceLine]

  init(_ facts: Facts) {
    lines = [Self.comments(facts), Self.tickets(facts), Self.users(facts)]
  }

  private static func comments(_ facts: Facts) -> BalanceLine {
    var explained: [(String, Int)] = []
    let states = facts.expected.state
    var counts = (duplicate: 0, conflicting: 0, lost: 0)
    for row in 0..<states.count {
      switch states[row] {
      case .duplicate: counts.duplicate += 1
      case .conflicting: counts.conflicting += 1
      case .expected: if facts.comments.arrivals[row] == 0 { counts.lost += 1 }
      }
    }
    explained.append(("exact duplicate", counts.duplicate))
    explained.append(
      (facts.plan.conflicts == .refuse ? "conflict" : "conflict resolved", counts.conflicting))
    for reason in facts.chat.leftOut.reasons {
      explained.append((reason.words, facts.chat.leftOut.counts[reason] ?? 0))
    }
    return line(
      .comments, "rows", rows: facts.chatFiles.countedRecords.reduce(0, +),
      arrived: distinct(facts.comments.expectedRow, of: states.count), explained, lost: counts.lost)
  }

  private static func tickets(_ facts: Facts) -> BalanceLine {
    let onlyLeftOut = facts.chat.leftOut.ticketIDs.count { facts.chat.tickets.find($0) == nil }
    let expected = facts.expected.ticketIsExpected
    let conflicting = expected.values.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    let lost = (0..<expected.count).count { expected[$0] != 0 && facts.tickets.arrivals[$0] == 0 }
    return line(
      .tickets, "distinct conversations", rows: facts.chat.tickets.count + onlyLeftOut,
      arrived: distinct(facts.tickets.expectedRow, of: expected.count),
      [("only in conflicting rows", conflicting), ("only in left-out rows", onlyLeftOut)], lost: lost)
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
    let lost = facts.users.arrivals.values.count { $0 == 0 }
    return line(
      .users, "distinct chat ids", rows: facts.chat.accounts.count + onlyLeftOut,
      arrived: distinct(facts.users.expectedRow, of: facts.expected.userID.count),
      [
        ("merged identity", merged + facts.expected.sharedIDs), ("requester never wrote", neverWrote),
        ("already imported", facts.expected.omittedUsers), ("only in conflicting rows", onlyConflicting),
        ("only in left-out rows", onlyLeftOut),
      ], lost: lost)
  }

  /// How many different expected rows the archive's records belong to.
  private static func distinct(_ expectedRow: Vector<Int32>, of count: Int) -> Int {
    let seen = Vector<UInt8>(repeating: 0, count: count)
    var distinct = 0
    for row in expectedRow.values where row >= 0 && seen[Int(row)] == 0 {
      seen[Int(row)] = 1
      distinct += 1
    }
    return distinct
  }

  private static func line(
    _ record: Record, _ unit: String, rows: Int, arrived: Int, _ explained: [(String, Int)], lost: Int
  ) -> BalanceLine {
    BalanceLine(
      record: record.rawValue, unit: unit, rows: rows, arrived: arrived,
      explained: explained.filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }
        .map { BalanceLine.Explanation(reason: $0.0, count: $0.1) },
      lost: lost)
  }
}

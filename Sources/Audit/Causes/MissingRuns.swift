import Plan

/// Missing records as runs of neighbours, each between the batches of the records before and after it.
///
/// The order is that of the export or, for comments, that of their tickets and times: whichever has fewer runs, because
/// whoever cut the records into batches had one of them.
///
/// - Complexity: O(expected records of the type), but for the sorting of each ticket's comments.
struct MissingRuns {
  struct Run {
    var rows: [Int] = []
    /// The batch numbers of the arrived records just before and after it; nil where there is none.
    var before: Int64?
    var after: Int64?
  }

  let runs: [Run]

  /// - Parameter missing: rows of the expected table.
  init(_ facts: Facts, _ record: RecordFacts, _ missing: [Int]) {
    let isMissing = RowSet(missing)
    let batch = Self.batches(facts, record)
    let inExport = Self.runs(Self.expected(record), isMissing, batch)
    if record.type == .comments, inExport.count > 1 {
      let byTicket = Self.runs(Self.byTicket(facts, record), isMissing, batch)
      runs = byTicket.count <= inExport.count ? byTicket : inExport
    } else {
      runs = inExport
    }
  }

  /// The missing records after which nothing arrived.
  var tail: [Int]? { runs.last.flatMap { $0.after == nil ? $0.rows : nil } }

  private static func expected(_ record: RecordFacts) -> [Int] {
    let inclusion = record.expected.inclusion
    return (0..<record.expected.count).filter { inclusion.contains($0) }
  }

  private static func byTicket(_ facts: Facts, _ record: RecordFacts) -> [Int] {
    let (rows, expected) = (facts.rows.comments, expected(record))
    var starts = [Int](repeating: 0, count: facts.rows.tickets.count + 1)
    for row in expected { starts[Int(rows.ticket[row]) + 1] += 1 }
    for ticket in 1..<max(starts.count, 1) { starts[ticket] += starts[ticket - 1] }
    var next = starts
    var order = [Int](repeating: 0, count: expected.count)
    for row in expected {
      order[next[Int(rows.ticket[row])]] = row
      next[Int(rows.ticket[row])] += 1
    }
    for (start, end) in zip(starts, starts.dropFirst()) where end - start > 1 {
      order[start..<end].sort {
        let (one, other) = (rows.instant($0), rows.instant($1))
        return one == other ? $0 < $1 : one < other
      }
    }
    return order
  }

  /// For each expected record the smallest number of the batches that hold it.
  private static func batches(_ facts: Facts, _ record: RecordFacts) -> [Int64] {
    var batches = [Int64](repeating: .max, count: record.expected.count)
    record.match.forEachPair { legacy, new in
      let number = facts.archive.batches[Int(record.records.batch[new.index])].number
      batches[legacy.index] = min(batches[legacy.index], number)
    }
    return batches
  }

  private static func runs(_ order: [Int], _ isMissing: RowSet, _ batch: [Int64]) -> [Run] {
    var runs: [Run] = []
    var run = Run()
    var before: Int64?
    for row in order {
      if isMissing.contains(row) {
        if run.rows.isEmpty { run.before = before }
        run.rows.append(row)
        continue
      }
      before = batch[row]
      if run.rows.isEmpty { continue }
      run.after = before
      runs.append(run)
      run = Run()
    }
    if !run.rows.isEmpty { runs.append(run) }
    return runs
  }
}

/// Which people are named by comments and tickets that are missing, and by no others.
struct NamedBy {
  /// For each person the first ticket that names it, or whose comment does, in the order of the tickets.
  private var firstTicket: [Int32]
  /// Whether a comment or ticket outside the set names the person.
  private var isNamedElsewhere: [Bool]
  private let facts: Facts
  private let tickets: RowSet

  /// - Parameters: rows of the expected comments and tickets.
  init(_ facts: Facts, comments: RowSet, tickets: RowSet) {
    self.facts = facts
    self.tickets = tickets
    let people = facts.people
    firstTicket = [Int32](repeating: .max, count: people.count)
    isNamedElsewhere = [Bool](repeating: false, count: people.count)
    let rows = facts.rows.comments
    for row in 0..<rows.count where facts.comments.state[row] == .expected {
      let person = Int(people.personOfAccount[Int(rows.author[row])])
      firstTicket[person] = min(firstTicket[person], rows.ticket[row])
      if !comments.contains(row) { isNamedElsewhere[person] = true }
    }
    for ticket in 0..<facts.rows.tickets.count where facts.tickets.state[ticket] == .expected {
      let person = Int(people.personOfAccount[Int(facts.tickets.requester[ticket])])
      firstTicket[person] = min(firstTicket[person], Int32(truncatingIfNeeded: ticket))
      if !tickets.contains(ticket) { isNamedElsewhere[person] = true }
    }
  }

  /// Whether an expected user is named by missing records alone.
  func isNamedByMissingAlone(user: Int) -> Bool { !isNamedElsewhere[Int(facts.users.person[user])] }

  /// Whether the first ticket that names an expected user is a missing one: who is written with the first record that
  /// needs them is lost with it.
  func isFirstNamedByMissing(user: Int) -> Bool {
    let ticket = firstTicket[Int(facts.users.person[user])]
    return ticket != .max && tickets.contains(Int(ticket))
  }
}

extension Facts {
  /// Tickets that are expected, and all of whose expected comments are of a set; tickets without comments are not.
  func tickets(whoseCommentsAre comments: RowSet) -> RowSet {
    var isInside = [Bool](repeating: false, count: rows.tickets.count)
    var isOutside = isInside
    for row in 0..<rows.comments.count where self.comments.state[row] == .expected {
      if comments.contains(row) {
        isInside[Int(rows.comments.ticket[row])] = true
      } else {
        isOutside[Int(rows.comments.ticket[row])] = true
      }
    }
    return RowSet(
      isInside.indices.filter { isInside[$0] && !isOutside[$0] && tickets.state[$0] == .expected })
  }
}

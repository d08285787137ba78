import Plan

/// The comments of some tickets, those of both sides in one row where they have one id.
struct AlignedThreads {
  /// A comment of either side or of both, by its rows in the expected and the archive's tables.
  struct Row: Equatable {
    var legacy: Int?
    var new: Int?
    /// False of what only the archive has there: an unexpected comment, or one that it has before already.
    var isExpectedHere = true
    var differences: [ThreadComment.Difference] = []
  }

  struct Thread {
    fileprivate(set) var rows: [Row] = []
    /// How many comments the ticket must have, and how many the archive has in it.
    fileprivate(set) var expected = 0
    fileprivate(set) var found = 0
  }

  /// In the order of the tickets.
  private(set) var threads: [Thread] = []

  /// - Parameter tickets: ids of the archive, each once.
  /// - Complexity: one pass over the comments of each side, and O(n log n) for the n comments of the tickets.
  init(_ facts: Facts, tickets: [Int64]) {
    let comments = CommentsOfTickets(facts, tickets)
    threads = tickets.indices.map { number in
      var alignment = Alignment(
        facts, ticket: tickets[number], legacy: comments.legacy[number], new: comments.new[number],
        comments.rankOfBatch)
      return alignment.thread()
    }
  }
}

/// The rows of both sides that have to do with some tickets.
private struct CommentsOfTickets {
  /// For each ticket the expected rows, and the archive's rows that are in it, or should be.
  var legacy: [[Int]]
  var new: [[Int]]
  /// For each batch its place in the order of import.
  let rankOfBatch: [Int]

  init(_ facts: Facts, _ tickets: [Int64]) {
    let numbers = Dictionary(uniqueKeysWithValues: tickets.enumerated().map { ($1, $0) })
    var ranks = [Int](repeating: 0, count: facts.archive.batches.count)
    for (rank, batch) in facts.archive.batchOrder.enumerated() { ranks[batch] = rank }
    rankOfBatch = ranks
    (legacy, new) = (tickets.map { _ in [] }, tickets.map { _ in [] })

    let comments = facts.rows.comments
    let numberOfTicket = facts.rows.tickets.id.values.map { Int32(truncatingIfNeeded: numbers[$0] ?? -1) }
    for row in 0..<comments.count where facts.comments.state[row] == .expected {
      let number = numberOfTicket[Int(comments.ticket[row])]
      if number >= 0 { legacy[Int(number)].append(row) }
    }

    let record = facts[.comments]
    guard let column = record.archive["ticket_id"], let ticket = column.integers else { return }
    // Comments of one ticket are beside each other as a rule.
    var (last, lastNumber): (Int64?, Int?) = (nil, nil)
    for row in 0..<record.archive.count {
      let own = column.has(Row(row)) ? ticket(Row(row)) : nil
      if own != last { (last, lastNumber) = (own, own.flatMap { numbers[$0] }) }
      if let lastNumber { new[lastNumber].append(row) }
      guard let expected = record.match.legacy(of: Row(row)) else { continue }
      let number = Int(numberOfTicket[Int(comments.ticket[expected.index])])
      if number >= 0, number != lastNumber { new[number].append(row) }
    }
  }
}

/// One ticket, aligned by the ids of its comments.
private struct Alignment {
  private let facts: Facts
  private let record: RecordFacts
  private let ticket: Int64
  /// The expected rows by time, and the archive's in the order of import.
  private let legacy: [Int]
  private let new: [Int]

  init(_ facts: Facts, ticket: Int64, legacy: [Int], new: [Int], _ rankOfBatch: [Int]) {
    (self.facts, self.ticket, record) = (facts, ticket, facts[.comments])
    let (comments, batch) = (facts.rows.comments, facts[.comments].records.batch)
    self.legacy = legacy.sorted { (comments.instant($0), $0) < (comments.instant($1), $1) }
    self.new = new.sorted {
      (rankOfBatch[Int(batch[$0])], $0) < (rankOfBatch[Int(batch[$1])], $1)
    }
  }

  mutating func thread() -> AlignedThreads.Thread {
    var thread = AlignedThreads.Thread()
    thread.expected = legacy.count
    thread.found = new.count { isHere($0) }
    let partner = partners
    var rows = legacy.map { row in
      AlignedThreads.Row(legacy: row, new: partner[row], differences: differences(row, partner[row]))
    }
    markOrder(&rows)
    thread.rows = insertOthers(into: rows)
    return thread
  }

  /// For each expected row the row of the archive that is shown beside it: the first that is in this ticket, else the first.
  private var partners: [Int: Int] {
    var partners: [Int: Int] = [:]
    for row in new {
      guard let expected = record.match.legacy(of: Row(row))?.index, isExpectedHere(expected) else {
        continue
      }
      if let known = partners[expected], isHere(known) || !isHere(row) { continue }
      partners[expected] = row
    }
    return partners
  }

  /// Whether the archive has a comment in this ticket.
  private func isHere(_ row: Int) -> Bool {
    guard let column = record.archive["ticket_id"], column.has(Row(row)) else { return false }
    return column.integers?(Row(row)) == ticket
  }

  private func isExpectedHere(_ row: Int) -> Bool {
    facts.rows.tickets.id[Int(facts.rows.comments.ticket[row])] == ticket
  }

  // MARK: What differs

  private static let fields: [(name: String, difference: ThreadComment.Difference)] = [
    ("author_id", .author), ("created_at", .time), ("public", .visibility), ("html_body", .body),
  ]

  private func differences(_ expected: Int, _ found: Int?) -> [ThreadComment.Difference] {
    guard let found else { return [.missing] }
    let elsewhere: [ThreadComment.Difference] =
      isHere(found) && isExpectedHere(expected) ? [] : [.otherTicket]
    return elsewhere
      + Self.fields.compactMap { field in
        let (old, new) = (record.expected[field.name], record.archive[field.name])
        return old?.value(Row(expected)) == new?.value(Row(found)) ? nil : field.difference
      }
  }

  /// Marks the comments that are in another order: the fewest whose absence would leave the others in the same order on
  /// both sides.
  private func markOrder(_ rows: inout [AlignedThreads.Row]) {
    let places = Dictionary(uniqueKeysWithValues: new.enumerated().map { ($1, $0) })
    let here = rows.indices.filter { rows[$0].new.map(isHere) ?? false }
    let inOrder = longestIncreasing(here.map { rows[$0].new.flatMap { places[$0] } ?? 0 })
    for (place, row) in here.enumerated() where !inOrder.contains(place) {
      let first = rows[row].differences.first == .otherTicket ? 1 : 0
      rows[row].differences.insert(.order, at: first)
    }
  }

  /// Adds what only the archive has in this ticket, each after the comment that it follows there.
  private func insertOthers(into rows: [AlignedThreads.Row]) -> [AlignedThreads.Row] {
    let shown = Set(rows.compactMap(\.new))
    var following: [Int: [AlignedThreads.Row]] = [:]
    var last = -1
    for row in new {
      if shown.contains(row) {
        last = row
        continue
      }
      following[last, default: []].append(other(row))
    }
    return (following[-1] ?? []) + rows.flatMap { row in [row] + (row.new.flatMap { following[$0] } ?? []) }
  }

  private func other(_ row: Int) -> AlignedThreads.Row {
    guard let expected = record.match.legacy(of: Row(row))?.index else {
      return .init(new: row, isExpectedHere: false, differences: [.unexpected])
    }
    if isExpectedHere(expected) {
      return .init(legacy: expected, new: row, isExpectedHere: false, differences: [.repeated])
    }
    return .init(legacy: expected, new: row, differences: differences(expected, row))
  }
}

/// The places of a longest increasing run of numbers, not necessarily next to each other.
///
/// - Complexity: O(n log n), by patience sorting.
func longestIncreasing(_ numbers: [Int]) -> Set<Int> {
  /// For each length the place of the smallest number that ends a run of it.
  var ends: [Int] = []
  var before = [Int?](repeating: nil, count: numbers.count)
  for (place, number) in numbers.enumerated() {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[ends[middle]] < number { low = middle + 1 } else { high = middle }
    }
    before[place] = low > 0 ? ends[low - 1] : nil
    if low == ends.count { ends.append(place) } else { ends[low] = place }
  }
  var longest: Set<Int> = []
  var next = ends.last
  while let place = next {
    longest.insert(place)
    next = before[place]
  }
  return longest
}

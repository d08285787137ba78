/// How many comments the tickets of the exports have by the old system's own counts, in the numbers of `TicketReadings`.
final class DeclaredComments: @unchecked Sendable {  // filled by one thread, then only read
  /// What a row says of its ticket.
  enum Reading: Sendable {
    case nothing
    case count(Int64)
    /// The column has something else than a number of comments, as a message may show it.
    case unreadable(String)
  }

  /// A row that says another number than the one that counts, or none that can be read.
  struct Other: Sendable {
    var ticket: Int32
    var row: Int32
    /// The number that it says; nil and `text` for what can't be read.
    var count: Int64?
    var text = ""
  }

  /// The most rows that are kept of those that say something else; all are counted.
  private static let mostOthers = 10_000

  /// For each ticket, what it is said to have; -1 where nothing is said of it. Tickets after the last with a count have none.
  private let counts = Vector<Int64>()
  private let rows = Vector<Int32>()
  private(set) var contradicting: [Other] = []
  private(set) var unreadable: [Other] = []
  private(set) var contradictingCount = 0
  private(set) var unreadableCount = 0
  private let keepsLast: Bool

  /// - Parameter keepsLast: whether the last count of a ticket counts instead of the first.
  init(keepsLast: Bool) { self.keepsLast = keepsLast }

  /// Takes what row `row` says of a ticket.
  func note(_ reading: Reading, ticket: Int32, row: Int32) {
    switch reading {
    case .nothing: return
    case .unreadable(let text):
      unreadableCount += 1
      if unreadable.count < Self.mostOthers {
        unreadable.append(Other(ticket: ticket, row: row, count: nil, text: text))
      }
    case .count(let count):
      while counts.count <= Int(ticket) {
        counts.append(-1)
        rows.append(-1)
      }
      let known = counts[Int(ticket)]
      if known >= 0, known != count {
        contradictingCount += 1
        if contradicting.count < Self.mostOthers {
          contradicting.append(
            keepsLast
              ? Other(ticket: ticket, row: rows[Int(ticket)], count: known)
              : Other(ticket: ticket, row: row, count: count))
        }
      }
      if known < 0 || keepsLast { (counts[Int(ticket)], rows[Int(ticket)]) = (count, row) }
    }
  }

  /// What a ticket is said to have, and the row that says it.
  func count(of ticket: Int) -> (count: Int64, row: Int)? {
    guard ticket < counts.count, counts[ticket] >= 0 else { return nil }
    return (counts[ticket], Int(rows[ticket]))
  }
}

/// The comments of which a row is not used: they were read all the same.
final class RejectedComments: @unchecked Sendable {  // as DeclaredComments
  /// Of those whose id can be read.
  let id = Vector<Int64>()
  let ticketID = Vector<Int64>()
  /// Tickets of the others, one for each row.
  let withoutID = Vector<Int64>()

  func note(ticket: Int64?, comment: Int64?) {
    guard let ticket else { return }
    guard let comment else { return withoutID.append(ticket) }
    id.append(comment)
    ticketID.append(ticket)
  }
}

extension ExportRows {
  /// How many comments were read of each ticket: distinct ones, whether their rows are used or not.
  ///
  /// - Complexity: O(rows).
  func readComments(_ expected: ExpectedComments, _ feeds: Feeds) -> Vector<Int64> {
    let counts = Vector<Int64>(repeating: 0, count: tickets.count)
    for row in 0..<comments.count {
      switch expected.state[row] {
      case .expected, .colliding: counts[Int(comments.ticket[row])] += 1
      case .duplicate, .conflicting, .decided, .unused: continue
      }
    }
    let chats = Array(0..<ticketingSystem).map { ([feeds.chat($0)], $0) }
    for (members, system) in chats + [(feeds.records(.comments), ticketingSystem)] {
      add(members.map { feeds[$0].rejects.comments }, system, to: counts)
    }
    return counts
  }

  /// Counts the rejected comments of one space of ids, but for those of which another row is used.
  private func add(_ rejected: [RejectedComments], _ system: Int, to counts: Vector<Int64>) {
    if rejected.allSatisfy({ $0.id.count == 0 && $0.withoutID.count == 0 }) { return }
    var numbers = KeyMap(minimumCapacity: rejected.reduce(0) { $0 + $1.id.count })
    let ticketIDs = Vector<Int64>()
    for part in rejected {
      for index in 0..<part.id.count where numbers.number(part.id[index]).isNew {
        ticketIDs.append(part.ticketID[index])
      }
      for id in part.withoutID.values {
        if let ticket = tickets.find(id, system) { counts[Int(ticket)] += 1 }
      }
    }
    let isUsed = Vector<UInt8>(repeating: 0, count: ticketIDs.count)
    for row in 0..<comments.count where min(comments.systems.system(of: row), ticketingSystem) == system {
      if let number = numbers.find(comments.id[row]) { isUsed[Int(number)] = 1 }
    }
    for number in 0..<ticketIDs.count where isUsed[number] == 0 {
      if let ticket = tickets.find(ticketIDs[number], system) { counts[Int(ticket)] += 1 }
    }
  }
}

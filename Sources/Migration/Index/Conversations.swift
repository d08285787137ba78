import Plan

/// The conversations of the chat export.
///
/// Rows keep the number of a *reading*: one conversation with one requester, one instant and what else the plan
/// maps, as a row gives them. A sound export has one reading of each conversation.
struct Conversations: Sendable {
  /// A conversation, in order of its first row.
  struct Ticket: Sendable {
    let id: Int64
    /// The reading that counts, by the plan's policy.
    var kept: UInt32
    /// The row that gives it: the conversation's first, or under `conflicts: last` its last.
    var row: UInt32
  }

  struct Reading: Sendable {
    let ticket: UInt32
    /// Number of the requester's chat id.
    let requester: UInt32
    let createdAt: Instant
  }

  private(set) var tickets: [Ticket] = []
  private(set) var readings: [Reading] = []
  /// What the readings say in further fields of tickets; empty where none is mapped.
  private(set) var fields = FieldSummaries()

  private let digest: Digest
  private let policy: ConflictPolicy
  private let hasFields: Bool
  private var ticketNumbers = HashIndex()
  private var readingNumbers = HashIndex()
  /// The reading of the row before.
  private var latest: UInt32?

  init(policy: ConflictPolicy, hasFields: Bool, digest: Digest) {
    self.policy = policy
    self.hasFields = hasFields
    self.digest = digest
  }

  /// The number of a conversation that an accepted row has; nil if none has it.
  func find(_ id: Int64) -> UInt32? {
    ticketNumbers.find(digest(id)) { tickets[Int($0)].id == id }
  }

  /// Numbers the reading of its conversation that a row gives. Complexity: O(1) on average.
  mutating func read(
    _ id: Int64, requester: UInt32, createdAt: Instant, fields summary: FieldSummaries.Summary, row: Int
  ) -> UInt32 {
    func isSame(_ number: UInt32) -> Bool {
      let reading = readings[Int(number)]
      return reading.requester == requester && reading.createdAt == createdAt
        && tickets[Int(reading.ticket)].id == id
        && (!hasFields || fields.isEqual(Int(number), to: summary))
    }
    let row = UInt32(truncatingIfNeeded: row)
    let number: UInt32
    // Rows of one conversation stand together nearly always: one comparison, no hashing.
    if let latest, isSame(latest) {
      number = latest
    } else {
      let when = digest(digest(createdAt.seconds), UInt64(createdAt.nanoseconds))
      let hash = digest(when ^ digest(id) ^ summary.digest, UInt64(requester))
      let reading = (id, requester, createdAt)
      number = readingNumbers.find(hash, where: isSame) ?? add(reading, hash, summary, row: row)
      latest = number
    }
    if policy == .last {
      let ticket = Int(readings[Int(number)].ticket)
      (tickets[ticket].kept, tickets[ticket].row) = (number, row)
    }
    return number
  }

  private mutating func add(
    _ reading: (id: Int64, requester: UInt32, createdAt: Instant), _ hash: UInt64,
    _ summary: FieldSummaries.Summary, row: UInt32
  ) -> UInt32 {
    let number = UInt32(truncatingIfNeeded: readings.count)
    readingNumbers.insert(hash, number: number)
    let ticket = find(reading.id) ?? add(reading.id, reading: number, row: row)
    readings.append(Reading(ticket: ticket, requester: reading.requester, createdAt: reading.createdAt))
    if hasFields { fields.append(summary) }
    return number
  }

  private mutating func add(_ id: Int64, reading: UInt32, row: UInt32) -> UInt32 {
    let ticket = UInt32(truncatingIfNeeded: tickets.count)
    ticketNumbers.insert(digest(id), number: ticket)
    tickets.append(Ticket(id: id, kept: reading, row: row))
    return ticket
  }
}

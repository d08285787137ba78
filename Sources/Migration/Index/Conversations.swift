import Plan

/// The conversations of the chat exports: those of each chat follow those of the one before.
///
/// Rows keep the number of a *reading*: one conversation with one requester, one instant and what else the plan
/// maps, as a row gives them. A sound export has one reading of each conversation.
struct Conversations: Sendable {
  /// A conversation, in order of its first row.
  struct Ticket: Sendable {
    /// As the archive has it.
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
  /// For each chat, what the readings say in custom fields of tickets; empty where none is mapped.
  private(set) var fields: [FieldSummaries] = []

  private let digest: Digest
  private let policy: ConflictPolicy
  /// Whether the chat whose rows are being read has such fields.
  private var hasFields = false
  /// For each chat.
  private var ticketNumbers: [HashIndex] = []
  /// Those of the chat whose rows are being read.
  private var readingNumbers = HashIndex()
  /// The reading of the row before.
  private var latest: UInt32?

  init(policy: ConflictPolicy, digest: Digest) {
    self.policy = policy
    self.digest = digest
  }

  /// To be called before the rows of each chat.
  mutating func begin(hasFields: Bool) {
    self.hasFields = hasFields
    fields.append(FieldSummaries(ofChat: fields.count, from: readings.count))
    ticketNumbers.append(HashIndex())
    readingNumbers = HashIndex()
    latest = nil
  }

  /// The number of a conversation that an accepted row of the chat has; nil if none has it.
  func find(_ id: Int64, of chat: Int) -> UInt32? {
    ticketNumbers[chat].find(digest(id)) { tickets[Int($0)].id == id }
  }

  /// Numbers the reading of its conversation that a row gives.
  ///
  /// - Complexity: O(1) on average.
  mutating func read(
    _ id: Int64, requester: UInt32, createdAt: Instant, fields summary: FieldSummaries.Summary, row: Int
  ) -> UInt32 {
    func isSame(_ number: UInt32) -> Bool {
      let reading = readings[Int(number)]
      return reading.requester == requester && reading.createdAt == createdAt
        && tickets[Int(reading.ticket)].id == id
        && (!hasFields || fields[fields.count - 1].isEqual(Int(number), to: summary))
    }
    let row = UInt32(truncatingIfNeeded: row)
    let number: UInt32
    // Rows of one conversation are together nearly always: one comparison, no hashing.
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

  /// Lets what a row says of its conversation count.
  mutating func keep(_ reading: UInt32, row: Int) {
    let ticket = Int(readings[Int(reading)].ticket)
    (tickets[ticket].kept, tickets[ticket].row) = (reading, UInt32(truncatingIfNeeded: row))
  }

  private mutating func add(
    _ reading: (id: Int64, requester: UInt32, createdAt: Instant), _ hash: UInt64,
    _ summary: FieldSummaries.Summary, row: UInt32
  ) -> UInt32 {
    let number = UInt32(truncatingIfNeeded: readings.count)
    readingNumbers.insert(hash, number: number)
    let ticket = find(reading.id, of: ticketNumbers.count - 1) ?? add(reading.id, reading: number, row: row)
    readings.append(Reading(ticket: ticket, requester: reading.requester, createdAt: reading.createdAt))
    if hasFields { fields[fields.count - 1].append(summary) }
    return number
  }

  private mutating func add(_ id: Int64, reading: UInt32, row: UInt32) -> UInt32 {
    let ticket = UInt32(truncatingIfNeeded: tickets.count)
    ticketNumbers[ticketNumbers.count - 1].insert(digest(id), number: ticket)
    tickets.append(Ticket(id: id, kept: reading, row: row))
    return ticket
  }
}

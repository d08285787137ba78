import Plan

/// What stands in which batch, before a single row is read again.
///
/// Tickets stand in the order of their first row, comments contiguous behind their ticket in time order,
/// equal instants in source order. A comment brings what the archive does not have yet: its ticket, the
/// requester, the author. A batch is closed before any of its arrays would hold more than the limit, so
/// everything that a comment refers to stands in its own batch or an earlier one.
struct BatchPlan: Sendable {
  /// Where a batch ends in each of the three lists; it begins where the one before ends.
  struct Ends: Sendable, Equatable {
    var comments = 0
    var tickets = 0
    var users = 0
  }

  /// Rows of the index, each a comment, in output order.
  private(set) var comments: [UInt32]
  /// Numbers of conversations in output order.
  private(set) var tickets: [UInt32] = []
  /// Numbers of persons in output order.
  private(set) var users: [UInt32] = []
  private(set) var batches: [Ends] = []
  /// The batches that are compressed together: where each run of them ends.
  private(set) var chunks: [Int] = []

  /// How many bytes of rows make a chunk: large enough that 32 KiB of dictionary are no burden, small enough
  /// that every worker has one. A larger batch is a chunk of its own.
  static let chunkBytes = 1 << 19

  /// Lays the batches out. Complexity: O(n) where a ticket's rows stand in time order, else O(n log n).
  init(_ exports: JudgedExports) {
    let (chat, people, judgement) = (exports.chat, exports.people, exports.judgement)
    let omitsKnown = exports.plan.alreadyImported == .omit
    comments = Self.rowsByTicket(chat, judgement, policy: exports.plan.conflicts)
    var layout = Layout(limit: exports.plan.archive.batchSize)
    var isBrought = Array(repeating: false, count: people.persons.count)
    func bring(_ chatID: UInt32, into users: inout [UInt32]) {
      guard let person = people.personOfChatID[Int(chatID)], !isBrought[Int(person)] else { return }
      isBrought[Int(person)] = true
      if omitsKnown, people.persons[Int(person)].isInTicketing { return }
      users.append(person)
    }

    var start = 0
    var rows: [SortedRow] = []
    for (number, ticket) in chat.conversations.tickets.enumerated() where judgement.commentCounts[number] > 0
    {
      let end = start + Int(judgement.commentCounts[number])
      sort(start..<end, chat, &rows)
      tickets.append(UInt32(number))
      for (index, row) in rows.enumerated() {
        let usersBefore = users.count
        if index == 0 { bring(chat.conversations.readings[Int(ticket.kept)].requester, into: &users) }
        bring(chat.identities.sightings[Int(row.author)].chatID, into: &users)
        layout.add(users: users.count - usersBefore, tickets: index == 0 ? 1 : 0, bytes: Int(row.length))
      }
      start = end
    }
    (batches, chunks) = layout.finish()
  }

  /// The lists' ranges that make up batch `number`.
  func ranges(of number: Int) -> (comments: Range<Int>, tickets: Range<Int>, users: Range<Int>) {
    let start = number == 0 ? Ends() : batches[number - 1]
    let end = batches[number]
    return (
      start.comments..<end.comments, start.tickets..<end.tickets, start.users..<end.users
    )
  }

  /// The batches of chunk `number`.
  func batches(ofChunk number: Int) -> Range<Int> {
    (number == 0 ? 0 : chunks[number - 1])..<chunks[number]
  }
}

extension BatchPlan {
  /// What sorting and laying out need of a row, so that its entry is fetched only once.
  private struct SortedRow {
    let createdAt: Instant
    let number: UInt32
    let author: UInt32
    let length: UInt32
  }

  /// The kept rows, those of a ticket together, each ticket's in source order: a counting sort.
  private static func rowsByTicket(
    _ chat: ChatIndex, _ judgement: Judgement, policy: ConflictPolicy
  ) -> [UInt32] {
    var total = 0
    var next = judgement.commentCounts.map { count in
      defer { total += Int(count) }
      return total
    }
    var rows = [UInt32](repeating: 0, count: total)
    for number in 0..<chat.rows.count where chat.keptRow(for: number, policy: policy) == number {
      let ticket = Int(chat.conversations.readings[Int(chat.rows[number].ticket)].ticket)
      rows[next[ticket]] = UInt32(number)
      next[ticket] += 1
    }
    return rows
  }

  /// Puts one ticket's comments into time order.
  private mutating func sort(_ range: Range<Int>, _ chat: ChatIndex, _ rows: inout [SortedRow]) {
    rows.removeAll(keepingCapacity: true)
    var isSorted = true
    for number in comments[range] {
      let row = chat.rows[Int(number)]
      if let last = rows.last, row.createdAt < last.createdAt { isSorted = false }
      rows.append(
        SortedRow(createdAt: row.createdAt, number: number, author: row.author, length: row.length))
    }
    guard !isSorted else { return }
    rows.sort { ($0.createdAt, $0.number) < ($1.createdAt, $1.number) }
    for (offset, row) in rows.enumerated() { comments[range.lowerBound + offset] = row.number }
  }
}

/// Closes batches at the limit, and chunks at their size.
private struct Layout {
  let limit: Int
  private var start = BatchPlan.Ends()
  private var end = BatchPlan.Ends()
  private var bytes = 0
  private var batches: [BatchPlan.Ends] = []
  private var chunks: [Int] = []

  init(limit: Int) { self.limit = limit }

  /// Adds one comment and what it brings.
  mutating func add(users: Int, tickets: Int, bytes length: Int) {
    if end.comments + 1 - start.comments > limit || end.tickets + tickets - start.tickets > limit
      || end.users + users - start.users > limit
    {
      closeBatch()
    }
    // A batch of one can't hold two new people: the requester goes ahead, in a batch of its own.
    var rest = users
    while rest > limit {
      end.users += limit
      rest -= limit
      closeBatch()
    }
    end.users += rest
    end.tickets += tickets
    end.comments += 1
    bytes += length
  }

  mutating func finish() -> (batches: [BatchPlan.Ends], chunks: [Int]) {
    closeBatch()
    if chunks.last != batches.count { chunks.append(batches.count) }
    return (batches, chunks)
  }

  private mutating func closeBatch() {
    guard end != start else { return }
    batches.append(end)
    start = end
    guard bytes >= BatchPlan.chunkBytes else { return }
    chunks.append(batches.count)
    bytes = 0
  }
}

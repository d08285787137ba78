import Plan

/// What stands in which batch, before a single row is read again.
///
/// Tickets stand in the order of their first row, comments contiguous behind their ticket in time order,
/// equal instants in source order. A comment brings what the archive does not have yet: its ticket, the
/// requester, the author. Behind the chat's come the ticketing tool's own tickets, each with its comments;
/// organizations stand in front, in batches of their own. A batch is closed before any of its arrays would hold more than the limit, so
/// everything that a comment refers to stands in its own batch or an earlier one.
struct BatchPlan: Sendable {
  /// Where a batch ends in each of the lists; it begins where the one before ends.
  struct Ends: Sendable, Equatable {
    var organizations = 0
    var tickets = 0
    var comments = 0
    var users = 0
    var ticketingTickets = 0
    var ticketingComments = 0
  }

  /// The lists' ranges that make up a run of batches.
  struct Span: Sendable {
    let start: Ends
    let end: Ends

    subscript(list: KeyPath<Ends, Int>) -> Range<Int> { start[keyPath: list]..<end[keyPath: list] }
  }

  /// Rows of the index, each a comment, in output order.
  private(set) var comments: [UInt32]
  /// Numbers of conversations in output order.
  private(set) var tickets: [UInt32] = []
  /// Numbers of persons in output order.
  private(set) var users: [UInt32] = []
  /// Records of the indexes of `FurtherRecords`, in output order.
  private(set) var organizations: [UInt32] = []
  private(set) var ticketingTickets: [UInt32] = []
  private(set) var ticketingComments: [UInt32] = []
  private(set) var batches: [Ends] = []
  /// The batches that are compressed together: where each run of them ends.
  private(set) var chunks: [Int] = []

  /// How many bytes of bodies make a chunk: large enough that 32 KiB of dictionary are no burden, small enough
  /// that every worker has one. A larger batch is a chunk of its own. Bodies, not rows, because a row has another
  /// length in every format of an export, and the archive must not depend on that.
  static let chunkBytes = 3 << 17

  /// Lays the batches out. Complexity: O(n) where a ticket's rows stand in time order, else O(n log n).
  init(_ exports: JudgedExports) {
    comments = Self.rowsByTicket(exports.chat, exports.judgement, policy: exports.plan.conflicts)
    var layout = Layout(limit: exports.plan.archive.batchSize)
    layOut(exports.records.organizations, in: &layout)
    layOutChat(exports, in: &layout)
    layOut(exports.records.tickets, exports.records.comments, in: &layout)
    (batches, chunks) = layout.finish()
  }

  private mutating func layOutChat(_ exports: JudgedExports, in layout: inout Layout) {
    let (chat, people, judgement) = (exports.chat, exports.people, exports.judgement)
    let omitsKnown = exports.plan.alreadyImported == .omit
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
        layout.add(
          Ends(tickets: index == 0 ? 1 : 0, comments: 1, users: users.count - usersBefore),
          bytes: Int(row.bodyLength))
      }
      start = end
    }
  }

  /// The ranges of batch `number`.
  func span(ofBatch number: Int) -> Span { span(of: number..<number + 1) }

  /// The ranges of a run of batches, which is not empty.
  func span(of numbers: Range<Int>) -> Span {
    Span(
      start: numbers.lowerBound == 0 ? Ends() : batches[numbers.lowerBound - 1],
      end: batches[numbers.upperBound - 1])
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
    let bodyLength: UInt32
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
    for number in 0..<chat.rows.count where chat.rows.kept(for: number, policy: policy) == number {
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
        SortedRow(
          createdAt: row.createdAt, number: number, author: row.author, bodyLength: row.bodyLength))
    }
    guard !isSorted else { return }
    rows.sort { ($0.createdAt, $0.number) < ($1.createdAt, $1.number) }
    for (offset, row) in rows.enumerated() { comments[range.lowerBound + offset] = row.number }
  }
}

// The records beside those of the chat.
extension BatchPlan {
  /// Organizations, in batches that hold nothing else.
  private mutating func layOut(_ records: JudgedRecords?, in layout: inout Layout) {
    guard let records else { return }
    organizations = records.kept
    for row in organizations {
      layout.add(Ends(organizations: 1), bytes: Int(records.index.rows[Int(row)].length))
    }
    layout.closeBatch()
  }

  /// The ticketing tool's tickets in the order of their first records, each with its comments behind it in time
  /// order. Complexity: O(n log n) in the comments.
  private mutating func layOut(_ tickets: JudgedRecords?, _ comments: JudgedRecords?, in layout: inout Layout)
  {
    guard let tickets else { return }
    ticketingTickets = tickets.kept
    ticketingComments = comments.map { Self.byTicket($0, tickets) } ?? []
    var next = 0
    for ticket in ticketingTickets {
      let row = tickets.index.rows[Int(ticket)]
      var isBrought = false
      while next < ticketingComments.count, let comments {
        let comment = comments.index.rows[Int(ticketingComments[next])]
        guard comment.ticketID == row.id else { break }
        layout.add(
          Ends(ticketingTickets: isBrought ? 0 : 1, ticketingComments: 1),
          bytes: Int(comment.length) + (isBrought ? 0 : Int(row.length)))
        isBrought = true
        next += 1
      }
      if !isBrought { layout.add(Ends(ticketingTickets: 1), bytes: Int(row.length)) }
    }
  }

  /// The kept comments, those of a ticket together, in time order, equal instants in source order.
  private static func byTicket(_ comments: JudgedRecords, _ tickets: JudgedRecords) -> [UInt32] {
    let rows = comments.index.rows
    let keyed = comments.kept.map { number in
      // Every accepted comment has a ticket among the accepted ones.
      let ticket = tickets.index.find(rows[Int(number)].ticketID) ?? .max
      return (ticket: ticket, number: number)
    }
    return keyed.sorted {
      if $0.ticket != $1.ticket { return $0.ticket < $1.ticket }
      let (left, right) = (rows[Int($0.number)].createdAt, rows[Int($1.number)].createdAt)
      return left != right ? left < right : $0.number < $1.number
    }.map(\.number)
  }
}

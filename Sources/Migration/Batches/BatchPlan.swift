import Plan

/// What is in which batch, before a single row is read again.
///
/// Tickets are in the order of their first row, those of a chat together, comments contiguous after their ticket in
/// time order, equal instants in source order. A comment brings what the archive does not have yet: its ticket, the
/// requester, the author. Before the chats' come the people of lists; after them the tickets that have a source of their
/// own, each with its comments; other records are in batches of their own, before or after (`ImportOrder`). A batch is closed before any of its arrays would hold
/// more than the limit, or all of it more bytes than readers accept, so everything that a comment refers to is in its own
/// batch or an earlier one.
struct BatchPlan: Sendable {
  let lists: ListNumbers
  /// For each list in output order: rows of comments, numbers of conversations and of persons, records of the indexes.
  private(set) var rows: [[UInt32]]
  private(set) var count = 0
  /// For each array of a batch that has objects of several lists, the list of each object in output order.
  private(set) var sequences: [[UInt16]] = []
  /// Where each batch ends in each of the lists; it begins where the one before ends.
  private var ends: [Int] = []
  /// The batches that are compressed together: where each run of them ends.
  private(set) var chunks: [Int] = []

  /// How many bytes of bodies make a chunk: large enough that 32 KiB of dictionary are no burden, small enough
  /// that every worker has one. A larger batch is a chunk of its own. Bodies, not rows, because a row has another
  /// length in every format of an export, and the archive must not depend on that.
  static let chunkBytes = 3 << 17

  /// Lays the batches out.
  ///
  /// - Complexity: O(n) where a ticket's rows are in time order, else O(n log n).
  /// - Throws: `BuildError` for a record that no batch holds; what reading it again throws.
  init(_ exports: JudgedExports) throws {
    self.init(lists: ListNumbers(exports.plan))
    var layout = Layout(lists, exports)
    let order = ImportOrder(exports.records)
    for records in order.front { try layOut(records, in: &layout) }
    var isBrought = Array(repeating: false, count: exports.people.persons.count)
    try layOutLists(exports, &isBrought, in: &layout)
    try layOutChats(exports, &isBrought, in: &layout)
    if let tickets = exports.records[.tickets] {
      try layOut(tickets, exports.records[.comments], in: &layout)
    }
    for records in order.back { try layOut(records, in: &layout) }
    take(&layout)
  }

  /// A plan without batches.
  private init(lists: ListNumbers) {
    self.lists = lists
    rows = Array(repeating: [], count: lists.arrays.count)
  }

  /// Takes what was laid out.
  private mutating func take(_ layout: inout Layout) {
    (ends, count, chunks) = layout.finish()
    sequences = layout.sequences
  }

  /// Only some objects of another plan, in its order and in batches of their own.
  ///
  /// What is in one batch of the whole is in one batch again, so that whatever a record refers to is still in its own batch
  /// or an earlier one, or not in this archive at all: then the platform has it.
  /// - Throws: `BuildError`; what reading an object again throws.
  init(
    _ whole: BatchPlan, keeping selection: Selection, _ digests: RecordDigests, _ exports: JudgedExports
  ) throws {
    self.init(lists: whole.lists)
    var layout = Layout(lists, exports)
    for batch in 0..<whole.count {
      var bytes = 0
      for (list, index) in whole.objects(inBatch: batch) where selection.isKept[list][index] {
        rows[list].append(whole.rows[list][index])
        layout.add(whole.rows[list][index], to: list)
        bytes += digests[list, index].bytes
      }
      if bytes > 0 { try layout.settle(bytes: bytes, rows) }
    }
    take(&layout)
  }

  /// The objects of a batch as they follow each other in it: their lists, and their places in these.
  private func objects(inBatch batch: Int) -> [(list: Int, index: Int)] {
    var objects: [(list: Int, index: Int)] = []
    for array in 0..<lists.arrayCount {
      let own = lists.arrays.indices.filter { lists.arrays[$0] == array }
      let spans = own.map { span(of: $0, in: batch..<batch + 1) }
      guard own.count > 1 else {
        for (list, span) in zip(own, spans) { objects += span.map { (list, $0) } }
        continue
      }
      var next = Dictionary(uniqueKeysWithValues: zip(own, spans.map(\.lowerBound)))
      let start = spans.reduce(0) { $0 + $1.lowerBound }
      for place in start..<spans.reduce(start, { $0 + $1.count }) {
        let list = Int(sequences[array][place])
        let index = next[list, default: 0]
        next[list] = index + 1
        objects.append((list, index))
      }
    }
    return objects
  }

  /// The people of the lists, in the order of their records.
  private mutating func layOutLists(
    _ exports: JudgedExports, _ isBrought: inout [Bool], in layout: inout Layout
  ) throws {
    guard let records = exports.records[.users] else { return }
    let people = exports.people
    let omitsKnown = exports.plan.alreadyImported == .omit
    layout.closeBatch()
    for row in records.kept {
      let record = records.index.rows[Int(row)]
      let id = exports.chat.identities.find(chatID: record.id, of: exports.chat.feeds.count)
      guard let person = id.flatMap({ people.personOfChatID[Int($0)] }), !isBrought[Int(person)] else {
        continue
      }
      isBrought[Int(person)] = true
      if omitsKnown, people.persons[Int(person)].isInTicketing { continue }
      let list = list(of: records, row)
      rows[list].append(person)
      layout.add(person, to: list)
      try layout.settle(bytes: Int(record.weight), rows)
    }
    layout.closeBatch()
  }

  private mutating func layOutChats(
    _ exports: JudgedExports, _ isBrought: inout [Bool], in layout: inout Layout
  ) throws {
    let people = exports.people
    let omitsKnown = exports.plan.alreadyImported == .omit
    for (number, feed) in exports.chat.feeds.enumerated() {
      try layOut(feed, lists.chats[number], exports, in: &layout) { chatID in
        guard let person = people.personOfChatID[Int(chatID)], !isBrought[Int(person)] else { return nil }
        isBrought[Int(person)] = true
        return omitsKnown && people.persons[Int(person)].isInTicketing ? nil : person
      }
    }
  }

  /// - Parameter bring: gives the person of a chat id where the archive does not have it yet.
  private mutating func layOut(
    _ feed: ChatFeed, _ lists: ListNumbers.Chat, _ exports: JudgedExports, in layout: inout Layout,
    bring: (_ chatID: UInt32) -> UInt32?
  ) throws {
    let (chat, people, judgement) = (exports.chat, exports.people, exports.judgement)
    rows[lists.comments] = Self.rowsByTicket(feed, of: chat, judgement, by: exports.keptComments)
    func add(_ chatID: UInt32) {
      guard let person = bring(chatID) else { return }
      let list = self.lists.chats[chat.identities.system(of: people.persons[Int(person)].chatID)].users
      rows[list].append(person)
      layout.add(person, to: list)
    }

    var start = 0
    var sorted: [SortedRow] = []
    for number in feed.tickets where judgement.commentCounts[number] > 0 {
      let ticket = chat.conversations.tickets[number]
      let end = start + Int(judgement.commentCounts[number])
      sort(start..<end, of: lists.comments, chat, &sorted)
      rows[lists.tickets].append(UInt32(number))
      for (index, row) in sorted.enumerated() {
        if index == 0 { add(chat.conversations.readings[Int(ticket.kept)].requester) }
        add(chat.identities.sightings[Int(row.author)].chatID)
        if index == 0 { layout.add(UInt32(number), to: lists.tickets) }
        layout.add(row.number, to: lists.comments)
        try layout.settle(bytes: Int(row.bodyLength), rows)
      }
      start = end
    }
  }

  /// The objects of a list in all batches.
  func count(_ list: Int) -> Int { count == 0 ? 0 : end(of: list, inBatch: count - 1) }

  /// The range of a list that a run of batches has, which is not empty.
  func span(of list: Int, in batches: Range<Int>) -> Range<Int> {
    let start = batches.lowerBound == 0 ? 0 : end(of: list, inBatch: batches.lowerBound - 1)
    return start..<end(of: list, inBatch: batches.upperBound - 1)
  }

  private func end(of list: Int, inBatch batch: Int) -> Int { ends[batch * rows.count + list] }

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
    _ feed: ChatFeed, of chat: ChatIndex, _ judgement: Judgement, by rule: KeepRule
  ) -> [UInt32] {
    var total = 0
    var next = judgement.commentCounts[feed.tickets].map { count in
      defer { total += Int(count) }
      return total
    }
    var rows = [UInt32](repeating: 0, count: total)
    for number in feed.rows where chat.rows.kept(for: number, by: rule) == number {
      let reading = chat.conversations.readings[Int(chat.rows[number].ticket)]
      let ticket = Int(reading.ticket) - feed.tickets.lowerBound
      rows[next[ticket]] = UInt32(number)
      next[ticket] += 1
    }
    return rows
  }

  /// Puts one ticket's comments into time order.
  private mutating func sort(
    _ range: Range<Int>, of list: Int, _ chat: ChatIndex, _ rows: inout [SortedRow]
  ) {
    rows.removeAll(keepingCapacity: true)
    var isSorted = true
    for number in self.rows[list][range] {
      let row = chat.rows[Int(number)]
      if let last = rows.last, row.createdAt < last.createdAt { isSorted = false }
      rows.append(
        SortedRow(
          createdAt: row.createdAt, number: number, author: row.author, bodyLength: row.bodyLength))
    }
    guard !isSorted else { return }
    rows.sort { ($0.createdAt, $0.number) < ($1.createdAt, $1.number) }
    for (offset, row) in rows.enumerated() {
      self.rows[list][range.lowerBound + offset] = row.number
    }
  }
}

// The records beside those of the chats.
extension BatchPlan {
  /// The list that a record is of.
  private func list(of records: JudgedRecords, _ row: UInt32) -> Int {
    let lists = lists.records[records.index.type.name] ?? []
    return lists.count == 1 ? lists[0] : lists[records.index.feed(of: Int(row))]
  }

  /// Records in batches that hold nothing else.
  private mutating func layOut(_ records: JudgedRecords, in layout: inout Layout) throws {
    layout.closeBatch()
    for row in records.kept {
      let list = list(of: records, row)
      rows[list].append(row)
      layout.add(row, to: list)
      try layout.settle(bytes: Int(records.index.rows[Int(row)].weight), rows)
    }
    layout.closeBatch()
  }

  /// Tickets with a source of their own in the order of their first records, each with its comments after it in time
  /// order.
  ///
  /// - Complexity: O(n log n) in the comments.
  private mutating func layOut(
    _ tickets: JudgedRecords, _ comments: JudgedRecords?, in layout: inout Layout
  ) throws {
    let sorted = comments.map { Self.byTicket($0, tickets) } ?? []
    var next = 0
    for number in tickets.kept {
      let ticket = tickets.index.rows[Int(number)]
      add(number, of: tickets, to: &layout)
      var bytes = Int(ticket.weight)
      var isSettled = false
      while next < sorted.count, let comments {
        let comment = comments.index.rows[Int(sorted[next])]
        guard comment.ticketID == ticket.id else { break }
        add(sorted[next], of: comments, to: &layout)
        try layout.settle(bytes: Int(comment.weight) + bytes, rows)
        (bytes, isSettled) = (0, true)
        next += 1
      }
      if !isSettled { try layout.settle(bytes: bytes, rows) }
    }
  }

  private mutating func add(_ row: UInt32, of records: JudgedRecords, to layout: inout Layout) {
    let list = list(of: records, row)
    rows[list].append(row)
    layout.add(row, to: list)
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

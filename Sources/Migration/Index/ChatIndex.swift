import Exports
import Plan
import Synchronization

/// The chat exports as pass 1 leaves them: one entry for each accepted row, those of a chat together, and the conversations
/// that the rows name; and the people of all exports.
struct ChatIndex: Sendable {
  /// Digests the bodies, now and when they are read again.
  let digest: Digest
  /// Numbers ids that are texts.
  let texts: TextIDs
  private let policy: ConflictPolicy
  /// In the order of the plan.
  private(set) var feeds: [ChatFeed] = []
  private(set) var rows = Chunked<IndexedRow>()
  private var ordinals = LineOrdinals()
  private(set) var identities: Identities
  private(set) var conversations: Conversations
  /// For each chat, the comments by their ids; empty where there is no other chat to compare them with.
  private var comments: [HashIndex] = []
  /// The row that is the first of its file, for each file that begins with `rows`.
  private var fileStarts: [(chat: Int, file: Int32, row: Int)] = []

  /// Reads each chat export once.
  ///
  /// - Parameters:
  ///   - aliases: addresses that count as others.
  ///   - rowLimit: the most rows that are taken, of all chats together.
  ///   - progress: is called for each piece that is read, from another thread; what it throws ends the reading.
  /// - Throws: `ExportError`, `BuildError`.
  init(
    _ exports: [Export], plan: Plan, texts: TextIDs, aliases: Aliases, digest: Digest, rowLimit: Int,
    progress: @escaping @Sendable (_ byteCount: Int) throws -> Void
  ) throws {
    (self.texts, self.digest, policy) = (texts, digest, plan.conflicts)
    identities = Identities(policy: plan.conflicts, aliases: aliases, digest: digest)
    conversations = Conversations(policy: plan.conflicts, digest: digest)
    for (number, export) in exports.enumerated() {
      var feed = ChatFeed(number, export, in: plan, after: self)
      identities.begin(ids: feed.plan.userIDs)
      conversations.begin(hasFields: !feed.map.ticketFields.isEmpty)
      try read(&feed, number: number, rowLimit: rowLimit, progress: progress)
      feeds.append(feed)
    }
    if feeds.count == 1 { comments = [] }
  }

  /// Adds the people of the lists, after those of the chats: each kept record is one.
  mutating func add(_ people: JudgedRecords) {
    guard let known = people.index.people else { return }
    identities.begin(ids: .same)
    for row in people.kept.map(Int.init) {
      known.texts.with(known.names[row]) { name in
        known.texts.with(known.emails[row]) { email in
          _ = identities.sight(author: people.index.rows[row].id, email: email, name: name, row: row)
        }
      }
    }
  }

  private mutating func read(
    _ feed: inout ChatFeed, number: Int, rowLimit: Int,
    progress: @escaping @Sendable (_ byteCount: Int) throws -> Void
  ) throws {
    var comments = HashIndex()
    let problems = Mutex(Evidence<ExportProblem>())
    let export = feed.export
    feed.absences = try export.readChatRows(
      feed.map, digest: digest, tap: progress,
      problem: { problem in problems.withLock { $0.add(problem) } },
      receive: { rows in
        guard self.rows.count + rows.rows.count <= rowLimit else {
          throw BuildError.trouble(
            "\(export.source.name): more than \(counted(rowLimit, "row")); migrate the export in parts")
        }
        feed.recordCount += rows.rows.count + rows.rejected.count
        rows.rejected.forEach { feed.reject($0) }
        let glimpses = rows.rows.map { comments.glimpse(digest($0.commentID)) }
        try rows.forEach { try add($1, of: number, &feed, comments: &comments, glimpse: glimpses[$0]) }
      })
    feed.malformed = problems.withLock { $0 }
    feed.recordCount += feed.malformed.total
    feed.rows = feed.rows.lowerBound..<rows.count
    feed.tickets = feed.tickets.lowerBound..<conversations.tickets.count
    feed.chatIDs = feed.chatIDs.lowerBound..<identities.chatIDs.count
    self.comments.append(comments)
  }

  /// - Parameter glimpse: of the comment's id in `comments`.
  private mutating func add(
    _ given: ChatRows.Entry, of chat: Int, _ feed: inout ChatFeed, comments: inout HashIndex, glimpse: UInt64
  ) throws(BuildError) {
    let row = given.row
    // 32 bits for the line keep an entry within 64 bytes.
    guard let line = UInt32(exactly: row.place.line) else {
      throw .trouble("file \(row.place.file + 1) has more than \(UInt32.max) lines; split the export")
    }
    if fileStarts.last?.file != row.place.file || fileStarts.last?.chat != chat {
      fileStarts.append((chat, row.place.file, rows.count))
    }
    var entry = IndexedRow(row, line: line)
    entry.author = identities.sight(
      author: row.authorID, email: given.email, name: given.name, row: rows.count)
    entry.ticket = conversations.read(
      row.ticketID, requester: identities.number(chatID: row.requesterID), createdAt: row.ticketCreatedAt,
      fields: given.ticketFields, row: rows.count)
    if feed.map.declaresComments {
      feed.declared.note(row.declaredComments, ofTicket: row.ticketID, policy: policy)
    }
    if !feed.map.commentFields.isEmpty { feed.commentFields.append(given.commentFields) }
    if !feed.map.columns.lossy.isEmpty { feed.losses.append(given.losses) }
    let hash = digest(entry.commentID)
    let first = comments.find(hash, glimpse: glimpse) { rows[Int($0)].commentID == entry.commentID }
    if first == nil { comments.insert(hash, number: UInt32(truncatingIfNeeded: rows.count)) }
    rows.append(entry, behind: first)
    ordinals.append(row.place)
  }
}

// What people decided.
extension ChatIndex {
  mutating func keepEmail(ofSighting sighting: UInt32, of chatID: UInt32) {
    identities.keep(sighting, of: chatID)
  }

  mutating func keepTicket(ofRow row: Int) { conversations.keep(rows[row].ticket, row: row) }
}

// Of which chat, file and line things are.
extension ChatIndex {
  /// The place of an accepted row, to read it again.
  ///
  /// - Complexity: O(log number of files).
  func place(of row: Int) -> RecordPlace {
    let entry = rows[row]
    return RecordPlace(
      file: start(of: row).file, length: entry.length, offset: entry.offset, line: UInt64(entry.line),
      record: ordinals[row], element: entry.element)
  }

  /// `file:line` of an accepted row.
  func lineText(of row: Int) -> String {
    feeds[start(of: row).chat].export.text(of: place(of: row))
  }

  /// The file of an accepted row, among those of its chat.
  func file(of row: Int) -> Int32 { start(of: row).file }

  func chat(ofRow row: Int) -> Int { start(of: row).chat }

  func chat(ofTicket ticket: UInt32) -> Int {
    feeds.lastIndex { $0.tickets.lowerBound <= Int(ticket) } ?? 0
  }

  private func start(of row: Int) -> (chat: Int, file: Int32, row: Int) {
    var (low, high) = (0, fileStarts.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if fileStarts[middle].row <= row { low = middle } else { high = middle - 1 }
    }
    return fileStarts[low]
  }

  /// The first row of a comment of one of several chats; nil if no accepted row has the id.
  func find(comment id: Int64, of chat: Int) -> Int? {
    comments[chat].find(digest(id)) { rows[Int($0)].commentID == id }.map(Int.init)
  }
}

import Exports
import Plan
import Synchronization

/// The chat export as pass 1 leaves it: one entry for each accepted row, the people and conversations that
/// the rows name, and what was left out.
struct ChatIndex: Sendable {
  /// Digests the bodies, now and when they are read again.
  let digest: Digest
  let map: ChatColumnMap
  private(set) var rows = Chunked<IndexedRow>()
  private(set) var identities: Identities
  private(set) var conversations: Conversations
  /// What the rows say in further fields of comments; empty where none is mapped.
  private(set) var commentFields = FieldSummaries()
  /// Records of the export, torn ones included.
  private(set) var recordCount = 0
  private(set) var leftOut = LeftOut()
  private(set) var torn = Evidence<ExportProblem>()
  /// Ids that left-out rows have: they are accounted for if no accepted row has them.
  private(set) var leftOutTicketIDs: Set<Int64> = []
  private(set) var leftOutChatIDs: Set<Int64> = []
  /// The row that is the first of its file, for each file that begins with `rows`.
  private var fileStarts: [(file: Int32, row: Int)] = []

  /// Reads the chat export once.
  ///
  /// - Parameter progress: is told of each piece that is read, from another thread; what it throws ends the
  ///   reading.
  /// - Throws: `ExportError`, `BuildError`.
  init(
    _ export: Export, plan: Plan, progress: @escaping @Sendable (_ byteCount: Int) throws -> Void
  ) throws {
    digest = Digest()
    map = ChatColumnMap(plan.columns, digest: digest)
    identities = Identities(policy: plan.conflicts, digest: digest)
    conversations = Conversations(
      policy: plan.conflicts, hasFields: !map.ticketFields.isEmpty, digest: digest)
    var comments = HashIndex()
    let problems = Mutex(Evidence<ExportProblem>())
    try export.readChatRows(
      map, digest: digest, tap: progress,
      problem: { problem in problems.withLock { $0.add(problem) } },
      receive: { rows in
        guard self.rows.count < HashIndex.capacity - rows.rows.count else {
          throw BuildError.trouble(
            "\(export.source.name): more than \(HashIndex.capacity) rows; migrate the export in parts")
        }
        recordCount += rows.rows.count + rows.leftOut.count
        rows.leftOut.forEach { leaveOut($0) }
        let glimpses = rows.rows.map { comments.glimpse(digest($0.commentID)) }
        try rows.forEach { try add($1, comments: &comments, glimpse: glimpses[$0]) }
      })
    torn = problems.withLock { $0 }
    recordCount += torn.total
  }

  /// The place of an accepted row, to read it again. Complexity: O(log number of files).
  func place(of row: Int) -> RecordPlace {
    let entry = rows[row]
    return RecordPlace(
      file: Int32(file(of: row)), length: entry.length, offset: entry.offset, line: UInt64(entry.line))
  }

  func line(of row: Int) -> SourceLine {
    SourceLine(file: file(of: row), line: UInt64(rows[row].line))
  }

  private func file(of row: Int) -> Int {
    var (low, high) = (0, fileStarts.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if fileStarts[middle].row <= row { low = middle } else { high = middle - 1 }
    }
    return Int(fileStarts[low].file)
  }
}

extension ChatIndex {
  /// - Parameter glimpse: of the comment's id in `comments`.
  private mutating func add(
    _ given: ChatRows.Entry, comments: inout HashIndex, glimpse: UInt64
  ) throws(BuildError) {
    let row = given.row
    // 32 bits for the line keep an entry within 64 bytes.
    guard let line = UInt32(exactly: row.place.line) else {
      throw .trouble("file \(row.place.file + 1) has more than \(UInt32.max) lines; split the export")
    }
    if fileStarts.last?.file != row.place.file { fileStarts.append((row.place.file, rows.count)) }
    var entry = IndexedRow(row, line: line)
    entry.author = identities.sight(
      author: row.authorID, email: given.email, name: given.name, row: rows.count)
    entry.ticket = conversations.read(
      row.ticketID, requester: identities.number(chatID: row.requesterID), createdAt: row.ticketCreatedAt,
      fields: given.ticketFields, row: rows.count)
    if !map.commentFields.isEmpty { commentFields.append(given.commentFields) }
    let hash = digest(entry.commentID)
    let first = comments.find(hash, glimpse: glimpse) { rows[Int($0)].commentID == entry.commentID }
    if first == nil { comments.insert(hash, number: UInt32(truncatingIfNeeded: rows.count)) }
    rows.append(entry, behind: first)
  }

  private mutating func leaveOut(_ row: ChatRows.LeftOut) {
    leftOut.add(row.row, because: row.reason)
    if let id = row.ticketID { leftOutTicketIDs.insert(id) }
    leftOutChatIDs.formUnion(row.chatIDs)
  }
}

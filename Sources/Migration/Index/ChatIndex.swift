import Exports
import Plan
import Synchronization

/// The chat export as pass 1 leaves it: one entry for each accepted row, the people and conversations that the
/// rows name, and what was left out.
struct ChatIndex: Sendable {
  /// Digests the bodies, now and when they are read again.
  let digest = Digest()
  private(set) var rows = Chunked<IndexedRow>()
  private(set) var identities: Identities
  private(set) var conversations: Conversations
  /// Records of the export, torn ones included.
  private(set) var recordCount = 0
  private(set) var leftOut: [LeftOutReason: Evidence<SourceLine>] = [:]
  private(set) var torn = Evidence<ExportProblem>()
  /// Ids that left-out rows have: they are accounted for if no accepted row has them.
  private(set) var leftOutTicketIDs: Set<Int64> = []
  private(set) var leftOutChatIDs: Set<Int64> = []
  /// The row that is the first of its file, for each file that begins with `rows`.
  private var fileStarts: [(file: Int32, row: Int)] = []

  /// Reads the chat export once.
  ///
  /// - Parameter progress: is told of each piece that is read, from another thread; what it throws ends the reading.
  /// - Throws: `ExportError`, `BuildError`.
  init(
    _ export: Export, plan: Plan, progress: @escaping @Sendable (_ byteCount: Int) throws -> Void
  ) throws {
    identities = Identities(policy: plan.conflicts, digest: digest)
    conversations = Conversations(policy: plan.conflicts, digest: digest)
    let reader = ChatRowReader(plan.columns)
    var comments = HashIndex()
    let problems = Mutex(Evidence<ExportProblem>())
    try export.readAhead(
      columns: ChatField.allCases.map { plan.columns[$0].from }, tap: progress,
      problem: { problem in problems.withLock { $0.add(problem) } },
      receive: { block in
        try add(block, reader: reader, comments: &comments)
        guard rows.count < HashIndex.capacity - block.count else {
          throw BuildError.trouble(
            "\(export.source.name): more than \(HashIndex.capacity) rows; migrate the export in parts")
        }
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
  private mutating func add(
    _ block: RecordBlock, reader: ChatRowReader, comments: inout HashIndex
  ) throws {
    guard let first = block.places.first else { return }
    recordCount += block.count
    if fileStarts.last?.file != first.file { fileStarts.append((first.file, rows.count)) }
    for record in 0..<block.count {
      let place = block.places[record]
      guard let row = reader.row(record, of: block) else {
        leaveOut(record, of: block, because: reader.reason(record, of: block))
        continue
      }
      // 32 bits for the line keep an entry within 64 bytes.
      guard let line = UInt32(exactly: place.line) else {
        throw BuildError.trouble("file \(place.file + 1) has more than \(UInt32.max) lines; split the export")
      }
      let body = block[record, ChatField.body.rawValue]
      var entry = IndexedRow(row, place: place, line: line, body: body, digest: digest(body))
      entry.author = identities.sight(
        author: row.authorID, email: block[record, ChatField.email.rawValue],
        name: block[record, ChatField.name.rawValue], row: rows.count)
      entry.ticket = conversations.read(
        row.ticketID, requester: identities.number(chatID: row.requesterID), createdAt: row.ticketCreatedAt)
      append(entry, comments: &comments)
    }
  }

  private mutating func append(_ entry: IndexedRow, comments: inout HashIndex) {
    var entry = entry
    let number = UInt32(truncatingIfNeeded: rows.count)
    let hash = digest(entry.commentID)
    if let first = comments.find(hash, where: { rows[Int($0)].commentID == entry.commentID }) {
      entry.twin = first
      rows[Int(first)].twin = number
    } else {
      entry.twin = number
      comments.insert(hash, number: number)
    }
    rows.append(entry)
  }

  private mutating func leaveOut(_ record: Int, of block: RecordBlock, because reason: LeftOutReason) {
    let place = block.places[record]
    leftOut[reason, default: Evidence()].add(SourceLine(file: Int(place.file), line: place.line))
    if let id = Int64(decimal: block[record, ChatField.ticketID.rawValue]) { leftOutTicketIDs.insert(id) }
    for field in [ChatField.authorID, .requesterID] {
      if let id = Int64(decimal: block[record, field.rawValue]) { leftOutChatIDs.insert(id) }
    }
  }
}

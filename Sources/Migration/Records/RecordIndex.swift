import Exports
import Plan

/// What the index keeps of an accepted record, in 80 bytes.
struct IndexedRecord: BitwiseCopyable, Twinned {
  /// The ids of the archive, after the plan's rule.
  let id: Int64
  /// 0 where the records belong to no ticket.
  let ticketID: Int64
  /// The author or requester; 0 where the type has none.
  let personID: Int64
  let createdAt: Instant
  let meaning: UInt64
  let offset: UInt64
  let length: UInt32
  let line: UInt32
  let file: Int32
  let element: UInt32
  /// What it counts for in a chunk. Of a row of a nested array that is its own text, because its place is the whole record.
  let weight: UInt32
  var twin: UInt32 = 0
}

/// One source of a record type as pass 1 leaves it.
struct RecordFeed: Sendable {
  let map: RecordColumnMap
  let export: Export
  /// Which rows of the index are its own.
  fileprivate(set) var rows: Range<Int>
  /// Records of the export, malformed ones included.
  fileprivate(set) var recordCount = 0
  fileprivate(set) var rejected = RejectedRows()
  fileprivate(set) var malformed = Evidence<ExportProblem>()
  /// What some files lack, in sentences.
  fileprivate(set) var absences: [String] = []
  /// What tickets say of the number of their comments, or comments of which no row is used.
  fileprivate(set) var declared = DeclaredComments()

  fileprivate mutating func reject(
    _ row: RejectedRow, because reason: RejectionReason, _ record: Int, of block: RecordBlock
  ) {
    rejected.add(row, because: reason)
    if let comment = map.rejectedComment(record, of: block) { declared.reject(comment) }
  }
}

/// The records of one type as pass 1 leaves them: those of one source after those of the other.
struct RecordIndex: Sendable {
  let type: RecordType
  private(set) var feeds: [RecordFeed] = []
  private(set) var rows = Chunked<IndexedRecord>()
  /// For each row in which columns it loses something; empty where the plan states no losses.
  private var losses = Chunked<UInt64>()
  private var ordinals = LineOrdinals()
  /// Of people, what they are called and their addresses.
  private(set) var people: PeopleTexts?
  private let digest: Digest
  private let rowLimit: Int
  private let policy: ConflictPolicy
  private var numbers = HashIndex()

  /// The names and e-mails of the records of lists of people.
  struct PeopleTexts: Sendable {
    private(set) var texts = Texts()
    private(set) var names: [Range<Int>] = []
    private(set) var emails: [Range<Int>] = []

    fileprivate mutating func add(name: Bytes, email: Bytes) {
      names.append(texts.keep(name))
      emails.append(texts.keep(email))
    }
  }

  /// - Parameter rowLimit: the most rows that are taken.
  init(_ type: RecordType, policy: ConflictPolicy, digest: Digest, rowLimit: Int) {
    self.type = type
    (self.policy, self.digest, self.rowLimit) = (policy, digest, rowLimit)
    people = type == .users ? PeopleTexts() : nil
  }

  /// Reads one more export once.
  ///
  /// - Parameters:
  ///   - tickets: what records that belong to a ticket must belong to.
  ///   - progress: is called for each piece that is read; what it throws ends the reading.
  /// - Throws: `ExportError`, `BuildError`.
  mutating func read(
    _ map: RecordColumnMap, _ export: Export, of tickets: RecordIndex?,
    progress: @escaping (_ byteCount: Int) throws -> Void
  ) throws {
    var feed = RecordFeed(map: map, export: export, rows: rows.count..<rows.count)
    var values: [FieldValue] = []
    let summaries = try export.read(
      columns: map.columns.wanted, tap: ReadTap(bytes: { try progress($1.count) }),
      problem: { feed.malformed.add($0) },
      receive: { block in
        feed.recordCount += block.count
        for record in 0..<block.count {
          let reason = map.columns.read(record, of: block, into: &values)
          try add(record, of: block, values, rejectedBecause: reason, tickets, &feed)
        }
      })
    feed.recordCount += feed.malformed.total
    feed.absences = export.absences(in: summaries)
    feed.rows = feed.rows.lowerBound..<rows.count
    feeds.append(feed)
  }

  /// As messages name the records.
  var name: String { feeds.count == 1 ? feeds[0].map.name : type.name }

  /// The source of a row.
  ///
  /// - Complexity: O(sources).
  func feed(of row: Int) -> Int { feeds.lastIndex { $0.rows.lowerBound <= row } ?? 0 }

  /// The number of the first record of an id; nil if none has it.
  ///
  /// - Complexity: O(1) on average.
  func find(_ id: Int64) -> UInt32? {
    numbers.find(digest(id)) { rows[Int($0)].id == id }
  }

  /// In which columns a record loses something.
  func losses(ofRow row: Int) -> UInt64 { row < losses.count ? losses[row] : 0 }

  /// `file:line` of a record.
  func lineText(of row: Int) -> String { feeds[feed(of: row)].export.text(of: place(of: row)) }

  /// The place of a record, to read it again.
  func place(of row: Int) -> RecordPlace {
    let entry = rows[row]
    return RecordPlace(
      file: entry.file, length: entry.length, offset: entry.offset, line: UInt64(entry.line),
      record: ordinals[row], element: entry.element)
  }

  /// Whether the record of this number is the first of its id.
  func isFirst(_ row: Int) -> Bool { rows.first(of: row) == row }

  func areInOneFile(_ row: Int, _ other: Int) -> Bool {
    rows[row].file == rows[other].file && feed(of: row) == feed(of: other)
  }
}

extension RecordIndex {
  private mutating func add(
    _ record: Int, of block: RecordBlock, _ values: [FieldValue], rejectedBecause reason: RejectionReason?,
    _ tickets: RecordIndex?, _ feed: inout RecordFeed
  ) throws(BuildError) {
    let map = feed.map
    let place = block.places[record]
    if let reason {
      let damage = map.columns.damage(record, of: block, reason)
      return feed.reject(RejectedRow(place: place, damage: damage), because: reason, record, of: block)
    }
    let ticketID = map.ticket.flatMap { values[$0].number } ?? 0
    if let tickets, let column = map.ticket, tickets.find(ticketID) == nil {
      return feed.reject(
        RejectedRow(place: place), because: RejectionReason(fault: .unknownTicket, column: column), record,
        of: block)
    }
    guard let line = UInt32(exactly: place.line), rows.count < rowLimit else {
      let limit = rows.count < rowLimit ? "\(UInt32.max) lines" : counted(rowLimit, "row")
      throw .trouble("\(feed.export.source.name): more than \(limit); migrate the export in parts")
    }
    var createdAt = Instant(seconds: 0, nanoseconds: 0)
    if let column = map.createdAt, case .instant(let instant) = values[column] { createdAt = instant }
    let row = IndexedRecord(
      id: values[0].number ?? 0, ticketID: ticketID,
      personID: map.person.flatMap { values[$0].number }.map { map.people($0) ?? $0 } ?? 0,
      createdAt: createdAt, meaning: map.meaning(of: values, by: digest), offset: place.offset,
      length: place.length, line: line, file: place.file, element: place.element,
      weight: weight(of: record, in: block, feed))
    if map.countsComments, map.type == .tickets {
      feed.declared.note(map.columns.declaredComments(record, of: block), ofTicket: row.id, policy: policy)
    }
    let hash = digest(row.id)
    let first = numbers.find(hash) { rows[Int($0)].id == row.id }
    if first == nil { numbers.insert(hash, number: UInt32(truncatingIfNeeded: rows.count)) }
    if !map.columns.lossy.isEmpty {
      // The sources before may state none.
      while losses.count < rows.count { losses.append(0) }
      losses.append(map.columns.losses(record, of: block))
    }
    rows.append(row, behind: first)
    ordinals.append(place)
    if people != nil, let name = map.type.index(of: "name"), let email = map.type.index(of: "email") {
      people?.add(name: values[name].text, email: values[email].text)
    }
  }

  private func weight(of record: Int, in block: RecordBlock, _ feed: RecordFeed) -> UInt32 {
    guard feed.export.source.each != nil else { return block.places[record].length }
    let count = feed.map.columns.readers.indices.reduce(0) { $0 + block[record, $1].count }
    return UInt32(truncatingIfNeeded: count)
  }
}

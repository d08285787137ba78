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

/// One source of records as pass 1 leaves it.
struct RecordIndex: Sendable {
  let map: RecordColumnMap
  let export: Export
  private(set) var rows = Chunked<IndexedRecord>()
  /// Records of the export, malformed ones included.
  private(set) var recordCount = 0
  private(set) var rejected = RejectedRows()
  private(set) var malformed = Evidence<ExportProblem>()
  /// What some files lack, in sentences.
  private(set) var absences: [String] = []
  private let digest: Digest
  private let rowLimit: Int
  private var numbers = HashIndex()

  /// Reads the export once.
  ///
  /// - Parameters:
  ///   - tickets: what records that belong to a ticket must belong to.
  ///   - rowLimit: the most rows that are taken.
  ///   - progress: is called for each piece that is read; what it throws ends the reading.
  /// - Throws: `ExportError`, `BuildError`.
  init(
    _ map: RecordColumnMap, _ export: Export, of tickets: RecordIndex?, digest: Digest, rowLimit: Int,
    progress: @escaping (_ byteCount: Int) throws -> Void
  ) throws {
    self.map = map
    self.export = export
    (self.digest, self.rowLimit) = (digest, rowLimit)
    var values: [FieldValue] = []
    let summaries = try export.read(
      columns: map.columns.wanted, tap: ReadTap(bytes: { try progress($1.count) }),
      problem: { malformed.add($0) },
      receive: { block in
        recordCount += block.count
        for record in 0..<block.count {
          let reason = map.columns.read(record, of: block, into: &values)
          try add(record, of: block, values, rejectedBecause: reason, tickets)
        }
      })
    recordCount += malformed.total
    absences = export.absences(in: summaries)
  }

  /// The number of the first record of an id; nil if none has it.
  ///
  /// - Complexity: O(1) on average.
  func find(_ id: Int64) -> UInt32? {
    numbers.find(digest(id)) { rows[Int($0)].id == id }
  }

  func line(of row: Int) -> SourceLine {
    SourceLine(file: Int(rows[row].file), line: UInt64(rows[row].line))
  }

  /// `file:line` of a record.
  func lineText(of row: Int) -> String { line(of: row).text(in: export.files) }

  /// The place of a record, to read it again.
  func place(of row: Int) -> RecordPlace {
    let entry = rows[row]
    return RecordPlace(
      file: entry.file, length: entry.length, offset: entry.offset, line: UInt64(entry.line),
      element: entry.element)
  }

  /// Whether the record of this number is the first of its id.
  func isFirst(_ row: Int) -> Bool { rows.first(of: row) == row }
}

extension RecordIndex {
  private mutating func add(
    _ record: Int, of block: RecordBlock, _ values: [FieldValue], rejectedBecause reason: RejectionReason?,
    _ tickets: RecordIndex?
  ) throws(BuildError) {
    let place = block.places[record]
    let source = SourceLine(file: Int(place.file), line: place.line)
    if let reason {
      let damage = map.columns.damage(record, of: block, reason)
      return rejected.add(RejectedRow(line: source, damage: damage), because: reason)
    }
    let ticketID = map.ticket.flatMap { values[$0].number } ?? 0
    if let tickets, let column = map.ticket, tickets.find(ticketID) == nil {
      return rejected.add(
        RejectedRow(line: source), because: RejectionReason(fault: .unknownTicket, column: column))
    }
    guard let line = UInt32(exactly: place.line), rows.count < rowLimit else {
      let limit = rows.count < rowLimit ? "\(UInt32.max) lines" : "\(rowLimit) rows"
      throw .trouble("\(export.source.name): more than \(limit); migrate the export in parts")
    }
    var createdAt = Instant(seconds: 0, nanoseconds: 0)
    if let column = map.createdAt, case .instant(let instant) = values[column] { createdAt = instant }
    let row = IndexedRecord(
      id: values[0].number ?? 0, ticketID: ticketID,
      personID: map.person.flatMap { values[$0].number } ?? 0, createdAt: createdAt,
      meaning: map.meaning(of: values, by: digest), offset: place.offset, length: place.length, line: line,
      file: place.file, element: place.element, weight: weight(of: record, in: block))
    let hash = digest(row.id)
    let first = numbers.find(hash) { rows[Int($0)].id == row.id }
    if first == nil { numbers.insert(hash, number: UInt32(truncatingIfNeeded: rows.count)) }
    rows.append(row, behind: first)
  }

  private func weight(of record: Int, in block: RecordBlock) -> UInt32 {
    guard export.source.each != nil else { return block.places[record].length }
    let count = map.columns.readers.indices.reduce(0) { $0 + block[record, $1].count }
    return UInt32(truncatingIfNeeded: count)
  }
}

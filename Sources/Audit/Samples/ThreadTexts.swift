import Archive
import Exports
import Plan

/// The bodies of comments, of which an audit keeps digests, read again: from the export by the places of their records,
/// and from the archive only those that are not the same there.
///
/// A text that is not the one that was judged is not spoken of.
///
/// - Complexity: O(records) of the export; where a file is compressed or not in UTF-8, and for the archive, as far as
///   the last body that is wanted, or `limit`.
struct ThreadTexts {
  /// A body that was judged, and its text, if it was read again.
  struct Body {
    /// Nil of a comment without one.
    var bytes: Int?
    var text: String?
  }

  private let facts: Facts
  private let isReference: Bool

  /// The most bytes of bodies that are read again on one side.
  private static let mostBytes = 8 << 20

  init(_ facts: Facts, isReference: Bool) {
    (self.facts, self.isReference) = (facts, isReference)
  }

  /// The bytes up to which what can only be read from its beginning is read again: a twentieth, so that the audit takes
  /// little longer by it, and at least 32 MiB.
  private static func limit(of total: UInt64) -> UInt64 { max(32 << 20, total / 20) }

  /// Reads the bodies of some rows.
  func read(_ rows: [AlignedThreads.Row]) -> Read {
    var read = Read()
    let record = facts[.comments]
    read.legacy = exportTexts(Set(rows.compactMap(\.legacy)))
    let wanted = rows.compactMap { row -> Int? in
      guard let new = row.new else { return nil }
      let isKnown = row.legacy.map { isSame($0, new, record) && read.legacy[$0] != nil } ?? false
      return isKnown ? nil : new
    }
    read.new = archiveTexts(Set(wanted), record)
    return read
  }

  private func isSame(_ legacy: Int, _ new: Int, _ record: RecordFacts) -> Bool {
    record.expected["html_body"]?.value(Row(legacy)) == record.archive["html_body"]?.value(Row(new))
  }

  /// What was read, by the rows of each side.
  struct Read {
    fileprivate(set) var legacy: [Int: String] = [:]
    fileprivate(set) var new: [Int: String] = [:]

    /// The bodies to be shown of a row: the expected one, and that of the archive where it is another or the only one.
    func bodies(of row: AlignedThreads.Row, _ record: RecordFacts) -> (expected: Body?, found: Body?) {
      let old = row.legacy.flatMap { legacy in record.expected["html_body"]?.value(Row(legacy)) }
      let new = row.new.flatMap { new in record.archive["html_body"]?.value(Row(new)) }
      var expected = row.legacy.map { Body(bytes: old?.textLength, text: legacy[$0]) }
      let found = row.new.map { Body(bytes: new?.kind == .text ? new?.textLength : nil, text: self.new[$0]) }
      guard let old, let new, old == new else { return (expected, found) }
      // The same text: from whichever side it could be read.
      if expected?.text == nil { expected?.text = found?.text }
      return (expected, nil)
    }
  }

  // MARK: The export's side

  private func exportTexts(_ rows: Set<Int>) -> [Int: String] {
    let comments = facts.rows.comments
    var texts: [Int: String] = [:]
    for (feed, rows) in Dictionary(grouping: rows.sorted(), by: { comments.lineage.place(of: $0).feed })
      .sorted(by: { $0.key < $1.key })
    {
      guard let column = body(ofFeed: feed),
        let export = try? Export(facts.feeds[feed].source, relativeTo: facts.plan.directory)
      else { continue }
      let reader = FieldReader(column)
      func take(_ block: RecordBlock, _ record: Int, _ row: Int) {
        guard let text = reader.resolved(block[record, 0]), FieldValue.text(text) == digest(row) else {
          return
        }
        texts[row] = String(decoding: text, as: UTF8.self)
      }
      let wanted = WantedColumn(column, isCustom: true)
      if !lookUp(rows, in: export, wanted, take) { search(for: rows, in: export, wanted, take) }
    }
    return texts
  }

  private func digest(_ row: Int) -> FieldValue {
    .text(
      digest: facts.rows.comments.bodyDigest[row], length: Int(facts.rows.comments.bodyLength[row]))
  }

  private func body(ofFeed feed: Int) -> ColumnPlan? {
    switch facts.feeds[feed].role {
    case .chat(let number): facts.plan.chats[number].columns.body
    case .records(let number): facts.plan.records[number]["html_body"]
    default: nil
    }
  }

  private func place(_ row: Int) -> RecordPlace {
    let comments = facts.rows.comments
    let (position, extent) = (comments.position[row], comments.extent[row])
    return RecordPlace(
      file: Int32(truncatingIfNeeded: comments.lineage.place(of: row).file), length: extent.length,
      offset: extent.offset, line: UInt64(position.line), record: UInt32(position.record),
      element: UInt32(position.element ?? 0))
  }

  /// Reads the records of rows by their places.
  ///
  /// - Returns: false for an export of which single records can't be read.
  private func lookUp(
    _ rows: [Int], in export: Export, _ column: WantedColumn, _ take: (RecordBlock, Int, Int) -> Void
  ) -> Bool {
    guard var lookup = try? RecordLookup(export, columns: [column]) else { return false }
    var room = Self.mostBytes
    let rows = rows.filter {
      let length = Int(place($0).length)
      if length > room { return false }
      room -= length
      return true
    }
    // A file that has changed in the meantime is not spoken of.
    _ = try? lookup.read(rows.map(place)) { block in
      for (record, row) in rows.enumerated() { take(block, record, row) }
    }
    return true
  }

  /// Ends a reading of which nobody wants the rest.
  private struct Done: Error {}

  /// Where a record is, but for its bytes.
  private struct Line: Hashable {
    var file: Int32
    var line: UInt64
    var record: UInt32
    var element: UInt32

    init(_ place: RecordPlace) {
      (file, line, record, element) = (place.file, place.line, place.record, place.element)
    }
  }

  /// Reads an export from its beginning, as far as the last of the rows, or the limit.
  private func search(
    for rows: [Int], in export: Export, _ column: WantedColumn, _ take: (RecordBlock, Int, Int) -> Void
  ) {
    let limit = Self.limit(of: export.files.reduce(0) { $0 + $1.size })
    var left = Dictionary(rows.map { (Line(place($0)), $0) }) { first, _ in first }
    var (file, done): (Int32, UInt64) = (0, 0)
    _ = try? export.read(
      columns: [column], problem: { _ in },
      receive: { block in
        for record in 0..<block.count {
          guard let row = left.removeValue(forKey: Line(block.places[record])) else { continue }
          take(block, record, row)
        }
        guard let last = block.places.last else { return }
        // Offsets are those of the text, which is what takes time.
        if last.file != file { (file, done) = (last.file, done + export.files[Int(file)].size) }
        if left.isEmpty || done + last.offset > limit { throw Done() }
      })
  }

  // MARK: The archive's side

  private func archiveTexts(_ rows: Set<Int>, _ record: RecordFacts) -> [Int: String] {
    let archive = facts.archive
    let limits = archive.read.map { Self.limit(of: $0.summary.tarBytes) }
    var rowsOfMember: [Int: [Int]] = [:]
    for row in rows {
      let member = archive.batches[Int(record.records.batch[row])].member
      if UInt64(archive.members[member].offset) <= limits[archive.members[member].delivery] {
        rowsOfMember[member, default: []].append(row)
      }
    }
    var texts: [Int: String] = [:]
    var room = Self.mostBytes
    RereadBatches.read(
      rowsOfMember.keys, of: archive, limits: facts.plan.limits.ofArchive, isReference: isReference
    ) {
      read($1, rowsOfMember[$0, default: []].sorted(), record, &texts, &room)
    }
    return texts
  }

  private func read(
    _ contents: MemberBytes, _ rows: [Int], _ record: RecordFacts, _ texts: inout [Int: String],
    _ room: inout Int
  ) {
    let schema = BatchSchema([BatchSchema.Array(record.type.array, [BatchSchema.Field("html_body", .any)])])
    let batch = Batch()
    BatchReader(schema: schema, limits: facts.plan.limits.ofArchive, isReference: isReference)
      .read(contents.bytes, into: batch)
    guard let body = record.archive["html_body"] else { return }
    for row in rows {
      let index = facts.archive.index(of: row, in: record.records)
      guard batch.records[0].count > index else { continue }
      let value = batch.records[0][index, 0]
      guard value.kind == .string, Int(value.text.length) <= room else { continue }
      let range = Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)
      let bytes = Bytes(rebasing: UnsafeBufferPointer(contents.bytes)[range])
      guard FieldValue.text(bytes) == body.value(Row(row)) else { continue }
      room -= bytes.count
      texts[row] = String(decoding: bytes, as: UTF8.self)
    }
  }
}

import Archive
import Plan

/// Turns one batch after another into rows: parsing, digests and instants on the parsing thread, so that only the copying
/// of finished values happens in turn.
struct BatchParser {
  private let reader: BatchReader
  private let tables: ArchiveTables
  private let limit: RowLimit
  private let batch = Batch()
  private var bytes = MemberBytes()
  /// For each record type and core field what is converted: the instants of times, the digests of long texts.
  private var instants: [[[Instant?]]]
  private var digests: [[[UInt64]]]
  /// For each record type the custom values, record by record.
  private var values: [[FieldValue]]

  init(_ tables: ArchiveTables, _ reading: Reading) {
    self.tables = tables
    limit = reading.rowLimit
    reader = BatchReader(schema: tables.schema, isReference: reading.isReference)
    instants = tables.records.map { $0.core.map { _ in [] } }
    digests = tables.records.map { $0.core.map { _ in [] } }
    values = tables.records.map { _ in [] }
  }

  /// Reads the batch in `bytes`, and converts what its records hold.
  mutating func parse(_ bytes: MemberBytes) {
    self.bytes = bytes
    reader.read(bytes.bytes, into: batch)
    for (number, table) in tables.records.enumerated() where table.isMapped {
      let records = batch.records[number]
      for (field, storage) in table.core.enumerated() {
        switch storage {
        case .instants: convertInstants(records, field, into: &instants[number][field])
        case .digests: convertTexts(records, field, into: &digests[number][field])
        default: break
        }
      }
      if !table.layout.isEmpty { convertCustom(records, table, into: &values[number]) }
    }
  }

  private func convertInstants(_ records: BatchRecords, _ field: Int, into instants: inout [Instant?]) {
    instants.removeAll(keepingCapacity: true)
    for record in 0..<records.count {
      let value = records[record, field]
      instants.append(value.kind == .string ? Instant(text(value), form: .strict) : nil)
    }
  }

  private func convertTexts(_ records: BatchRecords, _ field: Int, into digests: inout [UInt64]) {
    digests.removeAll(keepingCapacity: true)
    for record in 0..<records.count {
      let value = records[record, field]
      digests.append(value.kind == .string ? textDigest(text(value)) : 0)
    }
  }

  private func convertCustom(
    _ records: BatchRecords, _ table: ArchiveRecords, into values: inout [FieldValue]
  ) {
    values.removeAll(keepingCapacity: true)
    let core = table.core.count
    let member = Bytes(bytes.bytes)
    batch.nested.withUnsafeBufferPointer { nested in
      for record in 0..<records.count {
        for column in table.layout.columns {
          values.append(column.kind.value(records[record, core + column.key], in: member, nested: nested))
        }
      }
    }
  }

  /// Appends what was parsed last to the tables.
  func append(member: Int, number: Int64) {
    let index = Int32(truncatingIfNeeded: tables.batches.count)
    var row = BatchRow(member: member, number: number)
    row.isReadable = batch.problemCount[.notJSON] == nil
    for (number, table) in tables.records.enumerated() {
      let records = batch.records[number]
      row.counts.append(records.count)
      let first = table.count
      if table.isMapped, hasRoom(table, records.count) { append(records, number, to: table, batch: index) }
      row.rows.append(first..<table.count)
    }
    noteProblems()
    tables.batches.append(row)
  }

  private func hasRoom(_ table: ArchiveRecords, _ more: Int) -> Bool {
    do {
      try limit.require(table.count, more, in: "the archive's \(table.type.name)")
      return true
    } catch {
      tables.trouble = tables.trouble ?? error.description
      return false
    }
  }

  private func append(_ records: BatchRecords, _ number: Int, to table: ArchiveRecords, batch index: Int32) {
    let (batches, offsets, present) = (table.batch.appender, table.offset.appender, table.present.appender)
    let first = table.count
    for offset in records.offsets {
      batches.append(index)
      offsets.append(offset)
      present.append(0)
    }
    for (field, storage) in table.core.enumerated() {
      append(records, field, number, to: storage, marking: table.present, from: first)
    }
    let columns = table.fields
    if columns.isEmpty { return }
    for (place, value) in values[number].enumerated() { columns[place % columns.count].append(value) }
  }

  /// Appends the values of one core field, and sets its bit for those that are there.
  private func append(
    _ records: BatchRecords, _ field: Int, _ number: Int, to storage: ColumnStorage,
    marking present: Vector<UInt8>, from first: Int
  ) {
    let bit = UInt8(1) << UInt8(field)
    let marks = present.base + first
    switch storage {
    case .integers(let column):
      let integers = column.appender
      for record in 0..<records.count {
        let value = records[record, field]
        let isThere = value.kind == .integer
        integers.append(isThere ? value.integer : 0)
        if isThere { marks[record] |= bit }
      }
    case .flags(let column):
      let flags = column.appender
      for record in 0..<records.count {
        let kind = records[record, field].kind
        flags.append(kind == .yes ? 1 : 0)
        if kind == .yes || kind == .no { marks[record] |= bit }
      }
    case .instants(let seconds, let nanoseconds):
      let (secondsColumn, nanosecondsColumn) = (seconds.appender, nanoseconds.appender)
      for record in 0..<records.count {
        let instant = instants[number][field][record]
        secondsColumn.append(instant?.seconds ?? 0)
        nanosecondsColumn.append(instant?.nanoseconds ?? 0)
        if records[record, field].kind == .string { marks[record] |= bit }
        if instant != nil { marks[record] |= ArchiveRecords.hasInstant }
      }
    case .digests(let digestColumn, let lengthColumn):
      let (digests, lengths) = (digestColumn.appender, lengthColumn.appender)
      for record in 0..<records.count {
        let value = records[record, field]
        let isThere = value.kind == .string
        digests.append(self.digests[number][field][record])
        lengths.append(isThere ? value.text.length : 0)
        if isThere { marks[record] |= bit }
      }
    case .texts(let column, let pool):
      for record in 0..<records.count {
        let value = records[record, field]
        column.append(value.kind == .string ? pool.number(text(value)).number : -1)
        if value.kind == .string || value.kind == .null { marks[record] |= bit }
      }
    case .lookup, .values, .custom: break
    }
  }

  private func noteProblems() {
    tables.batchProblemCounts.merge(batch.problemCount, uniquingKeysWith: +)
    for problem in batch.problems
    where tables.batchProblems[problem.kind, default: []].count < Finding.evidenceLimit {
      tables.batchProblems[problem.kind, default: []].append((tables.batches.count, problem))
    }
  }

  private func text(_ value: BatchValue) -> Bytes {
    Bytes(rebasing: bytes.bytes[Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)])
  }
}

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
  /// The people whose addresses texts are searched for, and where they were found: rows are those of the batch.
  private let erased: ErasedPeople?
  private var mentions: [ErasedMention] = []

  init(_ tables: ArchiveTables, _ reading: Reading) {
    self.tables = tables
    limit = reading.rowLimit
    reader = BatchReader(schema: tables.schema, limits: reading.limits, isReference: reading.isReference)
    instants = tables.records.map { $0.core.map { _ in [] } }
    digests = tables.records.map { $0.core.map { _ in [] } }
    values = tables.records.map { _ in [] }
    erased = reading.erased
  }

  /// Reads the batch in `bytes`, and converts what its records hold.
  mutating func parse(_ bytes: MemberBytes) {
    self.bytes = bytes
    mentions.removeAll(keepingCapacity: true)
    reader.read(bytes.bytes, into: batch)
    for (number, table) in tables.records.enumerated() where table.isMapped {
      let records = batch.records[number]
      for (field, storage) in table.core.enumerated() {
        switch storage {
        case .instants: convertInstants(records, field, into: &instants[number][field])
        case .digests:
          convertTexts(records, field, into: &digests[number][field])
        default: break
        }
      }
      if !table.layout.isEmpty { convertCustom(records, table, into: &values[number]) }
      if let erased {
        for field in table.searched { search(records, field, of: number, for: erased) }
      }
    }
  }

  private func convertInstants(_ records: BatchRecords, _ field: Int, into instants: inout [Instant?]) {
    instants.removeAll(keepingCapacity: true)
    let values = FieldValues(records, field)
    for record in 0..<values.count {
      let value = values[record]
      instants.append(value.isString ? Instant(text(value), form: .strict) : nil)
    }
  }

  private func convertTexts(_ records: BatchRecords, _ field: Int, into digests: inout [UInt64]) {
    digests.removeAll(keepingCapacity: true)
    let values = FieldValues(records, field)
    for record in 0..<values.count {
      let value = values[record]
      digests.append(value.isString ? textDigest(text(value)) : 0)
    }
  }

  private mutating func search(
    _ records: BatchRecords, _ field: Int, of type: Int, for erased: ErasedPeople
  ) {
    let values = FieldValues(records, field)
    batch.nested.withUnsafeBufferPointer { nested in
      for record in 0..<values.count {
        let value = values[record]
        let text: Bytes
        switch value.kind {
        case .string: text = self.text(value)
        case .nested:
          text = Bytes(
            rebasing: nested[Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)])
        default: continue
        }
        guard let person = erased.row(ofAddressIn: text) else { continue }
        mentions.append(ErasedMention(type: type, field: field, row: record, person: person))
      }
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
  func append(member: Int, number: Int64, delivery: Int) {
    let index = Int32(truncatingIfNeeded: tables.batches.count)
    var row = BatchRow(member: member, number: number, delivery: delivery)
    row.isReadable = batch.problemCount[.notJSON] == nil
    row.problemCount = batch.problemCount.values.reduce(0, +)
    for (number, table) in tables.records.enumerated() {
      let records = batch.records[number]
      row.counts.append(records.count)
      let first = table.count
      if table.isMapped, hasRoom(table, records.count) {
        append(records, number, to: table, batch: index)
        for mention in mentions where mention.type == number {
          tables.mentions.append(
            ErasedMention(
              type: number, field: mention.field, row: first + mention.row, person: mention.person))
        }
      }
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
    let values = FieldValues(records, field)
    switch storage {
    case .integers(let column):
      let integers = column.appender
      for record in 0..<values.count {
        let value = values[record]
        if case .integer = value.kind {
          integers.append(value.integer)
          marks[record] |= bit
        } else {
          integers.append(0)
        }
      }
    case .flags(let column):
      let flags = column.appender
      for record in 0..<values.count {
        switch values[record].kind {
        case .yes:
          flags.append(1)
          marks[record] |= bit
        case .no:
          flags.append(0)
          marks[record] |= bit
        default: flags.append(0)
        }
      }
    case .instants(let seconds, let nanoseconds):
      let (secondsColumn, nanosecondsColumn) = (seconds.appender, nanoseconds.appender)
      instants[number][field].withUnsafeBufferPointer { instants in
        for record in 0..<values.count {
          let instant = instants[record]
          secondsColumn.append(instant?.seconds ?? 0)
          nanosecondsColumn.append(instant?.nanoseconds ?? 0)
          if values[record].isString { marks[record] |= bit }
          if instant != nil { marks[record] |= ArchiveRecords.hasInstant }
        }
      }
    case .digests(let digestColumn, let lengthColumn):
      let lengths = lengthColumn.appender
      digests[number][field].withUnsafeBufferPointer { digestColumn.append($0) }
      for record in 0..<values.count {
        let value = values[record]
        lengths.append(value.isString ? value.text.length : 0)
        if value.isString { marks[record] |= bit }
      }
    case .texts(let column, let pool):
      for record in 0..<values.count {
        let value = values[record]
        column.append(value.isString ? pool.number(text(value)).number : -1)
        switch value.kind {
        case .string, .null: marks[record] |= bit
        default: break
        }
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

/// The values of one field, record by record.
///
/// A pointer of its own, because a class of another module that is asked for each value costs more than the value.
private struct FieldValues {
  let count: Int
  private let first: UnsafePointer<BatchValue>?
  private let stride: Int

  init(_ records: BatchRecords, _ field: Int) {
    (count, stride) = (records.count, records.fieldCount)
    first = records.values.baseAddress.map { $0 + field }
  }

  @inline(__always)
  subscript(record: Int) -> BatchValue {
    guard let first else { return BatchValue() }
    assert(0..<count ~= record)
    return first[record &* stride]
  }
}

extension BatchValue {
  fileprivate var isString: Bool {
    if case .string = kind { return true }
    return false
  }
}

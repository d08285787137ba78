import Archive
import Plan

/// The objects of the archive that have the record's id, in the order of the tar, with their values read again: the tables keep
/// of texts no more than digests.
struct TracedObjects {
  /// Rows of the archive's table.
  let rows: [Int]
  let places: [ArchivePlace]
  /// For each of them the values that could be read again, by fields: as JSON spells them, strings decoded.
  private var values: [[String: Value]]

  /// A value as it is in the archive.
  enum Value {
    case string([UInt8])
    case nested([UInt8])
    /// Numbers, true, false and null.
    case word(String)
  }

  /// - Complexity: O(rows of the table), and the archive is read again up to the last of the objects.
  init(_ id: Int64, of type: RecordType, _ facts: Facts) {
    let (archive, table) = (facts.archive, facts.archive[type])
    rows = (0..<table.count).filter { table.id[$0] == id && table.hasID($0) }
    places = rows.map { archive.place(of: $0, in: table) }
    values = rows.map { _ in [:] }
    read(type, table, facts)
  }

  func value(_ number: Int, _ field: String) -> Value? { values[number][field] }

  private mutating func read(_ type: RecordType, _ table: ArchiveRecords, _ facts: Facts) {
    let archive = facts.archive
    var wanted: [Int: [(number: Int, index: Int)]] = [:]
    guard let array = archive.records.firstIndex(where: { $0 === table }) else { return }
    for (number, row) in rows.enumerated() {
      let batch = archive.batches[Int(table.batch[row])]
      wanted[batch.member, default: []].append((number, archive.index(of: row, in: table)))
    }
    let names = type.fields.map(\.name) + table.layout.keys
    let schema = BatchSchema(
      archive.records.map { records in
        BatchSchema.Array(
          records.type.array, records === table ? names.map { BatchSchema.Field($0, .any) } : nil)
      })
    let batch = Batch()
    // What can't be read again is told by what the audit has kept of it.
    let limits = facts.plan.limits.ofArchive
    RereadBatches.read(wanted.keys, of: archive, limits: limits) { member, contents in
      BatchReader(schema: schema, limits: limits).read(contents.bytes, into: batch)
      let records = batch.records[array]
      for (number, index) in wanted[member, default: []] where index < records.count {
        for (field, name) in names.enumerated() {
          values[number][name] = Self.value(records[index, field], batch, Bytes(contents.bytes))
        }
      }
    }
  }

  private static func value(_ value: BatchValue, _ batch: Batch, _ member: Bytes) -> Value? {
    let range = Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)
    switch value.kind {
    case .missing, .wrong: return nil
    case .null: return .word("null")
    case .yes: return .word("true")
    case .no: return .word("false")
    case .integer: return .word(String(value.integer))
    case .number: return .word(String(decoding: member[range], as: UTF8.self))
    case .string: return .string(Array(member[range]))
    case .nested: return .nested(Array(batch.nested[range]))
    }
  }
}

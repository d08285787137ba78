import Archive
import Foundation

/// The tables of an archive, as a facts file has them: column by column, in parts of some rows.
///
/// What writes and what reads goes through the columns in one order, that of `walk`.
struct StoredArchive: Codable {
  /// How the archive's file was read, or those of several deliveries.
  var read: [DeliveryRow]
  var trouble: String?
  var streamProblems: [ArchiveProblem]
  var members: [MemberRow]
  var batches: [BatchRow]
  var problemCounts: [BatchProblem.Kind: Int]
  /// The first problems of each kind.
  var problems: [Problem]
  var mentions: [ErasedMention]
  /// For each record type the rows of its table.
  var rows: [Int]
  /// Why not all of it was kept.
  var tableTrouble: String?

  struct Problem: Codable {
    var batch: Int
    var problem: BatchProblem
  }

  /// What is known of an archive beside the columns of its tables.
  init(_ tables: ArchiveTables, trouble: String?) {
    (self.trouble, tableTrouble) = (trouble, tables.trouble)
    (read, streamProblems) = (tables.read, tables.streamProblems)
    (members, batches, mentions) = (tables.members, tables.batches, tables.mentions)
    problemCounts = tables.batchProblemCounts
    problems = BatchProblem.Kind.allCases.flatMap { kind in
      (tables.batchProblems[kind] ?? []).map { Problem(batch: $0.batch, problem: $0.problem) }
    }
    rows = tables.records.map(\.count)
  }

  /// Puts it all into tables without rows, but for the columns.
  func restore(_ tables: ArchiveTables) throws(FactsDamage) {
    guard read.count <= tables.deliveries.paths.count, rows.allSatisfy({ $0 >= 0 }),
      members.allSatisfy({ read.indices.contains($0.delivery) }),
      batches.allSatisfy({ isPossible($0, in: tables) }),
      problems.allSatisfy({ batches.indices.contains($0.batch) }),
      mentions.allSatisfy({ rows.indices.contains($0.type) && (0..<rows[$0.type]).contains($0.row) })
    else { throw FactsDamage() }
    tables.trouble = tableTrouble
    (tables.read, tables.streamProblems) = (read, streamProblems)
    (tables.members, tables.batches, tables.mentions) = (members, batches, mentions)
    tables.batchProblemCounts = problemCounts
    for stored in problems {
      tables.batchProblems[stored.problem.kind, default: []].append((stored.batch, stored.problem))
    }
  }

  /// Whether the rows of a batch are among those of the tables.
  private func isPossible(_ batch: BatchRow, in tables: ArchiveTables) -> Bool {
    members.indices.contains(batch.member) && read.indices.contains(batch.delivery)
      && rows.count == tables.records.count
      && batch.rows.count == rows.count && batch.counts.count == rows.count
      && zip(batch.rows, rows).allSatisfy { 0 <= $0.lowerBound && $0.upperBound <= $1 }
  }
}

// MARK: Columns

/// Goes through the columns of an archive's tables, whoever does something with their values.
protocol ArchiveColumnVisitor {
  associatedtype Failure: Error
  /// Numbers that mostly grow.
  mutating func visit<Number: FixedWidthInteger & BitwiseCopyable>(_ column: Vector<Number>) throws(Failure)
  mutating func visit(_ column: MostlyZero<Int32>, count: Int) throws(Failure)
  /// Digests, which are as good as random.
  mutating func visit(digests column: Vector<UInt64>) throws(Failure)
  mutating func visit(_ column: FieldColumn) throws(Failure)
  mutating func visit(_ texts: TextPool) throws(Failure)
}

extension ArchiveTables {
  /// - Parameter rows: how many each table has.
  func visitColumns<Visitor: ArchiveColumnVisitor>(
    _ visitor: inout Visitor, rows: [Int]
  ) throws(Visitor.Failure) {
    try visitor.visit(texts)
    for (table, count) in zip(records, rows) { try table.visitColumns(&visitor, count: count) }
  }
}

extension ArchiveRecords {
  /// - Parameter count: how many rows the table has.
  func visitColumns<Visitor: ArchiveColumnVisitor>(
    _ visitor: inout Visitor, count: Int
  ) throws(Visitor.Failure) {
    try visitor.visit(batch)
    try visitor.visit(offset)
    try visitor.visit(present)
    for storage in core {
      switch storage {
      case .integers(let column): try visitor.visit(column)
      case .flags(let column): try visitor.visit(column)
      case .instants(let seconds, let nanoseconds):
        try visitor.visit(seconds)
        try visitor.visit(nanoseconds, count: count)
      case .digests(let digests, let lengths):
        try visitor.visit(digests: digests)
        try visitor.visit(lengths)
      case .texts(let numbers, _): try visitor.visit(numbers)
      case .lookup, .values, .custom: break
      }
    }
    for field in fields { try visitor.visit(field) }
  }
}

/// Writes the columns as frames.
struct ArchiveColumnWriter: ArchiveColumnVisitor {
  typealias Failure = any Error

  private let writer: FactsWriter
  private var encoder = FactsEncoder()
  /// Rows of a frame.
  fileprivate static let partRows = 1 << 16

  init(_ writer: FactsWriter) { self.writer = writer }

  private mutating func parts(
    _ count: Int, _ encode: (inout FactsEncoder, Range<Int>) -> Void
  ) throws(FactsError) {
    for start in stride(from: 0, to: count, by: Self.partRows) {
      encoder.removeAll()
      let part = start..<min(count, start + Self.partRows)
      encoder.append(UInt64(part.count))
      encode(&encoder, part)
      try writer.write(.column, encoder.bytes)
    }
    // So that a column without rows is there as well, and where each one ends.
    try writer.write(.column, [0])
  }

  mutating func visit<Number: FixedWidthInteger & BitwiseCopyable>(_ column: Vector<Number>) throws {
    var last: Int64 = 0
    try parts(column.count) { encoder, part in
      for row in part {
        let number = Int64(truncatingIfNeeded: column[row])
        encoder.append(signed: number &- last)
        last = number
      }
    }
  }

  mutating func visit(_ column: MostlyZero<Int32>, count: Int) throws {
    try parts(count) { encoder, part in for row in part { encoder.append(signed: Int64(column[row])) } }
  }

  mutating func visit(digests column: Vector<UInt64>) throws {
    try parts(column.count) { encoder, part in
      encoder.append(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: column.values[part])))
    }
  }

  mutating func visit(_ column: FieldColumn) throws {
    try parts(column.count) { encoder, part in
      for row in part {
        let value = column[row]
        encoder.append(UInt64(value.tag))
        encoder.append(UInt64(value.health))
        encoder.append(UInt64(value.content))
      }
      for row in part { withUnsafeBytes(of: column[row].payload.littleEndian) { encoder.append($0) } }
    }
  }

  mutating func visit(_ texts: TextPool) throws {
    try parts(texts.count) { encoder, part in
      for number in part {
        let text = texts[Int32(truncatingIfNeeded: number)]
        encoder.append(UInt64(text.count))
        encoder.append(UnsafeRawBufferPointer(text))
      }
    }
  }
}

/// Fills the columns from frames.
struct ArchiveColumnReader: ArchiveColumnVisitor {
  typealias Failure = any Error

  private let reader: FactsReader

  init(_ reader: FactsReader) { self.reader = reader }

  /// Hands on the parts of one column.
  private func parts(_ decode: (inout FactsDecoder, _ count: Int) throws -> Void) throws {
    while true {
      let (kind, contents) = try reader.next()
      guard kind == .column else { throw FactsDamage() }
      let count = try contents.withUnsafeBufferPointer { contents in
        var decoder = FactsDecoder(contents)
        let count = try decoder.count(ArchiveColumnWriter.partRows)
        try decode(&decoder, count)
        guard decoder.isAtEnd else { throw FactsDamage() }
        return count
      }
      if count == 0 { return }
    }
  }

  func visit<Number: FixedWidthInteger & BitwiseCopyable>(_ column: Vector<Number>) throws {
    var last: Int64 = 0
    try parts { decoder, count in
      for _ in 0..<count {
        last &+= try decoder.signed()
        column.append(Number(truncatingIfNeeded: last))
      }
    }
  }

  func visit(_ column: MostlyZero<Int32>, count: Int) throws {
    try parts { decoder, count in
      for _ in 0..<count { column.append(Int32(truncatingIfNeeded: try decoder.signed())) }
    }
  }

  func visit(digests column: Vector<UInt64>) throws {
    try parts { decoder, count in
      let bytes = UnsafeRawBufferPointer(try decoder.next(count * 8))
      for row in 0..<count {
        column.append(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: row * 8, as: UInt64.self)))
      }
    }
  }

  func visit(_ column: FieldColumn) throws {
    try parts { decoder, count in
      var marks: [(tag: UInt32, health: UInt16, content: UInt16)] = []
      for _ in 0..<count {
        marks.append(
          (
            UInt32(truncatingIfNeeded: try decoder.number()),
            UInt16(truncatingIfNeeded: try decoder.number()),
            UInt16(truncatingIfNeeded: try decoder.number())
          ))
      }
      let bytes = UnsafeRawBufferPointer(try decoder.next(count * 8))
      for (row, mark) in marks.enumerated() {
        let payload = bytes.loadUnaligned(fromByteOffset: row * 8, as: UInt64.self)
        var value = FieldValue(tag: mark.tag, payload: UInt64(littleEndian: payload))
        (value.health, value.content) = (mark.health, mark.content)
        column.append(value)
      }
    }
  }

  func visit(_ texts: TextPool) throws {
    try parts { decoder, count in
      for _ in 0..<count {
        let length = try decoder.count(FactsFormat.longest)
        guard texts.number(try decoder.next(length)).isNew else { throw FactsDamage() }
      }
    }
  }
}

/// Proves that each column of one table has a value for each of its rows.
private struct ArchiveColumnProof: ArchiveColumnVisitor {
  typealias Failure = FactsDamage

  let rows: Int

  private func require(_ count: Int) throws(FactsDamage) { if count != rows { throw FactsDamage() } }

  func visit<Number: FixedWidthInteger & BitwiseCopyable>(_ column: Vector<Number>) throws(FactsDamage) {
    try require(column.count)
  }

  func visit(_ column: MostlyZero<Int32>, count: Int) throws(FactsDamage) { try require(column.count) }
  func visit(digests column: Vector<UInt64>) throws(FactsDamage) { try require(column.count) }
  func visit(_ column: FieldColumn) throws(FactsDamage) { try require(column.count) }
  func visit(_ texts: TextPool) {}
}

extension ArchiveTables {
  /// Proves of columns that were read that they fit each other, and that the batches and texts that rows name are there.
  ///
  /// - Complexity: O(rows).
  func prove() throws(FactsDamage) {
    for table in records {
      var proof = ArchiveColumnProof(rows: table.count)
      try table.visitColumns(&proof, count: table.count)
      var areThere = table.batch.values.allSatisfy { batches.indices.contains(Int($0)) }
      for case .texts(let numbers, _) in table.core {
        areThere = areThere && numbers.values.allSatisfy { (-1..<texts.count).contains(Int($0)) }
      }
      if !areThere { throw FactsDamage() }
    }
  }
}

import Archive
import Exports
import Foundation
import Plan

/// The values of some columns of the export, one after another.
struct TextColumn {
  private(set) var bytes: [UInt8] = []
  /// Where each value ends; it starts where the one before it ends.
  private(set) var ends: [Int] = []

  var count: Int { ends.count }

  mutating func append(_ value: UnsafeBufferPointer<UInt8>) {
    bytes += value
    ends.append(bytes.count)
  }

  /// The sum of what `read` makes of each value.
  func sum(_ read: (UnsafeBufferPointer<UInt8>) -> UInt64) -> UInt64 {
    bytes.withUnsafeBufferPointer { bytes in
      var sum: UInt64 = 0
      var start = 0
      for end in ends {
        sum &+= read(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        start = end
      }
      return sum
    }
  }
}

/// The real bytes that the readers are measured with.
struct Inputs {
  /// The header of the demo's chat export.
  static let columns = [
    "TICKET_CREATED_AT", "TICKET_REQUESTER_ID", "COMMENT_PART_ID", "CONVERSATION_ID", "COMMENT_PUBLIC",
    "BODY", "COMMENT_CREATED_AT", "AUTHOR_ID", "NAME", "EMAIL",
  ]
  /// What the demo's batches hold.
  static let schema = BatchSchema([
    .init("data", fields(("id", .integer), ("created_at", .string), ("requester_id", .integer))),
    .init(
      "comments",
      fields(
        ("id", .integer), ("ticket_id", .integer), ("author_id", .integer), ("public", .boolean),
        ("created_at", .string), ("html_body", .string))),
    .init("users", fields(("id", .integer), ("name", .stringOrNull), ("email", .stringOrNull))),
    .init("organizations", nil),
  ])

  private static func fields(_ fields: (String, BatchSchema.ValueType)...) -> [BatchSchema.Field] {
    fields.map { BatchSchema.Field($0.0, $0.1, isRequired: true) }
  }

  /// How much is kept in memory of the bodies, and of the batches: more than any cache holds.
  static let sampleBytes = 128 << 20

  var export: Export
  var exportBytes = 0
  var bodies = TextColumn()
  var stamps = TextColumn()
  var ids = TextColumn()
  /// Batches as they are in the archive.
  var batches: [[UInt8]] = []
  /// The archive's file.
  var compressed: [UInt8]

  init(exportPath: String, archivePath: String) throws {
    export = try Export(
      Source(name: "chat", paths: [Located(exportPath, line: 0)]), relativeTo: ".")
    compressed = try Array(Data(contentsOf: URL(filePath: archivePath)))
    try readColumns()
    try readBatches(archivePath)
  }

  private mutating func readColumns() throws {
    var (bodies, stamps, ids) = (TextColumn(), TextColumn(), TextColumn())
    let summaries = try export.read(columns: Self.columns, problem: { _ in }) { block in
      for record in 0..<block.count {
        for column in [0, 6] { stamps.append(block[record, column]) }
        for column in [1, 2, 3, 7] { ids.append(block[record, column]) }
        if bodies.bytes.count < Self.sampleBytes { bodies.append(block[record, 5]) }
      }
    }
    exportBytes = summaries.reduce(0) { $0 + Int(clamping: $1.bytes) }
    (self.bodies, self.stamps, self.ids) = (bodies, stamps, ids)
  }

  private mutating func readBatches(_ path: String) throws {
    let reader = try ArchiveReader(path: path, limits: InputLimits().ofArchive)
    var kept = 0
    _ = try reader.read(problem: { _ in }) { member in
      guard let contents = member.contents else { return }
      if kept < Self.sampleBytes {
        batches.append(Array(contents.bytes))
        kept += contents.count
      }
      reader.recycle(contents)
    }
  }
}

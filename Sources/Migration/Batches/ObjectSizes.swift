import Exports

/// How many bytes objects take in a batch, told by writing them: asked only where a batch might grow too long.
///
/// Belongs to one thread.
final class ObjectSizes {
  /// The most bytes of a member that readers of the archive take.
  let limit: Int
  private let lists: [any BatchList]
  private var lookup: ChunkLookup?
  private var buffer = ByteBuffer(capacity: 1 << 12)

  init(_ lists: [any BatchList], limit: Int) {
    self.lists = lists
    self.limit = limit
  }

  /// The most bytes that an object can take, from what the index has of it.
  @inline(__always)
  func bound(of row: UInt32, in list: Int) -> Int { lists[list].largestSize(of: row) }

  /// The bytes of an object, which is read again.
  ///
  /// - Throws: `ExportError`, `BuildError`.
  func size(of row: UInt32, in list: Int) throws -> Int {
    let lookup = try lookup ?? ChunkLookup(lists)
    self.lookup = lookup
    buffer.removeAll()
    let place = lists[list].place(of: row)
    try lookup.read(places: { $0 == list ? [place] : [] }) { blocks in
      try lists[list].put(row, blocks[list], 0, to: &buffer)
    }
    return buffer.count
  }

  /// Why an object is in no batch.
  func refusal(of row: UInt32, in list: Int, size: Int) -> BuildError {
    let place = lists[list].place(of: row)
    let line = lists[list].export.text(of: place)
    return .refused([
      "\(line): the record takes \(size) bytes as JSON, and a batch has at most \(limit), because readers of the "
        + "archive take no more; shorten its longest text, leave the record out, or let 'build' and 'verify' have larger "
        + "batches (--max-member)"
    ])
  }
}

/// The most bytes that fields of one row take in an object: at most six for each of the export (`\u0001`), and for each time
/// that a template has a column.
struct FieldSizes: Sendable {
  private let constant: Int
  private let perByte: Int

  /// - Parameter fixed: bytes of the object beside the fields.
  init(_ readers: some Collection<FieldReader>, fixed: Int) {
    constant = readers.reduce(fixed) { $0 + $1.key.count + Instant.longestText + 8 + 6 * $1.longestPlanText }
    perByte = readers.reduce(0) { $0 + 6 * $1.columnCount }
  }

  /// - Parameter length: of the row.
  @inline(__always)
  func bound(ofRow length: UInt32) -> Int { constant &+ perByte &* Int(length) }
}

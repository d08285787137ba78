import Exports

/// Reads the rows of a chunk again, from each export that it needs. Belongs to one thread.
final class ChunkLookup {
  /// A lookup can't be copied, and so is not an element of an array.
  private final class Reader {
    var lookup: RecordLookup

    init(_ list: any BatchList) throws(ExportError) {
      lookup = try RecordLookup(list.export, columns: list.columns)
    }
  }

  /// For each list; nil where nothing is read again.
  private let readers: [Reader?]

  /// Opens the files.
  ///
  /// - Throws: `ExportError`.
  init(_ lists: [any BatchList]) throws {
    readers = try lists.map { $0.columns.isEmpty ? nil : try Reader($0) }
  }

  /// Reads the records at the places that `places` gives for the number of each list, and hands on all of them at once:
  /// for each list a block, or nil.
  ///
  /// - Throws: `ExportError` when a record can't be read again; whatever `receive` throws.
  func read(places: (Int) -> [RecordPlace], receive: ([RecordBlock?]) throws -> Void) throws {
    try read([], places: places, receive: receive)
  }

  /// A block lives only while its lookup's `read` does, so each reading goes on inside the one before.
  private func read(
    _ blocks: [RecordBlock?], places: (Int) -> [RecordPlace], receive: ([RecordBlock?]) throws -> Void
  ) throws {
    guard blocks.count < readers.count else { return try receive(blocks) }
    guard let reader = readers[blocks.count] else {
      return try read(blocks + [nil], places: places, receive: receive)
    }
    try reader.lookup.read(places(blocks.count)) { block in
      try read(blocks + [block], places: places, receive: receive)
    }
  }
}

/// Reads single records of an export again, by their places.
///
/// `build` indexes an export in one pass and then reads its rows in output order; a lookup makes that cheap by
/// reading neighbouring records with one call. One lookup belongs to one thread.
package struct RecordLookup: ~Copyable {
  /// Opens the files of `export`, and finds `columns` in the header of each.
  ///
  /// - Throws: `ExportError` when a file can't be opened or has no such column.
  package init(_ export: Export, columns: [String]) throws(ExportError) {
    fatalError("not written yet")
  }

  /// Reads the records at `places` and hands them on as one block, in the order of `places`.
  ///
  /// - Throws: `ExportError` when a record can't be read, or when the bytes at its place are no longer the
  ///   record that stood there (the file changed between the passes).
  package mutating func read(
    _ places: [RecordPlace], receive: (RecordBlock) throws -> Void
  ) throws {
    fatalError("not written yet")
  }
}

import Plan

/// The files of one source, and the reading of their records.
///
/// This module turns what the old systems exported into raw fields with their places, and judges nothing
/// about values. `SourcePaths` resolves the plan's paths. `ExportReader` reads a file from front to back:
/// `TextInput` unpacks and transcodes its bytes, `ByteWindow` is the buffer that slides along the text,
/// `CSVOpening` finds delimiter and header, `CSVScanner` has the grammar (`DialectScanner` that of the plan), and `BlockBuilder` what is handed
/// on. For JSON, `JSONFiles` takes their place: `JSONShape` distinguishes NDJSON from arrays and pages, `JSONReader`
/// reads them by way of `JSONRecordScanner`, `JSONScanner` has the grammar, `JSONFields` the wanted keys,
/// `JSONKeys` those that are there twice, and `ColumnPresence` what it means that a file lacks one. `RecordLookup` reads
/// single records again; `unpacked` makes that
/// possible for coded files. Both hand blocks through a `ColumnComposer` where the plan puts columns together.
///
/// CSV after RFC 4180, strict: see `CSVScanner` for what is refused. Whether UTF-8 is valid is judged by
/// those who convert it. A blank line is not a record, except in a file of one column, where it is a record with
/// one empty field: there, nothing distinguishes the two, and counting it loses nothing.
///
/// JSON after RFC 8259, strict. A column is a key at the top of the record, else a path into its objects
/// (`via.channel`). A text is decoded, a number is its digits, true and false are these words, an object or
/// array is its text as it is; null and what is missing are empty.
///
/// Offsets and lines of records are those of the text: of the bytes of a file that is plain UTF-8, else of
/// what they are unpacked and transcoded to. A byte order mark counts as three bytes of it.
package struct Export: Sendable {
  package let source: Source
  /// In the order of the plan; those of one glob in natural order (`part2` before `part10`); each file once.
  package let files: [ExportFile]

  /// Resolves the paths and globs of `source` against `directory`.
  ///
  /// In the last part of a path, `*` means any run of characters and `?` one; neither matches the
  /// dot that hides a file, and a file that bears the whole name literally goes first.
  ///
  /// - Throws: `ExportError` for a path or glob that names no file, and for what is not a regular file.
  package init(_ source: Source, relativeTo directory: String) throws(ExportError) {
    self.source = source
    files = try SourcePaths(directory: directory).files(of: source)
  }

  /// The paths of the files of a folder, but for hidden ones and its own folders, in natural order.
  ///
  /// - Throws: `ExportError` for a folder that can't be read, and for a file whose name is not UTF-8.
  package static func files(inFolder folder: String) throws(ExportError) -> [String] {
    try SourcePaths(directory: "").files(inFolder: folder)
  }

  /// The source with files that were resolved before.
  package init(_ source: Source, files: [ExportFile]) {
    self.source = source
    self.files = files
  }

  /// Reads every record of every file once, in order, through recycled buffers.
  ///
  /// - Parameters:
  ///   - columns: what is wanted; blocks carry these columns in this order.
  ///   - tap: sees every chunk of every file exactly once, in order, before its records are handed on.
  ///   - problem: receives what could not be read as a record, in order; reading goes on after it. The good
  ///     records around it may be handed on before or after.
  ///   - receive: gets the blocks.
  /// - Returns: one summary for each file, in order.
  /// - Throws: `ExportError` when a file can't be read, its header lacks a column, its JSON records lack one
  ///   that they must have, or it is not in the state any more in which it was resolved; whatever the closures
  ///   throw.
  /// - Complexity: O(bytes), in memory of two reads, or of the longest record.
  package func read(
    columns: [WantedColumn],
    tap: ReadTap = ReadTap(),
    problem: (ExportProblem) throws -> Void,
    receive: (RecordBlock) throws -> Void
  ) throws -> [ExportFileSummary] {
    try read(
      columns: columns, limits: ReadLimits(source.limits), tap: tap, problem: problem, receive: receive)
  }

  /// The same for columns of which nothing is known but their names.
  package func read(
    columns: [String], tap: ReadTap = ReadTap(),
    problem: (ExportProblem) throws -> Void, receive: (RecordBlock) throws -> Void
  ) throws -> [ExportFileSummary] {
    try read(
      columns: columns.map { WantedColumn($0, absence: .usual) }, tap: tap, problem: problem, receive: receive
    )
  }

  /// The same, with limits that tests choose.
  func read(
    columns: [WantedColumn], limits: ReadLimits,
    tap: ReadTap = ReadTap(),
    problem: (ExportProblem) throws -> Void,
    receive: (RecordBlock) throws -> Void
  ) throws -> [ExportFileSummary] {
    let summaries = try read(
      files.indices, columns: columns, limits: limits, tap: tap, problem: problem, receive: receive)
    return try complete(summaries, columns: columns) { try shape(ofFile: $0, columns: $1) }
  }

  /// Reads some of the files, the pages of one collection together, as `read` does all of them; `complete` is to be called
  /// once there is a summary of each.
  ///
  /// - Parameter indices: those of the files.
  package func read(
    _ indices: Range<Int>, columns: [WantedColumn], tap: ReadTap,
    problem: (ExportProblem) throws -> Void,
    receive: (RecordBlock) throws -> Void
  ) throws -> [ExportFileSummary] {
    try read(
      indices, columns: columns, limits: ReadLimits(source.limits), tap: tap, problem: problem,
      receive: receive)
  }

  private func read(
    _ indices: Range<Int>, columns: [WantedColumn], limits: ReadLimits, tap: ReadTap,
    problem: (ExportProblem) throws -> Void,
    receive: (RecordBlock) throws -> Void
  ) throws -> [ExportFileSummary] {
    if let composition = ColumnComposition(columns) {
      let composer = ColumnComposer(composition, files: files)
      return try read(indices, columns: composition.columns, limits: limits, tap: tap, problem: problem) {
        try composer.compose($0, receive: receive)
      }
    }
    var reader = try ExportReader(source, columns: columns, limits: limits)
    return try indices.map { index in
      try reader.read(files[index], index: index, tap: tap, problem: problem, receive: receive)
    }
  }

  /// Requires of JSON files, once all are read, that the columns are there, and says what their records lack.
  ///
  /// - Parameter shape: that of a file, with the keys that its records have, for the reading of these columns.
  /// - Throws: `ExportError` for a column that is missing; whatever `shape` throws.
  package func complete(
    _ summaries: [ExportFileSummary], columns: [WantedColumn],
    shape: (_ file: Int, _ columns: [String]) throws -> FileShape
  ) throws -> [ExportFileSummary] {
    let columns = Self.read(for: columns)
    let required = RequiredColumns(source, columns, summaries)
    let notes = try required.absences(in: files) { try shape($0, columns.map(\.name)) }
    var summaries = summaries
    for file in summaries.indices {
      summaries[file].tallies = []
      if let sentences = notes[file] { summaries[file].absences = sentences }
    }
    return summaries
  }

  /// The columns of the export that are read for wanted ones, of which some may be put together.
  package static func read(for columns: [WantedColumn]) -> [WantedColumn] {
    ColumnComposition(columns)?.columns ?? columns
  }
}

/// What sees a file's bytes on their way to the records: for digests, progress and the audit's second count.
package struct ReadTap {
  package typealias Receiver = (_ file: Int, _ chunk: UnsafeRawBufferPointer) throws -> Void

  /// Takes the bytes as they are in the file, compressed where it is.
  package var bytes: Receiver
  /// Takes the text that they hold: unpacked, in UTF-8.
  package var text: Receiver

  package init(bytes: @escaping Receiver = { _, _ in }, text: @escaping Receiver = { _, _ in }) {
    self.bytes = bytes
    self.text = text
  }
}

package struct ExportFileSummary: Sendable, Equatable, Codable {
  /// Bytes of the file on disk, compressed where it is.
  package var bytes: UInt64
  /// Records read whole, the header not counted, the ones reported as problems not counted.
  package var records: Int
  /// Records that were reported as problems.
  package var problems: Int
  /// What the file was read as.
  package var shape: FileShape
  /// What a JSON page says of its collection; nil for anything else.
  package var envelope: PageEnvelope?
  /// What all or many records of the file lack, though others have it, in sentences.
  package var absences: [String] = []
  /// JSON: how many records have each column that was read, until `Export.complete` has asked.
  var tallies: [ColumnTally] = []
}

import Exports

/// What the audit learns from the raw bytes of some files of an export on their way to the reader: digests, sizes, and the
/// second count of records. Not Sendable: it belongs to the thread that reads.
struct ExportTap {
  private let digests: FileDigests
  private var counters: [SecondCount] = []
  private var shapes: [FileShape] = []
  private let first: Int
  private let progress: ReadingProgress

  /// - Throws: `ExportError` where the system refuses the start of a file.
  init(
    _ export: Export, _ files: Range<Int>, columns: [WantedColumn], reading: Reading
  ) throws(ExportError) {
    progress = reading.progress
    first = files.lowerBound
    var shape = FileShape()
    for file in files {
      do throws(ExportError) {
        shape = try export.shape(ofFile: file, columns: columns.flatMap(\.exportColumns))
      } catch {
        // A file whose start does not tell, such as an empty page, is like the one before it; what is wrong with it is the
        // reader's to say, who may not meet what the system refused just now.
        if error.isOfSystem { throw error }
      }
      shapes.append(shape)
      counters.append(SecondCount(shape, hasHeader: export.source.header == nil))
    }
    digests = FileDigests(files: files.count, hasThread: reading.jobs > 1)
  }

  mutating func take(bytes chunk: UnsafeRawBufferPointer, ofFile file: Int) {
    digests.update(file - first, chunk)
    progress.add(chunk.count)
  }

  mutating func take(text chunk: UnsafeRawBufferPointer, ofFile file: Int) {
    counters[file - first].take(chunk)
  }

  /// Whether each line of the file is a record, whatever stands in it.
  func countsLines(ofFile file: Int) -> Bool {
    if case .lines = counters[file - first] { return true }
    return false
  }

  /// To be called when nothing more is read, whether all was or not. The digest of each file.
  func finish() -> [String] { digests.finish() }

  /// What the files say, once all are read.
  consuming func readings(_ summaries: [ExportFileSummary], digests: [String]) -> [FileReading] {
    summaries.enumerated().map { index, summary in
      FileReading(
        summary: summary, sha256: digests[index],
        counted: counters[index].records(collection: summary.shape.collection), shape: shapes[index])
    }
  }
}

extension Export {
  /// Reads every file once, with digests and the second count taken on the way.
  func readCounting(
    columns: [WantedColumn], reading: Reading, into facts: inout ExportFacts,
    problem: (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    var uncountable: String?
    let readings = try readCounting(
      files.indices, columns: columns, reading: reading, uncountable: &uncountable, problem: problem,
      receive: receive)
    try facts.note(readings, of: self, columns: columns) { try shape(ofFile: $0, columns: $1) }
    facts.uncountable = uncountable
  }

  /// The same of some files: the pages of one collection together.
  ///
  /// - Parameter uncountable: gets what is broken so that the two counts of records may differ after it, if something is.
  func readCounting(
    _ indices: Range<Int>, columns: [WantedColumn], reading: Reading, uncountable: inout String?,
    problem: (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws -> [FileReading] {
    var tap = try ExportTap(self, indices, columns: columns, reading: reading)
    let summaries: [ExportFileSummary]
    do {
      summaries = try read(
        indices, columns: columns,
        tap: ReadTap(bytes: { tap.take(bytes: $1, ofFile: $0) }, text: { tap.take(text: $1, ofFile: $0) }),
        problem: {
          uncountable =
            uncountable
            ?? (source.each == nil
              ? $0.uncountable(isLine: tap.countsLines(ofFile: $0.file)) : $0.uncountableElements)
          problem($0)
        },
        receive: receive)
    } catch {
      _ = tap.finish()
      throw error
    }
    return tap.readings(summaries, digests: tap.finish())
  }
}

extension ExportFacts {
  /// Puts down what all files of an export say.
  ///
  /// - Parameter shape: that of a file, with the keys that its records have, for the reading of some columns.
  /// - Throws: `ExportError` where JSON records lack a column that they must have.
  mutating func note(
    _ readings: [FileReading], of export: Export, columns: [WantedColumn],
    shape: (_ file: Int, _ columns: [String]) throws -> FileShape
  ) throws {
    let summaries = try export.complete(readings.map(\.summary), columns: columns, shape: shape)
    for (index, (reading, summary)) in zip(readings, summaries).enumerated() {
      self.columns.add(reading.shape)
      countedRecords.append(reading.counted)
      readRecords.append(summary.records + summary.problems)
      files.append(
        FileFacts(
          path: export.files[index].name, sha256: reading.sha256,
          bytes: Int(clamping: summary.bytes), records: summary.records,
          format: ([summary.shape.description] + summary.absences).joined(separator: "; ")))
      pages.append(summary.envelope)
    }
  }
}

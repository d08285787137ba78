import Exports

/// What the audit learns from the raw bytes of an export on their way to the reader: digests, sizes, and the
/// second count of records. Not Sendable: it belongs to the thread that reads.
struct ExportTap {
  private let digests: FileDigests
  private var counters: [SecondCount]
  /// The columns of all files, each once: first those of CSV, then the paths of JSON.
  private(set) var columns = FileColumns()
  private let progress: ReadingProgress

  init(_ export: Export, columns: [WantedColumn], reading: Reading) {
    progress = reading.progress
    digests = FileDigests(files: export.files.count, hasThread: reading.jobs > 1)
    counters = []
    var shape = FileShape()
    for file in export.files.indices {
      // A file whose start does not tell, such as an empty page, is like the one before it; what can't be read at all
      // is the reader's to say.
      shape = (try? export.shape(ofFile: file, columns: columns.flatMap(\.exportColumns))) ?? shape
      self.columns.add(shape)
      counters.append(SecondCount(shape, hasHeader: export.source.header == nil))
    }
  }

  mutating func take(bytes chunk: UnsafeRawBufferPointer, ofFile file: Int) {
    digests.update(file, chunk)
    progress.add(chunk.count)
  }

  mutating func take(text chunk: UnsafeRawBufferPointer, ofFile file: Int) {
    counters[file].take(chunk)
  }

  /// Whether each line of the file is a record, whatever stands in it.
  func countsLines(ofFile file: Int) -> Bool {
    if case .lines = counters[file] { return true }
    return false
  }

  /// To be called when nothing more is read, whether all was or not. The digest of each file.
  func finish() -> [String] { digests.finish() }

  /// Puts down the facts of the files, once all are read.
  consuming func note(
    _ files: [ExportFile], _ summaries: [ExportFileSummary], digests: [String], in facts: inout ExportFacts
  ) {
    for (file, summary) in summaries.enumerated() {
      facts.countedRecords.append(counters[file].records(collection: summary.shape.collection))
      facts.readRecords.append(summary.records + summary.problems)
      facts.files.append(
        FileFacts(
          path: files[file].name, sha256: digests[file],
          bytes: Int(clamping: summary.bytes), records: summary.records,
          format: ([summary.shape.description] + summary.absences).joined(separator: "; ")))
    }
    facts.pages = summaries.map(\.envelope)
  }
}

extension Export {
  /// Reads every file once, with digests and the second count taken on the way.
  func readCounting(
    columns: [WantedColumn], reading: Reading, into facts: inout ExportFacts,
    problem: (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    var tap = ExportTap(self, columns: columns, reading: reading)
    var uncountable: String?
    let summaries: [ExportFileSummary]
    do {
      summaries = try read(
        columns: columns,
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
    let digests = tap.finish()
    let columns = tap.columns
    tap.note(files, summaries, digests: digests, in: &facts)
    facts.uncountable = uncountable
    facts.columns = columns
  }
}

import Crypto
import Exports
import Foundation

/// What the audit learns from the raw bytes of an export on their way to the reader: digests, sizes, and the
/// second count of records. Not Sendable: it belongs to the thread that reads.
struct ExportTap {
  private var digests: [SHA256]
  private var counters: [RecordCounter]
  private let progress: ReadingProgress

  init(fileCount: Int, progress: ReadingProgress) {
    self.progress = progress
    digests = (0..<fileCount).map { _ in SHA256() }
    counters = (0..<fileCount).map { _ in RecordCounter() }
  }

  mutating func take(bytes chunk: UnsafeRawBufferPointer, ofFile file: Int) {
    digests[file].update(bufferPointer: chunk)
    progress.add(chunk.count)
  }

  mutating func take(text chunk: UnsafeRawBufferPointer, ofFile file: Int) {
    counters[file].take(chunk)
  }

  /// The facts of the files, once all are read.
  consuming func facts(name: String, files: [ExportFile], _ summaries: [ExportFileSummary]) -> ExportFacts {
    var facts = ExportFacts(name: name)
    for (file, summary) in summaries.enumerated() {
      counters[file].finish()
      facts.countedRecords.append(max(0, counters[file].count - 1))
      facts.readRecords.append(summary.records + summary.problems)
      facts.files.append(
        FileFacts(
          path: files[file].name, sha256: hexadecimal(digests[file].finalize()),
          bytes: Int(clamping: summary.bytes), records: summary.records))
    }
    facts.pages = summaries.compactMap(\.envelope)
    return facts
  }
}

extension Export {
  /// Reads every file once, with digests and the second count taken on the way.
  func readCounting(
    columns: [String], progress: ReadingProgress, problem: (ExportProblem) -> Void,
    receive: (RecordBlock) -> Void
  ) throws -> ExportFacts {
    var tap = ExportTap(fileCount: files.count, progress: progress)
    var hasBrokenQuotes = false
    let summaries = try read(
      columns: columns,
      tap: ReadTap(bytes: { tap.take(bytes: $1, ofFile: $0) }, text: { tap.take(text: $1, ofFile: $0) }),
      problem: {
        hasBrokenQuotes = hasBrokenQuotes || $0.breaksQuotes
        problem($0)
      },
      receive: receive)
    var facts = tap.facts(name: source.name, files: files, summaries)
    facts.hasBrokenQuotes = hasBrokenQuotes
    return facts
  }
}

/// A digest in lower-case hexadecimal digits.
func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
  digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

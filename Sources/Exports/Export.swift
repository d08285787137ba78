import Plan

/// The files of one source, and the reading of their records.
///
/// CSV after RFC 4180, strict: see `CSVScanner` for what is refused. UTF-8, with or without a byte order mark.
package struct Export: Sendable {
  package let source: Source
  /// The files in natural order (`part2` before `part10`), each once.
  package let files: [ExportFile]

  /// Resolves the paths and globs of `source` against `directory`.
  ///
  /// - Throws: `ExportError` for a path or glob that names no file, and for what is not a regular file.
  package init(_ source: Source, relativeTo directory: String) throws(ExportError) {
    fatalError("not written yet")
  }

  /// Reads every record of every file once, in order, through recycled buffers.
  ///
  /// - Parameters:
  ///   - columns: the header names wanted; blocks carry these columns in this order.
  ///   - tap: sees every raw chunk of every file exactly once, in order, before its records are handed on
  ///     (for digests and for the audit's second record count).
  ///   - problem: receives what could not be taken as a record, in order; reading goes on behind it where
  ///     that is possible.
  ///   - receive: takes the blocks.
  /// - Returns: one summary for each file, in order.
  /// - Throws: `ExportError` when a file can't be read, or its header lacks a column; whatever `receive` throws.
  package func read(
    columns: [String],
    tap: (_ file: Int, _ chunk: UnsafeRawBufferPointer) throws -> Void = { _, _ in },
    problem: (ExportProblem) throws -> Void,
    receive: (RecordBlock) throws -> Void
  ) throws -> [ExportFileSummary] {
    fatalError("not written yet")
  }
}

package struct ExportFile: Sendable, Equatable {
  /// The path to open.
  package let path: String
  /// The path as messages show it: as the plan names it, globs expanded.
  package let name: String
}

package struct ExportFileSummary: Sendable, Equatable {
  package var bytes: UInt64
  /// Records read whole, the header not counted, the ones reported as problems not counted.
  package var records: Int
  /// Records that were reported as problems.
  package var problems: Int
}

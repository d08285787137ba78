/// Reads a gzip-compressed tar as one stream, and proves that it was read to its end.
///
/// gzip: RFC 1952, all members, CRC-32 and length of each. tar: POSIX.1-1988 ustar, POSIX.1-2001 pax, and the
/// GNU headers for long names. Nothing is ever written to disk.
package struct ArchiveReader {
  /// A member larger than this is reported instead of read: 256 MiB.
  package static let memberLimit: UInt64 = 256 << 20

  /// - Throws: `ArchiveError` when the file can't be opened or is no regular file.
  package init(path: String) throws(ArchiveError) {
    fatalError("not written yet")
  }

  /// Reads the whole archive.
  ///
  /// - Parameters:
  ///   - tap: sees every compressed chunk of the file exactly once, in order.
  ///   - problem: receives everything that is wrong, in order.
  ///   - receive: takes every entry, in order; its contents belong to the receiver, which may give them back
  ///     by `recycle` from any thread.
  /// - Throws: `ArchiveError` when the file can't be read (a damaged archive is a problem, not an error);
  ///   whatever `receive` throws.
  package func read(
    tap: (UnsafeRawBufferPointer) throws -> Void = { _ in },
    problem: (ArchiveProblem) throws -> Void,
    receive: (Member) throws -> Void
  ) throws -> ArchiveSummary {
    fatalError("not written yet")
  }

  /// Gives the bytes of a member back for use by a later one. Any thread.
  package func recycle(_ bytes: MemberBytes) {
    fatalError("not written yet")
  }
}

package struct ArchiveSummary: Sendable, Equatable {
  /// Bytes of the file.
  package var bytes: UInt64 = 0
  /// Bytes of the tar, as far as it was read.
  package var tarBytes: UInt64 = 0
  /// Entries of any kind.
  package var members = 0
  /// Whether gzip and tar were both read to their proven ends.
  package var isComplete = false
}

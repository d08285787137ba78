/// Reads a gzip-compressed tar as one stream, and proves that it was read to its end.
///
/// gzip: RFC 1952, all members, CRC-32 and length of each. tar: POSIX.1-1988 ustar, POSIX.1-2001 pax, and the
/// GNU headers for long names. Nothing is ever written to disk.
package struct ArchiveReader: Sendable {
  private let file: InputFile
  private let pool = MemberPool()
  private let isReference: Bool
  private let limits: ArchiveLimits

  /// - Parameter isReference: whether fast paths are off, so that libz inflates everything.
  /// - Throws: `ArchiveError` when the file can't be opened or is not a regular file.
  package init(
    path: String, limits: ArchiveLimits, isReference: Bool = false
  ) throws(ArchiveError) {
    file = try InputFile.open(path)
    self.limits = limits
    self.isReference = isReference
  }

  /// Reads the whole archive.
  ///
  /// What comes after a problem that ends the reading is still inflated as far as it can be, so that the
  /// tap sees the whole file and the checksums of gzip are checked.
  ///
  /// - Parameters:
  ///   - tap: sees every compressed chunk of the file exactly once, in order.
  ///   - problem: receives everything that is wrong, in order.
  ///   - receive: takes every entry, in order; its contents belong to the receiver, which may give them back
  ///     by `recycle` from any thread.
  /// - Throws: `ArchiveError` when the file can't be read, changes while it is read, or expands beyond the limit (a
  ///   damaged archive is a problem, not an error); whatever the closures throw.
  package func read(
    tap: (UnsafeRawBufferPointer) throws -> Void = { _ in },
    problem: (ArchiveProblem) throws -> Void,
    receive: (Member) throws -> Void
  ) throws -> ArchiveSummary {
    try withoutActuallyEscaping(tap) { tap in
      let stream = try GzipStream(file: file, limits: limits, isReference: isReference, tap: tap)
      var tar = TarReader(stream: stream, pool: pool, limits: limits)
      var summary = ArchiveSummary()
      var isSound = true
      while let member = try tar.next() {
        for each in tar.takeProblems() { try problem(each) }
        summary.members += 1
        try receive(member)
      }
      let cutMember = stream.isBroken ? tar.memberName : nil
      try tar.readTrailer()
      for each in tar.takeProblems() {
        isSound = false
        try problem(each)
      }
      if var damage = stream.problem {
        damage.member = cutMember
        try problem(damage)
      }
      try file.requireUnchanged(bytesRead: stream.fileBytes)
      summary.bytes = stream.fileBytes
      summary.tarBytes = stream.contentBytes
      summary.isComplete = isSound && stream.isProven
      return summary
    }
  }

  /// Gives the bytes of a member back for use by a later one. Any thread.
  package func recycle(_ bytes: MemberBytes) {
    pool.give(bytes)
  }
}

/// What was read of an archive.
package struct ArchiveSummary: Sendable, Equatable, Codable {
  /// Bytes of the file.
  package var bytes: UInt64 = 0
  /// Bytes of the tar, as far as it was read.
  package var tarBytes: UInt64 = 0
  /// Entries of any kind.
  package var members = 0
  /// Whether gzip and tar were both read to their proven ends.
  package var isComplete = false

  package init(bytes: UInt64 = 0, tarBytes: UInt64 = 0, members: Int = 0, isComplete: Bool = false) {
    self.bytes = bytes
    self.tarBytes = tarBytes
    self.members = members
    self.isComplete = isComplete
  }
}

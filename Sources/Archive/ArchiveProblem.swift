/// Why an archive can't be read at all (missing, no permission, input error): exit 2.
package struct ArchiveError: Error, Equatable, CustomStringConvertible {
  package var file: String
  package var message: String

  package init(file: String, message: String) {
    self.file = file
    self.message = message
  }

  package var description: String { "\(file): \(message)" }
}

/// Something that the stream of an archive should not have, with its place.
package struct ArchiveProblem: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    // The gzip stream.
    case notGzip, gzipDamaged, gzipTruncated, gzipTrailingGarbage
    /// NUL bytes after the last gzip member: padding, tolerated and reported.
    case gzipTrailingZeros
    // The tar stream.
    case tarDamaged, tarTruncated, tarEndMissing, tarTrailingData
    /// A member larger than `ArchiveLimits.memberBytes`.
    case memberTooLarge
  }

  package var kind: Kind
  /// Offset in the compressed file for the gzip kinds, in the tar for the others.
  package var offset: UInt64
  /// The entry in or after which it is, where one is known.
  package var member: String?
  /// A sentence: what was found, what was expected.
  package var message: String

  package init(kind: Kind, offset: UInt64, member: String? = nil, message: String) {
    self.kind = kind
    self.offset = offset
    self.member = member
    self.message = message
  }

  /// Whether the reader could not go on after it, so that later records may be missing for this reason.
  package var endsReading: Bool {
    switch kind {
    case .notGzip, .gzipDamaged, .gzipTruncated, .tarDamaged, .tarTruncated: true
    case .gzipTrailingGarbage, .gzipTrailingZeros, .tarEndMissing, .tarTrailingData, .memberTooLarge: false
    }
  }
}

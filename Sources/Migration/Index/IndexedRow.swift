/// What the index keeps of an accepted row: 64 bytes, one line of the cache.
struct IndexedRow: Twinned {
  var commentID: Int64
  var seconds: Int64
  /// Digest and length of the body replace the body, until it is read again.
  var bodyDigest: UInt64
  var offset: UInt64
  var bodyLength: UInt32
  var length: UInt32
  var line: UInt32
  /// Number of the author's sighting, see `Identities`.
  var author: UInt32
  /// Number of the ticket's reading, see `Conversations`.
  var ticket: UInt32
  var twin: UInt32
  /// Nanoseconds take 30 bits; the highest of the rest is the public flag.
  private var nanosecondsAndFlag: UInt32
  /// See `RecordPlace`.
  let element: UInt32

  init(_ row: ChatRow, line: UInt32) {
    commentID = row.commentID
    seconds = row.commentCreatedAt.seconds
    bodyDigest = row.bodyDigest
    offset = row.place.offset
    bodyLength = row.bodyLength
    length = row.place.length
    self.line = line
    author = 0
    ticket = 0
    twin = 0
    element = row.place.element
    nanosecondsAndFlag = row.commentCreatedAt.nanoseconds | (row.isPublic ? Self.flag : 0)
  }

  private static let flag: UInt32 = 1 << 31

  var isPublic: Bool { nanosecondsAndFlag & Self.flag != 0 }
  var createdAt: Instant {
    Instant(seconds: seconds, nanoseconds: nanosecondsAndFlag & ~Self.flag)
  }
}

import Exports

/// The comments that the exports describe, one row for each accepted row of theirs: those of the chats, then the ticketing
/// tool's.
///
/// Rejected rows are only counted, in `Rejects`. Accounts and tickets are numbers of `Accounts` and `TicketReadings`.
final class CommentRows: @unchecked Sendable {  // filled by one thread, then only read
  /// As the archive must have it.
  let id = Vector<Int64>()
  let ticket = Vector<Int32>()
  /// An account; from the count of accounts on, a ticketing user of `ticketingPeople`.
  let author = Vector<Int32>()
  let isPublic = Vector<UInt8>()
  let seconds = Vector<Int64>()
  let nanoseconds = MostlyZero<Int32>()
  let bodyDigest = Vector<UInt64>()
  let bodyLength = Vector<UInt32>()
  /// What each body shows of damage.
  let bodyHealth = Vector<UInt16>()
  /// What each body has of sensitive content; without rows where no rule asks for it.
  let bodyContent = MostlyZero<UInt16>()
  let position = RowPositions()
  let extent = RecordExtents()
  /// The custom fields, by the columns of their layout.
  let fields: [FieldColumn]
  let losses = LossMarks()
  var lineage = Lineage()
  var systems = SystemRanges()

  init(_ layout: FieldLayout) { fields = layout.makeColumns() }

  var count: Int { id.count }
  func instant(_ row: Int) -> Instant { Instant(seconds: seconds[row], nanoseconds: nanoseconds[row]) }

  /// Appends rows to the columns, but for the custom fields.
  struct Appender {
    fileprivate let id: Vector<Int64>.Appender
    fileprivate let ticket: Vector<Int32>.Appender
    fileprivate let author: Vector<Int32>.Appender
    fileprivate let isPublic: Vector<UInt8>.Appender
    fileprivate let seconds: Vector<Int64>.Appender
    fileprivate let nanoseconds: MostlyZero<Int32>.Appender
    fileprivate let bodyDigest: Vector<UInt64>.Appender
    fileprivate let bodyLength: Vector<UInt32>.Appender
    fileprivate let bodyHealth: Vector<UInt16>.Appender
    fileprivate let position: RowPositions.Appender
    fileprivate let extent: RecordExtents.Appender

    /// - Parameters: as the columns of the table; `place` is that of the row.
    @inline(__always)
    func append(
      id: Int64, ticket: Int32, author: Int32, isPublic: Bool, created: Instant, body: KnownText,
      place: RecordPlace
    ) {
      self.id.append(id)
      self.ticket.append(ticket)
      self.author.append(author)
      self.isPublic.append(isPublic ? 1 : 0)
      seconds.append(created.seconds)
      nanoseconds.append(created.nanoseconds)
      bodyDigest.append(body.digest)
      bodyLength.append(body.length)
      bodyHealth.append(body.health)
      position.append(place)
      extent.append(place)
    }
  }

  var appender: Appender {
    Appender(
      id: id.appender, ticket: ticket.appender, author: author.appender, isPublic: isPublic.appender,
      seconds: seconds.appender, nanoseconds: nanoseconds.appender, bodyDigest: bodyDigest.appender,
      bodyLength: bodyLength.appender,
      bodyHealth: bodyHealth.appender, position: position.appender,
      extent: extent.appender)
  }
}

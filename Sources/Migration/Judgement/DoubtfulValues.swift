import Plan

/// Values of the chat exports that can be read, and look as if a tool had changed them: migrated unchanged, and
/// reported.
///
/// An id below 1 is often a larger one that has lost its upper bits. A time before 1990 is often a count
/// since 1970 in another unit than the plan says, or a zero.
struct DoubtfulValues {
  private var evidence = Evidence<Doubt>()
  private let exports: JudgedExports

  /// - Complexity: O(rows).
  init(_ exports: JudgedExports) {
    self.exports = exports
    for feed in exports.chat.feeds { collect(exports.chat, feed) }
  }

  private mutating func collect(_ chat: ChatIndex, _ feed: ChatFeed) {
    let map = feed.map
    for row in feed.rows {
      let entry = chat.rows[row]
      let id = map[.commentID].source(of: entry.commentID)
      if id <= 0 { add(id, map[.commentID], row: row) }
      if entry.seconds < Doubt.start { add(entry.createdAt, map[.commentCreatedAt], row: row) }
    }
    for ticket in chat.conversations.tickets[feed.tickets] {
      let reading = chat.conversations.readings[Int(ticket.kept)]
      let id = map[.ticketID].source(of: ticket.id)
      if id <= 0 { add(id, map[.ticketID], row: Int(ticket.row)) }
      if reading.createdAt.seconds < Doubt.start {
        add(reading.createdAt, map[.ticketCreatedAt], row: Int(ticket.row))
      }
      let requester = chat.identities.chatIDs[Int(reading.requester)]
      if requester.id <= 0, requester.firstSighting == nil {
        add(requester.id, map[.requesterID], row: Int(ticket.row))
      }
    }
    for person in chat.identities.chatIDs[feed.chatIDs] where person.id <= 0 {
      guard let sighting = person.firstSighting else { continue }
      add(person.id, map[.authorID], row: Int(chat.identities.sightings[Int(sighting)].row))
    }
  }

  /// First their number, then the first of them.
  var sentences: [String] {
    guard evidence.total > 0 else { return [] }
    let rest = evidence.total - evidence.cases.count
    return [
      "values of the chat export that look damaged, and are migrated unchanged: \(evidence.total)"
    ]
      + evidence.cases.map { "\(exports.chat.lineText(of: $0.row)): \($0.complaint)" }
      + (rest > 0 ? ["… and \(rest) more such values"] : [])
  }

  private mutating func add(_ id: Int64, _ reader: FieldReader, row: Int) {
    evidence.add(Doubt(value: .id(id), column: reader.column, row: row))
  }

  private mutating func add(_ instant: Instant, _ reader: FieldReader, row: Int) {
    evidence.add(Doubt(value: .time(instant), column: reader.column, row: row))
  }
}

private struct Doubt: Sendable {
  enum Value: Sendable {
    case id(Int64)
    case time(Instant)
  }
  let value: Value
  let column: ColumnPlan
  let row: Int

  /// The first instant that needs no doubt: 1990-01-01T00:00:00Z.
  static let start: Int64 = 631_152_000

  var complaint: String {
    switch value {
    case .id(let id) where id == 0 || id == -1:
      "\(column.from) is \(id); it may mean nobody, or the system itself"
    case .id(let id): "\(column.from) is \(id); a larger number may have lost its upper bits"
    case .time(let instant):
      if let unit = column.format.coarserUnit(for: instant, after: Self.start) {
        "\(column.from) is before 1990; it looks like \(unit), compare 'format' in the plan"
      } else {
        "\(column.from) is before 1990; compare it with the old system"
      }
    }
  }
}

extension TimestampFormat {
  /// The unit in which a count, read by this format, would be after `start`.
  fileprivate func coarserUnit(for instant: Instant, after start: Int64) -> String? {
    switch self {
    case .epochMilliseconds: instant.seconds >= start / 1000 ? "seconds" : nil
    case .epochMicroseconds where instant.seconds >= start / 1000: "milliseconds"
    case .epochMicroseconds: instant.seconds >= start / 1_000_000 ? "seconds" : nil
    case .rfc3339, .epochSeconds, .pattern: nil
    }
  }
}

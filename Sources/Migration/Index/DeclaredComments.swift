import Exports
import Plan

/// How many comments the tickets of one export have by the old system's own count, and the comments of it of which no row is
/// used. Ids are those of the archive.
struct DeclaredComments: Sendable {
  /// What one row says of its ticket; -1 where it says nothing.
  static let nothing: Int64 = -1
  /// What it says where that is not a number of comments.
  static let unreadable: Int64 = -2

  /// A comment of which a row is rejected.
  struct Rejected: Sendable {
    let ticketID: Int64
    /// Nil where it can't be read.
    let commentID: Int64?
  }

  private(set) var counts: [Int64: Int64] = [:]
  private(set) var unreadableCount = 0
  private(set) var rejected: [Rejected] = []

  /// Takes what a row says of a ticket.
  mutating func note(_ count: Int64, ofTicket id: Int64, policy: ConflictPolicy) {
    if count == Self.unreadable { unreadableCount += 1 }
    if count >= 0, policy == .last || counts[id] == nil { counts[id] = count }
  }

  mutating func reject(_ comment: Rejected) { rejected.append(comment) }
}

/// Reads the column of `comment-count`.
struct CommentCountReader: Sendable {
  let plan: CommentCount
  private let reader: FieldReader

  init(_ plan: CommentCount, digest: Digest) {
    self.plan = plan
    reader = FieldReader(plan.column, digest: digest)
  }

  var wanted: WantedColumn { WantedColumn(plan.column, isCustom: true) }

  /// What a row says: a number, `nothing` or `unreadable`.
  func count(_ raw: Bytes) -> Int64 {
    guard raw.isValidUTF8, let value = reader.value(raw) else { return DeclaredComments.unreadable }
    if case .null = value { return DeclaredComments.nothing }
    guard let number = value.number, number >= 0 else { return DeclaredComments.unreadable }
    let (sum, isBeyond) = number.addingReportingOverflow(plan.plus)
    return isBeyond ? DeclaredComments.unreadable : sum
  }
}

/// The tickets that have fewer comments in the exports than the old system's own count of them.
struct ShortTickets {
  private(set) var tickets = 0
  private(set) var lacking: Int64 = 0
  private(set) var unreadable = 0
  /// The columns of the counts.
  let words: String

  /// - Complexity: O(rows), where the plan names such a column.
  init(_ exports: JudgedExports) {
    words = exports.plan.commentCounts.map(\.words).joined(separator: ", ")
    if exports.plan.commentCounts.isEmpty { return }
    for (number, feed) in exports.chat.feeds.enumerated() where exports.plan.chats[number].commentCount != nil
    {
      var (read, used): ([Int64: Int64], Set<Int64>) = ([:], [])
      for row in feed.rows where exports.chat.rows.kept(for: row, by: exports.keptComments) == row {
        let entry = exports.chat.rows[row]
        let reading = exports.chat.conversations.readings[Int(entry.ticket)]
        read[exports.chat.conversations.tickets[Int(reading.ticket)].id, default: 0] += 1
        used.insert(entry.commentID)
      }
      // What only rejected rows name is no ticket.
      let known = { exports.chat.conversations.find($0, of: number) != nil }
      add(feed.declared, [feed.declared], &read, used, isTicket: known)
    }
    guard let tickets = exports.records[.tickets]?.index else { return }
    var (read, used): ([Int64: Int64], Set<Int64>) = ([:], [])
    let comments = exports.records[.comments]
    for row in comments?.judgement.kept ?? [] {
      guard let entry = comments?.index.rows[Int(row)] else { continue }
      read[entry.ticketID, default: 0] += 1
      used.insert(entry.id)
    }
    for feed in tickets.feeds {
      add(
        feed.declared, comments?.index.feeds.map(\.declared) ?? [], &read, used,
        isTicket: { tickets.find($0) != nil })
    }
  }

  private mutating func add(
    _ declared: DeclaredComments, _ comments: [DeclaredComments], _ read: inout [Int64: Int64],
    _ used: Set<Int64>, isTicket: (Int64) -> Bool
  ) {
    unreadable += declared.unreadableCount
    if declared.counts.isEmpty { return }
    var seen = used
    for comment in comments.flatMap(\.rejected)
    where comment.commentID.map({ seen.insert($0).inserted }) ?? true {
      read[comment.ticketID, default: 0] += 1
    }
    for (id, count) in declared.counts where isTicket(id) && read[id, default: 0] < count {
      tickets += 1
      lacking += count - read[id, default: 0]
    }
  }
}

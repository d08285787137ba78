import Exports
import Plan

/// Rows of an export that are not used, by reason: all counted, the first of each with their places.
struct Rejects: Sendable {
  struct Reason: Hashable, Comparable, Sendable {
    /// The order of judgement.
    var order: Int
    /// `null COMMENT_PART_ID`, `ragged row`, `invalid UTF-8`, …
    var words: String
    /// Whether the plan lets such rows be dropped; others are refused, which fails the audit.
    var isDropped: Bool
    /// Whether it is the source's `where`.
    var isUnwanted = false

    static func < (left: Reason, right: Reason) -> Bool {
      (left.order, left.words) < (right.order, right.words)
    }
  }

  struct Example: Sendable {
    var file: Int
    var position: RowPosition
    var message: String
  }

  private(set) var counts: [Reason: Int] = [:]
  private(set) var examples: [Reason: [Example]] = [:]
  /// Ids that such rows name, where they can be read; each may be in accepted rows as well.
  private(set) var ticketIDs: Set<Int64> = []
  private(set) var accountIDs: Set<Int64> = []
  /// What such rows say of comments; filled where tickets declare how many they have.
  let comments = RejectedComments()

  var total: Int { counts.values.reduce(0, +) }
  var reasons: [Reason] { counts.keys.sorted() }

  mutating func note(_ reason: Reason, _ place: RecordPlace, message: @autoclosure () -> String) {
    note(reason, file: Int(place.file), RowPosition(place), message: message())
  }

  private mutating func note(
    _ reason: Reason, file: Int, _ position: RowPosition, message: @autoclosure () -> String
  ) {
    counts[reason, default: 0] += 1
    if examples[reason, default: []].count < Finding.evidenceLimit {
      examples[reason, default: []].append(Example(file: file, position: position, message: message()))
    }
  }

  /// Counts what the reader rejected.
  mutating func note(_ problem: ExportProblem) {
    note(
      .malformed(problem), file: problem.file,
      RowPosition(line: Int(clamping: problem.line), record: Int(problem.record)),
      message: problem.message)
  }

  mutating func noteIDs(ticket: Int64?, author: Int64?, requester: Int64?) {
    if let ticket { ticketIDs.insert(ticket) }
    if let author { accountIDs.insert(author) }
    if let requester { accountIDs.insert(requester) }
  }
}

extension Rejects.Reason {
  static func malformed(_ problem: ExportProblem) -> Self {
    Self(order: 0, words: problem.kind.rawValue, isDropped: false)
  }
  /// Rows that the source's `where` does not mean.
  static func unwanted(_ filter: Comparison) -> Self {
    Self(order: 0, words: "not where \(filter)", isDropped: true, isUnwanted: true)
  }
  static let invalidUTF8 = Self(order: 1, words: "invalid UTF-8", isDropped: false)
  static func null(_ column: ColumnPlan, order: Int) -> Self {
    Self(order: 1000 + order, words: "null \(column.from)", isDropped: column.whenNull == .drop)
  }
  static func unreadable(_ column: ColumnPlan, order: Int) -> Self {
    Self(order: 1_000_000 + order, words: "unreadable \(column.from)", isDropped: false)
  }
  static func emptyBody(_ column: ColumnPlan) -> Self {
    Self(order: 2_000_000, words: "empty \(column.from)", isDropped: true)
  }
  static let unknownTicket = Self(order: 3_000_000, words: "unknown ticket", isDropped: false)
  static let badAlias = Self(order: 3_500_000, words: "no alias", isDropped: false)
  static let badErasure = Self(order: 3_600_000, words: "names nobody", isDropped: false)
  static let unusable = Self(order: 4_000_000, words: "unusable", isDropped: false)
}

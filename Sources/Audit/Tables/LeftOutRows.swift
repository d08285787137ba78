import Exports

/// Rows of an export that are no records: counted by reason, the first of each with their places.
struct LeftOutRows: Sendable {
  struct Reason: Hashable, Comparable, Sendable {
    /// The order of judgement.
    var order: Int
    /// `null COMMENT_PART_ID`, `torn row`, `invalid UTF-8`, …
    var words: String
    /// Whether the plan lets such rows be dropped; others are refused, which fails the audit.
    var isDropped: Bool

    static func < (left: Reason, right: Reason) -> Bool {
      (left.order, left.words) < (right.order, right.words)
    }
  }

  struct Example: Sendable {
    var file: Int
    var line: Int
    var message: String
  }

  private(set) var counts: [Reason: Int] = [:]
  private(set) var examples: [Reason: [Example]] = [:]
  /// Ids that such rows name, where they can be read; each may stand in usable rows as well.
  private(set) var ticketIDs: Set<Int64> = []
  private(set) var accountIDs: Set<Int64> = []

  var total: Int { counts.values.reduce(0, +) }
  var reasons: [Reason] { counts.keys.sorted() }

  mutating func note(_ reason: Reason, file: Int, line: Int, message: @autoclosure () -> String) {
    counts[reason, default: 0] += 1
    if examples[reason, default: []].count < Finding.evidenceLimit {
      examples[reason, default: []].append(Example(file: file, line: line, message: message()))
    }
  }

  /// Counts what the reader could not take as a record.
  mutating func note(_ problem: ExportProblem) {
    note(.torn(problem), file: problem.file, line: Int(clamping: problem.line), message: problem.message)
  }

  mutating func noteIDs(ticket: Int64?, author: Int64?, requester: Int64?) {
    if let ticket { ticketIDs.insert(ticket) }
    if let author { accountIDs.insert(author) }
    if let requester { accountIDs.insert(requester) }
  }
}

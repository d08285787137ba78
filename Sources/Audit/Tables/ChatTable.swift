import Exports

/// The usable rows of the chat export, as columns.
///
/// Rows that are left out (torn, null, unreadable, …) are only counted, in `leftOut`. Conversations and chat ids
/// are numbered densely, and what a conversation says of itself is kept once: its rows are compared with it as
/// they come, and only the rows that contradict it are remembered.
final class ChatTable: @unchecked Sendable {  // filled by one thread, then only read
  let commentID = Vector<Int64>()
  /// The conversation, as a row of the tickets below.
  let ticket = Vector<Int32>()
  let author = Vector<Int32>()
  let isPublic = Vector<UInt8>()
  let seconds = Vector<Int64>()
  let nanoseconds = Vector<Int32>()
  let bodyDigest = Vector<UInt64>()
  let bodyLength = Vector<UInt32>()
  let line = Vector<UInt32>()
  var fileStarts = FileStarts()

  /// The conversations, each as its first usable row tells it.
  var tickets = KeyMap(minimumCapacity: 1 << 17)
  let ticketFirstRow = Vector<Int32>()
  let ticketLastRow = Vector<Int32>()
  let ticketRequester = Vector<Int32>()
  let ticketSeconds = Vector<Int64>()
  let ticketNanoseconds = Vector<Int32>()
  /// Rows that tell their conversation otherwise than its first row does.
  let otherTickets = Vector<OtherTicket>()

  struct OtherTicket: BitwiseCopyable {
    var row: Int32
    var requester: Int32
    var instant: Instant
  }

  let accounts: Accounts
  var leftOut = LeftOutRows()
  private var lastTicketID: Int64 = 0
  private var lastTicket: Int32 = -1

  init(keepsLast: Bool) {
    accounts = Accounts(keepsLast: keepsLast)
  }

  var count: Int { commentID.count }

  func instant(_ row: Int) -> Instant { Instant(seconds: seconds[row], nanoseconds: nanoseconds[row]) }
  func ticketInstant(_ ticket: Int) -> Instant {
    Instant(seconds: ticketSeconds[ticket], nanoseconds: ticketNanoseconds[ticket])
  }

  /// The conversation `id` of row `row`, which tells it so. A row that contradicts the first one is remembered.
  func noteTicket(_ id: Int64, row: Int32, requester: Int32, createdAt: Instant) -> Int32 {
    if id != lastTicketID || lastTicket < 0 {
      let (number, isNew) = tickets.number(id)
      (lastTicketID, lastTicket) = (id, number)
      if isNew {
        ticketFirstRow.append(row)
        ticketLastRow.append(row)
        ticketRequester.append(requester)
        ticketSeconds.append(createdAt.seconds)
        ticketNanoseconds.append(createdAt.nanoseconds)
        return number
      }
    }
    let index = Int(lastTicket)
    ticketLastRow[index] = row
    if ticketRequester[index] != requester || ticketInstant(index) != createdAt {
      otherTickets.append(OtherTicket(row: row, requester: requester, instant: createdAt))
    }
    return lastTicket
  }
}

/// Rows of the chat export that are no records: counted by reason, the first of each with their places.
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

/// The usable rows of the exports as columns: those of the chat, and behind them the comments of the ticketing tool.
///
/// Rows that are left out (torn, null, unreadable, …) are only counted, in `leftOut`. Conversations and chat ids
/// are numbered densely, and what a conversation says of itself is kept once: its rows are compared with it as
/// they come, and only the rows that contradict it are remembered. The tickets of the ticketing tool are numbered
/// behind the conversations, and are told by records of their own.
final class ChatTable: @unchecked Sendable {  // filled by one thread, then only read
  let commentID = Vector<Int64>()
  /// The conversation, as a row of the tickets below.
  let ticket = Vector<Int32>()
  /// An account of `accounts`, or behind them a ticketing user of `ticketingPeople`.
  let author = Vector<Int32>()
  let isPublic = Vector<UInt8>()
  let seconds = Vector<Int64>()
  let nanoseconds = MostlyZero<Int32>()
  let bodyDigest = Vector<UInt64>()
  let bodyLength = Vector<UInt32>()
  let line = Vector<UInt32>()
  /// The further fields, by the columns of their layout.
  let fields: [FieldColumn]
  /// The files of the rows; those of the ticketing comments count on behind the chat's, from `commentFile` on.
  var fileStarts = FileStarts()

  /// The tickets, each as its first usable row (or record) tells it.
  let ticketID = Vector<Int64>()
  /// A row of this table, or for the ticketing tool's tickets a row of `ticketRecords`.
  let ticketFirstRow = Vector<Int32>()
  let ticketLastRow = Vector<Int32>()
  let ticketRequester = Vector<Int32>()
  let ticketSeconds = Vector<Int64>()
  let ticketNanoseconds = Vector<Int32>()
  let ticketFields: [FieldColumn]
  /// Rows that tell their ticket otherwise than its first row does.
  let otherTickets = Vector<OtherTicket>()
  /// The further fields of `otherTickets`.
  let otherTicketFields: [FieldColumn]

  struct OtherTicket: BitwiseCopyable {
    var ticket: Int32
    var row: Int32
    var requester: Int32
    var instant: Instant
  }

  /// The ticketing tool's records of tickets.
  let ticketRecords = TicketRecords()
  /// The ticketing tool's ids of authors and requesters.
  var ticketingPeople = KeyMap()

  let accounts: Accounts
  var leftOut = LeftOutRows()
  /// Rows, tickets and files of the chat: what is numbered from there on is the ticketing tool's.
  private(set) var chatRows = Int.max
  private(set) var chatTickets = Int.max
  private(set) var commentFile = 0

  private var conversations = KeyMap(minimumCapacity: 1 << 17)
  private var ticketingTickets = KeyMap()
  private var lastTicketID: Int64 = 0
  private var lastTicket: Int32 = -1

  init(keepsLast: Bool, _ layouts: FieldLayouts) {
    accounts = Accounts(keepsLast: keepsLast, fields: layouts.users)
    fields = layouts.comments.makeColumns()
    ticketFields = layouts.tickets.makeColumns()
    otherTicketFields = layouts.tickets.makeColumns()
  }

  /// Appends rows to the columns, but for the further fields.
  struct RowAppender {
    fileprivate let commentID: Vector<Int64>.Appender
    fileprivate let ticket: Vector<Int32>.Appender
    fileprivate let author: Vector<Int32>.Appender
    fileprivate let isPublic: Vector<UInt8>.Appender
    fileprivate let seconds: Vector<Int64>.Appender
    fileprivate let nanoseconds: MostlyZero<Int32>.Appender
    fileprivate let bodyDigest: Vector<UInt64>.Appender
    fileprivate let bodyLength: Vector<UInt32>.Appender
    fileprivate let line: Vector<UInt32>.Appender

    /// - Parameters: as the columns of the table; `line` is the line on which the record starts.
    @inline(__always)
    func append(
      commentID: Int64, ticket: Int32, author: Int32, isPublic: Bool, created: Instant, body: Bytes,
      line: UInt64
    ) {
      self.commentID.append(commentID)
      self.ticket.append(ticket)
      self.author.append(author)
      self.isPublic.append(isPublic ? 1 : 0)
      seconds.append(created.seconds)
      nanoseconds.append(created.nanoseconds)
      bodyDigest.append(textDigest(body))
      bodyLength.append(UInt32(truncatingIfNeeded: body.count))
      self.line.append(UInt32(clamping: line))
    }
  }

  var rowAppender: RowAppender {
    RowAppender(
      commentID: commentID.appender, ticket: ticket.appender, author: author.appender,
      isPublic: isPublic.appender, seconds: seconds.appender, nanoseconds: nanoseconds.appender,
      bodyDigest: bodyDigest.appender, bodyLength: bodyLength.appender, line: line.appender)
  }

  var count: Int { commentID.count }
  /// The rows of the chat export.
  var chatCount: Int { min(count, chatRows) }

  func instant(_ row: Int) -> Instant { Instant(seconds: seconds[row], nanoseconds: nanoseconds[row]) }
  func ticketInstant(_ ticket: Int) -> Instant {
    Instant(seconds: ticketSeconds[ticket], nanoseconds: ticketNanoseconds[ticket])
  }

  func system(ofRow row: Int) -> System { row < chatRows ? .chat : .ticketing }
  func system(ofTicket ticket: Int) -> System { ticket < chatTickets ? .chat : .ticketing }

  /// To be called once, when the chat's rows are in.
  func beginTicketing(chatFiles: Int) {
    (chatRows, chatTickets, commentFile) = (count, ticketID.count, chatFiles)
  }

  /// The ticket of a system that has `id`.
  func findTicket(_ id: Int64, _ system: System) -> Int32? {
    switch system {
    case .chat: conversations.find(id)
    case .ticketing: ticketingTickets.find(id).map { Int32(truncatingIfNeeded: chatTickets) + $0 }
    }
  }

  /// The ticketing user `id`, in the numbers of accounts.
  func ticketingPerson(_ id: Int64) -> Int32 {
    Int32(truncatingIfNeeded: accounts.count) + ticketingPeople.number(id).number
  }

  /// The conversation `id` of row `row`, which tells it so. A row that contradicts the first one is remembered.
  func noteTicket(
    _ id: Int64, row: Int32, requester: Int32, createdAt: Instant, fields: [FieldValue]
  ) -> Int32 {
    if id != lastTicketID || lastTicket < 0 {
      let (number, isNew) = conversations.number(id)
      (lastTicketID, lastTicket) = (id, number)
      if isNew {
        appendTicket(id, row: row, requester: requester, createdAt: createdAt, fields: fields)
        return number
      }
    }
    compareTicket(lastTicket, row: row, requester: requester, createdAt: createdAt, fields: fields)
    return lastTicket
  }

  /// The same for a record of the ticketing tool's tickets, of which `row` is the row in `ticketRecords`.
  func noteTicketRecord(
    _ id: Int64, row: Int32, requester: Int32, createdAt: Instant, fields: [FieldValue]
  ) -> Int32 {
    let (number, isNew) = ticketingTickets.number(id)
    let ticket = Int32(truncatingIfNeeded: chatTickets) + number
    if isNew {
      appendTicket(id, row: row, requester: requester, createdAt: createdAt, fields: fields)
    } else {
      compareTicket(ticket, row: row, requester: requester, createdAt: createdAt, fields: fields)
    }
    return ticket
  }

  private func appendTicket(
    _ id: Int64, row: Int32, requester: Int32, createdAt: Instant, fields: [FieldValue]
  ) {
    ticketID.append(id)
    ticketFirstRow.append(row)
    ticketLastRow.append(row)
    ticketRequester.append(requester)
    ticketSeconds.append(createdAt.seconds)
    ticketNanoseconds.append(createdAt.nanoseconds)
    for (column, value) in zip(ticketFields, fields) { column.append(value) }
  }

  @inline(__always)
  private func compareTicket(
    _ ticket: Int32, row: Int32, requester: Int32, createdAt: Instant, fields: [FieldValue]
  ) {
    let index = Int(ticket)
    ticketLastRow[index] = row
    if ticketRequester[index] == requester, ticketInstant(index) == createdAt,
      ticketFields.isEmpty || zip(ticketFields, fields).allSatisfy({ $0[index] == $1 })
    {
      return
    }
    otherTickets.append(OtherTicket(ticket: ticket, row: row, requester: requester, instant: createdAt))
    for (column, value) in zip(otherTicketFields, fields) { column.append(value) }
  }
}

/// The ticketing tool's records of tickets, one row for each.
final class TicketRecords: @unchecked Sendable {  // as ChatTable
  /// As a row of the tickets of `ChatTable`.
  let ticket = Vector<Int32>()
  let line = Vector<UInt32>()
  var fileStarts = FileStarts()
  var leftOut = LeftOutRows()
  /// Of the comments that name them.
  var leftOutComments = LeftOutRows()

  var count: Int { ticket.count }
}

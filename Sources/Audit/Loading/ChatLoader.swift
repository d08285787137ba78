import Exports
import Plan

/// Reads the chat export into its table: converts every field, and leaves out the rows that are no records.
///
/// The order of judgement over a row is that of `Sources/README.md`.
struct ChatLoader {
  let table: ChatTable
  private let columns: ChatColumns
  private let commentForm: Instant.Form
  private let ticketForm: Instant.Form
  private let showsValues: Bool

  /// The columns, in the order in which blocks carry them.
  private enum Field: Int, CaseIterable {
    case commentID, ticketID, authorID, requesterID, isPublic, commentCreatedAt, ticketCreatedAt, body, name,
      email
  }

  init(_ plan: Plan, showsValues: Bool) {
    table = ChatTable(keepsLast: plan.conflicts == .last)
    columns = plan.columns
    commentForm = Instant.Form(
      allowsSpace: true, zoneMinutes: plan.columns.commentCreatedAt.timeZone?.fixedMinutes)
    ticketForm = Instant.Form(
      allowsSpace: true, zoneMinutes: plan.columns.ticketCreatedAt.timeZone?.fixedMinutes)
    self.showsValues = showsValues
  }

  /// Reads every file of `export` once.
  func load(_ export: Export, _ progress: ReadingProgress) throws -> ExportFacts {
    try export.readCounting(
      columns: Field.allCases.map { plan($0).from }, progress: progress,
      problem: { table.leftOut.note($0) },
      receive: { take($0) })
  }

  private func take(_ block: RecordBlock) {
    guard let first = block.places.first else { return }
    table.fileStarts.begin(file: Int(first.file), row: table.count)
    for record in 0..<block.count where !takeUsable(block, record) { leaveOut(block, record) }
  }

  /// Appends the record if it is whole and readable. Returns whether it was.
  private func takeUsable(_ block: RecordBlock, _ record: Int) -> Bool {
    let body = block[record, Field.body.rawValue]
    let name = block[record, Field.name.rawValue]
    let email = block[record, Field.email.rawValue]
    guard let commentID = integer(block[record, Field.commentID.rawValue]),
      let ticketID = integer(block[record, Field.ticketID.rawValue]),
      let authorID = integer(block[record, Field.authorID.rawValue]),
      let requesterID = integer(block[record, Field.requesterID.rawValue]),
      let isPublic = flag(block[record, Field.isPublic.rawValue]),
      let created = Instant(block[record, Field.commentCreatedAt.rawValue], form: commentForm),
      let ticketCreated = Instant(block[record, Field.ticketCreatedAt.rawValue], form: ticketForm),
      isUTF8(body), isUTF8(name), isUTF8(email),
      !(body.isEmpty && columns.body.whenNull == .drop)
    else { return false }

    let row = Int32(truncatingIfNeeded: table.count)
    let requester = table.accounts.number(requesterID)
    let author = table.accounts.number(authorID)
    table.accounts.noteAuthor(author, row: row, name: name, email: email)
    table.ticket.append(
      table.noteTicket(ticketID, row: row, requester: requester, createdAt: ticketCreated))
    table.commentID.append(commentID)
    table.author.append(author)
    table.isPublic.append(isPublic ? 1 : 0)
    table.seconds.append(created.seconds)
    table.nanoseconds.append(created.nanoseconds)
    table.bodyDigest.append(textDigest(body))
    table.bodyLength.append(UInt32(truncatingIfNeeded: body.count))
    table.line.append(UInt32(clamping: block.places[record].line))
    return true
  }

  /// Counts a record that is none under the first reason that applies.
  private func leaveOut(_ block: RecordBlock, _ record: Int) {
    let (reason, message) = reasonToLeaveOut(block, record)
    let place = block.places[record]
    table.leftOut.note(reason, file: Int(place.file), line: Int(clamping: place.line), message: message)
    table.leftOut.noteIDs(
      ticket: integer(block[record, Field.ticketID.rawValue]),
      author: integer(block[record, Field.authorID.rawValue]),
      requester: integer(block[record, Field.requesterID.rawValue]))
  }

  private func reasonToLeaveOut(
    _ block: RecordBlock, _ record: Int
  ) -> (LeftOutRows.Reason, String) {
    for field in Field.allCases where !isUTF8(block[record, field.rawValue]) {
      return (.invalidUTF8, "\(plan(field).from) is not UTF-8")
    }
    let required = Field.allCases.prefix(while: { $0 != .body })
    for field in required where block[record, field.rawValue].isEmpty {
      let column = plan(field)
      return (.null(column, order: field.rawValue), "\(column.from) is null")
    }
    for field in required where !isReadable(block[record, field.rawValue], field) {
      let found = shownScalar(block[record, field.rawValue], showsValues: showsValues)
      return (
        .unreadable(plan(field), order: field.rawValue),
        "\(plan(field).from) is \(found), which is no \(kind(of: field))"
      )
    }
    return (.emptyBody(columns.body), "\(columns.body.from) is empty")
  }

  private func isReadable(_ text: Bytes, _ field: Field) -> Bool {
    switch field {
    case .commentID, .ticketID, .authorID, .requesterID: integer(text) != nil
    case .isPublic: flag(text) != nil
    case .commentCreatedAt: Instant(text, form: commentForm) != nil
    case .ticketCreatedAt: Instant(text, form: ticketForm) != nil
    case .body, .name, .email: true
    }
  }

  private func kind(of field: Field) -> String {
    switch field {
    case .commentID, .ticketID, .authorID, .requesterID: "64-bit integer"
    case .isPublic: "true or false"
    case .commentCreatedAt, .ticketCreatedAt: "RFC 3339 time with a zone"
    case .body, .name, .email: "text"
    }
  }

  private func plan(_ field: Field) -> ColumnPlan {
    switch field {
    case .commentID: columns.commentID
    case .ticketID: columns.ticketID
    case .authorID: columns.authorID
    case .requesterID: columns.requesterID
    case .isPublic: columns.isPublic
    case .commentCreatedAt: columns.commentCreatedAt
    case .ticketCreatedAt: columns.ticketCreatedAt
    case .body: columns.body
    case .name: columns.name
    case .email: columns.email
    }
  }
}

extension ExportProblem {
  /// Whether the problem is, or may hide, one of quotes, which also decide where the records behind it end. Of a
  /// record's faults only the first is told, so that a broken quote can stand behind a NUL byte.
  var breaksQuotes: Bool {
    switch kind {
    case .unclosedQuote, .textAfterQuote, .bareQuote, .tooLong, .nul: true
    case .raggedRow: false
    }
  }
}

extension LeftOutRows.Reason {
  static func torn(_ problem: ExportProblem) -> Self {
    Self(order: 0, words: problem.kind.rawValue, isDropped: false)
  }
  static let invalidUTF8 = Self(order: 100, words: "invalid UTF-8", isDropped: false)
  static func null(_ column: ColumnPlan, order: Int) -> Self {
    Self(order: 200 + order, words: "null \(column.from)", isDropped: column.whenNull == .drop)
  }
  static func unreadable(_ column: ColumnPlan, order: Int) -> Self {
    Self(order: 300 + order, words: "unreadable \(column.from)", isDropped: false)
  }
  static func emptyBody(_ column: ColumnPlan) -> Self {
    Self(order: 400, words: "empty \(column.from)", isDropped: true)
  }
}

/// A value where a number, flag or time belongs, as a message may show it: text that could be a name is masked.
func shownScalar(_ text: Bytes, showsValues: Bool) -> String {
  let isPlain = text.allSatisfy { $0 >= 0x20 && $0 < 0x3B || $0 == 0x54 || $0 == 0x5A || $0 | 0x20 == 0x65 }
  return showsValues || isPlain && text.count <= 40
    ? "'\(String(decoding: text, as: UTF8.self))'" : "a text of \(text.count) bytes (masked)"
}

import Exports
import Plan

/// Reads the chat export into its table: converts every field, and leaves out the rows that are no records.
///
/// `@unchecked Sendable`: one thread loads; the values of a row are kept between rows to save allocations.
final class ChatLoader: @unchecked Sendable {
  let table: ChatTable
  private let fields: RecordFields
  /// Whether the agreed fields are read as they stand, and so not by the readers of `fields`: decided once, because
  /// a reader is too large a value to be passed about for every field.
  private let isPlain: Bool
  private let hasFurther: Bool
  /// Whether the tables have further fields, of the chat or of the ticketing tool's own records.
  private let keepsFields: Bool
  private let commentForm: Instant.Form?
  private let ticketForm: Instant.Form?
  private let hasUsualFlags: Bool
  private let hasDroppedBodies: Bool
  private let isShowingValues: Bool

  /// Which of `fields` are further fields, by kind of record, and their columns.
  private let further: [(fields: Range<Int>, columns: [Int])]
  /// The further values of the row that is being read: those of comment, ticket and user.
  private var commentValues: [FieldValue]
  private var ticketValues: [FieldValue]
  private var userValues: [FieldValue]

  /// The agreed fields, in the order of judgement.
  private enum Field: Int, CaseIterable {
    case commentID, ticketID, authorID, requesterID, isPublic, commentCreatedAt, ticketCreatedAt, body, name,
      email

    func plan(_ columns: ChatColumns) -> ColumnPlan {
      switch self {
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

  init(_ plan: Plan, _ layouts: FieldLayouts, showsValues: Bool) {
    let columns = plan.columns
    table = ChatTable(keepsLast: plan.conflicts == .last, layouts)
    fields = RecordFields(
      Field.allCases.map { $0.plan(columns) } + columns.commentFields + columns.ticketFields
        + columns.userFields, body: Field.body.rawValue)
    isPlain = fields.arePlain(Field.allCases.count)
    hasFurther = fields.readers.count > Field.allCases.count
    commentForm = fields.readers[Field.commentCreatedAt.rawValue].instants?.plainForm
    ticketForm = fields.readers[Field.ticketCreatedAt.rawValue].instants?.plainForm
    hasUsualFlags = columns.isPublic.words == nil
    hasDroppedBodies = columns.body.whenNull == .drop
    isShowingValues = showsValues
    var next = Field.allCases.count
    further = [layouts.comments, layouts.tickets, layouts.users].map { layout in
      let columns = layout.columnsOfFields[System.chat.rawValue]
      defer { next += columns.count }
      return (next..<next + columns.count, columns)
    }
    keepsFields = ![layouts.comments, layouts.tickets, layouts.users].allSatisfy(\.columns.isEmpty)
    commentValues = layouts.comments.columns.map { _ in .null }
    ticketValues = layouts.tickets.columns.map { _ in .null }
    userValues = layouts.users.columns.map { _ in .null }
  }

  /// Reads every file of `export` once.
  func load(_ export: Export, _ reading: Reading) throws -> ExportFacts {
    try export.readCounting(
      columns: fields.columns, reading: reading,
      problem: { table.leftOut.note($0) },
      receive: { take($0) })
  }

  private func take(_ block: RecordBlock) {
    guard let first = block.places.first else { return }
    table.fileStarts.begin(file: Int(first.file), row: table.count)
    let rows = table.rowAppender
    for record in 0..<block.count where !takeUsable(block, record, rows) { leaveOut(block, record) }
  }

  /// Appends the record if it is whole and readable. Returns whether it was.
  private func takeUsable(_ block: RecordBlock, _ record: Int, _ rows: ChatTable.RowAppender) -> Bool {
    guard let commentID = text(block, record, .commentID).flatMap({ integer($0) }),
      let ticketID = text(block, record, .ticketID).flatMap({ integer($0) }),
      let authorID = text(block, record, .authorID).flatMap({ integer($0) }),
      let requesterID = text(block, record, .requesterID).flatMap({ integer($0) }),
      let isPublic = text(block, record, .isPublic).flatMap({ boolean($0) }),
      let created = text(block, record, .commentCreatedAt)
        .flatMap({ instant($0, .commentCreatedAt, commentForm) }),
      let ticketCreated = text(block, record, .ticketCreatedAt)
        .flatMap({ instant($0, .ticketCreatedAt, ticketForm) }),
      let body = text(block, record, .body), let name = text(block, record, .name),
      let email = text(block, record, .email), isUTF8(body), isUTF8(name), isUTF8(email),
      !(body.isEmpty && hasDroppedBodies), !hasFurther || readFurther(block, record)
    else { return false }

    let row = Int32(truncatingIfNeeded: table.count)
    let requester = table.accounts.number(requesterID)
    let author = table.accounts.number(authorID)
    // Without further fields, the row is spared the counting of references to them.
    table.accounts.noteAuthor(
      author, row: row, name: name, email: email, fields: keepsFields ? userValues : [])
    let ticket = table.noteTicket(
      ticketID, row: row, requester: requester, createdAt: ticketCreated,
      fields: keepsFields ? ticketValues : [])
    rows.append(
      commentID: commentID, ticket: ticket, author: author, isPublic: isPublic, created: created, body: body,
      line: block.places[record].line)
    if keepsFields {
      for (column, value) in zip(table.fields, commentValues) { column.append(value) }
    }
    return true
  }

  /// The bytes of an agreed field, behind its way where it has one.
  @inline(__always)
  private func text(_ block: RecordBlock, _ record: Int, _ field: Field) -> Bytes? {
    isPlain ? block[record, field.rawValue] : fields.resolved(block, record, field.rawValue)
  }

  @inline(__always)
  private func instant(_ text: Bytes, _ field: Field, _ form: Instant.Form?) -> Instant? {
    if let form { return Instant(text, form: form) }
    return fields.readers[field.rawValue].instant(text)
  }

  @inline(__always)
  private func boolean(_ text: Bytes) -> Bool? {
    hasUsualFlags ? flag(text) : fields.readers[Field.isPublic.rawValue].boolean(text)
  }

  private func readFurther(_ block: RecordBlock, _ record: Int) -> Bool {
    fields.read(block, record, further[0].fields, into: &commentValues, at: further[0].columns)
      && fields.read(block, record, further[1].fields, into: &ticketValues, at: further[1].columns)
      && fields.read(block, record, further[2].fields, into: &userValues, at: further[2].columns)
  }

  /// Counts a record that is none under the first reason that applies.
  private func leaveOut(_ block: RecordBlock, _ record: Int) {
    let (reason, message) = fields.reasonToLeaveOut(block, record, showsValues: isShowingValues)
    let place = block.places[record]
    table.leftOut.note(reason, file: Int(place.file), line: Int(clamping: place.line), message: message)
    table.leftOut.noteIDs(
      ticket: fields.number(block, record, Field.ticketID.rawValue),
      author: fields.number(block, record, Field.authorID.rawValue),
      requester: fields.number(block, record, Field.requesterID.rawValue))
  }
}

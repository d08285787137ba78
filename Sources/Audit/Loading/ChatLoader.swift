import Exports
import Plan

/// Reads a chat export into rows: converts every field. The kernel of most audits: one row tells of a comment, its ticket
/// and its author.
///
/// `@unchecked Sendable`: one thread loads; the values of a row are kept between rows to save allocations.
final class ChatLoader: RowLoader, @unchecked Sendable {
  let fields: RecordFields
  private let rows: ExportRows
  /// Whether the core fields are read as they are, and so not by the readers of `fields`: decided once, because a reader
  /// is too large a value to be passed about for every field.
  private let isPlain: Bool
  private let isFiltered: Bool
  private let hasCustom: Bool
  /// Whether the tables have custom fields, of this chat or of another system.
  private let keepsFields: Bool
  private let statesLosses: Bool
  private let commentForm: Instant.Form?
  private let ticketForm: Instant.Form?
  private let hasUsualFlags: Bool
  private let hasDroppedBodies: Bool
  private let userIDs: IDRule
  /// Takes what is said of the comments and tickets that the sheet of decisions names.
  private let watched: WatchedRows?
  private let system: Int
  private let source: String
  private let declaresComments: Bool
  private let showsValues: Bool
  private let inspection: TextInspection
  private let isBodyReplayed: Bool

  /// Which of `fields` are custom fields, by record type, and their columns.
  private let custom: [(fields: Range<Int>, columns: [Int])]
  /// The custom values of the row that is being read: those of comment, ticket and user.
  private var commentValues: [FieldValue]
  private var ticketValues: [FieldValue]
  private var userValues: [FieldValue]

  /// The core fields, in the order of judgement.
  private enum Field: Int, CaseIterable {
    case commentID, ticketID, authorID, requesterID, isPublic, commentCreatedAt, ticketCreatedAt, body, name,
      email

    func ids(_ chat: ChatMap) -> IDRule {
      switch self {
      case .commentID: chat.commentIDs
      case .ticketID: chat.ticketIDs
      // Other rules of users are for the id of a person, which shows when people are merged.
      case .authorID, .requesterID: chat.userIDs.isOfTexts ? chat.userIDs : .same
      default: .same
      }
    }
  }

  init(_ chat: ChatMap, system: Int, _ plan: Plan, _ rows: ExportRows, showsValues: Bool) {
    self.rows = rows
    (watched, self.system, source) = (rows.watched, system, chat.source.name)
    let columns = chat.columns.all
    let ids = columns.enumerated().map { index, column in
      Field(rawValue: index)?.ids(chat) ?? plan.ids(ofReference: column, in: chat)
    }
    fields = RecordFields(
      columns, ids: ids, core: Field.allCases.count, body: Field.body.rawValue, texts: rows.texts,
      inspection: rows.inspection, of: chat.source, commentCount: chat.commentCount)
    inspection = rows.inspection
    isBodyReplayed = fields.readers[Field.body.rawValue].isReplayed
    userIDs = chat.userIDs
    declaresComments = chat.commentCount != nil
    self.showsValues = showsValues
    isPlain = fields.arePlain(Field.allCases.count)
    isFiltered = fields.isFiltered
    statesLosses = !fields.lossy.isEmpty
    hasCustom = fields.readers.count > Field.allCases.count
    commentForm = fields.readers[Field.commentCreatedAt.rawValue].instants?.plainForm
    ticketForm = fields.readers[Field.ticketCreatedAt.rawValue].instants?.plainForm
    hasUsualFlags = chat.columns.isPublic.words == nil
    hasDroppedBodies = chat.columns.body.whenNull == .drop
    var next = Field.allCases.count
    let layouts = [rows.layouts[.comments], rows.layouts[.tickets], rows.layouts[.users]]
    custom = layouts.map { layout in
      let columns = layout.columnsOfFields[system]
      defer { next += columns.count }
      return (next..<next + columns.count, columns)
    }
    keepsFields = !layouts.allSatisfy(\.columns.isEmpty)
    commentValues = layouts[0].columns.map { _ in .null }
    ticketValues = layouts[1].columns.map { _ in .null }
    userValues = layouts[2].columns.map { _ in .null }
    rows.accounts.begin(ids: chat.userIDs)
    rows.tickets.begin(minimumCapacity: 1 << 17)
    rows.comments.systems.begin(at: rows.comments.count)
  }

  var rowCount: Int { rows.comments.count }

  func begin(feed: Int, file: Int) {
    rows.comments.lineage.begin(feed: feed, file: file, row: rows.comments.count)
  }

  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void) {
    let appender = rows.comments.appender
    for record in 0..<block.count where !takeUsable(block, record, appender) { reject(record) }
  }

  /// Appends the record if it is whole and readable. Returns whether it was.
  private func takeUsable(_ block: RecordBlock, _ record: Int, _ comments: CommentRows.Appender) -> Bool {
    if isFiltered, !fields.isWanted(block, record) { return false }
    guard let commentID = number(block, record, .commentID), let ticketID = number(block, record, .ticketID),
      let authorID = number(block, record, .authorID), let requesterID = number(block, record, .requesterID),
      let isPublic = text(block, record, .isPublic).flatMap({ boolean($0) }),
      let created = text(block, record, .commentCreatedAt)
        .flatMap({ instant($0, .commentCreatedAt, commentForm) }),
      let ticketCreated = text(block, record, .ticketCreatedAt)
        .flatMap({ instant($0, .ticketCreatedAt, ticketForm) }),
      let body = text(block, record, .body), let name = text(block, record, .name),
      let email = text(block, record, .email),
      let known = inspection.look(at: body, isReplayed: isBodyReplayed), isUTF8(name), isUTF8(email),
      email.count > longestWordForNothing || wordForNothing(email) == nil,
      !(body.isEmpty && hasDroppedBodies), !hasCustom || readCustom(block, record),
      userIDs == .same || userIDs.isOfTexts || userIDs.id(authorID) != nil && userIDs.id(requesterID) != nil
    else { return false }

    let (accounts, tickets) = (rows.accounts, rows.tickets)
    let row = Int32(truncatingIfNeeded: rows.comments.count)
    let requester = accounts.number(requesterID)
    let author = accounts.number(authorID)
    // Without custom fields, the row is spared the counting of references to them.
    accounts.noteAuthor(author, row: row, name: name, email: email, fields: keepsFields ? userValues : [])
    let ticket = tickets.note(
      ticketID, row: row, requester: requester, createdAt: ticketCreated,
      fields: keepsFields ? ticketValues : [])
    comments.append(
      id: commentID, ticket: ticket, author: author, isPublic: isPublic, created: created, body: known,
      place: block.places[record])
    if inspection.findsContent { rows.comments.bodyContent.append(known.content) }
    if keepsFields {
      for (column, value) in zip(rows.comments.fields, commentValues) { column.append(value) }
    }
    if statesLosses { rows.comments.losses.mark(Int(row), fields, block, record) }
    if let watched { watch(block, record, commentID, ticketID, row: row, watched) }
    if declaresComments {
      rows.declaredComments.note(
        fields.declaredComments(block, record, showsValues: showsValues), ticket: ticket, row: row)
    }
    return true
  }

  private func watch(
    _ block: RecordBlock, _ record: Int, _ commentID: Int64, _ ticketID: Int64, row: Int32,
    _ watched: WatchedRows
  ) {
    func note(_ type: RecordType, _ key: Int64, _ core: [Field], _ custom: Range<Int>) {
      guard watched.has(type.name, key) else { return }
      watched.note(
        WatchedRows.Subject(record: type.name, system: system, key: key), row: row,
        digest: fields.digest(block, record, core.map(\.rawValue) + custom, source: source))
    }
    note(
      .comments, commentID, [.ticketID, .authorID, .isPublic, .commentCreatedAt, .body], custom[0].fields)
    note(.tickets, ticketID, [.requesterID, .ticketCreatedAt], custom[1].fields)
  }

  @inline(__always)
  private func number(_ block: RecordBlock, _ record: Int, _ field: Field) -> Int64? {
    isPlain ? integer(block[record, field.rawValue]) : fields.number(block, record, field.rawValue)
  }

  /// The bytes of a core field, after its default and map where it has them.
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

  private func readCustom(_ block: RecordBlock, _ record: Int) -> Bool {
    fields.read(block, record, custom[0].fields, into: &commentValues, at: custom[0].columns)
      && fields.read(block, record, custom[1].fields, into: &ticketValues, at: custom[1].columns)
      && fields.read(block, record, custom[2].fields, into: &userValues, at: custom[2].columns)
  }

  func rejectionAfterFields(_ block: RecordBlock, _ record: Int) -> (Rejects.Reason, String)? {
    for field in [Field.authorID, .requesterID] {
      guard let number = fields.number(block, record, field.rawValue), userIDs.id(number) == nil else {
        continue
      }
      let column = fields.readers[field.rawValue].plan
      return (
        .unreadable(column, order: field.rawValue),
        "\(column.from) is '\(number)', and the plan's 'ids' would take it beyond 64 bits"
      )
    }
    return nil
  }

  func noteComment(_ block: RecordBlock, _ record: Int, in rejects: inout Rejects) {
    guard declaresComments else { return }
    rejects.comments.note(
      ticket: fields.unnotedNumber(block, record, Field.ticketID.rawValue),
      comment: fields.unnotedNumber(block, record, Field.commentID.rawValue))
  }

  func noteIDs(_ block: RecordBlock, _ record: Int, in rejects: inout Rejects) {
    rejects.noteIDs(
      ticket: fields.number(block, record, Field.ticketID.rawValue),
      author: fields.number(block, record, Field.authorID.rawValue),
      requester: fields.number(block, record, Field.requesterID.rawValue))
  }
}

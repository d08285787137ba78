/// A source whose rows describe three records each: a comment, its ticket, and the comment's author.
package struct ChatMap: Sendable, Equatable {
  package var source: Source
  package var columns = ChatColumns()
  /// How ids of the source become ids of the archive. `ticket_id` of the comments follows the tickets' rule.
  package var commentIDs: IDRule = .same
  package var ticketIDs: IDRule = .same
  /// Of people who have no id of the ticketing tool.
  package var userIDs: IDRule = .same
  /// How many comments the tickets have by the old system's own count; nil where the plan names no column of it.
  package var commentCount: CommentCount?

  package init(source: Source, columns: ChatColumns = ChatColumns()) {
    self.source = source
    self.columns = columns
  }
}

/// The columns of a chat export, with the names of its usual header as defaults.
package struct ChatColumns: Sendable, Equatable {
  package var commentID = ColumnPlan(field: "id", from: "COMMENT_PART_ID", type: .integer)
  package var ticketID = ColumnPlan(field: "ticket_id", from: "CONVERSATION_ID", type: .integer)
  package var authorID = ColumnPlan(field: "author_id", from: "AUTHOR_ID", type: .user)
  package var requesterID = ColumnPlan(field: "requester_id", from: "TICKET_REQUESTER_ID", type: .user)
  package var isPublic = ColumnPlan(field: "public", from: "COMMENT_PUBLIC", type: .boolean)
  package var commentCreatedAt = ColumnPlan(
    field: "created_at", from: "COMMENT_CREATED_AT", type: .timestamp)
  package var ticketCreatedAt = ColumnPlan(field: "created_at", from: "TICKET_CREATED_AT", type: .timestamp)
  package var body = ColumnPlan(field: "html_body", from: "BODY", type: .html, whenNull: .keep)
  package var name = ColumnPlan(field: "name", from: "NAME", whenNull: .keep)
  package var email = ColumnPlan(field: "email", from: "EMAIL", type: .email, whenNull: .keep)
  /// Custom fields of the archive's objects, in the order of the plan: written after the core keys.
  package var commentFields: [ColumnPlan] = []
  package var ticketFields: [ColumnPlan] = []
  package var userFields: [ColumnPlan] = []

  package init() {}

  /// Lets `body` change each of them.
  mutating func forEach(_ body: (inout ColumnPlan) -> Void) {
    let core: [WritableKeyPath<Self, ColumnPlan>] = [
      \.commentID, \.ticketID, \.authorID, \.requesterID, \.isPublic, \.commentCreatedAt, \.ticketCreatedAt,
      \.body,
      \.name, \.email,
    ]
    for path in core { body(&self[keyPath: path]) }
    for path in [\Self.commentFields, \.ticketFields, \.userFields] {
      for index in self[keyPath: path].indices { body(&self[keyPath: path][index]) }
    }
  }

  /// All of them, in the order in which a row is judged.
  package var all: [ColumnPlan] {
    [
      commentID, ticketID, authorID, requesterID, isPublic, commentCreatedAt, ticketCreatedAt, body, name,
      email,
    ]
      + commentFields + ticketFields + userFields
  }
}

/// A source of which one row is one record: the ticketing tool's own tickets and comments, organizations, and the record
/// types that a plan adds.
///
/// The people of its references are those of the plan's lists of people. Without lists they are those of the ticketing
/// tool: their ids are written as they are, and must be ids of the list of ticketing users.
package struct RecordMap: Sendable, Equatable {
  package var type: RecordType
  package var source: Source
  /// In the order in which a record is judged: the core fields of the type, then the custom ones in the order of the plan.
  package var columns: [ColumnPlan]
  /// How an id of the source becomes one of the archive; references to these records follow.
  package var ids: IDRule = .same
  /// As messages and the balance name the records: `ticketing tickets` beside a chat, `comments of threads` where the type
  /// has several sources, `users of contacts`, `organizations`.
  package var name: String
  /// Of tickets: how many comments they have by the old system's own count.
  package var commentCount: CommentCount?

  /// The columns under the names of the archive.
  package init(_ type: RecordType, source: Source) {
    self.type = type
    self.source = source
    name = type.isCore ? "ticketing \(type.name)" : type.name
    columns = type.fields.map(\.column)
  }

  package var id: ColumnPlan { columns[0] }
  package var customFields: ArraySlice<ColumnPlan> { columns[type.fields.count...] }

  /// The column of a core field.
  package subscript(field: String) -> ColumnPlan? { type.index(of: field).map { columns[$0] } }
}

/// The list of the ticketing tool's users, who are in the destination already.
package struct UserList: Sendable, Equatable {
  package var source: Source
  package var id = ColumnPlan(field: "id", from: "id", type: .integer)
  package var email = ColumnPlan(field: "email", from: "email", type: .email, whenNull: .keep)

  package init(source: Source) {
    self.source = source
  }

  package var columns: [ColumnPlan] { [id, email] }
}

/// Addresses of people that count as other addresses of them.
package struct AliasList: Sendable, Equatable {
  package var source: Source
  package var alias = ColumnPlan(field: "alias", from: "alias", type: .email)
  package var email = ColumnPlan(field: "email", from: "email", type: .email)

  package init(source: Source) {
    self.source = source
  }

  package var columns: [ColumnPlan] { [alias, email] }
}

/// A declared table: any export, read for the rules that name it, and migrated nowhere.
package struct TablePlan: Sendable, Equatable {
  package enum Side: String, Sendable, CaseIterable {
    /// What the old system says.
    case legacy
    /// What the new one says, such as a list read back from it.
    case new
  }

  package var name: String
  package var side: Side
  package var source: Source
  /// The first is the key.
  package var columns: [ColumnPlan]
  /// Where it is in the plan.
  package var line: Int

  package init(name: String, side: Side, source: Source, columns: [ColumnPlan], line: Int) {
    self.name = name
    self.side = side
    self.source = source
    self.columns = columns
    self.line = line
  }

  package var key: ColumnPlan { columns[0] }
}

/// How an id of a second system becomes an id of the archive, where the numbers of two systems may collide.
package enum IDRule: Sendable, Equatable {
  case same
  /// Adds a number; a sum beyond 64 bits is unreadable.
  case offset(Int64)
  /// Puts digits in front: 9 before 1234 is 91234. Negative ids, and results beyond 64 bits, are unreadable.
  case prefix(Int64)
  /// Ids are texts: each gets the number that SHA-256 gives it beside this name, in 53 bits; see Sources/README.md.
  case text(String)

  /// Whether ids are texts that are numbered.
  package var isOfTexts: Bool {
    if case .text = self { return true }
    return false
  }
}

/// `records:` of the chat export, with the column names of its usual header as defaults.
///
/// One row of it is a comment, and tells of its ticket and of its author as well.
package struct ChatColumns: Sendable, Equatable {
  package var commentID = ColumnPlan(field: "id", from: "COMMENT_PART_ID", type: .integer)
  package var ticketID = ColumnPlan(field: "ticket_id", from: "CONVERSATION_ID", type: .integer)
  package var authorID = ColumnPlan(field: "author_id", from: "AUTHOR_ID", type: .userReference)
  package var requesterID = ColumnPlan(
    field: "requester_id", from: "TICKET_REQUESTER_ID", type: .userReference)
  package var isPublic = ColumnPlan(field: "public", from: "COMMENT_PUBLIC", type: .boolean)
  package var commentCreatedAt = ColumnPlan(
    field: "created_at", from: "COMMENT_CREATED_AT", type: .timestamp)
  package var ticketCreatedAt = ColumnPlan(field: "created_at", from: "TICKET_CREATED_AT", type: .timestamp)
  package var body = ColumnPlan(field: "html_body", from: "BODY", type: .html, whenNull: .keep)
  package var name = ColumnPlan(field: "name", from: "NAME", whenNull: .keep)
  package var email = ColumnPlan(field: "email", from: "EMAIL", type: .email, whenNull: .keep)
  /// The two columns of the ticketing users.
  package var ticketingID = ColumnPlan(field: "id", from: "id", type: .integer)
  package var ticketingEmail = ColumnPlan(field: "email", from: "email", type: .email, whenNull: .keep)
  /// Further fields of the archive's objects, in the order of the plan: written behind the agreed keys.
  package var commentFields: [ColumnPlan] = []
  package var ticketFields: [ColumnPlan] = []
  package var userFields: [ColumnPlan] = []

  package init() {}
}

/// The ticketing tool's own tickets and comments, migrated into the same archive ("three-way").
///
/// Their people are ticketing users: an `author_id` or `requester_id` is written as it stands, and must be an id
/// of the list of ticketing users.
package struct TicketingRecords: Sendable, Equatable {
  package var tickets: TicketMap
  package var comments: CommentMap?

  package init(tickets: TicketMap, comments: CommentMap?) {
    self.tickets = tickets
    self.comments = comments
  }
}

/// Tickets of the ticketing tool: one record of the source is one ticket.
package struct TicketMap: Sendable, Equatable {
  package var source: Source
  package var id: ColumnPlan
  package var requesterID: ColumnPlan
  package var createdAt: ColumnPlan
  package var fields: [ColumnPlan] = []
  /// How an id of the source becomes one of the archive; `ticket_id` of the comments follows.
  package var ids: IDRule = .same

  package init(source: Source, id: ColumnPlan, requesterID: ColumnPlan, createdAt: ColumnPlan) {
    self.source = source
    self.id = id
    self.requesterID = requesterID
    self.createdAt = createdAt
  }
}

/// Comments of the ticketing tool: one record of the source is one comment.
package struct CommentMap: Sendable, Equatable {
  package var source: Source
  package var id: ColumnPlan
  package var ticketID: ColumnPlan
  package var authorID: ColumnPlan
  package var isPublic: ColumnPlan
  package var createdAt: ColumnPlan
  package var body: ColumnPlan
  package var fields: [ColumnPlan] = []
  package var ids: IDRule = .same

  package init(
    source: Source, id: ColumnPlan, ticketID: ColumnPlan, authorID: ColumnPlan, isPublic: ColumnPlan,
    createdAt: ColumnPlan, body: ColumnPlan
  ) {
    self.source = source
    self.id = id
    self.ticketID = ticketID
    self.authorID = authorID
    self.isPublic = isPublic
    self.createdAt = createdAt
    self.body = body
  }
}

/// Organizations: one record of the source is one object of `organizations`.
package struct OrganizationMap: Sendable, Equatable {
  package var source: Source
  package var id: ColumnPlan
  /// `name` and the others, in the order of the plan.
  package var fields: [ColumnPlan]

  package init(source: Source, id: ColumnPlan, fields: [ColumnPlan]) {
    self.source = source
    self.id = id
    self.fields = fields
  }
}

/// How an id of a second system becomes an id of the archive, where the numbers of two systems may collide.
package enum IDRule: Sendable, Equatable {
  case same
  /// Adds a number; a sum beyond 64 bits is unreadable.
  case offset(Int64)
  /// Puts digits in front: 9 before 1234 is 91234. Negative ids, and results beyond 64 bits, are unreadable.
  case prefix(Int64)
}

/// What may be declared of one kind of records: the fields that every plan has, by their defaults in
/// `Record`, and where further ones go.
///
/// Adding an agreed field is adding a row here.
struct RecordGrammar<Record> {
  typealias Path<Value> = WritableKeyPath<Record, Value>

  /// An agreed field: its column, whose declared default fixes its key and type, and what may become of its
  /// nulls.
  struct Field {
    var column: Path<ColumnPlan>
    var whenNull: [WhenNull] = [.refuse, .drop]
    var types: [FieldType]?
    var takesDefault = true
  }

  var fields: [Field]
  /// Agreed keys of the archive's object that are mapped elsewhere, or follow from the merge of people.
  var elsewhere: [(key: String, place: String)] = []
  /// Where further fields go; nil where there can be none.
  var further: Path<[ColumnPlan]>?
}

extension RecordGrammar<ChatColumns> {
  static var chatComments: Self {
    Self(
      fields: [
        Field(column: \.commentID, takesDefault: false), Field(column: \.ticketID, takesDefault: false),
        Field(column: \.authorID), Field(column: \.isPublic), Field(column: \.commentCreatedAt),
        Field(column: \.body, whenNull: [.keep, .drop], types: [.html, .text]),
      ], further: \.commentFields)
  }

  static var chatTickets: Self {
    Self(
      fields: [Field(column: \.requesterID), Field(column: \.ticketCreatedAt)],
      elsewhere: [("id", "the column of a chat ticket's id is 'ticket_id' of 'records.comments.fields'")],
      further: \.ticketFields)
  }

  /// A null name or e-mail is always kept: it is part of the person.
  static var chatUsers: Self {
    Self(
      fields: [Field(column: \.name, whenNull: [.keep]), Field(column: \.email, whenNull: [.keep])],
      elsewhere: [
        ("id", "the columns of a chat person's id are 'author_id' and 'requester_id' of comments and tickets")
      ], further: \.userFields)
  }

  static var ticketingUsers: Self {
    Self(fields: [
      Field(column: \.ticketingID, whenNull: [.refuse], takesDefault: false),
      Field(column: \.ticketingEmail, whenNull: [.keep]),
    ])
  }
}

extension RecordGrammar<TicketMap> {
  static var ticketingTickets: Self {
    Self(
      fields: [
        Field(column: \.id, takesDefault: false), Field(column: \.requesterID), Field(column: \.createdAt),
      ], further: \.fields)
  }
}

extension RecordGrammar<CommentMap> {
  static var ticketingComments: Self {
    Self(
      fields: [
        Field(column: \.id, takesDefault: false), Field(column: \.ticketID, takesDefault: false),
        Field(column: \.authorID), Field(column: \.isPublic), Field(column: \.createdAt),
        Field(column: \.body, whenNull: [.keep, .drop], types: [.html, .text]),
      ], further: \.fields)
  }
}

extension RecordGrammar<OrganizationMap> {
  static var organizations: Self {
    Self(fields: [Field(column: \.id, takesDefault: false)], further: \.fields)
  }
}

extension TicketMap {
  /// The columns under the names of the archive.
  init(source: Source) {
    self.init(
      source: source, id: ColumnPlan(field: "id", from: "id", type: .integer),
      requesterID: ColumnPlan(field: "requester_id", from: "requester_id", type: .userReference),
      createdAt: ColumnPlan(field: "created_at", from: "created_at", type: .timestamp))
  }
}

extension CommentMap {
  /// The columns under the names of the archive.
  init(source: Source) {
    self.init(
      source: source, id: ColumnPlan(field: "id", from: "id", type: .integer),
      ticketID: ColumnPlan(field: "ticket_id", from: "ticket_id", type: .integer),
      authorID: ColumnPlan(field: "author_id", from: "author_id", type: .userReference),
      isPublic: ColumnPlan(field: "public", from: "public", type: .boolean),
      createdAt: ColumnPlan(field: "created_at", from: "created_at", type: .timestamp),
      body: ColumnPlan(field: "html_body", from: "html_body", type: .html, whenNull: .keep))
  }
}

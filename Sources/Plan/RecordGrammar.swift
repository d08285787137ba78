/// What may be declared of one mapping: the core fields with their defaults, and where custom ones go.
struct RecordGrammar {
  /// A core field: its column, whose default fixes key and type, and what a plan may change.
  struct Field {
    var column: ColumnPlan
    var rule: FieldRule
  }

  var fields: [Field]
  /// Core keys of the archive's object that are mapped elsewhere, or follow from the merge of people.
  var elsewhere: [(key: String, place: String)] = []
  var takesCustomFields = true

  init(_ columns: [ColumnPlan], of type: RecordType, elsewhere: [(key: String, place: String)] = []) {
    fields = columns.compactMap { column in
      let field = type.fields.first { $0.name == column.field } ?? type.fields[0]
      return Field(
        column: column,
        rule: FieldRule(
          types: [field.type] + field.otherTypes, whenNull: field.whenNull, takesDefault: field.takesDefault))
    }
    self.elsewhere = elsewhere
  }
}

extension RecordGrammar {
  static func comments(_ columns: ChatColumns) -> Self {
    Self(
      [
        columns.commentID, columns.ticketID, columns.authorID, columns.isPublic, columns.commentCreatedAt,
        columns.body,
      ], of: .comments)
  }

  static func tickets(_ columns: ChatColumns) -> Self {
    Self(
      [columns.requesterID, columns.ticketCreatedAt], of: .tickets,
      elsewhere: [("id", "the column of a chat ticket's id is 'ticket_id' of 'records.comments.fields'")])
  }

  /// A null name or e-mail is always kept: it is part of the person.
  static func users(_ columns: ChatColumns) -> Self {
    Self(
      [columns.name, columns.email], of: .users,
      elsewhere: [
        ("id", "the columns of a chat person's id are 'author_id' and 'requester_id' of comments and tickets")
      ])
  }

  static func users(_ list: UserList) -> Self {
    var grammar = Self(list.columns, of: .users)
    grammar.takesCustomFields = false
    return grammar
  }

  static func records(_ map: RecordMap) -> Self { Self(map.columns, of: map.type) }
}

/// What a mapping declares: its columns, core fields first as the grammar has them.
struct MappedRecord {
  var core: [ColumnPlan]
  var custom: [ColumnPlan] = []
  /// Where each core field comes from.
  var mapped: [MappedColumn] = []
}

/// What an archive can hold: record types, their fields, and what refers to what.
///
/// The helpdesk schema is one literal. A plan adds fields to its record types, and record types of its own.
package struct RecordType: Sendable, Equatable {
  /// A core field: every plan has it, and every object of the archive its key.
  package struct Field: Sendable, Equatable {
    package var name: String
    package var type: FieldType
    /// What a plan may say of its nulls; the first is the default.
    package var whenNull: [WhenNull]
    /// Other types that a plan may give it.
    package var otherTypes: [FieldType]
    /// Whether a default may replace null: not for what distinguishes records.
    package var takesDefault: Bool

    package init(
      _ name: String, _ type: FieldType, whenNull: [WhenNull] = [.refuse, .drop],
      otherTypes: [FieldType] = [],
      takesDefault: Bool = true
    ) {
      self.name = name
      self.type = type
      self.whenNull = whenNull
      self.otherTypes = otherTypes
      self.takesDefault = takesDefault
    }

    /// The column of an export that a plan does not describe: named like the field.
    var column: ColumnPlan { ColumnPlan(field: name, from: name, type: type, whenNull: whenNull[0]) }
  }

  /// `comments`: the key under `records:`, and the word of messages and reports.
  package var name: String
  /// `comment`
  package var singular: String
  /// The key of the array in a batch that holds them.
  package var array: String
  /// In the order in which a record is judged by them. The first is the key.
  package var fields: [Field]
  /// The names of `fields` in the order in which an object has them; custom fields follow.
  package var written: [String]
  /// Whether a batch must have the array.
  package var isArrayRequired = true

  package init(
    name: String, singular: String, array: String, fields: [Field], written: [String]? = nil
  ) {
    self.name = name
    self.singular = singular
    self.array = array
    self.fields = fields
    self.written = written ?? fields.map(\.name)
  }

  /// The index of a core field; nil for a custom one.
  package func index(of field: String) -> Int? { fields.firstIndex { $0.name == field } }

  /// Whether the schema has the record type whatever the plan says, and code that knows its fields by name.
  package var isCore: Bool { [Self.tickets, .comments, .users].contains { $0.name == name } }

  package static let tickets = RecordType(
    name: "tickets", singular: "ticket", array: "data",
    fields: [
      Field("id", .integer, takesDefault: false), Field("requester_id", .user),
      Field("created_at", .timestamp),
    ],
    written: ["id", "created_at", "requester_id"])

  package static let comments = RecordType(
    name: "comments", singular: "comment", array: "comments",
    fields: [
      Field("id", .integer, takesDefault: false), Field("ticket_id", .integer, takesDefault: false),
      Field("author_id", .user), Field("public", .boolean), Field("created_at", .timestamp),
      Field("html_body", .html, whenNull: [.keep, .drop], otherTypes: [.text]),
    ])

  package static let users = RecordType(
    name: "users", singular: "user", array: "users",
    fields: [
      Field("id", .integer, whenNull: [.refuse], takesDefault: false),
      Field("name", .text, whenNull: [.keep]),
      Field("email", .email, whenNull: [.keep]),
    ])

  package static let organizations = RecordType(
    name: "organizations", singular: "organization", array: "organizations",
    fields: [Field("id", .integer, takesDefault: false)])

  /// The helpdesk schema, in the order of the arrays of a batch.
  package static let helpdesk = [tickets, comments, users, organizations]

  /// A record type that a plan adds: whatever is not its key is a custom field.
  static func declared(name: String, singular: String, array: String) -> RecordType {
    RecordType(
      name: name, singular: singular, array: array, fields: [Field("id", .integer, takesDefault: false)])
  }
}

extension FieldType {
  /// A reference to users.
  package static let user = FieldType.reference(to: "user")
}

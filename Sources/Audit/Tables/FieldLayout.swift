import Archive
import Plan

/// The two systems whose records an archive can hold.
enum System: Int, Sendable {
  case chat, ticketing
}

/// The further fields of one kind of record: a column for each key and kind of value, in which both sides keep them.
///
/// Where both systems map one key, they share its column if they read it as the same kind of value.
struct FieldLayout: Sendable {
  /// How a column's values are kept: several types of the mapping matrix are one kind.
  enum Kind: Sendable {
    case integer, boolean, instant, text, json

    init(_ type: FieldType) {
      switch type {
      case .integer, .userReference: self = .integer
      case .boolean: self = .boolean
      case .timestamp: self = .instant
      case .text, .html, .email: self = .text
      case .json: self = .json
      }
    }
  }

  struct Column: Sendable, Equatable {
    /// Index into `keys`.
    var key: Int
    var kind: Kind
  }

  /// The distinct keys in the archive's objects.
  private(set) var keys: [String] = []
  private(set) var columns: [Column] = []
  /// For each system the column of each of its fields, in the order of the plan.
  private(set) var columnsOfFields: [[Int]] = []
  /// For each system its columns of the type `user-reference`.
  private var references: [Set<Int>] = []
  /// For each system one column for every key: a system's own one, or the first where it does not map the key, so
  /// that null is expected there.
  private(set) var compared: [[Int]] = []

  /// - Parameter systems: the further fields of the chat, and those of the ticketing tool.
  init(_ systems: [[ColumnPlan]]) {
    for fields in systems {
      columnsOfFields.append(fields.map { column(of: $0) })
      references.append(
        Set(zip(fields, columnsOfFields.last ?? []).filter { $0.0.type == .userReference }.map { $0.1 }))
    }
    for own in columnsOfFields {
      compared.append(
        keys.indices.compactMap { key in
          own.first { columns[$0].key == key } ?? columns.firstIndex { $0.key == key }
        })
    }
  }

  var isEmpty: Bool { columns.isEmpty }

  func key(ofColumn column: Int) -> String { keys[columns[column].key] }
  func isReference(_ column: Int, _ system: System) -> Bool {
    references.indices.contains(system.rawValue) && references[system.rawValue].contains(column)
  }

  /// The fields as the archive's reader reads them.
  var schema: [BatchSchema.Field] { keys.map { BatchSchema.Field($0, .any) } }

  func makeColumns() -> [FieldColumn] { columns.map { _ in FieldColumn() } }

  private mutating func column(of field: ColumnPlan) -> Int {
    let key = keys.firstIndex { $0.utf8.elementsEqual(field.field.utf8) } ?? keys.count
    if key == keys.count { keys.append(field.field) }
    let column = Column(key: key, kind: Kind(field.type))
    if let known = columns.firstIndex(of: column) { return known }
    columns.append(column)
    return columns.count - 1
  }
}

/// The further fields of all kinds of records that a plan maps.
struct FieldLayouts: Sendable {
  let comments: FieldLayout
  let tickets: FieldLayout
  let users: FieldLayout
  let organizations: FieldLayout
  /// Whether organizations are records; else they are only counted.
  let hasOrganizations: Bool

  init(_ plan: Plan) {
    comments = FieldLayout([plan.columns.commentFields, plan.ticketingRecords?.comments?.fields ?? []])
    tickets = FieldLayout([plan.columns.ticketFields, plan.ticketingRecords?.tickets.fields ?? []])
    users = FieldLayout([plan.columns.userFields])
    organizations = FieldLayout([plan.organizations?.fields ?? []])
    hasOrganizations = plan.organizations != nil
  }

  /// What an archive's batches hold, in the order of `BatchArray` and of its fields: the agreed keys, and after them
  /// the further ones.
  var schema: BatchSchema {
    func required(_ name: String, _ type: BatchSchema.ValueType) -> BatchSchema.Field {
      BatchSchema.Field(name, type, isRequired: true)
    }
    let id = required("id", .integer)
    let createdAt = required("created_at", .string)
    return BatchSchema([
      BatchSchema.Array(
        "data", [id, createdAt, required("requester_id", .integer)] + tickets.schema),
      BatchSchema.Array(
        "comments",
        [
          id, required("ticket_id", .integer), required("author_id", .integer), required("public", .boolean),
          createdAt, required("html_body", .string),
        ] + comments.schema),
      BatchSchema.Array(
        "users", [id, required("name", .stringOrNull), required("email", .stringOrNull)] + users.schema),
      BatchSchema.Array("organizations", hasOrganizations ? [id] + organizations.schema : nil),
    ])
  }
}

/// Where the arrays of a batch, and the agreed fields of their records, are in `FieldLayouts.schema`.
enum BatchArray {
  static let tickets = 0
  static let comments = 1
  static let users = 2
  static let organizations = 3

  enum Ticket {
    static let id = 0
    static let createdAt = 1
    static let requesterID = 2
    static let count = 3
  }

  enum Comment {
    static let id = 0
    static let ticketID = 1
    static let authorID = 2
    static let isPublic = 3
    static let createdAt = 4
    static let body = 5
    static let count = 6
  }

  enum User {
    static let id = 0
    static let name = 1
    static let email = 2
    static let count = 3
  }

  enum Organization {
    static let id = 0
    static let count = 1
  }
}

extension FieldLayout.Kind {
  /// The value of a further key of the archive as this kind; a value of another JSON type is `other`.
  ///
  /// - Parameter text: the bytes of a string (decoded), number, object or array.
  func value(_ value: BatchValue, _ text: Bytes) -> FieldValue {
    switch value.kind {
    case .missing, .null, .wrong: return .null
    case .yes, .no:
      if self == .json { return .json(digest: JSONDigest.boolean(value.kind == .yes)) }
      return self == .boolean ? .boolean(value.kind == .yes) : .other(.boolean)
    case .integer:
      // An integer of 64 bits is spelled in one way only.
      if self == .json {
        return .json(digest: Array("\(value.integer)".utf8).withUnsafeBufferPointer { JSONDigest.number($0) })
      }
      return self == .integer ? .integer(value.integer) : .other(.number)
    case .number:
      if self == .json { return .json(digest: JSONDigest.number(text)) }
      return .other(.number)
    case .string:
      switch self {
      case .text: return .text(text)
      case .json: return .json(digest: JSONDigest.string(text))
      case .instant: return Instant(text, form: .strict).map { .instant($0) } ?? .other(.string)
      case .integer, .boolean: return .other(.string)
      }
    case .nested: return (self == .json ? JSONDigest.value(of: text) : nil) ?? .other(.nested)
    }
  }
}

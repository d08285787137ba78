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

  /// The keys as the archive's reader takes them.
  var furtherKeys: [[UInt8]] { keys.map { Array($0.utf8) } }

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
  private let hasOrganizations: Bool

  init(_ plan: Plan) {
    comments = FieldLayout([plan.columns.commentFields, plan.ticketingRecords?.comments?.fields ?? []])
    tickets = FieldLayout([plan.columns.ticketFields, plan.ticketingRecords?.tickets.fields ?? []])
    users = FieldLayout([plan.columns.userFields])
    organizations = FieldLayout([plan.organizations?.fields ?? []])
    hasOrganizations = plan.organizations != nil
  }

  var furtherKeys: FurtherKeys {
    FurtherKeys(
      tickets: tickets.furtherKeys, comments: comments.furtherKeys, users: users.furtherKeys,
      organizations: hasOrganizations ? organizations.furtherKeys : nil)
  }
}

extension FieldLayout.Kind {
  /// The value of a further key of the archive as this kind; a value of another JSON type is `other`.
  ///
  /// - Parameters:
  ///   - text: the bytes of a string (decoded), number, object or array.
  func value(_ kind: BatchValue.Kind, _ text: Bytes) -> FieldValue {
    switch kind {
    case .missing, .null: return .null
    case .yes, .no:
      if self == .json { return .json(digest: JSONDigest.boolean(kind == .yes)) }
      return self == .boolean ? .boolean(kind == .yes) : .other(.boolean)
    case .number:
      if self == .json { return .json(digest: JSONDigest.number(text)) }
      return (self == .integer ? wholeNumber(text) : nil) ?? .other(.number)
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

private func wholeNumber(_ text: Bytes) -> FieldValue? { integer(text).map { .integer($0) } }

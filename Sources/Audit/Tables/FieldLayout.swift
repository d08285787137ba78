import Archive
import Plan

/// The custom fields of one record type: a column for each key and kind of value, in which both sides keep them.
///
/// Systems are the chats, then the ticketing tool. Those that map one key share its column if they read it as the same
/// kind of value.
struct FieldLayout: Sendable {
  /// How a column's values are kept: several types of the mapping matrix are one kind.
  enum Kind: Sendable {
    case integer, number, boolean, instant, text, json

    init(_ type: FieldType) {
      switch type {
      case .integer, .reference: self = .integer
      case .number: self = .number
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
  /// For each system its columns of references to users.
  private var references: [Set<Int>] = []
  /// For each system one column for every key: a system's own one, or the first where it does not map the key, so
  /// that null is expected there.
  private(set) var compared: [[Int]] = []

  /// - Parameter systems: the custom fields of each system.
  init(_ systems: [[ColumnPlan]]) {
    for fields in systems {
      columnsOfFields.append(fields.map { column(of: $0) })
      references.append(
        Set(zip(fields, columnsOfFields.last ?? []).filter { $0.0.type == .user }.map { $0.1 }))
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
  func isReference(_ column: Int, _ system: Int) -> Bool {
    references.indices.contains(system) && references[system].contains(column)
  }

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

/// The custom fields of every record type that a plan maps.
struct FieldLayouts: Sendable {
  private let layouts: [String: FieldLayout]

  init(_ plan: Plan) {
    var layouts: [String: FieldLayout] = [:]
    for type in plan.schema { layouts[type.name] = FieldLayout(plan.customFields(of: type)) }
    self.layouts = layouts
  }

  subscript(type: RecordType) -> FieldLayout { layouts[type.name] ?? FieldLayout([[]]) }
}

extension FieldLayout.Kind {
  /// The value of a custom key of the archive as this kind; a value of another JSON type is `other`.
  ///
  /// - Parameters:
  ///   - member: the bytes of strings (decoded) and numbers.
  ///   - nested: the bytes of objects and arrays.
  func value(_ value: BatchValue, in member: Bytes, nested: Bytes) -> FieldValue {
    func text(of bytes: Bytes) -> Bytes {
      Bytes(rebasing: bytes[Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)])
    }
    switch value.kind {
    case .missing, .null, .wrong: return .null
    case .yes, .no:
      let flag = value.kind == .yes
      if self == .json { return .json(digest: JSONDigest.boolean(flag)) }
      return self == .boolean ? .boolean(flag) : .other(.boolean)
    case .integer:
      if self == .integer { return .integer(value.integer) }
      if self == .number {
        return Array(String(value.integer).utf8).withUnsafeBufferPointer { numberDigest($0) }
          .map { .number(digest: $0) } ?? .other(.number)
      }
      guard self == .json else { return .other(.number) }
      return .json(digest: Array(String(value.integer).utf8).withUnsafeBufferPointer(JSONDigest.number))
    case .number:
      if self == .number, let digest = numberDigest(text(of: member)) { return .number(digest: digest) }
      return self == .json ? .json(digest: JSONDigest.number(text(of: member))) : .other(.number)
    case .string:
      let text = text(of: member)
      switch self {
      case .text: return .text(text)
      case .json: return .json(digest: JSONDigest.string(text))
      case .instant: return Instant(text, form: .strict).map { .instant($0) } ?? .other(.string)
      case .integer, .number, .boolean: return .other(.string)
      }
    case .nested: return (self == .json ? JSONDigest.value(of: text(of: nested)) : nil) ?? .other(.nested)
    }
  }
}

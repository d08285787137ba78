/// A record of a batch: which keys it has, and how the value of each is read.
protocol BatchRecord {
  init()
  var offset: UInt32 { get set }
  var present: BatchFields { get set }
  var firstValue: UInt32 { get set }

  /// The agreed keys, in the agreed order.
  static var keys: [(field: BatchFields, name: StaticString)] { get }
  static var allFields: BatchFields { get }
  /// Moves behind the agreed key that follows that of `field` (the first one behind none) in the agreed order, if it
  /// stands at the cursor. Nil, and nothing moved, for any other key.
  ///
  /// Only a short cut: writers mostly keep to one order, and then a key is one comparison.
  static func skipKey(behind field: BatchFields, in text: inout JSONCursor) -> AgreedKey?
  /// The field that `key` names; empty if none.
  static func field(_ key: TextRange, in text: JSONCursor) -> BatchFields
  /// Reads the value of `field` at the parser's cursor. Returns whether it is of the agreed type.
  mutating func read(
    _ field: BatchFields, key: TextRange, from parser: inout BatchParser
  ) throws(JSONFault) -> Bool
}

/// A key of a record that is agreed, and where it stands.
struct AgreedKey {
  var field: BatchFields
  var range: TextRange

  @inline(__always)
  init?(_ field: BatchFields, _ range: TextRange?) {
    guard let range else { return nil }
    self.field = field
    self.range = range
  }
}

extension BatchTicket: BatchRecord {
  static var keys: [(field: BatchFields, name: StaticString)] {
    [(.id, "id"), (.createdAt, "created_at"), (.requesterID, "requester_id")]
  }

  static var allFields: BatchFields { [.id, .createdAt, .requesterID] }

  @inline(__always)
  static func skipKey(behind field: BatchFields, in text: inout JSONCursor) -> AgreedKey? {
    switch field {
    case []: AgreedKey(.id, text.skipKey("\"id\":"))
    case .id: AgreedKey(.createdAt, text.skipKey("\"created_at\":"))
    case .createdAt: AgreedKey(.requesterID, text.skipKey("\"requester_id\":"))
    default: nil
    }
  }

  @inline(__always)
  static func field(_ key: TextRange, in text: JSONCursor) -> BatchFields {
    switch key.length {
    case 2: text.spells("id", key) ? .id : []
    case 10: text.spells("created_at", key) ? .createdAt : []
    case 12: text.spells("requester_id", key) ? .requesterID : []
    default: []
    }
  }

  @inline(__always)
  mutating func read(
    _ field: BatchFields, key: TextRange, from parser: inout BatchParser
  ) throws(JSONFault) -> Bool {
    switch field {
    case .id: try parser.readInteger(into: &id, key: key)
    case .requesterID: try parser.readInteger(into: &requesterID, key: key)
    default: try parser.readString(into: &createdAt, key: key)
    }
  }
}

extension BatchComment: BatchRecord {
  static var keys: [(field: BatchFields, name: StaticString)] {
    [
      (.id, "id"), (.ticketID, "ticket_id"), (.authorID, "author_id"), (.isPublic, "public"),
      (.createdAt, "created_at"), (.body, "html_body"),
    ]
  }

  static var allFields: BatchFields { [.id, .ticketID, .authorID, .isPublic, .createdAt, .body] }

  @inline(__always)
  static func skipKey(behind field: BatchFields, in text: inout JSONCursor) -> AgreedKey? {
    switch field {
    case []: AgreedKey(.id, text.skipKey("\"id\":"))
    case .id: AgreedKey(.ticketID, text.skipKey("\"ticket_id\":"))
    case .ticketID: AgreedKey(.authorID, text.skipKey("\"author_id\":"))
    case .authorID: AgreedKey(.isPublic, text.skipKey("\"public\":"))
    case .isPublic: AgreedKey(.createdAt, text.skipKey("\"created_at\":"))
    case .createdAt: AgreedKey(.body, text.skipKey("\"html_body\":"))
    default: nil
    }
  }

  @inline(__always)
  static func field(_ key: TextRange, in text: JSONCursor) -> BatchFields {
    switch key.length {
    case 2: text.spells("id", key) ? .id : []
    case 6: text.spells("public", key) ? .isPublic : []
    case 9:
      text.spells("ticket_id", key)
        ? .ticketID : text.spells("author_id", key) ? .authorID : text.spells("html_body", key) ? .body : []
    case 10: text.spells("created_at", key) ? .createdAt : []
    default: []
    }
  }

  @inline(__always)
  mutating func read(
    _ field: BatchFields, key: TextRange, from parser: inout BatchParser
  ) throws(JSONFault) -> Bool {
    switch field {
    case .id: try parser.readInteger(into: &id, key: key)
    case .ticketID: try parser.readInteger(into: &ticketID, key: key)
    case .authorID: try parser.readInteger(into: &authorID, key: key)
    case .isPublic: try parser.readBoolean(into: &isPublic, key: key)
    case .createdAt: try parser.readString(into: &createdAt, key: key)
    default: try parser.readString(into: &body, key: key)
    }
  }
}

extension BatchUser: BatchRecord {
  static var keys: [(field: BatchFields, name: StaticString)] {
    [(.id, "id"), (.name, "name"), (.email, "email")]
  }

  static var allFields: BatchFields { [.id, .name, .email] }

  @inline(__always)
  static func skipKey(behind field: BatchFields, in text: inout JSONCursor) -> AgreedKey? {
    switch field {
    case []: AgreedKey(.id, text.skipKey("\"id\":"))
    case .id: AgreedKey(.name, text.skipKey("\"name\":"))
    case .name: AgreedKey(.email, text.skipKey("\"email\":"))
    default: nil
    }
  }

  @inline(__always)
  static func field(_ key: TextRange, in text: JSONCursor) -> BatchFields {
    switch key.length {
    case 2: text.spells("id", key) ? .id : []
    case 4: text.spells("name", key) ? .name : []
    case 5: text.spells("email", key) ? .email : []
    default: []
    }
  }

  @inline(__always)
  mutating func read(
    _ field: BatchFields, key: TextRange, from parser: inout BatchParser
  ) throws(JSONFault) -> Bool {
    if field == .id { return try parser.readInteger(into: &id, key: key) }
    null.remove(field)
    if parser.cursor.current == UInt8(ascii: "n") {
      try parser.cursor.readLiteral()
      null.insert(field)
      return false
    }
    return field == .name
      ? try parser.readString(into: &name, key: key, expected: "a string or null")
      : try parser.readString(into: &email, key: key, expected: "a string or null")
  }
}

extension BatchOrganization: BatchRecord {
  static var keys: [(field: BatchFields, name: StaticString)] { [(.id, "id")] }
  static var allFields: BatchFields { .id }

  static func skipKey(behind field: BatchFields, in text: inout JSONCursor) -> AgreedKey? {
    field.isEmpty ? AgreedKey(.id, text.skipKey("\"id\":")) : nil
  }

  static func field(_ key: TextRange, in text: JSONCursor) -> BatchFields {
    text.spells("id", key) ? .id : []
  }

  mutating func read(
    _ field: BatchFields, key: TextRange, from parser: inout BatchParser
  ) throws(JSONFault) -> Bool {
    try parser.readInteger(into: &id, key: key)
  }
}

extension BatchParser {
  @inline(__always)
  mutating func readInteger(into value: inout Int64, key: TextRange) throws(JSONFault) -> Bool {
    guard let integer = cursor.readInteger() else {
      try refuseValue(key: key, expected: "an integer of 64 bits")
      return false
    }
    value = integer
    return true
  }

  @inline(__always)
  mutating func readString(
    into value: inout TextRange, key: TextRange, expected: StaticString = "a string"
  ) throws(JSONFault) -> Bool {
    guard cursor.current == UInt8(ascii: "\"") else {
      try refuseValue(key: key, expected: expected)
      return false
    }
    value = try cursor.readString()
    return true
  }

  @inline(__always)
  mutating func readBoolean(into value: inout Bool, key: TextRange) throws(JSONFault) -> Bool {
    let first = cursor.current
    guard first == UInt8(ascii: "t") || first == UInt8(ascii: "f") else {
      try refuseValue(key: key, expected: "true or false")
      return false
    }
    try cursor.readLiteral()
    value = first == UInt8(ascii: "t")
    return true
  }
}

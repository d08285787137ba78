/// One pass over one member: the agreed shape, with everything else reported and skipped.
///
/// `{"data": {"tickets": {"data": […], "comments": […], "users": […], "organizations": […]}}}`
struct BatchParser: ~Copyable {
  var cursor: JSONCursor
  var batch: Batch
  let limits: BatchReader.Limits
  let furtherKeys: FurtherKeys
  /// Whether fast paths are off.
  let isReference: Bool

  // Where the parser is, for the pointers of problems.

  /// The pointer of the object or array of the agreed shape that is being read.
  var container: StaticString = ""
  /// The element of that array.
  var index: Int?
  /// The key of the value that is being skipped, and the objects and arrays open in it.
  var skippedKey: TextRange?
  var frames: [Frame] = []
  /// The keys of all open objects that are not agreed, those of the innermost object last.
  var keys: [TextRange] = []

  init(
    _ cursor: JSONCursor, _ limits: BatchReader.Limits, _ furtherKeys: FurtherKeys, isReference: Bool = false,
    reusing batch: consuming Batch
  ) {
    self.isReference = isReference
    self.cursor = cursor
    self.limits = limits
    self.furtherKeys = furtherKeys
    self.batch = batch
  }

  consuming func finish() -> Batch { batch }

  /// Reads the member. A fault leaves the batch without records, and with this one problem.
  mutating func parse() {
    do throws(JSONFault) {
      try refuseOtherEncodings()
      cursor.skipWhiteSpace()
      try readObject(.top)
      try requireEnd()
    } catch {
      frames.removeAll()
      skippedKey = nil
      let place = pointer(to: nil)
      batch.refuse(at: error.offset, pointer: place, "the member is no JSON: \(error.message)")
    }
  }

  /// Reads a value of any shape, and only checks that it is JSON.
  mutating func parseAnyValue() throws(JSONFault) {
    try refuseOtherEncodings()
    cursor.skipWhiteSpace()
    try skipValue()
    try requireEnd()
  }

  private func refuseOtherEncodings() throws(JSONFault) {
    let start = UnsafeRawBufferPointer(start: cursor.base, count: min(cursor.end, 3))
    if start.elementsEqual([0xef, 0xbb, 0xbf]) {
      throw JSONFault("a byte order mark (EF BB BF) before the text, which JSON does not have", at: 0)
    }
    if start.starts(with: [0xff, 0xfe]) || start.starts(with: [0xfe, 0xff]) || start.prefix(2).contains(0) {
      throw JSONFault("text in UTF-16 or UTF-32; expected UTF-8", at: 0)
    }
  }

  private mutating func requireEnd() throws(JSONFault) {
    cursor.skipWhiteSpace()
    guard cursor.position == cursor.end else { throw cursor.expected("the end of the text") }
  }

  // MARK: The objects on the way

  /// The objects that lead to the arrays, and the arrays.
  private enum Level {
    case top, data, tickets

    var pointer: StaticString {
      switch self {
      case .top: ""
      case .data: "/data"
      case .tickets: "/data/tickets"
      }
    }

    var keys: [StaticString] {
      switch self {
      case .top: ["data"]
      case .data: ["tickets"]
      case .tickets: ["data", "comments", "users", "organizations"]
      }
    }
  }

  private mutating func readObject(_ level: Level) throws(JSONFault) {
    container = level.pointer
    let start = cursor.position
    guard cursor.current == UInt8(ascii: "{") else { return try refuseValue(key: nil, expected: "an object") }
    let names = level.keys
    var seen = Set<Int>()
    let firstKey = keys.count
    var hasMore = cursor.open(closing: UInt8(ascii: "}"))
    while hasMore {
      let key = try cursor.readKey()
      if let name = names.firstIndex(where: { cursor.spells($0, key) }) {
        if !seen.insert(name).inserted { reportDuplicate(key) }
        switch level {
        case .top: try readObject(.data)
        case .data: try readObject(.tickets)
        case .tickets: try readArray(RecordArray.allCases[name])
        }
        container = level.pointer
      } else {
        try skipUnknown(key)
      }
      hasMore = try cursor.hasNext(closing: UInt8(ascii: "}"))
    }
    reportDuplicateKeys(from: firstKey)
    for name in names.indices where !seen.contains(name) {
      reportMissing(.missingArray, names[name], at: start)
    }
  }

  // MARK: The arrays

  /// In the order of `Level.tickets.keys`.
  private enum RecordArray: CaseIterable {
    case tickets, comments, users, organizations

    var pointer: StaticString {
      switch self {
      case .tickets: "/data/tickets/data"
      case .comments: "/data/tickets/comments"
      case .users: "/data/tickets/users"
      case .organizations: "/data/tickets/organizations"
      }
    }
  }

  private mutating func readArray(_ array: RecordArray) throws(JSONFault) {
    container = array.pointer
    guard cursor.current == UInt8(ascii: "[") else { return try refuseValue(key: nil, expected: "an array") }
    var position = 0
    var hasMore = cursor.open(closing: UInt8(ascii: "]"))
    while hasMore {
      index = position
      guard batch.recordCount < limits.records else {
        throw JSONFault("more than \(limits.records) records, too many to read", at: cursor.position)
      }
      switch array {
      case .tickets: batch.tickets.append(try readRecord(further: furtherKeys.tickets))
      case .comments: batch.comments.append(try readRecord(further: furtherKeys.comments))
      case .users: batch.users.append(try readRecord(further: furtherKeys.users))
      case .organizations: try readOrganization()
      }
      position &+= 1
      hasMore = try cursor.hasNext(closing: UInt8(ascii: "]"))
    }
    index = nil
  }

  /// Organizations that are not agreed are only counted, and checked to be JSON objects.
  private mutating func readOrganization() throws(JSONFault) {
    if let further = furtherKeys.organizations {
      batch.organizationCount += 1
      batch.organizations.append(try readRecord(further: further))
      return
    }
    guard cursor.current == UInt8(ascii: "{") else { return try refuseValue(key: nil, expected: "an object") }
    batch.organizationCount += 1
    try skipValue()
  }

  /// - Parameter further: the further keys that are agreed.
  private mutating func readRecord<Record: BatchRecord>(
    further: [[UInt8]]
  ) throws(JSONFault) -> Record {
    var record = Record()
    let start = cursor.position
    record.offset = UInt32(truncatingIfNeeded: start)
    let firstValue = batch.values.count
    if !further.isEmpty { appendMissing(further.count, to: &record) }
    guard cursor.current == UInt8(ascii: "{") else {
      try refuseValue(key: nil, expected: "an object")
      return record
    }
    var seen: BatchFields = []
    let firstKey = keys.count
    var field: BatchFields = []
    var hasMore = cursor.open(closing: UInt8(ascii: "}"))
    while hasMore {
      let key: TextRange
      (key, field) = try readKey(of: Record.self, behind: field)
      if field.isEmpty {
        if let number = further.isEmpty ? nil : number(of: key, in: further) {
          try readFurther(key, at: firstValue + number)
        } else {
          try skipUnknown(key)
        }
      } else {
        if !seen.insert(field).inserted { reportDuplicate(key) }
        record.present.remove(field)
        if try record.read(field, key: key, from: &self) { record.present.insert(field) }
      }
      hasMore = try cursor.hasNext(closing: UInt8(ascii: "}"))
    }
    if keys.count > firstKey { reportDuplicateKeys(from: firstKey) }
    if seen != Record.allFields { reportMissingFields(of: Record.self, seen: seen, at: start) }
    return record
  }

  /// Reads a key of a record, and tells which field it names; empty if none.
  @inline(__always)
  private mutating func readKey<Record: BatchRecord>(
    of type: Record.Type, behind field: BatchFields
  ) throws(JSONFault) -> (key: TextRange, field: BatchFields) {
    if !isReference, let key = Record.skipKey(behind: field, in: &cursor) { return (key.range, key.field) }
    let key = try cursor.readKey()
    return (key, Record.field(key, in: cursor))
  }
}

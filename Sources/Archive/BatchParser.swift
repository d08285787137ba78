/// One pass over one member: what the schema has; everything else is reported and skipped.
///
/// `{"data": {"tickets": {"data": […], "comments": […], …}}}`: an object with the arrays of the schema.
struct BatchParser: ~Copyable {
  var cursor: JSONCursor
  let batch: Batch
  let limits: ArchiveLimits
  let layout: BatchLayout
  /// Whether fast paths are off.
  let isReference: Bool

  // Where the parser is, for the pointers of problems.

  /// The pointer of the object or array of the schema that is being read.
  var container = ""
  /// The element of that array.
  var index: Int?
  /// The key of the value that is being skipped, and the objects and arrays open in it.
  var skippedKey: TextRange?
  var frames: [Frame] = []
  /// The unknown keys of all open objects, those of the innermost object last.
  var keys: [TextRange] = []
  /// The records that arrays with fields have so far.
  private var recordCount = 0

  init(
    _ cursor: JSONCursor, _ limits: ArchiveLimits, _ layout: BatchLayout, isReference: Bool = false,
    into batch: Batch
  ) {
    self.isReference = isReference
    self.cursor = cursor
    self.limits = limits
    self.layout = layout
    self.batch = batch
  }

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
      batch.refuse(at: error.offset, pointer: place, "the member is not JSON: \(error.message)")
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

    var pointer: String {
      switch self {
      case .top: ""
      case .data: "/data"
      case .tickets: "/data/tickets"
      }
    }
  }

  /// The keys of the object of `level`, and which of them must be there.
  private func keys(of level: Level) -> [(name: String, isRequired: Bool)] {
    switch level {
    case .top: [("data", true)]
    case .data: [("tickets", true)]
    case .tickets: layout.schema.arrays.map { ($0.name, $0.isRequired) }
    }
  }

  private mutating func readObject(_ level: Level) throws(JSONFault) {
    container = level.pointer
    let start = cursor.position
    guard cursor.current == UInt8(ascii: "{") else { return try refuseValue(key: nil, expected: "an object") }
    let agreed = keys(of: level)
    var seen = Set<Int>()
    let firstKey = keys.count
    var hasMore = cursor.open(closing: UInt8(ascii: "}"))
    while hasMore {
      let key = try cursor.readKey()
      if let number = agreed.firstIndex(where: { cursor.spells($0.name, key) }) {
        if !seen.insert(number).inserted { reportDuplicate(key) }
        switch level {
        case .top: try readObject(.data)
        case .data: try readObject(.tickets)
        case .tickets: try readArray(number)
        }
        container = level.pointer
      } else {
        try skipUnknown(key)
      }
      hasMore = try cursor.hasNext(closing: UInt8(ascii: "}"))
    }
    reportDuplicateKeys(from: firstKey)
    for (number, key) in agreed.enumerated() where key.isRequired && !seen.contains(number) {
      reportMissing(.missingArray, key.name, at: start)
    }
  }

  // MARK: The arrays

  /// - Parameter number: the array's place in the schema.
  private mutating func readArray(_ number: Int) throws(JSONFault) {
    let array = layout.arrays[number]
    let records = batch.records[number]
    container = array.pointer
    guard cursor.current == UInt8(ascii: "[") else { return try refuseValue(key: nil, expected: "an array") }
    var position = 0
    var hasMore = cursor.open(closing: UInt8(ascii: "]"))
    while hasMore {
      index = position
      guard recordCount < limits.records else {
        throw JSONFault("more than \(limits.records) records, too many to read", at: cursor.position)
      }
      if array.hasFields {
        recordCount &+= 1
        let start = cursor.position
        let row = records.append(offset: start)
        let missing = try readRecord(array, into: row)
        if missing > 0 { reportMissingFields(of: number, in: row, at: start) }
      } else {
        try countObject(in: records)
      }
      position &+= 1
      hasMore = try cursor.hasNext(closing: UInt8(ascii: "]"))
    }
    index = nil
  }

  private mutating func countObject(in records: BatchRecords) throws(JSONFault) {
    guard cursor.current == UInt8(ascii: "{") else { return try refuseValue(key: nil, expected: "an object") }
    records.count += 1
    try skipValue()
  }

  /// Reads the object at the cursor. Of a key that occurs twice the later value is kept.
  ///
  /// - Parameter row: where the values belong, all of them missing.
  /// - Returns: how many of the required fields are missing; 0 for an element that is not an object.
  @inline(__always)
  private mutating func readRecord(
    _ array: ArrayLayout, into row: UnsafeMutablePointer<BatchValue>
  ) throws(JSONFault) -> Int {
    guard cursor.current == UInt8(ascii: "{") else {
      try refuseValue(key: nil, expected: "an object")
      return 0
    }
    let fields = array.fields
    let next = array.next
    let firstKey = keys.count
    var missing = array.requiredCount
    // Which element of `next` gives the field of the key at the cursor.
    var place = 0
    var hasMore = cursor.open(closing: UInt8(ascii: "}"))
    while hasMore {
      var field = next[place]
      let key: TextRange
      if let range = skipKey(fields + field, array.quoted) {
        key = range
      } else {
        key = try cursor.readKey()
        guard let named = array.field(named: cursor.text(key)) else {
          try skipUnknown(key)
          hasMore = try cursor.hasNext(closing: UInt8(ascii: "}"))
          continue
        }
        field = named
        next[place] = named
      }
      place = field &+ 1
      if row[field].kind != .missing {
        reportDuplicate(key)
      } else if fields[field].isRequired {
        missing &-= 1
      }
      row[field] = try readValue(fields[field].type, of: key)
      hasMore = try cursor.hasNext(closing: UInt8(ascii: "}"))
    }
    if keys.count > firstKey { reportDuplicateKeys(from: firstKey) }
    return missing
  }

  /// Moves past the key of `field` and its colon, up to the value, if it is at the cursor as it is mostly written:
  /// without escapes, and with nothing before the colon.
  ///
  /// - Returns: the range of the key, nil for any other one.
  @inline(__always)
  private mutating func skipKey(
    _ field: UnsafePointer<FieldKey>, _ quoted: UnsafePointer<UInt8>
  ) -> TextRange? {
    isReference ? nil : cursor.skipKey(field, quoted)
  }
}

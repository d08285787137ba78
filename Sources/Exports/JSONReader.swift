/// Reads the JSON records of one file: NDJSON (`readLines`), or an array or a page (`readPage`).
///
/// As with CSV, a record that goes on after the window is scanned again from its start when more is there.
struct JSONReader: ~Copyable {
  /// Goes on in the file: the window's `advance`, with all that it entails.
  typealias Advance = (inout ByteWindow) throws -> Void

  /// The file's name, as messages show it.
  let name: String
  /// Its index into `Export.files`.
  let file: Int
  let limit: Int
  /// What records are scanned for.
  let fields: JSONFields
  /// Makes the rows of a record, where the record is not one itself.
  private let nested: NestedRows?
  /// The line on which the window is.
  var line: UInt64 = 1
  /// The line of the value before that is or should be a record, and its ordinal among those of that line.
  private var latestLine: UInt64 = 0
  private var ordinal: UInt32 = 0
  /// Rows: records, or with `each` their elements.
  private(set) var records = 0
  /// Records whose elements are the rows.
  private(set) var unnested = 0
  private(set) var problems = 0
  private var block: BlockBuilder
  private let problem: (ExportProblem) throws -> Void
  private let receive: (RecordBlock) throws -> Void

  init(
    name: String, file: Int, fields: JSONFields, nested: NestedRows?, limit: Int,
    problem: @escaping (ExportProblem) throws -> Void, receive: @escaping (RecordBlock) throws -> Void
  ) {
    self.name = name
    self.file = file
    self.fields = fields
    self.nested = nested
    self.limit = limit
    self.problem = problem
    self.receive = receive
    block = BlockBuilder(columnCount: nested?.columns.count ?? fields.columns.count)
  }

  /// Goes to another value that is or should be a record.
  @inline(__always)
  mutating func beginRecord() {
    ordinal = line == latestLine ? ordinal &+ 1 : 0
    latestLine = line
  }

  /// Takes the object that was scanned from `start` on, and is the last one that was: as a record, or as the
  /// problem that it has.
  @inline(__always)
  mutating func take(
    _ scanner: borrowing JSONRecordScanner, from start: Int, in window: borrowing ByteWindow
  ) throws {
    let length = scanner.scanner.index &- start
    guard length <= limit, scanner.scanner.loneSurrogate == nil, scanner.duplicate == nil else {
      return try refuse(scanner, from: start, length: length, in: window)
    }
    let place = RecordPlace(
      file: Int32(truncatingIfNeeded: file), length: UInt32(truncatingIfNeeded: length),
      offset: window.offset &+ UInt64(start), line: line, record: ordinal)
    if let nested { return try takeRows(of: nested, place, from: start, in: window) }
    records &+= 1
    if fields.needsCopy { return try takeCopied(place, from: start, in: window) }
    if block.isFull { try flush(window) }
    let (bytes, fields) = (window.bytes, fields)
    block.append(place) { fields.write(to: $0, bytes: bytes) }
  }

  /// Hands on what was taken. The window must not have moved since.
  mutating func flush(_ window: borrowing ByteWindow) throws {
    guard let nested else { return try block.flush(window.bytes, count: window.count, to: receive) }
    try flush(nested)
    nested.removeArena()
  }

  private mutating func flush(_ nested: NestedRows) throws {
    try nested.withArena { bytes, count in try block.flush(bytes, count: count, to: receive) }
  }

  /// Hands on the elements of a record, which are rows, or says why there are none.
  private mutating func takeRows(
    of nested: NestedRows, _ place: RecordPlace, from start: Int, in window: borrowing ByteWindow
  ) throws {
    unnested += 1
    if nested.isArenaLong { try flush(window) }
    let offset = window.offset + UInt64(start)
    try nested.read(start..<start + Int(place.length), in: window.bytes, count: window.count) { sentence in
      try report(.notAnArray, at: offset, sentence)
    } row: { element in
      if block.isFull { try flush(nested) }
      var place = place
      place.element = element
      block.append(place) { nested.write(to: $0) }
      records += 1
    }
  }

  /// Hands on a record as a block of its own, in a copy that has it twice: as it is, and to decode in.
  private mutating func takeCopied(
    _ place: RecordPlace, from start: Int, in window: borrowing ByteWindow
  ) throws {
    try flush(window)
    let record = UnsafeBufferPointer(start: window.bytes + start, count: Int(place.length))
    var copy = Array(record) + Array(record)
    try copy.withUnsafeMutableBufferPointer { copy in
      guard let base = copy.baseAddress else { return }
      let fields = fields
      fields.shift(by: -start)
      block.append(place) { fields.write(to: $0, bytes: base, shift: record.count) }
      try block.flush(base, count: copy.count, to: receive)
    }
  }

  /// Reports what is wrong with a value from `start` on whose syntax is right.
  mutating func refuse(
    _ scanner: borrowing JSONRecordScanner, from start: Int, length: Int, isRecord: Bool = true,
    in window: borrowing ByteWindow
  ) throws {
    let offset = window.offset + UInt64(start)
    if length > limit {
      try report(.tooLong, at: offset, Self.tooLong(UInt64(length), limit: limit))
    } else if let index = scanner.scanner.loneSurrogate {
      try report(
        .brokenJSON, at: offset, isRecord: isRecord,
        "the \\u escape at offset \(window.offset + UInt64(index)) is half of a surrogate pair; expected "
          + "two that are one character. A text was cut inside a character: export the file again")
    } else if let key = scanner.duplicate {
      let shown = Header.shown(scanner.fields.keys.text(of: key, in: window.bytes))
      try report(
        .duplicateKey, at: offset, isRecord: isRecord,
        "the key '\(shown)' is there twice in one object; expected each key once, because readers disagree on "
          + "which of the two counts. Export the file again")
    }
  }

  /// Reports bytes that are not a record, from `offset` on.
  ///
  /// - Parameter isRecord: whether they are the value that was begun last.
  mutating func report(
    _ kind: ExportProblem.Kind, at offset: UInt64, isRecord: Bool = true, _ message: String
  ) throws {
    problems += 1
    try problem(
      ExportProblem(
        kind: kind, file: file, line: line, record: isRecord ? ordinal : 0, offset: offset, message: message))
  }

  static func tooLong(_ length: UInt64, limit: Int) -> String {
    "the record has \(length) bytes; expected at most \(limit). "
      + "A quote or bracket may be missing or too many in it: export the file again, or "
      + "let 'build' and 'verify' read longer records (--max-record)"
  }
}

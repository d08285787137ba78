/// The top of a JSON page: its keys, which of them holds the records, and what the others say.
struct JSONEnvelope: ~Copyable {
  enum Member {
    /// The array of the records; the scanner stands behind its bracket.
    case records
    /// Any other, whole.
    case other
  }

  /// The key of the records: the given one, or that of the array of objects that was found.
  private(set) var collection: String?
  /// Whether that key was there.
  private(set) var hasRecords = false
  private(set) var page = PageEnvelope()
  let fields = JSONFields(columns: [
    "count", "next_page", "links.next", "meta.has_more", "meta.after_cursor", "end_of_stream",
  ])

  private let file: String
  private let isGiven: Bool
  /// Whether the plan names the key, so that other arrays are not meant.
  private let isPlanned: Bool
  private var emptyArrays: [String] = []
  private let keys = JSONKeys()
  /// The first keys, as messages show them.
  private var shownKeys: [String] = []
  private var hasNextPageKey = false
  /// Whether an incremental export says that nothing follows, though it links to what may come later.
  private var isEndOfStream = false

  /// - Parameter collection: the key that holds the records, where it is known.
  ///   It may be of an earlier page, as what the plan says is not.
  init(file: String, collection: String?, isPlanned: Bool = true) {
    self.file = file
    self.collection = collection
    isGiven = collection != nil
    self.isPlanned = isPlanned
  }

  /// Scans a key with its value, or up to the first record.
  ///
  /// - Returns: nil when the scan fails; nothing is noted then, so it can be done again.
  /// - Throws: `ExportError` when it isn't clear which array holds the records.
  mutating func scanMember(_ scanner: inout JSONRecordScanner) throws(ExportError) -> Member? {
    fields.reset()
    guard let span = scanKey(&scanner.scanner) else { return nil }
    let key = fields.keys.append(span, in: scanner.scanner.bytes)
    let name = String(decoding: fields.keys.text(of: key, in: scanner.scanner.bytes), as: UTF8.self)
    let node = fields.child(of: JSONFields.root, key, in: scanner.scanner.bytes)
    if scanner.scanner.byte == UInt8(ascii: "[") {
      guard let role = try role(ofArray: name, &scanner.scanner) else { return nil }
      if let member = role.member {
        note(span, in: scanner.scanner.bytes)
        return member
      }
    } else if isGiven, Array(name.utf8) == collection.map({ Array($0.utf8) }) {
      throw ExportError(
        file: file,
        message: "has no array under '\(shown(name))'; expected the records there. "
          + "Fetch the page again, or correct 'collection' in the plan")
    }
    guard scanner.scanValue(of: node) else { return nil }
    note(span, in: scanner.scanner.bytes)
    readFields(from: scanner.scanner.bytes)
    return .other
  }

  private func scanKey(_ scanner: inout JSONScanner) -> FieldSpan? {
    guard scanner.byte == quote else {
      _ = scanner.stop(keys.count == 0 ? .keyOrBrace : .key)
      return nil
    }
    guard keys.count < JSONKeys.limit else {
      _ = scanner.stop(.fewerKeys)
      return nil
    }
    let start = scanner.index + 1
    guard scanner.scanText() else { return nil }
    let span = FieldSpan(
      start: start, end: scanner.index - 1, isEscaped: scanner.isEscaped && scanner.loneSurrogate == nil)
    guard scanner.skipSpace() else { return nil }
    guard scanner.byte == UInt8(ascii: ":") else {
      _ = scanner.stop(.colon)
      return nil
    }
    scanner.index += 1
    return scanner.skipSpace() ? span : nil
  }

  /// What the array at the scanner is to the page; nil when that isn't known yet. `member` is nil for an
  /// array that must still be scanned.
  private mutating func role(
    ofArray name: String, _ scanner: inout JSONScanner
  ) throws(ExportError) -> (member: Member?, Void)? {
    let isCollection = Array(name.utf8) == collection.map { Array($0.utf8) }
    if isGiven, isCollection {
      if hasRecords { return (nil, ()) }
      scanner.index += 1
      hasRecords = true
      return (.records, ())
    }
    if isGiven, isPlanned { return (nil, ()) }
    let array = scanner
    scanner.index += 1
    guard scanner.skipSpace() else { return nil }
    switch scanner.byte {
    case UInt8(ascii: "{"):
      if isGiven { throw otherArray(name) }
      guard !hasRecords else { throw ambiguous([collection ?? "", name], "arrays of objects") }
      (collection, hasRecords) = (name, true)
      return (.records, ())
    case UInt8(ascii: "]"):
      if !isGiven { emptyArrays.append(name) }
      scanner.index += 1
      return (.other, ())
    case _ where scanner.index == scanner.count:
      _ = scanner.stop(.value)
      return nil
    default:
      scanner = array
      return (nil, ())
    }
  }

  private mutating func note(_ span: FieldSpan, in bytes: UnsafePointer<UInt8>) {
    let key = keys.append(span, in: bytes, isKept: true)
    if shownKeys.count < 12 { shownKeys.append(Header.shown(keys.text(of: key, in: bytes))) }
  }

  private mutating func readFields(from bytes: UnsafePointer<UInt8>) {
    func value(_ column: Int) -> (text: String, isText: Bool)? {
      fields.copy(ofColumn: column, from: bytes).map { (String(decoding: $0.text, as: UTF8.self), $0.isText) }
    }
    if let count = value(0), !count.isText { page.count = Int64(count.text) }
    if let next = value(1) {
      hasNextPageKey = true
      setNextPage(next)
    } else if let next = value(2), !hasNextPageKey {
      setNextPage(next)
    }
    if let more = value(3), !more.isText { page.hasMore = ["true": true, "false": false][more.text] }
    if let cursor = value(4), !cursor.text.isEmpty { page.afterCursor = cursor.text }
    if let end = value(5), !end.isText, let isEnd = ["true": true, "false": false][end.text] {
      (isEndOfStream, page.hasMore) = (isEnd, !isEnd)
      if isEnd { page.nextPage = nil }
    }
  }

  private mutating func setNextPage(_ next: (text: String, isText: Bool)) {
    page.saysNextPage = true
    let isNone = next.text.isEmpty || !next.isText && next.text == "false"
    page.nextPage = isNone || isEndOfStream ? nil : next.text
  }

  /// The page is whole: now it is clear which array held the records, or it never will be.
  ///
  /// - Returns: a key that stands twice, as messages show it.
  mutating func close() throws(ExportError) -> String? {
    if !hasRecords {
      if isGiven, let collection {
        throw ExportError(
          file: file,
          message:
            "has no key '\(shown(collection))' \(Self.listed(shownKeys, count: keys.count)); "
            + "expected a page with the records under it. Fetch it again, or correct 'collection' in the plan"
        )
      }
      guard let only = emptyArrays.first else { throw Self.noPage(file, shownKeys, count: keys.count) }
      guard emptyArrays.count == 1 else { throw ambiguous(emptyArrays, "empty arrays") }
      (collection, hasRecords) = (only, true)
    }
    let none = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    defer { none.deallocate() }
    return keys.duplicate(from: 0, in: none).map { Header.shown(keys.text(of: $0, in: none)) }
  }

  /// `(keys error, message)`
  private static func listed(_ keys: [String], count: Int) -> String {
    if keys.isEmpty { return "(no keys)" }
    let more = count > keys.count ? " and \(count - keys.count) more" : ""
    return "(\(count == 1 ? "key" : "keys") \(keys.joined(separator: ", "))\(more))"
  }

  /// - Parameters:
  ///   - keys: the first ones at the top.
  ///   - count: how many there are.
  static func noPage(_ file: String, _ keys: [String], count: Int) -> ExportError {
    ExportError(
      file: file,
      message: "is no page of records but an answer without any \(listed(keys, count: count)); "
        + "fetch it again")
  }

  private func ambiguous(_ names: [String], _ what: String) -> ExportError {
    let list = names.prefix(12).map { "'\(shown($0))'" }.joined(separator: " and ")
    return ExportError(
      file: file,
      message: "has \(names.count) \(what), \(list); expected one. "
        + "Name the one with the records in the plan (collection: \(shown(names[0])))")
  }

  /// An array of objects that an earlier page didn't have, or had empty.
  private func otherArray(_ name: String) -> ExportError {
    let records = shown(collection ?? "")
    return ExportError(
      file: file,
      message:
        "has an array of objects '\(shown(name))', where the records of earlier pages are in '\(records)'; "
        + "expected one such array. Name the one with the records in the plan (collection: \(records))")
  }

  private func shown(_ name: String) -> String { Header.shown(Array(name.utf8)) }
}

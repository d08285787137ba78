import Plan

/// The top of a JSON page: its keys, which of them holds the records, and what the others say.
///
/// The object under `_embedded`, where HAL has its arrays, is entered: an array in it is the collection
/// `_embedded.users`.
struct JSONEnvelope: ~Copyable {
  enum Member {
    /// The array of the records; the scanner is after its bracket.
    case records
    /// HAL's object of arrays; the scanner is after its brace. `leaveEmbedded()` belongs to its end.
    case embedded
    /// Any other, whole.
    case other
  }

  /// The key of the records: the given one, or that of the array of objects that was found.
  private(set) var collection: String?
  /// Whether that key was there.
  private(set) var hasRecords = false
  /// Whether the scanner is inside of HAL's object.
  private(set) var isInEmbedded = false
  private var paging: PagingMembers
  let fields: JSONFields

  private let file: String
  private let isGiven: Bool
  /// Whether the plan names the key, so that other arrays are not meant.
  private let isPlanned: Bool
  private var emptyArrays: [String] = []
  private let keys = JSONKeys()
  private let embeddedKeys = JSONKeys()
  /// The first keys, as messages show them.
  private var shownKeys: [String] = []

  /// - Parameters:
  ///   - collection: the key that holds the records, where it is known. It may be of an earlier page, as what the plan
  ///     says is not.
  ///   - fetch: that of the source, which may declare where a page has its cursor.
  init(file: String, collection: String?, isPlanned: Bool = true, fetch: FetchPlan? = nil) {
    self.file = file
    paging = PagingMembers(fetch)
    fields = paging.fields()
    self.collection = collection
    isGiven = collection != nil
    self.isPlanned = isPlanned
  }

  /// What the page says of the pages after it.
  var page: PageEnvelope { paging.envelope }

  /// Scans a key with its value, or up to the first record, or into HAL's object.
  ///
  /// - Returns: nil when the scan fails; nothing is recorded then, so it can be done again.
  /// - Throws: `ExportError` when it isn't clear which array holds the records.
  mutating func scanMember(_ scanner: inout JSONRecordScanner) throws(ExportError) -> Member? {
    fields.reset()
    guard let span = scanKey(&scanner.scanner) else { return nil }
    let key = fields.keys.append(span, in: scanner.scanner.bytes)
    let ownName = String(decoding: fields.keys.text(of: key, in: scanner.scanner.bytes), as: UTF8.self)
    let name = isInEmbedded ? "_embedded.\(ownName)" : ownName
    let node =
      isInEmbedded
      ? JSONFields.unwanted : fields.child(of: JSONFields.root, key, in: scanner.scanner.bytes)
    if !isInEmbedded, name == "_embedded", scanner.scanner.byte == UInt8(ascii: "{") {
      scanner.scanner.index += 1
      note(span, in: scanner.scanner.bytes)
      isInEmbedded = true
      return .embedded
    }
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
    paging.add(fields, from: scanner.scanner.bytes)
    return .other
  }

  /// HAL's object has ended.
  mutating func leaveEmbedded() { isInEmbedded = false }

  private func scanKey(_ scanner: inout JSONScanner) -> FieldSpan? {
    guard scanner.byte == quote else {
      _ = scanner.stop((isInEmbedded ? embeddedKeys : keys).count == 0 ? .keyOrBrace : .key)
      return nil
    }
    guard keys.count + embeddedKeys.count < InputLimits.jsonKeys else {
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
    guard !isInEmbedded else {
      _ = embeddedKeys.append(span, in: bytes, isKept: true)
      return
    }
    let key = keys.append(span, in: bytes, isKept: true)
    if shownKeys.count < 12 { shownKeys.append(Header.shown(keys.text(of: key, in: bytes))) }
  }

  /// The page is whole: now it is clear which array held the records, or it never will be.
  ///
  /// - Returns: a key that is there twice, as messages show it.
  mutating func close() throws(ExportError) -> String? {
    if !hasRecords, emptyArrays.isEmpty, paging.isEmptyHAL { hasRecords = true }
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
    return [keys, embeddedKeys].lazy.compactMap { keys in
      keys.duplicate(from: 0, in: none).map { Header.shown(keys.text(of: $0, in: none)) }
    }.first
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
      message: "is not a page of records but an answer without any \(listed(keys, count: count)); "
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

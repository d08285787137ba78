import Plan

/// Tells what JSON a file is, by its start and the plan.
///
/// - An array: the first character is `[`, before an object, an array, a text, or its end.
/// - A page: one object with an array of objects at its top, or any object where the plan speaks of pages
///   (`collection`, `fetch`; but what is fetched with `pagination: none` may be one record).
/// - NDJSON: any other object on one line.
struct JSONShape {
  let source: Source
  /// The file's name, as messages show it.
  let name: String

  /// Whether the file, at whose start the window is, is JSON, or said to be.
  func isJSON(_ window: inout ByteWindow, advance: JSONReader.Advance) throws -> Bool {
    guard source.format == .detected else { return source.format != .csv }
    // Only of CSV is said how it is written.
    if source.dialect != CSVDialect() { return false }
    while !window.isLast, window.count < 1 << 16, !isTelling(window) { try advance(&window) }
    return firstBracket(in: window) != nil
  }

  /// Whether the window has as much of the file as `firstBracket` looks at.
  private func isTelling(_ window: borrowing ByteWindow) -> Bool {
    let bytes = UnsafeBufferPointer(start: window.bytes, count: window.count)
    guard let first = bytes[window.index...].firstIndex(where: { $0 > 0x20 }) else { return false }
    let isBracket = bytes[first] == UInt8(ascii: "{") || bytes[first] == UInt8(ascii: "[")
    return !isBracket || bytes[(first + 1)...].contains { $0 > 0x20 }
  }

  /// The format of such a file.
  ///
  /// - Parameters:
  ///   - columns: the ones wanted; they distinguish a page from a single record that has an array.
  ///   - window: is at the start of the file, and still does so afterwards.
  /// - Throws: `ExportError` for a file without a value, for one that can be either, and for the answer of a
  ///   server in place of a page; whatever `advance` throws.
  func format(
    of window: inout ByteWindow, columns: [String], advance: JSONReader.Advance
  ) throws -> SourceFormat {
    while !isValue(window) {
      if window.isLast {
        throw ExportError(file: name, message: "is empty; expected JSON records. Export it again")
      }
      guard window.count - window.index <= window.limits.record else { break }
      try advance(&window)
    }
    if source.format != .detected { return source.format }
    let isPage =
      source.collection != nil || source.fetch.map { $0.pagination != .oneAnswer } ?? false
    // Of a source with `each` the array decides: it is in a record, and not at the top of a page.
    let fields = JSONFields(
      columns: source.each.map { [$0.arrays[0].joined(separator: ".")] } ?? columns)
    while !isPage, let start = firstBracket(in: window), window.bytes[start] == UInt8(ascii: "{") {
      if let format = try format(ofObjectAt: start, in: window, fields, columns) { return format }
      // No record could be so long, or none is likely to be.
      if window.count - start > window.limits.record + 2 { break }
      if window.count - start > 1 << 20, try holdsRecords(objectAt: start, in: window, fields) { break }
      try advance(&window)
    }
    return .json
  }

  /// Whether there is anything but white space.
  private func isValue(_ window: borrowing ByteWindow) -> Bool {
    (window.index..<window.count).contains { window.bytes[$0] > 0x20 }
  }

  /// Where the first bracket of JSON is; nil when something else is first.
  private func firstBracket(in window: borrowing ByteWindow) -> Int? {
    let bytes = UnsafeBufferPointer(start: window.bytes, count: window.count)
    guard let bracket = bytes[window.index...].firstIndex(where: { $0 > 0x20 }) else { return nil }
    switch (bytes[bracket], bytes[(bracket + 1)...].first { $0 > 0x20 }) {
    case (UInt8(ascii: "{"), quote), (UInt8(ascii: "{"), UInt8(ascii: "}")), (UInt8(ascii: "{"), nil),
      (UInt8(ascii: "["), UInt8(ascii: "{")), (UInt8(ascii: "["), UInt8(ascii: "[")),
      (UInt8(ascii: "["), quote), (UInt8(ascii: "["), UInt8(ascii: "]")), (UInt8(ascii: "["), nil):
      return bracket
    default: return nil
    }
  }

  /// The format of a file that starts with an object; nil when that isn't known yet.
  private func format(
    ofObjectAt start: Int, in window: borrowing ByteWindow, _ fields: JSONFields, _ columns: [String]
  ) throws -> SourceFormat? {
    let line = JSONScanner(
      bytes: window.bytes, count: window.count, isLast: window.isLast, isLineBound: true)
    var scanner = JSONRecordScanner(line, fields: fields)
    if scanner.scanRecord(at: start) {
      let countThere = fields.countThere
      guard scanner.scanner.scanLineEnd() else { return scanner.scanner.fault == nil ? nil : .ndjson }
      let end = scanner.scanner.index
      if (end..<window.count).contains(where: { window.bytes[$0] > 0x20 }) { return .ndjson }
      return window.isLast
        ? try format(ofOnlyObjectAt: start, in: window, fields, countThere, columns) : nil
    }
    guard let fault = scanner.scanner.fault else { return nil }
    let isCutByLine = fault.byte == lineFeed || fault.byte == carriageReturn
    if isCutByLine, fault.expected != .escapedControl {
      var scanner = JSONRecordScanner(free(line), fields: fields)
      if scanner.scanRecord(at: start) {
        return try format(behindObjectEndingAt: scanner.scanner.index, in: window)
      }
      if scanner.scanner.fault == nil { return nil }
    } else if isObject(behindLineOf: fault.index, in: window) {
      return .ndjson
    }
    return try firstRecord(ofPageAt: start, in: window) == nil ? .ndjson : .json
  }

  /// The format of a file that is one object on one line.
  private func format(
    ofOnlyObjectAt start: Int, in window: borrowing ByteWindow, _ fields: JSONFields, _ countThere: Int,
    _ columns: [String]
  ) throws -> SourceFormat {
    if let record = try firstRecord(ofPageAt: start, in: window) {
      var scanner = JSONRecordScanner(
        JSONScanner(bytes: window.bytes, count: window.count, isLast: true), fields: fields)
      let isEither = countThere > 0 && scanner.scanRecord(at: record) && fields.countThere > 0
      guard !isEither else {
        throw ExportError(
          file: name,
          message: "may be one record, or a page of records; "
            + "say which in the plan (format: ndjson, or collection: the key of the records)")
      }
      return countThere > 0 ? .ndjson : .json
    }
    if countThere == 0, isEmptyPage(objectAt: start, in: window) { return .json }
    if countThere == 0, !fields.columns.isEmpty, !isRecordWithoutArray(at: start, in: window, columns) {
      var paths = JSONPaths()
      paths.add(recordAt: start, in: window)
      throw JSONEnvelope.noPage(name, Array(paths.topKeys.prefix(12)), count: paths.topKeys.count)
    }
    return .ndjson
  }

  /// Whether the object lacks nothing but the array of `each` to be a record.
  private func isRecordWithoutArray(
    at start: Int, in window: borrowing ByteWindow, _ columns: [String]
  ) -> Bool {
    guard let each = source.each else { return false }
    let fields = JSONFields(columns: NestedRows.recordColumns(of: columns, each))
    var scanner = JSONRecordScanner(
      JSONScanner(bytes: window.bytes, count: window.count, isLast: true), fields: fields)
    return scanner.scanRecord(at: start) && fields.countThere > 0
  }

  /// Whether the object that starts at `start` and goes on after the window has no wanted key so far but in
  /// the first of the records that it holds.
  private func holdsRecords(
    objectAt start: Int, in window: borrowing ByteWindow, _ fields: JSONFields
  ) throws -> Bool {
    guard let record = try firstRecord(ofPageAt: start, in: window) else { return false }
    var scanner = JSONRecordScanner(
      JSONScanner(bytes: window.bytes, count: window.count, isLast: window.isLast), fields: fields)
    _ = scanner.scanRecord(at: start)
    guard fields.countThere == 0 else { return false }
    return scanner.scanRecord(at: record) && (fields.countThere > 0 || fields.columns.isEmpty)
  }

  /// The format of a file whose first object is on several lines; nil when that isn't known yet.
  private func format(
    behindObjectEndingAt end: Int, in window: borrowing ByteWindow
  ) throws(ExportError) -> SourceFormat? {
    guard let next = (end..<window.count).first(where: { window.bytes[$0] > 0x20 }) else {
      return window.isLast ? .json : nil
    }
    guard window.bytes[next] == UInt8(ascii: "{") else { return .json }
    throw ExportError(
      file: name,
      message: "is a sequence of JSON objects over several lines; expected one record on each line. "
        + "Write them so (jq -c .)")
  }

  private func free(_ scanner: JSONScanner) -> JSONScanner {
    JSONScanner(bytes: scanner.bytes, count: scanner.count, isLast: scanner.isLast)
  }

  /// Whether the line after that of `index` starts with an object.
  private func isObject(behindLineOf index: Int, in window: borrowing ByteWindow) -> Bool {
    let bytes = UnsafeBufferPointer(start: window.bytes, count: window.count)
    guard let end = bytes[index...].firstIndex(where: { $0 == lineFeed || $0 == carriageReturn }) else {
      return false
    }
    return bytes[end...].first { $0 > 0x20 } == UInt8(ascii: "{")
  }

  /// Whether the only array at the top of the object that starts at `start` has nothing in it: the page after the
  /// last record of a collection.
  private func isEmptyPage(objectAt start: Int, in window: borrowing ByteWindow) -> Bool {
    do {
      return try closesWithoutRecords(objectAt: start, in: window)
    } catch {
      return false
    }
  }

  /// - Throws: `ExportError` where the object has no array, or several.
  private func closesWithoutRecords(objectAt start: Int, in window: borrowing ByteWindow) throws -> Bool {
    var envelope = JSONEnvelope(file: name, collection: nil)
    var scanner = JSONRecordScanner(
      JSONScanner(bytes: window.bytes, count: window.count, isLast: window.isLast), fields: envelope.fields)
    scanner.scanner.restart(at: start)
    guard try scanMembers(&envelope, &scanner) != nil else { return false }
    _ = try envelope.close()
    return true
  }

  /// Where the first record is in the array of objects of the page at `start`, so far as it is in the window; nil
  /// without one.
  private func firstRecord(ofPageAt start: Int, in window: borrowing ByteWindow) throws -> Int? {
    var envelope = JSONEnvelope(file: name, collection: nil)
    var scanner = JSONRecordScanner(
      JSONScanner(bytes: window.bytes, count: window.count, isLast: window.isLast), fields: envelope.fields)
    scanner.scanner.restart(at: start)
    return try scanMembers(&envelope, &scanner) == .records ? scanner.scanner.index : nil
  }

  /// Scans the members of the object at the scanner, up to its first record.
  ///
  /// - Returns: `records` there, `other` after the last member; nil when the scan fails.
  private func scanMembers(
    _ envelope: inout JSONEnvelope, _ scanner: inout JSONRecordScanner
  ) throws -> JSONEnvelope.Member? {
    let brace = UInt8(ascii: "}")
    scanner.scanner.index += 1
    while true {
      guard scanner.scanner.skipSpace() else { return nil }
      if !(envelope.isInEmbedded && scanner.scanner.byte == brace) {
        guard let member = try envelope.scanMember(&scanner) else { return nil }
        if member == .records { return .records }
        if member == .embedded { continue }
        guard scanner.scanner.skipSpace() else { return nil }
      }
      if envelope.isInEmbedded, scanner.scanner.byte == brace {
        envelope.leaveEmbedded()
        scanner.scanner.index += 1
        guard scanner.scanner.skipSpace() else { return nil }
      }
      guard scanner.scanner.byte == comma else { return .other }
      scanner.scanner.index += 1
    }
  }
}

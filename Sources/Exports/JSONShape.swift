import Plan

/// Tells what JSON a file is, by its start and the plan.
///
/// - An array: the first character is `[`, before an object, an array, a text, or its end.
/// - A page: one object with an array of objects at its top, or any object where the plan speaks of pages
///   (`collection`, `fetch`; but what is fetched with `pagination: none` may be one record).
/// - NDJSON: any other object on one line.
/// - One record: any other object on several lines, and nothing after it.
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

  /// How the records of a file are read.
  enum Kind {
    case lines, page
    /// One record on several lines.
    case object

    var format: SourceFormat { self == .page ? .json : .ndjson }
  }

  /// The kind of such a file.
  ///
  /// - Parameters:
  ///   - columns: the ones wanted; they distinguish a page from a single record that has an array.
  ///   - window: is at the start of the file, and still does so afterwards.
  /// - Throws: `ExportError` for a file without a value, for one that can be either, and for the answer of a
  ///   server in place of a page; whatever `advance` throws.
  func kind(
    of window: inout ByteWindow, columns: [String], advance: JSONReader.Advance
  ) throws -> Kind {
    while !isValue(window) {
      if window.isLast {
        throw ExportError(file: name, message: "is empty; expected JSON records. Export it again")
      }
      guard window.count - window.index <= window.limits.record else { break }
      try advance(&window)
    }
    let isOneAnswer = source.fetch?.pagination == .oneAnswer
    if source.format == .json { return .page }
    if source.format == .ndjson, !isOneAnswer { return .lines }
    let isPage = source.collection != nil || source.fetch != nil && !isOneAnswer
    // Of a source with `each` the array decides: it is in a record, and not at the top of a page.
    let fields = JSONFields(
      columns: source.each.map { [$0.arrays[0].joined(separator: ".")] } ?? columns)
    while !isPage, let start = firstBracket(in: window), window.bytes[start] == UInt8(ascii: "{") {
      if let kind = try kind(ofObjectAt: start, in: window, fields, columns) { return kind }
      // No record could be so long, or none is likely to be.
      if window.count - start > window.limits.record + 2 { break }
      if window.count - start > 1 << 20, try holdsRecords(objectAt: start, in: window, fields) { break }
      try advance(&window)
    }
    return source.format == .ndjson ? .lines : .page
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

  /// The kind of a file that starts with an object; nil when that isn't known yet.
  private func kind(
    ofObjectAt start: Int, in window: borrowing ByteWindow, _ fields: JSONFields, _ columns: [String]
  ) throws -> Kind? {
    let line = JSONScanner(
      bytes: window.bytes, count: window.count, isLast: window.isLast, isLineBound: true)
    var scanner = JSONRecordScanner(line, fields: fields)
    if scanner.scanRecord(at: start) {
      let countThere = fields.countThere
      guard scanner.scanner.scanLineEnd() else { return scanner.scanner.fault == nil ? nil : .lines }
      let end = scanner.scanner.index
      if (end..<window.count).contains(where: { window.bytes[$0] > 0x20 }) { return .lines }
      return window.isLast
        ? try kind(ofOnlyObjectAt: start, in: window, fields, countThere, columns, spansLines: false) : nil
    }
    guard let fault = scanner.scanner.fault else { return nil }
    let isCutByLine = fault.byte == lineFeed || fault.byte == carriageReturn
    if isCutByLine, fault.expected != .escapedControl {
      var scanner = JSONRecordScanner(free(line), fields: fields)
      if scanner.scanRecord(at: start) {
        let (end, countThere) = (scanner.scanner.index, fields.countThere)
        guard let isOnly = try isOnly(objectEndingAt: end, in: window) else { return nil }
        if source.format == .ndjson { return isOnly ? .object : .lines }
        // What has records, and is not said to be one answer, is a page, whatever else it has.
        let mayBeRecord =
          try source.fetch?.pagination == .oneAnswer || source.each != nil
          || firstRecord(ofPageAt: start, in: window) == nil
        guard isOnly, mayBeRecord else { return .page }
        return try kind(ofOnlyObjectAt: start, in: window, fields, countThere, columns, spansLines: true)
      }
      if scanner.scanner.fault == nil { return nil }
    } else if isObject(behindLineOf: fault.index, in: window) {
      return .lines
    }
    return try source.format == .ndjson || firstRecord(ofPageAt: start, in: window) == nil ? .lines : .page
  }

  /// The kind of a file that is one object.
  private func kind(
    ofOnlyObjectAt start: Int, in window: borrowing ByteWindow, _ fields: JSONFields, _ countThere: Int,
    _ columns: [String], spansLines: Bool
  ) throws -> Kind {
    let record: Kind = spansLines ? .object : .lines
    if source.format == .ndjson { return record }
    if let first = try firstRecord(ofPageAt: start, in: window) {
      var scanner = JSONRecordScanner(
        JSONScanner(bytes: window.bytes, count: window.count, isLast: true), fields: fields)
      let isEither = countThere > 0 && scanner.scanRecord(at: first) && fields.countThere > 0
      guard !isEither else {
        throw ExportError(
          file: name,
          message: "may be one record, or a page of records; "
            + "say which in the plan (format: ndjson, or collection: the key of the records)")
      }
      return countThere > 0 ? record : .page
    }
    if countThere == 0, isEmptyPage(objectAt: start, in: window) { return .page }
    if countThere == 0, !fields.columns.isEmpty, !isRecordWithoutArray(at: start, in: window, columns) {
      var paths = JSONPaths()
      paths.add(recordAt: start, in: window)
      throw JSONEnvelope.noPage(name, Array(paths.topKeys.prefix(12)), count: paths.topKeys.count)
    }
    return record
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

  /// Whether nothing comes after the first object, which is on several lines; nil when that isn't known yet.
  private func isOnly(
    objectEndingAt end: Int, in window: borrowing ByteWindow
  ) throws(ExportError) -> Bool? {
    guard let next = (end..<window.count).first(where: { window.bytes[$0] > 0x20 }) else {
      return window.isLast ? true : nil
    }
    guard window.bytes[next] == UInt8(ascii: "{") else { return false }
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

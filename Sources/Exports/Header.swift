/// The header of one file: how many fields its records have, and where the wanted columns stand.
struct Header {
  /// For each wanted column its position among the fields, in the order wanted.
  let positions: [Int]
  /// The columns of the file, as messages show them.
  let names: [String]
  /// What the file was read as.
  private(set) var shape: FileShape

  /// Reads the header of `file`: its first line that isn't blank.
  ///
  /// - Parameters:
  ///   - window: at the start of the file; holds all that was read, and stands behind the header, afterwards.
  ///   - line: the line that the window stands on.
  /// - Throws: `ExportError` for a file that is empty, no CSV, or lacks a column.
  init(
    of file: borrowing InputFile, columns: [String], window: inout ByteWindow, line: inout UInt64
  ) throws(ExportError) {
    while !window.isLast, window.count < ForeignFormat.prefixLength { try window.advance(in: file) }
    let name = file.file.name
    let expected = "expected a header with " + columns.map { "'\($0)'" }.joined(separator: ", ")
    guard window.count > 0 else {
      throw ExportError(file: name, message: "is empty; \(expected). Export it again")
    }
    let start = UnsafeBufferPointer(start: window.bytes, count: window.count)
    if let sentence = ForeignFormat.explain(start) { throw ExportError(file: name, message: sentence) }
    let hasByteOrderMark = start.starts(with: [0xEF, 0xBB, 0xBF])
    var index = hasByteOrderMark ? 3 : 0
    while let record = try Self.nextRecord(from: index, in: &window, of: file, line: line) {
      let firstLine = line
      line += UInt64(record.lineBreaks) + 1
      index = record.next
      guard !record.isBlank else { continue }
      window.index = index
      try self.init(fields: record.fields, columns: columns, file: name, line: firstLine)
      shape.hasByteOrderMark = hasByteOrderMark
      return
    }
    throw ExportError(file: name, message: "has only blank lines; \(expected). Export it again")
  }

  private struct Record {
    var fields: [[UInt8]]
    var isBlank: Bool
    /// Inside its quotes.
    var lineBreaks: Int
    /// The index behind its line end.
    var next: Int
  }

  /// Reads the record at `index`, whatever the number of its fields; nil at the end of the file.
  private static func nextRecord(
    from index: Int, in window: inout ByteWindow, of file: borrowing InputFile, line: UInt64
  ) throws(ExportError) -> Record? {
    var spans = [FieldSpan](repeating: FieldSpan(start: 0, end: 0, isEscaped: false), count: 64)
    while index < window.count || !window.isLast {
      guard let (scanner, next) = scan(window, at: index, into: &spans) else {
        guard window.count - index <= window.limits.record else {
          throw broken(file.file.name, line, "is longer than \(window.limits.record) bytes")
        }
        try window.advance(in: file)
        continue
      }
      if let fault = scanner.fault {
        throw broken(file.file.name, line, "has a fault in field \(fault.field + 1): \(fault.kind.rawValue)")
      }
      if scanner.fieldCount > spans.count {
        spans += Array(repeating: spans[0], count: scanner.fieldCount - spans.count)
        continue
      }
      return Record(
        fields: spans.prefix(scanner.fieldCount).map { $0.decoded(in: window.bytes) },
        isBlank: scanner.index == index, lineBreaks: scanner.lineBreaks, next: next)
    }
    return nil
  }

  private static func scan(
    _ window: borrowing ByteWindow, at index: Int, into spans: inout [FieldSpan]
  ) -> (scanner: CSVScanner, next: Int)? {
    guard index < window.count else { return nil }
    let (bytes, count, isLast) = (window.bytes, window.count, window.isLast)
    return spans.withUnsafeMutableBufferPointer { spans in
      guard let base = spans.baseAddress else { return nil }
      var scanner = CSVScanner(
        bytes: bytes, count: count, isLast: isLast, spans: base, spanCapacity: spans.count)
      return scanner.scanRecord(at: index).map { (scanner, $0) }
    }
  }

  private static func broken(_ file: String, _ line: UInt64, _ fault: String) -> ExportError {
    ExportError(
      file: file, line: line,
      message: "the header \(fault); expected column names separated by commas. "
        + "Check that the file is CSV in UTF-8")
  }

  /// Finds `columns` among the fields of a header.
  ///
  /// A name matches when its bytes are equal: case and surrounding spaces count. A name that isn't wanted may
  /// stand twice; a wanted one may not.
  ///
  /// - Throws: `ExportError` for a column that is missing or stands twice.
  init(fields: [[UInt8]], columns: [String], file: String, line: UInt64) throws(ExportError) {
    names = fields.map(Self.shown)
    shape = FileShape(delimiter: comma, columns: fields.map { String(decoding: $0, as: UTF8.self) })
    var positions: [Int] = []
    var missing: [String] = []
    for column in columns {
      let found = fields.indices.filter { fields[$0].elementsEqual(column.utf8) }
      switch found.count {
      case 0: missing.append(column)
      case 1: positions.append(found[0])
      default:
        throw ExportError(
          file: file, line: line,
          message: "the header has the column '\(column)' \(found.count) times, as fields "
            + found.map { String($0 + 1) }.joined(separator: " and ")
            + "; expected it once. Rename or remove the one that isn't meant")
      }
    }
    self.positions = positions
    guard missing.isEmpty else {
      throw ExportError(
        file: file, line: line, message: Self.complaint(missing, among: fields, shownAs: names))
    }
  }

  /// `field 6 (BODY)`, for messages.
  func describe(field: Int) -> String {
    names.indices.contains(field) ? "field \(field + 1) (\(names[field]))" : "field \(field + 1)"
  }

  private static func complaint(
    _ missing: [String], among fields: [[UInt8]], shownAs names: [String]
  ) -> String {
    let others: KeyValuePairs = [
      UInt8(ascii: ";"): "';'", UInt8(ascii: "\t"): "tabs", UInt8(ascii: "|"): "'|'",
    ]
    if fields.count == 1, let separator = others.first(where: { fields[0].contains($0.key) }) {
      return "the header's fields are separated by \(separator.value); expected commas. "
        + "Export the file with commas"
    }
    let wanted = missing.map { name in
      let near = nearest(to: name, among: names).map { "'\($0)'" }
      return near.isEmpty ? "'\(name)'" : "'\(name)' (nearest: \(near.joined(separator: ", ")))"
    }
    return "the header lacks \(wanted.joined(separator: " and ")) among its "
      + "\(names.count) \(names.count == 1 ? "column" : "columns"); names must match exactly. "
      + "Export the missing ones, or name the file's own in the plan under 'records'"
  }

  /// Up to two names that `name` may have meant: those that differ least, case and surrounding spaces aside.
  private static func nearest(to name: String, among names: [String]) -> [String] {
    let wanted = folded(name)
    let near = names.prefix(1000).map { (name: $0, distance: editDistance(wanted, folded($0))) }
      .filter { $0.distance <= max(1, wanted.count / 3) }
    return near.enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
      .prefix(2).map(\.element.name)
  }

  private static func folded(_ name: String) -> [UInt8] {
    Array(name.utf8.filter { $0 != UInt8(ascii: " ") }.map { (65...90).contains($0) ? $0 | 0x20 : $0 })
  }

  /// Levenshtein's distance in bytes. Complexity: O(a · b).
  private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let substituted = diagonal + (byte == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }

  /// A name as messages may print it: short, and without control characters.
  private static func shown(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(60), as: UTF8.self)
    return String(String.UnicodeScalarView(text.unicodeScalars.map(printable)))
  }

  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
    default: scalar
    }
  }
}

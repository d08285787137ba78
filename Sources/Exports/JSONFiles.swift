import Plan

/// Reads the JSON files of one export, one after another.
struct JSONFiles: ~Copyable {
  private let source: Source
  private let columns: [String]
  /// What records are scanned for: the columns, or with `each` those of the record alone.
  private let fields: JSONFields
  /// Makes rows of the elements of a nested array; nil where records are rows.
  private let nested: NestedRows?
  /// The key that holds the records: the plan's, or that of the first page with records.
  private var collection: String?

  /// - Parameter ofRecords: whether records are read in place of their elements, for their places alone.
  /// - Throws: `ExportError` for a column that can't be there.
  init(_ source: Source, columns: [WantedColumn], ofRecords: Bool = false) throws(ExportError) {
    self.source = source
    self.columns = columns.map(\.name)
    let each = ofRecords ? nil : source.each
    nested = try each.map { each throws(ExportError) in
      try NestedRows(each, of: source, columns: columns)
    }
    fields = ofRecords ? JSONFields(columns: []) : nested?.recordFields ?? JSONFields(wanting: columns)
    collection = source.collection
  }

  /// Reads a file from its start, at which the window is, and adds to `summary` what is in it.
  ///
  /// - Parameters:
  ///   - file: its index into `Export.files`.
  ///   - advance: reads on in the file.
  mutating func read(
    _ file: Int, named name: String, _ window: inout ByteWindow, into summary: inout ExportFileSummary,
    problem: (ExportProblem) throws -> Void, receive: (RecordBlock) throws -> Void,
    advance: JSONReader.Advance
  ) throws {
    let kind = try JSONShape(source: source, name: name).kind(of: &window, columns: columns, advance: advance)
    (summary.shape.format, summary.shape.isOneObject) = (kind.format, kind == .object)
    summary.shape.each = source.each
    // The reader and its closures end with this call.
    try withoutActuallyEscaping(problem) { problem in
      try withoutActuallyEscaping(receive) { receive in
        var reader = JSONReader(
          name: name, file: file, fields: fields, nested: nested, limit: window.limits.record,
          problem: problem, receive: receive)
        if kind == .lines {
          try reader.readLines(&window, advance: advance)
        } else {
          var page = JSONReader.Page(
            envelope: JSONEnvelope(
              file: name, collection: collection, isPlanned: source.collection != nil, fetch: source.fetch),
            isRecord: kind == .object)
          try reader.readPage(&page, &window, advance: advance)
          if page.isPage {
            summary.shape.collection = page.envelope.collection
            summary.envelope = page.envelope.page
            if reader.records + reader.unnested > 0 { collection = page.envelope.collection }
          }
        }
        summary.records = reader.records
        summary.problems = reader.problems
      }
    }
    summary.tallies = nested?.takeTallies() ?? fields.takeTallies()
  }

  /// Recognises from the start of a file, at which the window is, what its records have.
  func readShape(
    of name: String, _ window: inout ByteWindow, into shape: inout FileShape, advance: JSONReader.Advance
  ) throws {
    let kind = try JSONShape(source: source, name: name).kind(of: &window, columns: columns, advance: advance)
    (shape.format, shape.isOneObject) = (kind.format, kind == .object)
    shape.each = source.each
    while !window.isLast, window.count < Self.sampledBytes { try advance(&window) }
    var places: [RecordPlace] = []
    var reader = JSONReader(
      name: name, file: 0, fields: JSONFields(columns: []), nested: nil, limit: window.limits.record,
      problem: { _ in }, receive: { places += $0.places })
    let offset = window.offset
    if kind == .lines {
      try reader.takeLines(&window)
    } else {
      var page = JSONReader.Page(
        envelope: JSONEnvelope(file: name, collection: collection, isPlanned: source.collection != nil),
        isRecord: kind == .object)
      try reader.takePage(&page, &window)
      if page.isPage { shape.collection = page.envelope.collection }
    }
    let records = places.prefix(Self.sampledRecords).map { place in
      Int(place.offset - offset)..<Int(place.offset - offset) + Int(place.length)
    }
    (shape.columns, shape.arrays) = try columns(of: records, in: window)
  }

  /// The names that columns of these records, or of their elements, can have, and those of arrays of objects in them.
  private func columns(
    of records: [Range<Int>], in window: borrowing ByteWindow
  ) throws -> (names: [String], arrays: [String]) {
    var paths = JSONPaths()
    guard let each = source.each else {
      for record in records { paths.add(recordAt: record.lowerBound, in: window) }
      return (paths.columns, paths.arrays)
    }
    // Without columns, so that those that were there are known from the reading alone.
    let nested = try NestedRows(each, of: source, columns: [])
    var levels = Array(repeating: JSONPaths(), count: nested.arrays.count + 1)
    let bytes = window.bytes
    let count = window.count
    for record in records {
      var scanner = JSONRecordScanner(
        JSONScanner(bytes: bytes, count: count, isLast: true), fields: nested.recordFields)
      guard scanner.scanRecord(at: record.lowerBound) else { continue }
      try nested.read(
        record, in: bytes, count: count, object: { levels[$0].add(recordAt: $1, in: bytes, count: count) },
        problem: { _ in }, row: { _ in })
      nested.removeArena()
    }
    let names = levels.indices.reversed().flatMap { level in
      // The array itself is not a value of a row.
      let array = level < nested.arrays.count ? nested.arrays[level].joined(separator: ".") : nil
      let prefix = String(repeating: "^.", count: nested.arrays.count - level)
      return levels[level].columns.filter { $0 != array }.map { prefix + $0 }
    }
    return (names, levels.last?.arrays ?? [])
  }

  /// As much of a file as its columns are recognised from.
  private static let sampledBytes = 1 << 20
  private static let sampledRecords = 1000
}

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
  private var records = 0
  private var problems = 0
  /// The columns, by their indices, that some record had: of all files, and of each file that has records.
  private var there: Set<Int> = []
  private var thereInFiles: [(file: Int, columns: Set<Int>)] = []

  /// - Throws: `ExportError` for a column that can't be there.
  init(_ source: Source, columns: [String]) throws(ExportError) {
    self.source = source
    self.columns = columns
    nested = try source.each.map { each throws(ExportError) in
      try NestedRows(each, of: source, columns: columns)
    }
    fields = nested?.recordFields ?? JSONFields(columns: columns)
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
    summary.shape.format = try JSONShape(source: source, name: name)
      .format(of: &window, columns: columns, advance: advance)
    summary.shape.each = source.each
    // The reader and its closures end with this call.
    try withoutActuallyEscaping(problem) { problem in
      try withoutActuallyEscaping(receive) { receive in
        var reader = JSONReader(
          name: name, file: file, fields: fields, nested: nested, limit: window.limits.record,
          problem: problem, receive: receive)
        if summary.shape.format == .ndjson {
          try reader.readLines(&window, advance: advance)
        } else {
          var page = JSONReader.Page(envelope: JSONEnvelope(file: name, collection: collection))
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
    records += summary.records
    problems += summary.problems
    let columns = nested?.takeThere() ?? fields.takeThere()
    there.formUnion(columns)
    if summary.records > 0 { thereInFiles.append((file, columns)) }
  }

  /// Recognises from the start of a file, at which the window is, what its records have.
  func readShape(
    of name: String, _ window: inout ByteWindow, into shape: inout FileShape, advance: JSONReader.Advance
  ) throws {
    shape.format = try JSONShape(source: source, name: name)
      .format(of: &window, columns: columns, advance: advance)
    shape.each = source.each
    while !window.isLast, window.count < Self.sampledBytes { try advance(&window) }
    var places: [RecordPlace] = []
    var reader = JSONReader(
      name: name, file: 0, fields: JSONFields(columns: []), nested: nil, limit: window.limits.record,
      problem: { _ in }, receive: { places += $0.places })
    let offset = window.offset
    if shape.format == .ndjson {
      try reader.takeLines(&window)
    } else {
      var page = JSONReader.Page(envelope: JSONEnvelope(file: name, collection: collection))
      try reader.takePage(&page, &window)
      if page.isPage { shape.collection = page.envelope.collection }
    }
    let records = places.prefix(Self.sampledRecords).map { place in
      Int(place.offset - offset)..<Int(place.offset - offset) + Int(place.length)
    }
    shape.columns = try columns(of: records, in: window)
  }

  /// The names that columns of these records, or of their elements, can have.
  private func columns(of records: [Range<Int>], in window: borrowing ByteWindow) throws -> [String] {
    var paths = JSONPaths()
    guard let each = source.each else {
      for record in records { paths.add(recordAt: record.lowerBound, in: window) }
      return paths.columns
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
    return levels.indices.reversed().flatMap { level in
      // The array itself is not a value of a row.
      let array = level < nested.arrays.count ? nested.arrays[level].joined(separator: ".") : nil
      let prefix = String(repeating: "^.", count: nested.arrays.count - level)
      return levels[level].columns.filter { $0 != array }.map { prefix + $0 }
    }
  }

  /// As much of a file as its columns are recognised from.
  private static let sampledBytes = 1 << 20
  private static let sampledRecords = 1000

  /// Requires that every column was in some record, so that a name that is wrong is not taken for null.
  ///
  /// - Throws: `ExportError` for a column that was in none, unless it may have been in those with a problem.
  func requireColumns() throws(ExportError) {
    let missing = columns.indices.filter { !there.contains($0) }.map { columns[$0] }
    guard records > 0, problems == 0, !missing.isEmpty else { return }
    let names = missing.map { "'\($0)'" }.joined(separator: " and ")
    let one = source.each.map { "elements of '\($0)' has" } ?? "JSON records has"
    let only = source.each.map { "element of '\($0)' has" } ?? "JSON record has"
    throw ExportError(
      file: source.name,
      message: "none of its \(records) \(records == 1 ? only : one) the key \(names); "
        + "names must match exactly. Correct the plan, or remove from it what the export doesn't have")
  }

  /// Requires that no file has a column under another writing than the other files do (`body` for `BODY`), which would
  /// be taken for null in all of its records.
  ///
  /// - Parameter names: the columns that the records of a file have.
  /// - Throws: `ExportError` for such a file; whatever `names` throws.
  /// - Complexity: O(1) for a file that has every column, else a few reads.
  func requireOneWriting(_ files: [ExportFile], names: (_ file: Int) throws -> [String]) throws {
    for (file, columns) in thereInFiles where columns.count < there.count {
      let names = try names(file)
      for column in there.subtracting(columns).sorted().map({ self.columns[$0] }) {
        let wanted = Header.folded(Array(column.utf8))
        let twins = names.filter { Header.folded(Array($0.utf8)) == wanted }
        guard let twin = twins.first, !twins.contains(where: { $0.utf8.elementsEqual(column.utf8) }) else {
          continue
        }
        throw ExportError(
          file: files[file].name,
          message:
            "has the key '\(Header.shown(Array(twin.utf8)))' where other files of the source have '\(column)'; "
            + "names must match exactly. Rename it, so that its values are not read as null")
      }
    }
  }
}

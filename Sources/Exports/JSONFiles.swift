import Plan

/// Reads the JSON files of one export, one after another.
struct JSONFiles: ~Copyable {
  private let source: Source
  private let fields: JSONFields
  /// The key that holds the records: the plan's, or that of the first page with records.
  private var collection: String?
  private var records = 0
  private var problems = 0

  init(_ source: Source, columns: [String]) {
    self.source = source
    fields = JSONFields(columns: columns)
    collection = source.collection
  }

  /// Reads a file from its start, at which the window stands, and adds to `summary` what is in it.
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
      .format(of: &window, columns: fields.columns, advance: advance)
    // The reader and its closures end with this call.
    try withoutActuallyEscaping(problem) { problem in
      try withoutActuallyEscaping(receive) { receive in
        var reader = JSONReader(
          name: name, file: file, fields: fields, limit: window.limits.record, problem: problem,
          receive: receive)
        if summary.shape.format == .ndjson {
          try reader.readLines(&window, advance: advance)
        } else {
          var page = JSONReader.Page(envelope: JSONEnvelope(file: name, collection: collection))
          try reader.readPage(&page, &window, advance: advance)
          if page.isPage {
            summary.shape.collection = page.envelope.collection
            summary.envelope = page.envelope.page
            if reader.records > 0 { collection = page.envelope.collection }
          }
        }
        summary.records = reader.records
        summary.problems = reader.problems
      }
    }
    records += summary.records
    problems += summary.problems
  }

  /// Tells from the start of a file, at which the window stands, what its records have.
  func readShape(
    of name: String, _ window: inout ByteWindow, into shape: inout FileShape, advance: JSONReader.Advance
  ) throws {
    shape.format = try JSONShape(source: source, name: name)
      .format(of: &window, columns: fields.columns, advance: advance)
    while !window.isLast, window.count < Self.sampledBytes { try advance(&window) }
    var places: [RecordPlace] = []
    var reader = JSONReader(
      name: name, file: 0, fields: fields, limit: window.limits.record, problem: { _ in },
      receive: { places += $0.places })
    let offset = window.offset
    if shape.format == .ndjson {
      try reader.takeLines(&window)
    } else {
      var page = JSONReader.Page(envelope: JSONEnvelope(file: name, collection: collection))
      try reader.takePage(&page, &window)
      if page.isPage { shape.collection = page.envelope.collection }
    }
    var paths = JSONPaths()
    for place in places.prefix(Self.sampledRecords) {
      paths.add(recordAt: Int(place.offset - offset), in: window)
    }
    shape.columns = paths.columns
  }

  /// As much of a file as its columns are told from.
  private static let sampledBytes = 1 << 20
  private static let sampledRecords = 1000

  /// Requires that every column was in some record, so that a name that is wrong is not taken for null.
  ///
  /// - Throws: `ExportError` for a column that was in none, unless it may have been in those with a problem.
  func requireColumns() throws(ExportError) {
    let missing = fields.neverThere
    guard records > 0, problems == 0, !missing.isEmpty else { return }
    let names = missing.map { "'\($0)'" }.joined(separator: " and ")
    throw ExportError(
      file: source.name,
      message: "none of its \(records) JSON \(records == 1 ? "record has" : "records has") the key \(names); "
        + "names must match exactly. Correct the plan, or take what the export doesn't have out of it")
  }
}

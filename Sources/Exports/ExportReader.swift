import Plan

/// Reads the files of an export from front to back, through recycled buffers.
///
/// A record that goes on after what was read is scanned again from its start when more is there, so the
/// scanner needs no memory from one buffer to the next.
struct ExportReader: ~Copyable {
  let source: Source
  private let columns: [WantedColumn]
  private var json: JSONFiles
  var window: ByteWindow
  /// The line on which the next record starts.
  var line: UInt64 = 1
  /// Whether the window is in a comment that began before it.
  var isInComment = false
  var summary = ExportFileSummary(bytes: 0, records: 0, problems: 0, shape: FileShape())

  /// - Parameter ofRecords: whether records of JSON are read in place of their elements, for their places alone.
  /// - Throws: `ExportError` for a column that can't be there.
  init(
    _ source: Source, columns: [WantedColumn], limits: ReadLimits, ofRecords: Bool = false
  ) throws(ExportError) {
    self.source = source
    self.columns = columns
    json = try JSONFiles(source, columns: columns, ofRecords: ofRecords)
    window = ByteWindow(limits: limits)
  }

  /// Reads one file. See `Export.read`.
  mutating func read(
    _ file: ExportFile, index fileIndex: Int, tap: ReadTap,
    problem: (ExportProblem) throws -> Void,
    receive: (RecordBlock) throws -> Void
  ) throws -> ExportFileSummary {
    let input = try TextInput(
      file, try file.open(), of: source,
      bytesTap: { try tap.bytes(fileIndex, $0) }, textTap: { try tap.text(fileIndex, $0) })
    if try isJSON(input) {
      try json.read(
        fileIndex, named: file.name, &window, into: &summary, problem: problem, receive: receive
      ) { try $0.advance(in: input) }
    } else {
      try readCSV(input, index: fileIndex, problem: problem, receive: receive)
    }
    try input.file.requireUnchanged()
    return summary
  }

  /// What a file is, recognised by its start.
  mutating func shape(of file: ExportFile) throws -> FileShape {
    let input = try TextInput(file, try file.open(), of: source)
    if try isJSON(input) {
      try json.readShape(of: file.name, &window, into: &summary.shape) { try $0.advance(in: input) }
    } else {
      _ = try openCSV(input)
    }
    return summary.shape
  }

  /// Goes to the start of a file, and looks whether it is JSON.
  private mutating func isJSON(_ input: TextInput) throws -> Bool {
    let hasByteOrderMark = try window.open(input)
    line = 1
    isInComment = false
    summary = ExportFileSummary(
      bytes: input.fileSize, records: 0, problems: 0,
      shape: FileShape(
        isCompressed: input.coding.isCompressed, encoding: input.coding.encoding,
        hasByteOrderMark: hasByteOrderMark))
    return try JSONShape(source: source, name: input.file.name)
      .isJSON(&window) { try $0.advance(in: input) }
  }

  /// Goes to the first record of a CSV file.
  private mutating func openCSV(_ input: TextInput) throws -> Header {
    try source.requireNoArrays(inCSV: input.file.name)
    let header = try CSVOpening(source: source, columns: columns, name: input.file.name)
      .header(of: input, window: &window, line: &line)
    (summary.shape.delimiter, summary.shape.columns) = (header.delimiter, header.columns)
    summary.shape.dialect = source.dialect
    return header
  }

  private mutating func readCSV(
    _ input: TextInput, index: Int,
    problem: (ExportProblem) throws -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    let header = try openCSV(input)
    let report = ProblemReport(
      file: index, header: header, limit: window.limits.record, dialect: source.dialect)
    let projection = Projection(header)
    var block = BlockBuilder(columnCount: columns.count)
    while true {
      if !source.dialect.hasUsualRecords {
        try readDialectRecords(into: &block, projection, report: report, problem: problem, receive: receive)
      } else if header.delimiter == comma {
        try readRecords(Comma(), into: &block, projection, report: report, problem: problem, receive: receive)
      } else {
        let delimiter = OtherDelimiter(byte: header.delimiter)
        try readRecords(
          delimiter, into: &block, projection, report: report, problem: problem, receive: receive)
      }
      if window.isLast { break }
      // A record of just the limit may have to be seen with the two bytes after it to be known as whole.
      if window.count - window.index > window.limits.record + 2 {
        try problem(try skipRecord(in: input, report: report))
      } else {
        try window.advance(in: input)
      }
    }
  }

  /// Reads the records that are whole in the window.
  ///
  /// A function of its own, because in a large one the compiler stops inlining the scanner.
  @inline(never)
  private mutating func readRecords(
    _ delimiter: some CSVDelimiter, into block: inout BlockBuilder, _ projection: Projection,
    report: ProblemReport,
    problem: (ExportProblem) throws -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    let (bytes, count) = (window.bytes, window.count)
    let fieldCount = projection.fieldCount
    var scanner = CSVScanner(
      bytes: bytes, count: count, isLast: window.isLast, delimiter: delimiter,
      spans: projection.spans, spanCapacity: fieldCount)
    var start = window.index
    while start < count, let next = scanner.scanRecord(at: start) {
      let length = scanner.index &- start
      let place = RecordPlace(
        file: Int32(truncatingIfNeeded: report.file), length: UInt32(truncatingIfNeeded: length),
        offset: window.offset &+ UInt64(start), line: line)
      if scanner.fieldCount == fieldCount, scanner.fault == nil, length <= window.limits.record {
        if block.isFull { try block.flush(bytes, count: count, to: receive) }
        block.append(place) { projection.write(to: $0, bytes: bytes) }
        summary.records &+= 1
      } else if length > 0 {
        summary.problems &+= 1
        let record = UnsafeBufferPointer(start: bytes + start, count: length)
        try problem(
          report.problem(at: place, in: record, fieldCount: scanner.fieldCount, fault: scanner.fault))
      }
      line &+= UInt64(scanner.lineBreaks) &+ 1
      // In a file of one column a blank line is a record.
      start = length == 0 && fieldCount > 1 ? skipBlankLines(at: next) : next
    }
    window.index = start
    try block.flush(bytes, count: count, to: receive)
  }

  /// Steps over blank lines, eight bytes a step: a damaged file may have a gigabyte of them. Some may be left.
  private mutating func skipBlankLines(at start: Int) -> Int {
    var index = start
    while index &+ 8 <= window.count {
      let word = UnsafeRawPointer(window.bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self)
      switch UInt64(littleEndian: word) {
      case 0x0A0A_0A0A_0A0A_0A0A: line &+= 8
      case 0x0A0D_0A0D_0A0D_0A0D: line &+= 4
      default: return index
      }
      index &+= 8
    }
    return index
  }

  /// Leaves out a record that is too long to be kept, without keeping it.
  private mutating func skipRecord(
    in input: TextInput, report: ProblemReport
  ) throws -> ExportProblem {
    let (offset, firstLine) = (window.offset + UInt64(window.index), line)
    var record = SkippedRecord(delimiter: report.header.delimiter, dialect: source.dialect)
    var hasEnd = false
    while !hasEnd, !window.isLast {
      let rest = UnsafeBufferPointer(
        start: window.bytes + window.index, count: window.count - window.index)
      if let end = record.follow(rest) {
        window.index += end
        hasEnd = true
      } else {
        window.index = window.count
        try window.advance(in: input)
      }
    }
    line += UInt64(record.lineBreaks) + 1
    summary.problems += 1
    return report.problem(skipping: record, offset: offset, line: firstLine)
  }
}

extension Source {
  /// Requires that the plan speaks of no nested array, because the file is CSV and has none.
  func requireNoArrays(inCSV name: String) throws(ExportError) {
    guard let each else { return }
    throw ExportError(
      file: name,
      message: "is not JSON, and 'each: \(each)' makes rows of an array in JSON; expected JSON records. "
        + "Remove 'each' from the plan, or correct the path")
  }
}

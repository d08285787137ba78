import Plan

/// Reads single records of an export again, by their places.
///
/// `build` indexes an export in one pass and then reads its rows in output order; a lookup makes that cheap
/// by reading neighbouring records with one call. One lookup belongs to one thread.
package struct RecordLookup: ~Copyable {
  /// Bytes between two records that are read along rather than skipped: about what costs as much as another
  /// call.
  private static let gap: UInt64 = 4096

  /// The most files that are open at a time: a source may have one for each ticket, and a process a thousand.
  private static let mostFiles = 32

  private let export: Export
  private let columns: [WantedColumn]
  /// The files that are open, by their indices; those asked for last are at the end.
  private var open: [(index: Int, file: LookupFile)] = []
  private var window: ByteWindow
  private let columnCount: Int
  /// Puts columns together, where that is wanted.
  private let composer: ColumnComposer?
  var buffer = PaddedBuffer(capacity: 1 << 20)
  private var fields: [FieldRange] = []
  /// Indices of the places asked for, by file, offset and element.
  private var order: [Int] = []

  /// Opens the files of `export`, the first of them where there are many, and finds `columns` in the header of each. All
  /// look-ups of an export share their descriptors.
  ///
  /// - Throws: `ExportError` when a file can't be opened, has no such column, changed since it was resolved,
  ///   or is coded and not unpacked (`Export.unpacked`).
  package init(_ export: Export, columns: [WantedColumn]) throws(ExportError) {
    let composition = ColumnComposition(columns)
    composer = composition.map { ColumnComposer($0, files: export.files) }
    self.columns = composition?.columns ?? columns
    columnCount = self.columns.count
    self.export = export
    window = ByteWindow(limits: ReadLimits(export.source.limits, chunk: 1 << 16))
    for index in export.files.indices.prefix(Self.mostFiles) { _ = try file(index) }
  }

  /// A file, which is opened if it is not.
  private mutating func file(_ index: Int) throws(ExportError) -> LookupFile {
    if let known = open.lastIndex(where: { $0.index == index }) {
      if known < open.count - 1 { open.append(open.remove(at: known)) }
      return open[open.count - 1].file
    }
    let named = export.files[index]
    if open.count == Self.mostFiles { open.removeFirst() }
    let file: LookupFile
    do {
      file = try LookupFile(named, of: export.source, columns: columns, window: &window)
    } catch let error as ExportError {
      throw error
    } catch {
      throw ExportError(file: named.name, message: "can't be read: \(error)")
    }
    open.append((index, file))
    return file
  }

  /// Reads the records at `places` and hands them on as one block, in the order of `places`.
  ///
  /// - Throws: `ExportError` when a record can't be read, or when the bytes at its place are no longer the
  ///   record that was there (the file changed between the passes); whatever `receive` throws.
  /// - Complexity: O(n log n) for n places and O(bytes) of their records, in as much memory as these take.
  package mutating func read(
    _ places: [RecordPlace], receive: (RecordBlock) throws -> Void
  ) throws {
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: places.indices)
    order.sort {
      (places[$0].file, places[$0].offset, places[$0].element)
        < (places[$1].file, places[$1].offset, places[$1].element)
    }
    let missing = places.count * columnCount - fields.count
    if missing > 0 { fields += Array(repeating: FieldRange(start: 0, length: 0), count: missing) }
    buffer.removeAll()
    var done = 0
    while done < order.count {
      let number = places[order[done]].file
      guard export.files.indices.contains(Int(number)) else {
        throw ExportError(
          file: export.source.name,
          message: "has no file with the index \(number); expected one below \(export.files.count)")
      }
      let file = try file(Int(number))
      done = try readNeighbours(from: done, places, of: file)
      let isFileDone = done == order.count || places[order[done]].file != number
      if isFileDone { try file.input.requireUnchanged() }
    }
    try places.withUnsafeBufferPointer { places in
      try fields.withUnsafeBufferPointer { fields in
        let block = RecordBlock(
          bytes: UnsafeBufferPointer(start: buffer.bytes, count: buffer.count),
          fields: UnsafeBufferPointer(rebasing: fields[..<(places.count * columnCount)]),
          places: places, columnCount: columnCount)
        if let composer { try composer.compose(block, receive: receive) } else { try receive(block) }
      }
    }
  }

  /// Reads, with one call, the record of `order[first]` and those after it that lie close together.
  ///
  /// - Returns: the index in `order` after the last.
  private mutating func readNeighbours(
    from first: Int, _ places: [RecordPlace], of file: LookupFile
  ) throws(ExportError) -> Int {
    let start = places[order[first]]
    var end = try file.end(of: start)
    var last = first + 1
    while last < order.count, places[order[last]].file == start.file,
      places[order[last]].offset <= end + Self.gap
    {
      end = max(end, try file.end(of: places[order[last]]))
      last += 1
    }
    let base = buffer.count
    // The line end after the last record is read along, because it shows that the record ends there.
    end = min(end + 2, file.size)
    guard base + Int(end - start.offset) <= UInt32.max else {
      throw ExportError(file: file.input.name, message: "the records asked for together exceed 4 GiB")
    }
    try buffer.append(Int(end - start.offset)) { target throws(ExportError) in
      try file.input.read(into: target, at: start.offset)
      return target.count
    }
    try scan(order[first..<last], of: file, places, bufferBase: base, fileBase: start.offset)
    return last
  }

  /// Scans the records of `run`, whose bytes are in the buffer from `bufferBase` on.
  private mutating func scan(
    _ run: ArraySlice<Int>, of file: LookupFile, _ places: [RecordPlace], bufferBase: Int, fileBase: UInt64
  ) throws(ExportError) {
    let projection: Projection
    switch file.records {
    case .csv(let csv): projection = csv
    case .dialect(let csv, let dialect):
      return try scanDialect(run, of: file, csv, dialect, places, bufferBase: bufferBase, fileBase: fileBase)
    case .json(let json):
      return try scanJSON(run, of: file, json, places, bufferBase: bufferBase, fileBase: fileBase)
    case .nested(let rows):
      return try scanNested(run, of: file, rows, places, bufferBase: bufferBase, fileBase: fileBase)
    }
    let bytes = buffer.bytes
    var scanner = CSVScanner(
      bytes: bytes, count: buffer.count,
      isLast: fileBase + UInt64(buffer.count - bufferBase) == file.size,
      delimiter: OtherDelimiter(byte: projection.delimiter), spans: projection.spans,
      spanCapacity: projection.fieldCount)
    var previous: Int?
    for index in run {
      let place = places[index]
      if repeats(index, previous, places) { continue }
      let start = bufferBase + Int(place.offset - fileBase)
      let isWhole = scanner.scanRecord(at: start) != nil
      guard isWhole, scanner.index - start == Int(place.length), scanner.fault == nil,
        scanner.fieldCount == projection.fieldCount
      else { throw file.missing(place) }
      writeFields(of: index) { projection.write(to: $0, bytes: bytes) }
      previous = index
    }
  }

  /// Lets `write` put the ranges of the record at `index` where they belong.
  mutating func writeFields(of index: Int, write: (UnsafeMutablePointer<FieldRange>) -> Void) {
    fields.withUnsafeMutableBufferPointer {
      if let base = $0.baseAddress { write(base + index * columnCount) }
    }
  }

  /// Whether a place is that of the record that was read before, whose fields are then those of both: it is decoded
  /// already, so that it can't be scanned a second time.
  mutating func repeats(_ index: Int, _ previous: Int?, _ places: [RecordPlace]) -> Bool {
    guard let previous, places[previous].offset == places[index].offset,
      places[previous].length == places[index].length
    else { return false }
    for column in 0..<columnCount {
      fields[index * columnCount + column] = fields[previous * columnCount + column]
    }
    return true
  }
}

/// One file of a lookup: open, with its header read.
final class LookupFile {
  enum Records {
    case csv(Projection)
    case dialect(Projection, CSVDialect)
    case json(JSONFields)
    case nested(NestedRows)
  }

  let input: InputFile
  /// How its records are read.
  let records: Records

  init(
    _ file: ExportFile, of source: Source, columns: [WantedColumn], window: inout ByteWindow
  ) throws {
    input = try file.openForLookups()
    try input.requireUnchanged()
    let text = try TextInput(file, input, of: source)
    guard file.spooled != nil || text.coding.isPlain else {
      throw ExportError(
        file: file.name,
        message: "is compressed or not in UTF-8, so that single records can't be read again; "
          + "expected it unpacked. Unpack it and convert it to UTF-8")
    }
    _ = try window.open(text)
    if try JSONShape(source: source, name: file.name).isJSON(&window, advance: { try $0.advance(in: text) }) {
      if let each = source.each {
        records = .nested(try NestedRows(each, of: source, columns: columns))
      } else {
        records = .json(JSONFields(wanting: columns))
      }
      return
    }
    try source.requireNoArrays(inCSV: file.name)
    var line: UInt64 = 1
    let projection = Projection(
      try CSVOpening(source: source, columns: columns, name: file.name)
        .header(of: text, window: &window, line: &line))
    records =
      source.dialect.hasUsualRecords ? .csv(projection) : .dialect(projection, source.dialect)
  }

  var size: UInt64 { input.size }

  /// The offset after the record.
  ///
  /// - Throws: `ExportError` when that is not in the file.
  func end(of place: RecordPlace) throws(ExportError) -> UInt64 {
    let (end, overflow) = place.offset.addingReportingOverflow(UInt64(place.length))
    guard !overflow, end <= size else { throw missing(place) }
    return end
  }

  func missing(_ place: RecordPlace) -> ExportError {
    ExportError(
      file: input.name, line: place.line,
      message:
        "expected the record of \(place.length) bytes that was read here before (offset \(place.offset)); "
        + "the file changed between two readings. Run again when nobody writes to it")
  }
}

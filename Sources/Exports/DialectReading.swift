import Plan

extension ExportReader {
  /// Reads the records that are whole in the window, as its dialect writes them.
  mutating func readDialectRecords(
    into block: inout BlockBuilder, _ projection: Projection, report: ProblemReport,
    problem: (ExportProblem) throws -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    let (bytes, count, dialect) = (window.bytes, window.count, source.dialect)
    var scanner = DialectScanner(
      bytes: bytes, count: count, isLast: window.isLast, delimiter: projection.delimiter, dialect: dialect,
      spans: projection.spans, spanCapacity: projection.fieldCount)
    var start = window.index
    while start < count {
      if isInComment || bytes[start] == dialect.comment {
        isInComment = true
        guard let next = scanner.endOfLine(from: start) else {
          // Of a comment nothing is kept but a CR, to which an LF may belong.
          start = bytes[count - 1] == carriageReturn ? count - 1 : count
          break
        }
        isInComment = false
        line += 1
        start = next
        continue
      }
      guard let next = scanner.scanRecord(at: start) else { break }
      let length = scanner.index - start
      let place = RecordPlace(
        file: Int32(truncatingIfNeeded: report.file), length: UInt32(truncatingIfNeeded: length),
        offset: window.offset + UInt64(start), line: line)
      if scanner.fieldCount == projection.fieldCount, scanner.fault == nil, length <= window.limits.record {
        if block.isFull { try block.flush(bytes, count: count, to: receive) }
        projection.decode(dialect, in: bytes)
        block.append(place) { projection.write(to: $0, bytes: bytes) }
        summary.records += 1
      } else if length > 0 {
        summary.problems += 1
        let record = UnsafeBufferPointer(start: bytes + start, count: length)
        try problem(
          report.problem(at: place, in: record, fieldCount: scanner.fieldCount, fault: scanner.fault))
      }
      line += UInt64(scanner.lineBreaks) + 1
      start = next
    }
    window.index = start
    try block.flush(bytes, count: count, to: receive)
  }
}

extension RecordLookup {
  /// Scans the records of `run` in a dialect, whose bytes are in the buffer from `bufferBase` on.
  ///
  /// - Throws: `ExportError` when another record is in the place of one.
  mutating func scanDialect(
    _ run: ArraySlice<Int>, of file: LookupFile, _ projection: Projection, _ dialect: CSVDialect,
    _ places: [RecordPlace], bufferBase: Int, fileBase: UInt64
  ) throws(ExportError) {
    let bytes = buffer.bytes
    var scanner = DialectScanner(
      bytes: bytes, count: buffer.count,
      isLast: fileBase + UInt64(buffer.count - bufferBase) == file.size, delimiter: projection.delimiter,
      dialect: dialect, spans: projection.spans, spanCapacity: projection.fieldCount)
    var previous: Int?
    for index in run {
      let place = places[index]
      if repeats(index, previous, places) { continue }
      let start = bufferBase + Int(place.offset - fileBase)
      let isWhole = scanner.scanRecord(at: start) != nil
      guard isWhole, scanner.index - start == Int(place.length), scanner.fault == nil,
        scanner.fieldCount == projection.fieldCount
      else { throw file.missing(place) }
      projection.decode(dialect, in: bytes)
      writeFields(of: index) { projection.write(to: $0, bytes: bytes) }
      previous = index
    }
  }
}

extension RecordLookup {
  /// Scans the JSON records of `run`, whose bytes are in the buffer from `bufferBase` on.
  ///
  /// - Throws: `ExportError` when another record is in the place of one.
  mutating func scanJSON(
    _ run: ArraySlice<Int>, of file: LookupFile, _ wanted: JSONFields, _ places: [RecordPlace],
    bufferBase: Int, fileBase: UInt64
  ) throws(ExportError) {
    let count = buffer.count
    var previous: Int?
    for index in run {
      let place = places[index]
      if repeats(index, previous, places) { continue }
      let start = bufferBase + Int(place.offset - fileBase)
      var scanner = JSONRecordScanner(
        JSONScanner(bytes: buffer.bytes, count: count, isLast: true), fields: wanted)
      guard scanner.scanner.bytes[start] == UInt8(ascii: "{"), scanner.scanRecord(at: start),
        scanner.scanner.index - start == Int(place.length), scanner.duplicate == nil,
        scanner.scanner.loneSurrogate == nil
      else { throw file.missing(place) }
      let copy = wanted.needsCopy ? appendCopy(of: start, Int(place.length)) : nil
      writeFields(of: index) { [bytes = buffer.bytes] in
        wanted.write(to: $0, bytes: bytes, shift: copy.map { $0 - start } ?? 0)
      }
      previous = index
    }
  }

  /// Scans the JSON records of `run` whose elements are the rows asked for, each record once.
  ///
  /// - Throws: `ExportError` when another record is in the place of one, or it lacks an element.
  mutating func scanNested(
    _ run: ArraySlice<Int>, of file: LookupFile, _ rows: NestedRows, _ places: [RecordPlace],
    bufferBase: Int, fileBase: UInt64
  ) throws(ExportError) {
    var rest = run
    while let first = rest.first {
      let place = places[first]
      let elements = rest.prefix { places[$0].offset == place.offset && places[$0].length == place.length }
      rest = rest.dropFirst(elements.count)
      let start = bufferBase + Int(place.offset - fileBase)
      var scanner = JSONRecordScanner(
        JSONScanner(bytes: buffer.bytes, count: buffer.count, isLast: true), fields: rows.recordFields)
      guard scanner.scanner.bytes[start] == UInt8(ascii: "{"), scanner.scanRecord(at: start),
        scanner.scanner.index - start == Int(place.length), scanner.duplicate == nil,
        scanner.scanner.loneSurrogate == nil
      else { throw file.missing(place) }
      let missing = try readRows(elements, rows, places, from: start, in: file)
      if let missing { throw file.missing(places[missing]) }
    }
  }

  /// Reads the elements asked for of a record that is at `start` of the buffer and was scanned last.
  ///
  /// - Returns: the first that it doesn't have, as an index into `places`.
  private mutating func readRows(
    _ elements: ArraySlice<Int>, _ rows: NestedRows, _ places: [RecordPlace], from start: Int,
    in file: LookupFile
  ) throws(ExportError) -> Int? {
    var wanted = elements
    let (bytes, count) = (buffer.bytes, buffer.count)
    let length = Int(places[elements[elements.startIndex]].length)
    try exportError(of: file.input.name) {
      try rows.read(start..<start + length, in: bytes, count: count, problem: { _ in }) { element in
        while let index = wanted.first, places[index].element == element {
          writeFields(of: index) { rows.write(to: $0, shift: count) }
          wanted = wanted.dropFirst()
        }
      }
    }
    guard count + rows.arena.count <= UInt32.max else {
      throw ExportError(file: file.input.name, message: "the records asked for together exceed 4 GiB")
    }
    buffer.append(rows.arena.count) { target in
      target.copyBytes(from: rows.arena)
      return rows.arena.count
    }
    rows.removeArena()
    return wanted.first
  }

  /// Copies a record after everything else in the buffer: see `JSONFields.needsCopy`.
  ///
  /// - Returns: the index of the copy.
  private mutating func appendCopy(of start: Int, _ length: Int) -> Int {
    let copy = buffer.count
    let record = Array(UnsafeBufferPointer(start: buffer.bytes + start, count: length))
    buffer.append(length) { target in
      target.copyBytes(from: record)
      return length
    }
    return copy
  }
}

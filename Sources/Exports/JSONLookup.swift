extension RecordLookup {
  /// Scans the JSON records of `run`, whose bytes stand in the buffer from `bufferBase` on.
  ///
  /// - Throws: `ExportError` when another record stands in the place of one.
  mutating func scanJSON(
    _ run: ArraySlice<Int>, of file: LookupFile, _ wanted: JSONFields, _ places: [RecordPlace],
    bufferBase: Int, fileBase: UInt64
  ) throws(ExportError) {
    let count = buffer.count
    var previous: Int?
    for index in run {
      let place = places[index]
      if let previous, places[previous].offset == place.offset, places[previous].length == place.length {
        // Its texts are decoded already, so it can't be scanned a second time.
        copyFields(of: previous, to: index)
        continue
      }
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

  /// Copies a record behind everything else in the buffer: see `JSONFields.needsCopy`.
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

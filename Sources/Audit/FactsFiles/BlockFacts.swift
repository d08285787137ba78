import Exports

/// Records of one file of an export, as a facts file has them: their places and fields, column by column, and of long texts
/// only what an audit knows of them.
struct BlockEncoder {
  /// Of each column its reader, where what is known of its texts is enough.
  private let readers: [FieldReader?]
  private var encoder = FactsEncoder()
  private var cells = FactsEncoder()

  /// - Parameters:
  ///   - columns: how many columns blocks have.
  ///   - knownTexts: those of `RecordFields.knownTexts`.
  init(columns: Int, knownTexts: [Int: FieldReader]) { readers = (0..<columns).map { knownTexts[$0] } }

  /// - Complexity: O(bytes of the block's fields).
  mutating func encode(_ block: RecordBlock) -> [UInt8] {
    encoder.removeAll()
    encoder.append(UInt64(block.count))
    encode(block.places)
    for (column, reader) in readers.enumerated() {
      cells.removeAll()
      for record in 0..<block.count {
        let text = block[record, column]
        if let reader { encode(text, reader) } else { encode(UnsafeRawBufferPointer(text)) }
      }
      cells.bytes.withUnsafeBytes { encoder.append($0) }
    }
    return encoder.bytes
  }

  private mutating func encode(_ places: UnsafeBufferPointer<RecordPlace>) {
    var (offset, line) = (Int64(0), Int64(0))
    encoder.append(signed: Int64(places.first?.file ?? 0))
    for place in places {
      encoder.append(UInt64(place.length))
      encoder.append(signed: Int64(bitPattern: place.offset) &- offset)
      encoder.append(signed: Int64(bitPattern: place.line) &- line)
      encoder.append(UInt64(place.record))
      encoder.append(UInt64(place.element))
      (offset, line) = (Int64(bitPattern: place.offset), Int64(bitPattern: place.line))
    }
  }

  private mutating func encode(_ cell: UnsafeRawBufferPointer) {
    encoder.append(UInt64(cell.count))
    cells.append(cell)
  }

  private mutating func encode(_ text: Bytes, _ reader: FieldReader) {
    switch reader.known(text) {
    case .some(let known?):
      encoder.append(UInt64(KnownText.byteCount))
      known.withReplayed { cells.append($0) }
    case .some(nil): encoder.append(0)
    case nil:
      encoder.append(UInt64(1 + text.count))
      withUnsafeBytes(of: KnownText.unreadMark) { cells.append($0) }
      cells.append(UnsafeRawBufferPointer(text))
    }
  }
}

/// Makes blocks of what a `BlockEncoder` put together, in buffers that it keeps.
struct BlockDecoder {
  private var bytes: [UInt8] = []
  private var fields: [FieldRange] = []
  private var places: [RecordPlace] = []
  private let columns: Int
  private let files: Range<Int>

  /// As many records as a block may have, and some more.
  private static let mostRecords = 1 << 20
  /// Behind its bytes, a block may be read on.
  private static let padding = 64

  /// - Parameters:
  ///   - columns: how many columns blocks have.
  ///   - files: those that records can be of.
  init(columns: Int, files: Range<Int>) { (self.columns, self.files) = (columns, files) }

  /// Hands on the block, which is valid during the call.
  mutating func decode(_ contents: [UInt8], receive: (RecordBlock) throws -> Void) throws {
    try contents.withUnsafeBufferPointer { contents in
      var decoder = FactsDecoder(contents)
      let count = try decoder.count(Self.mostRecords)
      try decodePlaces(count, &decoder)
      bytes.removeAll(keepingCapacity: true)
      fields = Array(repeating: FieldRange(start: 0, length: 0), count: count * columns)
      for column in 0..<columns { try decodeCells(column, count, &decoder) }
      guard decoder.isAtEnd else { throw FactsDamage() }
    }
    bytes += repeatElement(0, count: Self.padding)
    try bytes.withUnsafeBufferPointer { bytes in
      try fields.withUnsafeBufferPointer { fields in
        try places.withUnsafeBufferPointer { places in
          try receive(
            RecordBlock(
              bytes: UnsafeBufferPointer(rebasing: bytes.dropLast(Self.padding)), fields: fields,
              places: places, columnCount: columns))
        }
      }
    }
  }

  private mutating func decodePlaces(_ count: Int, _ decoder: inout FactsDecoder) throws(FactsDamage) {
    var (offset, line) = (Int64(0), Int64(0))
    places.removeAll(keepingCapacity: true)
    let file = Int(clamping: try decoder.signed())
    guard files.contains(file) else { throw FactsDamage() }
    for _ in 0..<count {
      let length = try decoder.number()
      offset &+= try decoder.signed()
      line &+= try decoder.signed()
      places.append(
        RecordPlace(
          file: Int32(truncatingIfNeeded: file), length: UInt32(truncatingIfNeeded: length),
          offset: UInt64(bitPattern: offset), line: UInt64(bitPattern: line),
          record: UInt32(truncatingIfNeeded: try decoder.number()),
          element: UInt32(truncatingIfNeeded: try decoder.number())))
    }
  }

  private mutating func decodeCells(
    _ column: Int, _ count: Int, _ decoder: inout FactsDecoder
  ) throws(FactsDamage) {
    let start = bytes.count
    var end = start
    for record in 0..<count {
      let length = try decoder.count(FactsFormat.longest)
      guard end <= FactsFormat.longest else { throw FactsDamage() }
      fields[record * columns + column] = FieldRange(
        start: UInt32(truncatingIfNeeded: end), length: UInt32(truncatingIfNeeded: length))
      end += length
    }
    bytes += try decoder.next(end - start)
  }
}

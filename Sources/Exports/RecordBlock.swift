/// Where a record is in its export.
package struct RecordPlace: Sendable, Equatable {
  /// The file, as an index into `Export.files`.
  package var file: Int32
  /// Bytes of the record as it is in the file, its line end not counted.
  package var length: UInt32
  /// Offset of the record's first byte in the file.
  package var offset: UInt64
  /// The physical line on which the record starts, counted from 1 (the header is line 1).
  package var line: UInt64
  /// The ordinal of the record, counted from 0, among those of a JSON array or page that begin on its line; else 0.
  package var record: UInt32
  /// Where the source has `each`: the ordinal, counted from 0, of the element within all that its record has;
  /// everything else is of the record. Else 0.
  package var element: UInt32

  @inlinable
  package init(
    file: Int32, length: UInt32, offset: UInt64, line: UInt64, record: UInt32 = 0, element: UInt32 = 0
  ) {
    self.file = file
    self.length = length
    self.offset = offset
    self.line = line
    self.record = record
    self.element = element
  }
}

extension Export {
  /// A place as messages name it: `users.csv:12`, `users.json:1[3]` for a record that is not the first of its line, and
  /// `users.json:1[3] element 2` where the source has `each`.
  package func text(of place: RecordPlace) -> String {
    let element = source.each == nil ? "" : " element \(place.element)"
    return Self.text(files[Int(place.file)].name, place.line, place.record) + element
  }

  /// The same of a record that could not be read as one.
  package func text(of problem: ExportProblem) -> String {
    Self.text(files[problem.file].name, problem.line, problem.record)
  }

  private static func text(_ file: String, _ line: UInt64, _ record: UInt32) -> String {
    "\(file.inOneLine):\(line)" + (record > 0 ? "[\(record)]" : "")
  }
}

/// One field of a record, as a range of `RecordBlock.bytes`.
package struct FieldRange: Sendable {
  package var start: UInt32
  package var length: UInt32

  @inlinable
  package init(start: UInt32, length: UInt32) {
    self.start = start
    self.length = length
  }
}

/// A run of whole records of one file, with the columns that were asked for, in the order asked for.
///
/// Field bytes are decoded: without the quotes around them, doubled quotes halved or JSON escapes
/// replaced, everything else as it is in the file. A block is valid only during the call that it is
/// handed to; its buffers are recycled.
package struct RecordBlock {
  package let bytes: UnsafeBufferPointer<UInt8>
  /// `count * columnCount` ranges, record after record.
  package let fields: UnsafeBufferPointer<FieldRange>
  /// One place for each record.
  package let places: UnsafeBufferPointer<RecordPlace>
  package let columnCount: Int

  @inlinable package var count: Int { places.count }

  @inlinable
  package init(
    bytes: UnsafeBufferPointer<UInt8>, fields: UnsafeBufferPointer<FieldRange>,
    places: UnsafeBufferPointer<RecordPlace>, columnCount: Int
  ) {
    self.bytes = bytes
    self.fields = fields
    self.places = places
    self.columnCount = columnCount
  }

  /// The bytes of one field.
  ///
  /// - Complexity: O(1).
  @inlinable
  package subscript(record: Int, column: Int) -> UnsafeBufferPointer<UInt8> {
    let field = fields[record &* columnCount &+ column]
    return UnsafeBufferPointer(
      start: bytes.baseAddress.map { $0 + Int(field.start) }, count: Int(field.length))
  }
}

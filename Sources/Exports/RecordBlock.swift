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
  /// Where the source has `each`: the ordinal, counted from 0, of the element within all that its record has;
  /// offset, length and line are those of the record. Else the ordinal of the record among those that begin on its line,
  /// which is 0 but in a JSON array or page with several on one.
  package var element: UInt32

  @inlinable
  package init(file: Int32, length: UInt32, offset: UInt64, line: UInt64, element: UInt32 = 0) {
    self.file = file
    self.length = length
    self.offset = offset
    self.line = line
    self.element = element
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

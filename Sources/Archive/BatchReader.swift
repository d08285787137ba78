/// Reads one member as strict JSON (RFC 8259), by a schema. One reader belongs to one thread.
///
/// Agreed are the keys, their order is not; white space and escapes are free everywhere, in keys too.
package struct BatchReader {
  /// The most problems of one kind in one batch that are kept with their places; all are counted.
  package static let problemLimit = 100

  private let limits: ArchiveLimits
  private let layout: BatchLayout
  private let isReference: Bool

  /// - Parameter isReference: whether fast paths are off: every key is read as any other string.
  package init(schema: BatchSchema, limits: ArchiveLimits, isReference: Bool = false) {
    self.limits = limits
    layout = BatchLayout(schema)
    self.isReference = isReference
  }

  /// Reads `bytes` into `batch`, whose former contents are gone. Strings are decoded in place.
  ///
  /// A member that is not JSON ends with a problem of the kind `notJSON` and without records. Otherwise every
  /// element of an array is a record, so that its index is that of the JSON; an element that is not an object is
  /// a record without fields. Of a key that occurs twice the later value is kept, as most importers do; of
  /// an array that occurs twice, the records of both.
  /// An array without fields has no records, and only objects count.
  /// O(bytes), without an allocation per record once the batch has grown to its usual size.
  package func read(_ bytes: UnsafeMutableBufferPointer<UInt8>, into batch: Batch) {
    batch.prepare(for: layout)
    guard let cursor = JSONCursor(bytes), bytes.count <= Int(UInt32.max) else {
      let what = bytes.isEmpty ? "the member is empty" : "the member has 4 GiB or more"
      return batch.refuse(at: 0, pointer: "", "\(what); expected a JSON object")
    }
    var parser = BatchParser(cursor, limits, layout, isReference: isReference, into: batch)
    parser.parse()
  }

  /// Whether `bytes` are JSON text of any shape. Strings are decoded in place.
  static func isJSON(_ bytes: UnsafeMutableBufferPointer<UInt8>, limits: ArchiveLimits) -> Bool {
    guard let cursor = JSONCursor(bytes) else { return false }
    var parser = BatchParser(cursor, limits, BatchLayout(BatchSchema([])), into: Batch())
    do throws(JSONFault) {
      try parser.parseAnyValue()
      return true
    } catch {
      return false
    }
  }
}

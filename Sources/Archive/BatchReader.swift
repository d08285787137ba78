/// Reads one member as strict JSON (RFC 8259) of the agreed shape. One reader belongs to one thread.
package struct BatchReader {
  /// The most problems of one batch that are kept with their places; all are counted.
  package static let problemLimit = 100

  package init() {}

  /// Reads `bytes` into `batch`, whose former contents are gone. Strings are decoded in place.
  ///
  /// A member that is no JSON ends with a problem of the kind `notJSON` and without records.
  package mutating func read(_ bytes: UnsafeMutableBufferPointer<UInt8>, into batch: inout Batch) {
    fatalError("not written yet")
  }
}

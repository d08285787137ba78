/// Where values are in the record that was scanned last, for those who look at single ones.
extension JSONFields {
  /// Whether columns name elements of arrays.
  var hasSelections: Bool { !selections.isEmpty }

  /// Finds the elements of arrays that columns name in the record scanned last, with no byte moved or changed since.
  @inline(never)
  func select(in bytes: UnsafePointer<UInt8>, count: Int) {
    for selection in selections { selection.select(spans, bytes, count: count) }
  }

  /// Where the value of a column is in the record scanned last; before 0 where it is absent.
  func span(ofColumn index: Int) -> FieldSpan { spans[node(of: places[index])] }

  /// What is where the array is wanted.
  enum NestedArray {
    /// Nothing, or null, or the same for an object on the way.
    case none
    /// An array, whose bracket is at `start`.
    case found(start: Int)
    /// Something else, under the key of this index on the way, at `start`.
    case other(key: Int, start: Int)
  }

  /// What is where the array is wanted in the record scanned last, which must not have moved since.
  func nestedArray(in bytes: UnsafePointer<UInt8>) -> NestedArray {
    for (key, node) in array.enumerated() {
      let span = spans[node]
      guard span.start >= 0 else { return .none }
      if bytes[span.start - 1] == quote { return .other(key: key, start: span.start - 1) }
      if span.start == span.end { return .none }
      let isLast = key == array.count - 1
      guard bytes[span.start] == UInt8(ascii: isLast ? "[" : "{") else {
        return .other(key: key, start: span.start)
      }
      if isLast { return .found(start: span.start) }
    }
    return .none
  }

  /// The bytes of the value of a column in the record scanned last, decoded; nil where it is absent.
  func copy(ofColumn index: Int, from bytes: UnsafePointer<UInt8>) -> (text: [UInt8], isText: Bool)? {
    let span = spans[node(of: places[index])]
    guard span.start >= 0 else { return nil }
    var text = Array(UnsafeBufferPointer(start: bytes + span.start, count: span.end - span.start))
    var decoded = FieldSpan(start: 0, end: text.count, isEscaped: span.isEscaped)
    text.withUnsafeMutableBufferPointer {
      if span.isEscaped, let base = $0.baseAddress { decoded.decodeJSONText(in: base) }
    }
    let isText = span.start > 0 && bytes[span.start - 1] == quote
    return (Array(text[..<decoded.end]), isText)
  }
}

import Plan

/// `where` of a source, as far as it decides which records of a JSON file are counted among those that have or lack a key:
/// what reads the records judges it on its own.
struct JSONRowFilter {
  /// Its column, as an index into the wanted ones.
  let column: Int
  private let words: [[UInt8]]
  private let isEqual: Bool

  /// Nil where no column is wanted for it.
  init?(among columns: [WantedColumn]) {
    guard let column = columns.firstIndex(where: { $0.filter != nil }), let filter = columns[column].filter
    else {
      return nil
    }
    self.column = column
    words = filter.words.map { $0 == "null" ? [] : Array($0.utf8) }
    isEqual = filter.isEqual
  }

  /// Whether a record is meant whose column has this value, not decoded yet.
  func means(_ span: FieldSpan, in bytes: UnsafePointer<UInt8>) -> Bool {
    guard span.start >= 0 else { return words.contains([]) == isEqual }
    let text = UnsafeBufferPointer(start: bytes + span.start, count: span.end - span.start)
    guard span.isEscaped else { return words.contains { $0.elementsEqual(text) } == isEqual }
    var copy = Array(text)
    var decoded = FieldSpan(start: 0, end: copy.count, isEscaped: true)
    copy.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { decoded.decodeJSONText(in: base) } }
    return words.contains { $0.elementsEqual(copy[..<decoded.end]) } == isEqual
  }
}

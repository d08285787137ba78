/// Names and addresses that are kept, end to end in one array.
struct Texts: Sendable {
  private var bytes: [UInt8] = []

  /// Keeps a copy.
  ///
  /// - Complexity: O(n).
  mutating func keep(_ text: Bytes) -> Range<Int> {
    let start = bytes.count
    bytes.append(contentsOf: text)
    return start..<bytes.count
  }

  /// The bytes of a kept text, for the length of `body`.
  @inline(__always)
  func with<Result>(_ range: Range<Int>, _ body: (Bytes) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body(Bytes(rebasing: $0[range])) }
  }

  func isEqual(_ range: Range<Int>, to text: Bytes) -> Bool {
    range.count == text.count && with(range) { $0.equals(text) }
  }
}

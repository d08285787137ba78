/// A growing column in pieces of equal length: appending never copies what stands, so that the peak of memory
/// is the column itself and not one and a half of it.
struct Chunked<Element: BitwiseCopyable & Sendable>: Sendable {
  private static var chunkBits: Int { 14 }
  private static var chunkCount: Int { 1 << chunkBits }

  private var chunks: [[Element]] = []
  private(set) var count = 0

  /// Complexity: O(1).
  mutating func append(_ element: Element) {
    if count & (Self.chunkCount - 1) == 0 {
      var chunk: [Element] = []
      chunk.reserveCapacity(Self.chunkCount)
      chunks.append(chunk)
    }
    chunks[chunks.count - 1].append(element)
    count += 1
  }

  /// Complexity: O(1).
  subscript(index: Int) -> Element {
    get { chunks[index >> Self.chunkBits][index & (Self.chunkCount - 1)] }
    _modify { yield &chunks[index >> Self.chunkBits][index & (Self.chunkCount - 1)] }
  }
}

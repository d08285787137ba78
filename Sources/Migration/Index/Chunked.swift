import Storage

/// A growing column in pieces of equal length: appending never copies what is there, so that the peak of memory
/// is the column itself and not one and a half of it. Under `--memory` the pieces live in files.
///
/// Copies share their values: a column is copied once it is filled, and changes no more then.
///
/// `@unchecked Sendable`: one thread fills a column, many read it afterwards.
struct Chunked<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private static var chunkBits: Int { 18 }
  private static var chunkCount: Int { 1 << chunkBits }

  /// Where the pieces begin, which keep their places; each has room for `chunkCount` values.
  private var chunks: [UnsafeMutablePointer<Element>] = []
  private var blocks: [Block] = []
  private(set) var count = 0

  /// - Complexity: O(1).
  mutating func append(_ element: Element) {
    let place = count & (Self.chunkCount - 1)
    if place == 0 {
      let block = Block(byteCount: Self.chunkCount * MemoryLayout<Element>.stride)
      blocks.append(block)
      chunks.append(block.base.bindMemory(to: Element.self, capacity: Self.chunkCount))
    }
    (chunks[chunks.count - 1] + place).initialize(to: element)
    count += 1
  }

  /// - Complexity: O(1). The piece is checked to be there, the place in it is within it by its bits.
  subscript(index: Int) -> Element {
    get { chunks[index >> Self.chunkBits][index & (Self.chunkCount - 1)] }
    nonmutating _modify { yield &chunks[index >> Self.chunkBits][index & (Self.chunkCount - 1)] }
  }
}

import Foundation

/// A growing run of plain values: the storage of a column.
///
/// It grows by `realloc`, which moves large blocks by remapping their pages: growth copies nothing and what is
/// reserved but unused takes no memory, so a column never costs more than its values (an array that doubles
/// would peak at three times that).
///
/// `@unchecked Sendable`: one thread fills a vector; it is shared only once it changes no more, or several
/// threads write disjoint elements of it.
final class Vector<Element: BitwiseCopyable>: @unchecked Sendable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(minimumCapacity: Int = 64) {
    capacity = max(minimumCapacity, 1)
    base = .allocate(capacity: capacity)
  }

  convenience init(repeating value: Element, count: Int) {
    self.init(minimumCapacity: count)
    base.initialize(repeating: value, count: count)
    self.count = count
  }

  deinit { free(base) }

  /// The values, valid as long as the vector lives and does not grow.
  var values: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: base, count: count) }

  /// Complexity: O(1). `index` is checked in debug builds only; callers index by row numbers of the same table.
  @inline(__always)
  subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  /// Complexity: amortised O(1).
  @inline(__always)
  func append(_ value: Element) {
    if count == capacity { grow(to: count + 1) }
    base[count] = value
    count += 1
  }

  /// Complexity: O(`values.count`).
  func append(_ values: UnsafeBufferPointer<Element>) {
    guard let source = values.baseAddress else { return }
    if count + values.count > capacity { grow(to: count + values.count) }
    (base + count).update(from: source, count: values.count)
    count += values.count
  }

  private func grow(to needed: Int) {
    capacity = max(needed, capacity + capacity / 2 + 16)
    guard let moved = realloc(base, capacity * MemoryLayout<Element>.stride) else {
      outOfMemory(bytes: capacity * MemoryLayout<Element>.stride)
    }
    base = moved.assumingMemoryBound(to: Element.self)
  }
}

/// Ends the process with a sentence and the exit code for "no verdict": nothing can be judged without memory.
private func outOfMemory(bytes: Int) -> Never {
  let sentence = "error: no memory for a table of \(bytes) bytes; free some, or audit on a larger machine\n"
  FileHandle.standardError.write(Data(sentence.utf8))
  exit(2)
}

import Storage

/// A growing run of plain values: the storage of a column.
///
/// It grows as `Block` does: growth copies nothing and what is reserved but unused takes no memory, so a column
/// never costs more than its values (an array that doubles would peak at three times that). Under `--memory` a
/// long one lives in a file, and nobody who uses it can tell.
///
/// `@unchecked Sendable`: one thread fills a vector; it is shared only once it changes no more, or several
/// threads write disjoint elements of it.
final class Vector<Element: BitwiseCopyable>: @unchecked Sendable {
  fileprivate struct Storage {
    var base: UnsafeMutablePointer<Element>
    var count: Int
    var capacity: Int
    let block: Block
  }

  /// Behind a pointer, because a property of a class is checked for overlapping accesses at every append.
  fileprivate let storage: UnsafeMutablePointer<Storage>

  init(minimumCapacity: Int = 64, _ access: Spill.Access = .inOrder) {
    let capacity = max(minimumCapacity, 1)
    storage = .allocate(capacity: 1)
    let block = Block(byteCount: capacity * MemoryLayout<Element>.stride, access)
    let base = block.base.assumingMemoryBound(to: Element.self)
    storage.initialize(to: Storage(base: base, count: 0, capacity: capacity, block: block))
  }

  convenience init(repeating value: Element, count: Int, _ access: Spill.Access = .inOrder) {
    self.init(minimumCapacity: count, access)
    base.initialize(repeating: value, count: count)
    storage.pointee.count = count
  }

  deinit {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  var count: Int {
    @inline(__always) get { storage.pointee.count }
  }

  var base: UnsafeMutablePointer<Element> {
    @inline(__always) get { storage.pointee.base }
  }

  /// The values, valid as long as the vector lives and does not grow.
  var values: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: base, count: count) }

  /// - Complexity: O(1). `index` is checked in debug builds only; callers index by row numbers of the same table.
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

  /// - Complexity: amortised O(1).
  @inline(__always)
  func append(_ value: Element) {
    let count = storage.pointee.count
    if count == storage.pointee.capacity { grow(to: count + 1) }
    storage.pointee.base[count] = value
    storage.pointee.count = count + 1
  }

  /// - Complexity: O(`values.count`).
  func append(_ values: UnsafeBufferPointer<Element>) {
    guard let source = values.baseAddress else { return }
    if count + values.count > storage.pointee.capacity { grow(to: count + values.count) }
    (base + count).update(from: source, count: values.count)
    storage.pointee.count += values.count
  }

  /// Keeps the values of some rows, in the order that is given.
  ///
  /// - Complexity: O(`rows.count`), in a second block for as long as that takes.
  func keep(_ rows: [Int32]) {
    let kept = Vector(minimumCapacity: rows.count)
    let appender = kept.appender
    for row in rows { appender.append(self[Int(row)]) }
    exchange(kept)
  }

  /// Takes the values of another vector, and gives it its own.
  func exchange(_ other: Vector) {
    // A pointer does not keep what owns it.
    withExtendedLifetime(other) { swap(&storage.pointee, &other.storage.pointee) }
  }

  @inline(never)
  private func grow(to needed: Int) { Self.grow(storage, to: needed) }

  private static func grow(_ storage: UnsafeMutablePointer<Storage>, to needed: Int) {
    let block = storage.pointee.block
    block.grow(to: needed * MemoryLayout<Element>.stride)
    storage.pointee.base = block.base.assumingMemoryBound(to: Element.self)
    storage.pointee.capacity = block.byteCount / MemoryLayout<Element>.stride
  }
}

extension Vector {
  /// Appends to a vector without keeping it: where rows are added by the million, the counting of references costs
  /// more than the values. Valid as long as the vector lives.
  struct Appender {
    fileprivate let storage: UnsafeMutablePointer<Storage>

    @inline(__always)
    var count: Int { storage.pointee.count }

    /// - Complexity: amortised O(1).
    @inline(__always)
    func append(_ value: Element) {
      let count = storage.pointee.count
      if count == storage.pointee.capacity { grow() }
      storage.pointee.base[count] = value
      storage.pointee.count = count &+ 1
    }

    @inline(never)
    private func grow() { Vector.grow(storage, to: storage.pointee.count + 1) }
  }

  var appender: Appender { Appender(storage: storage) }
}

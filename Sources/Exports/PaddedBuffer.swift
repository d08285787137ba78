/// Bytes in one growing allocation, with zero bytes after them as `CSVScanner` wants them.
struct PaddedBuffer: ~Copyable {
  /// Zero bytes after the others.
  static let padding = 8

  /// Valid until the buffer grows.
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    bytes = .allocate(capacity: capacity + Self.padding)
    pad()
  }

  deinit { bytes.deallocate() }

  /// Drops the first bytes, and moves the others to the front.
  mutating func removeFirst(_ dropped: Int) {
    count -= dropped
    bytes.update(from: bytes + dropped, count: count)
    pad()
  }

  /// Drops all bytes and keeps the allocation.
  mutating func removeAll() { removeFirst(count) }

  /// Lets `read` fill up to `amount` bytes after the others, and keeps as many as it says it did.
  mutating func append<Failure: Error>(
    _ amount: Int, read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    reserve(count + amount)
    count += try read(UnsafeMutableRawBufferPointer(start: bytes + count, count: amount))
    pad()
  }

  private mutating func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    capacity = max(needed, capacity + capacity / 2)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.padding)
    larger.update(from: bytes, count: count)
    bytes.deallocate()
    bytes = larger
  }

  private func pad() {
    (bytes + count).update(repeating: 0, count: Self.padding)
  }
}

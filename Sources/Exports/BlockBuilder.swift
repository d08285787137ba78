/// Collects the records of one file into blocks, in recycled buffers.
struct BlockBuilder: ~Copyable {
  /// Records in a block: few enough that its tables stay in the cache beside its bytes.
  private static let capacity = 4096

  private let fields: UnsafeMutablePointer<FieldRange>
  private let places: UnsafeMutablePointer<RecordPlace>
  private let columnCount: Int
  private var count = 0

  init(columnCount: Int) {
    self.columnCount = columnCount
    fields = .allocate(capacity: Self.capacity * columnCount)
    places = .allocate(capacity: Self.capacity)
  }

  deinit {
    fields.deallocate()
    places.deallocate()
  }

  var isFull: Bool { count == Self.capacity }

  /// Adds a record whose fields `write` puts into the ranges it is given. There must be room.
  @inline(__always)
  mutating func append(_ place: RecordPlace, write: (UnsafeMutablePointer<FieldRange>) -> Void) {
    write(fields + count &* columnCount)
    places[count] = place
    count &+= 1
  }

  /// Hands the records on, if there are any, and starts anew.
  mutating func flush(
    _ bytes: UnsafeMutablePointer<UInt8>, count byteCount: Int, to receive: (RecordBlock) throws -> Void
  ) rethrows {
    guard count > 0 else { return }
    let block = RecordBlock(
      bytes: UnsafeBufferPointer(start: bytes, count: byteCount),
      fields: UnsafeBufferPointer(start: fields, count: count * columnCount),
      places: UnsafeBufferPointer(start: places, count: count),
      columnCount: columnCount)
    count = 0
    try receive(block)
  }
}

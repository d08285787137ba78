/// Collects the records of one file into blocks, in recycled buffers.
struct BlockBuilder: ~Copyable {
  /// Records in a block: few enough that its tables stay in the cache beside its bytes.
  private static let capacity = 4096

  let projection: Projection
  private let fields: UnsafeMutablePointer<FieldRange>
  private let places: UnsafeMutablePointer<RecordPlace>
  private let columnCount: Int
  private var count = 0

  init(_ header: Header) {
    projection = Projection(header)
    columnCount = header.positions.count
    fields = .allocate(capacity: Self.capacity * columnCount)
    places = .allocate(capacity: Self.capacity)
  }

  deinit {
    fields.deallocate()
    places.deallocate()
  }

  var isFull: Bool { count == Self.capacity }

  /// Adds the record whose fields the projection has. There must be room.
  @inline(__always)
  mutating func append(_ place: RecordPlace, bytes: UnsafeMutablePointer<UInt8>) {
    projection.write(to: fields + count &* columnCount, bytes: bytes)
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

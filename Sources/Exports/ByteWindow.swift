import Plan

/// The sizes of one reading.
struct ReadLimits {
  /// Bytes of one read.
  var chunk = 1 << 20
  /// Bytes of the longest record that is kept.
  var record = InputLimits().recordBytes
  /// Bytes of the longest header.
  var header = InputLimits().headerBytes
  /// The most columns of a header.
  var columns = InputLimits().columns
}

extension ReadLimits {
  init(_ limits: InputLimits, chunk: Int = 1 << 20) {
    self.init(
      chunk: chunk, record: limits.recordBytes, header: limits.headerBytes, columns: limits.columns)
  }
}

/// The part of a file's text that is in memory: a window that slides along it, through one recycled buffer.
struct ByteWindow: ~Copyable {
  let limits: ReadLimits
  /// The first byte that is still wanted, as an index into `bytes`.
  var index = 0
  /// The place of `bytes[0]` in the text.
  private(set) var offset: UInt64 = 0
  /// Whether the text ends with these bytes.
  private(set) var isLast = false
  private var buffer: PaddedBuffer

  init(limits: ReadLimits) {
    self.limits = limits
    buffer = PaddedBuffer(capacity: limits.chunk + limits.chunk / 4)
  }

  /// Valid until the next `advance`; `PaddedBuffer.padding` zero bytes are after it.
  var bytes: UnsafeMutablePointer<UInt8> { buffer.bytes }
  var count: Int { buffer.count }

  /// Goes to the start of another file, and after its byte order mark.
  ///
  /// - Returns: whether there is one.
  mutating func open(_ input: TextInput) throws -> Bool {
    (index, offset, isLast) = (0, 0, false)
    buffer.removeAll()
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    while !isLast, count < mark.count { try advance(in: input) }
    let isMarked = UnsafeBufferPointer(start: bytes, count: count).starts(with: mark)
    if isMarked { index = mark.count }
    return isMarked
  }

  /// Drops the bytes before `index`, and reads one chunk more after the rest, or as many bytes as the
  /// rest has: so a record is scanned again only when the window has doubled, and all the scanning is linear.
  ///
  /// - Throws: `ExportError` when the file can't be read, is damaged or has changed; what its taps throw.
  mutating func advance(in input: TextInput) throws {
    offset += UInt64(index)
    buffer.removeFirst(index)
    index = 0
    let kept = count
    let amount = max(limits.chunk, min(kept, limits.record + limits.chunk - kept))
    try buffer.append(amount) { try input.read(into: $0) }
    isLast = count == kept
  }
}

/// Sizes that tests choose and a run takes as they are.
struct ReadLimits {
  /// Bytes of one read.
  var chunk = 1 << 20
  /// Bytes of the longest record that is kept.
  var record = 64 << 20
}

/// The part of a file that is in memory: a window that slides along it, through one recycled buffer.
struct ByteWindow: ~Copyable {
  let limits: ReadLimits
  /// The first byte that is still wanted, as an index into `bytes`.
  var index = 0
  /// The place of `bytes[0]` in the file.
  private(set) var offset: UInt64 = 0
  /// Whether the file ends with these bytes.
  private(set) var isLast = false
  private var buffer: PaddedBuffer

  init(limits: ReadLimits) {
    self.limits = limits
    buffer = PaddedBuffer(capacity: limits.chunk + limits.chunk / 4)
  }

  /// Valid until the next `advance`; `CSVScanner.padding` zero bytes stand behind.
  var bytes: UnsafeMutablePointer<UInt8> { buffer.bytes }
  var count: Int { buffer.count }

  /// Goes to the start of another file.
  mutating func reset() {
    (index, offset, isLast) = (0, 0, false)
    buffer.removeAll()
  }

  /// Drops the bytes in front of `index`, and reads one chunk more behind the rest, or as many bytes as the
  /// rest has: so a record is scanned again only when the window has doubled, and all the scanning is linear.
  ///
  /// - Returns: the bytes that were read; none at the end of the file.
  /// - Throws: `ExportError` when the file can't be read or has grown.
  @discardableResult
  mutating func advance(in file: borrowing InputFile) throws(ExportError) -> UnsafeRawBufferPointer {
    offset += UInt64(index)
    buffer.removeFirst(index)
    index = 0
    let kept = count
    let amount = max(limits.chunk, min(kept, limits.record + limits.chunk - kept))
    try buffer.append(amount) { target throws(ExportError) in try file.read(into: target) }
    isLast = count == kept
    guard offset + UInt64(count) <= file.file.stamp.size else { throw file.changed }
    return UnsafeRawBufferPointer(start: bytes + kept, count: count - kept)
  }
}

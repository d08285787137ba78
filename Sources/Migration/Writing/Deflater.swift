import CZlib

/// The deflate format (RFC 1951) with libz, one block of input at a time, each primed with what stands
/// before it: the blocks can be compressed on any thread, and joined they are one stream.
///
/// A block that is not the last ends on a byte border (an empty stored block, Z_SYNC_FLUSH).
struct Deflater: ~Copyable {
  /// How far back deflate refers, in bytes.
  static let window = 32 * 1024

  // libz keeps a pointer to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// - Parameter level: 0 (stored) to 9 (smallest).
  /// - Throws: `BuildError` when there is no memory.
  init(level: Int32) throws(BuildError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // A negative window means deflate without a frame around it.
    let status = deflateInit2_(
      stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .trouble("no memory for compression (libz status \(status))") }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Appends the compressed `block` to `output`.
  ///
  /// - Parameter dictionary: the last 32 KiB before the block, or all there is.
  /// - Throws: `BuildError` when libz refuses, which it does only for lack of memory.
  mutating func compress(
    _ block: Bytes, dictionary: [UInt8], isLast: Bool, to output: inout ByteBuffer
  ) throws(BuildError) {
    try check(deflateReset(stream))
    try check(deflateSetDictionary(stream, dictionary, UInt32(dictionary.count)))
    var offset = 0
    // The stream counts its input in 32 bits.
    repeat {
      let count = min(block.count - offset, 1 << 30)
      stream.pointee.next_in = UnsafeMutablePointer(mutating: block.baseAddress.map { $0 + offset })
      stream.pointee.avail_in = UInt32(count)
      offset += count
      let flush = offset < block.count ? Z_NO_FLUSH : isLast ? Z_FINISH : Z_SYNC_FLUSH
      try drain(flush, to: &output)
    } while offset < block.count
  }

  /// Deflates the input at hand until nothing more comes out.
  private mutating func drain(_ flush: Int32, to output: inout ByteBuffer) throws(BuildError) {
    repeat {
      output.reserve(max(64 * 1024, Int(stream.pointee.avail_in) / 3))
      let room = UInt32(clamping: output.capacity - output.count)
      stream.pointee.next_out = output.end
      stream.pointee.avail_out = room
      let status = deflate(stream, flush)
      // Z_BUF_ERROR: all of it had come out before, exactly to the end of the room.
      if status != Z_STREAM_END, status != Z_BUF_ERROR { try check(status) }
      output.advance(by: Int(room - stream.pointee.avail_out))
    } while stream.pointee.avail_out == 0
  }

  private func check(_ status: Int32) throws(BuildError) {
    guard status == Z_OK else { throw .trouble("compression failed (libz status \(status))") }
  }
}

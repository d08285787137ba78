import CZlib

/// Compresses bytes into one gzip member (RFC 1952) at level 6, as `gzip` does, without name or time.
///
/// Invariant of the unsafe parts: the stream has an address of its own from `init` to `deinit`, because libz
/// keeps a pointer to it; buffers are handed to libz only within `withUnsafe…` and forgotten by it after.
struct Deflater: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private var output = [UInt8](repeating: 0, count: 1 << 16)

  init() throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let gzipFormat: Int32 = 15 + 16
    let status = deflateInit2_(
      stream, 6, Z_DEFLATED, gzipFormat, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw DemoError("libz cannot compress (status \(status)); is memory short?") }
  }

  deinit {
    deflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// Appends what the compressed bytes are so far; the rest, and the trailer, when `isLast`.
  mutating func deflate(_ bytes: [UInt8], isLast: Bool = false, into compressed: inout [UInt8]) {
    var bytes = bytes
    bytes.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(clamping: input.count)
      var room: UInt32
      repeat {
        room = output.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(clamping: output.count)
          CZlib.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          return stream.pointee.avail_out
        }
        compressed.append(contentsOf: output[..<(output.count - Int(room))])
      } while room == 0
      stream.pointee.next_in = nil
      stream.pointee.next_out = nil
    }
  }
}

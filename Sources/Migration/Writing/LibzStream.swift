import CZlib

/// Deflate with libz, which is everywhere.
final class LibzStream: DeflateStream {
  /// How hard libz looks for repetitions, see `deflateTune` in zlib.h.
  private struct Effort {
    /// A repetition of this length lets it look at a quarter of the places only.
    let good: Int32
    /// One longer than this is taken without a look at the next byte.
    let lazy: Int32
    /// One of this length ends the search.
    let nice: Int32
    /// How many places it looks at.
    let chain: Int32

    /// In batches of JSON the same keys and ids come again and again: the nearest places have nearly always the
    /// longest repetition, while another one that is longer by a byte pays for looking behind the next byte. Where
    /// libz has long chains and gives up early, these are short, and it doesn't.
    ///
    /// Size and time, libz's own level 6 as 1: 0.988 and 0.70 for the archive of the reference, 1.001 and 0.67 for
    /// batches whose bodies are English prose that does not repeat; for such prose without batches around it, 1.03
    /// and 0.50. Levels 5 and 7 are chosen so that each level is faster and larger than the next.
    static func tuned(_ level: Int) -> Effort? {
      switch level {
      case 5: Effort(good: 4, lazy: 64, nice: 64, chain: 8)
      case 6: Effort(good: 4, lazy: 64, nice: 64, chain: 16)
      case 7: Effort(good: 8, lazy: 64, nice: 128, chain: 64)
      default: nil
      }
    }
  }

  // libz keeps a pointer to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let effort: Effort?

  /// - Parameters:
  ///   - level: 0 (stored) to 9 (smallest).
  ///   - isTuned: false for the effort that libz gives to a level.
  /// - Throws: `BuildError` when there is no memory.
  init(level: Int, isTuned: Bool) throws(BuildError) {
    effort = isTuned ? Effort.tuned(level) : nil
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // A negative window means deflate without a frame around it.
    let status = deflateInit2_(
      stream, Int32(level), Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .trouble("no memory for compression (libz status \(status))") }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  func begin(behind dictionary: [UInt8]) throws(BuildError) {
    // A reset takes the effort back to that of the level.
    try check(deflateReset(stream))
    if let effort {
      try check(deflateTune(stream, effort.good, effort.lazy, effort.nice, effort.chain))
    }
    try check(deflateSetDictionary(stream, dictionary, UInt32(dictionary.count)))
  }

  func feed(_ piece: Bytes) {
    stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.baseAddress)
    stream.pointee.avail_in = UInt32(piece.count)
  }

  func deflate(
    into room: UnsafeMutableBufferPointer<UInt8>, upTo end: PieceEnd
  ) throws(BuildError) -> (made: Int, isDone: Bool) {
    stream.pointee.next_out = room.baseAddress
    stream.pointee.avail_out = UInt32(room.count)
    let status = CZlib.deflate(stream, end.flush)
    // Z_BUF_ERROR: all of it had come out before, exactly to the end of the room.
    if status != Z_STREAM_END, status != Z_BUF_ERROR { try check(status) }
    let rest = Int(stream.pointee.avail_out)
    return (room.count - rest, rest > 0)
  }

  private func check(_ status: Int32) throws(BuildError) {
    guard status == Z_OK else { throw .trouble("compression failed (libz status \(status))") }
  }
}

extension PieceEnd {
  fileprivate var flush: Int32 {
    switch self {
    case .anywhere: Z_NO_FLUSH
    case .byteBorder: Z_SYNC_FLUSH
    case .endOfStream: Z_FINISH
    }
  }
}

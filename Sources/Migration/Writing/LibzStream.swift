import CZlib

/// Deflate with libz, which is everywhere.
final class LibzStream: DeflateStream {
  // libz keeps a pointer to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let effort: Effort?

  /// - Parameters:
  ///   - level: 0 (stored) to 9 (smallest).
  ///   - effort: nil for the effort that libz gives to a level.
  /// - Throws: `BuildError` when there is no memory.
  init(level: Int, effort: Effort?) throws(BuildError) {
    self.effort = effort
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
    // A reset sets the effort back to that of the level.
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

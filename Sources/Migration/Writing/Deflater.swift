/// The deflate format (RFC 1951), one block of input at a time, each primed with what is before it: the
/// blocks can be compressed on any thread, and joined they are one stream.
///
/// A block that is not the last ends on a byte border (an empty stored block).
struct Deflater: ~Copyable {
  /// How far back deflate refers, in bytes.
  static let window = 32 * 1024

  private let stream: any DeflateStream

  /// - Parameters:
  ///   - level: 0 (stored) to 9 (smallest).
  ///   - effort: how hard libz works, where it does the work; nil for the effort that it gives to the level.
  ///   - isReference: whether libz does the work at every level.
  /// - Throws: `BuildError` when there is no memory.
  init(level: Int, effort: Effort? = nil, isReference: Bool = false) throws(BuildError) {
    if !isReference, let fast = ISALStream(level: level) {
      stream = fast
    } else {
      stream = try LibzStream(level: level, effort: effort)
    }
  }

  /// Appends the compressed `block` to `output`.
  ///
  /// - Parameter dictionary: the last 32 KiB before the block, or all there is.
  /// - Throws: `BuildError` when the library refuses, which it does only for lack of memory.
  mutating func compress(
    _ block: Bytes, dictionary: [UInt8], isLast: Bool, to output: inout ByteBuffer
  ) throws(BuildError) {
    try stream.begin(behind: dictionary)
    var offset = 0
    // A stream counts its input in 32 bits.
    repeat {
      let piece = Bytes(rebasing: block[offset..<min(block.count, offset + 1 << 30)])
      offset += piece.count
      stream.feed(piece)
      let end: PieceEnd = offset < block.count ? .anywhere : isLast ? .endOfStream : .byteBorder
      var isDone = false
      while !isDone {
        output.reserve(max(64 * 1024, piece.count / 3))
        let room = UnsafeMutableBufferPointer(
          start: output.end, count: min(output.capacity - output.count, 1 << 30))
        let (made, isWhole) = try stream.deflate(into: room, upTo: end)
        output.advance(by: made)
        isDone = isWhole
      }
    } while offset < block.count
  }
}

/// Where what is made of a piece of input has to end.
enum PieceEnd {
  case anywhere
  case byteBorder
  /// With the block that deflate marks as the final one.
  case endOfStream
}

/// A compressor of a library, which keeps what the streams of all libraries keep.
protocol DeflateStream: AnyObject {
  /// Forgets what was compressed, and takes the bytes before the next input.
  func begin(behind dictionary: [UInt8]) throws(BuildError)

  /// Takes the next piece, below 4 GiB, which stays where it is until `deflate` is done with it.
  func feed(_ piece: Bytes)

  /// Compresses the piece into the beginning of `room`, which is below 4 GiB.
  ///
  /// - Returns: the bytes made, and whether that was all, down to `end`; if not, more room is wanted.
  func deflate(
    into room: UnsafeMutableBufferPointer<UInt8>, upTo end: PieceEnd
  ) throws(BuildError) -> (made: Int, isDone: Bool)
}

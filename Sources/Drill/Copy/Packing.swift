import CZlib

/// A piece of the uncompressed tar, packed so that archives can be put together of pieces without compressing them anew.
///
/// Deflate data that ends with a full flush ends at a byte and refers to nothing before it (RFC 1951, and `Z_FULL_FLUSH`
/// in zlib.h), so pieces can follow one another in one stream; the check value of the whole is combined of theirs.
struct PackedPiece {
  private(set) var deflated: [UInt8]
  private(set) var checksum: UInt
  private(set) var count: Int

  /// - Complexity: O(bytes)
  init(_ bytes: [UInt8]) throws {
    count = bytes.count
    checksum = UInt(bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
    deflated = try Self.deflated(bytes)
  }

  /// Whether another piece has the same bytes, which are packed in one way alone.
  func isSame(as other: PackedPiece) -> Bool {
    checksum == other.checksum && count == other.count && deflated == other.deflated
  }

  /// The bytes again.
  func bytes() throws -> [UInt8] {
    try Inflating.raw(deflated + PackedArchive.lastBlock)
  }

  /// Level 1: the drill packs more often than anybody reads.
  private static func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    let rawFormat: Int32 = -15
    let status = deflateInit2_(
      &stream, 1, Z_DEFLATED, rawFormat, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw DrillError("libz can't compress (status \(status)); is memory short?") }
    defer { deflateEnd(&stream) }
    // The bound is for one block that ends the stream; a full flush adds at most an empty stored block.
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    var input = bytes
    let room = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(clamping: input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(clamping: output.count)
        CZlib.deflate(&stream, Z_FULL_FLUSH)
        return Int(stream.avail_out)
      }
    }
    guard stream.avail_in == 0, room > 0 else {
      throw DrillError("a member of the archive is too long to be packed again")
    }
    return Array(output[..<(output.count - room)])
  }
}

/// Puts packed pieces together as one gzip member (RFC 1952).
enum PackedArchive {
  /// An empty block with fixed codes that is the last one (RFC 1951, 3.2.3): 1, 01, 0000000.
  static let lastBlock: [UInt8] = [0x03, 0x00]
  /// Deflate, no name, no time, no statement about the system.
  private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]

  static func gzip(_ pieces: some Sequence<PackedPiece>) -> [UInt8] {
    var bytes = header
    var checksum: UInt = 0
    var count = 0
    for piece in pieces {
      bytes += piece.deflated
      checksum = UInt(crc32_combine(checksum, piece.checksum, piece.count))
      count += piece.count
    }
    bytes += lastBlock
    for value in [UInt32(truncatingIfNeeded: checksum), UInt32(truncatingIfNeeded: count)] {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return bytes
  }
}

/// Inflating with libz.
enum Inflating {
  /// All members of a gzip file, one after the other.
  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] { try inflated(bytes, windowBits: 15 + 16) }

  /// Deflate data alone.
  static func raw(_ bytes: [UInt8]) throws -> [UInt8] { try inflated(bytes, windowBits: -15) }

  private static func inflated(_ bytes: [UInt8], windowBits: Int32) throws -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw DrillError("libz can't inflate; is memory short?")
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    try input.withUnsafeMutableBufferPointer { input in
      var place = 0
      var status = Z_OK
      while place < input.count || status == Z_OK {
        let size = min(input.count - place, 1 << 30)
        let room = chunk.withUnsafeMutableBufferPointer { chunk in
          stream.next_in = input.baseAddress.map { $0 + place }
          stream.avail_in = UInt32(size)
          stream.next_out = chunk.baseAddress
          stream.avail_out = UInt32(chunk.count)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          return Int(stream.avail_out)
        }
        place += size - Int(stream.avail_in)
        result += chunk[..<(chunk.count - room)]
        if status == Z_STREAM_END {
          // NULs after the last member are padding.
          guard input[place...].contains(where: { $0 != 0 }) else { break }
          inflateReset(&stream)
          status = Z_OK
        } else if status != Z_OK {
          throw DrillError("the archive can't be inflated at byte \(place)")
        }
      }
    }
    return result
  }
}

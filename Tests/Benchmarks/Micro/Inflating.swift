import CISAL
import CZlib
import Glibc

/// The libraries that inflate, alone: nobody looks at what comes out, and CRC-32 is not computed.
///
/// For archives of one gzip member whose header has no optional fields (RFC 1952), as `build` writes them.
struct Inflating {
  /// The archive's file.
  let compressed: [UInt8]

  private static let headerSize = 10
  private static let bufferSize = 256 << 10

  /// In bytes of what comes out. ISA-L is left out where it is not installed.
  func measure() throws -> [Measurement] {
    let bytes = Int(clamping: try libz())
    var measurements = [try Measurement("inflate, libz alone", bytes: bytes, body: libz)]
    if try isal() != nil {
      measurements.append(
        try Measurement("inflate, ISA-L alone", bytes: bytes) { try isal() ?? 0 })
    }
    return measurements
  }

  private func libz() throws -> UInt64 {
    var stream = z_stream()
    // -15: raw deflate data.
    guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw Unusable(library: "libz")
    }
    defer { inflateEnd(&stream) }
    return try withData { data, output in
      stream.next_in = UnsafeMutablePointer(mutating: data.baseAddress)
      stream.avail_in = UInt32(clamping: data.count)
      var code = Z_OK
      while code == Z_OK {
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        code = inflate(&stream, Z_NO_FLUSH)
      }
      guard code == Z_STREAM_END else { throw Unusable(library: "libz") }
      return UInt64(stream.total_out)
    }
  }

  private func isal() throws -> UInt64? {
    var library = isal_library()
    guard isal_load(&library) == 1, let state = isal_inflater_create(&library) else { return nil }
    defer { free(state) }
    return try withData { data, output in
      var (offset, total) = (0, UInt64(0))
      while true {
        var (taken, made, excess) = (UInt32(0), UInt32(0), UInt32(0))
        let rest = UnsafeBufferPointer(rebasing: data[offset...])
        let code = isal_inflater_run(
          &library, state, rest.baseAddress, UInt32(clamping: rest.count), output.baseAddress,
          UInt32(output.count), &taken, &made, &excess)
        offset += Int(taken)
        total += UInt64(made)
        if code == 1 { return total }
        guard code == 0, taken > 0 || made > 0 else { throw Unusable(library: "ISA-L") }
      }
    }
  }

  /// Lends the deflate data, and a buffer for what comes out.
  private func withData<Result>(
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    try compressed.withUnsafeBufferPointer { file in
      guard file.count > Self.headerSize, file[3] == 0 else { throw Unusable(library: "this gzip header") }
      return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.bufferSize) { output in
        try body(UnsafeBufferPointer(rebasing: file[Self.headerSize...]), output)
      }
    }
  }

  private struct Unusable: Error, CustomStringConvertible {
    var library: String
    var description: String { "\(library) can't be used to inflate this archive" }
  }
}

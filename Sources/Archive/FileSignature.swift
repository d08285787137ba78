/// What the first bytes of something say that it is, for messages about input of the wrong kind.
enum FileSignature {
  /// The name of the format that `bytes` (the first 262 or more, where there are as many) begin, if it is
  /// a well-known one.
  static func name(of bytes: UnsafeRawBufferPointer) -> String? {
    if let match = signatures.first(where: { bytes.starts(with: $0.bytes) }) { return match.name }
    if isUstar(bytes) { return "an uncompressed tar" }
    // RFC 1950, 2.2: method 8, a window of at most 32 KiB, and a header that is a multiple of 31.
    if bytes.count >= 2, bytes[0] & 0x8f == 0x08, (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0 {
      return "zlib data"
    }
    return nil
  }

  /// Whether `bytes` have the magic of a tar header in the right place.
  static func isUstar(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 262 && bytes[257..<262].elementsEqual("ustar".utf8)
  }

  private static let signatures: [(bytes: [UInt8], name: String)] = [
    ([0x1f, 0x8b], "gzip data"),
    ([0x50, 0x4b, 0x03, 0x04], "a zip archive"),
    ([0x50, 0x4b, 0x05, 0x06], "an empty zip archive"),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "xz data"),
    ([0x42, 0x5a, 0x68], "bzip2 data"),
    ([0x28, 0xb5, 0x2f, 0xfd], "zstd data"),
    ([0x04, 0x22, 0x4d, 0x18], "lz4 data"),
    ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7z archive"),
    ([0x1f, 0x9d], "data of compress (.Z)"),
    ([0x7b], "JSON text"),
    ([0x3c], "an HTML or XML page"),
  ]
}

import CZlib

/// A tar written by the tests' own few lines, so that every byte of it can be wrong on purpose.
enum TarBytes {
  static let end = [UInt8](repeating: 0, count: 1024)

  /// One ustar header block. `fields` are written over it, at their offsets, before the checksum is made.
  static func header(
    _ name: String, size: Int = 0, type: Character = "0", magic: String = "ustar\u{0}00",
    fields: [Int: [UInt8]] = [:]
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    write(Array(name.utf8), at: 0, in: &block)
    write(Array("0000644\u{0}0000000\u{0}0000000\u{0}".utf8), at: 100, in: &block)
    write(octal(size, digits: 11), at: 124, in: &block)
    write(octal(0, digits: 11), at: 136, in: &block)
    block[156] = type.asciiValue ?? 0
    write(Array(magic.utf8), at: 257, in: &block)
    for (offset, bytes) in fields { write(bytes, at: offset, in: &block) }
    return sealed(block)
  }

  /// The block with the checksum of its bytes.
  static func sealed(_ block: [UInt8]) -> [UInt8] {
    var block = block
    write([UInt8](repeating: 0x20, count: 8), at: 148, in: &block)
    let sum = block.reduce(0) { $0 + Int($1) }
    write(octal(sum, digits: 6) + [0x20], at: 148, in: &block)
    return block
  }

  /// A header with its contents, filled up to whole blocks.
  static func entry(
    _ name: String, _ contents: [UInt8], type: Character = "0", magic: String = "ustar\u{0}00",
    fields: [Int: [UInt8]] = [:]
  ) -> [UInt8] {
    header(name, size: contents.count, type: type, magic: magic, fields: fields) + padded(contents)
  }

  static func entry(_ name: String, _ contents: String, type: Character = "0") -> [UInt8] {
    entry(name, Array(contents.utf8), type: type)
  }

  static func padded(_ contents: [UInt8]) -> [UInt8] {
    contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }

  /// A pax header of `records`, each with the length that it should have.
  static func pax(_ records: [(String, String)], type: Character = "x") -> [UInt8] {
    entry("pax", records.map { paxRecord($0.0, $0.1) }.joined(), type: type)
  }

  static func paxRecord(_ key: String, _ value: String) -> String {
    let rest = " \(key)=\(value)\n"
    var length = rest.utf8.count
    while "\(length)".utf8.count + rest.utf8.count != length { length += 1 }
    return "\(length)\(rest)"
  }

  static func octal(_ number: Int, digits: Int) -> [UInt8] {
    let text = String(number, radix: 8)
    return Array((String(repeating: "0", count: digits - text.count) + text).utf8) + [0]
  }

  private static func write(_ bytes: [UInt8], at offset: Int, in block: inout [UInt8]) {
    block.replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }
}

/// One gzip member of `contents`. `level` 0 stores them, so that they can be found in it.
func gzip(_ contents: [UInt8], level: Int32 = 6) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  guard deflateInit2_(&stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
  else { return [] }
  defer { deflateEnd(&stream) }
  var input = contents
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(contents.count))) + 64)
  input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      deflate(&stream, Z_FINISH)
    }
  }
  return Array(output[..<Int(stream.total_out)])
}

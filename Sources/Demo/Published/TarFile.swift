/// Packs members the way `tar -czf archive.tar.gz -C folder .` does: an entry for `./` first, names that
/// begin with `./`, GNU headers, blocks of 20 records, all in one gzip member.
struct TarFile: ~Copyable {
  private static let block = 512
  private static let record = 20 * block
  /// 2026-11-20T00:00:00Z, so that the archive is the same on any day.
  private static let modified: Int64 = 1_795_132_800

  private var file: OutputFile
  private var deflater: Deflater
  private var size = 0

  init(path: String) throws {
    let deflater = try Deflater()
    file = try OutputFile(path: path)
    self.deflater = deflater
  }

  /// Adds the folder itself, as `./`.
  mutating func addFolder() throws {
    try add(Self.header(name: "./", size: 0, isFolder: true))
  }

  /// Adds a regular file.
  mutating func addMember(_ name: String, _ bytes: [UInt8]) throws {
    try add(Self.header(name: "./" + name, size: bytes.count, isFolder: false))
    try add(bytes)
    let rest = bytes.count % Self.block
    if rest > 0 { try add([UInt8](repeating: 0, count: Self.block - rest)) }
  }

  /// Writes the two zero blocks, fills the last record, and closes the file.
  consuming func close() throws {
    let end = 2 * Self.block
    let rest = (size + end) % Self.record
    let fill = rest > 0 ? Self.record - rest : 0
    deflater.deflate([UInt8](repeating: 0, count: end + fill), isLast: true, into: &file.buffer)
    try file.close()
  }

  private mutating func add(_ bytes: [UInt8]) throws {
    size += bytes.count
    deflater.deflate(bytes, into: &file.buffer)
    try file.flushIfFull()
  }

  private static func header(name: String, size: Int, isFolder: Bool) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    func put(octal number: Int64, digits: Int, at offset: Int) {
      let text = String(number, radix: 8)
      put(String(repeating: "0", count: max(0, digits - text.utf8.count)) + text, at: offset)
    }
    put(name, at: 0)
    put(octal: isFolder ? 0o755 : 0o644, digits: 7, at: 100)
    put(octal: 1000, digits: 7, at: 108)
    put(octal: 1000, digits: 7, at: 116)
    put(octal: Int64(size), digits: 11, at: 124)
    put(octal: modified, digits: 11, at: 136)
    put("        ", at: 148)
    put(isFolder ? "5" : "0", at: 156)
    put("ustar  ", at: 257)
    put("demo", at: 265)
    put("demo", at: 297)
    let checksum = header.reduce(Int64(0)) { $0 + Int64($1) }
    put(octal: checksum, digits: 6, at: 148)
    header[154] = 0
    return header
  }
}

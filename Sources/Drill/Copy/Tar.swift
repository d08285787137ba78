/// A tar entry as its headers and its content, up to the next one.
struct TarEntry {
  /// Without the `./` before it that some tools write.
  var name: String
  /// Of the entry's own header, after those that only extend it.
  var contentStart: Int
  var contentCount: Int
  /// Headers, content and padding.
  var piece: PackedPiece

  /// A regular file.
  init(name: String, content: [UInt8]) throws {
    self.name = name
    contentStart = Tar.block
    contentCount = content.count
    piece = try PackedPiece(Tar.header(name: name, size: content.count) + Tar.padded(content))
  }

  init(name: String, contentStart: Int, contentCount: Int, bytes: [UInt8]) throws {
    self.name = name
    self.contentStart = contentStart
    self.contentCount = contentCount
    piece = try PackedPiece(bytes)
  }

  func content() throws -> [UInt8] {
    Array(try piece.bytes()[contentStart..<(contentStart + contentCount)])
  }
}

/// Tar as POSIX.1-2001 has it (ustar and pax), with GNU's long names.
enum Tar {
  static let block = 512

  /// The entries, and what follows them: the blocks of zeros.
  ///
  /// - Throws: `DrillError` for what is not a tar.
  static func entries(of bytes: [UInt8]) throws -> (entries: [TarEntry], tail: [UInt8]) {
    var entries: [TarEntry] = []
    var start = 0
    var place = 0
    var longName: String?
    while place + block <= bytes.count, bytes[place] != 0 {
      let header = bytes[place..<(place + block)]
      guard let size = octal(header[(place + 124)..<(place + 136)]) else {
        throw DrillError("the archive has an entry without a size at byte \(place) of its tar")
      }
      let content = place + block
      let end = content + (size + block - 1) / block * block
      guard end <= bytes.count else {
        throw DrillError("the archive's tar breaks off at byte \(bytes.count)")
      }
      switch header[place + 156] {
      case UInt8(ascii: "x"), UInt8(ascii: "g"):
        longName = paxPath(bytes[content..<(content + size)]) ?? longName
      case UInt8(ascii: "L"): longName = text(bytes[content..<(content + size)])
      default:
        let name = longName ?? text(header[place..<(place + 100)])
        entries.append(
          try TarEntry(
            name: name.hasPrefix("./") ? String(name.dropFirst(2)) : name, contentStart: content - start,
            contentCount: size, bytes: Array(bytes[start..<end])))
        longName = nil
        start = end
      }
      place = end
    }
    return (entries, Array(bytes[start...]))
  }

  /// The header of a ustar entry, with its checksum.
  static func header(name: String, size: Int, kind: Unicode.Scalar = "0", link: String = "") -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    put(Array(name.utf8.prefix(100)), at: 0, of: &header)
    put(Array("0000644\0".utf8), at: 100, of: &header)
    put(Array("0000000\0".utf8), at: 108, of: &header)
    put(Array("0000000\0".utf8), at: 116, of: &header)
    put(padded(octal: size, digits: 11), at: 124, of: &header)
    put(padded(octal: 0, digits: 11), at: 136, of: &header)
    header[156] = UInt8(ascii: kind)
    put(Array(link.utf8.prefix(100)), at: 157, of: &header)
    put(Array("ustar\u{0}00".utf8), at: 257, of: &header)
    return sealed(header)
  }

  /// A block of a header with the checksum that it must have.
  static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var header = bytes
    put(Array("        ".utf8), at: 148, of: &header)
    let sum = header[..<block].reduce(0) { $0 + Int($1) }
    put(padded(octal: sum, digits: 6), at: 148, of: &header)
    header[154] = 0
    return header
  }

  static func put(_ text: [UInt8], at offset: Int, of header: inout [UInt8]) {
    header.replaceSubrange(offset..<(offset + text.count), with: text)
  }

  static func padded(_ content: [UInt8]) -> [UInt8] {
    content + [UInt8](repeating: 0, count: (block - content.count % block) % block)
  }

  private static func padded(octal number: Int, digits: Int) -> [UInt8] {
    let text = String(number, radix: 8)
    return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
  }

  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = String(decoding: field.prefix { $0 != 0 }, as: UTF8.self).filter { $0 != " " }
    return Int(digits, radix: 8)
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The path of a pax header: records of "LENGTH KEY=VALUE" and a line end.
  private static func paxPath(_ content: ArraySlice<UInt8>) -> String? {
    let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
    return lines.compactMap { line in
      line.firstRange(of: " path=").map { String(line[$0.upperBound...]) }
    }.last
  }
}

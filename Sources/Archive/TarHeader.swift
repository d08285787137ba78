/// What is wrong with a header, without its place.
struct TarFlaw: Error, Equatable {
  var message: String
}

/// One header block: POSIX.1-1988 ustar, its GNU and star variants, and the older v7.
struct TarHeader {
  static let blockSize = 512

  /// The name field, with the prefix field before it where the format has one.
  var name: [UInt8]
  var type: UInt8
  /// The size field in bytes, whether or not the type has data.
  var size: UInt64
  /// Whether a GNU sparse map goes on in the next block.
  var isMapContinued: Bool

  /// - Parameter block: `blockSize` bytes that are not all NUL.
  init(_ block: UnsafeRawBufferPointer) throws(TarFlaw) {
    try Self.requireChecksum(of: block)
    type = block[156]
    size = try Self.size(block[124..<136])
    isMapContinued = type == UInt8(ascii: "S") && block[482] != 0
    name = Self.text(block[0..<100])
    let isUstar = block[257..<263].elementsEqual("ustar\0".utf8)
    if isUstar {
      // star keeps times after a shorter prefix, and says so in its last four bytes.
      let isStar = block[508..<512].elementsEqual("tar\0".utf8)
      let prefix = Self.text(block[345..<(isStar ? 476 : 500)])
      if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
    }
  }

  /// Whether bytes of contents follow the header. POSIX.1-2017, ustar, typeflag and size: links, devices,
  /// directories and pipes have none, whatever their size field says; unknown types are like regular files.
  var hasData: Bool { !(UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type) }

  /// The entry's kind by its type flag and its final name.
  func kind(name: [UInt8]) -> Member.Kind {
    switch type {
    // v7 had no type for directories, only a slash at the end of the name.
    case 0: name.last == UInt8(ascii: "/") ? .directory : .file
    case UInt8(ascii: "0"), UInt8(ascii: "7"): .file
    case UInt8(ascii: "5"): .directory
    case UInt8(ascii: "1"): .other("hard link")
    case UInt8(ascii: "2"): .other("symbolic link")
    case UInt8(ascii: "3"): .other("character device")
    case UInt8(ascii: "4"): .other("block device")
    case UInt8(ascii: "6"): .other("named pipe")
    case UInt8(ascii: "S"): .other("sparse file")
    case UInt8(ascii: "D"): .other("GNU directory dump")
    case UInt8(ascii: "M"): .other("continuation of a multi-volume file")
    case UInt8(ascii: "N"): .other("old GNU long name")
    case UInt8(ascii: "V"): .other("volume label")
    case 0x21...0x7e: .other("entry of the unknown type '\(Character(UnicodeScalar(type)))'")
    default: .other("entry of the unknown type \(type)")
    }
  }

  // MARK: Fields

  /// The sum of all bytes, those of the checksum field taken as spaces. Old tars added signed bytes.
  private static func requireChecksum(of block: UnsafeRawBufferPointer) throws(TarFlaw) {
    var unsigned = 0
    var signed = 0
    for index in 0..<blockSize {
      let byte = (148..<156).contains(index) ? 0x20 : block[index]
      unsigned += Int(byte)
      signed += Int(Int8(bitPattern: byte))
    }
    guard let stored = octal(block[148..<156]) else {
      throw TarFlaw(message: "the block is not a tar header: its checksum field is not an octal number")
    }
    guard stored == unsigned || stored == UInt64(bitPattern: Int64(signed)) else {
      throw TarFlaw(
        message: "the tar header is damaged: its bytes add up to \(unsigned), its checksum is \(stored)")
    }
  }

  /// An octal number, or the big-endian binary of GNU and star, which the highest bit announces.
  private static func size(_ field: Slice<UnsafeRawBufferPointer>) throws(TarFlaw) -> UInt64 {
    guard let first = field.first, first & 0x80 != 0 else {
      if let size = octal(field) { return size }
      throw TarFlaw(message: "the size of the entry is not an octal number")
    }
    guard first & 0x40 == 0 else { throw TarFlaw(message: "the size of the entry is negative") }
    var size = UInt64(first & 0x3f)
    for byte in field.dropFirst() {
      guard size >> 55 == 0 else {
        throw TarFlaw(message: "the size of the entry is larger than 2^63 - 1")
      }
      size = size << 8 | UInt64(byte)
    }
    return size
  }

  /// Spaces, at least one octal digit, then nothing but spaces and NUL bytes.
  private static func octal(_ field: Slice<UnsafeRawBufferPointer>) -> UInt64? {
    let digits = field.drop { $0 == 0x20 }.prefix { 0x30...0x37 ~= $0 }
    guard !digits.isEmpty, field[digits.endIndex...].allSatisfy({ $0 == 0x20 || $0 == 0 }) else { return nil }
    // Twelve digits at most: 36 bits.
    return digits.reduce(0) { $0 << 3 | UInt64($1 & 7) }
  }

  private static func text(_ field: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
    Array(field.prefix { $0 != 0 })
  }
}

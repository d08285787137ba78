/// Text of UTF-16 or Windows-1252 as UTF-8. Byte order marks are kept, as U+FEFF.
///
/// The standards: The Unicode Standard, section 3.9 (UTF-16, UTF-8); the table of Windows-1252 that Microsoft
/// published, in which five bytes are undefined. What can't be read exactly is an error, never U+FFFD.
///
/// **Invariant of the unsafe parts.** `output` has room for `growth` times the bytes of `input`, which is as
/// much as any of the conversions writes.
final class TranscodingSource: ByteSource {
  private static let bufferSize = 64 << 10
  /// Two bytes of UTF-16, or one of Windows-1252, are at most three of UTF-8.
  private static let growth = 3

  private let name: String
  private let source: any ByteSource
  private let encoding: CodeUnits
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
  private let output = UnsafeMutablePointer<UInt8>.allocate(capacity: bufferSize * growth)
  /// `output[taken..<filled]` waits to be handed on.
  private var (taken, filled) = (0, 0)
  /// Bytes of `input` that are not converted yet: the start of a character.
  private var kept = 0
  /// Offset of `input[0]` in the text as it was encoded.
  private var offset: UInt64 = 0
  /// What the bytes are that Windows-1252 is claimed of.
  private var likeness = UTF8Likeness()

  enum CodeUnits {
    case utf16LittleEndian, utf16BigEndian, windows1252

    var written: WrittenText.Units {
      switch self {
      case .utf16LittleEndian: .utf16LittleEndian
      case .utf16BigEndian: .utf16BigEndian
      case .windows1252: .windows1252
      }
    }
  }

  init(_ source: any ByteSource, encoding: CodeUnits, name: String) {
    (self.source, self.encoding, self.name) = (source, encoding, name)
  }

  deinit {
    input.deallocate()
    output.deallocate()
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    while taken == filled {
      let room = UnsafeMutableRawBufferPointer(rebasing: input[kept...])
      let count = try source.read(into: room)
      guard count > 0 else {
        guard kept == 0 else { throw cutOff }
        if likeness.isUTF8 { throw isUTF8 }
        return 0
      }
      let bytes = UnsafeRawBufferPointer(rebasing: input[..<(kept + count)])
      (taken, filled) = (0, 0)
      let converted =
        try encoding == .windows1252 ? convertWindows1252(bytes) : convertUTF16(bytes)
      kept = bytes.count - converted
      input.copyBytes(from: bytes[converted...])
      offset += UInt64(converted)
    }
    let count = min(target.count, filled - taken)
    target.copyMemory(from: UnsafeRawBufferPointer(start: output + taken, count: count))
    taken += count
    return count
  }

  // MARK: UTF-16

  /// Converts whole characters. Returns how many bytes those are.
  private func convertUTF16(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    var index = 0
    while index + 2 <= bytes.count {
      let unit = unit(bytes, at: index)
      switch unit {
      case 0..<0x80:
        output[filled] = UInt8(truncatingIfNeeded: unit)
        filled &+= 1
      case 0xD800..<0xDC00:
        guard index + 4 <= bytes.count else { return index }
        let low = self.unit(bytes, at: index + 2)
        guard (0xDC00..<0xE000).contains(low) else { throw loneSurrogate(at: index) }
        write(0x10000 + UInt32(unit & 0x3FF) << 10 + UInt32(low & 0x3FF))
        index += 2
      case 0xDC00..<0xE000: throw loneSurrogate(at: index)
      default: write(UInt32(unit))
      }
      index += 2
    }
    return index
  }

  @inline(__always)
  private func unit(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt16 {
    let unit = bytes.loadUnaligned(fromByteOffset: index, as: UInt16.self)
    return encoding == .utf16LittleEndian ? UInt16(littleEndian: unit) : UInt16(bigEndian: unit)
  }

  // MARK: Windows-1252

  private func convertWindows1252(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    for (index, byte) in bytes.enumerated() {
      if byte >= 0x80 || likeness.isInside { likeness.take(byte) }
      switch byte {
      case 0..<0x80:
        output[filled] = byte
        filled &+= 1
      case 0x80..<0xA0:
        let scalar = Self.windows1252[Int(byte) - 0x80]
        guard scalar != 0 else { throw undefined(byte, at: index) }
        write(UInt32(scalar))
      default: write(UInt32(byte))
      }
    }
    return bytes.count
  }

  /// What the bytes 80 to 9F mean; 0: nothing.
  private static let windows1252: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
  ]

  /// The byte that is read as a scalar; those that no byte is read as give a question mark.
  static func windows1252Byte(of scalar: Unicode.Scalar) -> UInt8 {
    if let index = windows1252.firstIndex(where: { $0 != 0 && UInt32($0) == scalar.value }) {
      return UInt8(truncatingIfNeeded: index + 0x80)
    }
    return scalar.value < 0x100 ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "?")
  }

  /// Writes a scalar from U+0080 on.
  private func write(_ scalar: UInt32) {
    func put(_ bits: UInt32) {
      output[filled] = UInt8(truncatingIfNeeded: bits)
      filled &+= 1
    }
    if scalar < 0x800 {
      put(0xC0 | scalar >> 6)
    } else {
      if scalar < 0x10000 {
        put(0xE0 | scalar >> 12)
      } else {
        put(0xF0 | scalar >> 18)
        put(0x80 | scalar >> 12 & 0x3F)
      }
      put(0x80 | scalar >> 6 & 0x3F)
    }
    put(0x80 | scalar & 0x3F)
  }

  // MARK: Errors

  private var cutOff: ExportError {
    ExportError(
      file: name,
      message: "is text in UTF-16 and ends inside a character, at offset \(offset); "
        + "expected two bytes for each. It was cut off: copy or export it again")
  }

  private func loneSurrogate(at index: Int) -> ExportError {
    ExportError(
      file: name,
      message: "is text in UTF-16 and has half a surrogate pair at offset \(offset + UInt64(index)); "
        + "expected both halves. Export it again, if you can in UTF-8")
  }

  private var isUTF8: ExportError {
    ExportError(
      file: name,
      message:
        "is UTF-8: all of its characters beyond ASCII are well-formed in it, and read as Windows-1252 each "
        + "would become several wrong ones; but the plan says 'encoding: windows-1252'. Correct the plan, or leave "
        + "'encoding' out; of files in both encodings, convert the others (iconv -f WINDOWS-1252 -t UTF-8)")
  }

  private func undefined(_ byte: UInt8, at index: Int) -> ExportError {
    ExportError(
      file: name,
      message: "has the byte \(String(byte, radix: 16, uppercase: true)) at offset "
        + "\(offset + UInt64(index)), which is not a character of Windows-1252; expected text in the encoding "
        + "that the plan declares. Correct 'encoding' in the plan, or export the file in UTF-8")
  }
}

/// Whether bytes beyond ASCII are those of UTF-8, by the shape of its sequences (The Unicode Standard, table 3-7,
/// without the limits of the second byte).
///
/// Text in Windows-1252 is next to never of that shape: a letter with an accent would always have to come before
/// a sign or another such letter that make it a sequence.
private struct UTF8Likeness {
  private var isOther = false
  private var hasSequence = false
  /// Bytes that the sequence still needs.
  private var missing = 0

  var isInside: Bool { missing > 0 }
  var isUTF8: Bool { hasSequence && !isOther && missing == 0 }

  /// Takes the next byte that is not one of ASCII, or is in a sequence.
  mutating func take(_ byte: UInt8) {
    if missing > 0 {
      missing -= 1
      if byte & 0xC0 != 0x80 { (isOther, missing) = (true, 0) }
      if missing == 0 { hasSequence = true }
      return
    }
    switch byte {
    case 0xC2...0xDF: missing = 1
    case 0xE0...0xEF: missing = 2
    case 0xF0...0xF4: missing = 3
    default: isOther = true
    }
  }
}

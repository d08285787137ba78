import Plan

/// How the text of a file is coded.
struct TextCoding: Sendable, Equatable {
  /// Whether it is gzip.
  var isCompressed = false
  /// Never `detected`.
  var encoding = TextEncoding.utf8

  /// Whether the bytes of the file are its text.
  var isPlain: Bool { !isCompressed && encoding == .utf8 }
}

/// The text of one file, from front to back: its bytes unpacked where they are gzip, and in UTF-8. A byte
/// order mark is part of it.
///
/// gzip is recognised by its first bytes, UTF-16 by its byte order mark or by the NUL bytes of ASCII text;
/// Windows-1252 is taken only on the plan's word. Whether UTF-8 is valid is judged by those who convert it.
/// The bytes of a plain file in UTF-8 are read straight into the caller's buffer.
final class TextInput {
  typealias Tap = (UnsafeRawBufferPointer) throws -> Void

  let file: InputFile
  let coding: TextCoding
  /// Bytes of the file on disk.
  let fileSize: UInt64
  /// How the text is in the file.
  let written: WrittenText
  private let source: any ByteSource
  private let textTap: Tap

  /// Looks at the first bytes of a file.
  ///
  /// - Parameters:
  ///   - input: `file`, opened.
  ///   - source: its encoding is what the plan says, its limits are those of unpacking.
  ///   - bytesTap: sees each byte of the file once.
  ///   - textTap: sees each byte of the text once.
  /// - Throws: `ExportError` when the file can't be read, is of no format that holds records, or contradicts
  ///   the plan; whatever `bytesTap` throws.
  init(
    _ file: ExportFile, _ input: InputFile, of source: Source, bytesTap: @escaping Tap = { _ in },
    textTap: @escaping Tap = { _ in }
  ) throws {
    self.file = input
    self.textTap = textTap
    fileSize = file.stamp.size
    let bytes = FileBytes(input, tap: bytesTap)
    if let spooled = file.spooled {
      (self.source, coding, written) = (bytes, spooled.coding, WrittenText())
      return
    }
    let head = try PeekedBytes(bytes, count: TextStart.length)
    let isCompressed = head.head.starts(with: [0x1F, 0x8B])
    let text =
      isCompressed
      ? try PeekedBytes(GzipSource(head, name: input.name, limits: source.limits), count: TextStart.length)
      : head
    if let sentence = ForeignFormat.explain(text.head) {
      throw ExportError(file: input.name, message: sentence)
    }
    let units = try TextStart(text.head, name: input.name).codeUnits(declared: source.encoding)
    self.source = units.map { TranscodingSource(text, encoding: $0, name: input.name) } ?? text
    coding = TextCoding(
      isCompressed: isCompressed,
      encoding: units.map { $0 == .windows1252 ? .windows1252 : .utf16 } ?? .utf8)
    written = WrittenText(isCompressed: isCompressed, units: units?.written ?? .utf8)
  }

  /// Reads some of the text.
  ///
  /// - Returns: how many bytes; 0 at the end, and only there.
  /// - Throws: `ExportError` when the file can't be read, is damaged or has changed; what the taps throw.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try source.read(into: target)
    if count > 0 { try textTap(UnsafeRawBufferPointer(rebasing: target[..<count])) }
    return count
  }
}

/// The first bytes of a text, and what they say of its encoding.
private struct TextStart {
  /// As many bytes of a text as are looked at, for its encoding and for what is not a text of records.
  static let length = 1024

  private let bytes: [UInt8]
  private let name: String

  init(_ bytes: [UInt8], name: String) {
    // The header is there, which is ASCII more often than what follows.
    self.bytes = Array(bytes.prefix(64))
    self.name = name
  }

  /// What the text must be converted from; nil for UTF-8.
  func codeUnits(declared: TextEncoding) throws(ExportError) -> TranscodingSource.CodeUnits? {
    let marked = markedUTF16
    if declared == .windows1252 || declared == .utf8, marked != nil {
      throw contradiction(declared, "starts with the byte order mark of UTF-16")
    }
    if declared == .windows1252 || declared == .utf16, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw contradiction(declared, "starts with the byte order mark of UTF-8")
    }
    switch declared {
    case .utf8: return nil
    case .windows1252: return .windows1252
    case .detected: return marked ?? likelyUTF16
    case .utf16:
      // Nothing shows the order of no bytes, and nothing needs to.
      if bytes.isEmpty { return nil }
      if let marked { return marked }
      let little = asciiCount(.utf16LittleEndian, in: bytes[...])
      let big = asciiCount(.utf16BigEndian, in: bytes[...])
      guard little != big else {
        throw contradiction(declared, "has neither a byte order mark nor the NUL bytes of such text")
      }
      return little > big ? .utf16LittleEndian : .utf16BigEndian
    }
  }

  private var markedUTF16: TranscodingSource.CodeUnits? {
    if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
    return bytes.starts(with: [0xFE, 0xFF]) ? .utf16BigEndian : nil
  }

  /// UTF-16 without a mark: the first two characters are ASCII, as those of a JSON record are, or the first one and at
  /// least every second.
  private var likelyUTF16: TranscodingSource.CodeUnits? {
    guard bytes.count >= 4, bytes[0] == 0 || bytes[1] == 0 else { return nil }
    let order = bytes[1] == 0 ? TranscodingSource.CodeUnits.utf16LittleEndian : .utf16BigEndian
    let isStart = asciiCount(order, in: bytes.prefix(4)) == 2
    return isStart || asciiCount(order, in: bytes[...]) * 2 >= bytes.count / 2 ? order : nil
  }

  /// How many of the code units are ASCII, if this is their order. NUL is not counted.
  private func asciiCount(_ order: TranscodingSource.CodeUnits, in bytes: ArraySlice<UInt8>) -> Int {
    let low = order == .utf16LittleEndian ? 0 : 1
    return stride(from: 0, to: bytes.count - 1, by: 2).count {
      bytes[$0 + 1 - low] == 0 && (1..<0x80).contains(bytes[$0 + low])
    }
  }

  private func contradiction(_ declared: TextEncoding, _ found: String) -> ExportError {
    ExportError(
      file: name,
      message: "\(found), but the plan says 'encoding: \(declared.rawValue)'. "
        + "Correct the plan, or leave 'encoding' out, so that it is detected")
  }
}

import Exports

/// A long text of an export as an audit knows it: by its digest and length, and by what it shows. The text itself is not kept.
///
/// In the blocks of a facts file, seventeen bytes stand in the place of the text (`replayed`): the first is one that no UTF-8
/// begins with. A text that can't be read is there itself, behind another such byte (`unread`).
struct KnownText: BitwiseCopyable, Equatable {
  var digest: UInt64
  var length: UInt32
  /// As `TextHealth` has it.
  var health: UInt16 = 0
  /// As `SensitiveContent` has it, where a rule asks for it.
  var content: UInt16 = 0

  /// A text that nobody looks through.
  init(_ text: Bytes) {
    digest = textDigest(text)
    length = UInt32(truncatingIfNeeded: text.count)
  }

  // MARK: In a facts file

  private static let mark: UInt8 = 0xFF
  /// What is before a text that can't be read.
  static let unreadMark: UInt8 = 0xFE
  static let byteCount = 17

  /// The text of a cell that could not be read; nil for any other cell.
  static func unread(_ cell: Bytes) -> Bytes? {
    cell.first == unreadMark ? Bytes(rebasing: cell.dropFirst()) : nil
  }

  /// What a facts file has in place of a text; nil of one that can't be read.
  init?(replayed cell: Bytes) {
    self.init(cell)
    if cell.isEmpty { return }
    guard Self.isOne(cell), let base = UnsafeRawPointer(cell.baseAddress) else { return nil }
    digest = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
    length = UInt32(littleEndian: base.loadUnaligned(fromByteOffset: 9, as: UInt32.self))
    health = UInt16(littleEndian: base.loadUnaligned(fromByteOffset: 13, as: UInt16.self))
    content = UInt16(littleEndian: base.loadUnaligned(fromByteOffset: 15, as: UInt16.self))
  }

  /// Whether the bytes stand in place of a text.
  static func isOne(_ cell: Bytes) -> Bool { cell.count == byteCount && cell[0] == mark }

  /// Hands on the bytes that stand in place of the text.
  func withReplayed(_ body: (UnsafeRawBufferPointer) -> Void) {
    withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { cell in
      cell[0] = Self.mark
      cell.storeBytes(of: digest.littleEndian, toByteOffset: 1, as: UInt64.self)
      cell.storeBytes(of: length.littleEndian, toByteOffset: 9, as: UInt32.self)
      cell.storeBytes(of: health.littleEndian, toByteOffset: 13, as: UInt16.self)
      cell.storeBytes(of: content.littleEndian, toByteOffset: 15, as: UInt16.self)
      body(UnsafeRawBufferPointer(cell))
    }
  }
}

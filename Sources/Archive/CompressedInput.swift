/// The bytes of a compressed file, a buffer at a time. The tap sees each of them once, in order, however often it
/// is read.
///
/// **Invariant of the unsafe parts.** `buffer[start..<end]` are bytes of the file that nobody took yet, the last of
/// them before `next`; the `lookback` bytes before `start` are in the buffer too, so that they can be given
/// back (only what was taken can be, which keeps the first bytes of the buffer, never read, from being).
final class CompressedInput {
  static let size = 256 << 10
  /// As many bytes that were taken can be given back.
  static let lookback = 8

  private let file: InputFile
  private let tap: (UnsafeRawBufferPointer) throws -> Void
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: lookback + size, alignment: 16)
  private var start = lookback
  private var end = lookback
  /// Offset in the file of the byte after `end`.
  private var next: UInt64 = 0
  /// Bytes of the file that the tap has seen.
  private(set) var seen: UInt64 = 0

  init(file: InputFile, tap: @escaping (UnsafeRawBufferPointer) throws -> Void) {
    self.file = file
    self.tap = tap
  }

  deinit { buffer.deallocate() }

  /// Offset in the file of the next byte.
  var offset: UInt64 { next &- UInt64(end &- start) }

  /// The bytes at hand.
  var unread: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[start..<end]) }

  /// Steps over the next bytes, which are at hand.
  func take(_ count: Int) { start = min(end, start + count) }

  /// Steps over all bytes at hand.
  func takeAll() { start = end }

  /// Gives back the last bytes that were taken, at most `lookback`.
  func giveBack(_ count: Int) { start -= min(count, Self.lookback) }

  /// Reads more of the file after the bytes at hand. Returns false at the end of the file.
  func fill() throws -> Bool {
    let kept = UnsafeRawBufferPointer(rebasing: buffer[start - Self.lookback..<end])
    buffer.copyMemory(from: kept)
    (start, end) = (Self.lookback, kept.count)
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end...])
    let count = try file.read(into: room, at: next)
    end += count
    next &+= UInt64(count)
    if next > seen {
      let news = min(count, Int(clamping: next - seen))
      seen = next
      try tap(UnsafeRawBufferPointer(rebasing: buffer[end - news..<end]))
    }
    return count > 0
  }

  /// Reads on from an earlier offset.
  func rewind(to offset: UInt64) {
    (start, end) = (Self.lookback, Self.lookback)
    next = offset
  }
}

/// Bytes that come one after another: of a file, or of what a file was made from.
protocol ByteSource: AnyObject {
  /// Fills some of `target`, which has room for at least one byte.
  ///
  /// - Returns: how many bytes; 0 at the end, and only there.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int
}

/// The bytes of a file as they are on disk.
final class FileBytes: ByteSource {
  private let file: InputFile
  private let tap: (UnsafeRawBufferPointer) throws -> Void
  private var position: UInt64 = 0

  /// - Parameter tap: sees each byte once.
  init(_ file: InputFile, tap: @escaping (UnsafeRawBufferPointer) throws -> Void) {
    self.file = file
    self.tap = tap
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try file.readSome(into: target, at: position)
    position += UInt64(count)
    guard position <= file.size, count > 0 || position == file.size else { throw file.changed }
    if count > 0 { try tap(UnsafeRawBufferPointer(rebasing: target[..<count])) }
    return count
  }
}

/// Bytes of which the first can be looked at before they are read.
final class PeekedBytes: ByteSource {
  private let rest: any ByteSource
  /// The first bytes: fewer than asked for only when there are no more.
  let head: [UInt8]
  private var taken = 0

  init(_ source: any ByteSource, count: Int) throws {
    rest = source
    var head = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let more = try head.withUnsafeMutableBytes {
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
      }
      guard more > 0 else { break }
      filled += more
    }
    self.head = Array(head.prefix(filled))
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    guard taken < head.count else { return try rest.read(into: target) }
    let count = min(target.count, head.count - taken)
    target.copyBytes(from: head[taken..<taken + count])
    taken += count
    return count
  }
}

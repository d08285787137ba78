/// The bytes of one member, owned by whoever holds the object.
///
/// `@unchecked Sendable`: one thread at a time holds it; the reader hands it over and takes it back by
/// `recycle`.
package final class MemberBytes: @unchecked Sendable {
  package private(set) var buffer: UnsafeMutableBufferPointer<UInt8>
  package var count = 0

  package init(capacity: Int = 0) {
    buffer = .allocate(capacity: capacity)
  }

  deinit { buffer.deallocate() }

  /// Makes room for `capacity` bytes; what was in the buffer is gone.
  package func reserve(_ capacity: Int) {
    guard buffer.count < capacity else { return }
    buffer.deallocate()
    buffer = .allocate(capacity: capacity)
  }

  @inlinable package var bytes: UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(rebasing: buffer[..<count])
  }
}

/// One entry of the tar stream, in the order of the stream.
package struct Member: Sendable {
  package enum Kind: Sendable, Equatable, Codable {
    case file
    case directory
    /// Anything else, in words: "symbolic link", "character device", …
    case other(String)
  }

  /// Counted from 0 over all entries.
  package var sequence: Int
  /// The name as stored (pax and GNU long names applied), without judgement of its safety.
  package var name: [UInt8]
  package var kind: Kind
  /// Offset of the entry's (last) header block in the uncompressed tar.
  package var offset: UInt64
  /// Size of the contents in bytes.
  package var size: UInt64
  /// The name as messages show it: of one that is very long the start, and how many bytes it has.
  package var shownName: String { Self.shown(name) }

  static func shown(_ name: [UInt8]) -> String {
    guard name.count > shownBytes else { return String(decoding: name, as: UTF8.self) }
    var end = shownBytes
    while end > 0, name[end] & 0xC0 == 0x80 { end -= 1 }
    return "\(String(decoding: name[..<end], as: UTF8.self))… (a name of \(name.count) bytes)"
  }

  private static let shownBytes = 512

  /// The contents of a regular file; nil for anything else and for a file over `ArchiveLimits.memberBytes`.
  package var contents: MemberBytes?
}

import Synchronization

/// Buffers of members that were read, kept for the next ones. Any thread.
final class MemberPool: Sendable {
  /// More buffers than this are not kept: enough for every stage of a pipeline on a large machine.
  private static let limit = 64
  /// A larger buffer is not kept, so that one huge member doesn't occupy memory until the end.
  private static let largestKept = 8 << 20
  /// Capacities are multiples of this, so that buffers soon fit every member of an archive.
  private static let granule = 64 << 10

  private let free = Mutex<[MemberBytes]>([])

  /// An empty buffer with room for `capacity` bytes.
  func take(capacity: Int) -> MemberBytes {
    let bytes = free.withLock { $0.popLast() } ?? MemberBytes()
    bytes.reserve((capacity + Self.granule - 1) / Self.granule * Self.granule)
    bytes.count = 0
    return bytes
  }

  func give(_ bytes: MemberBytes) {
    guard bytes.buffer.count <= Self.largestKept else { return }
    free.withLock {
      if $0.count < Self.limit { $0.append(bytes) }
    }
  }
}

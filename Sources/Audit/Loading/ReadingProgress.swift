import Synchronization

/// How much of its input an audit has read: written by the reading threads, watched by whoever shows it.
package final class ReadingProgress: Sendable {
  private let bytes = Atomic<Int>(0)

  package init() {}

  /// Bytes of all files so far.
  package var bytesRead: Int { bytes.load(ordering: .relaxed) }

  func add(_ count: Int) { bytes.wrappingAdd(count, ordering: .relaxed) }
}

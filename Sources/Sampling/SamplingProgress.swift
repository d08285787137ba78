import Synchronization

/// How much of the exports was read, for a line on the terminal.
package final class SamplingProgress: Sendable {
  private let bytes = Atomic<Int>(0)

  package init() {}

  /// Bytes of files, both readings counted.
  package var bytesRead: Int { bytes.load(ordering: .relaxed) }

  func add(_ count: Int) { bytes.add(count, ordering: .relaxed) }
}

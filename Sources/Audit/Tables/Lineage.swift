/// Which rows of a table come from which file of which feed.
///
/// A feed is a source in one of its roles: the number of an `ExportFacts` in `Feeds`.
struct Lineage: Sendable {
  private struct Run {
    var firstRow: Int
    var feed: Int
    var file: Int
  }

  private var runs: [Run] = []

  /// To be called with the file of each block of rows, before its first row is appended.
  mutating func begin(feed: Int, file: Int, row: Int) {
    if let last = runs.last, last.feed == feed, last.file == file { return }
    runs.append(Run(firstRow: row, feed: feed, file: file))
  }

  /// - Complexity: O(log files).
  func place(of row: Int) -> (feed: Int, file: Int) {
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].firstRow <= row { low = middle } else { high = middle }
    }
    return runs.isEmpty ? (0, 0) : (runs[low].feed, runs[low].file)
  }

  func areInOneFile(_ one: Int, _ other: Int) -> Bool { place(of: one) == place(of: other) }
}

/// Numbers that belong to one of several systems: those of each system follow those of the one before.
struct SystemRanges: Sendable {
  /// The first number of each system.
  private(set) var starts: [Int] = []

  /// To be called once for each system, in order, with the count of numbers so far.
  mutating func begin(at count: Int) { starts.append(count) }

  /// - Complexity: O(systems).
  @inline(__always)
  func system(of number: Int) -> Int {
    var system = starts.count &- 1
    while system > 0, starts[system] > number { system &-= 1 }
    return max(system, 0)
  }

  /// Whether two numbers are of one space of ids: those of one chat, and those of all systems after the chats.
  func shareIDs(_ one: Int, _ other: Int, chats: Int) -> Bool {
    min(system(of: one), chats) == min(system(of: other), chats)
  }

  /// The numbers of a system, of `count` in all.
  func range(of system: Int, count: Int) -> Range<Int> {
    let start = system < starts.count ? min(starts[system], count) : count
    let end = system + 1 < starts.count ? min(starts[system + 1], count) : count
    return start..<end
  }
}

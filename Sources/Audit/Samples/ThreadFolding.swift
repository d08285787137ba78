/// Which comments of a long thread are shown: all of a short one; else the first, the last, and those that differ with
/// their neighbours.
enum ThreadFolding {
  enum Item: Equatable {
    case row(Int)
    case leftOut(Range<Int>)

    var row: Int? {
      if case .row(let row) = self { row } else { nil }
    }
  }

  /// The most comments that are shown of a thread.
  static let most = 12
  /// As many are shown at each end of a long thread in which nothing differs.
  private static let ends = 2

  /// - Parameter differ: for each comment whether it differs.
  /// - Complexity: O(n).
  static func items(of differ: [Bool]) -> [Item] {
    var shown: Set<Int> = []
    func show(_ rows: [Int]) {
      let more = rows.filter { differ.indices.contains($0) && !shown.contains($0) }
      if shown.count + more.count <= most { shown.formUnion(more) }
    }
    if differ.count <= most {
      shown = Set(differ.indices)
    } else {
      let different = differ.indices.filter { differ[$0] }
      show([0, differ.count - 1])
      // Beside what differs first, then around it.
      for row in different.prefix(most) { show([row - 1, row, row + 1]) }
      for row in different.prefix(most) { show([row]) }
      if different.isEmpty { show(Array(0..<ends) + Array(differ.count - ends..<differ.count)) }
    }
    return items(showing: shown.sorted(), of: differ.count)
  }

  private static func items(showing shown: [Int], of count: Int) -> [Item] {
    var items: [Item] = []
    var next = 0
    for row in shown {
      if row > next { items.append(.leftOut(next..<row)) }
      items.append(.row(row))
      next = row + 1
    }
    if next < count { items.append(.leftOut(next..<count)) }
    return items
  }
}

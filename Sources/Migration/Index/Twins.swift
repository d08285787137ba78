import Plan

/// A row that knows the others of its id.
protocol Twinned: BitwiseCopyable, Sendable {
  /// For the first row of an id: its last row. For every later one: the first.
  var twin: UInt32 { get set }
}

extension Chunked where Element: Twinned {
  /// Appends a row.
  ///
  /// - Parameter first: the number of the first row of the same id; nil if this is it.
  mutating func append(_ row: Element, behind first: UInt32?) {
    var row = row
    let number = UInt32(truncatingIfNeeded: count)
    row.twin = first ?? number
    if let first { self[Int(first)].twin = number }
    append(row)
  }

  /// The first row of a row's id.
  @inline(__always)
  func first(of row: Int) -> Int { Swift.min(Int(self[row].twin), row) }

  /// The row that counts for a row's id: the one that people decided on, else its first, or under `conflicts: last` its
  /// last.
  @inline(__always)
  func kept(for row: Int, by rule: KeepRule) -> Int {
    let first = first(of: row)
    if !rule.decided.isEmpty, let decided = rule.decided[first] { return decided }
    return rule.policy == .last ? Int(self[first].twin) : first
  }
}

/// Which of several rows of one id counts.
struct KeepRule: Sendable {
  var policy: ConflictPolicy
  /// What people decided: the row that counts, by the first of its id.
  var decided: [Int: Int] = [:]
}

import Plan

/// `null`, `default` and `map` of a column: what stands in for the bytes of the export.
///
/// The texts of the plan are end to end in memory of their own, so that a replaced value is borrowed like one
/// of the export. An empty text is null.
///
/// `@unchecked`: nothing changes after `init`.
final class Substitution: @unchecked Sendable {
  private let memory: UnsafeMutableBufferPointer<UInt8>
  private let standIn: Range<Int>
  private let entries: [(from: Range<Int>, to: Range<Int>)]
  /// What a value becomes that the map has no entry for; nil where it can't be read.
  private let otherwise: Range<Int>?
  private let keepsOthers: Bool
  private let hasMap: Bool
  private let nullWords: [Range<Int>]
  private let digest: Digest
  private var numbers = HashIndex()

  /// Nil for a column whose values are read as they are.
  init?(_ column: ColumnPlan, digest: Digest) {
    guard !column.isDirect else { return nil }
    var bytes: [UInt8] = []
    func keep(_ text: String) -> Range<Int> {
      let start = bytes.count
      bytes.append(contentsOf: text.utf8)
      return start..<bytes.count
    }
    standIn = keep(column.defaultText ?? "")
    entries = (column.map?.entries ?? []).map { (keep($0.from), keep($0.to ?? "")) }
    nullWords = (column.nullWords ?? []).map(keep)
    (otherwise, keepsOthers) =
      switch column.map?.otherwise {
      case nil, .refuse: (nil, false)
      case .keep: (nil, true)
      case .null: (0..<0, false)
      case .text(let text): (keep(text), false)
      }
    hasMap = column.map != nil
    self.digest = digest
    memory = .allocate(capacity: bytes.count)
    _ = memory.initialize(from: bytes)
    for (number, entry) in entries.enumerated() where find(self[entry.from]) == nil {
      numbers.insert(digest(self[entry.from]), number: UInt32(truncatingIfNeeded: number))
    }
  }

  deinit { memory.deallocate() }

  /// What is read instead of `text`: the default for null, then the map's value of anything else. Empty for
  /// null (which null words are), nil where the map has no value. The bytes live as long as `text` and this object do.
  ///
  /// - Complexity: O(length).
  func callAsFunction(_ text: Bytes) -> Bytes? {
    let isNull = text.isEmpty || nullWords.contains { self[$0].equals(text) }
    let given = isNull ? self[standIn] : text
    guard hasMap, !given.isEmpty else { return given }
    if let number = find(given) { return self[entries[Int(number)].to] }
    return keepsOthers ? given : otherwise.map { self[$0] }
  }

  private func find(_ text: Bytes) -> UInt32? {
    numbers.find(digest(text)) { self[entries[Int($0)].from].equals(text) }
  }

  private subscript(range: Range<Int>) -> Bytes { Bytes(rebasing: memory[range]) }
}

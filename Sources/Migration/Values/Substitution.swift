import Plan

/// `null`, `extract`, `default`, `map` and `cut` of a column: what stands in for the bytes of the export.
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
  /// The most scalars of a text that are kept.
  private let cut: Int?
  /// What several values become.
  private let shared: Set<[UInt8]>
  /// What is cut off before and after the part of a value that is meant.
  private let ends: (prefix: Range<Int>, suffix: Range<Int>)?
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
    cut = column.cut
    shared = column.map.map(Self.shared) ?? []
    ends = column.extract.map { (keep($0.prefix), keep($0.suffix)) }
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

  /// What is read instead of `text`: the part that is meant, the default for null, the map's value of anything else, and of
  /// that as much as is kept. Empty for null (which null words are), nil where a value does not fit the pattern or the map has none for it. The bytes
  /// live as long as `text` and this object do.
  ///
  /// - Complexity: O(length).
  func callAsFunction(_ text: Bytes) -> Bytes? {
    guard let cut else { return mapped(text) }
    return mapped(text).map { Bytes(rebasing: $0[..<$0.end(ofScalars: cut)]) }
  }

  /// Whether a value loses something: it is cut, or becomes another one that further values become, too. A default is no
  /// value of the export.
  func loses(_ text: Bytes) -> Bool {
    guard !isNull(text), let given = part(of: text), !given.isEmpty, let mapped = mapped(text),
      !mapped.isEmpty
    else { return false }
    if let cut, mapped.end(ofScalars: cut) < mapped.count { return true }
    return hasMap && !mapped.equals(given) && shared.contains(Array(mapped))
  }

  /// The texts that several entries of a map give, an entry and `otherwise`, or `otherwise` for all others.
  private static func shared(_ map: ValueMap) -> Set<[UInt8]> {
    var counts: [[UInt8]: Int] = [:]
    for case let to? in map.entries.map(\.to) { counts[Array(to.utf8), default: 0] += 1 }
    switch map.otherwise {
    case .refuse, .null: break
    case .text(let text): counts[Array(text.utf8), default: 0] += 2
    case .keep:
      let from = Set(map.entries.map { Array($0.from.utf8) })
      for target in counts.keys where !from.contains(target) { counts[target, default: 0] += 1 }
    }
    return Set(counts.filter { $0.value > 1 }.keys)
  }

  private func isNull(_ text: Bytes) -> Bool {
    text.isEmpty || nullWords.contains { self[$0].equals(text) }
  }

  /// The part of a value that is meant; nil where it does not fit the pattern.
  private func part(of text: Bytes) -> Bytes? { ends == nil ? text : ends.flatMap { trimming(text, of: $0) } }

  private func mapped(_ text: Bytes) -> Bytes? {
    let isNull = isNull(text)
    var value = text
    if !isNull {
      guard let inside = part(of: text) else { return nil }
      value = inside
    }
    let given = isNull || value.isEmpty ? self[standIn] : value
    guard hasMap, !given.isEmpty else { return given }
    if let number = find(given) { return self[entries[Int(number)].to] }
    return keepsOthers ? given : otherwise.map { self[$0] }
  }

  /// A value without the prefix and the suffix of the pattern; nil where it does not have both, one after the other.
  private func trimming(_ text: Bytes, of ends: (prefix: Range<Int>, suffix: Range<Int>)) -> Bytes? {
    guard text.count >= ends.prefix.count + ends.suffix.count else { return nil }
    let (start, end) = (ends.prefix.count, text.count - ends.suffix.count)
    guard fits(Bytes(rebasing: text[..<start]), self[ends.prefix]),
      fits(Bytes(rebasing: text[end...]), self[ends.suffix])
    else { return nil }
    return Bytes(rebasing: text[start..<end])
  }

  /// Whether a text is a part of the pattern of the same length, in which `?` is any byte.
  private func fits(_ text: Bytes, _ pattern: Bytes) -> Bool {
    for index in text.indices where text[index] != pattern[index] && pattern[index] != UInt8(ascii: "?") {
      return false
    }
    return true
  }

  /// Whether a value that is not null does not fit the pattern.
  func isMisfit(_ text: Bytes) -> Bool {
    guard let ends, !isNull(text) else { return false }
    return trimming(text, of: ends) == nil
  }

  private func find(_ text: Bytes) -> UInt32? {
    numbers.find(digest(text)) { self[entries[Int($0)].from].equals(text) }
  }

  private subscript(range: Range<Int>) -> Bytes { Bytes(rebasing: memory[range]) }
}

extension Bytes {
  /// The offset after the first scalars of UTF-8: all of it where there are no more.
  fileprivate func end(ofScalars count: Int) -> Int {
    var left = count
    for (offset, byte) in enumerated() where byte & 0xC0 != 0x80 {
      if left == 0 { return offset }
      left -= 1
    }
    return self.count
  }
}

import Exports
import Plan

/// The numbers of records that the pages of a source state: those of each page, or of the collection.
struct EnvelopeCount {
  private let source: SourceUse
  private let graph: ExportGraph
  private let closure: Closure
  private let areOwn: Bool
  /// How many distinct ids the records have that are not kept.
  private let removed: Int

  init(_ source: SourceUse, _ files: [FileRows], _ graph: ExportGraph, _ closure: Closure) {
    (self.source, self.graph, self.closure) = (source, graph, closure)
    let stating = files.filter { $0.summary.envelope?.count != nil }
    areOwn = stating.allSatisfy {
      $0.summary.envelope?.count == Int64($0.summary.records + $0.summary.problems)
    }
    guard !stating.isEmpty, !areOwn else {
      removed = 0
      return
    }
    var (all, kept): (Set<UInt64>, Set<UInt64>) = ([], [])
    for row in files.flatMap(\.rows) where graph.accepted[row] {
      let id = graph.comments[row] != 0 ? graph.comments[row] : UInt64(UInt32(bitPattern: graph.owners[row]))
      all.insert(id)
      if closure.keeps(row: row) { kept.insert(id) }
    }
    removed = all.count - kept.count
  }

  /// What a page must state in place of what it states; nil where that stays as it is.
  func new(_ page: FileRows) -> Int64? {
    // A chain of pages of one id is kept whole, or not at all.
    guard source.source.each == nil, !source.isForEach, let envelope = page.summary.envelope,
      let count = envelope.count,
      !envelope.isIncremental
    else { return nil }
    let kept = areOwn ? Int64(page.rows.count { closure.keeps(row: $0) }) : count - Int64(removed)
    return kept == count ? nil : kept
  }

  /// A page with another number in it, of which nothing else changes.
  func text(_ text: [UInt8], stating count: Int64) -> [UInt8] {
    let usual = ["count", "total_count", "page.totalElements"]
    for path in source.source.fetch?.total.map({ [$0] }) ?? usual {
      var place = JSONPlace(text)
      if let range = place.integer(at: path.split(separator: ".").map(String.init)) {
        return Array(text[..<range.lowerBound]) + Array("\(count)".utf8) + Array(text[range.upperBound...])
      }
    }
    return text
  }
}

/// Finds a value in JSON that was read before, and so is whole.
struct JSONPlace {
  private let text: [UInt8]
  private var index = 0

  init(_ text: [UInt8]) { self.text = text }

  /// Where the integer is that keys lead to; nil where there is another value, or none.
  mutating func integer(at path: [String]) -> Range<Int>? {
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    for key in path {
      guard enter(key) else { return nil }
    }
    let start = index
    while index < text.count, text[index] == UInt8(ascii: "-") || text[index] &- 0x30 <= 9 { index += 1 }
    let isEnd = index < text.count && [0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x7D].contains(text[index])
    return index > start && isEnd ? start..<index : nil
  }

  /// Goes to the value of a key of the object here.
  private mutating func enter(_ key: String) -> Bool {
    skipSpace()
    guard index < text.count, text[index] == UInt8(ascii: "{") else { return false }
    index += 1
    while true {
      skipSpace()
      let start = index
      guard index < text.count, text[index] == UInt8(ascii: "\"") else { return false }
      skipValue()
      let isKey = text[(start + 1)..<max(start + 1, index - 1)].elementsEqual(Array(key.utf8))
      skipSpace()
      index += 1
      skipSpace()
      if isKey { return true }
      skipValue()
      skipSpace()
      guard index < text.count, text[index] == UInt8(ascii: ",") else { return false }
      index += 1
    }
  }

  private mutating func skipSpace() {
    while index < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[index]) { index += 1 }
  }

  /// Skips a string, a scalar, or all that is in brackets.
  private mutating func skipValue() {
    var depth = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""):
        index += 1
        while index < text.count, text[index] != UInt8(ascii: "\"") {
          index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index = min(index + 1, text.count)
        if depth == 0 { return }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
        index += 1
        if depth == 0 { return }
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        if depth == 0 { return }
        index += 1
      default: index += 1
      }
    }
  }
}

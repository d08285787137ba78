import Glibc

/// The least and greatest text of a column by its bytes, as far as their first bytes show.
struct TextRange {
  private static let length = 64

  private(set) var least: [UInt8]?
  private(set) var greatest: [UInt8] = []

  @inline(__always)
  mutating func widen(by value: Bytes) {
    let prefix = Bytes(rebasing: value.prefix(Self.length))
    guard let known = least else {
      least = Array(prefix)
      greatest = Array(prefix)
      return
    }
    if precedes(prefix, known) { least = Array(prefix) }
    if greatest.withUnsafeBufferPointer({ follows(prefix, $0) }) { greatest = Array(prefix) }
  }

  mutating func merge(_ other: TextRange) {
    guard let otherLeast = other.least else { return }
    otherLeast.withUnsafeBufferPointer { widen(by: $0) }
    other.greatest.withUnsafeBufferPointer { widen(by: $0) }
  }

  private func precedes(_ value: Bytes, _ known: [UInt8]) -> Bool {
    known.withUnsafeBufferPointer { compare(value, $0) < 0 }
  }

  private func follows(_ value: Bytes, _ known: Bytes) -> Bool { compare(value, known) > 0 }

  @inline(__always)
  private func compare(_ a: Bytes, _ b: Bytes) -> Int {
    guard let left = a.baseAddress, let right = b.baseAddress else { return a.count - b.count }
    let order = memcmp(left, right, min(a.count, b.count))
    return order != 0 ? Int(order) : a.count - b.count
  }
}

/// How often each value is in a column of few different values.
struct CommonValues {
  /// The most different values that are listed.
  static let limit = 20

  struct Entry {
    var digest: UInt64
    var value: [UInt8]
    var count: Int
  }

  /// Nil where there are more than `limit` values.
  private(set) var entries: [Entry]? = []

  @inline(__always)
  mutating func add(_ digest: UInt64, _ value: Bytes, count: Int = 1) {
    guard entries != nil else { return }
    addListed(digest, value, count: count)
  }

  private mutating func addListed(_ digest: UInt64, _ value: Bytes, count: Int) {
    guard let known = entries else { return }
    if let index = known.firstIndex(where: { $0.digest == digest }) {
      entries?[index].count += count
    } else if known.count < Self.limit, value.count <= 200 {
      entries?.append(Entry(digest: digest, value: Array(value), count: count))
    } else {
      entries = nil
    }
  }

  mutating func merge(_ other: CommonValues) {
    guard let others = other.entries else {
      entries = nil
      return
    }
    for entry in others {
      entry.value.withUnsafeBufferPointer { add(entry.digest, $0, count: entry.count) }
    }
  }

  /// The most frequent first, then by bytes.
  var sorted: [Entry]? {
    entries?.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.value.lexicographicallyPrecedes($1.value)
    }
  }
}

/// The forms of timestamps other than RFC 3339 in a column.
struct ShapeTally {
  /// The most forms that are distinguished.
  private static let limit = 12

  struct Entry {
    var shape: StampShape
    var count = 0
    /// Stamps whose first, or second, number is more than 12, and so the day.
    var firstIsDay = 0
    var secondIsDay = 0
  }

  private(set) var entries: [Entry] = []
  /// Which order a stamp is read in that leaves it open, as samples have shown.
  var readsDayFirst = false

  mutating func add(_ stamp: ShapedStamp, _ value: Bytes) {
    let index = entries.firstIndex { $0.shape == stamp.shape } ?? append(stamp.shape)
    guard let index else { return }
    entries[index].count += 1
    if stamp.firstIsDay { entries[index].firstIsDay += 1 }
    if stamp.secondIsDay { entries[index].secondIsDay += 1 }
  }

  private mutating func append(_ shape: StampShape) -> Int? {
    guard entries.count < Self.limit else { return nil }
    entries.append(Entry(shape: shape))
    return entries.count - 1
  }

  mutating func merge(_ other: ShapeTally) {
    for entry in other.entries {
      guard let index = entries.firstIndex(where: { $0.shape == entry.shape }) ?? append(entry.shape) else {
        continue
      }
      entries[index].count += entry.count
      entries[index].firstIsDay += entry.firstIsDay
      entries[index].secondIsDay += entry.secondIsDay
    }
  }

  /// The most frequent first.
  var sorted: [Entry] {
    entries.sorted {
      $0.count != $1.count
        ? $0.count > $1.count : $0.shape.pattern(isDayFirst: false) < $1.shape.pattern(isDayFirst: false)
    }
  }
}

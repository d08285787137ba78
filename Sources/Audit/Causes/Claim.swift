/// A cause that one family of `Causes` has proven, with the rows that it explains.
struct Claim {
  var kind: Cause.Kind
  var sentence: String
  var remedy: String
  var export: ExportPlace?
  var archive: ArchivePlace?
  /// By what is wrong with them.
  var rows: [Wrong: RowSet] = [:]
  /// Violations of rules whose violations are not rows, by the rules' ids.
  var violations: [String: Int] = [:]
  var notChecked: [String] = []

  init(
    _ kind: Cause.Kind, _ sentence: String, remedy: String, export: ExportPlace? = nil,
    archive: ArchivePlace? = nil
  ) {
    (self.kind, self.sentence, self.remedy) = (kind, sentence, remedy)
    (self.export, self.archive) = (export, archive)
  }

  func explains(_ what: Wrong, _ row: Int) -> Bool { rows[what]?.contains(row) ?? false }
}

/// A set of row numbers of one table, a bit each.
struct RowSet: Sendable {
  private var words: [UInt64] = []
  private(set) var count = 0

  init() {}

  init(_ rows: some Sequence<Int>) {
    for row in rows { insert(row) }
  }

  func contains(_ row: Int) -> Bool {
    let word = row >> 6
    return row >= 0 && word < words.count && words[word] >> UInt64(row & 63) & 1 == 1
  }

  mutating func insert(_ row: Int) {
    guard row >= 0, !contains(row) else { return }
    let word = row >> 6
    if word >= words.count { words += [UInt64](repeating: 0, count: word + 1 - words.count) }
    words[word] |= 1 << UInt64(row & 63)
    count += 1
  }

  mutating func formUnion(_ other: RowSet) {
    if other.words.count > words.count {
      words += [UInt64](repeating: 0, count: other.words.count - words.count)
    }
    for word in other.words.indices { words[word] |= other.words[word] }
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }
}

/// When a mechanism counts as proven: most of what differs shows it, and more than two of them.
enum Proof {
  /// The fewest records that show a mechanism.
  static let least = 3

  /// - Parameter total: how many differ, or how many the mechanism would have changed.
  static func holds(_ count: Int, of total: Int) -> Bool {
    count >= least && count.multipliedReportingOverflow(by: 20).partialValue >= total * 19
  }
}

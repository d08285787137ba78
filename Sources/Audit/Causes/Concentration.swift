import Plan

/// Which slice of the records holds most of the violations of a rule.
///
/// Said only where it explains something: at least four of five violations, and at least ten, are of a slice that has at
/// most half of that share of all records. The smallest such slice is named.
///
/// - Complexity: O(records) for each rule that failed and is not explained by causes.
struct Concentration {
  private let facts: Facts

  init(_ facts: Facts) { self.facts = facts }

  private static let least = 10

  /// - Parameter wrong: the rows of a rule's violations.
  func sentence(_ wrong: [WrongRows]) -> String? {
    guard let what = wrong.first?.what,
      wrong.allSatisfy({ $0.what.type == what.type && $0.what.kind == what.kind }),
      let record = facts.records.first(where: { $0.type.name == what.type })
    else { return nil }
    let rows = Set(wrong.flatMap(\.rows)).map { Int($0) }
    guard rows.count >= Self.least else { return nil }
    let isMissing = what.kind == .missing
    let columns = Set(wrong.map(\.what.column))
    var best: Slice?
    for dimension in dimensions(record, isMissing: isMissing, changed: columns) {
      guard let slice = slice(dimension, rows, record, isMissing: isMissing) else { continue }
      if best.map({ slice.records < $0.records }) ?? true { best = slice }
    }
    return best.map { slice in
      "\(percent(slice.violations, rows.count)) of the \(record.expected.noun.plural) are of \(slice.name), which has "
        + "\(percent(slice.records, slice.total)) of all"
    }
  }

  private struct Slice {
    var name: String
    var violations: Int
    var records: Int
    var total: Int
  }

  /// A way of parting the records: the slice of a row as a number, and what messages call it.
  private struct Dimension {
    var slice: (Int) -> Int64?
    var name: (Int64) -> String
  }

  private func slice(
    _ dimension: Dimension, _ rows: [Int], _ record: RecordFacts, isMissing: Bool
  ) -> Slice? {
    var counts: [Int64: Int] = [:]
    for row in rows {
      if let slice = dimension.slice(row) { counts[slice, default: 0] += 1 }
    }
    guard let (slice, count) = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      count >= Self.least, count * 5 >= rows.count * 4
    else { return nil }
    var (records, total) = (0, 0)
    let inclusion = record.expected.inclusion
    for row in 0..<(isMissing ? record.expected.count : record.archive.count) {
      if isMissing, !inclusion.contains(row) { continue }
      total += 1
      if dimension.slice(row) == slice { records += 1 }
    }
    let isDense = Double(records) / Double(max(total, 1)) <= Double(count) / Double(rows.count) / 2
    return isDense
      ? Slice(name: dimension.name(slice), violations: count, records: records, total: total) : nil
  }

  // MARK: Dimensions

  private func dimensions(_ record: RecordFacts, isMissing: Bool, changed: Set<String>) -> [Dimension] {
    let legacy: (Int) -> Int? = {
      isMissing ? { $0 } : { record.match.legacy(of: Row($0))?.index }
    }()
    var all = [Dimension]()
    if !isMissing { all.append(batch(record)) }
    if let times = record.expected["created_at"]?.instants {
      all.append(
        Dimension(
          slice: { legacy($0).map { times(Row($0)).month } },
          name: { "\($0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)" }))
    }
    guard record.type == .comments || record.type == .tickets else { return all }
    all.append(file(record, legacy))
    guard record.type == .comments else { return all }
    let (rows, tickets) = (facts.rows.comments, facts.rows.tickets)
    all.append(
      Dimension(
        slice: { legacy($0).map { Int64(rows.ticket[$0]) } }, name: { "ticket \(tickets.id[Int($0)])" }))
    let author = record.expected["author_id"]?.integers
    all.append(
      Dimension(
        slice: { row in legacy(row).flatMap { row in author?(Row(row)) } }, name: { "author \($0)" }))
    if !changed.contains("public") {
      all.append(
        Dimension(
          slice: { legacy($0).map { Int64(rows.isPublic[$0]) } },
          name: { "the \($0 == 1 ? "public" : "private") comments" }))
    }
    return all
  }

  private func batch(_ record: RecordFacts) -> Dimension {
    Dimension(
      slice: { Int64(record.records.batch[$0]) },
      name: { facts.archive.members[facts.archive.batches[Int($0)].member].name })
  }

  private func file(_ record: RecordFacts, _ legacy: @escaping (Int) -> Int?) -> Dimension {
    let (rows, feeds) = (facts.rows, facts.feeds)
    func place(_ row: Int) -> (feed: Int, file: Int) {
      if record.type == .comments { return rows.comments.lineage.place(of: row) }
      let first = Int(rows.tickets.firstRow[row])
      return rows.tickets.systems.system(of: row) == rows.ticketingSystem
        ? rows.ticketRecords.lineage.place(of: first) : rows.comments.lineage.place(of: first)
    }
    return Dimension(
      slice: { legacy($0).map { row in Int64(place(row).feed) << 32 | Int64(place(row).file) } },
      name: { number in
        let feed = feeds[Int(number >> 32)]
        let file = Int(number & 0xFFFF_FFFF)
        return feed.files.indices.contains(file) ? feed.files[file].path : feed.name
      })
  }

  /// `98 %`, and what is less than one as `0.4 %`.
  private func percent(_ count: Int, _ total: Int) -> String {
    let share = Double(count) / Double(max(total, 1)) * 100
    if count == total { return "100 %" }
    if share >= 1 { return "\(Int(share)) %" }
    return share < 0.1 ? "less than 0.1 %" : "0.\(Int(share * 10)) %"
  }
}

extension Instant {
  /// Months since the year 0.
  fileprivate var month: Int64 {
    let days = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
    let (year, month, _) = civil(days)
    return Int64(year * 12 + month - 1)
  }
}

import Plan

/// How many records of a type each side has in each month, or in longer periods where there are too many months to be seen
/// side by side.
package struct PeriodCounts: Sendable, Equatable {
  package enum Unit: String, Sendable, CaseIterable {
    case month, year, century
  }

  package struct Period: Sendable, Equatable {
    /// `2021-02`, `2021`, or of a century its first year, `1900`; in UTC.
    package var name: String
    /// What must arrive, and what the archive has.
    package var legacy: Int
    package var new: Int

    package init(name: String, legacy: Int, new: Int) {
      self.name = name
      self.legacy = legacy
      self.new = new
    }
  }

  /// The name of the record type.
  package var record: String
  package var unit: Unit
  /// From the first period in which either side has something to the last, with none left out.
  package var periods: [Period]
  /// Records of the archive without a time that can be read.
  package var undated: Int

  package init(record: String, unit: Unit, periods: [Period], undated: Int = 0) {
    self.record = record
    self.unit = unit
    self.periods = periods
    self.undated = undated
  }

  /// The most periods that are shown of a type.
  package static let most = 180
}

extension PeriodCounts {
  /// Of a type whose records have a time; nil for another, and where neither side has a record.
  ///
  /// - Complexity: O(rows).
  init?(_ facts: RecordFacts) {
    guard let time = facts.type.fields.first(where: { $0.type == .timestamp })?.name,
      let legacy = facts.expected[time], let new = facts.archive[time]
    else { return nil }
    let (isExpected, isThere) = (facts.expected.inclusion, facts.archive.inclusion)
    var months = MonthTally()
    months.count(legacy, rows: facts.expected.count, side: 0) { isExpected.contains($0) }
    months.count(new, rows: facts.archive.count, side: 1) { isThere.contains($0) && new.has(Row($0)) }
    guard let all = months.range else { return nil }
    let years = all.upperBound / 12 - all.lowerBound / 12 + 1
    let unit: Unit = all.count <= Self.most ? .month : years <= Self.most ? .year : .century
    var periods: [Period] = []
    for month in all {
      let name = unit.name(ofMonth: month)
      if periods.last?.name != name { periods.append(Period(name: name, legacy: 0, new: 0)) }
      let (legacy, new) = months[month]
      periods[periods.count - 1].legacy += legacy
      periods[periods.count - 1].new += new
    }
    self.init(
      record: facts.type.name, unit: unit, periods: periods,
      undated: (0..<facts.archive.count).count { !new.has(Row($0)) })
  }
}

extension PeriodCounts.Unit {
  /// - Parameter month: counted from January of the year 0.
  fileprivate func name(ofMonth month: Int) -> String {
    let year = String(month / 12)
    let padded = String(repeating: "0", count: max(0, 4 - year.count)) + year
    switch self {
    case .month: return "\(padded)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)"
    case .year: return padded
    case .century: return "\(padded.prefix(2))00"
    }
  }
}

/// Counts of both sides by month, counted from January of the year 0.
private struct MonthTally {
  private var counts: [(legacy: Int, new: Int)] = []
  private var first = 0
  /// The month that was looked up last, and its seconds since 1970: most rows are of the month of the one before them.
  private var month = 0
  private var seconds: Range<Int64> = 0..<0

  /// The months in which something was counted, and those between them.
  var range: ClosedRange<Int>? { counts.isEmpty ? nil : first...(first + counts.count - 1) }

  subscript(month: Int) -> (legacy: Int, new: Int) { counts[month - first] }

  mutating func count<Side>(
    _ column: Column<Side>, rows: Int, side: Int, _ isMeant: (Int) -> Bool
  ) {
    guard case .instants(let instants, _) = column.storage else { return }
    for row in 0..<rows where isMeant(row) {
      if !seconds.contains(instants[row]) { find(instants[row]) }
      if side == 0 { counts[month - first].legacy += 1 } else { counts[month - first].new += 1 }
    }
  }

  private mutating func find(_ instant: Int64) {
    let day = Int(instant >= 0 ? instant / 86_400 : (instant - 86_399) / 86_400)
    let date = civil(day)
    month = date.year * 12 + date.month - 1
    let start = daysSince1970(date.year, date.month, 1)
    seconds = Int64(start) * 86_400..<Int64(start + daysIn(date.month, of: date.year)) * 86_400
    if counts.isEmpty { first = month }
    if month < first {
      counts.insert(contentsOf: repeatElement((legacy: 0, new: 0), count: first - month), at: 0)
      first = month
    }
    if month - first >= counts.count {
      counts += repeatElement((legacy: 0, new: 0), count: month - first - counts.count + 1)
    }
  }
}

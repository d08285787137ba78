import Plan

/// The stages that the names of the files of a group count.
struct StageRun {
  var unit: StagePlan.Unit
  /// Where one is missing: `between 2021-Q1 and 2021-Q3`; nil where none is.
  var gap: String?

  /// - Returns: nil where the names count nothing.
  init?(_ names: [String]) {
    guard names.count > 1 else { return nil }
    for unit in [StagePlan.Unit.day, .quarter, .month, .year, .number] {
      let ordinals = names.compactMap { Self.ordinal(of: Array($0.utf8), unit) }
      guard ordinals.count == names.count, Set(ordinals).count == names.count else { continue }
      self.unit = unit
      let sorted = ordinals.sorted()
      gap = zip(sorted, sorted.dropFirst()).first { $1 != $0 + 1 }.map {
        "between \(unit.name($0)) and \(unit.name($1))"
      }
      return
    }
    return nil
  }

  /// The number of the stage in a name: `2021-Q3`, `2021Q3`, `2021-09`, `2021-09-30`, `2021`, or the last
  /// number.
  private static func ordinal(of name: [UInt8], _ unit: StagePlan.Unit) -> Int? {
    let runs = digitRuns(name)
    switch unit {
    case .number:
      return runs.last.flatMap { Int($0.text) }
    case .year:
      return runs.count == 1 ? year(runs[0].text) : nil
    case .quarter:
      return runs.indices.lazy.compactMap { index -> Int? in
        guard index + 1 < runs.count, let year = year(runs[index].text),
          let quarter = Int(runs[index + 1].text), (1...4).contains(quarter)
        else { return nil }
        let between = name[runs[index].end..<runs[index + 1].start].filter { $0 != UInt8(ascii: "-") }
        return between == [UInt8(ascii: "Q")] ? year * 4 + quarter - 1 : nil
      }.first
    case .month, .day:
      return dates(runs, in: name).first { ($0.day != nil) == (unit == .day) }.map { date in
        date.day.map { daysSince1970(date.year, date.month, $0) } ?? date.year * 12 + date.month - 1
      }
    }
  }

  private struct Run {
    var start: Int
    var end: Int
    var text: String
  }

  private static func digitRuns(_ name: [UInt8]) -> [Run] {
    var runs: [Run] = []
    var index = 0
    while index < name.count {
      let start = index
      while index < name.count, isDigit(name[index]) { index += 1 }
      if index > start {
        runs.append(Run(start: start, end: index, text: String(decoding: name[start..<index], as: UTF8.self)))
      } else {
        index += 1
      }
    }
    return runs
  }

  private static func year(_ text: String) -> Int? {
    text.utf8.count == 4 ? Int(text).flatMap { (1970...2100).contains($0) ? $0 : nil } : nil
  }

  private static func dates(_ runs: [Run], in name: [UInt8]) -> [(year: Int, month: Int, day: Int?)] {
    runs.indices.compactMap { index in
      guard let year = year(runs[index].text), index + 1 < runs.count,
        joins(runs[index], runs[index + 1], in: name), let month = Int(runs[index + 1].text),
        runs[index + 1].text.utf8.count == 2, (1...12).contains(month)
      else { return nil }
      guard index + 2 < runs.count, joins(runs[index + 1], runs[index + 2], in: name),
        runs[index + 2].text.utf8.count == 2, let day = Int(runs[index + 2].text), (1...31).contains(day)
      else { return (year, month, nil) }
      return (year, month, day)
    }
  }

  private static func joins(_ first: Run, _ second: Run, in name: [UInt8]) -> Bool {
    second.start == first.end + 1 && name[first.end] == UInt8(ascii: "-")
  }
}

extension StagePlan.Unit {
  /// A stage as names of files tell it.
  fileprivate func name(_ ordinal: Int) -> String {
    switch self {
    case .year, .number: String(ordinal)
    case .quarter: "\(ordinal / 4)-Q\(ordinal % 4 + 1)"
    case .month: monthName(ordinal)
    case .day: Survey.day(calendarDate(ofSeconds: Int64(ordinal) * 86_400))
    }
  }
}

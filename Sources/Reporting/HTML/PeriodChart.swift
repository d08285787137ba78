import Audit

/// The records of a type by month, what must arrive beside what the new system has: as a picture, and as a table.
struct PeriodChart {
  var chartTitle: String
  /// All of it in a sentence, for whoever does not see the picture.
  var chartText: String
  var chartWidth: String
  /// The outlines of what is expected, and the bars of what is there: where both are the same, and where not.
  var expectedPath: String
  var samePath: String
  var otherPath: String
  var ticks: [Tick]
  var chartUnit: String
  var chartRows: [Row]
  var chartNote: String?

  /// A year's start.
  struct Tick {
    var tickX: String
    var tickName: String
  }

  struct Row {
    var periodName: String
    var periodLegacy: String
    var periodNew: String
    var periodDifference: String
    /// The class of a period whose figures differ.
    var periodClass: String
  }

  /// The picture is 600 wide; its bars stand on a line at 80, and are at most 74 high.
  private static let width = 600.0
  private static let ground = 80.0
  private static let height = 74.0
  /// Of a count that is not zero, however small beside the others.
  private static let least = 1.5

  init(_ counts: PeriodCounts) {
    let periods = counts.periods
    let largest = max(1, periods.map { max($0.legacy, $0.new) }.max() ?? 1)
    let step = min(40, Self.width / Double(max(1, periods.count)))
    func scaled(_ count: Int) -> Double {
      count == 0 ? 0 : max(Self.least, Double(count) / Double(largest) * Self.height)
    }
    func bar(_ place: Int, _ count: Int, from: Double, to: Double) -> String {
      if count == 0 { return "" }
      let (left, right) = ((Double(place) + from) * step, (Double(place) + to) * step)
      let (ground, top) = (Int(Self.ground), (Self.ground - scaled(count)).short)
      return "M\(left.short) \(ground)V\(top)H\(right.short)V\(ground)z"
    }
    (expectedPath, samePath, otherPath) = ("", "", "")
    for (place, period) in periods.enumerated() {
      expectedPath += bar(place, period.legacy, from: 0.05, to: 0.95)
      let found = bar(place, period.new, from: 0.25, to: 0.75)
      if period.new == period.legacy { samePath += found } else { otherPath += found }
    }
    let different = periods.filter { $0.legacy != $0.new }
    chartTitle = "\(counts.record) by \(counts.unit.rawValue)"
    chartWidth = (step * Double(periods.count)).short
    chartUnit = counts.unit.rawValue
    let span = periods.first.flatMap { first in periods.last.map { "\(first.name) to \($0.name)" } } ?? ""
    chartText =
      "\(chartTitle), \(span): "
      + (different.isEmpty
        ? "the new system has in each \(counts.unit.rawValue) what is expected."
        : "the figures differ in \(different.map(\.name).listed(most: 12)).")
    ticks = Self.ticks(periods, step)
    chartRows = periods.map { period in
      let difference = period.new - period.legacy
      return Row(
        periodName: period.name, periodLegacy: period.legacy.grouped, periodNew: period.new.grouped,
        periodDifference: difference == 0 ? "–" : (difference > 0 ? "+" : "") + difference.grouped,
        periodClass: difference == 0 ? "" : "failed")
    }
    chartNote =
      counts.undated == 0
      ? nil : "\(counting(counts.undated, "record")) of the new system without a time that can be read"
  }

  /// Years, or longer periods, where they begin, as many as there is room for.
  private static func ticks(_ periods: [PeriodCounts.Period], _ step: Double) -> [Tick] {
    let starts = periods.enumerated().filter { place, period in
      place == 0 || period.name.hasSuffix("-01") || !period.name.contains("-")
    }
    var ticks: [Tick] = []
    var free = 0.0
    for (place, period) in starts {
      let x = Double(place) * step
      // A name is at most 40 wide, and the last one must end within the picture.
      guard x >= free, x + 40 <= width || place == 0 else { continue }
      ticks.append(Tick(tickX: x.short, tickName: String(period.name.prefix(4))))
      free = x + 48
    }
    return ticks
  }
}

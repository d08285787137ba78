import Audit

/// Lines of violations over the audits, one step for each, and marks where incidents begin: coordinates of an SVG.
struct TrendChart {
  static let (width, height) = (640, 200)
  /// Room at the top and the bottom, so that no line is cut.
  private static let margin = 8

  /// A vertical line with the number of an incident.
  struct Mark {
    var number: String
    /// What screen readers say of it.
    var label: String
    var x: Int
    /// Where the number is beside it: on its left where there is no room on its right.
    var textShift: Int
    var textAnchor: String
    var textY: Int
  }

  /// `x,y x,y …`
  var errors: String
  var warnings: String
  var waived: String
  /// What the top of the chart is.
  var most: String
  var first: String
  var last: String
  var marks: [Mark]
  var hasLines: Bool
  /// Not where all there is to show would be a mark, and there is none.
  var isShown: Bool
  var heading: String
  var label: String
  /// Marks have texts of their own, which an image would hide.
  var role: String
  var legend: String

  /// - Parameters:
  ///   - incidents: in the order of their numbers.
  ///   - hasLines: whether audits are shown at all.
  init(_ points: [Trend.Point], _ incidents: [Trend.Incident], hasLines: Bool) {
    let shown = incidents.enumerated().filter { !$1.isGone }
    let axis = TrendAxis(audits: points.map(\.time), incidents: shown.map { $1.told.begin.seconds })
    let most = max(1, points.flatMap { [$0.errors, $0.warnings, $0.waived] }.max() ?? 1)
    func line(_ count: (Trend.Point) -> Int) -> String {
      func y(_ point: Trend.Point) -> Int {
        let share = Double(count(point)) / Double(most)
        return Int(
          (Double(Self.height - Self.margin) - share * Double(Self.height - 2 * Self.margin)).rounded())
      }
      // A line needs two ends: of a single audit it is level.
      if let only = points.first, points.count == 1 { return "0,\(y(only)) \(Self.width),\(y(only))" }
      return points.enumerated().map { "\(Int(axis.x(ofAudit: $0).rounded())),\(y($1))" }.joined(
        separator: " ")
    }
    (errors, warnings, waived) = (line(\.errors), line(\.warnings), line(\.waived))
    self.most = most.grouped
    (first, last) = (points.first?.time ?? "", points.last?.time ?? "")
    marks = Mark.all(shown.map { ($0 + 1, $1) }, axis)
    self.hasLines = hasLines
    isShown = hasLines || !marks.isEmpty
    role = marks.isEmpty ? "img" : "group"
    heading = hasLines ? "Violations" : "When incidents begin"
    label =
      hasLines
      ? "Violations of each audit: errors, warnings, waived"
      : "\(TrendView.incidentsHeading), by their begins"
    legend = [
      hasLines ? "Solid: errors. Dashed: warnings. Dotted: waived." : nil,
      marks.isEmpty ? nil : "Vertical, with a number: where that incident after go-live begins.",
    ].compactMap(\.self).joined(separator: " ")
  }
}

extension TrendChart.Mark {
  /// The lowest place of a number; numbers that would cover each other are below each other.
  private static let (rowHeight, rows, numberWidth) = (14, 13, 24)

  /// Marks from the left to the right.
  fileprivate static func all(_ incidents: [(number: Int, incident: Trend.Incident)], _ axis: TrendAxis)
    -> [Self]
  {
    var row = 0
    var marks: [Self] = []
    let placed = incidents.map { (x: axis.x(of: $0.incident.told.begin.seconds), $0) }.sorted { $0.x < $1.x }
    for (x, (number, incident)) in placed {
      // A line at the very edge would be half as wide.
      let x = min(max(1, Int(x.rounded())), TrendChart.width - 1)
      row = marks.last.map { x - $0.x < numberWidth } == true ? (row + 1) % rows : 0
      let isAtTheRight = x > TrendChart.width - numberWidth
      marks.append(
        Self(
          number: number.grouped, label: "Incident \(number.grouped): \(incident.label)", x: x,
          textShift: isAtTheRight ? -4 : 4, textAnchor: isAtTheRight ? "end" : "start",
          textY: rowHeight * (row + 1)))
    }
    return marks
  }
}

/// Where times are from the left to the right: audits a step from each other, and what is between two of them in proportion. What is
/// before the first audit, or after the last, has a step of its own.
private struct TrendAxis {
  private let step: Double
  /// The steps before the first audit.
  private let lead: Int
  /// Where times are, in steps, in the order of both.
  private let knots: [(seconds: Int64, steps: Double)]

  /// - Parameters:
  ///   - audits: their times in order; one that is not a time has a place, and says nothing about those of others.
  init(audits: [String], incidents: [Int64]) {
    let times = audits.map(epochSeconds)
    let known = times.compactMap(\.self)
    guard let earliest = incidents.min(), let latest = incidents.max() else {
      (lead, knots, step) = (0, [], Double(TrendChart.width) / Double(max(1, audits.count - 1)))
      return
    }
    let isLed = earliest < known.first ?? .max
    let isTrailed = latest > known.last ?? earliest
    let lead = isLed ? 1 : 0
    let steps = max(1, audits.count - 1 + lead + (isTrailed ? 1 : 0))
    let between = times.enumerated().compactMap { number, time in
      time.map { (seconds: $0, steps: Double(number + lead)) }
    }
    knots =
      (isLed ? [(earliest, 0)] : []) + between + (isTrailed ? [(latest, Double(steps))] : [])
    (self.lead, step) = (lead, Double(TrendChart.width) / Double(steps))
  }

  func x(ofAudit number: Int) -> Double { Double(number + lead) * step }

  func x(of seconds: Int64) -> Double {
    guard let last = knots.lastIndex(where: { $0.seconds <= seconds }) else { return 0 }
    let (before, after) = (knots[last], knots[min(last + 1, knots.count - 1)])
    if after.seconds <= before.seconds { return before.steps * step }
    let share = Double(seconds - before.seconds) / Double(after.seconds - before.seconds)
    return (before.steps + share * (after.steps - before.steps)) * step
  }
}

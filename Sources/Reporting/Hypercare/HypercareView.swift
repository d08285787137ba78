import Audit

/// Hypercare in words, grouped digits and coordinates.
struct HypercareView {
  struct Incident {
    var name: String
    var headline: String
    var extent: String
    var owner: String
    var places: String?
    var closed: String?
    var anchor: String
  }

  struct Cell {
    var text: String
    var isNumber: Bool
    var isMarked: Bool
  }

  struct Row {
    var cells: [Cell]
  }

  struct Day {
    var heading: String
    var lines: [Line]
  }

  struct Line {
    var text: String
    var anchor: String
  }

  struct Metric {
    var name: String
    var label: String
    var bound: String
    var standing: String
  }

  var title: String
  var headline: String
  var statusName: String
  var facts: [String]
  var incidents: [Incident]
  var hasIncidents: Bool
  var header: [Cell]
  var days: [Row]
  var hours: [Row]
  var exceptions: [Day]
  var metrics: [Metric]
  var charts: [HypercareChart]
  var hasCharts: Bool

  init(_ result: HypercareResult) {
    title = result.title
    headline = result.headline
    statusName = result.statusName
    facts = result.facts
    incidents = result.incidents.enumerated().map { Incident($1, number: $0 + 1) }
    hasIncidents = !incidents.isEmpty
    let measured = result.metrics.filter { $0.notMeasured == nil }
    header =
      [Cell(text: "Day", isNumber: false, isMarked: false)]
      + (measured.map { $0.metric.shortLabel } + ["Open"]).map {
        Cell(text: $0, isNumber: true, isMarked: false)
      }
    days = result.days.enumerated().map { number, day in
      Self.row(
        "\(day.weekday) \(day.date)" + (day.isKnown || !result.isBegun(day) ? "" : " …"),
        measured.map { ($0.days, $0.unit) }, number,
        marks: day.exceptions.isEmpty ? "" : day.exceptions.count.grouped)
    }
    hours = result.hours.enumerated().filter { $1.isKnown }.map { number, hour in
      let cells = measured.map { $0.hours }
      let marks = cells.count { $0[number].mark != nil }
      return Self.row(
        hour.start, measured.map { ($0.hours, $0.unit) }, number, marks: marks == 0 ? "" : marks.grouped)
    }
    exceptions = result.days.filter { !$0.exceptions.isEmpty }.map { day in
      Day(
        heading: "\(day.weekday) \(day.date)",
        lines: day.exceptions.map { number in
          let incident = result.incidents[number]
          return Line(
            text:
              "\(incident.metric.rawValue) since \(incident.begin), \(incident.ownerWords)",
            anchor: "Incident-\(number + 1)")
        })
    }
    metrics = result.metrics.map {
      Metric(name: $0.metric.rawValue, label: $0.metric.label, bound: $0.boundWords, standing: $0.standing)
    }
    charts = measured.map { HypercareChart($0, result) }
    hasCharts = !charts.isEmpty && result.knownHours > 0
  }

  /// - Parameter number: of the row's unit in the series.
  private static func row(
    _ name: String, _ series: [([HypercareCell], HypercareUnit)], _ number: Int, marks: String
  ) -> Row {
    let values = series.map { cells, unit in
      let cell = cells[number]
      return Cell(
        text: cell.words(unit) + (cell.mark == nil ? "" : " !"), isNumber: true, isMarked: cell.mark != nil)
    }
    return Row(
      cells: [Cell(text: name, isNumber: false, isMarked: false)] + values
        + [Cell(text: marks, isNumber: true, isMarked: !marks.isEmpty)])
  }
}

extension HypercareResult {
  /// Whether an hour of it is known.
  fileprivate func isBegun(_ day: HypercareDay) -> Bool { day.hours.contains { hours[$0].isKnown } }
}

extension HypercareView.Incident {
  fileprivate init(_ incident: HypercareIncident, number: Int) {
    self.init(
      name: incident.name, headline: incident.headline, extent: incident.extent, owner: incident.ownerWords,
      places: incident.placeWords, closed: incident.closed.map { "closed: \($0)" },
      anchor: "Incident-\(number)")
  }
}

/// A metric over the hours, or the days by which it is judged: coordinates of an SVG.
struct HypercareChart {
  static let (width, height) = (640, 96)
  /// Room at the top and the bottom, so that no line is cut.
  private static let margin = 6

  struct Line {
    /// `x,y x,y …`
    var points: String
  }

  struct Band {
    var x: Int
    var width: Int
  }

  var label: String
  /// What the top of the chart is, and what it is held against.
  var scale: String
  var values: [Line]
  var baseline: [Line]
  var bounds: [Line]
  var marks: [Band]

  init(_ series: HypercareSeries, _ result: HypercareResult) {
    let cells = series.isJudgedByDay ? series.days : series.hours
    let most = max(1e-9, cells.flatMap { [$0.value, $0.baseline, $0.most] }.compactMap(\.self).max() ?? 0)
    let step = Double(Self.width) / Double(max(1, cells.count))
    func y(_ value: Double) -> Int {
      Int(
        (Double(Self.height - Self.margin) - value / most * Double(Self.height - 2 * Self.margin)).rounded())
    }
    func lines(_ value: (HypercareCell) -> Double?) -> [Line] {
      var runs: [[String]] = [[]]
      for (number, cell) in cells.enumerated() {
        guard let value = value(cell) else {
          if runs.last?.isEmpty == false { runs.append([]) }
          continue
        }
        let (left, right) = (Int(Double(number) * step), Int(Double(number + 1) * step))
        runs[runs.count - 1] += ["\(left),\(y(value))", "\(right),\(y(value))"]
      }
      return runs.filter { !$0.isEmpty }.map { Line(points: $0.joined(separator: " ")) }
    }
    label = series.metric.label
    scale = "the top is \(series.unit.words(most)); bound \(series.boundWords); \(series.standing)"
    values = lines(\.value)
    baseline = lines(\.baseline)
    bounds = lines(\.most)
    marks = cells.enumerated().filter { $1.mark != nil }.map { number, _ in
      Band(x: Int(Double(number) * step), width: max(2, Int(step.rounded(.up))))
    }
  }
}

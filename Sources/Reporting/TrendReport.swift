import Audit

/// A trend for a terminal, in Markdown, or as a page: pure functions of a `Trend`.
///
/// The chart is in the page alone: no host of Markdown shows an SVG that is in its text.
package enum TrendReport {
  package enum Format: String, Sendable, CaseIterable {
    case text, markdown, html
  }

  /// - Parameter width: columns of the text; the other formats have none.
  /// Errors: none that an audit could cause; see `ReportTemplate`.
  package static func render(_ trend: Trend, as format: Format, width: Int) throws -> String {
    switch format {
    case .text: text(TrendView(trend), max(60, width))
    case .markdown: try markdown.render(view: TrendView(trend))
    case .html: try html.render(view: TrendView(trend))
    }
  }

  private static let header = [
    "Time", "Verdict", "Errors", "Warnings", "Waived", "Rules not checked", "Waivers", "Days left", "Archive",
    "Audit",
  ]
  private static let waiverHeader = ["Rule", "Owner", "Reason", "Expires", "Days left"]

  private static func text(_ view: TrendView, _ width: Int) -> String {
    var audits = TextTable(header: header, numbers: [2, 3, 4, 5, 6, 7])
    audits.rows = view.audits.map { audit in
      [
        audit.time, audit.verdict, audit.errors, audit.warnings, audit.waived, audit.unchecked, audit.waivers,
        audit.daysLeft, audit.archive, audit.path,
      ].map { TextTable.Cell($0) }
    }
    var sections = [view.title.wrapped(to: width), audits.lines(width: width) { text, _ in text }]
    if view.hasWaivers {
      var waivers = TextTable(header: waiverHeader, numbers: [4])
      waivers.rows = view.waivers.map { waiver in
        [waiver.rule, waiver.owner, waiver.reason, waiver.expires, waiver.daysLeft].map { TextTable.Cell($0) }
      }
      sections.append(["Waivers of the last audit"] + waivers.lines(width: width) { text, _ in text })
    }
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private static let markdown = ReportTemplate(
    """
    # {{title}}

    | \(header.joined(separator: " | ")) |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |
    {{#audits}}
    | {{time}} | {{verdict}} | {{errors}} | {{warnings}} | {{waived}} | {{unchecked}} | {{waivers}} | {{daysLeft}} \
    | {{archive}} | {{path}} |
    {{/audits}}
    {{#hasWaivers}}

    ## Waivers of the last audit

    | \(waiverHeader.joined(separator: " | ")) |
    | --- | --- | --- | --- | ---: |
    {{#waivers}}
    | {{rule}} | {{owner}} | {{reason}} | {{expires}} | {{daysLeft}} |
    {{/waivers}}
    {{/hasWaivers}}

    """, name: "DESKAUDIT-MARKDOWN", escaping: MarkdownEscaping())

  private static let html = ReportTemplate(
    TrendPage.template, name: "DESKAUDIT-HTML", escaping: HTMLEscaping())
}

/// A trend in words, grouped digits and coordinates.
struct TrendView {
  struct Audit {
    var time: String
    var verdict: String
    var verdictName: String
    var errors: String
    var warnings: String
    var waived: String
    var unchecked: String
    var waivers: String
    var daysLeft: String
    var archive: String
    var path: String
  }

  struct Waiver {
    var rule: String
    var owner: String
    var reason: String
    var expires: String
    var daysLeft: String
    /// Of its bar, and the place of its line.
    var width: Int
    var top: Int
  }

  var title: String
  var audits: [Audit]
  var waivers: [Waiver]
  var hasWaivers: Bool
  var chart: TrendChart
  /// The height of the bars of all waivers.
  var barsHeight: Int

  init(_ trend: Trend) {
    let points = trend.points
    title =
      "\(counting(points.count, "audit")), the last one "
      + (points.last.map { "\($0.verdict.words), \($0.time)" } ?? "not readable")
    audits = points.map(Audit.init)
    let last = points.last?.waivers ?? []
    let longest = max(1, last.compactMap(\.daysLeft).max() ?? 1)
    waivers = last.enumerated().map { Waiver($1, line: $0, longest: longest) }
    hasWaivers = !waivers.isEmpty
    chart = TrendChart(points)
    barsHeight = waivers.count * Waiver.lineHeight
  }
}

extension TrendView.Audit {
  fileprivate init(_ point: Trend.Point) {
    self.init(
      time: point.time, verdict: point.verdict.words, verdictName: point.verdict.rawValue,
      errors: point.errors.grouped, warnings: point.warnings.grouped, waived: point.waived.grouped,
      unchecked: point.unchecked.grouped, waivers: point.waivers.count.grouped,
      daysLeft: point.waivers.first?.daysLeft?.grouped ?? "–", archive: "\(point.archiveSHA256.prefix(12))…",
      path: point.path)
  }
}

extension TrendView.Waiver {
  static let lineHeight = 22
  /// The bar of the waiver with the most days.
  static let longestBar = 320

  fileprivate init(_ waiver: Trend.Waiver, line: Int, longest: Int) {
    self.init(
      rule: waiver.rule, owner: waiver.owner, reason: waiver.reason, expires: waiver.expires,
      daysLeft: waiver.daysLeft?.grouped ?? "–",
      width: max(1, max(0, waiver.daysLeft ?? 0) * Self.longestBar / longest), top: line * Self.lineHeight)
  }
}

/// Lines of violations over the audits, one step for each: coordinates of an SVG.
struct TrendChart {
  static let (width, height) = (640, 200)
  /// Room at the top and the bottom, so that no line is cut.
  private static let margin = 8

  /// `x,y x,y …`
  var errors: String
  var warnings: String
  var waived: String
  /// What the top of the chart is.
  var most: String
  var first: String
  var last: String

  init(_ points: [Trend.Point]) {
    let most = max(1, points.flatMap { [$0.errors, $0.warnings, $0.waived] }.max() ?? 1)
    let step = Double(Self.width) / Double(max(1, points.count - 1))
    func line(_ count: (Trend.Point) -> Int) -> String {
      // A line needs two ends: of a single audit it is level.
      let shown = points.count == 1 ? points + points : points
      return shown.enumerated().map { index, point in
        let share = Double(count(point)) / Double(most)
        let y = Double(Self.height - Self.margin) - share * Double(Self.height - 2 * Self.margin)
        return "\(Int((Double(index) * step).rounded())),\(Int(y.rounded()))"
      }.joined(separator: " ")
    }
    (errors, warnings, waived) = (line(\.errors), line(\.warnings), line(\.waived))
    self.most = most.grouped
    (first, last) = (points.first?.time ?? "", points.last?.time ?? "")
  }
}

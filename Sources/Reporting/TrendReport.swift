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
  private static let incidentHeader = [
    "No.", "Metric", "Begin", "End", "Worst", "Limit", "Owner", "State", "As of", "Report",
  ]

  private static func text(_ view: TrendView, _ width: Int) -> String {
    var sections = [view.title.wrapped(to: width)]
    if view.hasAudits {
      var audits = TextTable(header: header, numbers: [2, 3, 4, 5, 6, 7])
      audits.rows = view.audits.map { audit in
        [
          audit.time, audit.verdict, audit.errors, audit.warnings, audit.waived, audit.unchecked,
          audit.waivers,
          audit.daysLeft, audit.archive, audit.path,
        ].map { TextTable.Cell($0) }
      }
      sections.append(audits.lines(width: width) { text, _ in text })
    }
    if view.hasWaivers {
      var waivers = TextTable(header: waiverHeader, numbers: [4])
      waivers.rows = view.waivers.map { waiver in
        [waiver.rule, waiver.owner, waiver.reason, waiver.expires, waiver.daysLeft].map { TextTable.Cell($0) }
      }
      sections.append(["Waivers of the last audit"] + waivers.lines(width: width) { text, _ in text })
    }
    if view.hasWatches {
      sections.append([TrendView.incidentsHeading] + view.watches.flatMap { $0.visible.wrapped(to: width) })
    }
    if view.hasIncidents {
      var incidents = TextTable(header: incidentHeader, numbers: [0])
      incidents.rows = view.incidents.map { incident in
        [
          incident.number, incident.metric, incident.begin, incident.end, incident.worst, incident.limit,
          incident.owner, incident.state, incident.asOf, incident.path,
        ].map { TextTable.Cell($0) }
      }
      sections.append(incidents.lines(width: width) { text, _ in text })
    }
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private static let markdown = ReportTemplate(
    """
    # {{title}}
    {{#hasAudits}}

    | \(header.joined(separator: " | ")) |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |
    {{#audits}}
    | {{time}} | {{verdict}} | {{errors}} | {{warnings}} | {{waived}} | {{unchecked}} | {{waivers}} | {{daysLeft}} \
    | {{archive}} | {{path}} |
    {{/audits}}
    {{/hasAudits}}
    {{#hasWaivers}}

    ## Waivers of the last audit

    | \(waiverHeader.joined(separator: " | ")) |
    | --- | --- | --- | --- | ---: |
    {{#waivers}}
    | {{rule}} | {{owner}} | {{reason}} | {{expires}} | {{daysLeft}} |
    {{/waivers}}
    {{/hasWaivers}}
    {{#hasWatches}}

    ## \(TrendView.incidentsHeading)

    {{#watches}}
    - {{.}}
    {{/watches}}
    {{#hasIncidents}}

    | \(incidentHeader.joined(separator: " | ")) |
    | ---: | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    {{#incidents}}
    | {{number}} | {{metric}} | {{begin}} | {{end}} | {{worst}} | {{limit}} | {{owner}} | {{state}} | {{asOf}} | {{path}} |
    {{/incidents}}
    {{/hasIncidents}}
    {{/hasWatches}}

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

  struct Incident {
    var number: String
    var metric: String
    var begin: String
    var end: String
    var worst: String
    var limit: String
    var owner: String
    var state: String
    var asOf: String
    var path: String
  }

  static let incidentsHeading = "Incidents after go-live"

  var title: String
  var audits: [Audit]
  /// Whether there is anything else that it could be about.
  var hasAudits: Bool
  var waivers: [Waiver]
  var hasWaivers: Bool
  /// A sentence for each go-live.
  var watches: [String]
  var hasWatches: Bool
  var incidents: [Incident]
  var hasIncidents: Bool
  var chart: TrendChart
  /// The height of the bars of all waivers.
  var barsHeight: Int

  init(_ trend: Trend) {
    let points = trend.points
    hasAudits = !points.isEmpty || trend.watches.isEmpty
    title = [hasAudits ? trend.auditsTitle : nil, trend.watchesTitle].compactMap(\.self).joined(
      separator: "; ")
    audits = points.map(Audit.init)
    let last = points.last?.waivers ?? []
    let longest = max(1, last.compactMap(\.daysLeft).max() ?? 1)
    waivers = last.enumerated().map { Waiver($1, line: $0, longest: longest) }
    hasWaivers = !waivers.isEmpty
    watches = trend.watches.map(\.sentence)
    hasWatches = !watches.isEmpty
    let all = trend.watches.flatMap(\.incidents)
    incidents = all.enumerated().map { Incident($1, number: $0 + 1) }
    hasIncidents = !all.isEmpty
    chart = TrendChart(points, all, hasLines: hasAudits)
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

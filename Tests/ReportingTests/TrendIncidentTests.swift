import Foundation
import Testing

@testable import Audit
@testable import Reporting

@Suite("Incidents after go-live on a trend")
struct TrendIncidentTests {
  /// An incident of one hour of 1 December, in the first hours after go-live at midnight.
  private func incident(
    _ hour: Int, metric: HypercareSeries.Metric = .assignmentLag, owner: String? = "Jo Bell",
    isGoingOn: Bool = false, closed: String? = nil
  ) -> HypercareIncident {
    HypercareIncident(
      metric: metric, mark: .above, name: "\(metric.rawValue) 2026-12-01T0\(hour):00:00Z",
      begin: "2026-12-01T0\(hour):00Z", end: "2026-12-01T0\(hour + 1):00Z", range: hour..<hour + 1,
      isOfDays: false, unit: .seconds, marked: 1, worst: 2400, worstAt: "2026-12-01T0\(hour):00Z",
      isAtLeast: false, limit: 900, baseline: nil, tickets: 8, excess: nil, queue: nil, ofQueue: 0,
      owner: owner,
      places: [], isGoingOn: isGoingOn, closed: closed)
  }

  /// Hypercare of the first six hours, as `known` of them are known.
  private func hypercare(
    known: Int, _ incidents: [HypercareIncident], title: String = "Acme", from: String = "2026-12-01T00:00Z",
    notMeasured: String? = nil, notJudged: String? = nil, troubles: [String] = []
  ) -> HypercareResult {
    let series = HypercareSeries(
      metric: .assignmentLag, unit: .seconds, bound: .seconds(900), isJudgedByDay: false,
      notMeasured: notMeasured, notJudged: notJudged,
      hours: notMeasured == nil
        ? (0..<6).map { $0 < known ? HypercareCell(state: .measured, value: 60, count: 9) : .notYet } : [])
    return HypercareResult(
      title: title, planPath: "m.yml", from: from, until: "2026-12-01T06:00Z", zone: "UTC",
      asOf: "2026-12-01T0\(known):30Z", knownUntil: nil,
      hours: (0..<6).map { HypercareHour(start: "2026-12-01T0\($0):00Z", isKnown: $0 < known) }, days: [],
      metrics: [series], incidents: incidents, inputs: [], notes: [], troubles: troubles, showsValues: false)
  }

  private func audit(_ asOf: String) -> AuditResult {
    var audit = smallAudit(.passed, verdict: .pass)
    (audit.asOf, audit.timing.startedAt) = (asOf, asOf)
    return audit
  }

  /// The trend of reports that were written and read again, named by their places in the list.
  private func trend(_ audits: [String] = [], _ reports: [HypercareResult]) throws -> Trend {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trend-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (number, asOf) in audits.enumerated() { try Reports.write(audit(asOf), to: "\(folder)/a\(number)") }
    for (number, report) in reports.enumerated() {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/h\(number)", withIntermediateDirectories: true)
      try Reports.write(
        HypercareReport.render(report, as: .json), to: "\(folder)/h\(number)/hypercare.json")
    }
    let (trend, troubles) = try Trend.below(folder)
    #expect(troubles == [])
    return trend
  }

  /// The begin of each incident, its state, and the report that tells it.
  private func states(_ reports: [HypercareResult]) throws -> [String] {
    try TrendView(trend([], reports)).incidents.map {
      "\($0.begin.dropFirst(11)) \($0.state) \($0.path.prefix(2))"
    }
  }

  // MARK: Which report tells

  @Test("the last report tells whether an incident is open, whatever the order of the files")
  func last() throws {
    let (first, second, third) = (
      hypercare(known: 2, [incident(1, isGoingOn: true)]), hypercare(known: 3, [incident(1)]),
      hypercare(known: 4, [incident(1, closed: "a rule was off"), incident(3, isGoingOn: true)])
    )
    #expect(try states([first]) == ["01:00Z open, going on h0"])
    #expect(try states([second, first]) == ["01:00Z open h0"])
    #expect(
      try states([second, third, first]) == [
        "01:00Z closed: a rule was off h1", "03:00Z open, going on h1",
      ])
  }

  @Test("an incident that a later report has measured again, and does not have, is not open")
  func gone() throws {
    let first = hypercare(known: 2, [incident(1, isGoingOn: true)])
    let none = [hypercare(known: 3, []), hypercare(known: 4, [])]
    #expect(
      try states([first] + none) == [
        "01:00Z measured again as of 2026-12-01T03:30Z: not an incident any more h0"
      ])
    #expect(try states([first] + none + [hypercare(known: 5, [incident(1)])]) == ["01:00Z open h3"])
    #expect(
      try trend([], [first] + none).watches.map(\.sentence) == [
        "Acme, live since 2026-12-01T00:00Z: 3 reports, the last as of 2026-12-01T04:30Z; 1 incident, 0 open"
      ])
  }

  @Test("a report that did not judge the metric, or not up to the incident's end, says nothing about it")
  func unknown() throws {
    let first = hypercare(known: 4, [incident(3)])
    var early = hypercare(known: 3, [])
    early.asOf = "2026-12-01T05:30Z"
    #expect(try states([first, early]) == ["03:00Z open h0"])
    #expect(try states([first, hypercare(known: 5, [], notMeasured: "no column")]) == ["03:00Z open h0"])
    #expect(try states([first, hypercare(known: 5, [], notJudged: "no baseline")]) == ["03:00Z open h0"])
    #expect(try states([first, hypercare(known: 5, [])]).first?.contains("not an incident any more") == true)
  }

  @Test("reports of another title or another go-live say nothing about an incident")
  func waves() throws {
    let trend = try trend(
      [],
      [
        hypercare(known: 2, [incident(1)]), hypercare(known: 5, [], title: "Acme, wave 2"),
        hypercare(known: 5, [], from: "2026-12-01T01:00Z", troubles: ["new_tickets: can't be read"]),
      ])
    #expect(
      trend.watches.map(\.sentence) == [
        "Acme, live since 2026-12-01T00:00Z: 1 report, the last as of 2026-12-01T02:30Z; 1 incident, 1 open",
        "Acme, wave 2, live since 2026-12-01T00:00Z: 1 report, the last as of 2026-12-01T05:30Z; 0 incidents",
        "Acme, live since 2026-12-01T01:00Z: 1 report, the last as of 2026-12-01T05:30Z; the last could not read or "
          + "measure everything; 0 incidents",
      ])
  }

  // MARK: Reports

  @Test("the table has a line for each incident, and the title counts them")
  func text() throws {
    let text = try TrendReport.render(
      trend(["2026-11-30T00:00:00Z"], [hypercare(known: 3, [incident(1), incident(2, owner: nil)])]),
      as: .text, width: 160)
    #expect(
      text.hasPrefix("1 audit, the last one PASS, 2026-11-30T00:00:00Z; 2 incidents after go-live, 2 open\n"))
    #expect(
      text.hasSuffix(
        """
        Incidents after go-live
        Acme, live since 2026-12-01T00:00Z: 1 report, the last as of 2026-12-01T03:30Z; 2 incidents, 2 open

        No. │ Metric         │ Begin             │ End               │ Worst  │ Limit          │ Owner   │ State │ As of             │ Report
        ────┼────────────────┼───────────────────┼───────────────────┼────────┼────────────────┼─────────┼───────┼───────────────────┼──────────────────
          1 │ assignment-lag │ 2026-12-01T01:00Z │ 2026-12-01T02:00Z │ 40 min │ at most 15 min │ Jo Bell │ open  │ 2026-12-01T03:30Z │ h0/hypercare.json
          2 │ assignment-lag │ 2026-12-01T02:00Z │ 2026-12-01T03:00Z │ 40 min │ at most 15 min │ –       │ open  │ 2026-12-01T03:30Z │ h0/hypercare.json

        """))
  }

  @Test("reports of hypercare alone are a trend, too, without a table of audits")
  func alone() throws {
    let markdown = try TrendReport.render(
      trend([], [hypercare(known: 2, [incident(1)])]), as: .markdown, width: 0)
    #expect(
      markdown == """
        # 1 incident after go-live, 1 open

        ## Incidents after go-live

        - Acme, live since 2026-12-01T00:00Z: 1 report, the last as of 2026-12-01T02:30Z; 1 incident, 1 open

        | No. | Metric | Begin | End | Worst | Limit | Owner | State | As of | Report |
        | ---: | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        | 1 | assignment-lag | 2026-12-01T01:00Z | 2026-12-01T02:00Z | 40 min | at most 15 min | Jo Bell | open | 2026-12-01T02:30Z | h0/hypercare.json |

        """)
    let page = try TrendReport.render(trend([], [hypercare(known: 2, [])]), as: .html, width: 0)
    #expect(!page.contains("<svg") && !page.contains("<h2 id=\"audits\">"))
    #expect(page.contains("<title>0 incidents after go-live</title>"))
  }

  // MARK: Marks

  /// Where marks are, and what screen readers say.
  private func marks(_ audits: [String], _ incidents: [HypercareIncident]) throws -> [TrendChart.Mark] {
    try TrendView(trend(audits, [hypercare(known: 6, incidents)])).chart.marks
  }

  @Test("a mark is where the incident begins between two audits, in proportion to the time between them")
  func between() throws {
    let audits = ["2026-12-01T00:00:00Z", "2026-12-01T02:00:00Z", "2026-12-01T06:00:00Z"]
    // Two steps of 320: an hour is half of the first, and a quarter of the second.
    let marks = try marks(audits, [incident(1), incident(3)])
    #expect(marks.map(\.x) == [160, 400])
    #expect(marks.map(\.number) == ["1", "2"])
    #expect(marks[0].label == "Incident 1: assignment-lag above its bound since 2026-12-01T01:00Z, open")
  }

  @Test("what begins before the first audit, or after the last, has a step of its own")
  func beyond() throws {
    let one = ["2026-12-01T03:00:00Z"]
    #expect(try marks(one, [incident(4), incident(5)]).map(\.x) == [320, 639])
    #expect(try marks(one, [incident(1), incident(2)]).map(\.x) == [1, 320])
    // Two steps: before the audit, and after it.
    #expect(try marks(one, [incident(1), incident(2), incident(5)]).map(\.x) == [1, 160, 639])
    #expect(try marks([], [incident(1), incident(2), incident(5)]).map(\.x) == [1, 160, 639])
    #expect(try marks([], [incident(1)]).map(\.x) == [1])
  }

  @Test("the lines of the audits make room for what begins after the last of them")
  func lines() throws {
    let audits = ["2026-12-01T00:00:00Z", "2026-12-01T03:00:00Z"]
    let chart = try TrendView(trend(audits, [hypercare(known: 6, [incident(5)])])).chart
    #expect(chart.errors == "0,192 320,192")
    let single = try TrendView(trend([audits[0]], [hypercare(known: 6, [incident(5)])])).chart
    #expect(single.errors == "0,192 640,192")
  }

  @Test("the numbers of marks that are near each other are below each other, and on the left at the end")
  func numbers() throws {
    let audits = ["2026-12-01T00:00:00Z", "2026-12-01T06:00:00Z"]
    let marks = try marks(
      audits, [incident(1), incident(1, metric: .firstResponse), incident(3), incident(5)])
    #expect(marks.map(\.textY) == [14, 28, 14, 14])
    #expect(marks.map(\.textAnchor) == ["start", "start", "start", "start"])
    let last = try self.marks(["2026-12-01T00:00:00Z"], [incident(5)])
    #expect(last.map(\.textAnchor) == ["end"] && last.map(\.textShift) == [-4])
  }

  @Test("what is measured away has no mark, and keeps its number in the table")
  func unmarked() throws {
    let trend = try trend(
      ["2026-12-01T00:00:00Z"],
      [hypercare(known: 2, [incident(1)]), hypercare(known: 4, [incident(3)])])
    let view = TrendView(trend)
    #expect(view.incidents.map(\.number) == ["1", "2"])
    #expect(view.chart.marks.map(\.number) == ["2"])
  }

  @Test(
    "the page has a line and a text for each mark, and an image has no text inside that readers can't reach")
  func page() throws {
    let page = try TrendReport.render(
      trend(["2026-12-01T00:00:00Z", "2026-12-01T04:00:00Z"], [hypercare(known: 6, [incident(1)])]),
      as: .html,
      width: 0)
    #expect(
      page.contains(
        """
        <g role="img" aria-label="Incident 1: assignment-lag above its bound since 2026-12-01T01:00Z, open">\
        <title>Incident 1: assignment-lag above its bound since 2026-12-01T01:00Z, open</title>\
        <line x1="160" y1="0" x2="160" y2="200" stroke="currentColor" stroke-width="1.5"/>\
        <text x="160" dx="4" y="14" text-anchor="start">1</text></g>
        """))
    #expect(
      page.contains("role=\"group\" aria-label=\"Violations of each audit: errors, warnings, waived\">"))
    #expect(
      page.contains(
        "<tr><td class=\"number\">1</td><th scope=\"row\">assignment-lag</th><td>2026-12-01T01:00Z</td>"))
    let plain = try TrendReport.render(trend(["2026-12-01T00:00:00Z"], []), as: .html, width: 0)
    #expect(plain.contains("role=\"img\" aria-label=\"Violations of each audit"))
  }

  @Test("hostile text adds no markup character to the page")
  func hostile() throws {
    func page(_ text: String) throws -> String {
      try TrendReport.render(
        trend([], [hypercare(known: 3, [incident(1, owner: text), incident(2, closed: text)], title: text)]),
        as: .html, width: 0)
    }
    let harmless = try page("word")
    for text in hostileStrings {
      let hostile = try page(text)
      for character in "<>\"'".utf8 {
        #expect(hostile.utf8.count { $0 == character } == harmless.utf8.count { $0 == character }, "\(text)")
      }
      #expect(hostile.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [])
    }
  }

  // MARK: Files

  @Test(
    "a report that can't be read is a sentence with its place",
    arguments: [
      ("{", "this is not JSON, or not complete; write the reports again"),
      ("{}", "'hypercare_version' is missing; is this a hypercare.json of this tool?"),
      (
        "{\"hypercare_version\": 2}",
        "this version reads version 1, found 2 for 'hypercare_version'"
      ),
      ("[]", "expected an object; is this a hypercare.json?"),
    ])
  func unreadable(text: String, sentence: String) throws {
    #expect(try trouble(of: text) == sentence)
  }

  @Test(
    "a value that no report has is a sentence, and not a trap",
    arguments: [
      (
        "\"worst\": 2400.0", "\"worst\": 1e300",
        "this is not a measured value, found 1e+300 for 'incidents[0].worst'"
      ),
      (
        "\"begin\": \"2026-12-01T01:00Z\"", "\"begin\": \"soon\"",
        "expected a time such as 2026-12-01T09:00+01:00, found 'soon' for 'incidents[0].begin'"
      ),
      (
        "\"metric\": \"assignment-lag\"", "\"metric\": \"lag\"",
        "unknown word 'lag' for 'incidents[0].metric'"
      ),
      (
        "\"state\": \"measured\"", "\"state\": \"guessed\"",
        "unknown word 'guessed' for 'metrics[0].hours[0].state'"
      ),
    ])
  func impossible(found: String, replacement: String, sentence: String) throws {
    let text = try HypercareReport.render(hypercare(known: 3, [incident(1)]), as: .json)
    #expect(text.contains(found))
    let first = try #require(text.firstRange(of: found))
    #expect(try trouble(of: text.replacingCharacters(in: first, with: replacement)) == sentence)
  }

  private func trouble(of text: String) throws -> String? {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trend-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Reports.write(audit("2026-12-01T00:00:00Z"), to: folder)
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/hypercare.json"))
    let (trend, troubles) = try Trend.below(folder)
    #expect(trend.points.count == 1 && trend.watches == [])
    #expect(troubles.map(\.path) == ["\(folder)/hypercare.json"])
    return troubles.first?.message
  }
}

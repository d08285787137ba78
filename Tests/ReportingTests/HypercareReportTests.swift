import Testing

@testable import Audit
@testable import Reporting

@Suite("Reports of hypercare")
struct HypercareReportTests {
  /// Two hours of one day, the second of which is not known yet.
  private func result(title: String = "Acme", queue: String = "routing") -> HypercareResult {
    let waits = HypercareSeries(
      metric: .assignmentLag, unit: .seconds, bound: .seconds(900), isJudgedByDay: false,
      hours: [
        HypercareCell(
          state: .measured, value: 2400, isAtLeast: true, count: 8, baseline: 180, most: 900, mark: .above),
        .notYet,
      ], days: [HypercareCell(state: .measured, value: 2400, count: 8)])
    let backlog = HypercareSeries(
      metric: .backlog, unit: .tickets, bound: .percent(120), isJudgedByDay: false,
      notMeasured: "the plan has no column 'solved_at'")
    return HypercareResult(
      title: title, planPath: "m.yml", from: "2026-12-01T00:00Z", until: "2026-12-01T02:00Z", zone: "UTC",
      asOf: "2026-12-01T01:30Z", knownUntil: "2026-12-01T01:20Z",
      hours: [
        HypercareHour(start: "2026-12-01T00:00Z", isKnown: true),
        HypercareHour(start: "2026-12-01T01:00Z", isKnown: false),
      ],
      days: [HypercareDay(date: "2026-12-01", weekday: "Tue", hours: 0..<2, isKnown: false, exceptions: [0])],
      metrics: [waits, backlog],
      incidents: [
        HypercareIncident(
          metric: .assignmentLag, mark: .above, name: "assignment-lag 2026-12-01T00:00:00Z",
          begin: "2026-12-01T00:00Z", end: "2026-12-01T01:00Z", range: 0..<1, isOfDays: false, unit: .seconds,
          marked: 1, worst: 2400, worstAt: "2026-12-01T00:00Z", isAtLeast: true, limit: 900, baseline: 180,
          tickets: 8, excess: nil, queue: queue, ofQueue: 5, owner: nil, places: ["new.csv:2 (row 1)"],
          isGoingOn: true,
          closed: nil)
      ],
      inputs: [
        HypercareInput(
          role: "tickets", table: "new_tickets", source: "new", rows: 1000, used: 999,
          rejected: [.init(reason: "unreadable created_at", count: 1, first: "new.csv:9: created_at is bad")])
      ], notes: ["a note"], troubles: [], showsValues: false)
  }

  @Test("the text begins with what is open, says what is not measured, and has a line for each day")
  func text() throws {
    #expect(
      try HypercareReport.render(result(), as: .text, width: 200) == """
        1 incident is open, 1 of them going on: Acme
          2026-12-01T00:00Z to 2026-12-01T02:00Z, hours of UTC; known until 2026-12-01T01:20Z: 1 of 2 hours; as of 2026-12-01T01:30Z
          new_tickets: 1 of 1,000 rows is not used: unreadable created_at; the first: new.csv:9: created_at is bad
          backlog: not measured: the plan has no column 'solved_at'
          a note

        1. assignment-lag 2026-12-01T00:00:00Z: assignment lag above the bound: at least 40 min at 2026-12-01T00:00Z, where it may be at most 15 min and the baseline has 3 min
           1 hour, from 2026-12-01T00:00Z to 2026-12-01T01:00Z; 8 tickets, 5 of them in the queue routing; going on
           no owner: name one under 'hypercare.owners'
           first: new.csv:2 (row 1)

        Day              │ Assigned │ Open
        ─────────────────┼──────────┼─────
        Tue 2026-12-01 … │   40 min │    1

        Open exceptions by day
        Tue 2026-12-01
          assignment-lag since 2026-12-01T00:00Z, no owner: name one under 'hypercare.owners'

        """)
  }

  @Test("Markdown has the incidents, the days and the metrics")
  func markdown() throws {
    let text = try HypercareReport.render(result(), as: .markdown)
    #expect(text.hasPrefix("# 1 incident is open, 1 of them going on: Acme\n\n- 2026-12-01T00:00Z to"))
    #expect(
      text.contains(
        "\n1. **assignment-lag 2026-12-01T00:00:00Z**: assignment lag above the bound: at least 40 min"))
    #expect(
      text.contains("\n| Day | Assigned | Open |\n| --- | ---: | ---: |\n| Tue 2026-12-01 … | 40 min | 1 |\n")
    )
    #expect(
      text.contains(
        "\n## Open exceptions: Tue 2026-12-01\n\n- assignment-lag since 2026-12-01T00:00Z, no owner"))
    #expect(
      text.contains("\n| backlog | backlog | 120% | not measured: the plan has no column 'solved\\_at' |\n"))
  }

  @Test("the page has a chart of each measured metric, runs nothing, and loads nothing")
  func html() throws {
    let page = try HypercareReport.render(result(), as: .html)
    #expect(page.contains("<polyline points=\"0,6 320,6\"/>"), "the value is the top of the chart")
    // 180 of 2,400 seconds, and 900, between 90 and 6.
    #expect(page.contains("<polyline class=\"waived\" points=\"0,84 320,84\"/>"))
    #expect(page.contains("<polyline class=\"warning\" points=\"0,59 320,59\"/>"))
    #expect(
      page.contains(
        "<rect class=\"failed\" fill=\"currentColor\" fill-opacity=\"0.3\" x=\"0\" y=\"0\" width=\"320\""))
    #expect(page.contains("<a href=\"#Incident-1\">assignment-lag since"))
    #expect(!page.contains("<script") && !page.contains("src="))
    let styles = [HTMLPage.style, TrendPage.style]
    #expect(page.ranges(of: "<style>").count == 2)
    #expect(styles.allSatisfy { page.contains("<style>\($0)</style>") })
    #expect(page.contains("style-src '\(HTMLPage.styleDigest)' '\(TrendPage.styleDigest)'"))
  }

  /// Handling time over two dates, the second of which is after the first week.
  private func weeks() -> HypercareResult {
    var result = result()
    result.metrics = [
      HypercareSeries(
        metric: .handlingTime, unit: .seconds, bound: .percent(105),
        firstWeek: HypercareFirstWeek(bound: .percent(120), until: "2026-12-08T00:00Z"), isJudgedByDay: true,
        hours: result.hours.map { _ in .nothing },
        days: [120.0, 105].map { most in
          HypercareCell(state: .measured, value: 200, count: 9, baseline: 100, most: most, mark: .above)
        })
    ]
    let first = result.days[0]
    result.days = ["2026-12-07", "2026-12-08"].map {
      HypercareDay(date: $0, weekday: first.weekday, hours: first.hours, isKnown: true, exceptions: [0])
    }
    result.incidents[0].bounds = [.percent(120), .percent(105)]
    return result
  }

  @Test("a bound of the first week is told wherever the bound is, and an incident of both weeks says so")
  func firstWeek() throws {
    let words = "120% in the first week, until 2026-12-08T00:00Z, then 105%"
    let text = try HypercareReport.render(weeks(), as: .text, width: 300)
    #expect(text.contains("  handling-time: bound \(words)\n"))
    #expect(text.contains("; judged by 120%, then by 105%: the limit is that of its worst hour; going on\n"))
    #expect(
      try HypercareReport.render(weeks(), as: .markdown).contains(
        "| handling-time | handling time | \(words) |"))
    let page = try HypercareReport.render(weeks(), as: .html)
    #expect(page.contains("<p class=\"quiet\">the top is 3 min 20 s; bound \(words); judged by the day</p>"))
    // 120 and 105 of 200 seconds, between 90 and 6: the line steps down.
    #expect(page.contains("<polyline class=\"warning\" points=\"0,40 320,40 320,46 640,46\"/>"))
    let json = try HypercareReport.render(weeks(), as: .json)
    #expect(
      json.contains(
        """
              "bound": "105%",
              "first_week": {
                "bound": "120%",
                "until": "2026-12-08T00:00Z"
              },

        """))
    #expect(json.contains("\"bounds\": [\n        \"120%\",\n        \"105%\"\n      ],\n"))
  }

  @Test("what comes from an export is text in every format")
  func hostile() throws {
    let hostile = result(title: "<b>\u{1B}[31m|", queue: "<script>|\u{202E}")
    let page = try HypercareReport.render(hostile, as: .html)
    #expect(!page.contains("<script") && !page.contains("<b>"))
    let markdown = try HypercareReport.render(hostile, as: .markdown)
    #expect(markdown.contains("&#60;script&#62;&#124;\\\\u{202E}"))
    let text = try HypercareReport.render(hostile, as: .text, width: 200)
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    let json = try HypercareReport.render(hostile, as: .json)
    #expect(!json.contains("\u{1B}") && !json.contains("\u{202E}"))
  }

  @Test(
    "lengths of time are told in their two largest units",
    arguments: [
      (0, "0 s"), (119, "119 s"), (120, "2 min"), (301, "5 min 1 s"), (7200, "2 h"), (9000, "2 h 30 min"),
      (172_800, "2 d"), (180_000, "2 d 2 h"),
    ])
  func durations(seconds: Int, words: String) {
    #expect(durationWords(Double(seconds)) == words)
  }
}

import Testing

@testable import Audit
@testable import Plan

/// Go-live is on Tuesday, 1 December, at nine, so that the first week ends on the next Tuesday at nine.
@Suite("A bound of the first week")
struct FirstWeekTests {
  private static let goLive = seconds("2026-12-01T09:00:00Z") ?? 0

  private static func text(_ instant: Int64) -> String { Instant(seconds: instant, nanoseconds: 0).text }

  /// A ticket that was assigned after some minutes, and solved after `solved`.
  private static func row(
    _ id: Int, _ created: Int64, assigned: Int64 = 5, solved: Int64? = 60, due: Int64? = nil,
    subject: String? = nil
  ) -> String {
    let times = [assigned, 10, solved, id % 2 == 0 ? 70 : nil, due].map {
      $0.map { text(created + $0 * 60) } ?? ""
    }
    return
      "\(id),\(text(created)),\(times.joined(separator: ",")),routing,\(id % 2),\(subject ?? "s\(id)"),\(subject ?? "r\(id)")\n"
  }

  /// The last hour of the first week, and the one after it, by their numbers.
  private static let (early, late) = (167, 168)

  /// When an hour begins.
  private static func start(_ hour: Int) -> Int64 { goLive + Int64(hour) * 3600 }

  private func result(_ rows: [String], bounds: String, baseline: String? = nil, days: Int = 9) throws
    -> HypercareResult
  {
    try HypercareExample(
      tickets: rows.joined(), baseline: baseline,
      hypercare: "from: 2026-12-01T09:00:00Z\ndays: \(days)\nbounds: {\(bounds)}\nowners: {routing: Ana Lima}"
    ).run(asOf: "2026-12-31T00:00:00Z")
  }

  /// A ticket each hour, so that all hours are known.
  private static let hourly = (0...9 * 24 + 1).map { row($0 + 1, start($0), due: 120) }

  @Test(
    "each hour, and each day, is held against the bound that is in force when it begins",
    arguments: [
      // Those that are shares, as shares of the baseline.
      ("volume", "200%", "50%", [3, 1.5]), ("handling-time", "120%", "105%", [1.2, 1.05]),
      ("backlog", "130%", "110%", [1.3, 1.1]), ("reopen-rate", "200%", "110%", [2, 1.1]),
      ("reassignment", "150%", "120%", [1.5, 1.2]), ("assignment-lag", "30m", "10m", [1800, 600]),
      ("first-response", "2h", "1h", [7200, 3600]), ("backlog-age", "3d", "1d", [259_200, 86_400]),
      ("sla-breaches", "2", "0", [2, 0]),
    ])
  func inForce(metric: String, firstWeek: String, later: String, limits: [Double]) throws {
    let baseline = (-14 * 24..<0).map { Self.row($0 + 1000, Self.start($0), due: 120) }.joined()
    let result = try result(
      Self.hourly, bounds: "\(metric): {first-week: \(firstWeek), later: \(later)}", baseline: baseline)
    let series = try #require(HypercareMetric(rawValue: metric).flatMap { result.series($0) })
    // The dates of 8 and 9 December.
    let cells =
      series.isJudgedByDay
      ? [series.days[7], series.days[8]] : [Self.early, Self.late].map { series.hours[$0] }
    let isShare = firstWeek.hasSuffix("%")
    let found = cells.map { cell in (cell.most ?? -1) / (isShare ? cell.baseline ?? -1 : 1) }
    #expect(zip(found, limits).allSatisfy { abs($0 - $1) < 1e-9 }, "\(found)")
    #expect(series.firstWeek?.bound.text == firstWeek)
    #expect(series.firstWeek?.until == "2026-12-08T09:00Z")
    #expect(series.bound.text == later)
  }

  /// Three tickets of each of both hours that were assigned after some minutes.
  private func waits(_ early: Int64, _ late: Int64) -> [String] {
    (0..<3).map { Self.row(1000 + $0, Self.start(Self.early), assigned: early) }
      + (0..<3).map { Self.row(2000 + $0, Self.start(Self.late), assigned: late) } + [
        Self.row(3000, Self.start(230))
      ]
  }

  @Test("what the first week allows is an incident from the hour on in which it has ended")
  func begin() throws {
    let incident = try #require(
      try result(waits(20, 20), bounds: "assignment-lag: {first-week: 30m, later: 15m}").incident(
        .assignmentLag))
    #expect((incident.begin, incident.marked, incident.limit) == ("2026-12-08T09:00Z", 1, 900))
    #expect(incident.bounds == [.seconds(900)])
  }

  @Test("an incident that goes on beyond the first week has both bounds, and the limit of its worst hour")
  func across() throws {
    // Ten minutes beyond 30, and 25 beyond 10.
    let incident = try #require(
      try result(waits(40, 35), bounds: "assignment-lag: {first-week: 30m, later: 10m}").incident(
        .assignmentLag))
    #expect((incident.begin, incident.marked) == ("2026-12-08T08:00Z", 2))
    #expect(incident.bounds == [.seconds(1800), .seconds(600)])
    #expect((incident.worst, incident.worstAt, incident.limit) == (2100, "2026-12-08T09:00Z", 600))
    let earlier = try #require(
      try result(waits(90, 15), bounds: "assignment-lag: {first-week: 30m, later: 10m}").incident(
        .assignmentLag))
    #expect((earlier.worst, earlier.limit) == (5400, 1800))
  }

  @Test("one bound for all weeks is one, whenever an incident is")
  func single() throws {
    let result = try result(waits(40, 40), bounds: "assignment-lag: 30m")
    #expect(result.incident(.assignmentLag)?.bounds == [.seconds(1800)])
    #expect(result.series(.assignmentLag)?.firstWeek == nil)
  }

  @Test("a duplicate is one by the bound of its hour")
  func duplicates() throws {
    func pair(_ hour: Int) -> [String] {
      [0, 300].map { Self.row(hour * 1000 + $0, Self.start(hour) + Int64($0), subject: "in \(hour)") }
    }
    let rows = pair(Self.early) + pair(Self.late) + [Self.row(9000, Self.start(230))]
    func marked(_ bounds: String) throws -> [Double?] {
      let values = try result(rows, bounds: "duplicate-tickets: \(bounds)").values(.duplicateTickets)
      return [values[Self.early], values[Self.late]]
    }
    #expect(try marked("{first-week: 10m, later: 2m}") == [1, 0])
    #expect(try marked("{first-week: 2m, later: 10m}") == [0, 1])
  }

  @Test("a watch that ends within the first week has that bound alone in force")
  func short() throws {
    let result = try result(
      Self.hourly, bounds: "assignment-lag: {first-week: 30m, later: 10m}", days: 7)
    #expect(result.series(.assignmentLag)?.firstWeek?.until == nil)
    #expect(result.series(.assignmentLag)?.hours.last?.most == 1800)
  }

  @Test(
    "the first week ends when the clocks show the time of go-live seven dates later, though they were changed",
    arguments: [
      (
        "2026-10-20T00:00:00+02:00", "2026-11-03T00:00:00+01:00", "Europe/Berlin", 169,
        "2026-10-27T00:00+01:00"
      ),
      (
        "2027-03-25T00:00:00+01:00", "2027-04-08T00:00:00+02:00", "Europe/Berlin", 167,
        "2027-04-01T00:00+02:00"
      ),
      // The hour from two to three is there twice, and both are of the week.
      (
        "2026-10-18T03:00:00+02:00", "2026-10-27T00:00:00+01:00", "Europe/Berlin", 169,
        "2026-10-25T03:00+01:00"
      ),
      ("2026-12-01T00:00:00Z", "2026-12-15T00:00:00Z", "UTC", 168, "2026-12-08T00:00Z"),
    ])
  func clocks(from: String, until: String, zone: String, hour: Int, begin: String) throws {
    let zone = try #require(ZonePlan(parsing: zone))
    let hours = LocalHours(from: try #require(seconds(from)), until: try #require(seconds(until)), zone: zone)
    #expect(hours.afterFirstWeek == hour)
    #expect(zone.stamp(hours.hours[hour].start) == begin)
    #expect(hours.hours.indices.allSatisfy { hours.isOfFirstWeek($0) == ($0 < hour) })
  }
}

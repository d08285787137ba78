import Plan
import Testing

@testable import Audit

/// Every time here was worked out with a calendar and the dates of daylight saving in Berlin: 29 March and 25 October 2026, at
/// 01:00 UTC.
@Suite("Working time by a calendar of the plan")
struct WorkHoursTests {
  /// A plan's calendar.
  private func hours(_ week: String, holidays: String = "[]", zone: String = "Europe/Berlin") throws
    -> WorkHours
  {
    let holidays = holidays == "[]" ? "" : ", holidays: \(holidays)"
    let plan = try Plan(
      text: """
        sources: {a: {path: a.csv}}
        tables: {t: {source: a, side: new, key: id}}
        calendars: {team: {time-zone: \(zone), hours: {\(week)}\(holidays)}}
        """, path: "m.yml")
    return WorkHours(try #require(plan.calendars.first))
  }

  private func due(_ minutes: Int64, after start: String, _ hours: WorkHours) throws -> String? {
    let bytes = Array(start.utf8)
    let instant = try #require(bytes.withUnsafeBufferPointer { Instant($0, form: .strict) })
    return hours.instant(minutes * 60, after: instant)?.text
  }

  @Test(
    "minutes count within the hours alone: over the end of a day, a break, a weekend and a holiday",
    arguments: [
      // Wednesday, 18 November 2026; Berlin is an hour east of UTC.
      (60, "2026-11-18T09:00:00Z", "2026-11-18T10:00:00Z"),
      // To the last minute of the day.
      (60, "2026-11-18T15:00:00Z", "2026-11-18T16:00:00Z"),
      // A minute more is the first of the next.
      (61, "2026-11-18T15:00:00Z", "2026-11-19T08:01:00Z"),
      // From before the hours, and after them.
      (30, "2026-11-18T05:00:00Z", "2026-11-18T08:30:00Z"),
      (30, "2026-11-18T20:00:00Z", "2026-11-19T08:30:00Z"),
      // Friday 16:30, an hour: half of it on Monday.
      (60, "2026-11-20T15:30:00Z", "2026-11-23T08:30:00Z"),
      // From Saturday on.
      (15, "2026-11-21T12:00:00Z", "2026-11-23T08:15:00Z"),
      // Thursday before Christmas 16:30: Friday is a holiday, so the rest is on Monday.
      (60, "2026-12-24T15:30:00Z", "2026-12-28T08:30:00Z"),
      // A week of 40 hours, from the start of one to the end of it.
      (2400, "2026-11-23T08:00:00Z", "2026-11-27T16:00:00Z"),
      (0, "2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z"),
    ])
  func withinHours(minutes: Int64, start: String, end: String) throws {
    let hours = try self.hours("mon-fri: 09:00-17:00", holidays: "[2026-12-25]")
    #expect(try due(minutes, after: start, hours) == end)
  }

  @Test(
    "over a weekend on which the clocks change, hours are those of the clocks on each side",
    arguments: [
      // Friday 16:00 in summer (14:00 UTC): Monday 10:00 in winter (09:00 UTC).
      (120, "2026-10-23T14:00:00Z", "2026-10-26T09:00:00Z"),
      // Friday 16:00 in winter (15:00 UTC): Monday 10:00 in summer (08:00 UTC).
      (120, "2026-03-27T15:00:00Z", "2026-03-30T08:00:00Z"),
    ])
  func daylightSaving(minutes: Int64, start: String, end: String) throws {
    #expect(try due(minutes, after: start, self.hours("mon-fri: 09:00-17:00")) == end)
  }

  @Test("a day around the clock has 23 hours in spring and 25 in autumn")
  func wholeDays() throws {
    let hours = try self.hours("sun: 00:00-24:00")
    // Sunday, 29 March, from midnight (23:00 UTC the day before) to midnight (22:00 UTC).
    #expect(try due(23 * 60, after: "2026-03-28T23:00:00Z", hours) == "2026-03-29T22:00:00Z")
    #expect(try due(24 * 60, after: "2026-03-28T23:00:00Z", hours) == "2026-04-04T23:00:00Z")
    #expect(try due(25 * 60, after: "2026-10-24T22:00:00Z", hours) == "2026-10-25T23:00:00Z")
  }

  @Test(
    "hours that begin in the gap of spring begin at its end; those in the repeated hour are of its first turn"
  )
  func gapAndRepetition() throws {
    // 02:00 does not exist: 03:00 to 04:00 in summer is 01:00 to 02:00 UTC.
    let spring = try self.hours("sun: 02:00-04:00")
    #expect(try due(60, after: "2026-03-28T00:00:00Z", spring) == "2026-03-29T02:00:00Z")
    #expect(try due(61, after: "2026-03-28T00:00:00Z", spring) == "2026-04-05T00:01:00Z")
    // 02:30 of 25 October is 00:30 UTC first; 03:30, in winter, is 02:30 UTC: two hours.
    let autumn = try self.hours("sun: 02:30-03:30")
    #expect(try due(120, after: "2026-10-24T00:00:00Z", autumn) == "2026-10-25T02:30:00Z")
  }

  @Test("a break divides the day, and a range of days may go over the end of the week")
  func breaks() throws {
    let hours = try self.hours("mon-fri: [09:00-12:00, 13:00-17:00], sat-sun: 10:00-11:00", zone: "UTC")
    #expect(try due(60, after: "2026-11-18T11:30:00Z", hours) == "2026-11-18T13:30:00Z")
    #expect(try due(61, after: "2026-11-20T16:59:00Z", hours) == "2026-11-21T11:00:00Z")
    let over = try self.hours("fri-mon: 00:00-01:00", zone: "+00:00")
    #expect(try due(61, after: "2026-11-23T00:00:00Z", over) == "2026-11-27T00:01:00Z")
  }

  @Test("a calendar on which nobody works for ten years has no due time")
  func never() throws {
    let hours = try self.hours("mon: 09:00-10:00", zone: "UTC")
    #expect(try due(60 * 600, after: "2026-11-18T00:00:00Z", hours) == nil)
  }
}

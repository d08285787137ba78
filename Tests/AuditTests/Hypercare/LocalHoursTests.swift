import Testing

@testable import Audit
@testable import Plan

@Suite("Hours of local time")
struct LocalHoursTests {
  private func hours(_ from: String, _ until: String, _ zone: String) throws -> (LocalHours, ZonePlan) {
    let zone = try #require(ZonePlan(parsing: zone))
    let (from, until) = (try #require(seconds(from)), try #require(seconds(until)))
    return (LocalHours(from: from, until: until, zone: zone), zone)
  }

  @Test("the hour that the clocks show twice is two hours, and the day has 25")
  func autumn() throws {
    let (hours, zone) = try hours("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "Europe/Berlin")
    #expect(hours.hours.map(\.hour) == [0, 1, 2, 2] + Array(3...23))
    #expect(hours.days == [0..<25])
    #expect(
      hours.hours[1...4].map { zone.stamp($0.start) } == [
        "2026-10-25T01:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00",
        "2026-10-25T03:00+01:00",
      ])
    #expect(hours.hours.allSatisfy { $0.isWhole && $0.weekday == 6 })
  }

  @Test("the hour that the clocks skip is none, and the day has 23")
  func spring() throws {
    let (hours, _) = try hours("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z", "Europe/Berlin")
    #expect(hours.hours.map(\.hour) == [0, 1] + Array(3...23))
    #expect(hours.days == [0..<23])
  }

  @Test("where clocks change by half an hour, the hours beside it are shorter")
  func halfAnHour() throws {
    // 2026-04-05 at 2:00 the clocks of Lord Howe show 1:30 again.
    let (hours, _) = try hours("2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z", "Australia/Lord_Howe")
    #expect(hours.hours.map(\.hour) == [1, 1, 2])
    #expect(hours.hours.map { $0.end - $0.start } == [3600, 1800, 3600])
    #expect(hours.hours.map(\.isWhole) == [true, false, true])
  }

  @Test("where clocks change within an hour, what is before and after it is shorter")
  func withinAnHour() throws {
    // 2010-03-14 at 0:01 the clocks of St. John's show 1:01.
    let (hours, _) = try hours("2010-03-14T03:30:00Z", "2010-03-14T05:30:00Z", "America/St_Johns")
    #expect(hours.hours.map(\.hour) == [0, 1, 2])
    #expect(hours.hours.map { $0.end - $0.start } == [60, 3540, 3600])
  }

  @Test("hours begin where the clocks show a full one, also half an hour from UTC")
  func india() throws {
    let (hours, zone) = try hours("2026-12-01T03:30:00Z", "2026-12-01T05:30:00Z", "Asia/Kolkata")
    #expect(hours.hours.map(\.slot) == [24 + 9, 24 + 10])
    let four = try #require(seconds("2026-12-01T04:00:00Z"))
    #expect(!zone.isFullHour(four))
    #expect(zone.stamp(zone.fullHour(from: four)) == "2026-12-01T10:00+05:30")
  }

  @Test(
    "an instant is in the hour that begins with it, and outside of all before the first and from the end on")
  func search() throws {
    let (hours, _) = try hours("2026-12-01T00:00:00Z", "2026-12-01T03:00:00Z", "UTC")
    func hour(_ time: String) throws -> Int? { hours.hour(of: try #require(seconds(time))) }
    #expect(try hour("2026-12-01T00:00:00Z") == 0)
    #expect(try hour("2026-12-01T00:59:59Z") == 0)
    #expect(try hour("2026-12-01T01:00:00Z") == 1)
    #expect(try hour("2026-12-01T02:59:59Z") == 2)
    #expect(try hour("2026-11-30T23:59:59Z") == nil)
    #expect(try hour("2026-12-01T03:00:00Z") == nil)
  }

  @Test("tickets of the hour that is there twice are counted apart, and held against both of the baseline's")
  func ticketsOfTheRepeatedHour() throws {
    func rows(_ times: [String], from first: Int) -> String {
      times.enumerated().map { "\(first + $0),\($1),,,,,,,,,\n" }.joined()
    }
    let result = try HypercareExample(
      tickets: rows(
        ["2026-10-25T00:10:00Z", "2026-10-25T00:20:00Z", "2026-10-25T01:10:00Z", "2026-10-25T03:00:00Z"],
        from: 1),
      // A Sunday a week before, from its hour 1 to its hour 3 by the clocks of Berlin.
      baseline: rows(
        [
          "2026-10-17T22:30:00Z", "2026-10-17T23:30:00Z", "2026-10-18T00:00:00Z", "2026-10-18T00:30:00Z",
          "2026-10-18T00:40:00Z", "2026-10-18T03:00:00Z",
        ], from: 11),
      hypercare: "from: 2026-10-25T01:00:00+02:00\nuntil: 2026-10-25T04:00:00+01:00\ntime-zone: Europe/Berlin"
    ).run(asOf: "2026-10-25T04:00:00Z")
    #expect(
      result.hours.map(\.start) == [
        "2026-10-25T01:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00",
        "2026-10-25T03:00+01:00",
      ])
    #expect(result.values(.volume) == [0, 2, 1, 0])
    #expect(result.series(.volume)?.hours.map(\.baseline) == [1, 3, 3, 0])
  }
}

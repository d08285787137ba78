import Foundation
import Testing

@testable import Audit
@testable import Plan

@Suite("Stamps in the formats of a plan")
struct InstantReaderTests {
  private func reader(_ format: TimestampFormat, _ zone: ZonePlan? = nil) -> InstantReader {
    var plan = ColumnPlan(from: "T", type: .timestamp)
    plan.format = format
    plan.timeZone = zone
    return InstantReader(plan)
  }

  private func read(_ text: String, _ reader: InstantReader) -> String? {
    Array(text.utf8).withUnsafeBufferPointer { reader.instant($0) }?.text
  }

  private func likeness(_ text: String, _ reader: InstantReader) -> String? {
    Array(text.utf8).withUnsafeBufferPointer { reader.likeness(of: $0) }
  }

  /// Berlin's clocks in 2021: an hour ahead of UTC, two from 28 March 01:00 UTC to 31 October 01:00 UTC.
  private let berlin = ZonePlan(
    name: "Europe/Berlin",
    offsets: [
      .init(start: .min, secondsEast: 3600), .init(start: 1_616_893_200, secondsEast: 7200),
      .init(start: 1_635_642_000, secondsEast: 3600),
    ])

  @Test(
    "seconds since 1970, with a fraction",
    arguments: [
      ("0", "1970-01-01T00:00:00Z"), ("1614589200", "2021-03-01T09:00:00Z"),
      ("1614589200.5", "2021-03-01T09:00:00.5Z"), ("-1.25", "1969-12-31T23:59:58.75Z"),
      ("-0.5", "1969-12-31T23:59:59.5Z"), ("253402300799.999999999", "9999-12-31T23:59:59.999999999Z"),
      ("-62167219200", "0000-01-01T00:00:00Z"), ("253402300800", nil), ("-62167219201", nil),
      ("-62167219200.1", nil), ("1.", nil), (".5", nil), ("1.1234567890", nil), ("01", nil), ("-0", nil),
      ("-0.0", nil), ("-0.000000000", nil), ("-0.000000001", "1969-12-31T23:59:59.999999999Z"),
      ("0.0", "1970-01-01T00:00:00Z"),
      ("1e9", nil),
      ("1614589200 ", nil), ("", nil), ("-", nil), ("1.5.5", nil),
    ] as [(String, String?)])
  func seconds(_ text: String, expected: String?) {
    #expect(read(text, reader(.epochSeconds)) == expected)
  }

  @Test("milliseconds and microseconds since 1970, without a fraction")
  func fineUnits() {
    let (milli, micro) = (reader(.epochMilliseconds), reader(.epochMicroseconds))
    #expect(read("1614589200001", milli) == "2021-03-01T09:00:00.001Z")
    #expect(read("-1", milli) == "1969-12-31T23:59:59.999Z")
    #expect(read("1614589200000001", micro) == "2021-03-01T09:00:00.000001Z")
    #expect(read("-62167219200000", milli) == "0000-01-01T00:00:00Z")
    #expect(read("-62167219200001", milli) == nil)
    #expect(read("1614589200001.5", milli) == nil)
    #expect(read("9223372036854775807", micro) == nil)
  }

  @Test("milliseconds where seconds are declared are told by the year that they would be in")
  func unit() {
    #expect(
      likeness("1614589200000", reader(.epochSeconds))
        == "its year would be beyond 9999; it looks like milliseconds"
    )
    #expect(likeness("1.6E9", reader(.epochSeconds)) == "scientific notation, in which digits are lost")
  }

  @Test(
    "a local time is that of the zone at the time, and none where the clocks skip it or show it twice",
    arguments: [
      ("2021-01-15T12:00:00", "2021-01-15T11:00:00Z"), ("2021-07-15 12:00:00", "2021-07-15T10:00:00Z"),
      ("2021-03-28T01:59:59.5", "2021-03-28T00:59:59.5Z"), ("2021-03-28T02:00:00", nil),
      ("2021-03-28T02:59:59", nil), ("2021-03-28T03:00:00", "2021-03-28T01:00:00Z"),
      ("2021-10-31T01:59:59", "2021-10-30T23:59:59Z"), ("2021-10-31T02:00:00", nil),
      ("2021-10-31T02:59:59", nil), ("2021-10-31T03:00:00", "2021-10-31T02:00:00Z"),
      ("2021-03-28T02:30:00+01:00", "2021-03-28T01:30:00Z"), ("0000-01-01T00:30:00", nil),
    ] as [(String, String?)])
  func zones(_ text: String, expected: String?) {
    #expect(read(text, reader(.rfc3339, berlin)) == expected)
  }

  @Test("why a local time is none is said")
  func zoneWords() {
    let reader = reader(.rfc3339, berlin)
    #expect(
      likeness("2021-03-28T02:30:00", reader)
        == "a local time that does not exist in Europe/Berlin (daylight saving)")
    #expect(
      likeness("2021-10-31T02:30:00", reader)
        == "a local time that is ambiguous in Europe/Berlin (daylight saving)")
  }

  @Test(
    "the clocks of real zones agree with the system's, hour by hour around every change since 1970",
    arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"])
  func realZones(_ name: String) throws {
    let plan = try #require(ZonePlan(parsing: name))
    let zone = try #require(TimeZone(identifier: name))
    let reader = ZoneReader(plan)
    for offset in plan.offsets where offset.start >= 0 && offset.start < 1_800_000_000 {
      for step in -30...30 {
        let instant = offset.start + Int64(step) * 1800
        let east = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant))))
        let result = reader.instant(atLocal: Instant(seconds: instant + east, nanoseconds: 0))
        // A time that is shown twice is none, whichever of the two instants it came from.
        let twins = (-50...50).filter { half in
          let other = instant + Int64(half) * 1800
          let itsEast = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(other))))
          return other + itsEast == instant + east
        }
        if twins.count == 1 {
          #expect(try result.get().seconds == instant, "\(name) at \(instant)")
        } else {
          #expect(throws: ZoneReader.Trouble.ambiguous, "\(name) at \(instant)") { try result.get() }
        }
      }
    }
  }

  @Test(
    "patterns",
    arguments: [
      ("%a %b %d %H:%M:%S %z %Y", "Tue Oct 31 22:10:47 +0000 2017", "2017-10-31T22:10:47Z"),
      ("%a %b %d %H:%M:%S %z %Y", "tuesday OCTOBER 31 22:10:47 -0330 2017", "2017-11-01T01:40:47Z"),
      ("%a %b %d %H:%M:%S %z %Y", "Mon Oct 31 22:10:47 +0000 2017", nil),
      ("%Y-%m-%dT%H:%M:%S %z", "2016-04-28T11:19:34 -10:00", "2016-04-28T21:19:34Z"),
      ("%Y-%m-%dT%H:%M:%S %z", "2016-04-28T11:19:34 +05", "2016-04-28T06:19:34Z"),
      ("%Y-%m-%dT%H:%M:%S %z", "2016-04-28T11:19:34 Z", "2016-04-28T11:19:34Z"),
      ("%Y-%m-%dT%H:%M:%S %z", "2016-04-28T11:19:34 z", nil),
      ("%Y-%m-%dT%H:%M:%S %z", "2016-04-28T11:19:34 +24:00", nil),
      ("%Y-%m-%dT%H:%M:%S %z", "2016-04-28T11:19:34", nil),
      ("%m/%d/%Y %I:%M %p", "10/31/2017 10:10 PM", "2017-10-31T22:10:00Z"),
      ("%m/%d/%Y %I:%M %p", "1/2/2017 12:05 am", "2017-01-02T00:05:00Z"),
      ("%m/%d/%Y %I:%M %p", "1/2/2017 12:05 pm", "2017-01-02T12:05:00Z"),
      ("%m/%d/%Y %I:%M %p", "1/2/2017 13:05 pm", nil), ("%m/%d/%Y %I:%M %p", "1/2/2017 0:05 am", nil),
      ("%m/%d/%Y %I:%M %p", "2/29/2017 1:05 am", nil), ("%m/%d/%Y %I:%M %p", "1/2/2017 1:05 am ", nil),
      ("%d.%m.%Y %H:%M:%S.%f", "29.02.2020 23:59:59.123456789", "2020-02-29T23:59:59.123456789Z"),
      ("%d.%m.%Y %H:%M:%S.%f", "29.02.2020 23:59:59.5", "2020-02-29T23:59:59.5Z"),
      ("%d.%m.%Y %H:%M:%S.%f", "29.02.2020 23:59:59.1234567890", nil),
      ("%d.%m.%Y %H:%M:%S.%f", "29.02.2020 23:59:60.0", nil),
      ("%d.%m.%Y %H:%M:%S.%f", "29.02.2020 24:00:00.0", nil),
      ("%b %e %Y %H:%M", "Oct  1 2017 7:00", "2017-10-01T07:00:00Z"),
      ("%b %e %Y %H:%M", "Oct 1 2017 07:00", "2017-10-01T07:00:00Z"),
      ("%b %e %Y %H:%M", "Oct 12 2017 7:00", "2017-10-12T07:00:00Z"),
      ("%b %e %Y %H:%M", "Oct  12 2017 7:00", nil),
      ("%b %e %Y %H:%M", "Okt 1 2017 7:00", nil), ("%b %e %Y %H:%M", "Oct 1 17 7:00", nil),
      ("%d %B %Y %H:%M", "1 may 2017 7:0", "2017-05-01T07:00:00Z"),
      ("%Y-%m-%d %H:%M:%S UTC", "2021-03-01 09:05:00.5 UTC", "2021-03-01T09:05:00.5Z"),
      ("%Y-%m-%d %H:%M:%S UTC", "2021-03-01 09:05:00 UTC", "2021-03-01T09:05:00Z"),
      ("%Y-%m-%d %H:%M:%S UTC", "2021-03-01 09:05:00. UTC", nil),
      ("%d.%m.%y %H:%M", "01.03.21 09:05", "2021-03-01T09:05:00Z"),
      ("%d.%m.%y %H:%M", "01.03.68 09:05", "2068-03-01T09:05:00Z"),
      ("%d.%m.%y %H:%M", "01.03.69 09:05", "1969-03-01T09:05:00Z"), ("%d.%m.%y %H:%M", "01.03.1 09:05", nil),
      ("%Y-%m-%d %H:%M[:%S]", "2021-03-01 09:05", "2021-03-01T09:05:00Z"),
      ("%Y-%m-%d %H:%M[:%S]", "2021-03-01 09:05:07.25", nil),
      ("%Y-%m-%d %H:%M:%S[.%f] %z", "2021-03-01 09:05:07.25 UTC", "2021-03-01T09:05:07.25Z"),
      ("%Y-%m-%d %H:%M:%S[.%f][%z]", "2021-03-01 09:05:07+01", "2021-03-01T08:05:07Z"),
      ("%Y-%m-%d %H:%M:%S[.%f][%z]", "2021-03-01 09:05:07", "2021-03-01T09:05:07Z"),
      ("%Y-%m-%dT%H:%M:%S[.%f]%z", "2021-03-01T09:05:07.000+0000", "2021-03-01T09:05:07Z"),
      ("%a %b %d %Y %H:%M:%S %z", "Mon Mar 01 2021 09:05:07 GMT+0100", "2021-03-01T08:05:07Z"),
      ("%Y-%m-%d %H:%M %z", "2021-03-01 09:05 gmt", "2021-03-01T09:05:00Z"),
      ("%Y-%m-%d %H:%M %z", "2021-03-01 09:05 UTC+", nil), ("%Y-%m-%d %H:%M %z", "2021-03-01 09:05 CET", nil),
    ] as [(String, String, String?)])
  func patterns(_ pattern: String, _ text: String, expected: String?) throws {
    let format = TimestampFormat.pattern(try TimestampPattern(parsing: pattern))
    #expect(read(text, reader(format, ZonePlan(name: "UTC", minutesEast: 0))) == expected)
  }

  @Test("a stamp of a pattern without an offset is local time")
  func localPattern() throws {
    let pattern = TimestampFormat.pattern(try TimestampPattern(parsing: "%d/%m/%Y %H:%M"))
    #expect(read("15/07/2021 12:00", reader(pattern, berlin)) == "2021-07-15T10:00:00Z")
    #expect(read("28/03/2021 02:30", reader(pattern, berlin)) == nil)
    #expect(read("15/07/2021 12:00", reader(pattern)) == nil)
    #expect(
      likeness("15/07/2021 12:00", reader(pattern))
        == "it has no zone, and the plan gives none ('time-zone')"
    )
  }
}

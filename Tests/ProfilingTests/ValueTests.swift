import Exports
import Foundation
import Testing

@testable import Profiling

@Suite("What a value looks like")
struct ValueTests {
  @Test(
    "each form is told from the others",
    arguments: [
      ("7", ValueForm.integer), ("-12", .integer), ("007", .integer), ("3.0", .decimal), ("-12.50", .decimal),
      ("1.2E+10", .scientific), ("12e3", .scientific), ("1,234", .grouped), ("1,234,567.89", .grouped),
      ("1.234.567", .grouped), ("12,34", .text), ("1,23", .text), ("1.2.3", .text), ("-", .nullWord),
      ("5-", .text),
      ("True", .boolean), ("no", .boolean), ("N/A", .nullWord), ("NULL", .nullWord), ("#n/a", .nullWord),
      ("ann@example.org", .email), (" ann@example.org ", .email), ("ann@example", .text),
      ("a@b@example.org", .text),
      ("@example.org", .text), ("<p>Hi</p>", .html), ("a < b", .text), ("</div>", .html),
      ("{\"a\": 1}", .json),
      ("[1, 2]", .json), ("[open", .text), (" \t", .blank), ("2021-03-01", .date), ("2021-02-30", .text),
      ("Hello", .text), ("nobody", .text), ("e", .text),
    ])
  func form(_ text: String, _ expected: ValueForm) {
    withBytes(text) { #expect(ValueForm.form(of: $0, ByteClasses(of: $0)) == expected) }
  }

  @Test(
    "RFC 3339 is told with its zone and the sign between date and time",
    arguments: [
      ("2021-03-01T10:00:00Z", ValueForm.stampUTC, 1_614_592_800),
      ("2021-03-01T10:00:00.250z", .stampUTC, 1_614_592_800),
      ("2021-03-01t12:00:00+02:00", .stampOffset, 1_614_592_800),
      ("2021-03-01T10:00:00", .stampLocal, 1_614_592_800),
      ("2021-03-01 10:00:00Z", .stampSpaceUTC, 1_614_592_800),
      ("2021-03-01 05:00:00-05:00", .stampSpaceOffset, 1_614_592_800),
      ("2021-03-01 10:00:00", .stampSpaceLocal, 1_614_592_800),
    ])
  func rfc3339(_ text: String, _ form: ValueForm, _ seconds: Int) throws {
    let found = try #require(withBytes(text) { Stamp.rfc3339($0) })
    #expect(found.form == form)
    #expect(found.stamp.seconds == Int64(seconds))
    #expect(found.stamp.hasZone == !(form == .stampLocal || form == .stampSpaceLocal))
  }

  @Test(
    "what no calendar or clock has is no RFC 3339",
    arguments: [
      "2021-02-29T10:00:00Z", "2021-13-01T10:00:00Z", "2021-01-01T24:00:00Z", "2021-01-01T10:60:00Z",
      "2021-01-01T10:00:60Z", "2021-01-01T10:00:00.Z", "2021-01-01T10:00:00.1234567890Z",
      "2021-01-01T10:00:00+0200",
      "2021-01-01T10:00", "2021/01/01T10:00:00Z",
    ])
  func notRFC3339(_ text: String) { withBytes(text) { #expect(Stamp.rfc3339($0) == nil) } }

  @Test(
    "a stamp in another form tells its pattern",
    arguments: [
      ("2016-04-28T11:19:34 -10:00", "%Y-%m-%dT%H:%M:%S %z", "2016-04-28T21:19:34Z"),
      ("Tue Oct 31 22:10:47 +0000 2017", "%a %b %d %H:%M:%S %z %Y", "2017-10-31T22:10:47Z"),
      ("10/31/2017 10:10 PM", "%m/%d/%Y %I:%M %p", "2017-10-31T22:10:00Z"),
      ("31/10/2017 22:10", "%d/%m/%Y %H:%M", "2017-10-31T22:10:00Z"),
      ("31.10.2017 22:10:05", "%d.%m.%Y %H:%M:%S", "2017-10-31T22:10:05Z"),
      ("2017-10-31 22:10", "%Y-%m-%d %H:%M", "2017-10-31T22:10:00Z"),
      ("Tue, 31 Oct 2017 12:10:47 +0200", "%a, %d %b %Y %H:%M:%S %z", "2017-10-31T10:10:47Z"),
      ("2017-10-31T22:10:47.125+0000", "%Y-%m-%dT%H:%M:%S.%f%z", "2017-10-31T22:10:47Z"),
      ("October 31, 2017 12:00 AM", "%b %d, %Y %I:%M %p", "2017-10-31T00:00:00Z"),
    ])
  func shape(_ text: String, _ pattern: String, _ instant: String) throws {
    let stamp = try #require(withBytes(text) { ShapedStamp($0, isDayFirst: false) })
    #expect(stamp.shape.pattern(isDayFirst: stamp.firstIsDay) == pattern)
    #expect(Profiling.rfc3339(stamp.stamp.seconds, isLocal: false) == instant)
  }

  @Test("a date with two numbers up to 12 leaves open which is the day")
  func openOrder() throws {
    let stamp = try #require(withBytes("03/04/2017 10:10") { ShapedStamp($0, isDayFirst: false) })
    #expect(stamp.shape.hasOpenOrder)
    #expect(!stamp.firstIsDay && !stamp.secondIsDay)
    let other = try #require(withBytes("03/04/2017 10:10") { ShapedStamp($0, isDayFirst: true) })
    #expect(Profiling.rfc3339(stamp.stamp.seconds, isLocal: true) == "2017-03-04T10:10:00")
    #expect(Profiling.rfc3339(other.stamp.seconds, isLocal: true) == "2017-04-03T10:10:00")
  }

  @Test(
    "a text that only looks like a time is none",
    arguments: ["10:30", "at 10:30 on 3", "1:2:3:4", "99/99/2017 10:10", "13:45 PM 1/1/2017"])
  func noShape(_ text: String) { withBytes(text) { #expect(ShapedStamp($0, isDayFirst: false) == nil) } }

  @Test("dates agree with Foundation's calendar, there and back")
  func calendar() throws {
    var numbers = SeededNumbers(seed: 7)
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for _ in 0..<2000 {
      let seconds = Int64.random(in: -2_000_000_000...4_000_000_000, using: &numbers)
      let expected = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: TimeInterval(seconds)))
      let date = calendarDate(ofSeconds: seconds)
      #expect(
        date.year == expected.year && date.month == expected.month && date.day == expected.day,
        "seed 7: \(seconds)")
      let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
      #expect(daysSince1970(date.year, date.month, date.day) == Int(days), "seed 7: \(seconds)")
    }
  }

  @Test("people are matched without case and surrounding space, and a blank e-mail matches nobody")
  func emailKey() {
    let key: (String) -> UInt64? = { text in withBytes(text) { EmailKey.digest(of: $0) } }
    #expect(key(" Ann@Example.ORG\t") == key("ann@example.org"))
    #expect(key("\u{A0}ÄNN@example.org") == key("änn@example.org"))
    #expect(key("ann@example.org") != key("ann@example.or"))
    #expect(key(" ") == nil)
    #expect(key("") == nil)
  }
}

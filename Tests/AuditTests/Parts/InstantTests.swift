import Foundation
import Testing

@testable import Audit

@Suite("Instants of the audit")
struct InstantTests {
  private func instant(_ text: String, form: Instant.Form = .strict) -> Instant? {
    text.read { Instant($0, form: form) }
  }

  @Test(
    "a stamp is the seconds since 1970 and the nanoseconds behind them",
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0),
      ("2001-09-09T01:46:40Z", 1_000_000_000, 0),
      ("2021-03-01T09:05:00.25Z", 1_614_589_500, 250_000_000),
      ("2000-02-29T23:59:59Z", 951_868_799, 0),
      ("1969-12-31T23:59:59.9Z", -1, 900_000_000),
      ("2021-03-01T10:05:00+01:00", 1_614_589_500, 0),
      ("2021-03-01T03:35:00-05:30", 1_614_589_500, 0),
      ("2021-03-01t09:05:00z", 1_614_589_500, 0),
      ("2021-03-01T09:05:00-00:00", 1_614_589_500, 0),
      ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
      ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
    ] as [(String, Int64, Int32)])
  func values(_ text: String, seconds: Int64, nanoseconds: Int32) {
    #expect(instant(text) == Instant(seconds: seconds, nanoseconds: nanoseconds))
  }

  @Test(
    "what is no RFC 3339, or no instant would keep, is refused",
    arguments: [
      "", "2021", "2021-03-01", "2021-03-01T09:05Z", "2021-03-01T09:05:00", "2021-03-01 09:05:00Z",
      "2021-3-01T09:05:00Z", "21-03-01T09:05:00ZZZ", "2021-00-01T09:05:00Z", "2021-13-01T09:05:00Z",
      "2021-03-00T09:05:00Z", "2021-02-29T09:05:00Z", "1900-02-29T09:05:00Z", "2021-04-31T09:05:00Z",
      "2021-03-01T24:00:00Z", "2021-03-01T09:60:00Z", "2016-12-31T23:59:60Z", "2021-03-01T09:05:00.Z",
      "2021-03-01T09:05:00,5Z", "2021-03-01T09:05:00.1234567890Z", "2021-03-01T09:05:00+01",
      "2021-03-01T09:05:00+0100", "2021-03-01T09:05:00+24:00", "2021-03-01T09:05:00+01:60",
      "2021-03-01T09:05:00 +01:00", "2021-03-01T09:05:00Z ", " 2021-03-01T09:05:00Z",
      "2021-03-01T09:05:00Zulu", "+2021-03-01T09:05:0Z", "2021-03-01T09:05:0٠Z", "1614589500",
    ])
  func refused(_ text: String) {
    #expect(instant(text) == nil)
  }

  @Test("a space in place of the T is for exports only")
  func space() {
    let text = "2021-03-01 09:05:00Z"
    #expect(instant(text) == nil)
    #expect(
      instant(text, form: Instant.Form(allowsSpace: true))
        == Instant(seconds: 1_614_589_500, nanoseconds: 0))
  }

  @Test("the plan's zone is for stamps without one, and for no other")
  func planZone() {
    let form = Instant.Form(zoneMinutes: 90)
    #expect(
      instant("2021-03-01T10:35:00", form: form) == Instant(seconds: 1_614_589_500, nanoseconds: 0))
    #expect(
      instant("2021-03-01T09:05:00Z", form: form) == Instant(seconds: 1_614_589_500, nanoseconds: 0))
  }

  @Test("instants are ordered by their seconds, then by their nanoseconds, also before 1970")
  func order() {
    let times = [
      "1969-12-31T23:59:58.9Z", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.1Z", "1970-01-01T00:00:00Z",
      "1970-01-01T00:00:00.000000001Z", "1970-01-01T00:00:01Z",
    ]
    let instants = times.compactMap { instant($0) }
    #expect(instants.count == times.count)
    #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 < $1 && !($1 < $0) })
  }

  @Test("an instant is written in UTC, with a fraction only where there is one")
  func text() {
    #expect(instant("2021-03-01T10:05:00.500+01:00")?.text == "2021-03-01T09:05:00.5Z")
    #expect(instant("1969-12-31T23:59:59.000000001Z")?.text == "1969-12-31T23:59:59.000000001Z")
    #expect(instant("0000-02-29T00:00:00Z")?.text == "0000-02-29T00:00:00Z")
  }

  @Test("reading and writing agree with Foundation's calendar on random days of ten thousand years")
  func calendar() throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    // Foundation's calendar is Gregorian from the start only after 1582.
    let days = Int64(-141_427)...2_932_896
    withEverySeed { seed in
      var random = RandomNumbers(seed: seed)
      for _ in 0..<50 {
        let seconds =
          Int64.random(in: days, using: &random) * 86_400 + Int64.random(in: 0..<86_400, using: &random)
        let date = Date(timeIntervalSince1970: TimeInterval(seconds))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        let numbers = [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second]
        let text = zip(numbers, ["%04d-", "%02d-", "%02dT", "%02d:", "%02d:", "%02dZ"])
          .map { String(format: $1, $0 ?? -1) }.joined()
        #expect(instant(text) == Instant(seconds: seconds, nanoseconds: 0), "seed \(seed), \(text)")
        #expect(Instant(seconds: seconds, nanoseconds: 0).text == text, "seed \(seed)")
      }
    }
  }
}

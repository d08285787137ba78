import Foundation
import Testing

@testable import Demo

@Suite("Time stamps")
struct InstantTests {
  private func utc(_ instant: Instant) -> String {
    var text: [UInt8] = []
    instant.appendUTC(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private func local(_ instant: Instant, digits: Int, offsetMinutes: Int) -> String {
    var text: [UInt8] = []
    instant.append(to: &text, digits: digits, offsetMinutes: offsetMinutes)
    return String(decoding: text, as: UTF8.self)
  }

  @Test("the epoch is written as 1970-01-01T00:00:00Z")
  func epoch() {
    #expect(utc(Instant(seconds: 0)) == "1970-01-01T00:00:00Z")
  }

  @Test("a fraction is written without its trailing zeros")
  func fraction() {
    #expect(utc(Instant(seconds: 0, nanoseconds: 120_000_000)) == "1970-01-01T00:00:00.12Z")
    #expect(utc(Instant(seconds: 0, nanoseconds: 1)) == "1970-01-01T00:00:00.000000001Z")
  }

  @Test("an offset moves the local time, not the instant")
  func offset() {
    let newYear = Instant(seconds: 1_609_459_200)  // 2021-01-01T00:00:00Z
    #expect(local(newYear, digits: 0, offsetMinutes: -300) == "2020-12-31T19:00:00-05:00")
    #expect(local(newYear, digits: 3, offsetMinutes: 345) == "2021-01-01T05:45:00.000+05:45")
    #expect(Instant("2020-12-31T19:00:00-05:00".utf8) == newYear)
    #expect(Instant("2021-01-01T05:45:00.000+05:45".utf8) == newYear)
  }

  @Test(
    "a text that is no RFC 3339 time of the exports is refused",
    arguments: [
      "", "2021-02-29T00:00:00Z", "2021-13-01T00:00:00Z", "2021-01-01T24:00:00Z", "2021-01-01T00:60:00Z",
      "2021-01-01T00:00:60Z", "2021-01-01T00:00:00", "2021-01-01T00:00:00.Z", "2021-01-01T00:00:00Z ",
      "2021-01-01T00:00:00.0123456789Z", "2021-01-01T00:00:00+24:00", "2021-1-01T00:00:00Z",
    ])
  func refused(text: String) {
    #expect(Instant(text.utf8) == nil)
  }

  @Test(
    "random instants between 1600 and 2400 agree with Foundation and read back", arguments: [UInt64(7), 8])
  func agreesWithFoundation(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let instant = Instant(seconds: Int64(random.next(below: 25_000_000_000)) - 11_600_000_000)
      let text = utc(instant)
      let date = Date(timeIntervalSince1970: Double(instant.seconds))
      #expect(text == date.formatted(.iso8601), "seed \(seed)")
      #expect(Instant(text.utf8) == instant, "seed \(seed), \(text)")
    }
  }
}

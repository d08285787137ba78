import Foundation
import Testing

@testable import Fetch

@Suite("Retry-After")
struct RetryAfterTests {
  /// Sunday, 6 November 1994, 08:49:37 UTC, the date of RFC 9110's examples, less ten seconds.
  private let now = Date(timeIntervalSince1970: 784_111_777 - 10)

  @Test(
    "seconds, and the three forms of an HTTP date",
    arguments: [
      "10", " 10 ", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
    ])
  func forms(_ value: String) {
    #expect(RetryAfter.seconds(value, now: now) == 10)
  }

  @Test(
    "nothing, what is negative, unreadable or over is no wish",
    arguments: [
      nil, "", "-1", "1.5", "+3", "0x10", "tomorrow", "Sun, 06 Nov 1994 08:49:20 GMT",
      "Sun, 31 Feb 2030 00:00:00 GMT",
    ])
  func nothing(_ value: String?) {
    #expect(RetryAfter.seconds(value, now: now) == nil)
  }

  @Test("zero is at once, and digits without end are a long time")
  func extremes() {
    #expect(RetryAfter.seconds("0", now: now) == 0)
    #expect(RetryAfter.seconds(String(repeating: "9", count: 400), now: now) == .infinity)
  }

  @Test("the backoff doubles to a minute, and chance takes any part of it")
  func backoff() {
    var timing = Timing(now: { Date() }, wait: { _, _ in }, chance: { 1 })
    #expect([1, 2, 3, 6, 7, 8, 100].map(timing.backoff) == [1, 2, 4, 32, 60, 60, 60])
    timing.chance = { 0.25 }
    #expect(timing.backoff(after: 3) == 1)
  }
}

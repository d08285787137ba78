import Foundation

/// How long a server asks to wait (RFC 9110, 10.2.3): seconds, or an HTTP date in one of its three forms.
enum RetryAfter {
  /// Seconds from `now`; nil for anything that is not a wish to wait: nothing, a negative or unreadable value,
  /// or a date that is over.
  static func seconds(_ value: String?, now: Date) -> Double? {
    guard let text = value?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
    if text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) { return Double(text) }
    guard let date = date(text) else { return nil }
    let wait = date.timeIntervalSince(now)
    return wait > 0 ? wait : nil
  }

  private static func date(_ text: String) -> Date? {
    let reader = DateFormatter()
    reader.locale = Locale(identifier: "en_US_POSIX")
    reader.timeZone = TimeZone(secondsFromGMT: 0)
    reader.isLenient = false
    for format in [
      "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy",
    ] {
      reader.dateFormat = format
      if let date = reader.date(from: text) { return date }
    }
    return nil
  }
}

/// Time and chance, which tests replace by ones that take no time.
package struct Timing: Sendable {
  /// The clock of this machine.
  package var now: @Sendable () -> Date
  /// Waits as many seconds, or until the second argument says that it is time to stop.
  package var wait: @Sendable (Double, _ isStopped: () -> Bool) -> Void
  /// A number between 0 and 1.
  package var chance: @Sendable () -> Double

  package init(
    now: @escaping @Sendable () -> Date, wait: @escaping @Sendable (Double, () -> Bool) -> Void,
    chance: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.wait = wait
    self.chance = chance
  }

  package static let real = Timing(
    now: { Date() },
    wait: { seconds, isStopped in
      let end = ContinuousClock.now + .seconds(seconds)
      while !isStopped(), ContinuousClock.now < end { Thread.sleep(forTimeInterval: min(0.1, seconds)) }
    },
    chance: { Double.random(in: 0...1) })

  /// Exponential backoff with full jitter: anything up to 1, 2, 4, … 60 seconds before the next attempt.
  ///
  /// - Parameter attempt: the attempts that failed, from 1.
  func backoff(after attempt: Int) -> Double {
    chance() * min(60, Double(1 << min(max(attempt, 1) - 1, 6)))
  }
}

extension Instant {
  /// Reads a count of units since 1970: decimal digits with an optional `-`, without a leading zero.
  ///
  /// - Parameters:
  ///   - perSecond: 1, or 1000 for milliseconds, or 1,000,000 for microseconds.
  ///   - takesFraction: whether a point and one to nine digits may follow.
  /// - Complexity: O(n), no allocation.
  init?(epoch text: Bytes, perSecond: Int64, takesFraction: Bool) {
    let point = text.firstIndex(of: UInt8(ascii: ".")) ?? text.count
    var position = point
    guard takesFraction || point == text.count, let fraction = text.fraction(&position),
      position == text.count
    else { return nil }
    let isNegative = text.first == UInt8(ascii: "-")
    let whole = Bytes(rebasing: text[(isNegative ? 1 : 0)..<max(point, isNegative ? 1 : 0)])
    guard let magnitude = Int64(decimal: whole), magnitude >= 0 else { return nil }
    // `-0` says nothing that `0` does not, and is the trace of a calculation; `-0.5` is a moment.
    if isNegative, magnitude == 0, fraction == 0 { return nil }
    let nanosecondsPerUnit = 1_000_000_000 / perSecond
    seconds = magnitude / perSecond
    nanoseconds = UInt32(truncatingIfNeeded: magnitude % perSecond * nanosecondsPerUnit) + fraction
    if isNegative {
      seconds = nanoseconds > 0 ? -seconds - 1 : -seconds
      nanoseconds = nanoseconds > 0 ? 1_000_000_000 - nanoseconds : 0
    }
    guard isInRange else { return nil }
  }
}

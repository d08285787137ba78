import Plan

/// How the stamps of one column become instants: decided once for a column.
enum StampReader: Sendable {
  /// RFC 3339, where the zone of a bare stamp is as many minutes east of UTC, or unknown.
  case fixed(zone: Int?)
  /// RFC 3339, where bare stamps are local time of a zone whose clocks change.
  case changing(ZonePlan)
  case epoch(perSecond: Int64)
  case pattern(TimestampPattern, ZonePlan?)

  init(_ column: ColumnPlan) {
    switch column.format {
    case .epochSeconds: self = .epoch(perSecond: 1)
    case .epochMilliseconds: self = .epoch(perSecond: 1000)
    case .epochMicroseconds: self = .epoch(perSecond: 1_000_000)
    case .pattern(let pattern): self = .pattern(pattern, column.timeZone)
    case .rfc3339:
      let minutes = column.timeZone?.fixedMinutes
      if let zone = column.timeZone, minutes.map({ $0 * 60 }) != zone.offsets.first?.secondsEast {
        self = .changing(zone)
      } else {
        self = .fixed(zone: minutes)
      }
    }
  }

  /// - Complexity: O(n), no allocation.
  func instant(_ text: Bytes) -> Instant? {
    switch self {
    case .fixed(let zone): Instant(rfc3339: text, zone: zone)
    case .changing(let zone): Self.instant(text, in: zone)
    case .epoch(let perSecond): Instant(epoch: text, perSecond: perSecond, takesFraction: perSecond == 1)
    case .pattern(let pattern, let zone): Instant(text, pattern: pattern, zone: zone)
    }
  }

  private static func instant(_ text: Bytes, in zone: ZonePlan) -> Instant? {
    if let instant = Instant(rfc3339: text, zone: nil) { return instant }
    // Nothing but a zone was missing if the stamp can be read as one of UTC.
    guard let local = Instant(rfc3339: text, zone: 0) else { return nil }
    return Instant(local: local, in: zone)
  }
}

extension Instant {
  /// The instant of a local time, which is given as if it were UTC; nil where the zone has none or two, or no
  /// text would hold it.
  init?(local: Instant, in zone: ZonePlan) {
    guard let seconds = zone.instant(ofLocal: local.seconds) else { return nil }
    self.init(seconds: seconds, nanoseconds: local.nanoseconds)
    guard isInRange else { return nil }
  }
}

import Plan

/// Counts working time by a calendar of the plan: real seconds within its hours, whatever its clocks show.
///
/// Where clocks are put forward, hours that begin in the gap begin at its end; where they are put back, hours that begin or end
/// in the repeated time do so at its first turn. So a day of 09:00 to 17:00 has eight hours all year, and one of 00:00
/// to 24:00 has 23 or 25 on the days of the change.
struct WorkHours: Sendable {
  private let calendar: WorkCalendar

  init(_ calendar: WorkCalendar) { self.calendar = calendar }

  /// Beyond so many days no target is looked for.
  private static let mostDays = 3660

  /// When `seconds` of working time have passed since `start`; nil where that is not within ten years.
  ///
  /// A target of no time is due at `start`, also outside the hours.
  func instant(_ seconds: Int64, after start: Instant) -> Instant? {
    if seconds <= 0 { return start }
    var left = seconds
    let first = localDay(start.seconds)
    for day in first..<first + Self.mostDays {
      for span in spans(of: day) {
        // A started second counts with its beginning: fractions stay those of the start.
        let from = max(span.lowerBound, start.seconds)
        guard from < span.upperBound else { continue }
        if left <= span.upperBound - from {
          let isInside = from == start.seconds
          return Instant(seconds: from + left, nanoseconds: isInside ? start.nanoseconds : 0)
        }
        left -= span.upperBound - from
      }
    }
    return nil
  }

  /// The hours of a day by the calendar's clocks, as seconds since 1970 in UTC.
  private func spans(of day: Int) -> [Range<Int64>] {
    if calendar.holidays.contains(day) { return [] }
    // The first of January 1970 was a Thursday.
    let weekday = ((day + 3) % 7 + 7) % 7
    return calendar.week[weekday].compactMap { span in
      let (start, end) = (instant(day, span.start), instant(day, span.end))
      return start < end ? start..<end : nil
    }
  }

  /// The day that the calendar's clocks show.
  private func localDay(_ seconds: Int64) -> Int {
    let local = seconds + Int64(offset(at: seconds))
    return Int(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
  }

  private func offset(at seconds: Int64) -> Int { calendar.zone.offsets[index(at: seconds)].secondsEast }

  /// The offset that is in force at an instant.
  ///
  /// - Complexity: O(log offsets).
  private func index(at seconds: Int64) -> Int {
    let offsets = calendar.zone.offsets
    var (low, high) = (0, offsets.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if offsets[middle].start <= seconds { low = middle } else { high = middle }
    }
    return low
  }

  /// When the clocks show the minute of a day: the first time; after a gap, at its end.
  private func instant(_ day: Int, _ minute: Int) -> Int64 {
    let local = Int64(day) * 86_400 + Int64(minute) * 60
    let offsets = calendar.zone.offsets
    // No clocks are two days from UTC.
    for index in index(at: local - 2 * 86_400)..<offsets.count {
      let offset = offsets[index]
      let seconds = local - Int64(offset.secondsEast)
      let end = index + 1 < offsets.count ? offsets[index + 1].start : .max
      // Before the end of an offset its clocks show the time; what none shows is in the gap before the next.
      if seconds < end { return max(seconds, offset.start) }
    }
    return local
  }
}

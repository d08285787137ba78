import Plan

/// An hour as the clocks of a zone show it: an hour that they show twice is two, and one that they skip is none.
///
/// Where clocks change by less than an hour, or within one, what is before and after is shorter than an hour.
struct LocalHour: Sendable, Equatable {
  /// Seconds since 1970; the end is not of the hour.
  var start: Int64
  var end: Int64
  /// Of local time, from UTC.
  var secondsEast: Int

  /// What the clocks show, as seconds since 1970-01-01.
  var localStart: Int64 { start + Int64(secondsEast) }
  /// Of the local date, since 1970-01-01.
  var day: Int { Int(floorDivided(localStart, 86_400)) }
  /// 0 to 23.
  var hour: Int { Int(floorDivided(localStart, 3600)) - 24 * day }
  /// 0 is Monday. 1970-01-01 was a Thursday.
  var weekday: Int { ((day + 3) % 7 + 7) % 7 }
  /// 0 to 167: the hour of the week.
  var slot: Int { 24 * weekday + hour }
  var isWhole: Bool { end - start == 3600 }
}

/// The hours of a time, one after the other.
struct LocalHours: Sendable {
  private(set) var hours: [LocalHour] = []
  /// The hours of each local date.
  private(set) var days: [Range<Int>] = []

  /// - Complexity: O(hours · log offsets).
  init(from: Int64, until: Int64, zone: ZonePlan) {
    var next = from
    while next < until {
      let (east, change) = zone.offset(at: next)
      let local = next + Int64(east)
      let end = min((floorDivided(local, 3600) + 1) * 3600 - Int64(east), change ?? .max, until)
      let hour = LocalHour(start: next, end: end, secondsEast: east)
      if let last = days.last, hours[last.lowerBound].day == hour.day {
        days[days.count - 1] = last.lowerBound..<hours.count + 1
      } else {
        days.append(hours.count..<hours.count + 1)
      }
      hours.append(hour)
      next = end
    }
  }

  /// The hour in which an instant is; nil for one outside of all.
  ///
  /// - Complexity: O(log hours).
  func hour(of instant: Int64) -> Int? {
    guard let first = hours.first, let last = hours.last, instant >= first.start, instant < last.end else {
      return nil
    }
    var (low, high) = (0, hours.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if hours[middle].start <= instant { low = middle } else { high = middle }
    }
    return low
  }

  /// The first hour after the first week: that in which the clocks show what they showed at the beginning, seven dates later; nil
  /// where all end before.
  var afterFirstWeek: Int? { hours.indices.first { !isOfFirstWeek($0) } }

  /// Whether an hour begins in the first week.
  func isOfFirstWeek(_ hour: Int) -> Bool {
    guard let first = hours.first else { return true }
    return hours[hour].localStart < first.localStart + 7 * 86_400
  }

  /// The date to which each hour belongs, by its number in `days`.
  var dayOfHour: [Int] { days.enumerated().flatMap { number, hours in hours.map { _ in number } } }
}

extension ZonePlan {
  /// How far local time is east of UTC at an instant, in seconds, and when that changes next.
  ///
  /// - Complexity: O(log offsets).
  func offset(at instant: Int64) -> (secondsEast: Int, change: Int64?) {
    var (low, high) = (0, offsets.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if offsets[middle].start <= instant { low = middle } else { high = middle }
    }
    return (offsets[low].secondsEast, low + 1 < offsets.count ? offsets[low + 1].start : nil)
  }

  /// Whether the clocks show a full hour.
  func isFullHour(_ instant: Int64) -> Bool {
    let local = instant + Int64(offset(at: instant).secondsEast)
    return floorDivided(local, 3600) * 3600 == local
  }

  /// The first full hour at an instant or after it.
  func fullHour(from instant: Int64) -> Int64 {
    if isFullHour(instant) { return instant }
    let east = Int64(offset(at: instant).secondsEast)
    return (floorDivided(instant + east, 3600) + 1) * 3600 - east
  }

  /// `2026-12-01T09:00+01:00`
  func stamp(_ instant: Int64) -> String {
    let east = offset(at: instant).secondsEast
    let local = Instant(seconds: instant + Int64(east), nanoseconds: 0).text
    let minutes = abs(east) / 60
    let zone =
      east == 0 ? "Z" : "\(east < 0 ? "-" : "+")\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))"
    return "\(local.prefix(16))\(zone)"
  }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

/// Rounded down, also of negative numbers.
private func floorDivided(_ number: Int64, _ divisor: Int64) -> Int64 {
  let quotient = number / divisor
  return number % divisor < 0 ? quotient - 1 : quotient
}

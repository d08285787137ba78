/// A point in time: seconds since 1970-01-01T00:00:00Z, and nanoseconds after that second.
package struct Instant: Sendable, BitwiseCopyable, Equatable, Comparable {
  package var seconds: Int64
  /// 0 ..< 1,000,000,000, also before 1970.
  var nanoseconds: Int32

  package static func < (left: Instant, right: Instant) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

extension Instant {
  /// How a stamp may be written.
  package struct Form: Sendable {
    /// Whether a space may be in place of the `T`, as exports have it.
    var allowsSpace = false
    /// Minutes east of UTC for a stamp without a zone; nil refuses such a stamp.
    var zoneMinutes: Int?

    /// RFC 3339 to the letter: the archive's form.
    package static let strict = Form()
  }

  /// Reads an RFC 3339 stamp; nil for anything else.
  ///
  /// Refused, because no instant would keep them exactly: a second of 60, an hour of 24, more than nine digits
  /// of a fraction.
  ///
  /// - Complexity: O(length).
  package init?(_ text: Bytes, form: Form) {
    guard text.count >= 19, let base = UnsafeRawPointer(text.baseAddress),
      let date = digits(of: word(base), like: yearAndMonth), let day = digits(text, 8, 2),
      text[10] | 0x20 == UInt8(ascii: "t") || form.allowsSpace && text[10] == UInt8(ascii: " "),
      let clock = digits(of: word(base + 11), like: hoursToSeconds)
    else { return nil }
    let year = pair(date, 0) * 100 + pair(date, 2)
    let (month, hour, minute, second) = (pair(date, 5), pair(clock, 0), pair(clock, 3), pair(clock, 6))
    guard hour < 24, minute < 60, second < 60, month >= 1, month <= 12, day >= 1,
      day <= 28 || day <= daysIn(month, of: year)
    else { return nil }

    var next = 19
    guard let nanoseconds = fraction(text, &next), let east = zone(text, from: next, form: form) else {
      return nil
    }
    let minutes = daysSince1970(year, month, day) * 1440 + hour * 60 + minute - east
    guard Self.minutesWithFourDigitYears.contains(minutes) else { return nil }
    self.init(seconds: Int64(minutes * 60 + second), nanoseconds: nanoseconds)
  }

  /// The minutes since 1970 of the years 0000 to 9999: beyond them, UTC has no RFC 3339 form.
  private static let minutesWithFourDigitYears =
    daysSince1970(0, 1, 1) * 1440..<daysSince1970(10_000, 1, 1) * 1440

  /// The seconds since 1970 of the same years.
  static let seconds =
    Int64(minutesWithFourDigitYears.lowerBound) * 60..<Int64(minutesWithFourDigitYears.upperBound) * 60

  /// A later instant (an earlier one where `seconds` is negative); nil outside the years 0000 to 9999.
  func moved(bySeconds seconds: Int) -> Instant? {
    let moved = Instant(seconds: self.seconds + Int64(seconds), nanoseconds: nanoseconds)
    return Instant.seconds.contains(moved.seconds) ? moved : nil
  }

  /// Writes RFC 3339 in UTC, the fraction only where it is not zero.
  var text: String {
    let days = Int(seconds) / 86_400 - (Int(seconds) % 86_400 < 0 ? 1 : 0)
    let rest = Int(seconds) - days * 86_400
    let (year, month, day) = civil(days)
    var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
    text += "\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
    if nanoseconds != 0 {
      var fraction = padded(Int(nanoseconds), 9)
      while fraction.last == "0" { fraction.removeLast() }
      text += "." + fraction
    }
    return text + "Z"
  }
}

/// "0000-00-" and "00:00:00", the first character in the lowest byte.
private let yearAndMonth: UInt64 = 0x2D30_302D_3030_3030
private let hoursToSeconds: UInt64 = 0x3030_3A30_303A_3030

@inline(__always)
private func word(_ start: UnsafeRawPointer) -> UInt64 {
  UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
}

/// The number of the two digits in the bytes from `place` on.
@inline(__always)
private func pair(_ digits: UInt64, _ place: UInt64) -> Int {
  let two = digits &>> (place &* 8)
  return Int(truncatingIfNeeded: (two & 0xFF) &* 10 &+ (two &>> 8 & 0xFF))
}

/// The value of `length` decimal digits at `start`, or nil. The caller has checked that they are in range.
@inline(__always)
private func digits(_ text: Bytes, _ start: Int, _ length: Int) -> Int? {
  var value = 0
  for index in start..<start + length {
    let digit = text[index] &- 48
    if digit > 9 { return nil }
    value = value * 10 + Int(digit)
  }
  return value
}

/// Nanoseconds of an optional fraction; nil where a point has no digit after it, or more than nine.
private func fraction(_ text: Bytes, _ next: inout Int) -> Int32? {
  guard next < text.count, text[next] == UInt8(ascii: ".") else { return 0 }
  next += 1
  let start = next
  var value: Int32 = 0
  while next < text.count, text[next] &- 48 <= 9 {
    if next - start == 9 { return nil }
    value = value * 10 + Int32(text[next] &- 48)
    next += 1
  }
  if next == start { return nil }
  for _ in (next - start)..<9 { value *= 10 }
  return value
}

/// Minutes east of UTC; nil where the rest is not a zone, or where one is missing and the form gives none.
private func zone(_ text: Bytes, from next: Int, form: Instant.Form) -> Int? {
  if next == text.count { return form.zoneMinutes }
  if text[next] | 0x20 == UInt8(ascii: "z") { return next + 1 == text.count ? 0 : nil }
  guard text[next] == UInt8(ascii: "+") || text[next] == UInt8(ascii: "-"), next + 6 == text.count,
    let hours = digits(text, next + 1, 2), text[next + 3] == UInt8(ascii: ":"),
    let minutes = digits(text, next + 4, 2), hours < 24, minutes < 60
  else { return nil }
  let east = hours * 60 + minutes
  return text[next] == UInt8(ascii: "-") ? -east : east
}

/// The days of a month in the Gregorian calendar.
func daysIn(_ month: Int, of year: Int) -> Int {
  switch month {
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. Counting years from March puts the leap day last,
/// so that the days before a month follow from one line.
func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
  let shifted = month > 2 ? year : year - 1
  let monthFromMarch = (month + 9) % 12
  let leapDays = shifted >= 0 ? shifted / 4 - shifted / 100 + shifted / 400 : -1
  return 365 * shifted + leapDays + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468
}

/// The date of a day counted from 1970-01-01; years 0 to 9999.
func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
  var year = 1970 + days / 366
  while daysSince1970(year + 1, 1, 1) <= days { year += 1 }
  while daysSince1970(year, 1, 1) > days { year -= 1 }
  var month = 12
  while daysSince1970(year, month, 1) > days { month -= 1 }
  return (year, month, days - daysSince1970(year, month, 1) + 1)
}

private func padded(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}

/// A moment: seconds since 1970-01-01T00:00:00Z, and nanoseconds (0 to 999,999,999) after them.
struct Instant: Hashable, Comparable, BitwiseCopyable {
  var seconds: Int64
  var nanoseconds: UInt32

  static func < (left: Instant, right: Instant) -> Bool {
    left.seconds != right.seconds
      ? left.seconds < right.seconds : left.nanoseconds < right.nanoseconds
  }
}

// Reading, after RFC 3339 section 5.6: a space may replace the `T`, `t` and `z` may be small, and the zone
// may be missing where the plan gives one. What no instant would keep exactly is refused: a second of 60, an
// hour of 24, more than nine digits of a fraction, a year that UTC pushes out of 0000 to 9999.
extension Instant {
  /// - Parameter zone: minutes east of UTC for a stamp without a zone; nil refuses such a stamp.
  /// - Complexity: O(n), no allocation.
  init?(rfc3339 text: Bytes, zone: Int?) {
    guard text.count >= 19,
      let year = text.digits(0, 4), text[4] == UInt8(ascii: "-"),
      let month = text.digits(5, 2), text[7] == UInt8(ascii: "-"),
      let day = text.digits(8, 2), text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
      let hour = text.digits(11, 2), text[13] == UInt8(ascii: ":"),
      let minute = text.digits(14, 2), text[16] == UInt8(ascii: ":"),
      let second = text.digits(17, 2),
      (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
      hour <= 23, minute <= 59, second <= 59
    else { return nil }

    var position = 19
    guard let fraction = text.fraction(&position),
      let offset = position == text.count ? zone : text.offset(position)
    else { return nil }
    let days = Self.daysSince1970(year, month, day)
    seconds = Int64(days * 86_400 + hour * 3600 + minute * 60 + second - offset * 60)
    nanoseconds = fraction
    guard isInRange else { return nil }
  }

  /// Whether the year is one of 0000 to 9999 in UTC: an instant outside has no text.
  var isInRange: Bool { (Self.yearZero..<Self.yearTenThousand).contains(seconds) }

  private static let yearZero = Int64(daysSince1970(0, 1, 1)) * 86_400
  private static let yearTenThousand = Int64(daysSince1970(10_000, 1, 1)) * 86_400

  static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days between 1970-01-01 and a date of the proleptic Gregorian calendar, years from 0 on.
  ///
  /// Years are counted from March, so that the leap day is the last of its year.
  static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The number that `count` ASCII digits from `start` on make. The caller has checked the bounds.
  @inline(__always)
  fileprivate func digits(_ start: Int, _ count: Int) -> Int? {
    var value = 0
    for index in start..<start + count {
      let digit = self[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// Nanoseconds of a fraction at `position`, which moves after it; 0 where there is none.
  func fraction(_ position: inout Int) -> UInt32? {
    guard position < count, self[position] == UInt8(ascii: ".") else { return 0 }
    let start = position + 1
    var nanoseconds: UInt32 = 0
    var scale: UInt32 = 100_000_000
    position = start
    while position < count, self[position] &- UInt8(ascii: "0") <= 9 {
      guard position - start < 9 else { return nil }
      nanoseconds += UInt32(self[position] &- UInt8(ascii: "0")) * scale
      scale /= 10
      position += 1
    }
    return position > start ? nanoseconds : nil
  }

  /// Minutes east of UTC of a zone that fills the text from `position` to its end.
  fileprivate func offset(_ position: Int) -> Int? {
    if count - position == 1 { return self[position] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
    guard count - position == 6, self[position + 3] == UInt8(ascii: ":"),
      let hours = digits(position + 1, 2), hours <= 23,
      let minutes = digits(position + 4, 2), minutes <= 59
    else { return nil }
    switch self[position] {
    case UInt8(ascii: "+"): return hours * 60 + minutes
    case UInt8(ascii: "-"): return -(hours * 60 + minutes)
    default: return nil
    }
  }
}

// Writing: `2021-02-02T02:02:02Z`, with the fraction only if it is not zero, without its trailing zeros.
extension Instant {
  /// The most bytes that `write` puts down.
  static let longestText = 30

  /// Puts the text into `buffer`, which has room for it.
  func write(to buffer: inout ByteBuffer) {
    let day = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
    let second = Int(seconds) - day * 86_400
    let (year, month, dayOfMonth) = Self.date(daysSince1970: day)
    buffer.put(year, digits: 4)
    buffer.put("-")
    buffer.put(month, digits: 2)
    buffer.put("-")
    buffer.put(dayOfMonth, digits: 2)
    buffer.put("T")
    buffer.put(second / 3600, digits: 2)
    buffer.put(":")
    buffer.put(second / 60 % 60, digits: 2)
    buffer.put(":")
    buffer.put(second % 60, digits: 2)
    if nanoseconds != 0 {
      var (digits, fraction) = (9, Int(nanoseconds))
      while fraction % 10 == 0 { (digits, fraction) = (digits - 1, fraction / 10) }
      buffer.put(".")
      buffer.put(fraction, digits: digits)
    }
    buffer.put("Z")
  }

  /// The inverse of `daysSince1970`.
  private static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}

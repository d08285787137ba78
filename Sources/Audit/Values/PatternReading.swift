import Plan

/// A stamp read by a pattern: what the clock showed, and the offset if the stamp names one.
struct PatternReading {
  /// The time as if it were UTC.
  let local: Instant
  let secondsEast: Int?

  /// Nil for a text that does not fit, or in which a part is out of its range.
  ///
  /// - Complexity: O(length).
  init?(_ text: Bytes, _ parts: [TimestampPattern.Part]) {
    var reader = PatternReader(text: text)
    for part in parts where !reader.read(part) { return nil }
    guard reader.next == text.count, let local = reader.local else { return nil }
    self.local = local
    secondsEast = reader.secondsEast
  }
}

/// The fields of a stamp while it is read.
private struct PatternReader {
  let text: Bytes
  var next = 0
  private var year: Int?
  private var month: Int?
  private var day: Int?
  private var weekday: Int?
  private var hour24: Int?
  private var hour12: Int?
  private var minute: Int?
  private var second: Int?
  private var nanoseconds: Int32?
  private var isAfternoon: Bool?
  private(set) var secondsEast: Int?

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
  ].map { Array($0.utf8) }
  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ].map { Array($0.utf8) }

  init(text: Bytes) { self.text = text }

  /// Takes one part; false where the text has something else there.
  mutating func read(_ part: TimestampPattern.Part) -> Bool {
    switch part {
    case .literal(let byte): return take(byte)
    case .year: year = value(digits: 4...4, in: 0...9999)
    case .yearOfCentury: year = value(digits: 2...2, in: 0...99).map { $0 + ($0 < 69 ? 2000 : 1900) }
    case .month: month = value(in: 1...12)
    case .monthName: month = name(among: Self.months)
    case .day:
      // A space is in place of the first digit.
      let isPadded = next < text.count && text[next] == 0x20
      if isPadded { next += 1 }
      day = value(digits: 1...(isPadded ? 1 : 2), in: 1...31)
    case .weekdayName: weekday = name(among: Self.weekdays)
    case .hour24: hour24 = value(in: 0...23)
    case .hour12: hour12 = value(in: 1...12)
    case .minute: minute = value(in: 0...59)
    case .second: second = value(in: 0...59)
    case .fraction: nanoseconds = fraction()
    case .halfDay: isAfternoon = halfDay()
    case .offset: secondsEast = offset()
    case .optional(let parts):
      let before = self
      if !parts.allSatisfy({ read($0) }) { self = before }
    }
    return has(part)
  }

  /// Whether a part that was read just now is there.
  private func has(_ part: TimestampPattern.Part) -> Bool {
    switch part {
    case .literal, .optional: true
    case .year, .yearOfCentury: year != nil
    case .month, .monthName: month != nil
    case .day: day != nil
    case .weekdayName: weekday != nil
    case .hour24: hour24 != nil
    case .hour12: hour12 != nil
    case .minute: minute != nil
    case .second: second != nil
    case .fraction: nanoseconds != nil
    case .halfDay: isAfternoon != nil
    case .offset: secondsEast != nil
    }
  }

  /// The time that the parts give together; nil where they are no time or contradict each other.
  var local: Instant? {
    guard let year, let month, let day, day <= daysIn(month, of: year), let hour else { return nil }
    let days = daysSince1970(year, month, day)
    // 1970-01-01 was a Thursday; a remainder is negative before it.
    if let weekday, weekday != ((days + 3) % 7 + 7) % 7 + 1 { return nil }
    return Instant(
      seconds: Int64(days * 86_400 + hour * 3600 + (minute ?? 0) * 60 + (second ?? 0)),
      nanoseconds: nanoseconds ?? 0)
  }

  /// The hour of the day; nil where 24 and 12 hours contradict each other, or 12 do not say of which half.
  private var hour: Int? {
    var fromHalf: Int?
    if let hour12 {
      guard let isAfternoon else { return nil }
      fromHalf = hour12 % 12 + (isAfternoon ? 12 : 0)
    }
    guard let hour24 else { return fromHalf ?? 0 }
    if let fromHalf, fromHalf != hour24 { return nil }
    if let isAfternoon, isAfternoon != (hour24 >= 12) { return nil }
    return hour24
  }

  // MARK: Parts

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next < text.count, text[next] == byte else { return false }
    next += 1
    return true
  }

  /// As many digits as there are, up to the most.
  private mutating func number(digits: ClosedRange<Int>) -> Int? {
    let start = next
    var value = 0
    while next < text.count, next - start < digits.upperBound, text[next] &- 48 <= 9 {
      value = value * 10 + Int(text[next] &- 48)
      next += 1
    }
    return next - start >= digits.lowerBound ? value : nil
  }

  private mutating func value(digits: ClosedRange<Int> = 1...2, in range: ClosedRange<Int>) -> Int? {
    number(digits: digits).flatMap { range.contains($0) ? $0 : nil }
  }

  /// The number, from 1, of the name that is here in full, or else by its first three letters.
  private mutating func name(among names: [[UInt8]]) -> Int? {
    for length in [Int.max, 3] {
      for (index, name) in names.enumerated() {
        let name = name.prefix(length)
        guard isEqualInAnyCase(text[next...].prefix(name.count), name) else { continue }
        next += name.count
        return index + 1
      }
    }
    return nil
  }

  private mutating func fraction() -> Int32? {
    let start = next
    guard var value = number(digits: 1...9) else { return nil }
    for _ in (next - start)..<9 { value *= 10 }
    return Int32(truncatingIfNeeded: value)
  }

  private mutating func halfDay() -> Bool? {
    guard next + 2 <= text.count, lowercased(text[next + 1]) == UInt8(ascii: "m") else { return nil }
    let letter = lowercased(text[next])
    next += 2
    return letter == UInt8(ascii: "p") ? true : letter == UInt8(ascii: "a") ? false : nil
  }

  /// `±hh:mm`, `±hhmm`, `±hh`, `Z`, or `UTC` or `GMT` alone or before one of the first three, in seconds.
  private mutating func offset() -> Int? {
    for name in ["UTC", "GMT"] where isEqualInAnyCase(text[next...].prefix(3), name.utf8) {
      next += 3
      guard next < text.count, text[next] == UInt8(ascii: "+") || text[next] == UInt8(ascii: "-") else {
        return 0
      }
    }
    guard next < text.count else { return nil }
    let sign = text[next]
    next += 1
    if sign == UInt8(ascii: "Z") { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(digits: 2...2),
      hours < 24
    else { return nil }
    let behindHours = next
    if next < text.count, text[next] == UInt8(ascii: ":") { next += 1 }
    var minutes = 0
    if let number = number(digits: 2...2) {
      guard number < 60 else { return nil }
      minutes = number
    } else {
      next = behindHours
    }
    return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }
}

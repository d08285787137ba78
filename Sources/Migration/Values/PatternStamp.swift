import Plan

extension Instant {
  /// Reads a stamp by a pattern: each part in turn, and nothing else after.
  ///
  /// - Parameter zone: the zone of a stamp that names none; nil refuses such a stamp.
  /// - Complexity: O(n), no allocation.
  init?(_ text: Bytes, pattern: TimestampPattern, zone: ZonePlan?) {
    var reading = PatternReading(text: text)
    for part in pattern.parts where !reading.read(part) { return nil }
    guard reading.isAtEnd, let local = reading.localTime else { return nil }
    if let offset = reading.offset {
      self.init(seconds: local.seconds - Int64(offset), nanoseconds: local.nanoseconds)
      guard isInRange else { return nil }
    } else {
      guard let zone else { return nil }
      self.init(local: local, in: zone)
    }
  }
}

/// What the parts of a pattern have found in a stamp so far.
private struct PatternReading {
  let text: Bytes
  private var index = 0
  private var (year, month, day) = (1970, 1, 1)
  private var (hour, minute, second) = (0, 0, 0)
  private var nanoseconds: UInt32 = 0
  /// 0 for Sunday.
  private var weekday: Int?
  /// The hour counts to 12 only.
  private var isHalf = false
  private var isAfternoon: Bool?
  /// Seconds east of UTC that the stamp names.
  private(set) var offset: Int?

  init(text: Bytes) { self.text = text }

  var isAtEnd: Bool { index == text.count }

  /// The time on the stamp, as if it were UTC; nil where its parts don't fit each other.
  var localTime: Instant? {
    guard (1...12).contains(month), day >= 1, day <= Instant.days(in: month, of: year), let hour = hour24,
      minute <= 59, second <= 59
    else { return nil }
    let days = Instant.daysSince1970(year, month, day)
    // 1970-01-01 was a Thursday.
    if let weekday, ((days + 4) % 7 + 7) % 7 != weekday { return nil }
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    return Instant(seconds: Int64(seconds), nanoseconds: nanoseconds)
  }

  private var hour24: Int? {
    guard isHalf else { return hour <= 23 ? hour : nil }
    guard (1...12).contains(hour), let isAfternoon else { return nil }
    return hour % 12 + (isAfternoon ? 12 : 0)
  }

  /// Whether the part is at the position, which moves after it.
  mutating func read(_ part: TimestampPattern.Part) -> Bool {
    switch part {
    case .literal(let byte): return take(byte)
    case .year: return store(digits(4...4), in: \.year)
    case .yearOfCentury: return store(digits(2...2).map { $0 >= 69 ? 1900 + $0 : 2000 + $0 }, in: \.year)
    case .month: return store(digits(1...2), in: \.month)
    case .day:
      let isPadded = take(UInt8(ascii: " "))
      return store(digits(1...(isPadded ? 1 : 2)), in: \.day)
    case .monthName: return store(name(among: Self.months).map { $0 + 1 }, in: \.month)
    case .weekdayName:
      weekday = name(among: Self.weekdays)
      return weekday != nil
    case .hour24: return store(digits(1...2), in: \.hour)
    case .hour12:
      isHalf = true
      return store(digits(1...2), in: \.hour)
    case .minute: return store(digits(1...2), in: \.minute)
    case .second: return store(digits(1...2), in: \.second)
    case .fraction: return readFraction()
    case .halfDay: return readHalfDay()
    case .offset: return readOffset()
    case .optional(let parts): return readOptional(parts)
    }
  }

  /// All of the parts, or nothing: always there.
  private mutating func readOptional(_ parts: [TimestampPattern.Part]) -> Bool {
    var trial = self
    for part in parts where !trial.read(part) { return true }
    self = trial
    return true
  }

  private mutating func store(_ number: Int?, in part: WritableKeyPath<Self, Int>) -> Bool {
    guard let number else { return false }
    self[keyPath: part] = number
    return true
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < text.count, text[index] == byte else { return false }
    index += 1
    return true
  }

  /// As many digits as there are, within `count`.
  private mutating func digits(_ count: ClosedRange<Int>) -> Int? {
    let start = index
    var value = 0
    while index < text.count, index - start < count.upperBound, text[index] &- UInt8(ascii: "0") <= 9 {
      value = value * 10 + Int(text[index] &- UInt8(ascii: "0"))
      index += 1
    }
    return index - start >= count.lowerBound ? value : nil
  }

  private mutating func readFraction() -> Bool {
    let start = index
    guard var value = digits(1...9) else { return false }
    for _ in index - start..<9 { value *= 10 }
    nanoseconds = UInt32(truncatingIfNeeded: value)
    return true
  }

  private mutating func readHalfDay() -> Bool {
    guard index + 2 <= text.count, text[index + 1] | 0x20 == UInt8(ascii: "m") else { return false }
    switch text[index] | 0x20 {
    case UInt8(ascii: "a"): isAfternoon = false
    case UInt8(ascii: "p"): isAfternoon = true
    default: return false
    }
    index += 2
    return true
  }

  /// `±hh:mm`, `±hhmm`, `±hh` or `Z`; or `UTC` or `GMT`, after which one of the first three may follow.
  private mutating func readOffset() -> Bool {
    if readUTC(), index == text.count || ![UInt8(ascii: "+"), UInt8(ascii: "-")].contains(text[index]) {
      offset = 0
      return true
    }
    if take(UInt8(ascii: "Z")) {
      offset = 0
      return true
    }
    let isWest = take(UInt8(ascii: "-"))
    guard isWest || take(UInt8(ascii: "+")), let hours = digits(2...2), hours <= 23 else { return false }
    let behindHours = index
    _ = take(UInt8(ascii: ":"))
    var minutes = digits(2...2)
    if minutes == nil { (index, minutes) = (behindHours, 0) }
    guard let minutes, minutes <= 59 else { return false }
    offset = (hours * 60 + minutes) * (isWest ? -60 : 60)
    return true
  }

  private mutating func readUTC() -> Bool {
    guard index + 3 <= text.count else { return false }
    let letters = Bytes(rebasing: text[index..<index + 3])
    let names: [StaticString] = ["utc", "gmt"]
    guard names.contains(where: { $0.withUTF8Buffer { letters.equalsIgnoringCase($0) } }) else {
      return false
    }
    index += 3
    return true
  }

  /// The number of the name at the position: in full, else its first three letters.
  private mutating func name(among names: [StaticString]) -> Int? {
    for (number, name) in names.enumerated() {
      for length in [name.utf8CodeUnitCount, 3] where index + length <= text.count {
        let letters = Bytes(start: name.utf8Start, count: length)
        guard Bytes(rebasing: text[index..<index + length]).equalsIgnoringCase(letters) else { continue }
        index += length
        return number
      }
    }
    return nil
  }

  private static let months: [StaticString] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
  ]
  private static let weekdays: [StaticString] = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ]
}

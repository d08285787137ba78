/// How a timestamp that is not RFC 3339 is written, recognised by the stamp itself: as strftime spells it.
struct StampShape: Hashable {
  enum Part: Hashable {
    case literal(UInt8)
    case year, month, monthName, day, weekdayName, hour24, hour12, minute, second, fraction, halfDay, offset
    /// The first and second number of a date that ends in its year: day and month, or month and day.
    case first, second2
  }

  /// With `first` and `second2` where only the values of many stamps can show which is the day.
  var parts: [Part]

  var hasZone: Bool { parts.contains(.offset) }
  var hasOpenOrder: Bool { parts.contains(.first) }

  /// The pattern in the directives of strftime.
  func pattern(isDayFirst: Bool) -> String {
    parts.map { $0.directive(isDayFirst: isDayFirst) }.joined()
  }
}

extension StampShape.Part {
  fileprivate func directive(isDayFirst: Bool) -> String {
    switch self {
    case .literal(let byte): byte == UInt8(ascii: "%") ? "%%" : String(Character(Unicode.Scalar(byte)))
    case .year: "%Y"
    case .month: "%m"
    case .monthName: "%b"
    case .day: "%d"
    case .weekdayName: "%a"
    case .hour24: "%H"
    case .hour12: "%I"
    case .minute: "%M"
    case .second: "%S"
    case .fraction: "%f"
    case .halfDay: "%p"
    case .offset: "%z"
    case .first: isDayFirst ? "%d" : "%m"
    case .second2: isDayFirst ? "%m" : "%d"
    }
  }
}

/// One stamp in another form than RFC 3339, taken apart.
struct ShapedStamp {
  var shape: StampShape
  /// Read with the day first where the shape leaves that open, unless only the other order is a date.
  var stamp: Stamp
  /// What the two numbers of an open order show: more than 12 is a day.
  var firstIsDay: Bool
  var secondIsDay: Bool

  /// - Parameter isDayFirst: which order an open one is read in.
  /// - Returns: nil for a text that is not a date with a time.
  /// - Complexity: O(length).
  init?(_ text: Bytes, isDayFirst: Bool) {
    guard (10...48).contains(text.count) else { return nil }
    var parser = StampParser(text: text)
    guard parser.parse() else { return nil }
    let (first, second) = (parser.first, parser.second)
    firstIsDay = first > 12
    secondIsDay = second > 12
    if parser.isOpen {
      let readsDayFirst = firstIsDay || isDayFirst && !secondIsDay
      (parser.day, parser.month) = readsDayFirst ? (first, second) : (second, first)
    }
    guard let year = parser.year, let hour = parser.hour,
      let stamp = Stamp(
        year: year, month: parser.month, day: parser.day, hour: hour, minute: parser.minute,
        second: parser.secondOfMinute, secondsEast: parser.secondsEast)
    else { return nil }
    self.stamp = stamp
    shape = StampShape(parts: parser.parts)
  }
}

/// Goes through a stamp once, from left to right.
private struct StampParser {
  let text: Bytes
  var index = 0
  var parts: [StampShape.Part] = []
  var year: Int?
  var month = 0
  var day = 0
  var hour: Int?
  var minute = 0
  var secondOfMinute = 0
  var secondsEast: Int?
  /// The numbers of the date that are not its year, in their order.
  var first = 0
  var second = 0
  private var dateNumbers = 0
  private var hasMonthName = false
  var isOpen = false

  init(text: Bytes) { self.text = text }

  mutating func parse() -> Bool {
    while index < text.count {
      let byte = text[index]
      let isRead =
        if isDigit(byte) {
          parseNumber()
        } else if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) {
          parseWord()
        } else if hour != nil, byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"), secondsEast == nil {
          parseOffset()
        } else {
          parseLiteral(byte)
        }
      guard isRead else { return false }
    }
    return year != nil && hour != nil && settleDate()
  }

  private mutating func parseLiteral(_ byte: UInt8) -> Bool {
    guard " ,/-.".utf8.contains(byte) else { return false }
    parts.append(.literal(byte))
    index += 1
    return true
  }

  private func digitCount(at start: Int) -> Int {
    var end = start
    while end < text.count, isDigit(text[end]) { end += 1 }
    return end - start
  }

  private mutating func parseNumber() -> Bool {
    let length = digitCount(at: index)
    guard length <= 4, let value = number(text, index, length) else { return false }
    let next = index + length
    if hour == nil, length <= 2, next < text.count, text[next] == UInt8(ascii: ":") { return parseTime() }
    index = next
    if length == 4, year == nil {
      year = value
      parts.append(.year)
      return true
    }
    guard length <= 2, dateNumbers < 2 else { return false }
    if dateNumbers == 0 { first = value } else { second = value }
    parts.append(dateNumbers == 0 ? .first : .second2)
    dateNumbers += 1
    return true
  }

  /// `10:10`, `10:10:47`, `10:10:47.5`
  private mutating func parseTime() -> Bool {
    var fields: [Int] = []
    repeat {
      if !fields.isEmpty { index += 1 }
      let length = digitCount(at: index)
      guard (1...2).contains(length), let value = number(text, index, length) else { return false }
      fields.append(value)
      index += length
    } while fields.count < 3 && index < text.count && text[index] == UInt8(ascii: ":")
    guard fields.count >= 2 else { return false }
    hour = fields[0]
    minute = fields[1]
    parts += [.hour24, .literal(UInt8(ascii: ":")), .minute]
    guard fields.count == 3 else { return true }
    secondOfMinute = fields[2]
    parts += [.literal(UInt8(ascii: ":")), .second]
    let digits = index < text.count && text[index] == UInt8(ascii: ".") ? digitCount(at: index + 1) : 0
    if (1...9).contains(digits) {
      index += 1 + digits
      parts += [.literal(UInt8(ascii: ".")), .fraction]
    }
    return true
  }

  /// `+hh:mm`, `+hhmm`, `+hh`
  private mutating func parseOffset() -> Bool {
    let isWest = text[index] == UInt8(ascii: "-")
    let length = digitCount(at: index + 1)
    guard length == 2 || length == 4, let hours = number(text, index + 1, 2), hours < 24 else { return false }
    var minutes = length == 4 ? number(text, index + 3, 2) ?? 60 : 0
    index += 1 + length
    if length == 2, index < text.count, text[index] == UInt8(ascii: ":"), digitCount(at: index + 1) == 2 {
      minutes = number(text, index + 1, 2) ?? 60
      index += 3
    }
    guard minutes < 60 else { return false }
    secondsEast = (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    parts.append(.offset)
    return true
  }

  private mutating func parseWord() -> Bool {
    let start = index
    while index < text.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[index] | 0x20) {
      index += 1
    }
    let word = text[start..<index].map { $0 | 0x20 }
    if word.count >= 3, let found = Self.months.firstIndex(where: { $0.starts(with: word) }), !hasMonthName {
      month = found + 1
      hasMonthName = true
      parts.append(.monthName)
    } else if word.count >= 3, Self.weekdays.contains(where: { $0.starts(with: word) }) {
      parts.append(.weekdayName)
    } else if hour != nil, word == Array("am".utf8) || word == Array("pm".utf8) {
      return takeHalfDay(isAfternoon: word[0] == UInt8(ascii: "p"))
    } else if hour != nil, word == Array("z".utf8), secondsEast == nil {
      secondsEast = 0
      parts.append(.offset)
    } else if hour == nil, word == Array("t".utf8) {
      parts.append(.literal(text[start]))
    } else {
      return false
    }
    return true
  }

  private mutating func takeHalfDay(isAfternoon: Bool) -> Bool {
    guard let given = hour, (1...12).contains(given), let place = parts.firstIndex(of: .hour24) else {
      return false
    }
    hour = given % 12 + (isAfternoon ? 12 : 0)
    parts[place] = .hour12
    parts.append(.halfDay)
    return true
  }

  /// Which number is the day: the only one beside a month's name, the last after a year, and with points
  /// between them the first; else it is open.
  private mutating func settleDate() -> Bool {
    guard let place = parts.firstIndex(of: .first) else { return false }
    if hasMonthName {
      guard dateNumbers == 1 else { return false }
      day = first
      parts[place] = .day
      return true
    }
    guard dateNumbers == 2, let yearPlace = parts.firstIndex(of: .year),
      let secondPlace = parts.firstIndex(of: .second2)
    else { return false }
    if yearPlace < place {
      (month, day) = (first, second)
      (parts[place], parts[secondPlace]) = (.month, .day)
    } else if parts[place + 1] == .literal(UInt8(ascii: ".")) {
      (day, month) = (first, second)
      (parts[place], parts[secondPlace]) = (.day, .month)
    } else {
      isOpen = true
    }
    return true
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november",
    "december",
  ].map { Array($0.utf8) }
  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ].map { Array($0.utf8) }
}

import Plan

/// An instant in seconds since 1970, by what a stamp says without regard to zones: good enough to order tickets and to tell
/// months apart.
struct RoughTime {
  private let format: TimestampFormat

  init(_ format: TimestampFormat) { self.format = format }

  /// Nil for a text that is no such stamp.
  func seconds(_ text: Bytes) -> Int64? {
    switch format {
    case .rfc3339: return Self.dashed(text)
    case .epochSeconds: return Self.number(text)
    case .epochMilliseconds: return Self.number(text).map { $0 / 1000 }
    case .epochMicroseconds: return Self.number(text).map { $0 / 1_000_000 }
    case .pattern(let pattern):
      var reading = Reading(text: Array(text))
      return reading.take(pattern.parts) ? reading.seconds : nil
    }
  }

  /// `2021-09`: the month of an instant.
  static func month(_ seconds: Int64) -> String {
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    // Days since 0000-03-01 in eras of 400 years (Howard Hinnant, chrono-compatible algorithms).
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let part = (5 * ofYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return "\(year + era * 400 + (month <= 2 ? 1 : 0))-\(month < 10 ? "0" : "")\(month)"
  }

  private static func number(_ text: Bytes) -> Int64? {
    Int64(String(decoding: text.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self))
  }

  /// `2021-02-03T04:05:06`, whatever separates the parts and follows.
  private static func dashed(_ text: Bytes) -> Int64? {
    guard text.count >= 19 else { return nil }
    func digits(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in text[range] {
        guard byte &- 0x30 <= 9 else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    guard let year = digits(0..<4), let month = digits(5..<7), let day = digits(8..<10),
      let hour = digits(11..<13),
      let minute = digits(14..<16), let second = digits(17..<19)
    else { return nil }
    return Self.seconds(year, month, day, hour, minute, second)
  }

  fileprivate static func seconds(
    _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64, _ minute: Int64, _ second: Int64
  ) -> Int64? {
    guard (1...12).contains(month), (1...31).contains(day), hour < 25, minute < 60, second < 62 else {
      return nil
    }
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    return days * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// A stamp that is read by a pattern.
  private struct Reading {
    let text: [UInt8]
    var index = 0
    var (year, month, day): (Int64, Int64, Int64) = (1970, 1, 1)
    var (hour, minute, second): (Int64, Int64, Int64) = (0, 0, 0)
    var isAfternoon: Bool?

    init(text: [UInt8]) { self.text = text }

    var seconds: Int64? {
      let hour = isAfternoon.map { self.hour % 12 + ($0 ? 12 : 0) } ?? self.hour
      return RoughTime.seconds(year, month, day, hour, minute, second)
    }

    mutating func take(_ parts: [TimestampPattern.Part]) -> Bool { parts.allSatisfy { take($0) } }

    private mutating func take(_ part: TimestampPattern.Part) -> Bool {
      switch part {
      case .literal(let byte):
        guard index < text.count, text[index] == byte else { return false }
        index += 1
      case .year: return number(4, into: \.year)
      case .yearOfCentury:
        guard number(2, into: \.year) else { return false }
        year += year < 69 ? 2000 : 1900
      case .month: return number(2, into: \.month)
      case .day:
        if index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
        return number(2, into: \.day)
      case .hour24, .hour12: return number(2, into: \.hour)
      case .minute: return number(2, into: \.minute)
      case .second: return number(2, into: \.second)
      case .fraction:
        while index < text.count, text[index] &- 0x30 <= 9 { index += 1 }
      case .monthName:
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        guard let number = names.firstIndex(of: String(word().prefix(3))) else { return false }
        month = Int64(number) + 1
      case .weekdayName: return !word().isEmpty
      case .halfDay: isAfternoon = word().hasPrefix("p")
      case .offset:
        while index < text.count, text[index] != UInt8(ascii: " ") { index += 1 }
      case .optional(let parts):
        let before = self
        if !take(parts) { self = before }
      }
      return true
    }

    private mutating func number(_ most: Int, into target: WritableKeyPath<Self, Int64>) -> Bool {
      var (value, count): (Int64, Int) = (0, 0)
      while count < most, index < text.count, text[index] &- 0x30 <= 9 {
        value = value * 10 + Int64(text[index] - 0x30)
        index += 1
        count += 1
      }
      self[keyPath: target] = value
      return count > 0
    }

    private mutating func word() -> String {
      let start = index
      while index < text.count, text[index] | 0x20 >= 0x61, text[index] | 0x20 <= 0x7A { index += 1 }
      return String(decoding: text[start..<index], as: UTF8.self).lowercased()
    }
  }
}

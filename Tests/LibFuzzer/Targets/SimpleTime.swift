import Plan

/// A moment, and simple calendar arithmetic: days are counted year by year and month by month.
struct SimpleTime: Equatable {
  /// Since 1970-01-01T00:00:00Z.
  var seconds: Int
  var nanoseconds: Int

  static let years = 0...9999

  /// Whether it is within the years 0000 to 9999 of UTC.
  var isInRange: Bool {
    (Self.day(0, 1, 1) * 86_400..<Self.day(10_000, 1, 1) * 86_400).contains(seconds)
  }

  static func isLeap(_ year: Int) -> Bool { year % 400 == 0 || year % 4 == 0 && year % 100 != 0 }

  static func days(in month: Int, of year: Int) -> Int {
    [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// For each year from 0 to 10000 the days between its first and 1970-01-01.
  private static let firstDays: [Int] = {
    var days = [0]
    for year in 0..<10_000 { days.append(days[year] + (isLeap(year) ? 366 : 365)) }
    return days.map { $0 - days[1970] }
  }()

  /// The days between a date and 1970-01-01.
  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    firstDays[year] + (1..<month).reduce(0) { $0 + days(in: $1, of: year) } + day - 1
  }

  /// The stamp as the definition says that the archive has it.
  var text: String {
    var day = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
    let second = seconds - day * 86_400
    let year = (Self.firstDays.lastIndex { $0 <= day }) ?? 0
    day -= Self.firstDays[year]
    var month = 1
    while day >= Self.days(in: month, of: year) {
      day -= Self.days(in: month, of: year)
      month += 1
    }
    var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day + 1, 2))T"
    text += "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    if nanoseconds > 0 {
      text += "." + String(padded(nanoseconds, 9).reversed().drop { $0 == "0" }.reversed())
    }
    return text + "Z"
  }

  /// The one moment at which the clocks of a zone show a time, which is given as if it were of UTC; nil for none or two.
  static func instant(ofLocal local: SimpleTime, in zone: ZonePlan) -> SimpleTime? {
    let found = zone.offsets.enumerated().map { index, offset -> Int? in
      let seconds = local.seconds - offset.secondsEast
      let isOver = index + 1 < zone.offsets.count && seconds >= zone.offsets[index + 1].start
      return seconds >= offset.start && !isOver ? seconds : nil
    }.compactMap(\.self)
    guard found.count == 1 else { return nil }
    let time = SimpleTime(seconds: found[0], nanoseconds: local.nanoseconds)
    return time.isInRange ? time : nil
  }
}

func padded(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}

/// Reads stamps after the definition of Instant and Timestamps in Sources/README.md, by regular expressions.
enum SimpleStamp {
  /// RFC 3339, with the zone of the plan for a stamp that names none.
  static func rfc3339(_ text: String, _ zone: ZonePlan?) -> SimpleTime? {
    let form =
      #/(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))?/#
      .asciiOnlyDigits()
    guard let match = text.wholeMatch(of: form)?.output else { return nil }
    let numbers = [match.1, match.2, match.3, match.4, match.5, match.6].map { Int($0) ?? 0 }
    guard (1...12).contains(numbers[1]), numbers[2] >= 1,
      numbers[2] <= SimpleTime.days(in: numbers[1], of: numbers[0]),
      numbers[3] < 24, numbers[4] < 60, numbers[5] < 60
    else { return nil }
    let days = SimpleTime.day(numbers[0], numbers[1], numbers[2])
    var time = SimpleTime(
      seconds: days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5],
      nanoseconds: fraction(match.7))
    if match.8 != nil { return time }
    guard let sign = match.9 else { return zone.flatMap { SimpleTime.instant(ofLocal: time, in: $0) } }
    let (hours, minutes) = (match.10.flatMap { Int($0) } ?? 0, match.11.flatMap { Int($0) } ?? 0)
    guard hours < 24, minutes < 60 else { return nil }
    time.seconds -= (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    return time.isInRange ? time : nil
  }

  /// A number since 1970, of which `perSecond` make a second.
  static func epoch(_ text: String, perSecond: Int) -> SimpleTime? {
    guard let match = text.wholeMatch(of: #/(-?)(0|[1-9]\d*)(?:\.(\d{1,9}))?/#.asciiOnlyDigits())?.output,
      perSecond == 1 || match.3 == nil, let number = Int(match.2)
    else { return nil }
    let nanoseconds = number % perSecond * (1_000_000_000 / perSecond) + fraction(match.3)
    var time = SimpleTime(seconds: number / perSecond, nanoseconds: nanoseconds)
    if match.1 == "-" {
      // Minus zero is not a number here.
      if number == 0, nanoseconds == 0 { return nil }
      time = SimpleTime(
        seconds: -time.seconds - (nanoseconds > 0 ? 1 : 0),
        nanoseconds: nanoseconds > 0 ? 1_000_000_000 - nanoseconds : 0)
    }
    return time.isInRange ? time : nil
  }

  private static func fraction(_ digits: Substring?) -> Int {
    guard let digits else { return 0 }
    return Int(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
  }
}

/// A point in time, and its text by RFC 3339.
struct Instant: Comparable, Hashable {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
  var seconds: Int64
  /// 0 ..< 1,000,000,000.
  var nanoseconds: Int32 = 0

  static func < (a: Instant, b: Instant) -> Bool {
    (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
  }
}

// MARK: - Writing

extension Instant {
  /// The shortest exact text in UTC: `2021-02-02T02:02:02Z`, the fraction without its trailing zeros.
  func appendUTC(to text: inout [UInt8]) {
    var digits = 9
    var rest = nanoseconds
    while digits > 0, rest % 10 == 0 {
      rest /= 10
      digits -= 1
    }
    append(to: &text, digits: digits, offsetMinutes: nil)
  }

  /// The text with `digits` of the fraction (0…9, cut), as `Z`, or as local time with its offset.
  func append(to text: inout [UInt8], digits: Int, offsetMinutes: Int?) {
    let local = seconds &+ Int64(offsetMinutes ?? 0) &* 60
    let (day, second) = local.flooredQuotientAndRemainder(dividingBy: 86_400)
    let date = CivilDate(day: day)
    text.append(decimal: date.year, width: 4)
    text.append(UInt8(ascii: "-"))
    text.append(decimal: date.month, width: 2)
    text.append(UInt8(ascii: "-"))
    text.append(decimal: date.day, width: 2)
    text.append(UInt8(ascii: "T"))
    text.append(decimal: second / 3600, width: 2)
    text.append(UInt8(ascii: ":"))
    text.append(decimal: second / 60 % 60, width: 2)
    text.append(UInt8(ascii: ":"))
    text.append(decimal: second % 60, width: 2)
    if digits > 0 {
      var fraction = Int64(nanoseconds)
      for _ in digits..<9 { fraction /= 10 }
      text.append(UInt8(ascii: "."))
      text.append(decimal: fraction, width: digits)
    }
    guard let offsetMinutes else { return text.append(UInt8(ascii: "Z")) }
    text.append(UInt8(ascii: offsetMinutes < 0 ? "-" : "+"))
    text.append(decimal: Int64(offsetMinutes.magnitude / 60), width: 2)
    text.append(UInt8(ascii: ":"))
    text.append(decimal: Int64(offsetMinutes.magnitude % 60), width: 2)
  }
}

// MARK: - Reading

extension Instant {
  /// Reads what `append` writes; nil for any other text, and for a date that no calendar has.
  init?(_ text: some Collection<UInt8>) {
    var rest = text[...]
    func number(_ width: Int) -> Int64? {
      guard rest.prefix(width).count == width else { return nil }
      var value: Int64 = 0
      for byte in rest.prefix(width) {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      rest = rest.dropFirst(width)
      return value
    }
    func skip(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2), skip("T"),
      let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2),
      hour < 24, minute < 60, second < 60,
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
    nanoseconds = 0
    if skip(".") {
      let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
      guard (1...9).contains(digits), var fraction = number(digits) else { return nil }
      for _ in digits..<9 { fraction *= 10 }
      nanoseconds = Int32(fraction)
    }
    if !skip("Z") {
      let isEast = skip("+")
      guard isEast || skip("-"), let hours = number(2), skip(":"), let minutes = number(2),
        hours < 24, minutes < 60
      else { return nil }
      seconds -= (hours * 60 + minutes) * (isEast ? 60 : -60)
    }
    guard rest.isEmpty else { return nil }
  }
}

// MARK: - The calendar

/// A day of the proleptic Gregorian calendar.
///
/// Counted in eras of 400 years (146,097 days) that begin on the first of March, so that a leap day is the
/// last day of its year.
struct CivilDate {
  var year: Int64
  var month: Int64
  var day: Int64

  /// The date that is `day` days after 1970-01-01.
  init(day: Int64) {
    let (era, dayOfEra) = (day + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Nil when there is no such day.
  init?(year: Int64, month: Int64, day: Int64) {
    (self.year, self.month, self.day) = (year, month, day)
    let same = CivilDate(day: daysSince1970)
    guard (same.year, same.month, same.day) == (year, month, day) else { return nil }
  }

  var daysSince1970: Int64 {
    let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredQuotientAndRemainder(dividingBy: 400)
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Int64 {
  /// Quotient and remainder with a remainder in `0..<divisor`, for a positive divisor.
  func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

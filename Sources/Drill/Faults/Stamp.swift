/// A time stamp of an archive, `2021-02-02T02:02:02.5Z`, as its parts.
struct Stamp {
  var year: Int
  var month: Int
  var day: Int
  var hour: Int
  var minute: Int
  var second: Int
  /// 0 to 999,999,999
  var nanosecond: Int

  /// Nil for any other way of writing it.
  init?(_ text: String) {
    guard text.hasSuffix("Z"), text.utf8.count >= 20 else { return nil }
    let numbers = text.dropLast().split { "-T:.".contains($0) }.map(String.init)
    guard (6...7).contains(numbers.count) else { return nil }
    let parts = numbers.prefix(6).compactMap { Int($0) }
    let fraction = numbers.count == 7 ? numbers[6].padding9 : "0"
    guard parts.count == 6, let nanosecond = Int(fraction) else { return nil }
    (year, month, day, hour, minute, second) = (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
    self.nanosecond = nanosecond
  }

  /// As an archive has it: the fraction only if it is not zero, and without its trailing zeros.
  var text: String { local + "Z" }

  /// Without a zone.
  var local: String {
    var fraction = ""
    if nanosecond > 0 {
      fraction = "." + String(nanosecond).leftPadded(9)
      while fraction.hasSuffix("0") { fraction.removeLast() }
    }
    let date = "\(String(year).leftPadded(4))-\(String(month).leftPadded(2))-\(String(day).leftPadded(2))"
    let time = [hour, minute, second].map { String($0).leftPadded(2) }.joined(separator: ":")
    return "\(date)T\(time)\(fraction)"
  }

  /// Later by so many seconds and nanoseconds.
  func later(seconds: Int, nanoseconds: Int = 0) -> Stamp {
    var copy = self
    let sum = nanosecond + nanoseconds
    copy.nanosecond = (sum % 1_000_000_000 + 1_000_000_000) % 1_000_000_000
    let total =
      daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second + seconds
      + (sum - copy.nanosecond) / 1_000_000_000
    let days = Int((Double(total) / 86_400).rounded(.down))
    let rest = total - days * 86_400
    (copy.hour, copy.minute, copy.second) = (rest / 3600, rest / 60 % 60, rest % 60)
    copy.setDays(days)
    return copy
  }

  /// Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": days_from_civil.
  private var daysSince1970: Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// civil_from_days of the same source.
  private mutating func setDays(_ days: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }
}

extension String {
  fileprivate func leftPadded(_ count: Int) -> String {
    String(repeating: "0", count: max(0, count - utf8.count)) + self
  }
  fileprivate var padding9: String { self + String(repeating: "0", count: max(0, 9 - utf8.count)) }
}

/// A day of the Gregorian calendar, as a plan or a list beside it has it: `2027-01-31`.
package struct PlanDay: Sendable, Equatable {
  package var text: String
  package var daysSince1970: Int
}

extension PlanReader {
  /// Reads a day.
  mutating func day(_ value: PlanValue?) -> PlanDay? {
    guard let value, let text = text(value) else { return nil }
    if let match = text.value.wholeMatch(of: #/([0-9]{4})-([0-9]{2})-([0-9]{2})/#), let year = Int(match.1),
      let month = Int(match.2), let day = Int(match.3), (1...12).contains(month),
      (1...Self.days(ofMonth: month, year)).contains(day)
    {
      return PlanDay(text: text.value, daysSince1970: Self.daysSince1970(year, month, day))
    }
    report("expected a day such as 2027-01-31 for '\(value.name)', found \(value.kind)", line: value.line)
    return nil
  }

  private static func days(ofMonth month: Int, _ year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days before the year, by whole years and leap days since the year 0, then those of its months.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let before = year - 1
    let leapDays = year == 0 ? 0 : before / 4 - before / 100 + before / 400 + 1
    let ofMonths = (1..<month).reduce(0) { $0 + days(ofMonth: $1, year) }
    return 365 * year + leapDays + ofMonths + day - 1 - 719_528
  }
}

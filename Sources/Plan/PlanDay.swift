import Yams

extension PlanReader {
  /// A day of the Gregorian calendar, as written: `2027-01-31`.
  mutating func day(_ value: PlanValue?) -> String? {
    guard let value, let text = text(value) else { return nil }
    if let match = text.value.wholeMatch(of: #/(\d{4})-(\d{2})-(\d{2})/#), text.value.utf8.count == 10,
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3), (1...12).contains(month),
      (1...Self.days(ofMonth: month, year)).contains(day)
    {
      return text.value
    }
    report("expected a day such as 2027-01-31 for '\(value.name)', found \(value.kind)", line: value.line)
    return nil
  }

  private static func days(ofMonth month: Int, _ year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}

/// When a team works: the hours of each weekday in a time zone, and the days on which nobody does. Service levels count
/// these hours alone.
package struct WorkCalendar: Sendable, Equatable {
  /// Hours of one day: minutes since midnight by the zone's clocks, from 0 to 1,440.
  package struct Span: Sendable, Equatable {
    package var start: Int
    package var end: Int
  }

  package var name: String
  package var zone: ZonePlan
  /// Of Monday to Sunday; each day's in their order, and apart.
  package var week: [[Span]]
  /// Days since 1970-01-01.
  package var holidays: Set<Int>
}

extension PlanReader {
  /// Reads `calendars:`, by their names.
  mutating func calendars(_ value: PlanValue?) -> [WorkCalendar] {
    guard let section = section(value, keys: nil) else { return [] }
    return section.entries.compactMap { entry in
      guard let value = section[entry.key],
        isName(entry.key, "a calendar's name", in: section, line: entry.line)
      else { return nil }
      return calendar(named: entry.key, value)
    }
  }

  private mutating func calendar(named name: String, _ value: PlanValue) -> WorkCalendar? {
    guard let section = section(value, keys: .calendar) else { return nil }
    for key in ["time-zone", "hours"] where section[key] == nil {
      let example = key == "hours" ? "hours: {mon-fri: 09:00-17:00}" : "time-zone: Europe/Berlin"
      report("'\(section.path(of: key))' is missing; add '\(example)'", line: section.line)
    }
    let zone = timeZone(section["time-zone"])
    let week = week(section["hours"])
    let holidays = section["holidays"].map { items($0).compactMap { day($0) } } ?? []
    guard let zone, let week else { return nil }
    return WorkCalendar(name: name, zone: zone, week: week, holidays: Set(holidays.map(\.daysSince1970)))
  }

  private mutating func timeZone(_ value: PlanValue?) -> ZonePlan? {
    guard let value, let text = text(value) else { return nil }
    if let zone = ZonePlan(parsing: text.value) { return zone }
    report(
      "expected a time zone such as Europe/Berlin, +02:00 or UTC for '\(value.name)', found \(value.kind)"
        + ZonePlan.suggestion(for: text.value), line: text.line)
    return nil
  }

  private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// The hours of each weekday: `mon-fri: 09:00-17:00`, `sat: [09:00-12:00, 13:00-15:00]`. Days that are not named are free.
  private mutating func week(_ value: PlanValue?) -> [[WorkCalendar.Span]]? {
    guard let section = section(value, keys: nil) else { return nil }
    var week = [[WorkCalendar.Span]](repeating: [], count: 7)
    var isGood = !section.entries.isEmpty
    if !isGood { report("'\(section.name)' has no day; add 'mon-fri: 09:00-17:00'", line: section.line) }
    for entry in section.entries {
      guard let value = section[entry.key] else { continue }
      let spans = items(value).compactMap { span($0) }
      guard let days = Self.days(entry.key) else {
        report(
          "expected a day or days such as mon, sat-sun or mon-fri in '\(section.name)', found \(quote(entry.key))",
          line: entry.line)
        isGood = false
        continue
      }
      for day in days where !week[day].isEmpty {
        report(
          "'\(section.name)' names \(Self.weekdays[day]) twice; give each day one entry", line: entry.line)
        isGood = false
      }
      for (span, next) in zip(spans, spans.dropFirst()) where next.start < span.end {
        report("the hours of '\(value.name)' overlap or are not in their order", line: value.line)
        isGood = false
      }
      for day in days { week[day] = spans }
    }
    return isGood ? week : nil
  }

  /// `mon`, `mon-fri`, and over the end of the week `sat-mon`.
  private static func days(_ text: String) -> [Int]? {
    let ends = text.lowercased().split(separator: "-", omittingEmptySubsequences: false).map { name in
      weekdays.firstIndex(of: String(name))
    }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else { return nil }
    return (0...(last - first + 7) % 7).map { (first + $0) % 7 }
  }

  /// `09:00-17:00`; 24:00 is the end of the day.
  private mutating func span(_ value: PlanValue) -> WorkCalendar.Span? {
    guard let text = text(value) else { return nil }
    if let match = text.value.wholeMatch(of: #/([0-9]{2}):([0-9]{2}) ?- ?([0-9]{2}):([0-9]{2})/#),
      let fromHour = Int(match.1), let fromMinute = Int(match.2), let toHour = Int(match.3),
      let toMinute = Int(match.4), fromMinute < 60, toMinute < 60
    {
      let span = WorkCalendar.Span(start: fromHour * 60 + fromMinute, end: toHour * 60 + toMinute)
      if span.start < span.end, span.end <= 1440 { return span }
    }
    report("expected hours such as 09:00-17:00 for '\(value.name)', found \(value.kind)", line: value.line)
    return nil
  }
}

import Testing

@testable import Plan

@Suite("Calendars of a plan")
struct CalendarTests {
  private func plan(_ calendars: String) throws -> Plan {
    try Plan(text: "sources: {chat: {path: a.csv}}\ncalendars:\n  \(calendars)\n", path: "m.yml")
  }

  @Test("hours of days and ranges of days, in any case, with breaks; days that are not named are free")
  func hours() throws {
    let plan = try self.plan(
      "team: {time-zone: UTC, hours: {Mon-Tue: [08:00-12:00, 13:00-24:00], SUN: 09:30 - 10:00}}")
    let week = try #require(plan.calendars.first).week
    #expect(week[0] == [.init(start: 480, end: 720), .init(start: 780, end: 1440)])
    #expect(week[1] == week[0])
    #expect(week[2...5].flatMap { $0 }.isEmpty)
    #expect(week[6] == [.init(start: 570, end: 600)])
  }

  @Test(
    "holidays are days since 1970",
    arguments: [("1970-01-01", 0), ("2026-12-25", 20_812), ("2000-02-29", 11_016)])
  func holidays(text: String, days: Int) throws {
    let plan = try self.plan("team: {time-zone: UTC, hours: {mon: 08:00-12:00}, holidays: [\(text)]}")
    #expect(plan.calendars.first?.holidays == [days])
  }

  @Test(
    "a mistake is a sentence with its line",
    arguments: [
      ("{time-zone: UTC}", "'calendars.team.hours' is missing; add 'hours: {mon-fri: 09:00-17:00}'"),
      (
        "{hours: {mon: 08:00-09:00}}", "'calendars.team.time-zone' is missing; add 'time-zone: Europe/Berlin'"
      ),
      (
        "{time-zone: Europe/Berln, hours: {mon: 08:00-09:00}}",
        "expected a time zone such as Europe/Berlin, +02:00 or UTC for 'calendars.team.time-zone', found text "
          + "'Europe/Berln'; did you mean 'Europe/Berlin'?"
      ),
      (
        "{time-zone: UTC, hours: {monday: 08:00-09:00}}",
        "expected a day or days such as mon, sat-sun or mon-fri in 'calendars.team.hours', found 'monday'"
      ),
      (
        "{time-zone: UTC, hours: {mon-wed: 08:00-09:00, tue: 10:00-11:00}}",
        "'calendars.team.hours' names tue twice; give each day one entry"
      ),
      (
        "{time-zone: UTC, hours: {mon: 17:00-09:00}}",
        "expected hours such as 09:00-17:00 for 'calendars.team.hours.mon', found text '17:00-09:00'"
      ),
      (
        "{time-zone: UTC, hours: {mon: [09:00-12:00, 11:00-13:00]}}",
        "the hours of 'calendars.team.hours.mon' overlap or are not in their order"
      ),
      (
        "{time-zone: UTC, hours: {mon: 09:00-12:00}, holidays: [2026-02-29]}",
        "expected a day such as 2027-01-31 for 'calendars.team.holidays', found text '2026-02-29'"
      ),
      (
        "{time-zone: UTC, hours: {mon: 09:00-12:00}, holliday: 1}",
        "unknown key 'holliday' in 'calendars.team'; did you mean 'holidays'?"
      ),
    ])
  func mistakes(calendar: String, sentence: String) {
    #expect(throws: PlanError.self) { try plan("team: \(calendar)") }
    do {
      _ = try plan("team: \(calendar)")
    } catch let error as PlanError {
      #expect(error.description == "m.yml:3: \(sentence)")
    } catch {
      Issue.record("another error: \(error)")
    }
  }
}

import Testing

@testable import Plan

@Suite("The weeks after go-live: 'hypercare'")
struct PlanHypercareTests {
  private static let tables = """
    sources: {new: {path: new.csv}, old: {path: old.csv}, mail: {path: mail.csv}}
    tables:
      new_tickets: {source: new, side: new, key: id, columns: {created_at: {from: c, type: timestamp}, due: d, queue: q}}
      old_tickets: {source: old, side: legacy, key: id, columns: {created_at: {from: c, type: timestamp}}}
      mails: {source: mail, side: new, key: id, columns: {ticket: t, sent: {from: s, type: timestamp}}}

    """

  private func plan(_ lines: String) throws -> HypercarePlan {
    try #require(try Plan(text: Self.tables + "hypercare:\n" + lines, path: "m.yml").hypercare)
  }

  private func problems(_ lines: String) -> [String] {
    do throws(PlanError) {
      _ = try Plan(text: Self.tables + "hypercare:\n" + lines, path: "m.yml")
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  /// What nothing is wrong with.
  private static let sound = "  from: 2026-12-01T00:00:00Z\n  tickets: new_tickets\n"

  @Test("a plan needs no more than sources, tables and when it went live")
  func least() throws {
    let hypercare = try plan(Self.sound)
    #expect(hypercare.from == Located("2026-12-01T00:00:00Z", line: 7))
    #expect((hypercare.tickets, hypercare.baseline, hypercare.notifications) == ("new_tickets", nil, nil))
    #expect((hypercare.days, hypercare.until, hypercare.zone.name) == (14, nil, "UTC"))
    #expect(hypercare.name(of: .created) == "created_at")
    #expect(try Plan(text: Self.tables, path: "m.yml").hypercare == nil)
  }

  @Test("bounds that are not given have the values that the help lists")
  func usualBounds() throws {
    let bounds = HypercareMetric.allCases.map { "\($0.rawValue) \($0.usualBound.text)" }
    #expect(
      bounds == [
        "volume 50%", "assignment-lag 15m", "first-response 4h", "handling-time 110%", "backlog 120%",
        "backlog-age 3d", "reopen-rate 110%", "reassignment 120%", "sla-breaches 0", "duplicate-tickets 10m",
        "duplicate-notifications 5m",
      ])
  }

  @Test("what is given is read")
  func all() throws {
    let hypercare = try plan(
      Self.sound + """
          until: 2026-12-05T00:00:00Z
          time-zone: Europe/Berlin
          baseline: old_tickets
          notifications: mails
          columns: {sent: sent, queue: queue}
          bounds: {volume: 12.5%, assignment-lag: 60s, backlog: 500, handling-time: 8h}
          owners: {billing: Ana Lima, backlog: Jo Bell}
          closed: {backlog 2026-12-02T08:00:00Z: "an import, which is over"}
        """)
    #expect((hypercare.baseline, hypercare.notifications) == ("old_tickets", "mails"))
    #expect(hypercare.until?.value == "2026-12-05T00:00:00Z")
    #expect(hypercare.zone.name == "Europe/Berlin")
    #expect(hypercare.name(of: .sent) == "sent")
    #expect(hypercare.laterBound(.volume) == .percent(12.5))
    #expect(hypercare.laterBound(.assignmentLag) == .seconds(60))
    #expect(hypercare.laterBound(.backlog) == .count(500))
    #expect(hypercare.laterBound(.handlingTime) == .seconds(8 * 3600))
    #expect(hypercare.laterBound(.firstResponse) == .seconds(4 * 3600))
    #expect(hypercare.owners["billing"]?.value == "Ana Lima")
    #expect(hypercare.closed.map(\.metric) == [.backlog])
    #expect(hypercare.closed.map(\.begin.value) == ["2026-12-02T08:00:00Z"])
  }

  @Test("a bound may be another one in the first week")
  func weeks() throws {
    let hypercare = try plan(
      Self.sound
        + "  bounds: {volume: 30%, handling-time: {first-week: 120%, later: 105%}, backlog: {first-week: 80, later: 60}}"
    )
    #expect(hypercare.firstWeekBounds == [.handlingTime: .percent(120), .backlog: .count(80)])
    #expect(hypercare.laterBound(.handlingTime) == .percent(105))
    #expect(hypercare.laterBound(.backlog) == .count(60))
    #expect(hypercare.laterBound(.volume) == .percent(30))
  }

  @Test(
    "a mistake is reported with its line, and the nearest that is known",
    arguments: [
      (
        "",
        [
          "m.yml:6: 'hypercare.from' is missing; write when the new platform went live, such as 2026-12-01T00:00:00Z",
          "m.yml:6: 'hypercare.tickets' is missing; name the table of 'tables' that has the new platform's tickets",
        ]
      ),
      (
        sound + "  baselin: old_tickets",
        ["m.yml:9: unknown key 'baselin' in 'hypercare'; did you mean 'baseline'?"]
      ),
      (
        sound + "  baseline: old_ticket",
        [
          "m.yml:9: 'hypercare.baseline' must be the name of a table of 'tables', found 'old_ticket'; did you mean 'old_tickets'?"
        ]
      ),
      (
        sound + "  baseline: mails",
        [
          "m.yml:9: 'hypercare.baseline' must be a table of the side 'legacy', and 'mails' is of the side 'new'"
        ]
      ),
      (
        sound + "  notifications: new_tickets",
        ["m.yml:9: 'hypercare.notifications' is the table of tickets; name another, or leave it out"]
      ),
      (
        sound + "  time-zone: Europe/Berln",
        [
          "m.yml:9: expected UTC, an offset such as \"+02:00\", or a name such as Europe/Berlin for 'hypercare.time-zone', found text 'Europe/Berln'; did you mean 'Europe/Berlin'?"
        ]
      ),
      (
        sound + "  until: 2026-12-05T00:00:00Z\n  days: 4",
        ["m.yml:10: 'hypercare.until' and 'hypercare.days' both say when it ends; keep one"]
      ),
      (sound + "  days: 93", ["m.yml:9: expected a number from 1 to 92 for 'hypercare.days', found 93"]),
      (
        sound + "  columns: {queue: queu}",
        [
          "m.yml:9: 'hypercare.columns.queue' must be a column of the table 'new_tickets', found 'queu'; did you mean 'queue'?"
        ]
      ),
      (
        sound + "  columns: {que: queue}",
        ["m.yml:9: unknown key 'que' in 'hypercare.columns'; did you mean 'due'?"]
      ),
      (
        sound + "  columns: {due: due}",
        [
          "m.yml:3: 'tables.new_tickets.columns.due' is of type text, and 'hypercare' reads it as its column 'due'; add 'type: timestamp'"
        ]
      ),
      (
        sound + "  bounds: {volume: 15m}",
        [
          "m.yml:9: expected a share of the baseline such as 110% for 'hypercare.bounds.volume', found text '15m'"
        ]
      ),
      (
        sound + "  bounds: {first-response: 4}",
        [
          "m.yml:9: expected a length of time such as 60s, 15m, 4h or 3d, or a share of the baseline such as 110% for 'hypercare.bounds.first-response', found text '4'"
        ]
      ),
      (
        sound + "  bounds: {first-respons: 4h}",
        ["m.yml:9: unknown key 'first-respons' in 'hypercare.bounds'; did you mean 'first-response'?"]
      ),
      (
        sound + "  bounds: {handling-time: {first-week: 120%}}",
        [
          "m.yml:9: 'hypercare.bounds.handling-time.later' is missing; give both 'first-week' and 'later', or one bound for all weeks"
        ]
      ),
      (
        sound + "  bounds: {handling-time: {}}",
        [
          "m.yml:9: 'hypercare.bounds.handling-time.first-week' is missing; give both 'first-week' and 'later', or one bound for all weeks",
          "m.yml:9: 'hypercare.bounds.handling-time.later' is missing; give both 'first-week' and 'later', or one bound for all weeks",
        ]
      ),
      (
        sound + "  bounds:\n    handling-time:\n      first-week: 120%\n      late: 105%",
        [
          "m.yml:11: 'hypercare.bounds.handling-time.later' is missing; give both 'first-week' and 'later', or one bound for all weeks",
          "m.yml:12: unknown key 'late' in 'hypercare.bounds.handling-time'; did you mean 'later'?",
        ]
      ),
      (
        sound + "  bounds: {volume: {first-week: 60%, later: 4h}}",
        [
          "m.yml:9: expected a share of the baseline such as 110% for 'hypercare.bounds.volume.later', found text '4h'"
        ]
      ),
      (
        sound + "  bounds: {handling-time: {first-week: 8h, later: 105%}}",
        [
          "m.yml:9: 'hypercare.bounds.handling-time' has 8h in the first week and 105% later; give both in the same form"
        ]
      ),
      (
        sound + "  bounds: {volume: [60%, 50%]}",
        ["m.yml:9: expected text for 'hypercare.bounds.volume', found a list"]
      ),
      (
        sound + "  closed: {backlog: over}",
        [
          "m.yml:9: 'backlog' in 'hypercare.closed' is not an incident; write it as reports name it, such as 'assignment-lag 2026-12-03T08:00:00Z'"
        ]
      ),
      (
        sound + "  closed: {backlg 2026-12-02T08:00:00Z: over}",
        ["m.yml:9: 'backlg' in 'hypercare.closed' is not a metric; did you mean 'backlog'?"]
      ),
    ])
  func mistakes(lines: String, messages: [String]) {
    #expect(problems(lines) == messages)
  }

  @Test("a bound is written as it was given, in the largest unit that fits")
  func bounds() {
    for text in ["50%", "12.5%", "90s", "15m", "36h", "3d", "0", "500"] {
      #expect(HypercareBound(parsing: text)?.text == text)
    }
    #expect(HypercareBound(parsing: "120s")?.text == "2m")
    for text in ["", "%", "m", "-1", "1.5h", "+3d", "10 m", "1,000", "123456%"] {
      #expect(HypercareBound(parsing: text) == nil, "\(text)")
    }
  }

  @Test("what audits measure does not depend on it")
  func measured() throws {
    let plain = try Plan(text: Self.tables, path: "m.yml")
    let watched = try Plan(text: Self.tables + "hypercare:\n" + Self.sound, path: "m.yml")
    #expect(plain.measuredText == watched.measuredText)
  }
}

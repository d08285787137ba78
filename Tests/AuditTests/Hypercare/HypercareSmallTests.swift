import Foundation
import Plan
import Testing

@testable import Audit

/// Ten tickets whose figures are worked out by hand. Ticket n is on line n + 1.
@Suite("Hypercare of ten tickets")
struct HypercareSmallTests {
  /// The one of 08:00 is from before go-live, the one of 12:05 from after the last hour.
  private static let tickets = """
    1,2026-12-01T08:00:00Z,2026-12-01T08:05:00Z,2026-12-01T08:30:00Z,,,2026-12-01T09:30:00Z,billing,0,A,ann
    2,2026-12-01T09:00:00Z,2026-12-01T09:10:00Z,2026-12-01T09:20:00Z,2026-12-01T09:50:00Z,,2026-12-01T10:00:00Z,billing,0,B,bob
    3,2026-12-01T09:10:00Z,2026-12-01T09:40:00Z,2026-12-01T10:00:00Z,2026-12-01T10:30:00Z,2026-12-01T11:15:00Z,2026-12-01T13:00:00Z,routing,2,C,cid
    4,2026-12-01T09:20:00Z,2026-12-01T09:40:00Z,2026-12-01T09:50:00Z,2026-12-01T11:00:00Z,,2026-12-01T10:15:00Z,routing,1,D,dan
    5,2026-12-01T09:25:00Z,2026-12-01T09:50:00Z,2026-12-01T11:25:00Z,,,,routing,0,D,dan
    6,2026-12-01T09:59:59Z,2026-12-01T10:05:00Z,2026-12-01T10:10:00Z,2026-12-01T10:20:00Z,,,billing,0,D,dan
    7,2026-12-01T10:30:00Z,,,,,2026-12-01T11:30:00Z,routing,,E,eve
    8,2026-12-01T10:30:00Z,2026-12-01T10:31:00Z,2026-12-01T11:00:00Z,,,,billing,3,E,eve
    9,2026-12-01T11:00:00Z,2026-12-01T11:20:00Z,,,,,routing,0,F,fay
    10,2026-12-01T12:05:00Z,2026-12-01T12:06:00Z,,,,,billing,0,G,gus

    """

  private static let section = """
    from: 2026-12-01T09:00:00Z
    until: 2026-12-01T12:00:00Z
    bounds: {backlog: 5}
    owners: {routing: Ana Lima, backlog: Jo Bell}
    """

  private func result(
    notifications: String? = nil, without: [String] = [], more: String = "",
    asOf: String = "2026-12-01T12:30:00Z"
  ) throws -> HypercareResult {
    try HypercareExample(
      tickets: Self.tickets, notifications: notifications, without: without,
      hypercare: Self.section + (more.isEmpty ? "" : "\n" + more)
    ).run(asOf: asOf)
  }

  @Test("tickets count in the hour in which they were created")
  func volume() throws {
    #expect(try result().values(.volume) == [5, 2, 1])
    #expect(try result().series(.volume)?.days.map(\.value) == [8])
  }

  @Test(
    "the medians of an hour are those of its tickets, and what still waits counts with what it has waited")
  func medians() throws {
    let result = try result()
    // 5:01, 10, 20, 25 and 30 minutes; 1 minute and the 96 since 10:30; 20 minutes.
    #expect(result.values(.assignmentLag) == [1200, 2910, 1200])
    #expect(result.series(.assignmentLag)?.hours.map(\.isAtLeast) == [false, true, false])
    // 10:01, 20, 30, 50 and 120 minutes; 30 and 96 minutes; the 66 since 11:00.
    #expect(result.values(.firstResponse) == [1800, 3780, 3960])
    // 20:21 to 100 minutes, and ticket 5, which has been open for 161.
    #expect(result.values(.handlingTime) == [4800, 5760, 3960])
    #expect(result.series(.handlingTime)?.hours.map(\.isAtLeast) == [false, true, true])
  }

  @Test("the backlog is what is open just before the next hour, a reopened ticket since it was reopened")
  func backlog() throws {
    let result = try result()
    // 1, 3, 4, 5, 6; then 1, 4 (solved at 11:00 sharp), 5, 7, 8; then 1, 3 (again), 5, 7, 8, 9.
    #expect(result.values(.backlog) == [5, 5, 6])
    // Of the last: 4 hours, 45 minutes, 155, 90, 90 and 60 minutes.
    #expect(result.values(.backlogAge) == [2400, 5700, 5400])
    let incident = try #require(result.incident(.backlog))
    #expect(incident.name == "backlog 2026-12-01T11:00:00Z")
    #expect((incident.worst, incident.limit, incident.tickets, incident.excess) == (6, 5, 6, 1))
    #expect(incident.owner == "Ana Lima", "4 of 6 are in the queue routing, which has an owner")
    #expect(
      incident.places.prefix(2) == ["new.csv:4 (row 3)", "new.csv:10 (row 9)"], "those that opened last")
  }

  @Test("the shares that were reopened and reassigned are of the tickets that can tell")
  func shares() throws {
    let result = try result()
    // Ticket 3 of 2, 3, 4 and 6, which were solved; of the others none was.
    #expect(result.values(.reopenRate) == [0.25, nil, nil])
    #expect(result.series(.reopenRate)?.hours.map(\.state) == [.measured, .nothing, .nothing])
    // 3 and 4 of five; 8 alone, because ticket 7 says nothing; none.
    #expect(result.values(.reassignment) == [0.4, 1, 0])
  }

  @Test("a due time that passes before a ticket is solved is a breach of that hour")
  func breaches() throws {
    let result = try result()
    // 1 at 9:30, 4 at 10:15, 7 at 11:30; ticket 2 was solved in time, and 3 is due at 13:00.
    #expect(result.values(.slaBreaches) == [1, 1, 1])
    let incident = try #require(result.incident(.slaBreaches))
    #expect((incident.begin, incident.end) == ("2026-12-01T09:00Z", "2026-12-01T12:00Z"))
    #expect(
      (incident.tickets, incident.queue, incident.ofQueue, incident.owner) == (3, "routing", 2, "Ana Lima"))
    #expect(incident.places == ["new.csv:2 (row 1)", "new.csv:5 (row 4)", "new.csv:8 (row 7)"])
  }

  @Test("where a plan says so, the due time is that of the first response")
  func dueResponses() throws {
    let result = try result(more: "columns: {response-due: due_at}")
    // Ticket 1 was answered at 8:30, 2 at 9:20, 4 at 9:50; 7 never.
    #expect(result.values(.slaBreaches) == [0, 0, 1])
  }

  @Test("a second ticket of one requester and subject is a duplicate within ten minutes")
  func duplicates() throws {
    let result = try result()
    // 5 comes five minutes after 4, 6 35 minutes after 5; 8 in the second of 7.
    #expect(result.values(.duplicateTickets) == [1, 1, 0])
    let incident = try #require(result.incident(.duplicateTickets))
    #expect(incident.places == ["new.csv:6 (row 5)", "new.csv:9 (row 8)"])
    #expect((incident.end, incident.isGoingOn) == ("2026-12-01T11:00Z", false))
    #expect(try self.result(more: "columns: {subject: queue}").values(.duplicateTickets) == [1, 0, 0])
  }

  @Test("a second notification of one ticket, recipient and template is a duplicate within five minutes")
  func notifications() throws {
    let result = try result(
      notifications: """
        1,3,cid,2026-12-01T09:10:05Z,received
        2,3,cid,2026-12-01T09:15:05Z,received
        3,3,cid,2026-12-01T09:20:06Z,received
        4,3,cid,2026-12-01T09:20:07Z,solved
        5,3,dan,2026-12-01T09:20:07Z,solved
        6,3,dan,2026-12-01T10:00:00Z,solved

        """)
    // 2 comes 300 seconds after 1, 3 301 after 2; the others differ. No notification is as late as 11:00.
    #expect(result.values(.duplicateNotifications) == [1, nil, nil])
    #expect(result.series(.duplicateNotifications)?.hours.map(\.state) == [.measured, .notYet, .notYet])
    let incident = try #require(result.incident(.duplicateNotifications))
    #expect((incident.queue, incident.owner, incident.tickets) == ("routing", "Ana Lima", 1))
    #expect(incident.places == ["mail.csv:3 (row with a key of 1 byte (masked))"])
  }

  @Test(
    "a median beyond its bound is an incident from its hour on, and hours of too few tickets do not end it")
  func assignment() throws {
    let incident = try #require(try result().incident(.assignmentLag))
    #expect(incident.name == "assignment-lag 2026-12-01T09:00:00Z")
    #expect(
      (incident.worst, incident.limit, incident.marked, incident.end) == (1200, 900, 1, "2026-12-01T10:00Z"))
    #expect((incident.tickets, incident.queue, incident.ofQueue) == (3, "routing", 3))
    #expect(incident.isGoingOn)
  }

  @Test(
    "fewer than five tickets are marked only where all of them, at least three, are beyond the bound",
    arguments: [("5m", [0]), ("1800s", []), ("29m", []), ("301s", []), ("300s", [0])])
  func fewTickets(bound: String, marks: [Int]) throws {
    // Without tickets 3 and 5 the hour has three, which waited 301, 600 and 1,200 seconds; the median is 600.
    let few = Self.tickets.split(separator: "\n").filter { !$0.hasPrefix("3,") && !$0.hasPrefix("5,") }
    let result = try HypercareExample(
      tickets: few.joined(separator: "\n") + "\n",
      hypercare: "from: 2026-12-01T09:00:00Z\nuntil: 2026-12-01T12:00:00Z\nbounds: {assignment-lag: \(bound)}"
    ).run(asOf: "2026-12-01T12:30:00Z")
    #expect(result.values(.assignmentLag).first == 600)
    #expect(result.marks(.assignmentLag) == marks)
  }

  @Test("without a baseline, what is a share of it is shown and not judged, and said so")
  func noBaseline() throws {
    let result = try result()
    let unjudged = result.metrics.filter { $0.notJudged != nil }.map(\.metric)
    #expect(unjudged == [.volume, .handlingTime, .reopenRate, .reassignment])
    #expect(result.series(.volume)?.notJudged == "the plan names no table under 'hypercare.baseline'")
    #expect(
      result.series(.duplicateNotifications)?.notMeasured
        == "the plan names no table under 'hypercare.notifications'")
  }

  @Test("hours that the export can't know yet are not yet, and not zero")
  func exportThatEndsInTheMiddle() throws {
    let result = try result(asOf: "2026-12-01T10:45:00Z")
    #expect(result.knownUntil == "2026-12-01T10:31Z", "the last that happened before is an assignment")
    #expect(result.hours.map(\.isKnown) == [true, false, false])
    #expect(result.values(.volume) == [5, nil, nil])
    #expect(result.series(.volume)?.hours.map(\.state) == [.measured, .notYet, .notYet])
    #expect(result.series(.slaBreaches)?.hours.map(\.value) == [1, nil, nil])
    // Ticket 4 has been open for 71 minutes, and 5 for 66: 20:21, 50, 66, 71 and 80 minutes.
    #expect(result.values(.handlingTime) == [3960, nil, nil])
    #expect(result.series(.handlingTime)?.hours.first?.isAtLeast == true)
    #expect(result.days.map(\.isKnown) == [false])
  }

  @Test("before the first hour is over nothing is measured: exit code 2")
  func nothingYet() throws {
    let result = try result(asOf: "2026-12-01T09:30:00Z")
    #expect(!result.isMeasured)
    #expect(result.exitCode == 2)
  }

  @Test("a metric whose column is missing is not measured, and all others are")
  func missingColumn() throws {
    let result = try result(without: ["assigned_at", "subject"])
    #expect(
      result.series(.assignmentLag)?.notMeasured
        == "the plan has no column 'assigned_at' (hypercare.columns.assigned) in the table 'new_tickets'")
    #expect(
      result.series(.duplicateTickets)?.notMeasured
        == "the plan has no column 'subject' (hypercare.columns.subject) in the table 'new_tickets'")
    #expect(result.metrics.filter { $0.notMeasured != nil }.count == 3, "with the notifications")
    #expect(result.series(.assignmentLag)?.hours == [])
    #expect(result.values(.volume) == [5, 2, 1])
  }

  @Test("rows with times that can't be read are not used, counted, and told with the first of them")
  func unreadableTimes() throws {
    let broken = Self.tickets.replacing("2026-12-01T09:40:00Z", with: "yesterday")
    let result = try HypercareExample(tickets: broken, hypercare: Self.section).run(
      asOf: "2026-12-01T12:30:00Z")
    let input = try #require(result.inputs.first)
    #expect((input.rows, input.used) == (10, 8))
    #expect(input.rejected.map(\.count) == [2])
    #expect(input.rejected.first?.reason == "unreadable assigned_at")
    #expect(input.rejected.first?.first.hasPrefix("new.csv:4: assigned_at is ") == true)
    #expect(result.values(.volume) == [3, 2, 1])
  }

  @Test("an incident that the plan closes counts no longer; one that there is not any more is told")
  func closed() throws {
    let closed = """
      closed:
        sla-breaches 2026-12-01T09:00:00Z: the due dates were wrong
        backlog 2026-12-01T10:00:00Z: no longer there
      """
    let result = try result(more: closed)
    #expect(result.incident(.slaBreaches)?.closed == "the due dates were wrong")
    #expect(result.incidents.last?.metric == .slaBreaches)
    #expect(result.openIncidents.count == result.incidents.count - 1)
    #expect(
      result.notes.last?.hasSuffix(
        "'backlog 2026-12-01T10:00:00Z' in 'hypercare.closed' is not an incident any more") == true)
  }

  @Test("the open incidents of a day are its exceptions, the one of the most tickets first")
  func exceptions() throws {
    let result = try result()
    #expect(result.days.map(\.exceptions) == [[0, 1, 2, 3]])
    #expect(result.incidents.map(\.metric) == [.assignmentLag, .slaBreaches, .duplicateTickets, .backlog])
    #expect(result.incidents.map { $0.excess ?? $0.tickets } == [3, 3, 2, 1])
    #expect(result.exitCode == 1)
  }
}

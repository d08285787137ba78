import Foundation
import Testing

/// The ready pages by the command line: each area's examples are in the pages themselves.
@Suite("Pages that need tables of the plan")
struct ReadyPageTests {
  private func table(_ name: String, _ side: String, _ key: String, _ columns: String) -> String {
    "  \(name): {source: \(name), side: \(side), key: \(key), columns: {\(columns)}}"
  }

  private static let log =
    "id: {from: id, type: integer}, new_id: {from: new_id, type: integer}, status: status, reason: reason"
  private static let ticket =
    "id: {from: id, type: integer}, created_at: {from: created_at, type: timestamp}, requester_id: {from: requester, type: integer}"

  /// Ten tickets of one chat, the platform's own export of them with other ids, and its log.
  private func readBack(rules: String = "") throws -> Folder {
    let rows = (0..<10).map { number in
      "2021-01-0\(number % 9 + 1)T00:00:00Z,1,\(100 + number),\(500 + number),true,<p>\(number)</p>,"
        + "2021-01-0\(number % 9 + 1)T00:00:00Z,1,Ann,ann@example.org\n"
    }
    let folder = try Folder.migration(
      rows: rows.joined(),
      sources: ["ticket_log", "user_log", "platform_tickets"].map { "  \($0): {path: exports/\($0).csv}" }
        .joined(separator: "\n"),
      plan: [
        "tables:", table("ticket_log", "new", "id", Self.log), table("user_log", "new", "id", Self.log),
        table("platform_tickets", "new", "id", Self.ticket), "rules:",
        "  tickets-are-unchanged-on-the-platform: {columns: [created_at, requester_id through user_log.new_id]\(rules)}",
      ].joined(separator: "\n"))
    // The platform counts from 9000, turns the order around, and rejects three.
    let rejected = [501, 504, 508]
    let accepted = (500..<510).filter { !rejected.contains($0) }
    let log = (500..<510).map { id in
      rejected.contains(id) ? "\(id),,rejected,requester is blocked\n" : "\(id),\(9509 - id),accepted,\n"
    }
    try folder.write("id,new_id,status,reason\n" + log.joined(), to: "exports/ticket_log.csv")
    try folder.write("id,new_id,status,reason\n9001,77,accepted,\n", to: "exports/user_log.csv")
    let platform = accepted.reversed().map { id in
      "\(9509 - id),2021-01-0\((id - 500) % 9 + 1)T00:00:00Z,77\n"
    }
    try folder.write("id,created_at,requester\n" + platform.joined(), to: "exports/platform_tickets.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    return folder
  }

  @Test("read back with other ids and three rejected records: only the three are told, each with its line")
  func rejected() throws {
    let (report, outcome) = try readBack().audit()
    #expect(outcome.exitCode == 1)
    #expect(
      report.findings
        == [501, 504, 508].map { id in
          "no-tickets-were-rejected: row \(id) has the status 'rejected', which is none of: accepted "
            + "| exports/ticket_log.csv:\(id - 498)"
        })
    #expect(try report.rule("no-tickets-are-missing-on-the-platform").summary == "7 of 7 tickets arrived")
    #expect(
      try report.rule("tickets-are-unchanged-on-the-platform").summary
        == "created_at, requester_id equal in 14 values")
    #expect(
      try report.rule("no-missing-tickets").summary == "10 of 10 tickets arrived",
      "the archive has all of them")
  }

  @Test(
    "what the log accepted and the platform does not have is missing; a changed time and requester are found by the log's ids"
  )
  func lostOnThePlatform() throws {
    let folder = try readBack()
    var lines = try String(decoding: folder.bytes(of: "exports/platform_tickets.csv"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    // 9000 is 509; 9009 is 500; 9007 is 502.
    lines.removeAll { $0.hasPrefix("9000,") }
    lines = lines.map { line in
      line.hasPrefix("9009,")
        ? "9009,2021-01-01T00:00:00Z,78" : line.hasPrefix("9007,") ? "9007,2021-01-05T00:00:00Z,77" : line
    }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "exports/platform_tickets.csv")
    let findings = try folder.audit().report.findings.filter { !$0.hasPrefix("no-tickets-were-rejected") }
    #expect(
      findings == [
        "no-tickets-are-missing-on-the-platform: ticket 509 is missing | exports/chat.csv:11",
        "tickets-are-unchanged-on-the-platform: ticket 502: created_at must be 2021-01-03T00:00:00Z and is "
          + "2021-01-05T00:00:00Z, 172,800 seconds later | exports/chat.csv:4 | exports/platform_tickets.csv:6",
        "tickets-are-unchanged-on-the-platform: ticket 500: requester_id must be 77 and is 78 | exports/chat.csv:2 | "
          + "exports/platform_tickets.csv:7",
      ])
  }

  @Test("a sample says what it proves, and one that is too small for what is asked is not checked")
  func sample() throws {
    // Seven rows without a difference exclude more than 34.82 %: 1 - 0.05^(1/7).
    let enough = try readBack(rules: ", sample: 35%").audit().report
    let rule = try enough.rule("tickets-are-unchanged-on-the-platform")
    #expect(rule.outcome == "passed")
    #expect(
      rule.summary
        == "created_at, requester_id equal in 14 values; 0 of 7 rows of the sample differ: at most 35 % of all "
        + "with 95 % confidence")
    let tooSmall = try readBack(rules: ", sample: 34%").audit().report.rule(
      "tickets-are-unchanged-on-the-platform")
    #expect(tooSmall.outcome == "not-checked")
    // 8: 1 - 0.05^(1/8) is 31.2 %.
    #expect(
      tooSmall.summary.hasSuffix(
        ", and 34% is asked for: a sample of 8 rows without a difference would show it"))
  }

  /// Due dates of the old and the new system, with a calendar.
  private func sla(_ old: String, _ new: String, policy: String = "") throws -> Folder {
    let folder = try Folder.migration(
      sources: "  legacy_sla: {path: exports/old.csv}\n  new_sla: {path: exports/new.csv}",
      plan: [
        "calendars: {support: {time-zone: Europe/Berlin, hours: {mon-fri: 09:00-17:00}, holidays: [2026-12-25]}}",
        "tables:",
        table(
          "legacy_sla", "legacy", "id",
          "id: {from: id, type: integer}, priority: priority, policy: policy, started_at: {from: started_at, type: timestamp}, "
            + "target_minutes: {from: target, type: integer}, due_at: {from: due_at, type: timestamp}"),
        table(
          "new_sla", "new", "id", "id: {from: id, type: integer}, due_at: {from: due_at, type: timestamp}"),
        policy,
      ].joined(separator: "\n"))
    try folder.write("id,priority,policy,started_at,target,due_at\n" + old, to: "exports/old.csv")
    try folder.write("id,due_at\n" + new, to: "exports/new.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    return folder
  }

  @Test(
    "due times over the end of daylight saving, a weekend and a holiday, inherited and recalculated, are as worked out by hand"
  )
  func dueTimes() throws {
    let old = """
      5,low,recalculated,2026-10-23T14:00:00Z,120,2026-10-23T16:00:00Z
      6,low,recalculated,2026-12-24T15:30:00Z,60,2026-12-24T16:30:00Z
      7,high,inherited,2026-10-23T14:00:00Z,120,2026-10-23T16:00:00Z
      8,low,paused,2026-10-23T14:00:00Z,120,2026-10-23T16:00:00Z

      """
    let right = "5,2026-10-26T09:00:00Z\n6,2026-12-28T08:30:00Z\n7,2026-10-23T16:00:00Z\n8,\n"
    #expect(try sla(old, right).audit().outcome.exitCode == 0)
    // As if there were no change of the clocks, no holiday, and no pause; 7 is urgent, and told first.
    let wrong =
      "5,2026-10-26T08:00:00Z\n6,2026-12-25T08:30:00Z\n7,2026-10-26T09:00:00Z\n8,2026-10-26T09:00:00Z\n"
    #expect(
      try sla(old, wrong).audit().report.findings == [
        "due-times-are-explained: row 7: due_at must be 2026-10-23T16:00:00Z (inherited) and is 2026-10-26T09:00:00Z, "
          + "2 d 17 h later | exports/old.csv:4 | exports/new.csv:4",
        "due-times-are-explained: row 5: due_at must be 2026-10-26T09:00:00Z (120 minutes after 2026-10-23T14:00:00Z by support) "
          + "and is 2026-10-26T08:00:00Z, 1 h earlier | exports/old.csv:2 | exports/new.csv:2",
        "due-times-are-explained: row 8: due_at must not be set (paused) and is 2026-10-26T09:00:00Z | exports/old.csv:5 | "
          + "exports/new.csv:5",
        "due-times-are-explained: row 6: due_at must be 2026-12-28T08:30:00Z (60 minutes after 2026-12-24T15:30:00Z by support) "
          + "and is 2026-12-25T08:30:00Z, 3 d earlier | exports/old.csv:3 | exports/new.csv:3",
      ])
  }

  @Test("one policy for all tickets is said in the plan; a calendar that it does not have is exit 64")
  func onePolicy() throws {
    let rules = "rules: {due-times-are-explained: {policy: recalculated}}"
    let row = "5,low,,2026-10-23T14:00:00Z,120,\n"
    #expect(try sla(row, "5,2026-10-26T09:00:00Z\n", policy: rules).audit().outcome.exitCode == 0)
    let folder = try sla(row, "5,2026-10-26T09:00:00Z\n", policy: rules)
    let plan = try String(decoding: folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan.replacing("{support: ", with: "{suport: "), to: "migration.yml")
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("the plan has no calendar 'support'; did you mean 'suport'?"))
  }

  @Test("a page whose tables the plan lacks has no result; what the plan or a waiver says of it is a mistake")
  func lacking() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try folder.audit().report.rules.allSatisfy { $0.id != "due-times-are-explained" })
    let listed = try Tool.run("rules", "migration.yml", "--json", in: folder).output
    #expect(listed.contains("\"lacks\""))
    let plan = try String(decoding: folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan + "\nrules: {scope-has-owners: {severity: warning}}\n", to: "migration.yml")
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.errors.contains(
        "'rules.scope-has-owners' can't be changed: the rule needs scope.owner, which the plan does not have; name it under "
          + "'tables'"))
    try folder.write(
      plan + "\nrules: {scope-has-owners: {off: later}}\nwaivers: w.yml\n", to: "migration.yml")
    try folder.write(
      "- {rule: scope-has-reasons, max: 1, reason: r, owner: o, expires: 2027-01-01}\n", to: "w.yml")
    #expect(
      try Tool.run("verify", in: folder).errors.contains(
        "'scope-has-reasons' needs scope.decision, scope.reason, which the plan does not have, and has nothing to waive"
      ))
  }
}

import Foundation
import Testing

@Suite("deskaudit hypercare")
struct HypercareCommandTests {
  /// A plan of nothing but tables; go-live is at midnight, and hypercare lasts four hours.
  private func folder(_ tickets: String, more: String = "") throws -> Folder {
    let folder = try Folder()
    try folder.write("id,created_at,assigned_at,queue\n" + tickets, to: "exports/new.csv")
    try folder.write(
      """
      migration: Acme
      sources: {new: {path: exports/new.csv}}
      tables:
        new_tickets:
          source: new
          side: new
          key: id
          columns:
            id: {from: id, type: integer}
            created_at: {from: created_at, type: timestamp}
            assigned_at: {from: assigned_at, type: timestamp}
            queue: queue
      hypercare:
        from: 2026-12-01T00:00:00Z
        until: 2026-12-01T04:00:00Z
        tickets: new_tickets
        owners: {routing: Ana Lima}
      \(more)
      """, to: "migration.yml")
    return folder
  }

  /// Three tickets that waited for `minutes`, and one after the end.
  private func tickets(_ minutes: Int, queue: String = "routing") -> String {
    (1...3).map { "\($0),2026-12-01T01:0\($0):00Z,2026-12-01T01:\($0 + minutes):00Z,\(queue)\n" }.joined()
      + "4,2026-12-01T04:00:00Z,,\(queue)\n"
  }

  private let asOf = ["--as-of", "2026-12-01T04:30:00Z"]

  @Test("no incident: exit code 0, and what is not measured is said")
  func noIncident() throws {
    let folder = try folder(tickets(12))
    let outcome = try Tool.run("hypercare", asOf[0], asOf[1], in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("No incident is open: Acme\n"))
    #expect(outcome.output.contains("known until 2026-12-01T04:00Z: 4 of 4 hours; as of 2026-12-01T04:30Z"))
    #expect(
      outcome.output.contains(
        "  backlog: not measured: the plan has no column 'solved_at' (hypercare.columns.solved) in the table")
    )
    #expect(
      outcome.output.contains("  volume: not judged: the plan names no table under 'hypercare.baseline'"))
    #expect(outcome.errors == "")
  }

  @Test("an incident: exit code 1, with when, how bad, how many, whose and where")
  func incident() throws {
    let folder = try folder(tickets(40))
    let outcome = try Tool.run("hypercare", asOf[0], asOf[1], in: folder)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.output.contains(
        """
        1. assignment-lag 2026-12-01T01:00:00Z: assignment lag above the bound: 40 min at 2026-12-01T01:00Z, where it may be at most 15 min
           1 hour, from 2026-12-01T01:00Z to 2026-12-01T02:00Z; 3 tickets, 3 of them in the queue routing; going on
           owner: Ana Lima
           first: exports/new.csv:2 (row 1), exports/new.csv:3 (row 2), exports/new.csv:4 (row 3)
        """), "\(outcome.output)")
    #expect(
      outcome.output.hasSuffix(
        """
        Open exceptions by day
        Tue 2026-12-01
          assignment-lag since 2026-12-01T01:00Z, owner: Ana Lima

        """))
  }

  @Test("as of an earlier time it says what was known then")
  func earlier() throws {
    let outcome = try Tool.run(
      "hypercare", "--as-of", "2026-12-01T01:30:00Z", in: try folder(tickets(40)))
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("known until 2026-12-01T01:03Z: 1 of 4 hours"))
  }

  @Test("a queue whose name may be a person's address is masked unless values are asked for")
  func maskedQueue() throws {
    let folder = try folder(tickets(40, queue: "ann@example.org"))
    #expect(
      try Tool.run("hypercare", asOf[0], asOf[1], in: folder).output.contains("in the queue aaa@aaaaaaa.aaa;")
    )
    let shown = try Tool.run("hypercare", "--show-values", asOf[0], asOf[1], in: folder)
    #expect(shown.output.contains("in the queue ann@example.org;"))
  }

  @Test("an export that can't be read, and one of no hour: exit code 2")
  func trouble() throws {
    let folder = try folder(tickets(12))
    try FileManager.default.removeItem(atPath: folder.path + "/exports/new.csv")
    let missing = try Tool.run("hypercare", asOf[0], asOf[1], in: folder)
    #expect(missing.exitCode == 2)
    #expect(missing.output.hasPrefix("Nothing could be measured: Acme\n"))
    #expect(missing.errors.hasPrefix("error: new_tickets: exports/new.csv"), "\(missing.errors)")
    let empty = try Tool.run("hypercare", "--as-of", "2026-12-01T00:30:00Z", in: try self.folder(tickets(12)))
    #expect(empty.exitCode == 2)
  }

  @Test(
    "a mistake of the plan, or of the command: exit code 64, with its line",
    arguments: [
      (
        "  days: 2",
        "migration.yml:18: 'hypercare.until' and 'hypercare.days' both say when it ends; keep one"
      ),
      (
        "  closed: {backlog 2026-12-09T00:00:00Z: x}",
        "migration.yml:18: '2026-12-09T00:00:00Z' in 'hypercare.closed' is not between"
      ),
      (
        "  closed: {backlog 2026-12-01T00:30:00Z: x}",
        "migration.yml:18: 'hypercare.closed': '2026-12-01T00:30:00Z' is not a full hour of UTC"
      ),
      (
        "  time-zone: Asia/Kolkata",
        "migration.yml:14: 'hypercare.from': '2026-12-01T00:00:00Z' is not a full hour of Asia/Kolkata"
      ),
    ])
  func mistakes(line: String, message: String) throws {
    let outcome = try Tool.run("hypercare", in: try folder(tickets(12), more: line))
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.hasPrefix("error: \(message)"), "\(outcome.errors)")
  }

  @Test("a plan without the section, and a time that is none: exit code 64")
  func noSection() throws {
    let outcome = try Tool.run("hypercare", in: try Folder.migration())
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.hasPrefix("error: migration.yml: this plan has no 'hypercare'; add"))
    #expect(try Tool.run("hypercare", "--as-of", "yesterday", in: try folder("")).exitCode == 64)
  }

  @Test("what is written as JSON is valid by its schema, and a file is written whole or not at all")
  func json() throws {
    let folder = try folder(tickets(40), more: "  closed: {assignment-lag 2026-12-01T01:00:00Z: over}")
    let outcome = try Tool.run(
      "hypercare", "--format", "json", "--output", "h.json", asOf[0], asOf[1], in: folder)
    #expect((outcome.exitCode, outcome.output) == (0, ""))
    let root = try JSONSerialization.jsonObject(with: folder.bytes(of: "h.json")) as? [String: Any]
    let incidents = try #require(root?["incidents"] as? [[String: Any]])
    #expect(incidents.map { $0["closed"] as? String } == ["over"])
    #expect(root?["exit_code"] as? Int == 0)
    guard hasJSONSchema else { return }
    try folder.write(Self.check, to: "check.py")
    let checked = try Tool.shell(
      "\"$0\" schema hypercare >s.json && python3 check.py s.json h.json", in: folder)
    #expect((checked.exitCode, checked.output) == (0, ""), "\(checked.errors)")
  }

  @Test("a bound of the first week is in the JSON, which is valid by its schema")
  func firstWeek() throws {
    let folder = try folder(tickets(40), more: "  bounds: {assignment-lag: {first-week: 30m, later: 15m}}")
    let outcome = try Tool.run(
      "hypercare", "--format", "json", "--output", "h.json", asOf[0], asOf[1], in: folder)
    #expect((outcome.exitCode, outcome.errors) == (1, ""))
    let root = try JSONSerialization.jsonObject(with: folder.bytes(of: "h.json")) as? [String: Any]
    let incidents = try #require(root?["incidents"] as? [[String: Any]])
    #expect(incidents.map { $0["limit"] as? Double } == [1800])
    guard hasJSONSchema else { return }
    try folder.write(Self.check, to: "check.py")
    let checked = try Tool.shell(
      "\"$0\" schema hypercare >s.json && python3 check.py s.json h.json", in: folder)
    #expect((checked.exitCode, checked.output) == (0, ""), "\(checked.errors)")
  }

  private static let check =
    "import json, sys, jsonschema\nv = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))\n"
    + "print(*[e.json_path + ' ' + e.message for e in v.iter_errors(json.load(open(sys.argv[2])))], sep='\\n', end='')\n"

  @Test("an audit under a plan with hypercare says what it says without")
  func audits() throws {
    let folder = try Folder.migration(
      sources: "  new: {path: exports/new.csv}",
      plan: """
        tables: {t: {source: new, side: new, key: id, columns: {created_at: {from: created_at, type: timestamp}}}}
        hypercare: {from: 2026-12-01T00:00:00Z, tickets: t}
        """)
    try folder.write("id,created_at\n1,2026-12-01T00:00:00Z\n", to: "exports/new.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", in: folder).exitCode == 0)
  }
}

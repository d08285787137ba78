import Foundation
import Testing

/// Values that a plan puts together of several columns, or takes a part of; end to end, by the command line.
@Suite("Values put together and taken apart")
struct ComposedValueTests {
  private static let plan = """
    migration: A desk of files
    sources:
      chat: {path: "exports/ticket-*-comments.ndjson", null: '-'}
      ticketing: {path: exports/users.csv}
    identity: {match: email, keep: ticketing}
    archive: {path: tickets.tar.gz}
    as-of: 2026-01-01T00:00:00Z
    records:
      comments:
        ids: {text: comments}
        fields:
          id: {template: "{@file}:{n}"}
          ticket_id: {template: "{@file}", extract: "ticket-*-comments.ndjson"}
          author_id: {template: "{by.type}:{by.id}"}
          public: {value: true}
          created_at: {template: "{day}T{time}Z"}
          html_body: body
          link: {from: url, extract: "https://desk.example/*/view"}
      tickets:
        fields:
          requester_id: {template: "contact:{^contact}"}
          created_at: {template: "{day}T00:00:00Z"}
      users:
        ids: {text: people}
        fields:
          name: {template: "{by.first} {by.last}"}
          email: by.email
    """

  private static func line(_ number: Int, by: String, url: String = "null") -> String {
    #"{"n":\#(number),"by":{\#(by)},"^contact":1,"day":"2021-01-01","time":"00:00:0\#(number)","body":"Hi","url":\#(url)}"#
      + "\n"
  }

  private static let ann = #""type":"contact","id":1,"first":"Ann","last":"-","email":"ann@example.org""#
  private static let bob = #""type":"agent","id":1,"first":"Bob","last":"Lee","email":"bob@example.org""#

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(
      Self.line(1, by: Self.ann) + Self.line(2, by: Self.bob, url: #""https://desk.example/t/7/view""#),
      to: "exports/ticket-7-comments.ndjson")
    try folder.write(Self.line(1, by: Self.ann), to: "exports/ticket-12-comments.ndjson")
    try folder.write("id,email\n9001,ann@example.org\n9002,zoe@example.org\n", to: "exports/users.csv")
    try folder.write(Self.plan, to: "migration.yml")
    return folder
  }

  @Test("what a plan puts together is written, and judged value by value")
  func passes() throws {
    let folder = try folder()
    try expectPass(folder)
    let batch = try #require(folder.members()["backup_tickets_100.json"])
    #expect(batch.contains(#""name":"Bob Lee","email":"bob@example.org""#))
    #expect(batch.contains(#""name":"Ann","email":"ann@example.org""#))
    #expect(batch.contains(#""id":12,"created_at":"2021-01-01T00:00:00Z","requester_id":9001"#))
    #expect(batch.contains(#""link":"t/7""#))
    let map = String(decoding: try folder.bytes(of: "tickets.tar.gz.ids.csv"), as: UTF8.self)
    #expect(map.contains(#""ticket-12-comments.ndjson:1""#) && map.contains(#""agent:1""#))
  }

  @Test(
    "a change of such a value in the archive is found",
    arguments: [
      (#""Bob Lee""#, #""Bob""#, "names-are-unchanged"),
      (#""t/7""#, #""t/8""#, "comment-fields-are-unchanged"),
      (#""2021-01-01T00:00:02Z""#, #""2021-01-01T00:00:03Z""#, "comment-times-are-unchanged"),
    ])
  func change(old: String, new: String, rule: String) throws {
    let folder = try folder()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.changeArchive((old, new))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(report.findings.map { $0.split(separator: ":")[0] } == [Substring(rule)])
  }

  @Test("a value that does not fit its pattern is refused, with its line, by both sides")
  func misfit() throws {
    let folder = try folder()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(
      Self.line(1, by: Self.ann, url: #""https://desk.example/view""#),
      to: "exports/ticket-12-comments.ndjson")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1)
    #expect(
      build.errors.contains(
        "exports/ticket-12-comments.ndjson:1: url does not fit the pattern 'https://desk.example/*/view'; correct "
          + "'extract' in the plan, or the export"), "\(build.errors)")
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      report.findings.contains {
        $0.contains(
          "url is a text of 25 bytes (masked), which does not fit the pattern "
            + "'https://desk.example/*/view'")
      }, "\(report.findings)")
  }

  @Test("'plan' names the columns of a template that a CSV does not have")
  func missingColumn() throws {
    let folder = try Folder.migration(
      plan: #"records: {users: {fields: {name: {template: "{NAME} {LAST_NAME}"}}}}"#)
    let outcome = try Tool.run("plan", in: folder)
    #expect(
      outcome.errors.contains(
        "exports/chat.csv has no column 'LAST_NAME' for 'name'; correct 'template' in the plan"),
      "\(outcome.errors)")
  }
}

import Foundation
import Testing

/// What the old system says of the number of its comments, end to end.
@Suite("Declared counts")
struct DeclaredCountTests {
  private static let rule = "tickets-have-their-declared-comments"

  /// One ticket of a list of tickets with its parts in it; the first message is the ticket's own.
  private func folder(declared: String, parts: String, comments: String = "") throws -> Folder {
    let folder = try Folder()
    try folder.write(
      #"{"id":"p1","name":"Ann","email":"ann@example.com"}"# + "\n", to: "exports/people.ndjson")
    try folder.write(
      #"{"id":"c1","customer":"p1","opened":"2024-01-01T10:00:00Z","text":"help","statistics":{"parts":\#(declared)},"#
        + #""parts":[\#(parts)]}"# + "\n", to: "exports/tickets.ndjson")
    try folder.write(
      """
      sources:
        people: {path: exports/people.ndjson}
        tickets: {path: exports/tickets.ndjson, format: ndjson}
        parts: {path: exports/tickets.ndjson, format: ndjson, each: "parts[]", where: "kind = comment", may-be-empty: true}
      archive: {path: tickets.tar.gz}
      records:
        users: {source: people, ids: {text: people}}
        tickets:
          source: tickets
          ids: {text: tickets}
          comment-count: {from: statistics.parts, plus: 1}
          fields: {id: id, requester_id: customer, created_at: opened}
        comments:
          - source: tickets
            ids: {text: comments}
            fields:
              id: {template: "message:{id}"}
              ticket_id: id
              author_id: customer
              public: {value: true}
              created_at: opened
              html_body: text
          - source: parts
            ids: {text: comments}
            fields:
              id: {template: "part:{id}"}
              ticket_id: ^.id
              author_id: by
              public: {value: true}
              created_at: at
              html_body: body

      """, to: "migration.yml")
    return folder
  }

  private static func part(_ id: String, kind: String = "comment") -> String {
    #"{"id":"\#(id)","kind":"\#(kind)","by":"p1","at":"2024-01-01T11:00:00Z","body":"hi"}"#
  }

  @Test(
    "parts that 'where' does not mean were read, by their distinct ids, and those of texts are not in the id map"
  )
  func unmeant() throws {
    let parts = [Self.part("a"), Self.part("b", kind: "action"), Self.part("b", kind: "action")].joined(
      separator: ",")
    let folder = try folder(declared: "2", parts: parts)
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0)
    #expect(!build.errors.contains("short of"))
    try expectPass(folder)
    #expect(
      try folder.audit().report.rule(Self.rule).summary == "1 ticket with the comments that it declares")
  }

  @Test("a ticket that is short of a part is warned of by build, and fails the audit with the ticket's line")
  func short() throws {
    let parts = [Self.part("a"), Self.part("b", kind: "action"), Self.part("b", kind: "action")].joined(
      separator: ",")
    let folder = try folder(declared: "3", parts: parts)
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0)
    #expect(
      build.errors.contains(
        "1 ticket is short of 1 comment by the old system's own count (statistics.parts + 1); the audit will fail"
      ))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    let rule = try report.rule(Self.rule)
    #expect(rule.summary == "1 of 1 ticket is short of 1 comment")
    #expect(rule.evidence.map { $0.export?.text } == ["exports/tickets.ndjson:1"])
    #expect(
      rule.evidence.allSatisfy {
        $0.message.hasSuffix("declares 4 comments (statistics.parts + 1), and the export has 3")
      })
  }

  @Test(
    "a count that is not one is warned of by build, and fails the audit; null says nothing and is not checked"
  )
  func unreadable() throws {
    let many = try folder(declared: #""many""#, parts: "")
    #expect(
      try Tool.run("build", in: many).errors.contains(
        "1 value of statistics.parts + 1 is not a number of comments; the audit will fail"))
    #expect(try many.audit().outcome.exitCode == 1)
    let null = try folder(declared: "null", parts: Self.part("a"))
    #expect(try Tool.run("build", in: null).exitCode == 0)
    let (report, outcome) = try null.audit()
    #expect(outcome.exitCode == 2)
    #expect(
      try report.rule(Self.rule).summary == "no ticket says how many comments it has (statistics.parts + 1)")
  }
}

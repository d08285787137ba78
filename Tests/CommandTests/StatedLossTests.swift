import Foundation
import Testing

/// What the new desk can't hold: cut and mapped by both sides, counted exactly, and shown with its owner.
@Suite("Stated losses")
struct StatedLossTests {
  /// Subjects of five characters at most, of which é is one of two bytes; `solved` becomes `closed`; a ticket without a subject
  /// loses nothing, nor does a duplicate once more.
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(
      "id,name,email\n1,Ann,ann@example.org\n2,Bobby,bob@example.org\n", to: "exports/people.csv")
    try folder.write(
      """
      id,by,at,SUBJECT,STATUS
      1,1,2021-01-01T00:00:00Z,héllo,open
      2,1,2021-01-01T00:00:00Z,hélloo,solved
      3,2,2021-01-01T00:00:00Z,,closed
      3,2,2021-01-01T00:00:00Z,,closed
      4,2,2021-01-01T00:00:00Z,x,solved

      """, to: "exports/tickets.csv")
    try folder.write(
      "id,ticket,by,at,body\n1,1,1,2021-01-01T00:00:00Z,abcd\n2,1,1,2021-01-01T00:00:00Z,abcde\n",
      to: "exports/notes.csv")
    try folder.write(
      """
      sources:
        people: {path: exports/people.csv}
        tickets: {path: exports/tickets.csv}
        notes: {path: exports/notes.csv}
      archive: {path: tickets.tar.gz}
      as-of: 2026-01-01T00:00:00Z
      records:
        users:
          source: people
          fields: {id: id, name: {from: name, cut: 3, loss: {reason: "names of 3", owner: "A. Bell"}}, email: email}
        tickets:
          source: tickets
          fields:
            id: id
            requester_id: by
            created_at: at
            subject: {from: SUBJECT, cut: 5, loss: {reason: "the new desk holds 5", owner: "J. Diaz"}}
            status:
              from: STATUS
              map: {open: open, closed: closed, solved: closed}
              loss: {reason: "no such status", owner: "J. Diaz"}
        comments:
          source: notes
          fields:
            ticket_id: ticket
            author_id: by
            public: {value: true}
            created_at: at
            html_body: {from: body, cut: 4, loss: {reason: short, owner: C}}

      """, to: "migration.yml")
    return folder
  }

  @Test("both sides cut at characters, and count the records that lose something")
  func counts() throws {
    let folder = try folder()
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    #expect(
      build.output.split(separator: "\n").prefix { !$0.hasPrefix("Archive") }.map(String.init) == [
        "          rows  written  explained",
        "comments     2        2  1 arrived with stated loss",
        "tickets      5        4  1 exact duplicate, 2 arrived with stated loss",
        "users        2        2  1 arrived with stated loss",
        "Stated losses",
        "  comments of notes, html_body: 1 record (short; C)",
        "  tickets of tickets, subject: 1 record (the new desk holds 5; J. Diaz)",
        "  tickets of tickets, status: 2 records (no such status; J. Diaz)",
        "  users of people, name: 1 record (names of 3; A. Bell)",
      ])
    let archive = try folder.members().values.joined()
    #expect(archive.contains(#""subject":"héllo","status":"closed"}"#))
    #expect(archive.contains(#""html_body":"abcd"}"#))
    #expect(archive.contains(#""name":"Bob""#))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 0, "\(report.findings)")
    let page = String(decoding: try folder.bytes(of: "Reports/out/audit.md"), as: UTF8.self)
    #expect(page.contains("## Stated losses"))
    #expect(page.contains("| tickets.subject | tickets | 1 | the new desk holds 5 | J. Diaz |"))
    #expect(page.contains("| tickets.status | tickets | 2 | no such status | J. Diaz |"))
  }

  @Test("one character more that is cut is a changed field")
  func cutTwice() throws {
    let folder = try folder()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.changeArchive(
      (#""subject":"héllo","status":"closed""#, #""subject":"héll","status":"closed""#))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      try report.rule("ticket-fields-are-unchanged").evidence.map(\.message) == [
        "ticket 2: subject must be (6 bytes, masked) and is (5 bytes, masked); 1 character cut at the end (letter)"
      ])
  }

  @Test("a map of several values to one without a loss is warned of by plan, and built all the same")
  func warning() throws {
    let folder = try folder()
    let text = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      text.replacing("        loss: {reason: \"no such status\", owner: \"J. Diaz\"}\n", with: ""),
      to: "migration.yml")
    let plan = try Tool.run("plan", in: folder)
    #expect(plan.exitCode == 0)
    #expect(
      plan.errors.hasPrefix(
        "warning: migration.yml:18: the map of 'status' makes one value of several ('closed')"))
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0)
    #expect(build.output.contains("tickets      5        4  1 exact duplicate, 1 arrived with stated loss"))
  }
}

import Foundation
import Testing

/// A helpdesk without a chat: from its files to a verdict.
@Suite("deskaudit init for a helpdesk without a chat")
struct DraftedListsTests {
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(
      "id,name,email,role\n1,Ann,ann@example.org,agent\n2,Bob,bob@example.org,agent\n",
      to: "exports/agents.csv")
    try folder.write(
      #"[{"id":10,"name":"Cy","email":"cy@example.org"},{"id":11,"name":"Di","email":"di@example.org"}]"#,
      to: "exports/contacts.json")
    for (page, part) in [(1, "reply"), (2, "note")] {
      try folder.write(
        """
        {"tickets":[{"id":\(99 + page),"subject":"Help","requester_id":\(9 + page),\
        "created_at":"2024-01-0\(page) 10:00:00","tags":["a"],"parts":[\
        {"id":\(page * 2),"author":{"id":\(9 + page)},"type":"reply","created_at":"2024-01-0\(page)T10:00:00Z","body":"<p>Help</p>"},\
        {"id":\(page * 2 + 1),"author":{"id":\(page)},"type":"\(part)","created_at":"2024-01-0\(page)T11:00:00Z","body":"<p>So</p>"}\
        ]}],"next_page":\(page == 1 ? #""https://desk.example/tickets?page=2""# : "null")}
        """, to: "exports/tickets/page-00000\(page).json")
    }
    return folder
  }

  @Test("the plan that init writes builds and verifies once its decisions are filled in")
  func initBuildVerify() throws {
    let folder = try folder()
    let drafted = try Tool.run("init", "exports", "exports/tickets", in: folder)
    #expect(drafted.exitCode == 0, "\(drafted.errors)")
    #expect(
      drafted.errors.split(separator: "\n").map { $0.replacing(/^migration.yml:\d+/, with: "PLAN") } == [
        "migration.yml: written, with 2 things to decide:",
        "PLAN: these times have no zone, and no file shows it: give UTC, an offset such as \"+02:00\", or a name",
        "PLAN: type may be public, but its name alone does not say so (text 4 of 4)",
        "PLAN: tags of tickets: tags are not mapped; to keep them: tags: {from: tags, type: json}",
      ])
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
      .replacing("# time-zone: Europe/Berlin", with: "time-zone: UTC")
      .replacing(
        "# public: {from: type, true: [reply], false: [note]}",
        with: "public: {from: type, true: [reply], false: [note]}"
      )
      .replacing("path: backup_tickets.tar.gz", with: "path: tickets.tar.gz")
    try folder.write(plan + "as-of: 2026-01-01T00:00:00Z\n", to: "migration.yml")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    let archive = try folder.members().values.joined()
    #expect(
      archive.contains(
        #"{"id":5,"ticket_id":101,"author_id":2,"public":false,"created_at":"2024-01-02T11:00:00Z","html_body":"<p>So</p>"}"#
      ))
    try expectPass(folder)
  }
}

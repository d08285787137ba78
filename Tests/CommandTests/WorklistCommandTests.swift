import Foundation
import Testing

/// What people look at before they sign, from the audit to the check.
@Suite("deskaudit worklist")
struct WorklistCommandTests {
  private static let links = """
    links:
      legacy: {tickets: "https://old.example.com/t/{id}", comments: "https://old.example.com/c/{id}"}
      new: {tickets: "https://new.example.com/agent/tickets/{id}", users: "https://new.example.com/users/{id}"}
    """

  /// A migration whose archive was built of the same chat with a private comment made public.
  private func audited() throws -> Folder {
    let folder = try Folder.migration(plan: Self.links)
    let chat = String(decoding: try folder.bytes(of: "exports/chat.csv"), as: UTF8.self)
    try folder.write(chat.replacing(",false,", with: ",true,"), to: "exports/chat.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(chat, to: "exports/chat.csv")
    #expect(try Tool.run("verify", in: folder).exitCode == 1)
    return folder
  }

  private func sheet(_ folder: Folder) throws -> String {
    String(decoding: try folder.bytes(of: "worklist.csv"), as: UTF8.self)
  }

  @Test(
    "it has the tickets and findings of an audit, with their addresses, and holds the sign-off until all are ok"
  )
  func fromAuditToCheck() throws {
    let folder = try audited()
    let done = try Tool.run("worklist", "Reports/out/audit.json", in: folder)
    #expect(done.exitCode == 0, "\(done.errors)")
    #expect(done.output == "worklist.csv: 2 rows: 0 ok, 2 open, 0 refused\n")
    let lines = try sheet(folder).components(separatedBy: "\r\n")
    #expect(lines.count == 4)
    #expect(lines[1].hasPrefix("\"ticket\",\"\",\"ticket 5\",\""))
    #expect(
      lines[1].hasSuffix(
        "1 of 2 comments differs\",\"https://old.example.com/t/5\",\"https://new.example.com/agent/tickets/5\",\"\",\"\",\"\""
      ))
    #expect(
      lines[2]
        == "\"error\",\"public-flags-are-unchanged\",\"comment 12\",\"comment 12: public must be false and is true\","
        + "\"https://old.example.com/c/12\",\"\",\"\",\"\",\"\"")

    let open = try Tool.run("worklist", "--check", "worklist.csv", in: folder)
    #expect(open.exitCode == 1 && open.output == "worklist.csv: 2 rows: 0 ok, 2 open, 0 refused\n")
    let filled = lines.map { $0.replacing(/"","",""$/, with: "\"yes\",\"Ada Osei\",\"seen\"") }
    try folder.write(filled.joined(separator: "\r\n"), to: "worklist.csv")
    let checked = try Tool.run("worklist", "--check", "worklist.csv", in: folder)
    #expect(checked.exitCode == 0 && checked.output == "worklist.csv: 2 rows: 2 ok, 0 open, 0 refused\n")
  }

  @Test("after the next audit what was filled in is still there, and the worklist before as well")
  func again() throws {
    let folder = try audited()
    _ = try Tool.run("worklist", "Reports/out/audit.json", in: folder)
    let filled = try sheet(folder).replacing("\"\",\"\",\"\"\r\n", with: "\"yes\",\"Ada Osei\",\"\"\r\n")
    try folder.write(filled, to: "worklist.csv")
    #expect(
      try Tool.run("worklist", "Reports/out/audit.json", in: folder).output.hasSuffix(
        "the worklist is unchanged\n"))
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", in: folder).exitCode == 0)
    let done = try Tool.run("worklist", "Reports/out/audit.json", in: folder)
    #expect(
      done.output
        == "worklist.csv: 1 row: 1 ok, 0 open, 0 refused; 1 more is gone\nthe worklist before is worklist.csv.bak\n"
    )
    #expect(try folder.bytes(of: "worklist.csv.bak") == Data(filled.utf8))
    #expect(try sheet(folder).contains("\"gone\",\"public-flags-are-unchanged\",\"comment 12\""))
    #expect(try Tool.run("worklist", "--check", "worklist.csv", in: folder).exitCode == 0)
  }

  @Test("the tickets of a sample are there, by their ids in the archive and in the export")
  func ofSample() throws {
    let folder = try Folder()
    try folder.write("id,name,email\nu1,Ann,ann@example.org\n", to: "exports/people.csv")
    try folder.write(
      "id,who,at,text\n" + (1...3).map { "t/\($0),u1,2021-01-0\($0)T00:00:00Z,hello\n" }.joined(),
      to: "exports/tickets.csv")
    try folder.write(
      """
      sources: {people: {path: exports/people.csv}, tickets: {path: exports/tickets.csv}}
      records:
        users: {source: people, ids: {text: people}, fields: {id: id, name: name, email: email}}
        tickets: {source: tickets, ids: {text: tickets}, fields: {id: id, requester_id: who, created_at: at}}
        comments:
          source: tickets
          ids: {text: comments}
          fields: {id: id, ticket_id: id, author_id: who, public: {value: true}, created_at: at, html_body: text}
      as-of: 2026-01-01T00:00:00Z
      \(Self.links)
      """, to: "migration.yml")
    #expect(try Tool.run("sample", "--tickets", "2", "--into", "pilot", in: folder).exitCode == 0)
    #expect(try Tool.run("build", "pilot/migration.yml", in: folder).exitCode == 0)
    _ = try Tool.run("verify", "pilot/migration.yml", "--samples", "0", in: folder)
    let done = try Tool.run("worklist", "Reports/out/audit.json", "--sample", "pilot/sample.json", in: folder)
    #expect(done.exitCode == 0, "\(done.errors)")
    let rows = try sheet(folder).components(separatedBy: "\r\n").filter { $0.hasPrefix("\"ticket\"") }
    #expect(rows.count == 2)
    #expect(rows.allSatisfy { $0.contains("\"https://old.example.com/t/t%2F") })
    #expect(
      rows.allSatisfy { $0.firstMatch(of: /"https:\/\/new\.example\.com\/agent\/tickets\/[0-9]+"/) != nil })
  }

  @Test("nothing is written over what is no worklist, and mistakes are told from trouble")
  func trouble() throws {
    let folder = try audited()
    try folder.write("mine\n", to: "worklist.csv")
    let done = try Tool.run("worklist", "Reports/out/audit.json", in: folder)
    #expect(done.exitCode == 2 && done.errors.contains("it is there already"))
    #expect(try folder.bytes(of: "worklist.csv") == Data("mine\n".utf8))
    #expect(try Tool.run("worklist", "--check", "worklist.csv", in: folder).exitCode == 2)
    #expect(try Tool.run("worklist", "--check", "nothing.csv", in: folder).exitCode == 2)
    #expect(try Tool.run("worklist", "nothing.json", in: folder).exitCode == 2)
    #expect(try Tool.run("worklist", in: folder).exitCode == 64)
    #expect(try Tool.run("worklist", "--check", "w.csv", "--tickets", "3", in: folder).exitCode == 64)
    #expect(try Tool.run("worklist", "Reports/out/audit.json", "--plan", "no.yml", in: folder).exitCode == 64)
    #expect(
      try Tool.run("worklist", "Reports/out/audit.json", "--sample", "no.json", in: folder).exitCode == 2)
  }
}

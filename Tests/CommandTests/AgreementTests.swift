import Foundation
import Testing

/// Cases in which the two sides once disagreed with the definitions, found by `Tests/Fuzz`.
@Suite("build and verify agree")
struct AgreementTests {
  @Test("a ticketing id with the e-mails of two people is refused, and fails where one of them is lost")
  func oneIDForTwoPeople() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write("id,email\n9001,ann@example.org\n9001,bob@example.org\n", to: "exports/users.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 1)
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.output.contains(
        "ticketing id 9001 has the e-mails of two people of the chat: exports/users.csv:2 and exports/users.csv:3"
      ))
  }

  @Test("users whom the destination has all are not missed: PASS without a user in the archive")
  func everybodyIsImported() throws {
    let folder = try Folder.migration(plan: "already-imported: omit")
    try folder.write("id,email\n9001,ann@example.org\n9002,bob@example.org\n", to: "exports/users.csv")
    try expectAgreement(in: folder)
  }

  @Test("an organization, which no export has, fails")
  func organization() throws {
    let folder = try Folder.migration()
    let batch = """
      {"data":{"tickets":{"data":[{"id":5,"created_at":"2021-01-01T00:00:00Z","requester_id":1}],"comments":\
      [{"id":11,"ticket_id":5,"author_id":1,"public":true,"created_at":"2021-01-01T00:00:00Z","html_body":"Hi"}],\
      "users":[{"id":1,"name":"Ann","email":null}],"organizations":[{"id":1}]}}}
      """
    let row = "2021-01-01T00:00:00Z,1,11,5,true,Hi,2021-01-01T00:00:00Z,1,Ann,\n"
    try folder.write(Folder.header + row, to: "exports/chat.csv")
    try folder.write(batch, to: "backup_tickets_100.json")
    #expect(
      try Tool.shell("tar --format=ustar -czf tickets.tar.gz backup_tickets_100.json", in: folder).exitCode
        == 0)
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.lastLine.hasPrefix("verdict=FAIL exit=1 rules=\(Tool.ruleCount) failed=1 "))
    let message = "backup_tickets_100.json: 1 organization is unexpected: the plan maps no organizations"
    #expect(outcome.output.contains(message))
  }

  @Test("users without any e-mail leave no rule unchecked", arguments: ["", "  "])
  func nobodyHasAnEmail(email: String) throws {
    let row = "2021-01-01T00:00:00Z,1,11,5,true,Hi,2021-01-01T00:00:00Z,1,Ann,\(email)\n"
    try expectAgreement(in: try Folder.migration(rows: row))
  }

  @Test("under same-ids, a chat id and the ticketing user of its number write one comment in agreement")
  func sameIDsAreOnePerson() throws {
    let rows = """
      2021-01-01T00:00:00Z,7,11,5,true,Hi,2021-01-01T00:00:00Z,7,Ann,ann@example.org
      2021-01-01T00:00:00Z,9001,11,5,true,Hi,2021-01-01T00:00:00Z,9001,Ann,

      """
    try expectAgreement(in: try Folder.migration(rows: rows, plan: "unresolved-requester: same-ids"))
  }

  @Test("an export without a usable row proves nothing: exit 2", arguments: ["chat", "users"])
  func exportWithoutRows(name: String) throws {
    let folder = try Folder.migration()
    try folder.write("id,email\n9002,zoe@example.org\n", to: "exports/users.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(name == "chat" ? Folder.header : "id,email\n", to: "exports/\(name).csv")
    #expect(try Tool.run("build", in: folder).exitCode == 2)
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.contains("has no accepted row; check the export"))
  }

  @Test("a report that the file size limit cuts off is a sentence and exit 2, not a signal")
  func fileSizeLimit() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let outcome = try Tool.shell("ulimit -f 8; exec \"$0\" verify", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("File too large"))
  }

  private func expectAgreement(in folder: Folder) throws {
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let outcome = try Tool.run("verify", in: folder)
    #expect(
      outcome.lastLine
        == "verdict=PASS exit=0 rules=\(Tool.ruleCount) failed=0 warnings=0 unchecked=0 waived=0")
  }
}

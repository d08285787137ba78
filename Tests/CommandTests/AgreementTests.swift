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
        "ticketing id 9001 has the e-mails of two people of the chat: exports/users.csv:2 and exports/users.csv:3"))
  }

  @Test("users whom the destination has all are not missed: PASS without a user in the archive")
  func everybodyIsImported() throws {
    let folder = try Folder.migration(plan: "already-imported: omit")
    try folder.write("id,email\n9001,ann@example.org\n9002,bob@example.org\n", to: "exports/users.csv")
    try expectAgreement(in: folder)
  }

  @Test("users without any e-mail leave nothing unproven")
  func nobodyHasAnEmail() throws {
    let row = "2021-01-01T00:00:00Z,1,11,5,true,Hi,2021-01-01T00:00:00Z,1,Ann,\n"
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

  private func expectAgreement(in folder: Folder) throws {
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.lastLine == "verdict=PASS exit=0 rules=48 failed=0 unproven=0 waived=0")
  }
}

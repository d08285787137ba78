import Foundation
import Testing

/// People of whom nothing may be in the archive, end to end.
@Suite("People who must not arrive")
struct ErasureTests {
  private func folder(_ ledger: String) throws -> Folder {
    let folder = try Folder.migration(plan: "must-not-arrive: erased.csv\n")
    try folder.write(ledger, to: "erased.csv")
    return folder
  }

  @Test(
    "build refuses a person of the list by e-mail, by its SHA-256, and by the id of a source or of the archive",
    arguments: [
      ("email\nzoe@example.org\nBOB@example.org \n", 2), ("id\n2\n", 2), ("id,source\n2,chat\n", 2),
      ("id\n9001\n", 9001), ("id,source\n1,chat\n", 9001), ("id,source\n9001,ticketing\n", 9001),
      // printf bob@example.org | sha256sum
      ("sha256\nBOBSHA\n", 2),
    ])
  func refused(ledger: String, id: Int) throws {
    let ledger = ledger.replacing("BOBSHA", with: Self.sha256OfBob)
    let folder = try folder(ledger)
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1)
    let line = ledger.split(separator: "\n").count
    #expect(
      build.errors.contains("erased.csv:\(line): this person would be in the archive under the id \(id)\n"))
    #expect(!build.errors.contains("@example.org"))
    #expect(!folder.contains("tickets.tar.gz"))
  }

  private static let sha256OfBob = "686b5e4cf4f963adf8f51468a48028ef8d15bd02fa335f821279a3d1678c9615"

  @Test(
    "a list that names others, or the numbers of another source, is no hindrance, and the audit passes",
    arguments: ["email\nbo@example.org\n", "id\n1\n", "id,source\n9001,chat\n"])
  func others(ledger: String) throws {
    let folder = try folder(ledger)
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try expectPass(folder)
  }

  @Test("an archive that was made before the erasure fails, without the address")
  func audit() throws {
    let folder = try folder("email\nbo@example.org\n")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write("email\nbob@example.org\n", to: "erased.csv")
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      try report.rule("no-erased-user-arrives").evidence.map(\.message) == [
        "user 2 must not arrive: this person is in erased.csv:2"
      ])
    #expect(
      try report.rule("no-reference-to-an-erased-user").evidence.map(\.message) == [
        "comment 12 has the author_id 2 of a person who must not arrive, erased.csv:2"
      ])
    #expect(!outcome.output.contains("bob@"))
  }

  @Test("an address in a custom field, in a name and in JSON is found, and told by the field")
  func fields() throws {
    let rows = """
      2021-01-01T00:00:00Z,1,11,5,true,see zoe%40example.org,2021-01-01T00:00:00Z,1,Ann,ann@example.org
      2021-01-01T00:00:00Z,1,12,5,false,"{""by"":[""zoe\\u0040example.org""]}",2021-01-01T00:01:00Z,2,Zoe@example.org,bob@example.org

      """
    let folder = try Folder.migration(
      rows: rows,
      plan: """
        must-not-arrive: erased.csv
        records:
          comments: {fields: {raw: {from: BODY, type: text}}}
          users: {fields: {said: NAME}}
        """)
    try folder.write("email\nzoe@example.org\n", to: "erased.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      try report.rule("no-text-names-an-erased-user").evidence.map(\.message) == [
        "comment 11 has an e-mail address in html_body that is in erased.csv:2",
        "comment 11 has an e-mail address in raw that is in erased.csv:2",
        "comment 12 has an e-mail address in html_body that is in erased.csv:2",
        "comment 12 has an e-mail address in raw that is in erased.csv:2",
        "user 2 has an e-mail address in name that is in erased.csv:2",
        "user 2 has an e-mail address in said that is in erased.csv:2",
      ])
    #expect(
      try report.rule("no-text-names-an-erased-user").summary
        == "6 of 8 texts are of people who must not arrive")
  }

  @Test(
    "a row that names nobody is refused by build, and fails the audit, with its line",
    arguments: [
      (
        "id,email\n,\n", "it names nobody; give an id, email or sha256",
        "it names nobody: id, email and sha256 are empty"
      ),
      ("email\nbob\n", "email must be an address; correct it", "email is not an address"),
      (
        "sha256\nabc\n", "sha256 must be 64 hexadecimal digits; correct it",
        "sha256 is not 64 hexadecimal digits"
      ),
      (
        "id,source\n1,chats\n", "source must be the name of a source of the plan; correct it",
        "source is not the name of a source of the plan"
      ),
    ])
  func badRows(ledger: String, refusal: String, finding: String) throws {
    let folder = try folder(ledger)
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1)
    #expect(build.errors.contains("erased.csv:2: \(refusal)"))
    let audit = try Tool.run("verify", in: folder)
    #expect(audit.output.contains("erased.csv:2: \(finding)"))
  }

  @Test(
    "a list without a column that tells who is meant, and one without a row, can't be judged by",
    arguments: ["name\nBob\n", "email\n"])
  func nobody(ledger: String) throws {
    let folder = try folder("email\nbo@example.org\n")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(ledger, to: "erased.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 2)
    #expect(try folder.audit().outcome.exitCode == 2)
  }
}

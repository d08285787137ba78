import Foundation
import Testing

/// Addresses that count as others, end to end.
@Suite("Aliases")
struct AliasTests {
  @Test(
    "addresses that the list of aliases makes one are one person, in lists, chats and the list of known people"
  )
  func aliases() throws {
    let folder = try Folder.migration(
      rows: Folder.goodRows.replacing(",2,Bob,bob@example.org", with: ",2,ANN,Ann.B@example.org"),
      sources: "  aliases: {path: exports/aliases.csv}")
    try folder.write("alias,email\nann.b@example.org,ANN@example.org\n", to: "exports/aliases.csv")
    let text = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      text.replacing("keep: ticketing}", with: "keep: ticketing, aliases: aliases}"), to: "migration.yml")
    #expect(try Tool.run("build", in: folder).output.contains("users        2        1  1 merged identity"))
    #expect(
      try folder.members().values.joined().contains(
        #""users":[{"id":9001,"name":"Ann","email":"ann@example.org"}]"#))
    try expectPass(folder)
    try folder.changeArchive(
      (#""id":12,"ticket_id":5,"author_id":9001"#, #""id":12,"ticket_id":5,"author_id":2"#))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      try report.rule("comments-have-the-expected-author").evidence.map(\.message) == [
        "comment 12: it must have author_id 9001 and has author_id 2, which is a chat id of that person"
      ])
  }

  @Test(
    "a row of aliases that can't be is refused by build, and fails the audit, with its line",
    arguments: [
      (
        "ann.b@example.org,ann\n", "alias and email must both be addresses; correct the row, or remove it",
        "alias and email are not both addresses"
      ),
      (
        "a@example.org,ann@example.org\na@example.org,bob@example.org\n",
        "the alias has another email in an earlier row; keep one",
        "the alias has another email in an earlier row"
      ),
      (
        "a@example.org,ann@example.org\nb@example.org,a@example.org\n",
        "an alias may not be the email of another; name the address that counts in every row",
        "an alias is the email of another"
      ),
    ])
  func badAliases(rows: String, refusal: String, finding: String) throws {
    let folder = try Folder.migration(sources: "  aliases: {path: exports/aliases.csv}")
    try folder.write("alias,email\n" + rows, to: "exports/aliases.csv")
    let text = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      text.replacing("keep: ticketing}", with: "keep: ticketing, aliases: aliases}"), to: "migration.yml")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1)
    let line = rows.split(separator: "\n").count + 1
    #expect(build.errors.contains("exports/aliases.csv:\(line): \(refusal)"))
    let audit = try Tool.run("verify", in: folder)
    #expect(audit.output.contains("exports/aliases.csv:\(line): \(finding)"))
  }
}

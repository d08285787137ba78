import Foundation
import Testing

/// A plan with a mistake of each kind, through the three commands that read plans: the sentence, with its
/// line.
@Suite("Mistakes in a plan")
struct PlanMistakeTests {
  static let commands = ["plan", "build", "verify"]
  private static let noVerdict =
    "verdict=NO-VERDICT exit=64 rules=0 failed=0 warnings=0 unchecked=0 waived=0\n"

  /// A folder with sound exports and this plan.
  private func folder(_ plan: String) throws -> Folder {
    let folder = try Folder.migration()
    try folder.write(plan, to: "migration.yml")
    return folder
  }

  private func expectMistakes(_ plan: String, _ sentences: [String], of command: String) throws {
    let outcome = try Tool.run(command, in: folder(plan))
    #expect(outcome.exitCode == 64)
    #expect(outcome.output == "")
    let ending = command == "verify" ? Self.noVerdict : ""
    #expect(outcome.errors == "error: \(sentences.joined(separator: "\n"))\n\(ending)")
  }

  @Test("every mistake of a plan is said at once, each at its line: exit 64", arguments: commands)
  func everyKind(command: String) throws {
    try expectMistakes(
      """
      migration: A small one
      sources:
        chat: {path: [exports/chat.csv, "*.gz"]}
        ticketing: {path: exports/users.csv, encodings: utf-8}
        again: {path: exports/chat.csv}
      identity: {match: email, keep: ticketing}
      conflict: first
      archive: {path: tickets.tar.gz, batch-size: many}
      records:
        comments: {fields: {author_id: {from: AUTHOR_ID, type: text}}}
        tickets:
          fields:
            status: {type: text}
        organizations: {source: again, fields: {name: NAME}}
      """,
      [
        "migration.yml:3: '*.gz' names 'tickets.tar.gz', which 'build' writes: the archive would be read "
          + "as an export; write it to another folder, or narrow the path",
        "migration.yml:4: unknown key 'encodings' in 'sources.ticketing'; did you mean 'encoding'?",
        "migration.yml:5: 'exports/chat.csv' of 'again' is named by 'chat' too; a file belongs to one source",
        "migration.yml:7: unknown key 'conflict'; did you mean 'conflicts'?",
        "migration.yml:8: expected a whole number for 'archive.batch-size', found text 'many'",
        "migration.yml:10: expected user-reference for 'records.comments.fields.author_id.type', found text "
          + "'text'",
        "migration.yml:13: 'records.tickets.fields.status.from' is missing; name the column that 'status' "
          + "comes from",
        "migration.yml:14: 'records.organizations.key' is missing; name the column of the organization ids",
      ], of: command)
  }

  @Test("two sources of one name are a mistake at the line of the first: exit 64", arguments: commands)
  func oneName(command: String) throws {
    try expectMistakes(
      """
      sources:
        chat: {path: exports/chat.csv}
        chat: {path: exports/users.csv}
      """,
      ["migration.yml:2: the key 'chat' is there twice in one mapping, here first; keep one"], of: command)
  }

  @Test("an address in place of a file is a mistake, told without its password: exit 64", arguments: commands)
  func addressAsPath(command: String) throws {
    try expectMistakes(
      "sources: {chat: {path: 'https://ann:hunter2@desk.example/users'}}",
      [
        "migration.yml:1: 'https://…@desk.example/users' is an address; give it as 'fetch.url', and the "
          + "folder of its pages as 'path'"
      ], of: command)
  }

  @Test(
    "an address never shows its password",
    arguments: [
      "{url: 'ftp://ann:hunter2@desk.example/users'}", "{url: 'https://ann:hunter2@desk.example/users'}",
      "{url: 'ann:hunter2@desk.example'}", "{url: 'https://ann:hunter2@desk.example:x/'}",
      "'https://ann:hunter2@desk.example/users'", "{url: 'https://ann:hunt/er2@desk.example/users'}",
      "{url: https://desk.example/users, pagination: 'https://ann:hunter2@desk.example'}",
    ], commands)
  func password(fetch: String, command: String) throws {
    let outcome = try Tool.run(
      command,
      in: folder("sources:\n  chat: {path: exports/*.json, fetch: \(fetch)}\n"))
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.hasPrefix("error: migration.yml:2: "))
    #expect(!outcome.errors.contains("er2"))
  }

  /// What each command says of a file that is not there: `plan` names the line in front, the others after.
  private func expectMissing(_ path: String, _ message: String, of command: String) throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let sound = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    let broken = sound.replacingOccurrences(of: "exports/users.csv", with: path)
    try folder.write(broken, to: "migration.yml")
    let outcome = try Tool.run(command, in: folder)
    #expect(outcome.exitCode == 2)
    let sentence = "\(path): \(message); check the path in the plan"
    switch command {
    case "plan": #expect(outcome.errors == "error: migration.yml:4: \(sentence)\n")
    case "build": #expect(outcome.errors == "error: \(sentence) (migration.yml:4)\n")
    default: #expect(try folder.reasons().contains("\(sentence) (migration.yml:4)"))
    }
  }

  @Test("a file that is missing is said with the line of the plan that names it: exit 2", arguments: commands)
  func missingFile(command: String) throws {
    try expectMissing("exports/none.csv", "can't be found: No such file or directory", of: command)
  }

  @Test("a glob that matches nothing is said with its line: exit 2", arguments: commands)
  func emptyGlob(command: String) throws {
    try expectMissing("exports/none_*.csv", "matches no file", of: command)
  }

  @Test(
    "a required field whose column the export lacks is said with file and line: exit 2", arguments: commands)
  func unmappedField(command: String) throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let sound = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      sound + "records: {comments: {fields: {author_id: WRITER}}}\n", to: "migration.yml")
    let outcome = try Tool.run(command, in: folder)
    #expect(outcome.exitCode == 2)
    let sentence =
      "exports/chat.csv:1: the header does not have 'WRITER' among its 10 columns ('TICKET_CREATED_AT', 'TICKET_REQUESTER_ID', "
      + "'COMMENT_PART_ID', 'CONVERSATION_ID', 'COMMENT_PUBLIC', 'BODY', 'COMMENT_CREATED_AT', 'AUTHOR_ID', 'NAME', "
      + "'EMAIL'); names must match exactly. "
      + "Export the missing ones, or name the file's own in the plan under 'records'"
    switch command {
    case "plan":
      #expect(
        outcome.errors
          == "error: migration.yml:8: exports/chat.csv has no column 'WRITER' for 'author_id'; correct "
          + "'from' in the plan\n")
    case "build": #expect(outcome.errors == "error: \(sentence)\n")
    default: #expect(try folder.reasons().contains(sentence))
    }
  }
}

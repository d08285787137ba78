import Foundation
import Testing

/// Names, titles and values come from data. None of them is a command to the runner of CI that prints what the tool prints.
@Suite("Nothing in the data is a command to a runner of CI")
struct ForgedCommandTests {
  private static let words = ["::add-mask::x", "##vso[task.complete]x", "##[error]x", "##teamcity[x]"]

  /// The lines of what commands print that a runner would follow.
  private func commands(_ line: String, in folder: Folder) throws -> [String] {
    let outcome = try Tool.shell(line, in: folder)
    let text = outcome.output + "\n" + outcome.errors
    #expect(outcome.output.count + outcome.errors.count > 0, "\(line)")
    return text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { String($0) }.filter { line in
      line.trimmingCharacters(in: .whitespaces).hasPrefix("::")
        || ["##vso[", "##[", "##teamcity["].contains { line.contains($0) }
    }
  }

  private func folder(_ word: String) throws -> Folder {
    let folder = try Folder()
    let header = Folder.header.dropLast() + ",\(word),status\n"
    let rows = (0..<30).map { row in
      "2021-01-01T00:00:00Z,1,\(100 + row),5,true,\(word),2021-01-01T00:00:\(10 + row)Z,1,\(word),ann@example.org,\(word),\(word)\n"
    }
    try folder.write(header + rows.joined(), to: "exports/chat.csv")
    try folder.write("id,email\n9001,ann@example.org\n", to: "exports/users.csv")
    try folder.write(header + rows.joined(), to: "exports/\(word).csv")
    try folder.write("x\n", to: "exports/a\n\(word).txt")
    let title = (0..<60).map { _ in word }.joined(separator: " ")
    try folder.write(
      """
      migration: "\(title)"
      sources:
        chat: {path: "exports/\(word).csv"}
        ticketing: {path: exports/users.csv}
      identity: {match: email, keep: ticketing}
      records:
        comments: {fields: {note: {from: "\(word)"}}}
      archive: {path: tickets.tar.gz}
      as-of: 2026-01-01T00:00:00Z
      """, to: "migration.yml")
    return folder
  }

  @Test("titles, columns, names of files and values of a migration, by every command", arguments: words)
  func migration(_ word: String) throws {
    let folder = try folder(word)
    for command in [
      "\"$0\" plan", "\"$0\" profile", "\"$0\" profile --show-values", "\"$0\" build",
      "\"$0\" verify --matrix --reports seen/out",
      "\"$0\" profile --show-values --format markdown", "\"$0\" profile --file exports/*.csv",
      "\"$0\" trace comments 100 --show-values", "\"$0\" decide --into sheet.csv",
      "\"$0\" init exports/chat.csv exports/users.csv --output plan.yml",
      "\"$0\" plan --plan 'exports/\(word).csv'", "\"$0\" fetch '\(word)'",
      "\"$0\" compare seen/out/audit.json seen/out/audit.json",
      "\"$0\" explain '\(word)'", "\"$0\" '\(word)'", "\"$0\" render '\(word)'",
    ] { #expect(try commands(command, in: folder) == [], "\(command)") }
  }

  @Test("the name of a file with a line break, in an error", arguments: words)
  func lineBreaks(_ word: String) throws {
    let folder = try folder(word)
    for command in [
      "\"$0\" profile --file exports/*.txt", "\"$0\" init exports/*.txt",
      "\"$0\" init --from zendesk exports/*.txt",
      "\"$0\" verify exports/*.txt", "\"$0\" render exports/*.txt", "\"$0\" gate exports/*.txt exports/*.txt",
    ] { #expect(try commands(command, in: folder) == [], "\(command)") }
  }

  @Test("a failed audit whose rule is called so, and whose values are shown", arguments: words)
  func failed(_ word: String) throws {
    let folder = try folder(word)
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    for (name, text) in try folder.members() {
      try folder.write(text.replacing("\"name\":\"\(word)\"", with: "\"name\":\"x\""), to: "unpacked/\(name)")
    }
    _ = try Tool.shell(
      "cd unpacked && tar --format=ustar -czf ../tickets.tar.gz *.json && rm ../*.sha256", in: folder)
    let command = "\"$0\" verify --show-values --matrix --reports seen/out; test $? = 1 && echo failed"
    #expect(try Tool.shell(command, in: folder).output.contains("failed"))
    #expect(try commands(command, in: folder) == [])
  }

  @Test("and the commands that are meant stay")
  func meant() throws {
    let folder = try folder(Self.words[0])
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write("", to: "tickets.tar.gz")
    let outcome = try Tool.run("verify", "--format", "github", "--reports", "seen/out", in: folder)
    #expect(outcome.output.hasPrefix("::error"))
  }
}

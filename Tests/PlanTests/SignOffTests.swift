import Foundation
import Testing

@testable import Plan

@Suite("The list of sign-offs")
struct SignOffTests {
  private static let digest = String(repeating: "9f86", count: 16)
  private static let backup =
    "- {sign-off: backup, statement: It was taken, owner: Ana Lima, date: 2026-11-20, expires: 2026-12-31"

  /// The entries of a file called `signoffs.yml`, or what is wrong with it.
  private func read(_ text: String) throws -> (entries: [SignOff], problems: [String]) {
    let file = FileManager.default.temporaryDirectory.appending(path: "signoffs-\(UUID().uuidString).yml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    do throws(PlanError) {
      return (try SignOffList(contentsOf: file.path, shown: "signoffs.yml").entries, [])
    } catch {
      return ([], error.problems.map(\.description))
    }
  }

  @Test("an entry has a name, a statement, an owner, two days, perhaps evidence, and its line")
  func entry() throws {
    let (entries, problems) = try read(
      """
      # Ours
      - sign-off: backup
        statement: A full backup of the old desk was taken, and restored once.
        owner: Ana Lima
        date: 2026-11-20
        expires: 2026-12-31
        evidence: {file: evidence/backup.tar.gz, sha256: \(Self.digest.uppercased())}
      - {sign-off: our own, statement: So it is, owner: Ben Ruiz, date: 2026-11-20, expires: 2026-11-20}
      """)
    #expect(problems == [])
    #expect(entries.map(\.name) == ["backup", "our own"])
    #expect(entries.map(\.line) == [2, 8])
    #expect(entries[0].statement == "A full backup of the old desk was taken, and restored once.")
    #expect(
      [entries[0].owner, entries[0].date, entries[0].expires] == ["Ana Lima", "2026-11-20", "2026-12-31"])
    #expect(
      entries[0].evidence == SignOff.Evidence(file: "evidence/backup.tar.gz", sha256: Self.digest))
    #expect(entries[1].evidence == nil)
  }

  @Test("nothing is an empty list", arguments: ["", "# none yet\n", "[]\n"])
  func empty(text: String) throws {
    let (entries, problems) = try read(text)
    #expect(entries == [] && problems == [])
  }

  @Test("a second entry of one name is a mistake with both lines")
  func second() throws {
    #expect(
      try read("\(Self.backup)}\n\n\(Self.backup)}\n").problems == [
        "signoffs.yml:3: a second sign-off 'backup'; the first is in line 1, keep the one that holds"
      ])
  }

  @Test(
    "a mistake has its line, and what to write",
    arguments: [
      (
        ", evidence: {file: a}}",
        ["the evidence of this sign-off has no 'sha256'; write {file: PATH, sha256: DIGEST}"]
      ),
      (
        ", evidence: {file: a, sha256: 9f86}}",
        [
          "expected 64 hexadecimal digits for 'sign-off.evidence.sha256', as sha256sum prints them, found text '9f86'"
        ]
      ),
      (
        ", evidence: {file: a, sha256: \(String(repeating: "g", count: 64))}}",
        [
          "expected 64 hexadecimal digits for 'sign-off.evidence.sha256', as sha256sum prints them, found text "
            + "'\(String(repeating: "g", count: 60))…'"
        ]
      ),
      (", evidnce: {file: a}}", ["unknown key 'evidnce' in 'sign-off'; did you mean 'evidence'?"]),
      (
        ", evidence: {file: a, sha265: b}}",
        [
          "unknown key 'sha265' in 'sign-off.evidence'; did you mean 'sha256'?",
          "the evidence of this sign-off has no 'sha256'; write {file: PATH, sha256: DIGEST}",
        ]
      ),
    ])
  func mistakes(more: String, problems: [String]) throws {
    #expect(try read("# Ours\n\(Self.backup)\(more)\n").problems == problems.map { "signoffs.yml:2: \($0)" })
  }

  @Test(
    "days are those of the calendar, and the last is not before the first",
    arguments: [
      (
        "expires: 2026-12-31", "expires: 2026-11-31",
        "expected a day such as 2027-01-31 for 'sign-off.expires', found text '2026-11-31'"
      ),
      (
        "date: 2026-11-20", "date: 20.11.2026",
        "expected a day such as 2027-01-31 for 'sign-off.date', found text '20.11.2026'"
      ),
      (
        "expires: 2026-12-31", "expires: 2026-11-19",
        "'sign-off.expires' is 2026-11-19, before its date 2026-11-20; exchange them"
      ),
      (
        ", owner: Ana Lima", "",
        "this sign-off has no 'owner'; every sign-off has 'sign-off', 'statement', 'owner', 'date' and 'expires'"
      ),
      ("owner: Ana Lima", "owner: ' '", "'sign-off.owner' is blank; write its text, or leave the key out"),
    ])
  func values(old: String, new: String, problem: String) throws {
    #expect(
      try read(Self.backup.replacing(old, with: new) + "}\n").problems == ["signoffs.yml:1: \(problem)"])
  }

  @Test("a file that is no list, or not there, is a sentence")
  func noList() throws {
    #expect(
      try read("backup: yes\n").problems == [
        "signoffs.yml:1: expected a list of sign-offs ('- sign-off: …'), found a mapping"
      ])
    #expect(
      throws: PlanError([
        PlanProblem(
          path: "signoffs.yml", line: nil,
          message: "there is no such file; name the sign-offs by 'sign-offs' in the plan")
      ])
    ) {
      try SignOffList(contentsOf: "/nowhere/signoffs.yml", shown: "signoffs.yml")
    }
  }

  @Test(
    "the schema accepts what is right, and refuses what the reader refuses",
    .enabled(if: SchemaCheck.signOffs.isThere),
    arguments: [
      ("}", true), (", evidence: {file: a, sha256: \(digest)}}", true), (", evidence: {file: a}}", false),
      (", evidence: {file: a, sha256: 9f86}}", false), (", reason: r}", false),
    ])
  func schema(more: String, isRight: Bool) throws {
    for (text, isRight) in [
      (Self.backup + more, isRight), ((Self.backup + more).replacing("owner: Ana Lima, ", with: ""), false),
      ((Self.backup + more).replacing("2026-12-31", with: "soon"), false),
    ] {
      #expect(try read(text).problems.isEmpty == isRight, "\(text)")
      #expect(try (SchemaCheck.signOffs.complaints(text) == "") == isRight, "\(text)")
    }
  }
}

import Foundation
import Testing

@Suite("verify --evidence")
struct EvidenceCommandTests {
  /// Python's scripts, which are witnesses from outside.
  private static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Evidence").path

  /// What `agree.py` has to say of the evidence: a line for each mistake, and how many rows there are.
  private func agreement(_ evidence: String, _ reports: String, in folder: Folder) throws -> [String] {
    let outcome = try Tool.shell(
      "exec python3 \"$0\" \(evidence) \(reports)/audit.json", ["\(Self.scripts)/agree.py"], in: folder)
    return (outcome.output + outcome.errors).split(separator: "\n").map(String.init)
  }

  @Test(
    "CSV files, database and audit agree, at any number of jobs; reports are those of an audit without it, but for the timing"
  )
  func demo() throws {
    let folder = try Folder.migration()
    let verify = "verify demo/migration.yml --archive demo/published_tickets.tar.gz"
    let outcome = try Tool.shell(
      """
      "$0" demo --into demo --rows 3000 >demo.out || exit 99
      "$0" \(verify) --reports one --evidence one.evidence --jobs 1; a=$?
      "$0" \(verify) --reports four --evidence four.evidence --jobs 4 >four.out; b=$?
      "$0" \(verify) --reports without >without.out; exit $((a * 100 + b * 10 + $?))
      """, in: folder)
    #expect(outcome.exitCode == 111)
    #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("verdict=FAIL exit=1 ") })
    #expect(outcome.output.contains("\nEvidence: one.evidence/evidence.sqlite, "))
    let lines = try agreement("one.evidence", "one", in: folder)
    let rows = lines.last?.split(separator: " ").first.flatMap { Int($0) }
    #expect(lines.count == 1, "\(lines)")
    #expect(try #require(rows) > 1000)
    let names = try folder.names(in: "one.evidence")
    #expect(try folder.names(in: "four.evidence") == names)
    for name in names {
      #expect(
        try folder.bytes(of: "one.evidence/\(name)") == folder.bytes(of: "four.evidence/\(name)"), "\(name)")
    }
    #expect(try folder.audit(in: "four") == folder.audit(in: "without"))
    let different = try Tool.shell("diff four/audit.md without/audit.md", in: folder).output
    #expect(different.split(separator: "\n").count <= 4, "\(different)")
    try expectPublished(in: folder)
  }

  /// Expects exactly the private comments that became public, as another program finds them.
  private func expectPublished(in folder: Folder) throws {
    let outcome = try Tool.shell(
      """
      python3 "$0"/published.py demo/exports/chat_data.csv demo/published_tickets.tar.gz | sort >expected
      python3 -c 'import csv
      for row in csv.DictReader(open("one.evidence/public-flags-are-unchanged.csv", newline="")): print(row["key"])' \
        | sort >found
      cmp expected found && wc -l <found
      """, [Self.scripts], in: folder)
    #expect(outcome.exitCode == 0)
    let count = Int(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(try #require(count) > 200)
  }

  @Test("a PASS has a database without findings, and no CSV file")
  func pass() throws {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let outcome = try Tool.run("verify", "--evidence", "deep/evidence", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.hasSuffix("\nEvidence: deep/evidence/evidence.sqlite\n"))
    #expect(try folder.names(in: "deep/evidence") == ["evidence.sqlite"])
    #expect(try agreement("deep/evidence", "Reports/out", in: folder) == ["0 rows"])
  }

  /// A migration of 300 people, one of 300 comments each, whose names are other ones in the export that is verified.
  private func renamed(_ names: [String], exportedTo file: String) throws -> Folder {
    func rows(_ name: (Int) -> String) -> String {
      names.indices.map { index in
        let name = name(index).replacing("\"", with: "\"\"")
        return
          "2021-01-01T00:00:00Z,\(index + 1),\(index + 11),\(index + 5),true,x,2021-01-01T00:00:00Z,\(index + 1),"
          + "\"\(name)\",p\(index)@example.org\n"
      }.joined()
    }
    let folder = try Folder.migration(rows: rows { "Person \($0)" })
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(Folder.header + rows { names[$0] }, to: file)
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      plan.replacing("chat: {path: exports/chat.csv}", with: "chat: {path: '\(file)'}"), to: "migration.yml")
    return folder
  }

  @Test("a hostile name of a file or of a person is the same in the database, and guarded in the CSV file")
  func hostile() throws {
    let list = URL(filePath: "\(Self.scripts)/../../../shared/corpora/blns/blns.json")
    let known = (try? JSONDecoder().decode([String].self, from: Data(contentsOf: list))) ?? []
    let names =
      ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\"quoted\", and a comma", "two\r\nlines", "'", "\u{202E}"]
      + known.filter { !$0.isEmpty && !$0.utf8.contains(0) }
    let folder = try renamed(names, exportedTo: "=1+1.csv")
    #expect(
      try Tool.run("verify", "--show-values", "--evidence", "evidence", in: folder).exitCode == 1)
    let lines = try agreement("evidence", "Reports/out", in: folder)
    #expect(lines.count == 1, "\(lines)")
    try folder.write(JSONEncoder().encode(names), to: "names.json")
    let outcome = try Tool.shell(
      """
      exec python3 -c 'import csv, json, sqlite3
      names = json.load(open("names.json"))
      found = sqlite3.connect("evidence/evidence.sqlite").execute(
        "SELECT key, expected, (SELECT file FROM places WHERE finding = id AND side = ?) FROM findings WHERE rule = ?",
        ["export", "names-are-unchanged"]).fetchall()
      expected = [(f"user {number}", f"\\x27{name}\\x27", "=1+1.csv") for number, name in enumerate(names, 1)]
      assert sorted(found) == sorted(expected), set(found) ^ set(expected)
      with open("evidence/names-are-unchanged.csv", newline="") as file:
        assert all(row["export_file"] == "\\x27=1+1.csv" for row in csv.DictReader(file))
      '
      """, in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  @Test("without --show-values it has no name, no e-mail and no text")
  func masked() throws {
    let names = (0..<300).map { "Secret\($0) Person" }
    let folder = try renamed(names, exportedTo: "exports/chat.csv")
    let chat = String(decoding: try folder.bytes(of: "exports/chat.csv"), as: UTF8.self)
    try folder.write(
      chat.replacing("@example.org", with: "@hidden.example").replacing(",x,", with: ",Tell nobody,"),
      to: "exports/chat.csv")
    #expect(try Tool.run("verify", "--evidence", "evidence", in: folder).exitCode == 1)
    #expect(try agreement("evidence", "Reports/out", in: folder).count == 1)
    let outcome = try Tool.shell(
      "grep -la -e Secret -e hidden -e 'Tell nobody' -e example.org evidence/*", in: folder)
    #expect(outcome.output == "")
    #expect(outcome.exitCode == 1)
  }
}

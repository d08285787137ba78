import Foundation
import Testing

@Suite("Evidence is complete, or not there")
struct EvidenceFailureTests {
  /// A folder whose archive fails, with evidence of it in `evidence`.
  private func failed() throws -> Folder {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let row = "2021-01-01T00:00:00Z,1,13,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    try folder.write(Folder.header + Folder.goodRows + row, to: "exports/chat.csv")
    try #require(try Tool.run("verify", "--evidence", "evidence", in: folder).exitCode == 1)
    try #require(try folder.names(in: "evidence") == Self.complete)
    return folder
  }

  private static let complete = ["evidence.sqlite", "no-missing-comments.csv"]

  @Test(
    "that of an earlier run goes before anything else",
    arguments: [
      ("--evidence evidence --nonsense", 64), ("--nonsense --evidence=evidence", 64),
      ("nowhere.yml --evidence evidence", 64), ("--evidence evidence --previous nowhere", 2),
    ])
  func former(_ options: String, _ exitCode: Int32) throws {
    let folder = try failed()
    #expect(try Tool.shell("exec \"$0\" verify \(options)", in: folder).exitCode == exitCode)
    #expect(try folder.names(in: "evidence") == [])
  }

  @Test("files that the tool did not write stay, and one in the way is named: nothing is written beside it")
  func foreign() throws {
    let folder = try failed()
    try folder.write("key,message\r\n1,mine\r\n", to: "evidence/no-missing-comments.csv")
    try folder.write("a,b\r\n", to: "evidence/mine.csv")
    try #require(try Tool.shell("mkfifo evidence/pipe.csv", in: folder).exitCode == 0)
    let outcome = try Tool.run("verify", "--evidence", "evidence", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.errors.hasPrefix(
        "error: evidence/no-missing-comments.csv: there is a file of this name that is not evidence of this tool; name "
          + "another folder with --evidence\n"))
    #expect(try folder.names(in: "evidence") == ["mine.csv", "no-missing-comments.csv", "pipe.csv"])
    #expect(
      try folder.bytes(of: "evidence/no-missing-comments.csv") == Data("key,message\r\n1,mine\r\n".utf8))
  }

  @Test("a folder that can't be made turns a PASS into exit 2, and leaves a FAIL")
  func noFolder() throws {
    let folder = try failed()
    let words =
      "error: migration.yml/x: this folder for evidence can't be created; name another with --evidence\n"
    let fail = try Tool.run("verify", "--evidence", "migration.yml/x", in: folder)
    #expect(fail.exitCode == 1)
    #expect(fail.errors.hasPrefix(words))
    #expect(folder.contains("Reports/out/audit.json"))
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let pass = try Tool.run("verify", "--evidence", "migration.yml/x", in: folder)
    #expect(pass.exitCode == 2)
    #expect(pass.errors.hasPrefix(words))
    #expect(pass.lastLine.hasPrefix("verdict=NO-VERDICT exit=2 "))
    #expect(!folder.contains("Reports/out/audit.json"))
  }

  private static let canMount =
    (try? Tool.shell("mkdir m && mount -t tmpfs tmpfs m && umount m", in: Folder()).exitCode) == 0

  @Test("a full disk leaves nothing of it", .enabled(if: canMount, "mounting a small disk needs root"))
  func fullDisk() throws {
    let folder = try failed()
    let outcome = try Tool.shell(
      """
      mkdir small && mount -t tmpfs -o size=64k tmpfs small || exit 99
      "$0" verify --evidence small; code=$?; ls -A small >left; umount small; exit $code
      """, in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("small/evidence.sqlite: this database can't be written: "))
    #expect(outcome.errors.contains("full"))
    #expect(try folder.bytes(of: "left") == Data())
  }

  @Test("an end by SIGKILL leaves no file under its name, and the next run clears up")
  func killed() throws {
    let folder = try failed()
    let outcome = try Tool.shell(
      """
      mkfifo pipe; "$0" verify --archive pipe --evidence evidence & pid=$!; n=0
      while ! ls -d evidence/.deskaudit-evidence-* && [ $n -lt 300 ]; do sleep 0.1; n=$((n + 1)); done
      kill -9 $pid; wait $pid
      """, in: folder)
    #expect(outcome.exitCode == 137)
    let left = try folder.names(in: "evidence")
    #expect(left.count == 1 && left.allSatisfy { $0.hasPrefix(".deskaudit-evidence-") }, "\(left)")
    #expect(try Tool.run("verify", "--evidence", "evidence", in: folder).exitCode == 1)
    #expect(try folder.names(in: "evidence") == Self.complete)
  }
}

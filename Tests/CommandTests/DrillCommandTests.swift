import Foundation
import Testing

@Suite("The drill")
struct DrillCommandTests {
  private static let rows = """
    2021-01-01T00:00:00Z,1,11,5,true,<p>Café</p>,2021-01-01T00:00:00Z,1,Ann A,ann@example.org
    2021-01-01T00:00:00Z,1,12,5,false,no,2021-01-01T00:01:00Z,2,Bob,bob@example.org
    2021-01-02T00:00:00Z,2,13,6,true,ok,2021-01-02T00:00:00Z,2,Bob,bob@example.org

    """

  private func folder(_ plan: String = "") throws -> Folder {
    let folder = try Folder.migration(rows: Self.rows, plan: plan)
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    return folder
  }

  @Test("a fault that the rule book finds is caught at each place, and the exit code is 0")
  func caught() throws {
    let outcome = try Tool.run(
      "drill", "--fault", "a-private-comment-made-public", "--seeds", "0", in: try folder())
    #expect(
      outcome.output == """
        The undamaged migration: PASS (\(Tool.ruleCount) rules)

        flags
          caught  1 of 1  a private comment made public  (public-flags-are-unchanged)

        1 kind of faults at 1 place: 1 caught, 1 at the right place. 0 lawful forms: 0 reported.

        """)
    #expect(
      outcome.lastLine == "drill=PERFECT exit=0 kinds=1 places=1 caught=1 placed=1 lawful=0 alarms=0")
    #expect(outcome.exitCode == 0)
  }

  @Test(
    "a rule that the plan switches off lets its fault through: exit 1, with the command that does it again")
  func missed() throws {
    let folder = try folder("rules: {public-flags-are-unchanged: {off: For a test}}")
    let outcome = try Tool.run(
      "drill", "--fault", "a-private-comment-made-public", "--at", "first", in: folder)
    #expect(
      outcome.output.contains(
        """
          MISSED  0 of 1  a private comment made public
                  first, comment 12, backup_tickets_100.json: PASS
                  deskaudit drill migration.yml --fault a-private-comment-made-public --at first --keep drill
        """))
    #expect(
      outcome.lastLine == "drill=IMPERFECT exit=1 kinds=1 places=1 caught=0 placed=0 lawful=0 alarms=0")
    #expect(outcome.exitCode == 1)
  }

  @Test(
    "a signal ends it after the fault at hand, and no copy is left", arguments: [SIGHUP, SIGINT, SIGTERM])
  func stopped(signal: Int32) throws {
    let folder = try folder()
    let outcome = try Tool.shell(
      """
      mkdir copies; TMPDIR="$PWD/copies" "$0" drill & drill=$!
      until [ -n "$(ls copies)" ] || ! kill -0 $drill; do sleep 0.05; done
      kill -\(signal) $drill; wait $drill
      """, in: folder)
    #expect(outcome.exitCode == 128 + signal)
    #expect(outcome.errors == "error: interrupted: the copies are removed\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/copies") == [])
  }

  @Test("--keep keeps the copy whose fault was not caught, and the originals are as they were")
  func kept() throws {
    let folder = try folder("rules: {public-flags-are-unchanged: {off: For a test}}")
    let before = try folder.bytes(of: "tickets.tar.gz")
    _ = try Tool.run(
      "drill", "--fault", "a-private-comment-made-public", "--at", "first", "--keep", "copies", in: folder)
    let copy = "copies/a-private-comment-made-public-first\(folder.path)"
    #expect(folder.contains("\(copy)/migration.yml"))
    #expect(try folder.bytes(of: "\(copy)/tickets.tar.gz") != before)
    #expect(try folder.bytes(of: "tickets.tar.gz") == before)
    let again = try Tool.run("verify", "\(copy)/migration.yml", in: folder)
    #expect(again.exitCode == 0)
  }

  @Test("a lawful form is silent")
  func lawful() throws {
    let outcome = try Tool.run("drill", "--fault", "the-keys-of-the-objects-backwards", in: try folder())
    #expect(outcome.output.contains("\n  silent  1 of 1  the keys of the objects backwards\n"))
    // Nothing was damaged, so nothing is proven.
    #expect(outcome.exitCode == 1)
  }

  @Test("what fails already is not counted as caught")
  func alreadyFailing() throws {
    let folder = try folder()
    try folder.write(
      String(decoding: try folder.bytes(of: "exports/chat.csv"), as: UTF8.self).replacing(
        ",false,no,", with: ",true,no,"),
      to: "exports/chat.csv")
    let outcome = try Tool.run("drill", "--fault", "a-body-emptied", "--at", "first", in: folder)
    #expect(
      outcome.output.hasPrefix("The undamaged migration: FAIL; what already fails is not counted as caught (")
    )
    #expect(outcome.lastLine.hasPrefix("drill=PERFECT exit=0 "))
  }

  @Test("without a verdict on the undamaged migration there is no drill")
  func noVerdict() throws {
    let folder = try folder()
    try folder.write("", to: "exports/chat.csv")
    let outcome = try Tool.run("drill", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors.hasPrefix("error: the undamaged migration has no verdict ("), "\(outcome.errors)")
    let without = try Folder.migration(rows: Self.rows)
    #expect(try Tool.run("drill", in: without).exitCode == 2)
  }

  @Test("a fault that does not exist, and a place that is none, are named")
  func mistakes() throws {
    let folder = try folder()
    #expect(
      try Tool.run("drill", "--fault", "no-such-fault", in: folder).errors
        == "error: no fault has the id 'no-such-fault'; 'deskaudit drill --list' names them\n")
    #expect(
      try Tool.run("drill", "--at", "end", in: folder).errors
        == "error: --at is first, middle, last or a seed such as seed:7; found 'end'\n")
    let list = try Tool.run("drill", "--list", in: folder).output
    #expect(list.contains("flags\ta-private-comment-made-public\ta private comment made public\n"))
  }

  @Test("an archive by another name, and waivers, are those of verify")
  func options() throws {
    let folder = try folder()
    try FileManager.default.moveItem(
      atPath: folder.path + "/tickets.tar.gz", toPath: folder.path + "/other.tar.gz")
    let outcome = try Tool.run(
      "drill", "--archive", "other.tar.gz", "--fault", "comment-left-out", "--at", "last", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("  caught  1 of 1  comment: left out  (no-missing-comments)\n"))
  }
}

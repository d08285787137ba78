import Foundation
import Testing

@Suite("A PASS of an earlier run does not outlive the start of the next")
struct StaleReportTests {
  private static let reports = [
    "audit.html", "audit.json", "audit.junit.xml", "audit.md", "attestation.intoto.json",
  ]

  /// A folder in which `verify` has passed.
  private func passed(_ reports: String = "Reports/out") throws -> Folder {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try #require(try Tool.run("verify", "--reports", reports, in: folder).exitCode == 0)
    for report in Self.reports { try #require(folder.contains("\(reports)/\(report)")) }
    return folder
  }

  private func left(_ folder: Folder, _ reports: String = "Reports/out") -> [String] {
    (Self.reports + ["attestation.intoto.jsonl"]).filter { folder.contains("\(reports)/\($0)") }
  }

  @Test(
    "a mistake in the command, the plan, the waivers or the rules",
    arguments: [
      ("--nonsense", 64), ("--jobs 0", 64), ("--fail-on", 64), ("a.yml b.yml", 64), ("nowhere.yml", 64),
      ("exports/chat.csv", 64), ("--waivers nowhere.yml", 64), ("--rules nowhere", 64),
      ("--sign nowhere", 64), ("--format", 64), ("--format jsn", 64), ("--format json --quiet", 64),
      ("--previous nowhere", 2),
    ])
  func mistakes(_ options: String, _ exitCode: Int32) throws {
    let folder = try passed()
    #expect(try Tool.shell("exec \"$0\" verify \(options)", in: folder).exitCode == exitCode)
    #expect(left(folder) == [])
  }

  @Test(
    "a mistake in the command, where --reports tells the folder",
    arguments: [
      "--reports other --nonsense", "--nonsense --reports=other",
      "--reports first --nonsense --reports other",
    ])
  func otherFolder(_ options: String) throws {
    let folder = try passed("other")
    try #require(try Tool.run("verify", in: folder).exitCode == 0)
    #expect(try Tool.shell("exec \"$0\" verify \(options)", in: folder).exitCode == 64)
    #expect(left(folder, "other") == [])
    #expect(left(folder) == Self.reports)
  }

  @Test(
    "what asks for nothing to be judged leaves them",
    arguments: ["--help", "--reports", "-- --reports other x y"])
  func untouched(_ options: String) throws {
    let folder = try passed("other")
    _ = try Tool.shell("exec \"$0\" verify \(options)", in: folder)
    #expect(left(folder, "other") == Self.reports)
  }

  private static let canMount =
    (try? Tool.shell("mkdir m && mount -t tmpfs tmpfs m && umount m", in: Folder()).exitCode) == 0

  @Test("a full disk", .enabled(if: canMount, "mounting a small disk needs root"))
  func fullDisk() throws {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    // The links keep the room of the reports taken when these are removed.
    let outcome = try Tool.shell(
      """
      mkdir small && mount -t tmpfs -o size=4m tmpfs small || exit 99
      "$0" verify --reports small >first || exit 98
      for name in small/audit.* small/attestation.*; do ln $name $name.link; done
      dd if=/dev/zero of=small/filler bs=4096 2>dd
      "$0" verify --reports small; code=$?; ls small | grep -v 'link$\\|filler' >left; umount small; exit $code
      """, in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("No space left on device"))
    #expect(outcome.lastLine.hasPrefix("verdict=NO-VERDICT exit=2 "))
    #expect(try folder.bytes(of: "left") == Data())
  }

  @Test("files of the same names that the tool did not write stay")
  func foreign() throws {
    let folder = try passed()
    try folder.write("# Notes on deskaudit 0.1.0\n", to: "Reports/out/audit.md")
    #expect(try Tool.run("verify", "--nonsense", in: folder).exitCode == 64)
    #expect(left(folder) == ["audit.md"])
  }

  @Test("grade removes what an earlier run left, and never the audit that it reads")
  func grade() throws {
    let folder = try passed("again")
    try #require(try Tool.run("verify", in: folder).exitCode == 0)
    try folder.write("conflict: refuse", to: "wrong.yml")
    let elsewhere = try Tool.shell(
      "exec \"$0\" grade Reports/out/audit.json --plan wrong.yml --reports again", in: folder)
    #expect(elsewhere.exitCode == 64)
    #expect(left(folder, "again") == [])
    #expect(
      try Tool.shell("exec \"$0\" grade Reports/./out/audit.json --plan wrong.yml", in: folder).exitCode == 64
    )
    #expect(left(folder) == Self.reports)
  }

  @Test("so does a mistake in the command of grade, but for the audit that it was to read")
  func gradeMistake() throws {
    let folder = try passed("again")
    try #require(try Tool.run("verify", in: folder).exitCode == 0)
    for options in ["--format jsn", "--nonsense"] {
      #expect(
        try Tool.shell("exec \"$0\" grade Reports/out/audit.json \(options)", in: folder).exitCode == 64)
      #expect(left(folder) == Self.reports)
    }
    #expect(
      try Tool.shell("exec \"$0\" grade Reports/out/audit.json --reports again --format jsn", in: folder)
        .exitCode == 64)
    #expect(left(folder, "again") == [])
  }
}

import Foundation
import Testing

@Suite("build --only: the repair of what an audit found")
struct RepairTests {
  /// Takes the last batch out of `base.tar.gz`, and changes two bodies, into `damaged.tar.gz`.
  private static let damage = """
    import io, json, tarfile
    source = tarfile.open("base.tar.gz")
    members = sorted(source.getnames(), key=lambda name: int("".join(filter(str.isdigit, name))))
    with tarfile.open("damaged.tar.gz", "w:gz", format=tarfile.USTAR_FORMAT) as target:
      for name in members[:-1]:
        batch = json.load(source.extractfile(name))
        for comment in batch["data"]["tickets"]["comments"]:
          if comment["id"] in CHANGED: comment["html_body"] = comment["html_body"][:3]
        data = json.dumps(batch).encode()
        info = tarfile.TarInfo(name)
        info.size = len(data)
        target.addfile(info, io.BytesIO(data))
    """

  /// A desk whose archive lost its last batch and some bodies, with the audit of that.
  private func damaged(_ changed: [Int] = [1004, 1012]) throws -> Folder {
    let folder = try Folder.migration(rows: DeskInUse(seed: 8).rows)
    try folder.replaceInPlan("{path: tickets.tar.gz}", "{path: tickets.tar.gz, batch-size: 9}")
    try #require(try Tool.run("build", "--output", "base.tar.gz", in: folder).exitCode == 0)
    try folder.write("CHANGED = \(changed)\n\(Self.damage)", to: "damage.py")
    try #require(try Tool.shell("python3 damage.py", in: folder).exitCode == 0)
    return folder
  }

  private func audited(_ folder: Folder) throws -> Tool.Outcome {
    try Tool.run("verify", "--archive", "damaged.tar.gz", "--evidence", "evidence", in: folder)
  }

  private static let from = "--from evidence --from Reports/out/audit.json"

  private func repair(
    _ only: String = "missing,changed", _ from: String = from, in folder: Folder
  ) throws -> Tool.Outcome {
    try Tool.shell("exec \"$0\" build --only \(only) \(from) --output repair.tar.gz", in: folder)
  }

  @Test("a lost batch and changed bodies are repaired by an archive that has these records and no others")
  func repaired() throws {
    let folder = try damaged()
    #expect(try audited(folder).exitCode == 1)
    let outcome = try repair(in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors == "")
    let (base, left) = (try folder.replayed("base.tar.gz"), Set(try folder.replayed("damaged.tar.gz")))
    let wrong = base.filter { !left.contains($0) }
    #expect(wrong.count > 5)
    #expect(try folder.replayed("repair.tar.gz") == wrong)
    #expect(outcome.output.contains("Repair of what evidence and Reports/out/audit.json found\n  missing: "))
    #expect(outcome.output.contains("\n  changed: comments 2\n"), "\(outcome.output)")
    let verdict = try Tool.run(
      "verify", "--archive", "damaged.tar.gz", "--archive", "repair.tar.gz", in: folder)
    #expect(verdict.exitCode == 0, "\(verdict.output)")
    let wrongOrder = try Tool.run(
      "verify", "--archive", "repair.tar.gz", "--archive", "damaged.tar.gz", in: folder)
    #expect(wrongOrder.exitCode == 1)
  }

  @Test("one half of it repairs one half")
  func halves() throws {
    let folder = try damaged()
    _ = try audited(folder)
    #expect(try repair("changed", in: folder).exitCode == 0)
    let keys = try folder.replayed("repair.tar.gz").map {
      $0.split(separator: "\t").prefix(2).joined(separator: " ")
    }
    #expect(keys == ["comments 1004", "comments 1012"])
    #expect(try repair("missing", in: folder).exitCode == 0)
    let missing = try folder.replayed("repair.tar.gz")
    #expect(!missing.isEmpty && !missing.contains { $0.hasPrefix("comments\t1004\t") })
  }

  @Test("an audit.json that shows only the first records is not enough, and says what is")
  func notAll() throws {
    let folder = try damaged()
    _ = try audited(folder)
    let outcome = try repair("missing", "--from Reports/out/audit.json", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors.contains(
        "but the first; run 'verify --evidence DIR', and give that folder: --from DIR --from Reports/out/audit.json"
      ),
      "\(outcome.errors)")
    #expect(!folder.contains("repair.tar.gz"))
    #expect(try repair("changed", "--from Reports/out/audit.json", in: folder).exitCode == 0)
  }

  @Test("evidence alone does not tell of which exports it is, which is said; an audit of others is refused")
  func origin() throws {
    let folder = try damaged()
    _ = try audited(folder)
    let outcome = try repair("changed", "--from evidence", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.errors
        == "warning: evidence: does not tell of which plan and exports it is, and that it is of these is not proven; give the "
        + "audit.json of the same run as well: --from evidence --from Reports/out/audit.json\n")
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write("\(plan)\nconflicts: last\n", to: "migration.yml")
    #expect(
      try repair(in: folder).errors
        == "error: Reports/out/audit.json: is an audit by another plan than migration.yml; verify by this plan, and give that audit\n"
    )
    try folder.write(plan, to: "migration.yml")
    try folder.export(DeskInUse(seed: 9).rows)
    let other = try repair(in: folder)
    #expect(other.exitCode == 2)
    #expect(
      other.errors
        == "error: Reports/out/audit.json: is an audit of another exports/chat.csv than the one that is there now; verify once "
        + "more, and give that audit\n")
  }

  @Test("evidence of another run than the audit is refused")
  func mixed() throws {
    let folder = try damaged()
    _ = try audited(folder)
    _ = try Tool.shell("sed -i '$d' evidence/bodies-are-unchanged.csv", in: folder)
    let outcome = try repair(in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors
        == "error: evidence: has 1 violation of bodies-are-unchanged, and the audit says 2: they are not of one run; verify once "
        + "more, with --evidence\n")
  }

  @Test("what is unexpected is counted and left; where nothing is to be repaired, nothing is written")
  func left() throws {
    let folder = try Folder.delivered(rows: Folder.editedRows)
    try folder.export(Folder.frozenRows.replacing(",Hi,", with: ",Edited,"))
    let verdict = try Tool.run("verify", "--archive", "base.tar.gz", "--evidence", "evidence", in: folder)
    try #require(verdict.exitCode == 1)
    let outcome = try repair(in: folder)
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.output.contains(
        """
          missing: none
          changed: none
          not repaired: 2 unexpected, because no import takes a record back
        Nothing to write: no archive, and nothing beside it, is written

        """), "\(outcome.output)")
    #expect(!folder.contains("repair.tar.gz"))
  }

  @Test("an audit that could not check what is missing is no ground for a repair")
  func notChecked() throws {
    let folder = try damaged()
    _ = try Tool.shell("\"$0\" verify --archive none.tar.gz --evidence evidence", in: folder)
    let outcome = try repair(in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("Reports/out/audit.json: "))
    #expect(outcome.errors.contains(" is not checked, so that nobody knows what to repair; "))
  }

  @Test(
    "options that do not fit together, and folders and files that are no audit, are mistakes with a sentence")
  func mistakes() throws {
    let folder = try Folder.delivered()
    let cases: [(String, Int32, String)] = [
      ("--only missing", 64, "Error: --only and --from belong together: "),
      ("--from exports", 64, "Error: --only and --from belong together: "),
      ("--only wrong --from exports", 64, "Error: The value 'wrong' is invalid for '--only <what>'"),
      ("--only missing --from exports --manifest", 64, "Error: --only writes a repair, "),
      (
        "--only missing --from exports", 2, "error: exports: is not a folder that 'verify --evidence' wrote: "
      ),
      ("--only missing --from nowhere", 2, "error: nowhere: is not there; "),
      (
        "--only missing --from exports/chat.csv", 2,
        "error: exports/chat.csv: is not an audit.json of this version of deskaudit; verify again\n"
      ),
    ]
    for (options, exitCode, sentence) in cases {
      let outcome = try Tool.shell("exec \"$0\" build --output x.tar.gz \(options)", in: folder)
      #expect(outcome.exitCode == exitCode, "\(options)")
      #expect(outcome.errors.hasPrefix(sentence), "\(options): \(outcome.errors)")
    }
  }
}

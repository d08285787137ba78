import Foundation
import Testing

@Suite("deskaudit verify")
struct VerifyCommandTests {
  @Test("an archive that was built from its exports passes: exit 0, and the last line says so")
  func passes() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.lastLine
        == "verdict=PASS exit=0 rules=\(Tool.ruleCount) failed=0 warnings=0 unchecked=0 waived=0")
    for report in ["audit.json", "audit.html", "audit.md"] {
      #expect(folder.contains("Reports/out/\(report)"))
    }
  }

  @Test("a comment that the archive lacks fails: exit 1, and the finding names it")
  func fails() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let row = "2021-01-01T00:00:00Z,1,13,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    try folder.write(Folder.header + Folder.goodRows + row, to: "exports/chat.csv")
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.lastLine
        == "verdict=FAIL exit=1 rules=\(Tool.ruleCount) failed=1 warnings=0 unchecked=0 waived=0")
    #expect(
      outcome.output.contains(
        "comment 13 is missing; it would be in the last batch, backup_tickets_100.json, or after it"))
  }

  @Test("a flipped byte anywhere in the archive never passes")
  func flippedBytes() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let whole = try folder.bytes(of: "tickets.tar.gz")
    // Bytes 4 to 9 of a gzip header (time, hints, system) carry nothing that an archive means.
    for offset in stride(from: 10, to: whole.count, by: max(1, whole.count / 40)) {
      var damaged = whole
      damaged[offset] ^= 0x10
      try folder.write(damaged, to: "tickets.tar.gz")
      let outcome = try Tool.run("verify", in: folder)
      #expect(outcome.exitCode == 1, "byte \(offset)")
    }
  }

  @Test("a missing archive is no verdict: exit 2, and the sentence names it")
  func missingArchive() throws {
    let folder = try Folder.migration()
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.lastLine.hasPrefix(
        "verdict=NO-VERDICT exit=2 rules=\(Tool.ruleCount) failed=0 warnings=0 unchecked="))
    #expect(outcome.output.contains("tickets.tar.gz"))
  }

  @Test("a missing export is no verdict: exit 2, even where the archive is whole")
  func missingExport() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try FileManager.default.removeItem(atPath: folder.path + "/exports/users.csv")
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.contains("exports/users.csv"))
  }

  @Test("a malformed export row fails: exit 1, with file and line")
  func tornRow() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(Folder.header + Folder.goodRows + "2021-01-01T00:00:00Z,1\n", to: "exports/chat.csv")
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("exports/chat.csv:4"))
  }

  @Test("a mistake in the plan is exit 64, with file and line, and still the last line")
  func planMistake() throws {
    let folder = try Folder.migration(plan: "conflict: refuse")
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("migration.yml:8: "))
    #expect(outcome.errors.contains("conflicts"))
    #expect(outcome.lastLine == "verdict=NO-VERDICT exit=64 rules=0 failed=0 warnings=0 unchecked=0 waived=0")
  }

  @Test("an unknown option is exit 64, and still the last line")
  func usageMistake() throws {
    let outcome = try Tool.run("verify", "--nonsense", in: Folder.migration())
    #expect(outcome.exitCode == 64)
    #expect(outcome.lastLine == "verdict=NO-VERDICT exit=64 rules=0 failed=0 warnings=0 unchecked=0 waived=0")
  }

  @Test("reports that can't be written take a PASS away, and never a FAIL")
  func unwritableReports() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write("in the way", to: "Reports")
    let pass = try Tool.run("verify", in: folder)
    #expect(pass.exitCode == 2)
    #expect(pass.lastLine.hasPrefix("verdict=NO-VERDICT exit=2"))
    let row = "2021-01-01T00:00:00Z,1,13,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    try folder.write(Folder.header + Folder.goodRows + row, to: "exports/chat.csv")
    let fail = try Tool.run("verify", in: folder)
    #expect(fail.exitCode == 1)
    #expect(fail.lastLine.hasPrefix("verdict=FAIL exit=1"))
  }

  @Test("a full standard output takes a PASS away")
  func fullOutput() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let outcome = try Tool.shell("\"$0\" verify >/dev/full", in: folder)
    #expect(outcome.exitCode == 2)
  }

  @Test("--fail-on warning fails an archive with './' before its names")
  func failOnWarning() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let packed = try Tool.shell(
      "mkdir t && tar -xzf tickets.tar.gz -C t && tar -czf dotted.tar.gz -C t .", in: folder)
    #expect(packed.exitCode == 0)
    #expect(try Tool.run("verify", "--archive", "dotted.tar.gz", in: folder).exitCode == 0)
    let strict = try Tool.run("verify", "--archive", "dotted.tar.gz", "--fail-on", "warning", in: folder)
    #expect(strict.exitCode == 1)
  }

  @Test("names and e-mails show only with --show-values")
  func masking() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let renamed = Folder.goodRows.replacingOccurrences(of: ",Bob,", with: ",Robert,")
    try folder.write(Folder.header + renamed, to: "exports/chat.csv")
    let masked = try Tool.run("verify", in: folder)
    #expect(masked.exitCode == 1)
    #expect(!masked.output.contains("Robert") && !masked.output.contains("Bob"))
    let json = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
    #expect(!json.contains("Robert") && !json.contains("Bob"))
    let shown = try Tool.run("verify", "--show-values", in: folder)
    #expect(shown.output.contains("'Robert'") && shown.output.contains("'Bob'"))
  }

  @Test("an archive of people without e-mails passes: where none is expected, no rule is unchecked")
  func withoutEmails() throws {
    let rows = "2021-01-01T00:00:00Z,1,11,5,true,Hello,2021-01-01T00:00:00Z,1,Ann,\n"
    let folder = try Folder.migration(rows: rows)
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", in: folder).exitCode == 0)
  }

  @Test("an archive without users passes where everybody was imported before")
  func everybodyImported() throws {
    let rows = "2021-01-01T00:00:00Z,1,11,5,true,Hello,2021-01-01T00:00:00Z,1,Ann,ann@example.org\n"
    let folder = try Folder.migration(rows: rows, plan: "already-imported: omit")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", in: folder).exitCode == 0)
  }

  @Test("the reports are the same bytes for any number of jobs, the timing aside")
  func jobs() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    var audits: [String] = []
    for jobs in ["1", "2", "5"] {
      #expect(try Tool.run("verify", "--jobs", jobs, in: folder).exitCode == 0)
      let text = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
      audits.append(String(text[..<(text.range(of: "\"timing\"")?.lowerBound ?? text.endIndex)]))
    }
    #expect(audits[0] == audits[1] && audits[1] == audits[2])
  }

  @Test("render makes the same reports again")
  func render() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", in: folder).exitCode == 0)
    #expect(try Tool.run("render", "Reports/out/audit.json", "--reports", "again", in: folder).exitCode == 0)
    for report in ["audit.json", "audit.html", "audit.md"] {
      #expect(try folder.bytes(of: "Reports/out/\(report)") == folder.bytes(of: "again/\(report)"))
    }
  }
}

import Foundation
import Testing

@Suite("deskaudit gate")
struct GateCommandTests {
  /// A folder with an archive that passed, without an `as-of` in its plan.
  private func passed(_ options: String = "") throws -> Folder {
    let folder = try Folder.migration()
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan.replacing("as-of: 2026-01-01T00:00:00Z\n", with: ""), to: "migration.yml")
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try #require(try Tool.shell("\"$0\" verify \(options)", in: folder).exitCode == 0)
    return folder
  }

  private func gate(_ options: String = "", in folder: Folder) throws -> Tool.Outcome {
    try Tool.shell("exec \"$0\" gate Reports/out/audit.json tickets.tar.gz \(options)", in: folder)
  }

  /// The names of conditions that are not met.
  private func failed(_ options: String = "", in folder: Folder) throws -> [String] {
    let outcome = try gate(options, in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.lastLine.hasPrefix("verdict=FAIL exit=1 conditions="))
    return outcome.output.split(separator: "\n").dropFirst().map {
      String($0.dropFirst("FAIL ".count).prefix { $0 != ":" })
    }
  }

  @Test("lets an archive through that its audit has passed: exit 0, and the last line says so")
  func passes() throws {
    let folder = try passed()
    let outcome = try gate("--plan migration.yml --max-age 1d", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output == "PASS tickets.tar.gz: 9 of 9 conditions are met\n")
    #expect(outcome.errors == "verdict=PASS exit=0 conditions=9 failed=0 unchecked=0\n")
  }

  @Test("no flipped, added or missing byte of the archive passes")
  func otherBytes() throws {
    let folder = try passed()
    let whole = try folder.bytes(of: "tickets.tar.gz")
    var flipped = whole
    flipped[4] ^= 1
    for other in [flipped, whole + [0], whole.dropLast(), Data()] {
      try folder.write(other, to: "tickets.tar.gz")
      #expect(try failed(in: folder) == ["archive"])
    }
  }

  @Test("an audit that was edited or cut never passes")
  func edited() throws {
    let folder = try passed()
    let text = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
    let edits = [
      text.replacing("\"outcome\": \"passed\"", with: "\"outcome\": \"failed\"", maxReplacements: 1),
      text.replacing("  \"title\"", with: " \"title\"", maxReplacements: 1), text + "\n",
      text.replacing("{\n", with: "{\n  \"note\": \"x\",\n", maxReplacements: 1),
    ]
    for (edit, conditions) in zip(edits, [["verdict"], ["form"], ["form"], ["form"]]) {
      try folder.write(edit, to: "Reports/out/audit.json")
      #expect(try failed(in: folder) == conditions)
    }
    for length in [0, 1, text.utf8.count / 2, text.utf8.count - 3] {
      try folder.write(Data(text.utf8.prefix(length)), to: "Reports/out/audit.json")
      let outcome = try gate(in: folder)
      #expect(outcome.exitCode == 2)
      #expect(outcome.lastLine == "verdict=NO-VERDICT exit=2 conditions=0 failed=0 unchecked=0")
    }
  }

  @Test("another plan, other rules, other waivers and an old audit do not pass")
  func otherInputs() throws {
    let folder = try passed()
    try folder.write("migration: Another", to: "other.yml")
    try folder.writeRule("counts/mine.md", "area: counts\ncheck: limit\nseverity: error", title: "Mine")
    #expect(
      try failed("--plan other.yml --rules rules --waivers other.yml", in: folder) == [
        "plan", "rules", "waivers file",
      ])
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan + "as-of: 2026-01-01T00:00:00Z\n", to: "migration.yml")
    try #require(try Tool.run("verify", in: folder).exitCode == 0)
    #expect(try failed("--max-age 7d", in: folder) == ["age"])
  }

  @Test("a FAIL and a waiver that has expired since do not pass")
  func failedAudit() throws {
    let folder = try passed()
    let row = "2021-01-01T00:00:00Z,1,13,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    try folder.write(Folder.header + Folder.goodRows + row, to: "exports/chat.csv")
    #expect(try Tool.run("verify", in: folder).exitCode == 1)
    #expect(try failed(in: folder) == ["verdict"])
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan + "as-of: 2021-02-01T00:00:00Z\n", to: "migration.yml")
    try folder.write(
      "- {rule: no-missing-comments, max: 1, reason: Known, owner: Ada Osei, expires: 2021-03-31}\n",
      to: "w.yml")
    #expect(try Tool.run("verify", "--waivers", "w.yml", in: folder).exitCode == 0)
    #expect(try failed("--waivers w.yml", in: folder) == ["waivers"])
  }

  @Test(
    "an archive that is not there is no verdict, a mistake in the command exit 64; both have the last line")
  func trouble() throws {
    let folder = try passed()
    try FileManager.default.removeItem(atPath: folder.path + "/tickets.tar.gz")
    let missing = try gate(in: folder)
    #expect(missing.exitCode == 2)
    #expect(missing.output.contains("\nNOT CHECKED archive: tickets.tar.gz: can't be read; name the file\n"))
    #expect(missing.lastLine == "verdict=NO-VERDICT exit=2 conditions=7 failed=0 unchecked=1")
    for options in ["--nonsense", "--max-age soon", "--key nowhere", "--plan nowhere", "--rules nowhere"] {
      let outcome = try gate(options, in: folder)
      #expect(outcome.exitCode == 64, "\(options)")
      #expect(
        outcome.lastLine == "verdict=NO-VERDICT exit=64 conditions=0 failed=0 unchecked=0", "\(options)")
    }
  }

  private static let keys =
    "openssl genpkey -algorithm ed25519 -out key && openssl pkey -in key -pubout -out pub && "
    + "openssl genpkey -algorithm ed25519 | openssl pkey -pubout -out other"

  private static var hasOpenSSL: Bool {
    (try? Tool.shell("command -v openssl", in: Folder()).exitCode) == 0
  }

  // Skipped where OpenSSL's command is not installed.
  @Test("with --key only an audit passes that this key has signed as it is", .enabled(if: hasOpenSSL))
  func signed() throws {
    let folder = try passed()
    try #require(try Tool.shell(Self.keys, in: folder).exitCode == 0)
    #expect(try failed("--key pub", in: folder) == ["signature"])
    #expect(try Tool.run("verify", "--sign", "key", in: folder).exitCode == 0)
    #expect(try gate("--key pub", in: folder).exitCode == 0)
    #expect(try failed("--key other", in: folder) == ["signature"])
    // What only a signature finds: a careful edit.
    let text = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
    try folder.write(text.replacing("A small one", with: "Another one"), to: "Reports/out/audit.json")
    #expect(try gate(in: folder).exitCode == 0)
    #expect(try failed("--key pub", in: folder) == ["signature"])
    let seconds = text.replacing(#/"seconds": [0-9.e-]+/#, with: "\"seconds\": 1.5")
    try folder.write(seconds, to: "Reports/out/audit.json")
    #expect(try gate("--key pub", in: folder).exitCode == 0)
  }

  @Test("plan, waivers and decisions are attested with the digests that sha256sum gives")
  func configuration() throws {
    let folder = try Folder.migration(plan: "decisions: d.csv\nwaivers: w.yml")
    try folder.write("conflict,side,keep,owner,reason\n", to: "d.csv")
    try folder.write("[]\n", to: "w.yml")
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", in: folder).exitCode == 0)
    let sums = try Tool.shell("sha256sum migration.yml w.yml d.csv tickets.tar.gz", in: folder)
    let attested = String(
      decoding: try folder.bytes(of: "Reports/out/attestation.intoto.json"), as: UTF8.self)
    let lines = sums.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 4)
    for line in lines {
      let name = #"""
        "name": "\#(line[1])",
        """#
      let rest = attested[(attested.firstRange(of: name)?.upperBound ?? attested.endIndex)...]
      #expect(rest.prefix { $0 != "}" }.contains("\"sha256\": \"\(line[0])\""), "\(line[1])")
    }
  }

  @Test(
    "two audits of one input have one attestation, which names the audit before it", .enabled(if: hasOpenSSL))
  func chain() throws {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try #require(try Tool.shell(Self.keys, in: folder).exitCode == 0)
    let names = ["attestation.intoto.json", "attestation.intoto.jsonl"]
    func attested(_ options: String) throws -> [Data] {
      try #require(try Tool.shell("\"$0\" verify --sign key \(options)", in: folder).exitCode == 0)
      return try names.map { try folder.bytes(of: "Reports/out/\($0)") }
    }
    let first = try attested("--jobs 1")
    #expect(try attested("--jobs 2") == first)
    let digest = try Tool.shell(
      "sed '/^  \"timing\": {$/,$d' Reports/out/audit.json | sha256sum | cut -c 1-64", in: folder)
    let next = try attested("--previous Reports/out/audit.json")
    let text = String(decoding: next[0], as: UTF8.self)
    let previous = digest.output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(previous.count == 64 && text.contains("\"previousAuditSHA256\": \"\(previous)\""))
    #expect(
      try Tool.run("grade", "Reports/out/audit.json", "--reports", "again", "--sign", "key", in: folder)
        .exitCode == 0)
    #expect(try names.map { try folder.bytes(of: "again/\($0)") } == first)
    let cut = try Tool.run("verify", "--previous", "key", in: folder)
    #expect(cut.exitCode == 2)
    #expect(
      cut.errors.hasPrefix("error: key: is not an audit.json that 'verify' wrote to its end; name another\n"))
  }
}

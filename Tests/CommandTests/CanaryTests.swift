import Foundation
import Testing

/// No text of a person is in anything that the tool prints or writes, unless `--show-values` asks for it.
///
/// Each text has a word of its own (`Canaries`), which is looked for in standard output, standard error, every file and its
/// name, and the arguments of processes.
@Suite("Texts of people are masked everywhere")
struct CanaryTests {
  /// Those of the words that bytes have, in whatever case.
  private func leaks(_ bytes: Data) -> [String] {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    return text.contains("canary") ? Canaries.words.filter { text.contains($0) } : []
  }

  /// Runs commands, whose output is kept with the files that they write into `seen`, and says where words are.
  private func leaks(_ commands: String, in folder: Folder) throws -> [String] {
    let outcome = try Tool.shell("rm -rf seen; mkdir seen; \(commands)", in: folder)
    var found: [String: [String]] = [
      "standard output": leaks(Data(outcome.output.utf8)), "standard error": leaks(Data(outcome.errors.utf8)),
    ]
    for name in FileManager.default.subpaths(atPath: "\(folder.path)/seen") ?? [] {
      found["the name \(name)"] = leaks(Data(name.utf8))
      found[name] = leaks((try? folder.bytes(of: "seen/\(name)")) ?? Data())
    }
    return found.filter { !$0.value.isEmpty }.map { "\($0.key): \($0.value.prefix(3))" }.sorted()
  }

  private static let verify = """
    "$0" verify --matrix --reports seen/out
    for format in json github openmetrics; do "$0" render seen/out/audit.json --reports seen/again --format $format; done
    """

  @Test("of a clean migration, by every command, and in the arguments of no process")
  func clean() throws {
    let folder = try Canaries.folder()
    // The arguments of what runs are looked at all the while.
    let commands = """
      while [ ! -e ended ]; do cat /proc/[0-9]*/cmdline >>seen/arguments 2>/dev/null; sleep 0.05; done & watch=$!
      "$0" build; "$0" plan; "$0" plan --json; "$0" decide --into seen/sheet.csv
      for format in text markdown html json; do "$0" profile --format $format; done
      "$0" init exports/*.csv --output seen/plan.yml; "$0" profile --file exports/*.csv
      \(Self.verify)
      "$0" grade seen/out/audit.json --reports seen/graded; "$0" gate seen/out/audit.json tickets.tar.gz
      for format in text json markdown; do "$0" compare seen/out/audit.json seen/again/audit.json --format $format; done
      for format in text html markdown; do "$0" trend seen --format $format; done; "$0" lessons seen
      touch ended; wait $watch
      """
    #expect(try leaks(commands, in: folder) == [])
    #expect(try folder.bytes(of: "seen/arguments").isEmpty == false)
    for report in [
      "out/audit.html", "out/audit.junit.xml", "out/attestation.intoto.json", "graded/audit.md", "plan.yml",
    ] {
      #expect(folder.contains("seen/\(report)"))
    }
  }

  @Test("of archives with damage of every kind, and of comparisons and trends of them")
  func archives() throws {
    let folder = try Canaries.folder()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try #require(try Tool.run("verify", "--reports", "clean", in: folder).exitCode == 0)
    let members = try folder.members()
    for damage in Canaries.archiveDamage {
      for (name, text) in members {
        let changed = text.replacingOccurrences(
          of: damage.pattern, with: damage.replacement, options: .regularExpression)
        try folder.write(changed, to: "unpacked/\(name)")
      }
      let commands = """
        (cd unpacked && tar --format=ustar -czf ../tickets.tar.gz *.json); rm -f tickets.tar.gz.sha256
        \(Self.verify)
        for format in text json markdown; do "$0" compare clean/audit.json seen/out/audit.json --format $format; done
        for format in text html markdown; do "$0" trend seen --format $format; done; "$0" lessons seen
        grep -c '"outcome": "failed"' seen/out/audit.json >failed
        """
      #expect(try leaks(commands, in: folder) == [], "\(damage.name)")
      #expect(try String(decoding: folder.bytes(of: "failed"), as: UTF8.self) != "0\n", "\(damage.name)")
    }
  }

  @Test("of exports with damage of every kind, by verify, build, profile, init, plan and decide")
  func exports() throws {
    let folder = try Canaries.folder()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    for (name, text) in Canaries.exportDamage {
      try folder.write(text, to: "exports/chat.csv")
      let commands = """
        "$0" build --output seen/again.tar.gz; rm -f seen/again.tar.gz; "$0" plan; "$0" decide --into seen/sheet.csv
        for format in text json; do "$0" profile --format $format; done
        "$0" init exports/*.csv --output seen/plan.yml
        \(Self.verify)
        """
      #expect(try leaks(commands, in: folder) == [], "\(name)")
    }
  }

  @Test("of objects that are kept by e-mail address or name, in exports and in an archive")
  func keys() throws {
    let folder = try Canaries.folder()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    for (name, text) in try folder.members() {
      let changed = text.replacing(
        #""public":true"#,
        with: #""public":true,"qz07canary@example.org":1,"x":{"qz08canary@example.org":{"a":[}}}"#)
      try folder.write(changed, to: "unpacked/\(name)")
    }
    let rows = Canaries.rows.map { row in
      let members = zip(Canaries.columns, row).map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
      return "{\(members),\"votes\":{\"\(row[9])\":1,\"\(Canaries.words[3])@localhost\":2}}\n"
    }
    try folder.write(rows.joined(), to: "exports/chat.ndjson")
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(plan.replacing("exports/chat.csv", with: "exports/chat.ndjson"), to: "migration.yml")
    let twice = "{\"\(Canaries.words[5])@example.org\":1,\"\(Canaries.words[5])@example.org\":2}\n"
    for more in ["", twice, "{\"\(Canaries.words[6])@example.org\":\n"] {
      try folder.write(rows.joined() + more, to: "exports/chat.ndjson")
      let commands = """
        "$0" build --output seen/a.tar.gz; rm -f seen/a.tar.gz; "$0" profile; "$0" plan --exports
        "$0" profile --file exports/chat.ndjson --format json; "$0" init exports/chat.ndjson exports/users.csv --output seen/plan.yml
        (cd unpacked && tar --format=ustar -czf ../tickets.tar.gz *.json); rm -f tickets.tar.gz.sha256
        \(Self.verify)
        """
      #expect(try leaks(commands, in: folder) == [])
    }
  }

  @Test("of a damaged list of users, and of bytes that are not UTF-8")
  func others() throws {
    let folder = try Canaries.folder()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let commands = "\"$0\" build --output seen/a.tar.gz; rm -f seen/a.tar.gz; \"$0\" profile; \(Self.verify)"
    let bytes = Data(Canaries.csv(Canaries.rows).utf8)
    var latin = bytes
    while let place = latin.firstRange(of: Data("canary Person".utf8)) {
      latin.replaceSubrange(place, with: Data("canary".utf8) + [0xFF, 0xE4] + Data(" P".utf8))
    }
    try folder.write(latin, to: "exports/chat.csv")
    #expect(try leaks(commands, in: folder) == [])
    try folder.write(bytes, to: "exports/chat.csv")
    let words = Canaries.words
    try folder.write(
      Canaries.users
        + "9200,\(words[52])@example.org\n\(words[17])@example.org,\(words[18])@example.org\n,\(words[53])@example.org\n"
        + "9201,\(words[54])\n9202,not \(words[55])\n", to: "exports/users.csv")
    #expect(try leaks(commands, in: folder) == [])
  }

  @Test("and --show-values shows them, in the reports, the profile and the sheet of decisions")
  func shown() throws {
    let folder = try Canaries.folder()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    for (name, text) in try folder.members() {
      try folder.write(text.replacing("canary Person", with: "canary"), to: "unpacked/\(name)")
    }
    let verify = """
      (cd unpacked && tar --format=ustar -czf ../damaged.tar.gz *.json)
      "$0" verify --archive damaged.tar.gz --show-values --reports seen/out
      """
    #expect(try leaks(verify, in: folder) != [])
    let conflicts = try #require(Canaries.exportDamage.first { $0.name == "conflicts" })
    try folder.write(conflicts.text, to: "exports/chat.csv")
    for command in ["profile --show-values", "decide --show-values --into seen/sheet.csv"] {
      #expect(try leaks("\"$0\" \(command)", in: folder) != [], "\(command)")
    }
  }
}

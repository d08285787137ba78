import Foundation
import Testing

@Suite("--memory")
struct MemoryTests {
  /// Every table goes into a file at once, in a folder of its own.
  private static let spilling = "mkdir -p spill && TMPDIR=spill DESKAUDIT_SPILL_FROM=4096"

  private static func demo() throws -> Folder {
    let folder = try Folder.migration()
    #expect(try Tool.run("demo", "--into", "demo", "--rows", "5000", in: folder).exitCode == 0)
    return folder
  }

  @Test(
    "a size that is none, or too small, is a usage error: exit 64",
    arguments: ["", "x", "-512M", "512X", "1", "255M", "256MB", "99999999999T"], ["build", "verify"])
  func badSizes(size: String, command: String) throws {
    let outcome = try Tool.run(command, "--memory=\(size)", in: Folder.migration())
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("--memory"))
  }

  @Test(
    "sizes are bytes, or have the units of GNU tools",
    arguments: ["268435456", "256M", "256m", "269MB", "1G", "1GB", "2T"])
  func goodSizes(size: String) throws {
    #expect(try Tool.run("build", "--memory", size, in: Folder.migration()).exitCode == 0)
  }

  @Test("verify says the same with its tables in files, at any number of jobs", arguments: [1, 2])
  func sameAudit(jobs: Int) throws {
    let folder = try Self.demo()
    // The faulty archive, so that findings are compared, too.
    let command = "verify demo/migration.yml --archive demo/published_tickets.tar.gz --jobs \(jobs)"
    let plain = try Tool.shell("\"$0\" \(command) --reports plain", in: folder)
    let spilled = try Tool.shell(
      "\(Self.spilling) \"$0\" \(command) --memory 256M --reports spilled", in: folder)
    #expect(plain.exitCode == 1)
    #expect(spilled.exitCode == 1)
    let (left, right) = (try folder.audit(in: "plain"), try folder.audit(in: "spilled"))
    #expect(left.count > 10_000)
    #expect(left == right)
    #expect(try folder.names(in: "spill").isEmpty)
  }

  @Test("build writes the same bytes with its tables in files")
  func sameArchive() throws {
    let folder = try Self.demo()
    let outcome = try Tool.shell(
      "\(Self.spilling) \"$0\" build demo/migration.yml --memory 256M --output spilled.tar.gz", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(try folder.bytes(of: "spilled.tar.gz") == folder.bytes(of: "demo/backup_tickets.tar.gz"))
    #expect(try folder.names(in: "spill").isEmpty)
  }

  @Test("a folder that can't be written to is named: exit 2", arguments: ["build", "verify"])
  func missingFolder(command: String) throws {
    let folder = try Folder.migration()
    let outcome = try Tool.shell("TMPDIR=gone \"$0\" \(command) --memory 256M", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors.contains("error: gone: can't be written to: No such file or directory; the tables"))
    if command == "verify" {
      #expect(
        outcome.lastLine == "verdict=NO-VERDICT exit=2 rules=0 failed=0 warnings=0 unchecked=0 waived=0")
    }
    #expect(!folder.contains("tickets.tar.gz"))
  }

  @Test(
    "a limit of the size of files ends the run with a sentence, as a full disk does: exit 2",
    arguments: ["build", "verify"])
  func noRoom(command: String) throws {
    let folder = try Self.demo()
    let outcome = try Tool.shell(
      "mkdir -p spill && ulimit -f 64 && TMPDIR=spill DESKAUDIT_SPILL_FROM=4096 "
        + "\"$0\" \(command) demo/migration.yml --memory 256M",
      in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("error: spill: has no room for a table of "))
    #expect(
      outcome.errors.contains(": File too large; the tables that --memory keeps out of memory go there"))
    #expect(try folder.names(in: "demo").allSatisfy { !$0.hasSuffix(".partial") })
  }

  @Test("a run that is killed leaves no file behind")
  func killed() throws {
    let folder = try Self.demo()
    for moment in 1...5 {
      let outcome = try Tool.shell(
        "\(Self.spilling) timeout -s KILL 0.0\(moment) \"$0\" verify demo/migration.yml --memory 256M",
        in: folder)
      #expect([0, 128 + 9, 124].contains(outcome.exitCode))
      #expect(try folder.names(in: "spill").isEmpty)
    }
  }
}

extension Folder {
  /// What is in a folder, sorted.
  func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
  }

  /// The bytes of an audit.json before the timing, which is last.
  func audit(in reports: String) throws -> Data {
    let bytes = try bytes(of: "\(reports)/audit.json")
    let timing = try #require(bytes.range(of: Data("\"timing\"".utf8)))
    return bytes[..<timing.lowerBound]
  }
}

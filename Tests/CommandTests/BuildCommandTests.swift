import Foundation
import Testing

@Suite("deskaudit build")
struct BuildCommandTests {
  @Test("the balance and the archive's place stand on standard output")
  func balance() throws {
    let outcome = try Tool.run("build", in: Folder.migration())
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("comments     2        2  -\n"))
    #expect(outcome.output.contains("tickets.tar.gz"))
  }

  @Test("sha256sum accepts the digest file, and GNU tar the archive")
  func outsideTools() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try Tool.shell("sha256sum -c tickets.tar.gz.sha256", in: folder).exitCode == 0)
    let listed = try Tool.shell("tar -tzf tickets.tar.gz", in: folder)
    #expect(listed.output == "backup_tickets_100.json\n")
    #expect(listed.errors == "")
  }

  @Test("two rows of one comment that differ are refused: exit 1, both lines, no archive")
  func conflict() throws {
    let row = "2021-01-01T00:00:00Z,1,12,5,false,Other,2021-01-01T00:01:00Z,2,Bob,bob@example.org\n"
    let folder = try Folder.migration(rows: Folder.goodRows + row)
    let outcome = try Tool.run("build", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("exports/chat.csv:3"))
    #expect(outcome.errors.contains("exports/chat.csv:4"))
    #expect(!folder.contains("tickets.tar.gz"))
  }

  @Test("an old archive stays as it is when a build is refused")
  func oldArchiveStays() throws {
    let folder = try Folder.migration(rows: ",1,12,5,false,Text,2021-01-01T00:01:00Z,2,Bob,bob@example.org\n")
    try folder.write("old", to: "tickets.tar.gz")
    #expect(try Tool.run("build", in: folder).exitCode == 1)
    #expect(try folder.bytes(of: "tickets.tar.gz") == Data("old".utf8))
  }

  @Test("a folder that isn't there is exit 2, with its name")
  func missingFolder() throws {
    let outcome = try Tool.run("build", "--output", "nowhere/tickets.tar.gz", in: Folder.migration())
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("nowhere"))
  }

  @Test("kill -9 at ten moments leaves the target old or whole, and the next build succeeds")
  func killed() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("demo", "--into", "big", "--rows", "10000", in: folder).exitCode == 0)
    let whole = try folder.bytes(of: "big/backup_tickets.tar.gz")
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try Tool.run("build", "big/migration.yml", in: folder).exitCode == 0)
    let seconds = (clock.now - start) / .seconds(1)
    for moment in 1...10 {
      try folder.write("old", to: "big/backup_tickets.tar.gz")
      let delay = seconds * Double(moment) / 10.5
      _ = try Tool.shell(
        "\"$0\" build big/migration.yml >/dev/null & sleep \(delay); kill -9 $! 2>/dev/null; wait", in: folder
      )
      let found = try folder.bytes(of: "big/backup_tickets.tar.gz")
      #expect(found == Data("old".utf8) || found == whole, "killed after \(delay) s")
    }
    #expect(try Tool.run("build", "big/migration.yml", in: folder).exitCode == 0)
    #expect(try folder.bytes(of: "big/backup_tickets.tar.gz") == whole)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/big").sorted()
    #expect(
      left == [
        "Reports", "backup_tickets.tar.gz", "backup_tickets.tar.gz.sha256", "exports", "migration.yml",
        "published_tickets.tar.gz",
      ])
  }
}

import Foundation
import Testing

@Suite("--partition-rows")
struct PartitionTests {
  @Test(
    "verify says the same with partitions of any size, byte for byte but for the timing",
    arguments: ["backup_tickets.tar.gz", "published_tickets.tar.gz"])
  func sameAudit(archive: String) throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("demo", "--into", "demo", "--rows", "5000", in: folder).exitCode == 0)
    let command = "\"$0\" verify demo/migration.yml --archive demo/\(archive)"
    let usual = try Tool.shell("\(command) --jobs 1 --reports usual", in: folder)
    let audit = try folder.audit(in: "usual")
    #expect(audit.count > 10_000)
    for (rows, jobs) in [(1, 8), (2, 2), (7, 1), (1000, 2)] {
      let divided = try Tool.shell(
        "DESKAUDIT_REFERENCE=1 \(command) --jobs \(jobs) --partition-rows \(rows) --reports divided",
        in: folder)
      #expect(divided.exitCode == usual.exitCode)
      #expect(try folder.audit(in: "divided") == audit, "\(rows) rows, \(jobs) jobs")
    }
  }

  @Test("a partition has at least one row: exit 64", arguments: ["0", "-1", "x", "1073741825"])
  func badSizes(rows: String) throws {
    let outcome = try Tool.run("verify", "--partition-rows=\(rows)", in: Folder.migration())
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("partition-rows"))
  }

  @Test("it is for tests, and so not in the help text")
  func hidden() throws {
    let outcome = try Tool.run("verify", "--help", in: Folder.migration())
    #expect(outcome.output.contains("--jobs"))
    #expect(!outcome.output.contains("partition"))
  }
}

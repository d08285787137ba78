import Foundation
import Testing

@Suite("DESKAUDIT_REFERENCE=1, fast paths off")
struct ReferenceTests {
  @Test(
    "verify says the same, byte for byte but for the timing",
    arguments: ["backup_tickets.tar.gz", "published_tickets.tar.gz"], [1, 2])
  func sameAudit(archive: String, jobs: Int) throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("demo", "--into", "demo", "--rows", "5000", in: folder).exitCode == 0)
    let command = "verify demo/migration.yml --archive demo/\(archive) --jobs \(jobs)"
    let fast = try Tool.shell("\"$0\" \(command) --reports fast", in: folder)
    let reference = try Tool.shell("DESKAUDIT_REFERENCE=1 \"$0\" \(command) --reports reference", in: folder)
    #expect(fast.exitCode == reference.exitCode)
    let (left, right) = (try folder.audit(in: "fast"), try folder.audit(in: "reference"))
    #expect(left.count > 10_000)
    #expect(left == right)
  }
}

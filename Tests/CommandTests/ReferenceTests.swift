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

  @Test("build makes the same tar, compressed with libz's own effort")
  func sameTar() throws {
    let folder = try Folder.migration()
    #expect(
      try Tool.run("demo", "--exports-only", "--into", "demo", "--rows", "5000", in: folder).exitCode == 0)
    #expect(try Tool.build(to: "fast", level: 6, in: folder).exitCode == 0)
    #expect(
      try Tool.build(to: "reference", level: 6, with: "DESKAUDIT_REFERENCE=1", in: folder).exitCode == 0)
    #expect(try folder.bytes(of: "fast") != folder.bytes(of: "reference"))
    #expect(try folder.tar(of: "fast") == folder.tar(of: "reference"))
  }
}

@Suite("without ISA-L", .enabled(if: dlopen("libisal.so.2", RTLD_NOW) != nil))
struct ISALTests {
  /// The loader finds this instead of the library, and can't load it.
  private static let hidden = "LD_LIBRARY_PATH=\"$PWD\""
  private let folder: Folder

  init() throws {
    folder = try Folder.migration()
    try folder.write("", to: "libisal.so.2")
    #expect(try Tool.run("demo", "--into", "demo", "--rows", "5000", in: folder).exitCode == 0)
  }

  @Test("build makes the same archive at level 6, and the same tar at level 1")
  func build() throws {
    for level in [1, 6] {
      #expect(try Tool.build(to: "with-\(level)", level: level, in: folder).exitCode == 0)
      #expect(
        try Tool.build(to: "without-\(level)", level: level, with: Self.hidden, in: folder).exitCode == 0)
    }
    #expect(try folder.bytes(of: "with-6") == folder.bytes(of: "without-6"))
    // Otherwise the library would not be hidden.
    #expect(try folder.bytes(of: "with-1") != folder.bytes(of: "without-1"))
    #expect(try folder.tar(of: "with-1") == folder.tar(of: "without-1"))
  }

  @Test(
    "verify says the same, byte for byte but for the timing",
    arguments: ["backup_tickets.tar.gz", "published_tickets.tar.gz"])
  func verify(archive: String) throws {
    let command = "verify demo/migration.yml --archive demo/\(archive)"
    let with = try Tool.shell("\"$0\" \(command) --reports with", in: folder)
    let without = try Tool.shell("\(Self.hidden) \"$0\" \(command) --reports without", in: folder)
    #expect(with.exitCode == without.exitCode)
    #expect(try folder.audit(in: "with") == folder.audit(in: "without"))
  }
}

extension Tool {
  /// Builds the demo's archive, with `environment` before the command.
  fileprivate static func build(
    to output: String, level: Int, with environment: String = "", in folder: Folder
  ) throws -> Outcome {
    try shell(
      "\(environment) \"$0\" build demo/migration.yml --output \(output) --level \(level)", in: folder)
  }
}

extension Folder {
  fileprivate func tar(of archive: String) throws -> Data {
    #expect(try Tool.shell("gzip -dc <\(archive) >.tar", in: self).exitCode == 0)
    return try bytes(of: ".tar")
  }
}

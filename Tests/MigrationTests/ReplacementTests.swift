import Foundation
import Synchronization
import Testing

@testable import Migration

/// The target is absent, old or whole.
@Suite("Replacement")
struct ReplacementTests {
  private func contents(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  private func put(_ text: String, at path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test("a build leaves the archive and its .sha256, for nobody else to read, and nothing more")
  func leavesTwoFiles() throws {
    let fixture = try Fixture([Row()])
    let archive = try #require(fixture.build().archive)
    #expect(fixture.outputs == ["archive.tar.gz", "archive.tar.gz.sha256"])
    #expect(contents(fixture.archivePath + ".sha256") == "\(archive.sha256)  archive.tar.gz\n")
    #expect(archive.byteCount == FileManager.default.contents(atPath: fixture.archivePath)?.count)
    for name in fixture.outputs {
      let mode = try FileManager.default.attributesOfItem(atPath: fixture.folder + "/" + name)[
        .posixPermissions]
      #expect(mode as? Int == 0o600)
    }
  }

  @Test(
    "the .sha256 is what sha256sum -c reads",
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/sha256sum")))
  func sha256sumReads() throws {
    let fixture = try Fixture([Row()])
    for name in ["archive.tar.gz", "back\\slash \n.gz"] {
      try fixture.build(output: fixture.folder + "/" + name)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
      process.arguments = ["--check", "--strict", "--status", name + ".sha256"]
      process.currentDirectoryURL = URL(fileURLWithPath: fixture.folder)
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }

  @Test("a refused build touches neither an old archive nor its .sha256")
  func refusalKeepsOld() throws {
    let fixture = try Fixture([Row(), Row(body: "Ho")])
    try put("old", at: fixture.archivePath)
    try put("claim", at: fixture.archivePath + ".sha256")
    #expect(throws: BuildError.self) { try fixture.build() }
    #expect(contents(fixture.archivePath) == "old")
    #expect(contents(fixture.archivePath + ".sha256") == "claim")
    #expect(fixture.outputs.count == 2)
  }

  @Test("an old archive is replaced whole, with its .sha256")
  func replacesOld() throws {
    let fixture = try Fixture([Row()])
    let report = try fixture.build()
    let archive = try #require(report.archive)
    try put("old", at: fixture.archivePath)
    try put("claim", at: fixture.archivePath + ".sha256")
    #expect(try fixture.build().archive == report.archive)
    #expect(contents(fixture.archivePath + ".sha256")?.hasPrefix(archive.sha256) == true)
  }

  @Test("an interrupted build leaves nothing, and exits by its signal", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let fixture = try Fixture([Row()])
    let error = BuildError.interrupted(signal: signal)
    #expect(throws: error) { try fixture.build(interruption: Interruption { signal }) }
    #expect(fixture.outputs.isEmpty)
    #expect(error.exitCode == 128 + signal)
  }

  @Test("a target that is a folder, or lies in none, is trouble before anything is read")
  func badTargets() throws {
    let fixture = try Fixture([Row()])
    let folder = fixture.folder
    #expect(
      throws: BuildError.trouble(
        "\(folder): is a folder, and would be replaced; choose another path for the archive")
    ) { try fixture.build(output: folder) }
    #expect(
      throws: BuildError.trouble("\(folder)/none/a.tar.gz: can't be created: No such file or directory")
    ) { try fixture.build(output: folder + "/none/a.tar.gz") }
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "chat.csv")
    #expect(
      throws: BuildError.trouble(
        "\(folder)/link: is the input chat.csv, and would be replaced; choose another path")
    ) { try fixture.build(output: folder + "/link") }
    #expect(fixture.outputs == ["link"])
  }

  @Test("an output that is an input, by any name, is refused, and so is a .sha256 that is one")
  func outputIsInput() throws {
    let fixture = try Fixture([Row()])
    let chat = fixture.folder + "/chat.csv"
    let before = contents(chat)
    #expect(throws: BuildError.self) { try fixture.build(output: fixture.folder + "/./chat.csv") }
    try FileManager.default.linkItem(atPath: chat, toPath: fixture.folder + "/hard.sha256")
    #expect(throws: BuildError.self) { try fixture.build(output: fixture.folder + "/hard") }
    #expect(contents(chat) == before)
  }

  @Test("a full disk is a sentence with the system's words")
  func fullDisk() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    #expect(throws: BuildError.trouble("a.tar.gz: can't be written: No space left on device")) {
      try [1, 2, 3].withUnsafeBytes { try writeAll($0, to: full, path: "a.tar.gz") }
    }
  }

  @Test("what a killed build left is removed, with a warning; what a living one writes is not")
  func staleTemporaries() throws {
    let fixture = try Fixture([Row()])
    try put("half", at: fixture.archivePath + ".123.partial")
    try put("half", at: fixture.archivePath + ".sha256.9.partial")
    for name in ["archive.tar.gz.partial", "archive.tar.gz.x1.partial", "other.tar.gz.1.partial"] {
      try put("mine", at: fixture.folder + "/" + name)
    }
    let living = open(fixture.archivePath + ".456.partial", O_WRONLY | O_CREAT, 0o600)
    defer { close(living) }
    #expect(flock(living, LOCK_EX | LOCK_NB) == 0)
    let warnings = try fixture.build().warnings
    #expect(
      warnings == [
        "removed \(fixture.archivePath).123.partial, which a killed build had left",
        "removed \(fixture.archivePath).sha256.9.partial, which a killed build had left",
      ])
    #expect(
      fixture.outputs == [
        "archive.tar.gz", "archive.tar.gz.456.partial", "archive.tar.gz.partial", "archive.tar.gz.sha256",
        "archive.tar.gz.x1.partial", "other.tar.gz.1.partial",
      ])
  }

  @Test("an export that changes between the passes is trouble, and nothing is written")
  func changedExport() throws {
    let fixture = try Fixture([Row()])
    let chat = fixture.folder + "/chat.csv"
    // Of a small export, the run asks once in pass 1 and then before it reads the bodies.
    let asked = Mutex(0)
    let interruption = Interruption {
      let isPass2 = asked.withLock { count in
        count += 1
        return count == 2
      }
      if isPass2 {
        try? Data(contentsOf: URL(fileURLWithPath: chat)).write(to: URL(fileURLWithPath: chat))
      }
      return 0
    }
    #expect(throws: BuildError.self) { try fixture.build(jobs: 1, interruption: interruption) }
    #expect(fixture.outputs.isEmpty)
  }
}

import Foundation
import Testing

@Suite("deskaudit init and profile")
struct ProfilingCommandTests {
  @Test("the plan that init writes builds and verifies as it is")
  func initBuildVerify() throws {
    let folder = try Folder.migration()
    try FileManager.default.removeItem(atPath: folder.path + "/migration.yml")
    let drafted = try Tool.run("init", "exports", in: folder)
    #expect(drafted.exitCode == 0)
    #expect(drafted.lastLine == "migration.yml: written, with nothing to decide")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", in: folder).exitCode == 0)
  }

  @Test("a plan that exists is replaced only on demand")
  func exists() throws {
    let folder = try Folder.migration()
    let before = try folder.bytes(of: "migration.yml")
    let refused = try Tool.run("init", "exports", in: folder)
    #expect(refused.exitCode == 2)
    #expect(refused.errors.contains("migration.yml: exists already"))
    #expect(try folder.bytes(of: "migration.yml") == before)
    #expect(try Tool.run("init", "exports", "--force", in: folder).exitCode == 0)
    #expect(try folder.bytes(of: "migration.yml") != before)
  }

  @Test("the plan goes to standard output, and what is to be decided to standard error with its line")
  func standardOutput() throws {
    let folder = try Folder.migration(rows: Folder.goodRows.replacing("00Z", with: "00"))
    let drafted = try Tool.run("init", "exports", "--output", "-", in: folder)
    #expect(drafted.exitCode == 0)
    #expect(drafted.output.contains("\nrecords:\n"))
    #expect(drafted.errors.contains("the plan has 2 things to decide:\nline "))
  }

  @Test("a folder without a chat export is a sentence and exit code 2")
  func noChat() throws {
    let folder = try Folder()
    try folder.write("id,email\n1,a@example.org\n", to: "exports/users.csv")
    let drafted = try Tool.run("init", "exports", in: folder)
    #expect(drafted.exitCode == 2)
    #expect(drafted.errors.contains("no file has comments with their texts, and none is a chat export"))
    #expect(!folder.contains("migration.yml"))
  }

  @Test(
    "a profile masks names and bodies in every format unless values are asked for",
    arguments: ["text", "markdown", "html", "json"])
  func masked(_ format: String) throws {
    let folder = try Folder.migration()
    let masked = try Tool.run("profile", "--format", format, in: folder)
    #expect(masked.exitCode == 0)
    for value in ["Ann", "ann@", "Hello"] { #expect(!masked.output.contains(value), "\(value)") }
    #expect(try Tool.run("profile", "--format", format, "--show-values", in: folder).output.contains("Ann"))
  }

  @Test("a profile of files needs no plan, and says what they are")
  func files() throws {
    let folder = try Folder.migration()
    let profile = try Tool.run("profile", "--file", "exports/chat.csv", "exports/users.csv", in: folder)
    #expect(profile.exitCode == 0)
    #expect(profile.output.contains("source 1, the chat export, by its columns"))
    #expect(profile.output.contains("source 2, the list of users, by its columns"))
  }

  @Test("a file that is missing is a sentence and exit code 2")
  func missing() throws {
    let folder = try Folder.migration()
    try FileManager.default.removeItem(atPath: folder.path + "/exports/users.csv")
    let profile = try Tool.run("profile", in: folder)
    #expect(profile.exitCode == 2)
    #expect(profile.errors.contains("exports/users.csv"))
  }

  @Test("a profile goes into a file that only its owner may read")
  func output() throws {
    let folder = try Folder.migration()
    #expect(try Tool.run("profile", "--format", "json", "-o", "profile.json", in: folder).exitCode == 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/profile.json")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }
}

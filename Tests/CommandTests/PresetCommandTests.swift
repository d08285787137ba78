import Foundation
import Testing

@Suite("deskaudit init --from")
struct PresetCommandTests {
  static let names = ["freshdesk", "helpscout", "intercom", "kayako", "livechat", "zendesk", "zoho"]

  /// Expects that nothing is wrong with the plan of a folder but that its files are not there yet.
  private func expectOnlyFilesMissing(in folder: Folder) throws {
    let plan = try Tool.run("plan", in: folder)
    #expect(plan.exitCode == 2)
    let errors = plan.errors.split(separator: "\n")
    #expect(!errors.isEmpty && errors.allSatisfy { $0.contains(": can't be found: ") }, "\(plan.errors)")
  }

  @Test("writes a plan that 'plan' reads, and says what to run next", arguments: names)
  func accepted(_ name: String) throws {
    let folder = try Folder()
    let written = try Tool.run("init", "--from", name, "--host", "https://desk.example", in: folder)
    #expect(written.exitCode == 0)
    #expect(written.errors.contains("migration.yml: written for "))
    // The number of an organization of Zoho's is in no list.
    let open =
      name == "zoho" ? "with 1 thing to decide:\n" : "with nothing to decide\nnext:\n  1. deskaudit fetch "
    #expect(written.errors.contains(open))
    #expect(written.errors.contains("  2. deskaudit build\n"))
    #expect(written.lastLine == "  3. deskaudit verify")
    try expectOnlyFilesMissing(in: folder)
  }

  @Test("without --host a name in capitals is to be decided, with its line")
  func hostIsOpen() throws {
    let folder = try Folder()
    let written = try Tool.run("init", "--from", "zendesk", in: folder)
    #expect(written.exitCode == 0)
    #expect(written.errors.contains("written for Zendesk Support, with 1 thing to decide:\nmigration.yml:"))
    #expect(written.errors.contains("SUBDOMAIN of https://SUBDOMAIN.zendesk.com is yours"))
    try expectOnlyFilesMissing(in: folder)
  }

  @Test("an address is written everywhere, with or without its scheme and a slash")
  func host() throws {
    let folder = try Folder()
    let written = try Tool.run(
      "init", "--from", "Freshdesk", "--host", "acme.example/", "--output", "-", in: folder)
    #expect(written.exitCode == 0)
    #expect(written.output.contains("\"https://acme.example/api/v2/agents?per_page=100\""))
    #expect(!written.output.contains("SUBDOMAIN"))
    #expect(written.errors == "the plan for Freshdesk has nothing to decide\n")
  }

  @Test("a plan of another name is named in what to run next")
  func otherName() throws {
    let folder = try Folder()
    let written = try Tool.run("init", "--from", "intercom", "-o", "exports/my plan.yml", in: folder)
    #expect(written.exitCode == 0)
    #expect(written.errors.contains("next, in exports:\n"))
    #expect(written.errors.contains("&& deskaudit fetch parts --plan 'my plan.yml'\n"))
    #expect(written.lastLine == "  3. deskaudit verify 'my plan.yml'")
  }

  @Test("a preset that does not exist: the nearest, the list, and exit code 64")
  func unknown() throws {
    let folder = try Folder()
    let refused = try Tool.run("init", "--from", "zendsk", in: folder)
    #expect(refused.exitCode == 64)
    #expect(
      refused.errors.contains(
        "there is no preset 'zendsk'; did you mean 'zendesk'?; there are freshdesk, helpscout, intercom, kayako"
      ))
    #expect(!folder.contains("migration.yml"))
    #expect(try Tool.run("init", "--from", "remedy", in: folder).errors.contains("'remedy'; there are"))
  }

  @Test(
    "files beside --from, --host without it, neither, and hosts that are none are usage errors",
    arguments: [
      ["--from", "zendesk", "exports"], ["--host", "https://acme.example", "exports"], [],
      ["--from", "zendesk", "--host", "https://acme.example/api"],
      ["--from", "zendesk", "--host", "https://user:secret@acme.example"],
      ["--from", "zendesk", "--host", "ftp://acme.example"], ["--from", "zendesk", "--host", ""],
    ])
  func usage(_ arguments: [String]) throws {
    let folder = try Folder()
    let refused = try Tool.shell("exec \"$0\" init \"$@\"", [Tool.path] + arguments, in: folder)
    #expect(refused.exitCode == 64)
    #expect(!refused.errors.contains("secret"))
    #expect(!folder.contains("migration.yml"))
  }

  @Test("a plan that exists is replaced only on demand")
  func exists() throws {
    let folder = try Folder()
    try folder.write("mine", to: "migration.yml")
    #expect(try Tool.run("init", "--from", "zoho", in: folder).exitCode == 2)
    #expect(try folder.bytes(of: "migration.yml") == Data("mine".utf8))
    #expect(try Tool.run("init", "--from", "zoho", "--force", in: folder).exitCode == 0)
    #expect(try folder.bytes(of: "migration.yml") != Data("mine".utf8))
  }
}

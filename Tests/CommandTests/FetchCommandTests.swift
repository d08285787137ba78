import Foundation
import Testing

@Suite("deskaudit fetch")
struct FetchCommandTests {
  /// A plan whose users are fetched from a port where nobody listens.
  private func folder(_ fetch: String = "{url: \"http://127.0.0.1:1/users.json\"}") throws -> Folder {
    let folder = try Folder()
    try folder.write(
      """
      sources:
        chat: {path: chat.csv}
        users: {path: pages/*.json, fetch: \(fetch)}
      identity: {match: email, keep: users}
      """, to: "migration.yml")
    return folder
  }

  /// Runs it without any credentials but those that `environment` gives.
  private func run(_ arguments: String, _ environment: String = "", in folder: Folder) throws -> Tool.Outcome
  {
    try Tool.shell(
      "env -u DESKAUDIT_USER -u DESKAUDIT_PASSWORD -u NETRC HOME=\"$PWD\" \(environment) "
        + "\"$0\" fetch \(arguments)",
      in: folder)
  }

  private let user = "DESKAUDIT_USER=ann DESKAUDIT_PASSWORD='open sesame'"

  @Test("the help tells of the proof, the credentials and the exit codes")
  func help() throws {
    let outcome = try Tool.run("help", "fetch", in: Folder())
    #expect(outcome.exitCode == 0)
    for words in [
      "count", "for-each: SOURCE", "DESKAUDIT_USER", ".netrc", "Retry-After", "--restart", "Exit codes:",
    ] {
      #expect(outcome.output.contains(words), "\(words)")
    }
  }

  @Test("without credentials nothing is asked for, and every place for them is named")
  func noCredentials() throws {
    let folder = try folder()
    let outcome = try run("users", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.output == "")
    #expect(
      outcome.errors
        == "error: users: no credentials for 127.0.0.1; set DESKAUDIT_USER and DESKAUDIT_PASSWORD, or DESKAUDIT_TOKEN "
        + "(or DESKAUDIT_USERS_USER, DESKAUDIT_USERS_PASSWORD and DESKAUDIT_USERS_TOKEN), or write 'machine 127.0.0.1 "
        + "login … password …' into \(folder.path)/.netrc, with the login 'bearer' for a token\n")
    #expect(!folder.contains("pages"))
  }

  @Test("a netrc file that others can read is refused with the command that repairs it")
  func openNetrc() throws {
    let folder = try folder()
    try folder.write("machine 127.0.0.1 login ann password sesame", to: ".netrc")
    _ = try Tool.shell("chmod 644 .netrc", in: folder)
    let outcome = try run("users", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors
        == "error: \(folder.path)/.netrc: holds passwords and can be read by others; run: chmod 600 "
        + "\(folder.path)/.netrc\n")
  }

  @Test("a server that isn't there is exit 2, with what to do")
  func noServer() throws {
    let outcome = try run("users --retries 0", user, in: folder())
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.hasPrefix("error: users: page 1: the connection failed: "))
    #expect(
      outcome.errors.hasSuffix(
        "; check the network and 'url' (migration.yml:3), and try again later; no page was saved yet\n"))
  }

  @Test("a source that the plan doesn't have, or doesn't fetch, is a mistake: exit 64")
  func otherSource() throws {
    let folder = try folder()
    let unknown = try run("people", user, in: folder)
    #expect(unknown.exitCode == 64)
    #expect(unknown.errors == "error: migration.yml: there is no source 'people'; it has 'chat', 'users'\n")
    let file = try run("chat", user, in: folder)
    #expect(file.exitCode == 64)
    #expect(
      file.errors
        == "error: migration.yml: source 'chat' says nothing of fetching; add 'fetch: {url: https://…}' to "
        + "it\n"
    )
  }

  @Test("a password is never sent in the clear: exit 64")
  func plainHTTP() throws {
    let outcome = try run("users", user, in: folder("{url: \"http://desk.example/users.json\"}"))
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.errors
        == "error: migration.yml:3: the credentials would travel to http://desk.example for everyone to read; "
        + "use https "
        + "(http is only for this very machine)\n")
  }

  @Test(
    "credentials are no arguments, and options have limits: exit 64",
    arguments: [
      "--user ann", "--token x", "--timeout 0", "--retries 101", "--into ''", "--delta --restart", "--url /x",
    ])
  func usage(_ arguments: String) throws {
    #expect(try run("users \(arguments)", user, in: folder()).exitCode == 64)
  }
}

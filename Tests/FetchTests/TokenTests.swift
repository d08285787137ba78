import Foundation
import Testing

@testable import Fetch

@Suite("Tokens")
struct TokenTests: CredentialsFinding {
  @Test("a token of the environment is sent as Bearer, a source's own before that of all")
  func environment() throws {
    #expect(try find(["DESKAUDIT_TOKEN": "dG9r="]).authorization == "Bearer dG9r=")
    let both = ["DESKAUDIT_TOKEN": "all", "DESKAUDIT_DESK_USERS_TOKEN": "own"]
    #expect(try find(both).authorization == "Bearer own")
    let mixed = ["DESKAUDIT_USER": "a", "DESKAUDIT_PASSWORD": "b", "DESKAUDIT_DESK_USERS_TOKEN": "own"]
    #expect(try find(mixed).authorization == "Bearer own")
  }

  @Test("a token beside a user of the same rank is ambiguous")
  func both() {
    #expect(
      sentence(["DESKAUDIT_TOKEN": "sesame", "DESKAUDIT_PASSWORD": "b"])
        == "both DESKAUDIT_TOKEN and DESKAUDIT_PASSWORD are set; unset one of them")
  }

  @Test(
    "a token with anything but visible ASCII characters is refused, and not shown",
    arguments: ["", "Bearer sesame", "sesame\n", "sesame\r\nX: 1", "sésame", "sesame\0"])
  func characters(_ token: String) {
    #expect(
      sentence(["DESKAUDIT_TOKEN": token])
        == "DESKAUDIT_TOKEN: the token is empty, or holds a space, a line break or a character outside of ASCII; set "
        + "the token alone, without 'Bearer '")
  }

  @Test("the login 'bearer' of a netrc file makes a token of the password", arguments: ["bearer", "Bearer"])
  func netrc(_ login: String) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "netrc-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text = Data("machine desk.example login \(login) password sesame".utf8)
    #expect(
      FileManager.default.createFile(atPath: path, contents: text, attributes: [.posixPermissions: 0o600]))
    #expect(try find(["NETRC": path]).authorization == "Bearer sesame")
  }

  @Test("the word before a token is that of the plan, for tokens alone")
  func scheme() async throws {
    let credentials = try Credentials(token: "sesame", scheme: "Zoho-oauthtoken", place: "here")
    #expect(credentials.authorization == "Zoho-oauthtoken sesame")
    let server = try RawServer { _, _ in .json(#"{"users":[]}"#) }
    let binary = try Binary(server.origin + "/u", fetch: ", token-scheme: Zoho-oauthtoken")
    let token = ["DESKAUDIT_USER": "", "DESKAUDIT_PASSWORD": "", "DESKAUDIT_TOKEN": "open-sesame"]
    #expect(try await binary.run(environment: token).code == 0)
    #expect(server.heads[0].contains("\r\nAuthorization: Zoho-oauthtoken open-sesame\r\n"))
    #expect(try await binary.run(["--restart"]).code == 0)
    #expect(server.heads[1].contains("\r\nAuthorization: Basic "))
  }

  @Test("a token is hidden from descriptions and dumps")
  func hidden() throws {
    let credentials = try Credentials(token: "sesame", place: "here")
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), dumped, "\([credentials])"] {
      #expect(!text.contains("sesame"))
    }
  }

  @Test("the binary sends a token with every request, and neither prints nor saves it")
  func binary() async throws {
    let desk = try ChangingDesk(.intercom)
    let binary = try Binary(desk.url, fetch: ", pagination: starting-after, per-page: 3")
    let environment = [
      "DESKAUDIT_USER": "", "DESKAUDIT_PASSWORD": "", "DESKAUDIT_TOKEN": "open-sesame",
      "CFNETWORK_DIAGNOSTICS": "3",
    ]
    desk.fail(after: 1)
    let cut = try await binary.run(["--retries", "0"], environment: environment)
    let done = try await binary.run(environment: environment)
    #expect(cut.code == 2)
    #expect(done.code == 0, "\(done.errors)")
    #expect(desk.server.heads.allSatisfy { $0.contains("\r\nAuthorization: Bearer open-sesame\r\n") })
    #expect(desk.server.heads.count >= 5)
    let saved = try binary.pages.names.map { name in
      try String(contentsOfFile: "\(binary.pages.path)/pages/\(name)", encoding: .utf8)
    }
    #expect(saved.count == 4)
    for text in [cut.output, cut.errors, done.output, done.errors] + saved {
      #expect(!text.contains("sesame"))
    }
  }

  @Test("a token that the server refuses is named by its place")
  func refused() async throws {
    let server = try RawServer { _, _ in .json("", status: "401 Unauthorized") }
    let binary = try Binary(server.origin + "/u")
    let outcome = try await binary.run(
      environment: ["DESKAUDIT_USER": "", "DESKAUDIT_PASSWORD": "", "DESKAUDIT_TOKEN": "open-sesame"])
    #expect(outcome.code == 2)
    #expect(
      outcome.errors
        == "error: users: page 1: the server answered 401: it refuses the credentials of DESKAUDIT_TOKEN; check the "
        + "token there, and that the account may read the collection; no page was saved yet\n")
  }
}

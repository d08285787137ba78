import Foundation
import Testing

@testable import Fetch

@Suite("Credentials")
struct CredentialsTests: CredentialsFinding {
  @Test("a source's own variables win over those of all sources")
  func order() throws {
    let both = [
      "DESKAUDIT_USER": "all", "DESKAUDIT_PASSWORD": "1", "DESKAUDIT_DESK_USERS_USER": "own",
      "DESKAUDIT_DESK_USERS_PASSWORD": "2",
    ]
    // own:2 and Zoë: in Base64, by RFC 4648.
    #expect(try find(both).authorization == "Basic b3duOjI=")
    #expect(try find(["DESKAUDIT_USER": "Zoë", "DESKAUDIT_PASSWORD": ""]).authorization == "Basic Wm/Dqzo=")
  }

  @Test("half a pair is said")
  func half() {
    #expect(
      sentence(["DESKAUDIT_USER": "ann"])
        == "DESKAUDIT_PASSWORD is not set or empty; set both DESKAUDIT_USER and DESKAUDIT_PASSWORD")
    #expect(
      sentence(["DESKAUDIT_PASSWORD": "x"])
        == "DESKAUDIT_USER is not set or empty; set both DESKAUDIT_USER and DESKAUDIT_PASSWORD")
  }

  @Test("without any, every place for them is named")
  func none() {
    #expect(
      sentence([:])
        == "desk users: no credentials for desk.example; set DESKAUDIT_USER and DESKAUDIT_PASSWORD, or "
        + "DESKAUDIT_TOKEN (or DESKAUDIT_DESK_USERS_USER, DESKAUDIT_DESK_USERS_PASSWORD and "
        + "DESKAUDIT_DESK_USERS_TOKEN), or write 'machine desk.example login … password …' into /nowhere/.netrc, "
        + "with the login 'bearer' for a token")
  }

  @Test(
    "line breaks and other control characters are refused, and not shown",
    arguments: ["a\r\nX: sesame", "sesame\n", "a\0"])
  func controlCharacters(_ text: String) {
    let expected =
      "DESKAUDIT_USER and DESKAUDIT_PASSWORD: user or password holds a line break or another control "
      + "character; "
      + "remove it"
    #expect(sentence(["DESKAUDIT_USER": "ann", "DESKAUDIT_PASSWORD": text]) == expected)
    #expect(sentence(["DESKAUDIT_USER": text, "DESKAUDIT_PASSWORD": "x"]) == expected)
  }

  @Test("a colon in the user is refused")
  func colon() {
    #expect(
      sentence(["DESKAUDIT_USER": "a:b", "DESKAUDIT_PASSWORD": "x"])
        == "DESKAUDIT_USER and DESKAUDIT_PASSWORD: the user holds a colon, which Basic authentication can't "
        + "send; "
        + "check it")
  }

  @Test("neither a description nor a dump shows a password")
  func hidden() throws {
    let credentials = try Credentials(user: "ann", password: "sesame", place: "here")
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), dumped, "\([credentials])"] {
      #expect(!text.contains("sesame"))
      #expect(!text.contains(credentials.authorization))
    }
  }
}

@Suite("netrc")
struct NetrcTests {
  private func entry(_ text: String, host: String = "desk.example") throws -> Netrc.Entry? {
    try Netrc.entry(for: host, text: text, path: "netrc")
  }

  @Test(
    "the entry of the host is found, in any layout",
    arguments: [
      "machine desk.example login ann password sesame",
      "machine desk.example\n\tlogin ann\n\tpassword sesame\n",
      "machine other.example login x password y\nmachine desk.example password sesame login ann",
      "# machine desk.example login x password y\nmachine DESK.example login ann account z password sesame # "
        + "end",
      "default login x password y\nmachine desk.example login ann password sesame",
      "macdef init\nmachine desk.example login x password y\n\nmachine desk.example login ann password "
        + "sesame",
      "machine desk.example login ann password sesame machine desk.example login x password y",
      "machine desk.example login \"ann\" password \"sesame\"",
    ])
  func found(_ text: String) throws {
    #expect(try entry(text) == Netrc.Entry(login: "ann", password: "sesame"))
  }

  @Test("quotes hold white space, quotes and backslashes")
  func quotes() throws {
    #expect(
      try entry(#"machine desk.example login ann password "open \"my\" \\ sesame""#)
        == Netrc.Entry(login: "ann", password: #"open "my" \ sesame"#))
  }

  @Test(
    "neither another host's entry nor the default is taken",
    arguments: ["machine a.desk.example login x password y", "default login x password y", ""])
  func notFound(_ text: String) throws {
    #expect(try entry(text) == nil)
  }

  @Test("an entry without a password is said")
  func half() {
    #expect(
      throws: FetchError(
        description: "netrc: the entry of desk.example has no login or no password; add it", exitCode: 2)
    ) { try entry("machine desk.example login ann machine other login x password y") }
  }

  @Test("a file that others can read is refused with the command that repairs it")
  func permissions() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "netrc-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text = Data("machine desk.example login ann password sesame".utf8)
    #expect(
      FileManager.default.createFile(atPath: path, contents: text, attributes: [.posixPermissions: 0o640]))
    #expect(
      throws: FetchError(
        description: "\(path): holds passwords and can be read by others; run: chmod 600 \(path)", exitCode: 2
      )
    ) { try Credentials.find(source: "users", host: "desk.example", environment: ["NETRC": path]) }
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let found = try Credentials.find(source: "users", host: "desk.example", environment: ["NETRC": path])
    #expect(found.authorization == "Basic YW5uOnNlc2FtZQ==")
    #expect(found.place == path)
  }

  @Test(
    "what is not a file is refused before it is opened: a pipe would be waited for without end",
    arguments: ["pipe", "folder", "device", "socket", "link to a pipe"])
  func notFile(_ kind: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "netrc-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = kind == "device" ? "/dev/zero" : "\(folder)/n"
    switch kind {
    case "folder": #expect(mkdir(path, 0o700) == 0)
    case "socket": #expect(mknod(path, S_IFSOCK | 0o600, 0) == 0)
    case "link to a pipe":
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      #expect(symlink("\(folder)/pipe", path) == 0)
    case "pipe": #expect(mkfifo(path, 0o600) == 0)
    default: break
    }
    let found = kind == "link to a pipe" ? "pipe" : kind
    #expect(
      throws: FetchError(description: "\(path): is a \(found), not a regular file; check NETRC", exitCode: 2)
    ) { try Credentials.find(source: "users", host: "desk.example", environment: ["NETRC": path]) }
  }

  @Test("a file of more than a mebibyte is not taken for one")
  func tooLarge() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "netrc-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(
      FileManager.default.createFile(
        atPath: path, contents: Data(count: 1 << 20 | 1), attributes: [.posixPermissions: 0o600]))
    #expect(
      throws: FetchError(
        description: "\(path): is larger than 1 MiB, which no netrc file is; check NETRC", exitCode: 2)
    ) { try Credentials.find(source: "users", host: "desk.example", environment: ["NETRC": path]) }
  }

  @Test("a file that NETRC names and that isn't there is said")
  func missing() {
    #expect(
      throws: FetchError(
        description: "/nowhere/netrc: can't be opened: No such file or directory; check NETRC", exitCode: 2)
    ) {
      try Credentials.find(source: "users", host: "desk.example", environment: ["NETRC": "/nowhere/netrc"])
    }
  }
}

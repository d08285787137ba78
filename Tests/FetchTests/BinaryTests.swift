import FlyingFox
import Foundation
import Testing

@testable import Fetch

@Suite("deskaudit fetch against a server", .serialized)
struct BinaryTests {
  @Test(
    "kill -9 at three points and then a fetch to the end leaves the bytes of an undisturbed one",
    arguments: [3, 17, 31])
  func killed(_ page: Int) async throws {
    var desk = Desk(users: 3_950)
    desk.saysNextPage = false
    let served = desk
    try await serving { _, _ in
      .status(500)
    } _: { _, _ in
    }
    try await serving { asked, _ in
      .json(served.text(asked.page))
    } _: { origin, log in
      let binary = try Binary(origin + "/users.json")
      let process = try binary.start()
      while log.all.count < page, process.isRunning { try await Task.sleep(for: .milliseconds(1)) }
      kill(process.processIdentifier, SIGKILL)
      _ = try await binary.wait(for: process)
      #expect(process.terminationReason == .uncaughtSignal)
      #expect((page - 2...page).contains(binary.pages.files.count))
      let outcome = try await binary.run()
      #expect(outcome.code == 0)
      #expect(
        outcome.output == "users: 3,950 records, 3,950 distinct ids, 40 pages, end proven by a short page\n")
      #expect(binary.pages.files == served.files)
      #expect(log.all.count <= 40 + page + 1)
    }
  }

  @Test("56,747 users in 568 pages are all there")
  func reference() async throws {
    // Raw, because the other server sends head and body apart, which costs 40 ms a page.
    let server = try RawServer { target, _ in
      let page = target.split(separator: "=").last.flatMap { Int($0) } ?? 1
      let body = Desk(users: 56_747).text(page)
      return .init(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
    let binary = try Binary(server.origin + "/users.json")
    let outcome = try await binary.run()
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(
      outcome.output
        == "users: 56,747 records, 56,747 distinct ids, 568 pages, end proven by the page that names no next one\n"
    )
    #expect(server.heads.count == 568)
    let files = binary.pages.files
    #expect(files.count == 568)
    let pattern = /"id":([0-9]+)/
    let ids = files.keys.sorted().flatMap { name in
      String(decoding: files[name] ?? Data(), as: UTF8.self).matches(of: pattern).compactMap { Int($0.1) }
    }
    #expect(ids == Array(1...56_747))
  }

  @Test("SIGTERM ends a fetch that waits, with 143, and what is there stays")
  func terminated() async throws {
    try await serving { asked, _ in
      asked.page == 1 ? .json(Desk(users: 250).text(1)) : .status(429, ["Retry-After": "600"])
    } _: { origin, log in
      let binary = try Binary(origin + "/users.json")
      let process = try binary.start()
      while log.all.count < 2, process.isRunning { try await Task.sleep(for: .milliseconds(1)) }
      kill(process.processIdentifier, SIGTERM)
      let outcome = try await binary.wait(for: process)
      #expect(outcome.code == 143)
      #expect(
        outcome.errors
          == "error: interrupted; the page that is there stays, and 'deskaudit fetch users' goes on from it\n"
      )
      #expect(binary.pages.files.count == 1)
    }
  }

  @Test("a proxy of the environment never sees an unencrypted request")
  func proxy() async throws {
    let (code, asked, askedProxy) = try await serving { _, _ in
      .status(500)
    } _: { proxy, proxyLog in
      try await serving { asked, _ in
        .json(Desk(users: 50).text(asked.page))
      } _: { origin, log in
        let names = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, proxy) })
        let outcome = try await Binary(origin + "/u").run(["--retries", "0"], environment: environment)
        return (outcome.code, log.all.count, proxyLog.all.count)
      }
    }
    #expect(code == 0)
    #expect(asked == 1)
    #expect(askedProxy == 0)
  }

  @Test("no output shows the password or the header, whatever the server answers")
  func secrecy() async throws {
    let texts = try await serving { _, _ in
      .status(401, ["WWW-Authenticate": "Basic realm=\"desk\""])
    } _: { origin, _ in
      let outcome = try await Binary(origin + "/u").run(environment: ["CFNETWORK_DIAGNOSTICS": "3"])
      #expect(outcome.code == 2)
      return outcome.output + outcome.errors
    }
    #expect(!texts.contains("sesame"))
    #expect(!texts.contains(Data("ann:open sesame".utf8).base64EncodedString()))
    #expect(texts.contains("the server answered 401"))
  }

  @Test("a certificate that nobody vouches for ends the fetch at once")
  func untrusted() async throws {
    let binary = try Binary("https://localhost:\(Self.port)/u")
    let server = Process()
    server.executableURL = URL(filePath: "/bin/sh")
    server.currentDirectoryURL = URL(filePath: binary.pages.path)
    server.arguments = [
      "-c",
      """
      openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=localhost 2>/dev/null
      exec openssl s_server -quiet -www -accept \(Self.port) -key key.pem -cert cert.pem >/dev/null 2>&1
      """,
    ]
    try server.run()
    defer { server.terminate() }
    var outcome = try await binary.run(["--retries", "0"])
    for _ in 0..<100 where outcome.errors.contains("connect") {
      try await Task.sleep(for: .milliseconds(100))
      outcome = try await binary.run(["--retries", "0"])
    }
    #expect(outcome.code == 2)
    #expect(
      outcome.errors.hasPrefix("error: users: page 1: no private connection: SSL certificate problem"),
      "\(outcome.errors)")
    #expect(outcome.errors.contains("that this machine trusts the server's certificate"))
  }

  private static let port = 20_000 + Int(getpid()) % 10_000
}

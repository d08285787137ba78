import Foundation
import Testing

@testable import Fetch

/// 150 users in two pages by a server that writes raw bytes; page 2 is answered by `fault`, the first time or
/// always.
private func fetch(
  always: Bool = false, timeout: Double = 20, _ fault: @escaping @Sendable (_ page: String) -> RawServer.Reply
) async throws -> Outcome {
  let server = try RawServer { target, turn in
    let page = Desk.raw.text(target.hasSuffix("page=2") ? 2 : 1)
    return turn == 2 || always && turn > 2 ? fault(page) : .init(whole(page))
  }
  return try await Pages().fetch(server.origin + "/users.json", timeout: timeout, retries: 1)
}

extension Desk {
  fileprivate static var raw: Desk {
    var desk = Desk(users: 150)
    desk.saysNextPage = false
    return desk
  }
}

private func whole(_ body: String, length: Int? = nil) -> String {
  "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(length ?? body.utf8.count)\r\n\r\n" + body
}

private let later =
  "check the network and 'url' (migration.yml:4), and try again later; the page that is there stays, and "
  + "'deskaudit "
  + "fetch users' goes on from it"

@Suite("Connections that are cut")
struct CutConnectionTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var problem: String
    var reply: @Sendable (_ page: String) -> RawServer.Reply

    init(_ name: String, _ problem: String, _ reply: @escaping @Sendable (_ page: String) -> RawServer.Reply)
    {
      testDescription = name
      self.problem = problem
      self.reply = reply
    }
  }

  static let faults = [
    Fault(
      "a Content-Length that is longer than the body", "the connection failed: transfer closed with 10 bytes"
    ) {
      .init(whole($0, length: $0.utf8.count + 10))
    },
    Fault(
      "a body in chunks that ends between two of them",
      "the connection failed: transfer closed with outstanding"
    ) {
      .init(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n"
      )
    },
    Fault("a chunk's length that is no number", "the connection failed: Illegal or missing hexadecimal") {
      .init("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\($0)\r\n")
    },
    Fault(
      "a reset in the middle of the body", "the connection failed: Recv failure: Connection reset by peer"
    ) {
      .init(String(whole($0).dropLast(9)), .reset)
    },
    Fault("a connection that is closed without an answer", "the connection failed: Empty reply from server") {
      _ in
      .init("")
    },
    Fault("an answer that is no HTTP", "the connection failed: Received HTTP/0.9") { _ in .init("hello\r\n")
    },
    Fault(
      "a body that is said to be gzip, and is not", "the connection failed: Error while processing content"
    ) {
      .init(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)")
    },
    Fault("gzip whose checksum is wrong", "the connection failed: Error while processing content") { page in
      .init(gzipped(page) { $0[$0.count - 6] ^= 1 })
    },
    Fault("gzip that is cut, though the length agrees", "the body is not JSON from byte ") { page in
      .init(gzipped(page) { $0.removeLast(40) })
    },
    Fault("a Content-Length that is shorter than the body", "the body is not JSON from byte ") {
      .init(whole($0, length: $0.utf8.count - 10))
    },
    Fault("a body cut where the server gives no length", "the body is not JSON from byte ") {
      .init("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + $0.dropLast(10))
    },
  ]

  @Test("a fault that passes is tried again, and the pages are the same", arguments: faults)
  func passes(_ fault: Fault) async throws {
    let outcome = try await fetch(fault.reply)
    #expect(outcome.sentence == nil)
    #expect(outcome.files == Desk.raw.files)
    #expect(outcome.waits == [1])
  }

  @Test("a fault that stays ends the fetch with a sentence, and nothing cut is saved", arguments: faults)
  func stays(_ fault: Fault) async throws {
    let outcome = try await fetch(always: true, fault.reply)
    let sentence = try #require(outcome.sentence)
    #expect(sentence.hasPrefix("users: page 2: \(fault.problem)"), "\(sentence)")
    #expect(sentence.contains(", in 2 attempts; "))
    #expect(sentence.hasSuffix("; the page that is there stays, and 'deskaudit fetch users' goes on from it"))
    #expect(outcome.exitCode == 2)
    #expect(outcome.files == Desk.raw.files.filter { $0.key == "page-000001.json" })
  }

  @Test(
    "a server that goes silent before or within its answer is given up after the timeout", arguments: [0, 60])
  func silence(_ bytes: Int) async throws {
    let outcome = try await fetch(always: true, timeout: 1) {
      .init(String(whole($0).prefix(bytes)), .silence(5))
    }
    let problems = ["no whole answer came within 1 s", "the server went silent"].map {
      "users: page 2: \($0), in 2 attempts; \(later)"
    }
    #expect(problems.contains(outcome.sentence ?? ""), "\(outcome.sentence ?? "")")
    #expect(outcome.exitCode == 2)
  }

  @Test("a server that sends a byte now and then doesn't hold the fetch beyond the timeout")
  func drip() async throws {
    let server = try RawServer { _, _ in
      .init("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", .drip(every: 0.3, times: 30))
    }
    let outcome = try await Pages().fetch(server.origin + "/users.json", timeout: 2, retries: 0)
    #expect(
      outcome.sentence
        == "users: page 1: no whole answer came within 2 s; check the network and 'url' (migration.yml:4), "
        + "and try again later; no page was saved yet")
  }

  @Test("a port where nobody listens is said")
  func refused() async throws {
    let outcome = try await Pages().fetch("http://127.0.0.1:1/users.json", retries: 0)
    let sentence = try #require(outcome.sentence)
    #expect(sentence.hasPrefix("users: page 1: the connection failed: Failed to connect to 127.0.0.1 port 1"))
    #expect(outcome.exitCode == 2)
  }

  @Test("a whole gzip body is saved as the JSON in it")
  func gzip() async throws {
    let server = try RawServer { target, _ in
      .init(gzipped(Desk.raw.text(target.hasSuffix("page=2") ? 2 : 1)))
    }
    #expect(try await Pages().fetch(server.origin + "/users.json").files == Desk.raw.files)
  }
}

/// A page as gzip with stored blocks (RFC 1951, 3.2.4), which needs no compressor; `damage` changes its
/// bytes.
private func gzipped(_ text: String, _ damage: (inout [UInt8]) -> Void = { _ in }) -> Data {
  let body = Array(text.utf8)
  var gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
  let length = UInt16(body.count)
  for value in [length, ~length] { gzip += [UInt8(value & 255), UInt8(value >> 8)] }
  gzip += body
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in body {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  for value in [~crc, UInt32(body.count)] {
    for shift in [0, 8, 16, 24] { gzip.append(UInt8(value >> shift & 255)) }
  }
  damage(&gzip)
  return Data(
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: \(gzip.count)\r\n\r\n"
      .utf8)
    + gzip
}

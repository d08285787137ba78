import CZlib
import Foundation
import Testing

@testable import Fetch

/// What zlib makes of `text` and so many spaces after it, as gzip.
private func gzip(_ text: String, spaces: Int = 0) -> Data {
  var stream = z_stream()
  deflateInit2_(
    &stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var packed = Data()
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  func add(_ bytes: [UInt8], isLast: Bool) {
    var bytes = bytes
    let (count, room) = (bytes.count, buffer.count)
    bytes.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(count)
      repeat {
        buffer.withUnsafeMutableBufferPointer { output in
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(room)
          _ = deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
        }
        packed.append(contentsOf: buffer[..<(room - Int(stream.avail_out))])
      } while stream.avail_out == 0
    }
  }
  add(Array(text.utf8), isLast: false)
  let block = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
  for _ in 0..<spaces >> 20 { add(block, isLast: false) }
  add(Array(block.prefix(spaces & 0xF_FFFF)), isLast: true)
  return packed
}

private func ok(_ body: Data, _ headers: String = "") -> RawServer.Reply {
  .init(Data("HTTP/1.1 200 OK\r\nConnection: close\r\n\(headers)\r\n".utf8) + body)
}

@Suite("An answer is as large as is allowed")
struct AnswerSizeTests {
  private static let page = #"{"users":[{"id":1}],"next_page":null}"#

  /// Fetches one answer of which so many bytes may come.
  private func fetch(
    _ reply: RawServer.Reply, mostBytes: Int? = nil, target: String = "/u"
  ) async throws -> Outcome {
    let server = try RawServer { _, _ in reply }
    let pages = Pages()
    var options = PagedFetch.Options(timeout: 20, retries: 3)
    if let mostBytes { options.limits.pageBytes = mostBytes }
    return await pages.fetch(try pages.plan(server.origin + target, .link), options)
  }

  private func refusal(_ address: String, _ limit: String) -> String {
    "users: page 1: the answer of {desk}\(address) is larger than \(limit), announced or inflated; ask for fewer records a "
      + "page ('per-page' in the plan), or allow more with --max-page; no page was saved yet"
  }

  @Test("one byte more than may be announced ends the fetch before it comes, and is not asked for again")
  func announced() async throws {
    let outcome = try await fetch(ok(Data("{".utf8), "Content-Length: \(64 << 20 | 1)\r\n"))
    #expect(outcome.sentence == refusal("/u", "64 MiB"))
    #expect(outcome.exitCode == 2)
    #expect(outcome.waits.isEmpty)
  }

  @Test("a body whose length nobody announces is counted while it comes, to the byte")
  func counted() async throws {
    let body = Data((Self.page + String(repeating: " ", count: 1024 - Self.page.utf8.count)).utf8)
    #expect(try await fetch(ok(body), mostBytes: 1024).exitCode == 0)
    #expect(try await fetch(ok(body + Data(" ".utf8)), mostBytes: 1024).sentence == refusal("/u", "1 KiB"))
  }

  @Test("a gzip body is counted as it is inflated, to the byte")
  func inflated() async throws {
    let spaces = (1 << 20) - Self.page.utf8.count
    let coding = "Content-Encoding: gzip\r\n"
    let fitting = gzip(Self.page, spaces: spaces)
    #expect(fitting.count < 4096)
    #expect(try await fetch(ok(fitting, coding), mostBytes: 1 << 20).exitCode == 0)
    let larger = try await fetch(ok(gzip(Self.page, spaces: spaces + 1), coding), mostBytes: 1 << 20)
    #expect(larger.sentence == refusal("/u", "1 MiB"))
  }

  @Test("the address has no secret: only numbers of its query are shown")
  func secrets() async throws {
    let outcome = try await fetch(
      ok(Data(count: 2000)), mostBytes: 1000, target: "/u?page=3&api_key=sesame&cursor=b%3D1")
    #expect(outcome.sentence == refusal("/u?page=3&api_key=…&cursor=…", "1,000 bytes"))
  }

  @Test(
    "a page that inflates to 512 MiB takes no more memory than its limit and 128 MB, and ends with the sentence"
  )
  func memory() async throws {
    let body = gzip(#"{"users":["#, spaces: 512 << 20)
    let server = try RawServer { _, _ in ok(body, "Content-Encoding: gzip\r\n") }
    let bomb = try Binary(server.origin + "/u", fetch: ", pagination: next-link")
    // A shell looks at the process 50 times a second: tasks of this one wait for others where many tests run.
    let watch =
      "\"$0\" fetch users & pid=$!; while grep VmHWM /proc/$pid/status >>peaks; do sleep 0.02; done; wait $pid"
    let process = try bomb.start(shell: watch)
    let outcome = try await bomb.wait(for: process)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("/u is larger than 64 MiB, announced or inflated"))
    // Without any page the debug binary takes 50 MB.
    let peaks = try String(contentsOfFile: "\(bomb.pages.path)/peaks", encoding: .utf8)
    let most = peaks.matches(of: /[0-9]+/).compactMap { Int($0.0) }.max() ?? 0
    #expect(most > 30_000 && most < 200_000, "\(most) kB")
  }
}

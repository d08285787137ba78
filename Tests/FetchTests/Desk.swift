import FlyingFox
import Foundation
import Synchronization

/// A helpdesk's list of users, page by page, as a server would give it.
struct Desk: Sendable {
  var ids: [Int]
  var perPage = 100
  /// What a page says beside its records.
  var saysCount = true
  var saysNextPage = true
  var origin = ""

  init(users: Int) { ids = Array(1...max(users, 1)).suffix(users) }

  var pageCount: Int { (ids.count + perPage - 1) / perPage }

  func records(_ page: Int) -> ArraySlice<Int> { ids.dropFirst((page - 1) * perPage).prefix(perPage) }

  static func record(_ id: Int) -> String {
    #"{"id":\#(id),"name":"Zoë \#(id)","email":"user\#(id)@example.org"}"#
  }

  func text(_ page: Int) -> String {
    var text = "{\"users\":[" + records(page).map(Self.record).joined(separator: ",") + "]"
    if saysNextPage {
      let next = page < pageCount ? "\"\(origin)/users.json?page=\(page + 1)\"" : "null"
      text += ",\"next_page\":\(next)"
    }
    if saysCount { text += ",\"count\":\(ids.count)" }
    return text + "}"
  }

  /// The files that an undisturbed fetch leaves.
  var files: [String: Data] {
    Dictionary(
      uniqueKeysWithValues: (1...pageCount).map {
        (String(format: "page-%06d.json", $0), Data(text($0).utf8))
      })
  }
}

/// A request as a test sees it.
struct Asked: Sendable {
  var target: String
  var query: [String: String]
  var authorization: String?
  /// Its place among all requests, from 1, and among those of the same target.
  var turn: Int
  var turnOfTarget: Int

  var page: Int { query["page"].flatMap { Int($0) } ?? 1 }
}

/// Everything that was asked of a server.
final class Log: Sendable {
  private let requests = Mutex<[Asked]>([])

  var all: [Asked] { requests.withLock { $0 } }
  var targets: [String] { all.map(\.target) }

  func add(_ request: HTTPRequest) -> Asked {
    requests.withLock { requests in
      let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
      let target = request.path + (query.isEmpty ? "" : "?\(query)")
      let asked = Asked(
        target: target,
        query: Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first },
        authorization: request.headers[.authorization], turn: requests.count + 1,
        turnOfTarget: requests.count { $0.target == target } + 1)
      requests.append(asked)
      return asked
    }
  }
}

/// Runs a server on a free port of this machine while `body` runs.
///
/// - Parameters:
///   - answer: gives the response to a request of the server's own origin.
///   - body: takes the origin, such as `http://127.0.0.1:4711`.
func serving<Result: Sendable>(
  _ answer: @escaping @Sendable (_ request: Asked, _ origin: String) -> HTTPResponse,
  _ body: @Sendable (_ origin: String, _ log: Log) async throws -> Result
) async throws -> Result {
  let log = Log()
  let origin = Mutex("")
  let server = HTTPServer(address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled)
  await server.appendRoute("*") { request in answer(log.add(request), origin.withLock { $0 }) }
  let task = Task { try await server.run() }
  try await server.waitUntilListening()
  guard case .ip4(_, let port) = await server.listeningAddress else { throw POSIXError(.EADDRNOTAVAIL) }
  let address = "http://127.0.0.1:\(port)"
  origin.withLock { $0 = address }
  do {
    let result = try await body(address, log)
    await stop(server, task)
    return result
  } catch {
    await stop(server, task)
    throw error
  }
}

private func stop(_ server: HTTPServer, _ task: Task<Void, any Error>) async {
  await server.stop()
  task.cancel()
}

extension HTTPResponse {
  static func json(_ text: String) -> HTTPResponse { body(Data(text.utf8)) }

  static func body(_ body: Data, _ headers: [HTTPHeader: String] = [:]) -> HTTPResponse {
    HTTPResponse(
      statusCode: .ok,
      headers: HTTPHeaders([.contentType: "application/json"].merging(headers) { _, new in new }), body: body)
  }

  static func status(_ code: Int, _ headers: [String: String] = [:]) -> HTTPResponse {
    HTTPResponse(
      statusCode: HTTPStatusCode(code, phrase: "Some Words"),
      headers: HTTPHeaders(Dictionary(uniqueKeysWithValues: headers.map { (HTTPHeader($0), $1) })),
      body: Data("no page".utf8))
  }
}

import Foundation
import Plan
import Synchronization

@testable import Fetch

/// A server whose users change between two fetches.
final class ChangingDesk: Sendable {
  private final class State: Sendable {
    let desk: Mutex<PagedDesk>
    let origin = Mutex("")
    /// Answers that are 500: those of these requests, counted from 1.
    let failing = Mutex<Set<Int>>([])

    init(_ desk: PagedDesk) { self.desk = Mutex(desk) }

    func answer(_ target: String, _ turn: Int) -> RawServer.Reply {
      guard !failing.withLock({ $0.contains(turn) }) else { return .json("", status: "500 Down") }
      let origin = origin.withLock { $0 }
      return .json(desk.withLock { $0 }.text(query(of: target), origin: origin))
    }
  }

  let style: PagedDesk.Style
  let server: RawServer
  private let state: State

  /// Seven users, three on a page.
  init(_ style: PagedDesk.Style) throws {
    self.style = style
    let state = State(PagedDesk(style, users: 7))
    self.state = state
    server = try RawServer { state.answer($0, $1) }
    state.origin.withLock { [server] in $0 = server.origin }
  }

  var url: String { server.origin + style.start }
  var targets: [String] { server.heads.map { String($0.split(separator: " ")[1]) } }

  /// Gives users another address, each at a later time.
  func change(_ ids: some Sequence<Int>) {
    state.desk.withLock { desk in for id in ids { desk.change(id, to: "changed\(id)@example.org") } }
  }

  /// Lets the request after so many further ones fail.
  func fail(after requests: Int) {
    let turn = server.heads.count + requests + 1
    state.failing.withLock { $0 = [turn] }
  }

  /// Fetches once into `pages`, without trying a request again.
  func fetch(into pages: Pages, delta: Bool = false, restart: Bool = false, from url: String? = nil)
    async throws
    -> Outcome
  {
    await pages.fetch(
      try pages.plan(self.url, style.pagination, perPage: style.pagination == .link ? 100 : 3),
      .init(isRestart: restart, isDelta: delta, deltaURL: url, timeout: 20, retries: 0))
  }
}

/// `page-000007.json`
func name(_ page: Int) -> String { PageFolder.name(of: page) }

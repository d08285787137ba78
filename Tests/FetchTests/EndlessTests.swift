import Foundation
import Plan
import Synchronization
import Testing

@testable import Fetch

@Suite("What has no end is ended")
struct EndlessTests {
  /// Fetches from a server that gives a page for each request, which names a next page that nobody has asked for yet.
  private func fetch(
    ids: @escaping @Sendable (_ turn: Int) -> [String], last: Int = .max, _ rest: String = "",
    limits: FetchLimits = FetchLimits(), pages: Pages = Pages()
  ) async throws -> (outcome: Outcome, requests: Int) {
    let server = try RawServer { _, turn in
      let next = turn < last ? "\"/u?next=\(turn)\"" : "null"
      let body = "{\"users\":[\(ids(turn).joined(separator: ","))],\"next_page\":\(next)\(rest)}"
      return .init("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body)
    }
    let outcome = await pages.fetch(
      try pages.plan(server.origin + "/u", .link), .init(timeout: 20, retries: 0, limits: limits))
    return (outcome, server.heads.count)
  }

  private static let noNews =
    " is the third in a row without a record that had not come before, and names a further one: the pages have no end; "
    + "report it to whoever runs the server, or check 'pagination' in the plan"

  private func record(_ id: Int, _ rest: String = "") -> String { "{\"id\":\(id)\(rest)}" }

  @Test("pages that give two sets of records in turn, each with a next page of its own")
  func inTurn() async throws {
    let (outcome, requests) = try await fetch(ids: { [record($0 % 2)] })
    #expect(outcome.sentence?.hasPrefix("users: page 5\(Self.noNews)") == true)
    #expect(outcome.exitCode == 2)
    #expect(requests == 5)
    #expect(outcome.files.count == 4)
  }

  @Test("empty pages, each with a next page of its own")
  func empty() async throws {
    let (outcome, requests) = try await fetch(ids: { _ in [] })
    #expect(outcome.sentence?.hasPrefix("users: page 3\(Self.noNews)") == true)
    #expect(requests == 3)
  }

  @Test("two pages without a new record are a list that moves")
  func moving() async throws {
    let (outcome, _) = try await fetch(ids: { [record([1, 2, 1, 2, 3][$0 - 1])] }, last: 5)
    #expect(outcome.report?.state.distinctIDs == 3)
    #expect(outcome.exitCode == 0)
  }

  @Test("the last page may bring nothing new, however many before it did not")
  func lastPage() async throws {
    let (outcome, _) = try await fetch(ids: { [record([1, 2, 1, 2, 1][$0 - 1])] }, last: 5)
    #expect(outcome.exitCode == 0)
  }

  @Test("in an incremental export a record that has changed is news, and one that has not is none")
  func incremental() async throws {
    let rest = ",\"end_time\":7,\"end_of_stream\":false"
    let (changing, _) = try await fetch(
      ids: { [record($0 % 2, ",\"at\":\($0)")] }, rest, limits: limits(pages: 6))
    #expect(changing.sentence?.hasPrefix("users: page 7 is more than the 6 pages") == true)
    let (constant, _) = try await fetch(ids: { _ in [record(1)] }, rest)
    #expect(
      constant.sentence?.hasPrefix("users: page 2 holds the same records as the page before it") == true)
    let (inTurn, _) = try await fetch(ids: { [record($0 % 2)] }, rest)
    #expect(inTurn.sentence?.hasPrefix("users: page 5\(Self.noNews)") == true)
  }

  private func limits(pages: Int) -> FetchLimits {
    var limits = FetchLimits()
    limits.pages = pages
    return limits
  }

  @Test("more pages than are allowed name the option, and more of them go on from those that are there")
  func pages() async throws {
    let folder = Pages()
    let server = try RawServer { target, _ in
      let page = target.split(separator: "=").last.flatMap { Int($0) } ?? 1
      let next = page < 4 ? "\"/u?page=\(page + 1)\"" : "null"
      return .init(
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"users\":[{\"id\":\(page)}],\"next_page\":\(next)}")
    }
    let plan = try folder.plan(server.origin + "/u", .link)
    let first = await folder.fetch(plan, .init(timeout: 20, retries: 0, limits: limits(pages: 2)))
    #expect(
      first.sentence
        == "users: page 3 is more than the 2 pages that a collection may have; check 'url' and 'pagination' in the plan, or "
        + "allow more with --max-pages; the 2 pages that are there stay, and 'deskaudit fetch users' goes on from them"
    )
    let fewer = await folder.fetch(plan, .init(timeout: 20, retries: 0, limits: limits(pages: 1)))
    #expect(fewer.sentence?.contains("is more than the 1 page that a collection may have") == true)
    let second = await folder.fetch(plan, .init(timeout: 20, retries: 0))
    #expect(second.report?.state.summary.hasPrefix("users: 4 records, 4 distinct ids, 4 pages") == true)
  }
}

@Suite("A server that asks to wait for long")
struct LongWaitTests {
  private static let year = "31536000"
  /// The clock of the tests is at 2026-01-01T00:00:00Z.
  private static let date = "Fri, 01 Jan 2027 00:00:00 GMT"

  /// Page 2 of three is answered by 429 or 503 at first.
  private func fetch(
    _ status: Int = 429, retryAfter: String, wait: Double? = nil
  ) async throws -> (first: Outcome, second: Outcome) {
    try await serving { asked, origin in
      if asked.page == 2, asked.turnOfTarget == 1 { return .status(status, ["Retry-After": retryAfter]) }
      var desk = Desk(users: 250)
      desk.origin = origin
      return .json(desk.text(asked.page))
    } _: { origin, _ in
      let pages = Pages()
      let plan = try pages.plan(origin + "/users.json")
      var options = PagedFetch.Options(timeout: 20, retries: 3)
      if let wait { options.limits.wait = wait }
      return (await pages.fetch(plan, options), await pages.fetch(plan, options))
    }
  }

  private func sentence(_ status: Int, _ time: String, longest: String = "900") -> String {
    "users: page 2: the server answered \(status) and asks to wait \(time) (Retry-After), longer than the \(longest) s that a "
      + "fetch waits; run it again after that, or allow it with --max-wait; the page that is there stays, and "
      + "'deskaudit fetch users' goes on from it"
  }

  @Test(
    "ends the fetch at once, and the next one goes on",
    arguments: [
      ("901", "901 s"), (year, "31,536,000 s"), (date, "31,536,000 s"),
      (String(repeating: "9", count: 400), "without end"),
    ])
  func tooLong(_ value: String, _ time: String) async throws {
    for status in [429, 503] {
      let (first, second) = try await fetch(status, retryAfter: value)
      #expect(first.sentence == sentence(status, time))
      #expect(first.exitCode == 2)
      #expect(first.waits.isEmpty)
      #expect(second.report?.state.records == 250)
    }
  }

  @Test("is waited for as long as --max-wait says, and no longer")
  func allowed() async throws {
    #expect(try await fetch(retryAfter: Self.year, wait: 31_536_000).first.waits == [31_536_000])
    let (first, _) = try await fetch(retryAfter: "6", wait: 5)
    #expect(first.sentence == sentence(429, "6 s", longest: "5"))
  }
}

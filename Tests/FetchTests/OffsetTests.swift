import Foundation
import Plan
import Synchronization
import Testing

@testable import Fetch

/// A list by offset, as Zoho Desk (`from`, 204 after the last record) or Kayako (`total_count`) have it.
private final class OffsetDesk: Sendable {
  let ids: Mutex<[Int]>
  let server: RawServer

  /// - Parameters:
  ///   - largest: the most records of a page, whatever is asked for.
  ///   - total: what a page says of the number of all records: `,"total_count":5`.
  ///   - fault: an answer in place of that to a request, by its number from 1.
  init(
    users: Int, largest: Int = 100, names: (offset: String, limit: String) = ("from", "limit"),
    total: (@Sendable (_ turn: Int) -> String)? = nil,
    fault: @escaping @Sendable (_ turn: Int) -> RawServer.Reply? = { _ in nil }
  ) throws {
    let ids = Mutex(Array(1...max(1, users)).prefix(users).map { $0 })
    let list = ids.withLock { $0 }
    self.ids = Mutex(list)
    let names = [names.offset, names.limit]
    server = try RawServer { target, turn in
      if let reply = fault(turn) { return reply }
      let asked = names.map { query(of: target)[$0].flatMap { Int($0) } }
      guard let start = asked[0], let size = asked[1] else { return .json("{}", status: "400 Bad Request") }
      let page = list.dropFirst(start).prefix(min(size, largest))
      guard !page.isEmpty || total != nil else {
        return .init("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
      }
      return .json(Self.page(Array(page), total?(turn) ?? ""))
    }
  }

  static func page(_ ids: [Int], _ rest: String = "") -> String {
    "{\"data\":[\(ids.map { "{\"id\":\($0)}" }.joined(separator: ","))]\(rest)}"
  }

  var targets: [String] { server.heads.map { String($0.split(separator: " ")[1]) } }

  /// Fetches three on a page.
  func fetch(
    into pages: Pages = Pages(), _ more: String = ", parameters: {offset: from}", retries: Int = 0
  ) async throws -> Outcome {
    let plan = try pages.plan(fetch: "pagination: offset, per-page: 3\(more)", server.origin + "/u")
    return await pages.fetch(plan, .init(timeout: 20, retries: retries))
  }
}

extension Pages {
  /// A plan whose source `users` is fetched so, with the address in line 4.
  func plan(fetch: String, _ url: String) throws -> Plan {
    let text = """
      sources:
        chat: {path: chat.csv}
        users: {path: pages/*.json,
          fetch: {url: https://desk.example/u, \(fetch)}}
      identity: {match: email, keep: users}
      """
    var plan = try Plan(text: text, path: path + "/migration.yml")
    plan.path = "migration.yml"
    plan.sources[1].fetch?.url.value = url
    return plan
  }
}

@Suite("Pages by offset")
struct OffsetTests {
  @Test("are asked for until a 204, which is saved as an empty page")
  func noContent() async throws {
    let desk = try OffsetDesk(users: 7)
    let outcome = try await desk.fetch()
    #expect(
      outcome.report?.state.summary
        == "users: 7 records, 7 distinct ids, 4 pages, end proven by an empty page")
    #expect(desk.targets == [0, 3, 6, 7].map { "/u?limit=3&from=\($0)" })
    #expect(outcome.files[name(4)] == Data("[]".utf8))
    #expect(outcome.files[name(3)] == Data(OffsetDesk.page([7]).utf8))
  }

  @Test("of a list with nothing in it are one, which is empty")
  func nothing() async throws {
    let desk = try OffsetDesk(users: 0)
    let outcome = try await desk.fetch()
    #expect(
      outcome.report?.state.summary == "users: 0 records, 0 distinct ids, 1 page, end proven by an empty page"
    )
    #expect(desk.targets == ["/u?limit=3&from=0"])
  }

  @Test("end with a short page that agrees with the number of all records, where the plan says which that is")
  func total() async throws {
    let desk = try OffsetDesk(users: 5, names: ("offset", "limit")) { _ in ",\"total_count\":5" }
    let outcome = try await desk.fetch(", total: total_count")
    #expect(outcome.report?.state.end == "a short page")
    #expect(outcome.report?.state.count == 5)
    #expect(desk.targets == [0, 3].map { "/u?limit=3&offset=\($0)" })
  }

  @Test("may be counted from 1, under names of the server's own")
  func names() async throws {
    let server = try RawServer { target, _ in
      let start = query(of: target)["start"].flatMap { Int($0) } ?? 0
      return .json(OffsetDesk.page(Array(Array(1...4).dropFirst(start - 1).prefix(3))))
    }
    let pages = Pages()
    let plan = try pages.plan(
      fetch: "pagination: offset, per-page: 3, first: 1, parameters: {offset: start, per-page: max}",
      server.origin + "/u")
    let outcome = await pages.fetch(plan)
    #expect(outcome.report?.state.distinctIDs == 4)
    #expect(server.heads.map { $0.split(separator: " ")[1] } == [1, 4, 5].map { "/u?max=3&start=\($0)" })
  }

  @Test("lose nothing where the server gives fewer than it is asked for")
  func smaller() async throws {
    let desk = try OffsetDesk(users: 5, largest: 2)
    let outcome = try await desk.fetch()
    #expect(outcome.report?.state.distinctIDs == 5)
    #expect(desk.targets == [0, 2, 4, 5].map { "/u?limit=3&from=\($0)" })
  }

  @Test("whose number falls while they are read prove nothing, as a record may have slipped")
  func slipped() async throws {
    let desk = try OffsetDesk(users: 5, names: ("offset", "limit")) { turn in
      ",\"total_count\":\(turn == 1 ? 6 : 5)"
    }
    let outcome = try await desk.fetch(", total: total_count")
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.sentence?.hasPrefix(
        "users: the server's count fell by 1 while its pages were read: what is deleted pulls other records past the "
          + "border of a page, so one may be missing") == true)
  }

  @Test("go on after an interruption from their last page, and leave the same bytes")
  func resumed() async throws {
    let pages = Pages()
    let desk = try OffsetDesk(users: 7, fault: { $0 == 3 ? .json("", status: "500 Down") : nil })
    let cut = try await desk.fetch(into: pages)
    #expect(cut.exitCode == 2)
    #expect(cut.files.count == 2)
    let resumed = try await desk.fetch(into: pages)
    #expect(resumed.exitCode == 0)
    #expect(desk.targets == [0, 3, 6, 3, 6, 7].map { "/u?limit=3&from=\($0)" })
    let whole = try await OffsetDesk(users: 7).fetch()
    #expect(resumed.files == whole.files)
  }

  @Test("without the number that the plan names are refused")
  func noTotal() async throws {
    let desk = try OffsetDesk(users: 5)
    #expect(
      try await desk.fetch(", parameters: {offset: from}, total: total").sentence
        == "users: page 1 has no 'total' that is a number; check 'total' in the plan, or leave it out; no page was saved "
        + "yet")
  }

  @Test("of a server that does not know the parameter are the same again, and refused")
  func ignored() async throws {
    let server = try RawServer { _, _ in .json(OffsetDesk.page([1, 2, 3])) }
    let pages = Pages()
    let plan = try pages.plan(fetch: "pagination: offset, per-page: 3", server.origin + "/u")
    let outcome = await pages.fetch(plan)
    #expect(outcome.sentence?.hasPrefix("users: page 2 holds the same records as the page before it") == true)
  }

  @Test("a 204 is no page where pages are not counted")
  func notCounted() async throws {
    let server = try RawServer { _, _ in .init("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n") }
    let outcome = try await Pages().fetch(server.origin + "/u", .link)
    #expect(outcome.sentence?.hasPrefix("users: page 1: the server answered 204, expected 200") == true)
  }

  @Test("the address must not have what the fetch adds")
  func address() async throws {
    let pages = Pages()
    let plan = try pages.plan(
      fetch: "pagination: offset, parameters: {offset: from}", "https://desk.example/u?from=5")
    let outcome = await pages.fetch(plan)
    #expect(
      outcome.sentence
        == "migration.yml:4: the address has 'from' itself, which the fetch adds; remove it there")
    #expect(outcome.exitCode == 64)
  }

  @Test("other parameters in the plan are another collection")
  func other() async throws {
    let (pages, desk) = (Pages(), try OffsetDesk(users: 5))
    #expect(try await desk.fetch(into: pages).exitCode == 0)
    let other = try await desk.fetch(into: pages, ", parameters: {offset: from}, headers: {orgId: \"7\"}")
    #expect(other.exitCode == 2)
    #expect(
      other.sentence?.contains("which is not what migration.yml:4 says; run again with --restart") == true)
  }

  @Test("a page of another name is asked for by number")
  func number() async throws {
    let server = try RawServer { target, _ in
      .json(OffsetDesk.page(query(of: target)["pageNumber"] == "0" ? [1, 2] : []))
    }
    let pages = Pages()
    let plan = try pages.plan(
      fetch: "per-page: 2, first: 0, parameters: {page: pageNumber, per-page: pageSize}", server.origin + "/u"
    )
    #expect(await pages.fetch(plan).report?.state.records == 2)
    #expect(
      server.heads.map { $0.split(separator: " ")[1] } == [0, 1].map { "/u?pageSize=2&pageNumber=\($0)" })
  }
}

import Foundation
import Plan
import Synchronization
import Testing

@testable import Fetch

/// Seven users by POST, three on a page.
private enum PostDesk {
  /// LiveChat: `next_page_id` until the last page, sent back as `page_id` and nothing else.
  static func liveChat(_ body: String) -> RawServer.Reply {
    guard let asked = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] else {
      return .json("{}", status: "400 Bad Request")
    }
    let start = (asked["page_id"] as? String).flatMap { Int($0.dropFirst()) } ?? 0
    guard start == 0 || asked.count == 1 else { return .json("{}", status: "400 Bad Request") }
    return page(after: start, "chats", start + 3 < 7 ? ",\"next_page_id\":\"p\(start + 3)\"" : "")
  }

  /// Intercom's searches: `pages.next.starting_after`, sent back inside of the body.
  static func intercom(_ body: String) -> RawServer.Reply {
    guard let asked = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any],
      asked["query"] != nil, let paging = asked["pagination"] as? [String: Any],
      paging["per_page"] as? Int == 3
    else { return .json("{}", status: "400 Bad Request") }
    let start = (paging["starting_after"] as? String).flatMap { Int($0) } ?? 0
    let next = start + 3 < 7 ? "{\"page\":9,\"starting_after\":\"\(start + 3)\"}" : "null"
    return page(after: start, "data", ",\"total_count\":7,\"pages\":{\"type\":\"pages\",\"next\":\(next)}")
  }

  static func page(after start: Int, _ key: String, _ rest: String) -> RawServer.Reply {
    let records = Array(1...7).dropFirst(start).prefix(3).map {
      "{\"id\":\($0),\"email\":\"u\($0)@example.org\"}"
    }
    return .json("{\"\(key)\":[\(records.joined(separator: ","))]\(rest)}")
  }

  static let liveChatPlan =
    "body: {sort_order: asc}, pagination: cursor, per-page: 3, parameters: {per-page: limit}, "
    + "cursor: {from: next_page_id, to: page_id, alone: true}"
  static let intercomPlan =
    "body: {query: {field: id, operator: '>', value: 0}}, pagination: cursor, per-page: 3, total: total_count, "
    + "parameters: {per-page: pagination.per_page}, "
    + "cursor: {from: pages.next.starting_after, to: pagination.starting_after}"
}

@Suite("Pages that are asked for by POST")
struct PostTests {
  private func fetch(_ fetch: String, _ server: RawServer, into pages: Pages = Pages()) async throws
    -> Outcome
  {
    await pages.fetch(try pages.plan(fetch: fetch, server.origin + "/list"), .init(timeout: 20, retries: 0))
  }

  @Test("send the cursor back alone, to a page without one")
  func alone() async throws {
    let server = try RawServer(posts: { _, body, _ in PostDesk.liveChat(body) })
    let outcome = try await fetch(PostDesk.liveChatPlan, server)
    #expect(
      outcome.report?.state.summary
        == "users: 7 records, 7 distinct ids, 3 pages, end proven by a page without 'next_page_id'")
    #expect(
      server.bodies == [
        #"{"sort_order":"asc","limit":3}"#, #"{"page_id":"p3"}"#, #"{"page_id":"p6"}"#,
      ])
    #expect(server.heads.allSatisfy { $0.hasPrefix("POST /list HTTP/1.1\r\n") })
    #expect(server.heads.allSatisfy { $0.contains("\r\nContent-Type: application/json\r\n") })
  }

  @Test("send the cursor back inside of the body, to a null in its place")
  func inside() async throws {
    let server = try RawServer(posts: { _, body, _ in PostDesk.intercom(body) })
    let outcome = try await fetch(PostDesk.intercomPlan, server)
    #expect(
      outcome.report?.state.summary
        == "users: 7 records, 7 distinct ids, 3 pages, end proven by a null in place of 'pages.next.starting_after'"
    )
    let query = #"{"query":{"field":"id","operator":">","value":0},"pagination":{"per_page":3"#
    #expect(
      server.bodies == [
        query + "}}", query + #","starting_after":"3"}}"#, query + #","starting_after":"6"}}"#,
      ])
  }

  @Test(
    "go on after an interruption from their last page",
    arguments: [PostDesk.liveChatPlan, PostDesk.intercomPlan])
  func resumed(_ plan: String) async throws {
    let isLiveChat = plan == PostDesk.liveChatPlan
    let server = try RawServer(posts: { _, body, turn in
      if turn == 3 { return .json("", status: "503 Down") }
      return isLiveChat ? PostDesk.liveChat(body) : PostDesk.intercom(body)
    })
    let pages = Pages()
    let cut = try await fetch(plan, server, into: pages)
    #expect(cut.exitCode == 2)
    #expect(cut.files.count == 2)
    let resumed = try await fetch(plan, server, into: pages)
    #expect(resumed.report?.state.distinctIDs == 7)
    #expect(resumed.files.count == 3)
    // The last saved page is asked for again, by what the page before it says.
    #expect(Array(server.bodies[3...]) == Array(server.bodies[1...2]))
  }

  @Test("have no proof in a key that no page has, where they may be several")
  func unproven() async throws {
    let server = try RawServer(posts: { _, body, _ in PostDesk.liveChat(body) })
    let wrong = PostDesk.liveChatPlan.replacing("next_page_id", with: "next_id")
    #expect(
      try await fetch(wrong, server).sentence
        == "users: page 1 has no 'next_id', but 'next_page_id'; check 'cursor' in the plan: is that the cursor?; no page "
        + "was saved yet")
    let full = try RawServer(posts: { _, _, _ in PostDesk.page(after: 0, "chats", "") })
    #expect(
      try await fetch(PostDesk.liveChatPlan, full).sentence
        == "users: page 1 has no 'next_page_id', so that its end is not proven; check 'cursor' in the plan; if it is "
        + "right, another 'per-page' than the 3 records of the page shows the end; no page was saved yet")
    let unsized = PostDesk.liveChatPlan.replacing("parameters: {per-page: limit}, ", with: "")
    let short = try RawServer(posts: { _, _, _ in PostDesk.page(after: 6, "chats", "") })
    #expect(
      try await fetch(unsized, short).sentence
        == "users: page 1 has no 'next_page_id', so that its end is not proven; check 'cursor' in the plan, and name the "
        + "parameter that 'per-page' is sent as: a page of fewer records is an end; no page was saved yet")
    #expect(try await fetch(PostDesk.liveChatPlan, short).report?.state.end == "a short page")
  }

  @Test("go round in no circle")
  func circle() async throws {
    let server = try RawServer(posts: { _, _, turn in
      PostDesk.page(after: turn == 2 ? 3 : 0, "chats", ",\"next_page_id\":\"p3\"")
    })
    let outcome = try await fetch(PostDesk.liveChatPlan, server)
    #expect(
      outcome.sentence?.hasPrefix("users: page 2 names as its next page one that was read before") == true)
    #expect(server.heads.count == 2)
  }

  @Test("are redirected only as a POST", arguments: [301, 302, 303, 307, 308])
  func redirected(_ status: Int) async throws {
    let server = try RawServer(posts: { target, body, _ in
      target == "/list" ? .json("", status: "\(status) Moved", "Location: /new\r\n") : PostDesk.liveChat(body)
    })
    let outcome = try await fetch(PostDesk.liveChatPlan, server)
    if status >= 307 {
      #expect(outcome.report?.state.distinctIDs == 7)
      #expect(server.bodies[1] == #"{"sort_order":"asc","limit":3}"#)
    } else {
      #expect(
        outcome.sentence
          == "users: page 1: the server redirects (\(status)), which would turn the POST into a GET; if the collection "
          + "has moved, put its new address into the plan (migration.yml:4); no page was saved yet")
      #expect(server.heads.count == 1)
    }
  }

  @Test("go nowhere but to the origin of 'url', and neither do their headers")
  func foreign() async throws {
    let other = try RawServer { _, _ in .json("{}") }
    let server = try RawServer(posts: { _, _, _ in
      .json("", status: "308 Moved", "Location: \(other.origin)/new\r\n")
    })
    let outcome = try await fetch(PostDesk.liveChatPlan + ", headers: {orgId: '7'}", server)
    #expect(outcome.sentence?.contains("credentials are never sent there") == true)
    #expect(other.heads.isEmpty)
    // Names of headers are the same in any case (RFC 9110, 5.1), and Foundation has its own.
    #expect(server.heads[0].lowercased().contains("\r\norgid: 7\r\n"))
  }

  @Test("of a server that wants GET are refused with what to change, and the other way round")
  func method() async throws {
    let server = try RawServer { _, _ in .json("{}", status: "405 Method Not Allowed") }
    #expect(
      try await fetch(PostDesk.liveChatPlan, server).sentence
        == "users: page 1: the server answered 405: it is not asked by POST; check 'url' (migration.yml:4); with 'body' in "
        + "the plan it is asked by POST, without it by GET; no page was saved yet")
    #expect(try await fetch("pagination: page", server).sentence?.contains("is not asked by GET;") == true)
  }

  @Test("the body must not have what the fetch adds")
  func bodyHasIt() async throws {
    let server = try RawServer { _, _ in .json("{}") }
    let outcome = try await fetch(
      PostDesk.liveChatPlan.replacing("sort_order: asc", with: "limit: 5"), server)
    #expect(
      outcome.sentence
        == "migration.yml:4: the body has 'limit' itself, which the fetch adds; remove it there")
    #expect(outcome.exitCode == 64)
  }

  @Test("--delta is not for them")
  func delta() async throws {
    let pages = Pages()
    let plan = try pages.plan(fetch: PostDesk.liveChatPlan, "https://desk.example/list")
    let outcome = await pages.fetch(plan, .init(isDelta: true))
    #expect(
      outcome.sentence
        == "migration.yml:4: source 'users' is asked for by POST, which --delta is not for; --restart fetches all anew"
    )
  }

  @Test("a declared cursor may be a parameter of the address, without a body")
  func get() async throws {
    let server = try RawServer { target, _ in
      let start = query(of: target)["token"].flatMap { Int($0) } ?? 0
      return PostDesk.page(
        after: start, "data", start + 3 < 7 ? ",\"paging\":{\"token\":\(start + 3)}" : ",\"paging\":null")
    }
    let plan = "pagination: cursor, cursor: {from: paging.token, to: token}"
    #expect(try await fetch(plan, server).report?.state.end == "a null in place of 'paging.token'")
    #expect(server.heads.map { $0.split(separator: " ")[1] } == ["/list", "/list?token=3", "/list?token=6"])
  }
}

/// Contacts that are fetched by the binary, with a chat beside them, through build and verify.
private struct Migration {
  let binary: Binary

  init(_ url: String, _ fetch: String) async throws {
    binary = try Binary(url)
    try binary.write(
      """
      sources:
        chat: {path: chat.csv}
        ticketing: {path: ticketing.csv}
        users: {path: pages/*.json, fetch: {url: "\(url)", \(fetch)}}
      identity: {match: email, keep: ticketing}
      records:
        contacts: {source: users, key: id, fields: {email: email}}
      archive: {path: tickets.tar.gz}
      as-of: 2026-01-01T00:00:00Z
      """, to: "migration.yml")
    try binary.write(
      """
      TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,COMMENT_CREATED_AT,\
      AUTHOR_ID,NAME,EMAIL
      2021-01-01T00:00:00Z,101,11,5,true,<p>Hello</p>,2021-01-01T00:00:00Z,101,Ann,ann@example.org

      """, to: "chat.csv")
    try binary.write("id,email\n9001,ann@example.org\n", to: "ticketing.csv")
    let fetched = try await binary.run()
    #expect(fetched.code == 0, "\(fetched.errors)")
    let built = try await binary.command("build")
    #expect(built.code == 0, "\(built.errors)")
  }

  /// What `verify` says of pages, in the order of its lines, without a page if it is to be lost.
  func verify(without page: Int? = nil) async throws -> (code: Int32, finding: String?) {
    let file = page.map { URL(filePath: "\(binary.pages.path)/pages/\(name($0))") }
    let data = try file.map { try Data(contentsOf: $0) }
    if let file { try FileManager.default.removeItem(at: file) }
    let run = try await binary.command("verify", "--reports", "reports")
    if let file, let data { try data.write(to: file) }
    struct Report: Decodable {
      struct Rule: Decodable {
        var id: String
        var summary: String
        var outcome: String
      }
      var rules: [Rule]
    }
    let report = try JSONDecoder().decode(
      Report.self, from: Data(contentsOf: URL(filePath: "\(binary.pages.path)/reports/audit.json")))
    let rule = report.rules.first { $0.id == "pages-have-no-gap" }
    return (run.code, rule.map { "\($0.outcome): \($0.summary)" })
  }
}

@Suite("Pages by offset and by POST, through build and verify", .serialized)
struct RequestsThroughVerifyTests {
  @Test("of a cursor pass as a whole, and fail without any of them", arguments: [true, false])
  func cursor(isLiveChat: Bool) async throws {
    let server = try RawServer(posts: { _, body, _ in
      isLiveChat ? PostDesk.liveChat(body) : PostDesk.intercom(body)
    })
    let migration = try await Migration(
      server.origin + "/list", isLiveChat ? PostDesk.liveChatPlan : PostDesk.intercomPlan)
    let whole = try await migration.verify()
    #expect(whole.code == 0)
    #expect(whole.finding == "passed: 3 pages, the last one proven to be the last")
    #expect(
      try await migration.verify(without: 2).finding
        == "failed: pages/page-000003.json is page 3, and page 2 (page-000002.json) before it is missing; fetch the "
        + "collection again")
    let end = try await migration.verify(without: 3)
    #expect(end.code == 1)
    #expect(
      end.finding
        == "failed: pages/page-000002.json says that another page follows, and it (page-000003.json) is not there; fetch "
        + "the rest")
  }

  @Test(
    "by offset pass as a whole, and fail without any of them, whether the pages count all records or say nothing"
  )
  func offset() async throws {
    for (users, total) in [(6, false), (7, true)] {
      let server = try RawServer { target, _ in
        let start = query(of: target)["offset"].flatMap { Int($0) } ?? 0
        let ids = Array(1...users).dropFirst(start).prefix(3)
        if ids.isEmpty { return .init("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n") }
        let records = ids.map { "{\"id\":\($0),\"email\":\"u\($0)@example.org\"}" }
        return .json(
          "{\"data\":[\(records.joined(separator: ","))]\(total ? ",\"total_count\":\(users)" : "")}")
      }
      let migration = try await Migration(
        server.origin + "/u", "pagination: offset, per-page: 3\(total ? ", total: total_count" : "")")
      let whole = try await migration.verify()
      #expect(whole.code == 0)
      #expect(whole.finding == "passed: 3 pages, the last one proven to be the last")
      #expect(try await migration.verify(without: 2).code == 1)
      let end = try await migration.verify(without: 3)
      #expect(end.code == 1)
      #expect(
        end.finding
          == (total
            ? "failed: pages/page-000002.json says that the collection has 7 records, and the pages have 6 distinct ids; "
              + "the list changed while it was fetched, or a page is missing"
            : "failed: pages/page-000002.json is as full as a page can be (3 records), and the page after it "
              + "(page-000003.json) is not there; fetch the rest"))
    }
  }
}

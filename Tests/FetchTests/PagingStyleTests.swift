import Foundation
import Plan
import Synchronization
import Testing

@testable import Fetch

/// Fetches seven users, three on a page, with faults that `fault` makes of a page.
private func fetch(
  _ style: PagedDesk.Style, users: Int = 7, pagination: FetchPlan.Pagination? = nil, mostPages: Int = 20,
  retries: Int = 2,
  _ fault: @escaping @Sendable (_ turn: Int, _ page: String) -> RawServer.Reply = { .json($1) }
) async throws -> (outcome: Outcome, heads: [String]) {
  let desk = PagedDesk(style, users: users)
  let origin = Mutex("")
  let server = try RawServer { target, turn in
    fault(turn, desk.text(query(of: target), origin: origin.withLock { $0 }))
  }
  origin.withLock { $0 = server.origin }
  let pages = Pages()
  let plan = try pages.plan(
    server.origin + style.start, pagination ?? style.pagination,
    perPage: (pagination ?? style.pagination) == .link ? 100 : 3)
  var options = PagedFetch.Options(timeout: 20, retries: retries)
  options.limits.pages = mostPages
  return (await pages.fetch(plan, options), server.heads)
}

private func targets(_ heads: [String]) -> [String] {
  heads.map { String($0.split(separator: " ")[1]) }
}

private let two = "; the 2 pages that are there stay, and 'deskaudit fetch users' goes on from them"
private let one = "; the page that is there stays, and 'deskaudit fetch users' goes on from it"

@Suite("Each way of paging, against a server")
struct PagingStyleTests {
  @Test("is followed to its end, which is proven", arguments: PagedDesk.Style.allCases)
  func end(_ style: PagedDesk.Style) async throws {
    let (outcome, heads) = try await fetch(style)
    let size = "page%5Bsize%5D=3"
    let (proof, expected): (String, [String]) =
      switch style {
      case .time:
        ("'end_of_stream: true'", [0, 3, 5].map { "/incremental/users.json?start_time=\($0)" })
      case .oldTime:
        (
          "a page of fewer than 3 records, which ends an export without 'end_of_stream'",
          ["/incremental/users.json?start_time=0&per_page=3"]
            + [3, 5, 7].map { "/incremental/users.json?per_page=3&start_time=\($0)" }
        )
      case .cursorExport:
        (
          "'end_of_stream: true'",
          ["/incremental/users/cursor.json?start_time=0"]
            + [3, 6].map { "/incremental/users/cursor.json?cursor=c%2B\($0)" }
        )
      case .cursorList:
        (
          "'has_more: false'",
          ["/users.json?\(size)"] + [3, 6].map { "/users.json?\(size)&page%5Bafter%5D=c%2B\($0)" }
        )
      case .linkList:
        (
          "a null in place of the next link",
          ["/users.json?\(size)"] + [3, 6].map { "/users.json?\(size)&page%5Bafter%5D=c%2B\($0)" }
        )
      case .intercom:
        (
          "a null in place of 'pages.next'",
          ["/contacts?per_page=3"] + [3, 6].map { "/contacts?per_page=3&starting_after=W%3D\($0)" }
        )
      case .hal: ("page 3 of 3", ["/v2/users"] + [2, 3].map { "/v2/users?page=\($0)" })
      }
    #expect(outcome.exitCode == 0, "\(outcome.sentence ?? "")")
    #expect(targets(heads) == expected)
    #expect(outcome.report?.state.end == proof)
    #expect(outcome.report?.state.distinctIDs == 7)
    #expect(outcome.files.count == expected.count)
  }

  @Test("of time repeats what changed in the last second, which is said")
  func repeated() async throws {
    let (outcome, _) = try await fetch(.time)
    #expect(
      outcome.report?.notes == [
        "2 records came more than once, as incremental exports repeat what changes while they are read"
      ])
  }

  @Test("of a list with nothing in it ends with its first page", arguments: PagedDesk.Style.allCases)
  func empty(_ style: PagedDesk.Style) async throws {
    let (outcome, heads) = try await fetch(style, users: 0)
    #expect(outcome.exitCode == 0, "\(outcome.sentence ?? "")")
    #expect(outcome.report?.state.records == 0)
    #expect(heads.count == 1)
  }

  @Test("of HAL ends with a page that leaves out the array, where it counts nothing")
  func emptyHAL() async throws {
    let page = "{\"_links\":{},\"page\":{\"totalElements\":0,\"totalPages\":0,\"number\":1}}"
    let (outcome, _) = try await fetch(.hal) { _, _ in .json(page) }
    #expect(outcome.report?.state.end == "page 1 of 0")
  }

  @Test("waits as long as 429 asks, and goes on", arguments: PagedDesk.Style.allCases)
  func tooMany(_ style: PagedDesk.Style) async throws {
    let (outcome, _) = try await fetch(style) { turn, page in
      turn == 2 ? .json("", status: "429 Too Many Requests", "Retry-After: 93\r\n") : .json(page)
    }
    #expect(outcome.exitCode == 0)
    #expect(outcome.waits == [93])
    #expect(outcome.report?.state.distinctIDs == 7)
  }

  @Test(
    "asks again after a connection that was cut, and saves no half page", arguments: PagedDesk.Style.allCases)
  func cut(_ style: PagedDesk.Style) async throws {
    let (outcome, _) = try await fetch(style) { turn, page in
      guard turn == 2 else { return .json(page) }
      return .init(
        "HTTP/1.1 200 OK\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page.prefix(40))", .reset)
    }
    #expect(outcome.exitCode == 0, "\(outcome.sentence ?? "")")
    #expect(outcome.waits == [1])
    #expect(outcome.report?.state.distinctIDs == 7)
  }

  @Test("ends with exit 2 where the connection is cut for good", arguments: PagedDesk.Style.allCases)
  func cutForGood(_ style: PagedDesk.Style) async throws {
    let (outcome, _) = try await fetch(style) { turn, page in
      turn == 1 ? .json(page) : .init("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", .reset)
    }
    #expect(outcome.exitCode == 2)
    #expect(outcome.sentence?.hasPrefix("users: page 2: the connection failed: ") == true)
    #expect(outcome.sentence?.hasSuffix(one) == true)
    #expect(outcome.files.count == 1)
  }

  @Test("ends with exit 2 where a server repeats a page", arguments: PagedDesk.Style.allCases)
  func repeatedPage(_ style: PagedDesk.Style) async throws {
    let first = Mutex("")
    let (outcome, heads) = try await fetch(style) { turn, page in
      first.withLock {
        if turn == 1 { $0 = page }
        return .json(turn == 1 ? page : $0)
      }
    }
    #expect(outcome.exitCode == 2)
    #expect(outcome.sentence?.hasPrefix("users: page 2 holds the same records as the page before it") == true)
    #expect(outcome.files.count == 1)
    #expect(heads.count == 2)
  }

  @Test("ends with exit 2 where a server has no end", arguments: PagedDesk.Style.allCases)
  func endless(_ style: PagedDesk.Style) async throws {
    let (outcome, heads) = try await fetch(style, users: 1000, mostPages: 5)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.sentence?.hasPrefix("users: page 6 is more than the 5 pages that a collection may have") == true
    )
    #expect(heads.count == 6)
    #expect(outcome.files.count == 5)
  }

  @Test("that a page's form does not fit is named, with the one that fits")
  func wrongPagination() async throws {
    for (style, pagination) in [
      (PagedDesk.Style.time, FetchPlan.Pagination.number), (.time, .cursor), (.cursorExport, .offset),
    ] {
      let (outcome, _) = try await fetch(style, pagination: pagination)
      #expect(
        outcome.sentence
          == "users: page 1 is a page of an incremental export, which 'pagination: \(pagination.rawValue)' can't "
          + "follow; write 'pagination: next-link' in the plan; no page was saved yet")
    }
    let (outcome, _) = try await fetch(.intercom, pagination: .link)
    #expect(
      outcome.sentence
        == "users: page 1 is a page with the cursor 'pages.next.starting_after', which 'pagination: next-link' "
        + "can't follow; write 'pagination: starting-after' in the plan; no page was saved yet")
    #expect(outcome.exitCode == 2)
  }

  @Test("by cursor follows an incremental export by cursor as well")
  func cursorOfExport() async throws {
    let (outcome, heads) = try await fetch(.cursorExport, pagination: .cursor)
    #expect(outcome.report?.state.end == "'end_of_stream: true'")
    #expect(
      targets(heads) == ["/incremental/users/cursor.json?start_time=0&page%5Bsize%5D=3"]
        + [3, 6].map { "/incremental/users/cursor.json?cursor=c%2B\($0)" })
  }

  @Test("by number follows HAL as well, to page N of N")
  func numberedHAL() async throws {
    let (outcome, heads) = try await fetch(.hal, pagination: .number)
    #expect(targets(heads) == [1, 2, 3].map { "/v2/users?per_page=3&page=\($0)" })
    #expect(outcome.report?.state.end == "page 3 of 3")
  }
}

@Suite("Pages that contradict themselves")
struct ContradictionTests {
  /// The sentence of a fetch whose second page is `page`, `{desk}` its origin.
  private func sentence(_ style: PagedDesk.Style, _ page: String) async throws -> String? {
    let (outcome, heads) = try await fetch(style, retries: 0) { turn, first in .json(turn == 1 ? first : page)
    }
    #expect(outcome.exitCode == 2)
    #expect(heads.count == 2)
    return outcome.sentence
  }

  @Test("an export by time whose page names itself as the next one ends, and says how to get past it")
  func ownAddress() async throws {
    let page = #"{"users":[{"id":9}],"end_of_stream":false,"end_time":3,"next_page":"?start_time=3"}"#
    #expect(
      try await sentence(.time, page)
        == "users: page 2 names as its next page one that was read before: the pages go round in a circle; an "
        + "export by time can't get past a second in which more records changed than one page holds; fetch the "
        + "incremental export by cursor, whose address ends in /cursor.json, or report it to whoever runs the "
        + "server\(one)")
  }

  @Test("a full page of an older export that names itself as the next one ends as well")
  func ownAddressOfOld() async throws {
    let page = #"{"users":[{"id":7},{"id":8},{"id":9}],"end_time":3,"next_page":"?per_page=3&start_time=3"}"#
    #expect(
      try await sentence(.oldTime, page)?.hasPrefix(
        "users: page 2 names as its next page one that was read before") == true)
  }

  @Test("an export that is not at its end and names no next page proves none")
  func noNext() async throws {
    #expect(
      try await sentence(.cursorExport, #"{"users":[{"id":9}],"end_of_stream":false}"#)
        == "users: page 2 says 'end_of_stream: false', but has neither 'next_page' nor 'after_url' nor "
        + "'after_cursor'; report it to whoever runs the server\(one)")
  }

  @Test("a page of HAL without a next link that is not page N of N proves no end")
  func halInTheMiddle() async throws {
    #expect(
      try await sentence(
        .hal,
        #"{"_embedded":{"users":[{"id":9}]},"_links":{},"page":{"number":2,"totalPages":3}}"#)
        == "users: page 2 has no link to the next page, but is page 2 of 3; report it to whoever runs the server; "
        + "'pagination: page' may avoid it\(one)")
  }

  @Test("Intercom's page without 'pages.next' proves no end, unless it is page N of N")
  func intercomWithoutNext() async throws {
    #expect(
      try await sentence(.intercom, #"{"data":[{"id":9}],"pages":{"page":2,"total_pages":3}}"#)
        == "users: page 2 has no 'pages.next.starting_after', and no null in place of 'pages.next', so that its end "
        + "is not proven; check 'pagination' in the plan; 'next-link' follows addresses\(one)")
    let (outcome, _) = try await fetch(.intercom) { turn, page in
      .json(turn == 1 ? page : #"{"data":[{"id":9}],"pages":{"page":2,"total_pages":2}}"#)
    }
    #expect(outcome.report?.state.end == "page 2 of 2")
  }

  @Test(
    "a cursor that comes again is a circle",
    arguments: [PagedDesk.Style.cursorExport, .cursorList, .intercom])
  func cursorCircle(_ style: PagedDesk.Style) async throws {
    let second = Mutex("")
    let (outcome, heads) = try await fetch(style, users: 9) { turn, page in
      second.withLock {
        if turn == 2 { $0 = page }
        return .json(turn == 3 ? $0.replacing("\"id\":", with: "\"id\":1") : page)
      }
    }
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.sentence?.hasPrefix(
        "users: page 3 names as its next page one that was read before: the pages go round in a circle")
        == true)
    #expect(outcome.sentence?.hasSuffix(two) == true)
    #expect(heads.count == 3)
  }

  @Test(
    "a link to another host is refused, which never hears of it",
    arguments: [
      (PagedDesk.Style.time, #"{"users":[{"id":9}],"end_of_stream":false,"next_page":"LINK"}"#),
      (.cursorExport, #"{"users":[{"id":9}],"end_of_stream":false,"after_cursor":"c","after_url":"LINK"}"#),
      (.hal, #"{"_embedded":{"users":[{"id":9}]},"_links":{"next":{"href":"LINK"}}}"#),
      (.linkList, #"{"users":[{"id":9}],"links":{"next":"LINK"}}"#),
      (.linkList, #"{"users":[{"id":9}],"pages":{"next":"LINK"}}"#),
    ])
  func foreignLink(_ style: PagedDesk.Style, _ page: String) async throws {
    let other = try RawServer { _, _ in .json(#"{"users":[],"end_of_stream":true}"#) }
    #expect(
      try await sentence(style, page.replacing("LINK", with: other.origin + "/u"))
        == "users: page 2 has a next link to \(other.origin), which is not {desk}; credentials are never sent "
        + "there; if the collection has moved, put its new address into the plan\(one)")
    #expect(other.heads.isEmpty)
  }

  @Test(
    "a cursor leads nowhere but to the collection, whatever it holds",
    arguments: ["@evil.example/", "//evil.example", "x&page=9#f", "a\\r\\nX-Evil: 1", "../../admin?x=1"])
  func wildCursor(_ cursor: String) async throws {
    for style in [PagedDesk.Style.intercom, .cursorList, .cursorExport] {
      let (outcome, heads) = try await fetch(style) { turn, page in
        switch (turn, style) {
        case (1, .intercom):
          .json("{\"data\":[{\"id\":9}],\"pages\":{\"next\":{\"starting_after\":\"\(cursor)\"}}}")
        case (1, .cursorList):
          .json("{\"users\":[{\"id\":9}],\"meta\":{\"has_more\":true,\"after_cursor\":\"\(cursor)\"}}")
        case (1, _):
          .json("{\"users\":[{\"id\":9}],\"end_of_stream\":false,\"after_cursor\":\"\(cursor)\"}")
        default: .json(page)
        }
      }
      #expect(outcome.exitCode == 0, "\(outcome.sentence ?? "")")
      let name = ["intercom": "starting_after", "cursorList": "page[after]"][style.rawValue] ?? "cursor"
      let path = style.start.prefix { $0 != "?" }
      let second = try #require(targets(heads).dropFirst().first)
      #expect(second.hasPrefix(path + "?"))
      #expect(query(of: second)[name] == cursor.replacing("\\r\\n", with: "\r\n"))
      #expect(heads.allSatisfy { !$0.contains("\r\nX-Evil") })
    }
  }
}

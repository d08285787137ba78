import FlyingFox
import Foundation
import Plan
import Testing

@testable import Fetch

@Suite("Credentials stay with their origin")
struct OriginTests {
  /// Two servers; the first answers with what `answer` makes of the second's origin.
  private func fetch(
    _ pagination: FetchPlan.Pagination, _ answer: @escaping @Sendable (Asked, _ other: String) -> HTTPResponse
  ) async throws -> (outcome: Outcome, other: String, asked: Int, askedOther: [Asked]) {
    try await serving { _, _ in
      .json(#"{"users":[],"next_page":null}"#)
    } _: { other, otherLog in
      try await serving { asked, _ in
        answer(asked, other)
      } _: { origin, log in
        let outcome = try await Pages().fetch(origin + "/u", pagination)
        return (outcome, other, log.all.count, otherLog.all)
      }
    }
  }

  @Test(
    "a redirect to another origin is refused, which never hears of it", arguments: [301, 302, 303, 307, 308])
  func redirect(_ status: Int) async throws {
    let (outcome, other, asked, askedOther) = try await fetch(.number) { _, other in
      .status(status, ["Location": other + "/u"])
    }
    #expect(
      outcome.sentence
        == "users: page 1: the server redirects to \(other), which is not {desk}; credentials are never sent "
        + "there; "
        + "if the collection has moved, put its new address into the plan (migration.yml:4); no page was "
        + "saved yet"
    )
    #expect(outcome.exitCode == 2)
    #expect(asked == 1)
    #expect(askedOther.isEmpty)
  }

  @Test(
    "a next link to another origin is refused, which never hears of it",
    arguments: [FetchPlan.Pagination.link, .cursor])
  func nextLink(_ pagination: FetchPlan.Pagination) async throws {
    let (outcome, other, asked, askedOther) = try await fetch(pagination) { _, other in
      .json("{\"users\":[{\"id\":1}],\"links\":{\"next\":\"\(other)/u?page=2\"}}")
    }
    #expect(
      outcome.sentence
        == "users: page 1 has a next link to \(other), which is not {desk}; credentials are never sent "
        + "there; if the "
        + "collection has moved, put its new address into the plan; no page was saved yet")
    #expect(asked == 1)
    #expect(askedOther.isEmpty)
  }

  @Test("a next link is not followed where the pages are numbered, wherever it leads")
  func numbered() async throws {
    let (outcome, _, _, askedOther) = try await fetch(.number) { asked, other in
      .json(
        asked.page == 1
          ? "{\"users\":[{\"id\":1}],\"next_page\":\"\(other)/u\"}" : "{\"users\":[],\"next_page\":null}")
    }
    #expect(outcome.exitCode == 0)
    #expect(askedOther.isEmpty)
  }

  @Test(
    "links are read once, and stay within the origin",
    arguments: [
      ("?page=2", "http://127.0.0.1:8080/api/u?page=2"),
      ("/v2/u?a=b%20c", "http://127.0.0.1:8080/v2/u?a=b%20c"),
      ("//127.0.0.1:8080/v2", "http://127.0.0.1:8080/v2"),
      ("HTTP://127.0.0.1:8080/v2#end", "http://127.0.0.1:8080/v2"),
      ("next", "http://127.0.0.1:8080/api/next"),
    ])
  func resolved(_ link: String, _ expected: String) throws {
    let page = try #require(URL(string: "http://127.0.0.1:8080/api/u?page=1"))
    let origin = try #require(Origin(page))
    #expect(try origin.resolve(link, from: page).absoluteString == expected)
  }

  @Test(
    "links that leave the origin, by scheme, host, port or trick, are refused",
    arguments: [
      "https://127.0.0.1:8080/u", "http://127.0.0.1/u", "http://127.0.0.2:8080/u", "//evil.example/u",
      "http://127.0.0.1:8080@evil.example/u", "http://ann:pw@127.0.0.1:8080/u",
      "http://127.0.0.1:8080.evil.example/u",
      "ftp://127.0.0.1:8080/u", "javascript:alert(1)", "http:///u", "file:///etc/passwd",
      "http://evil.example\\@127.0.0.1:8080/u",
    ])
  func foreign(_ link: String) throws {
    let page = try #require(URL(string: "http://127.0.0.1:8080/api/u?page=1"))
    let origin = try #require(Origin(page))
    #expect(throws: LinkFault.self) { try origin.resolve(link, from: page) }
  }

  @Test("a link with a line break adds no header")
  func lineBreak() async throws {
    let server = try RawServer { _, turn in
      let body =
        turn == 1
        ? #"{"users":[{"id":1}],"next_page":"/u?x=1 HTTP/1.1\r\nX-Evil: 1"}"#
        : #"{"users":[],"next_page":null}"#
      return .init(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
    _ = try await Pages().fetch(server.origin + "/u", .link)
    #expect(server.heads.allSatisfy { !$0.contains("\r\nX-Evil") })
  }

  @Test(
    "http is for this machine alone",
    arguments: [
      ("http://localhost/u", true), ("http://127.8.9.1:81/u", true), ("http://[::1]:81/u", true),
      ("https://desk.example/u", true), ("http://desk.example/u", false),
      ("http://127.0.0.1.evil.example/u", false),
      ("http://2130706433/u", false), ("http://0.0.0.0/u", false), ("http://localhost.evil.example/u", false),
    ])
  func privacy(_ url: String, _ isPrivate: Bool) throws {
    let url = try #require(URL(string: url))
    #expect(Origin(url)?.isPrivate == isPrivate)
  }

  @Test("an address of the plan that can't be used is a mistake that doesn't show what may be a password")
  func addresses() async throws {
    let faults = [
      (
        "http://desk.example/u",
        "the credentials would travel to {desk} for everyone to read; use https"
      ),
      ("https://ann:sesame@desk.example/u", "the address holds a user name or a password; remove them"),
      ("ftp://ann:sesame@desk.example/u", "'url' is not an http or https address; expected one such as"),
      ("https://desk.example/u#top", "the address has a fragment (#…), which no server sees; remove it"),
      (
        "https://desk.example/u?page=3",
        "the address has 'page' itself, which the fetch adds; remove it there"
      ),
    ]
    for (url, sentence) in faults {
      let outcome = try await Pages().fetch(url)
      #expect(
        outcome.sentence?.hasPrefix("migration.yml:4: \(sentence)") == true, "\(outcome.sentence ?? "")")
      #expect(outcome.exitCode == 64)
      #expect(outcome.sentence?.contains("sesame") == false)
    }
  }
}

@Suite("Next links and cursors")
struct LinkTests {
  private func fetch(
    _ pagination: FetchPlan.Pagination, _ answer: @escaping @Sendable (Asked) -> String
  ) async throws -> (outcome: Outcome, targets: [String]) {
    try await serving { asked, _ in
      .json(answer(asked))
    } _: { origin, log in
      (try await Pages().fetch(origin + "/u", pagination), log.targets)
    }
  }

  @Test("next links are followed to the null, relative ones as well")
  func links() async throws {
    let (outcome, targets) = try await fetch(.link) { asked in
      switch asked.target {
      case "/u": #"{"users":[{"id":1}],"next_page":"/u?page=2"}"#
      case "/u?page=2": #"{"users":[],"next_page":"?page=3"}"#
      default: #"{"users":[{"id":2}],"next_page":null}"#
      }
    }
    #expect(targets == ["/u", "/u?page=2", "/u?page=3"])
    #expect(
      outcome.report?.state.summary
        == "users: 2 records, 2 distinct ids, 3 pages, end proven by a null in place of the next link")
  }

  @Test("a circle of next links is noticed")
  func circle() async throws {
    let (outcome, targets) = try await fetch(.link) { asked in
      #"{"users":[{"id":\#(asked.turn)}],"next_page":"/u?page=\#(asked.turn % 2 + 1)"}"#
    }
    #expect(
      outcome.sentence
        == "users: page 3 names as its next page one that was read before: the pages go round in a circle; "
        + "report it "
        + "to whoever runs the server; 'pagination: page' may avoid it; the 2 pages that are there stay, and "
        + "'deskaudit fetch users' goes on from them")
    #expect(targets == ["/u", "/u?page=2", "/u?page=1"])
  }

  @Test("a page that says nothing of a next one proves no end")
  func silent() async throws {
    let (outcome, _) = try await fetch(.link) { _ in #"{"users":[{"id":1}]}"# }
    #expect(
      outcome.sentence
        == "users: page 1 has neither 'next_page' nor 'links.next', so that its end is not proven; try "
        + "'pagination: "
        + "page' in the plan; no page was saved yet")
  }

  @Test("cursors are sent back as page[after], until has_more is false")
  func cursors() async throws {
    let (outcome, targets) = try await fetch(.cursor) { asked in
      asked.turn == 1
        ? #"{"users":[{"id":1}],"meta":{"has_more":true,"after_cursor":"a+b=&c"},"links":{"next":"/no"}}"#
        : #"{"users":[{"id":2}],"meta":{"has_more":false,"after_cursor":"z"},"links":{"next":"/no"}}"#
    }
    #expect(targets == ["/u?page[size]=100", "/u?page[size]=100&page[after]=a+b=&c"])
    #expect(outcome.report?.state.end == "'has_more: false'")
  }

  @Test("a cursor that comes again is a circle")
  func cursorCircle() async throws {
    let (outcome, _) = try await fetch(.cursor) { asked in
      #"{"users":[{"id":\#(asked.turn)}],"meta":{"has_more":true,"after_cursor":"a"}}"#
    }
    #expect(
      outcome.sentence?.hasPrefix("users: page 2 names as its next page one that was read before") == true)
  }

  @Test("more pages than a collection may have end the fetch")
  func tooMany() throws {
    let plan = try #require(Pages().plan("https://desk.example/u").sources.last?.fetch)
    var walk = Walk(plan, addresses: try PageAddresses(plan, place: "migration.yml:4"), mostPages: 2)
    for id in 1...2 {
      _ = try walk.take(Page(body: Data("[{\"id\":\(id)}]".utf8), collection: nil, idKey: "id"))
    }
    #expect(
      throws: WalkFault(
        "is more than the 2 pages that a collection may have",
        remedy: "check 'url' and 'pagination' in the plan, or allow more with --max-pages", isLimit: true)
    ) {
      try walk.take(Page(body: Data("[{\"id\":3}]".utf8), collection: nil, idKey: "id"))
    }
  }
}

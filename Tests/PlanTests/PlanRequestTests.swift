import Testing

@testable import Plan

@Suite("What a fetch asks with")
struct PlanRequestTests {
  /// A plan whose users are fetched so, in line 3.
  private func text(_ fetch: String) -> String {
    """
    sources:
      chat: {path: chat.csv}
      users: {path: users/*.json, fetch: {url: 'https://desk.example/u', \(fetch)}}
    identity: {keep: users}
    """
  }

  private func fetch(_ text: String) throws -> FetchPlan {
    try #require(try Plan(text: self.text(text), path: "m.yml").sources[1].fetch)
  }

  @Test("parameters, cursors, headers, a token's scheme and a body are read")
  func read() throws {
    let offset = try fetch(
      "pagination: offset, first: 1, total: meta.total, parameters: {offset: from, per-page: max}, token-scheme: Zoho-x, "
        + "headers: {orgId: '1234', Accept: application/vnd.x+json}")
    #expect(offset.pagination == .offset)
    #expect(
      (offset.parameters.offset, offset.parameters.perPage, offset.parameters.page) == ("from", "max", nil))
    #expect((offset.first, offset.total, offset.tokenScheme) == (1, "meta.total", "Zoho-x"))
    #expect(
      offset.headers == [
        .init(name: "orgId", value: "1234"), .init(name: "Accept", value: "application/vnd.x+json"),
      ])
    let cursor = try fetch("pagination: cursor, body: {}, cursor: {from: a.b, to: c, alone: true}")
    #expect(cursor.cursor == .init(from: "a.b", to: "c", isAlone: true))
    #expect(cursor.body == "{}")
    let usual = try fetch("pagination: cursor")
    #expect((usual.cursor, usual.body, usual.tokenScheme) == (nil, nil, "Bearer"))
  }

  @Test("a body is JSON: words without quotes are what they are there, all else is text")
  func body() throws {
    #expect(
      try fetch(
        "pagination: page, body: {a: 1, b: '1', c: true, d: null, e: [x, -1.5e3, 007, yes], f: {g: 2024-01-01, "
          + #"h: "q\"\\"}, i: }"#
      ).body
        == #"{"a":1,"b":"1","c":true,"d":null,"e":["x",-1.5e3,"007","yes"],"f":{"g":"2024-01-01","h":"q\"\\"},"i":null}"#
    )
  }

  @Test(
    "is refused with the line and what to do",
    arguments: [
      (
        "paginaton: page",
        "unknown key 'paginaton' in 'sources.users.fetch'; did you mean 'pagination'?"
      ),
      (
        "pagination: offset, parameters: {ofset: from}",
        "unknown key 'ofset' in 'sources.users.fetch.parameters'; did you mean 'offset'?"
      ),
      (
        "pagination: page, parameters: {offset: from}",
        "'sources.users.fetch.parameters.offset' is for 'pagination: offset'; write that, or leave it out"
      ),
      (
        "pagination: offset, parameters: {offset: n, per-page: n}",
        "'sources.users.fetch.parameters' has 'n' twice; each is a parameter of its own"
      ),
      (
        "pagination: cursor, first: 1",
        "'sources.users.fetch.first' is for 'pagination: page' or 'pagination: offset'; write one of these, or leave it "
          + "out"
      ),
      (
        "pagination: offset, first: 2",
        "expected a number from 0 to 1 for 'sources.users.fetch.first', found 2"
      ),
      (
        "pagination: page, cursor: {from: a, to: b}",
        "'sources.users.fetch.cursor' is for 'pagination: cursor'; write that, or leave it out"
      ),
      (
        "pagination: cursor, cursor: {form: a, to: b}",
        "unknown key 'form' in 'sources.users.fetch.cursor'; did you mean 'from'?"
      ),
      (
        "pagination: cursor, cursor: {to: b}",
        "'sources.users.fetch.cursor.from' is missing; name the key of a page that has the cursor of the next one"
      ),
      (
        "pagination: cursor, cursor: {from: a..b, to: b}",
        "expected a key, or keys joined by dots such as pages.next.starting_after, for 'sources.users.fetch.cursor.from', "
          + "found text 'a..b'"
      ),
      (
        "pagination: cursor, body: {x: 1}",
        "'sources.users.fetch.body' with 'pagination: cursor' needs 'cursor' beside it, to say where the cursor comes "
          + "from and where the body has it; add 'cursor: {from: next_page_id, to: page_id}'"
      ),
      (
        "pagination: next-link, body: {x: 1}",
        "'sources.users.fetch.body' is for 'pagination: page', 'pagination: offset', 'pagination: cursor' or "
          + "'pagination: none'; write one of these, or leave it out"
      ),
      ("pagination: page, body: 7", "expected a mapping for 'sources.users.fetch.body', found text '7'"),
      (
        "pagination: none, parameters: {per-page: n}",
        "'sources.users.fetch.parameters' is for pages, and 'pagination: none' has one answer; leave it out"
      ),
      (
        "headers: {'or gId': x}",
        "'or gId' in 'sources.users.fetch.headers' is not the name of a header; correct it"
      ),
      (
        "headers: {orgId: Grün}",
        "'sources.users.fetch.headers.orgId' has a character that no header can have; expected ASCII"
      ),
      (
        "headers: {orgId: 1, ORGID: 1}",
        "'sources.users.fetch.headers.ORGID' is there twice, in another case; keep one"
      ),
      (
        "headers: {Content-Length: 5}",
        "'sources.users.fetch.headers.Content-Length' is a header that the fetch writes itself; leave it out"
      ),
    ])
  func mistakes(fetch: String, message: String) {
    #expect(problems(of: text(fetch)).contains("m.yml:3: " + message), "\(problems(of: text(fetch)))")
  }

  private let remedy =
    "set DESKAUDIT_USER and DESKAUDIT_PASSWORD, or DESKAUDIT_TOKEN, in the environment, or write them into a netrc file"

  @Test(
    "no header may be a credential, and no message has its value",
    arguments: [
      "Cookie", "Proxy-Authorization", "X-Api-Key", "X-Auth-Token", "Ocp-Apim-Subscription-Key",
      "x-session-id",
      "X-Amz-Signature", "Client-Secret",
    ])
  func credentials(name: String) {
    #expect(
      problems(of: text("headers: {\(name): hunter2}")) == [
        "m.yml:3: 'sources.users.fetch.headers.\(name)' is a credential, and credentials are never in a plan; remove it, "
          + "and \(remedy)"
      ])
  }

  @Test("nor is Authorization, whose other scheme has a key of its own")
  func authorization() {
    #expect(
      problems(of: text("headers: {authorization: Zoho-oauthtoken hunter2}")) == [
        "m.yml:3: 'sources.users.fetch.headers.authorization' is a credential, and credentials are never in a plan; remove "
          + "it, and \(remedy); 'token-scheme' is the word before a token"
      ])
    let found = problems(of: text("token-scheme: Zoho-oauthtoken hunter2"))
    #expect(
      found == [
        "m.yml:3: expected one word, such as Bearer, for 'sources.users.fetch.token-scheme'; the token itself is never in "
          + "a plan: set DESKAUDIT_TOKEN"
      ])
  }

  @Test(
    "nor may a value look like one, or a key of the body", arguments: ["Bearer hunter2", "eyJh.eyJz.hunter2"])
  func value(value: String) {
    #expect(
      problems(of: text("headers: {X-Desk: \(value)}")) == [
        "m.yml:3: 'sources.users.fetch.headers.X-Desk' looks like a credential, and credentials are never in a plan; "
          + "remove it, and \(remedy)"
      ])
    #expect(
      problems(of: text("pagination: page, body: {a: {password: hunter2}}")) == [
        "m.yml:3: 'sources.users.fetch.body' has 'password', which looks like a credential, and credentials are never in "
          + "a plan; remove it, and \(remedy)"
      ])
  }
}

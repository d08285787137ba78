import Testing

@testable import Plan

@Suite("A source that is fetched for each id of another")
struct PlanFetchTests {
  /// A plan whose comments are fetched so; their `fetch` is in line 6.
  private func text(
    _ fetch: String, tickets: String = "path: tickets/*.json", path: String = "comments/*.json",
    other: String = ""
  ) -> String {
    """
    sources:
      people: {path: people.csv}
      tickets: {\(tickets)}
      comments:
        path: \(path)
        fetch: {\(fetch)}
    \(other)
    records:
      users: {source: people}
      tickets: {source: tickets, fields: {id: id, requester_id: requester_id}}
      comments: {source: comments}
    """
  }

  private let url = "url: 'https://desk.example/tickets/{id}/comments.json'"

  @Test("names the source, and the column of its ids if it is not 'id'")
  func read() throws {
    let plan = try Plan(text: text("\(url), for-each: tickets, pagination: cursor"), path: "m.yml")
    let fetch = try #require(plan.sources[2].fetch)
    #expect(fetch.forEach == .init(source: Located("tickets", line: 6), key: "id"))
    #expect(fetch.url.value == "https://desk.example/tickets/{id}/comments.json")
    #expect(fetch.directory == "comments")
    let keyed = try Plan(
      text: text("\(url), for-each: tickets, key: ticket.number, pagination: none"), path: "m.yml")
    #expect(keyed.sources[2].fetch?.forEach?.key == "ticket.number")
    #expect(keyed.sources[2].fetch?.pagination == .oneAnswer)
  }

  @Test(
    "is refused with the line and what to do",
    arguments: [
      (
        "url: 'https://desk.example/comments.json', for-each: tickets",
        "6: 'sources.comments.fetch.url' has no '{id}' for the ids of 'for-each'; write it once, as in "
          + "'https://desk.example/tickets/{id}/comments.json'"
      ),
      (
        "url: 'https://desk.example/{id}/{id}', for-each: tickets",
        "6: 'sources.comments.fetch.url' has '{id}' 2 times; write it once"
      ),
      (
        "url: 'https://desk.example/{id}'",
        "6: 'sources.comments.fetch.url' has '{id}', and nothing says whose ids; add 'for-each: SOURCE', the source "
          + "that has them"
      ),
      (
        "url: 'https://{id}.example/', for-each: tickets",
        "6: 'sources.comments.fetch.url' has '{id}' in its host; credentials go to one host, so write it into the path "
          + "or the query"
      ),
      (
        "url: 'https://desk.example/u', key: id",
        "6: 'sources.comments.fetch.key' is the column of the ids of 'for-each', which is missing; add it, or leave "
          + "this out"
      ),
      (
        "url: 'https://desk.example/{id}', for-each: tickts",
        "6: 'sources.comments.fetch.for-each' must be the name of a source, found 'tickts'; did you mean 'tickets'?"
      ),
      (
        "url: 'https://desk.example/{id}', for-each: comments",
        "6: 'sources.comments.fetch.for-each' names its own source; name the one that has the ids"
      ),
      (
        "url: 'https://desk.example/{id}', for-each: tickets, pagination: none, per-page: 5",
        "6: 'sources.comments.fetch.per-page' is for pages, and 'pagination: none' has one answer; leave it out"
      ),
    ])
  func mistakes(fetch: String, message: String) {
    #expect(problems(of: text(fetch)) == ["m.yml:" + message])
  }

  @Test(
    "may be of the ids of one that is fetched so itself, with or without the id of that, in two steps at most"
  )
  func chain() throws {
    let tickets = "path: tickets/*.json, fetch: {url: 'https://desk.example/p/{id}', for-each: people}"
    #expect(problems(of: text("\(url), for-each: tickets", tickets: tickets)) == [])
    let nested = "url: 'https://desk.example/p/{parent}/t/{id}', for-each: tickets"
    let plan = try Plan(text: text(nested, tickets: tickets), path: "m.yml")
    #expect(plan.sources[2].fetch?.namesParent == true)
    let deep = "  parts: {path: parts/*.json, fetch: {url: 'https://desk.example/{id}', for-each: comments}}"
    #expect(
      problems(of: text(nested, tickets: tickets, other: deep)).first
        == "m.yml:7: 'sources.parts.fetch.for-each' names 'comments', whose ids are those of a source that is fetched for "
        + "each id itself; two such steps are as many as there may be")
    #expect(
      problems(of: text(nested)) == [
        "m.yml:6: 'sources.comments.fetch.for-each' names 'tickets', which is not fetched for each id of a source, so that "
          + "there is nothing to write for '{parent}'; leave it out"
      ])
  }

  @Test("has its id in the address or in the body")
  func idInBody() throws {
    let body = "url: 'https://desk.example/chat', body: {id: '{id}'}, pagination: none, for-each: tickets"
    #expect(try Plan(text: text(body), path: "m.yml").sources[2].fetch?.body == #"{"id":"{id}"}"#)
    #expect(
      problems(of: text(body.replacing("/chat", with: "/{id}"))) == [
        "m.yml:6: 'sources.comments.fetch.url' has '{id}' 2 times; write it once"
      ])
  }

  @Test("has a path that means the files of all ids")
  func path() {
    #expect(
      problems(of: text("\(url), for-each: tickets", path: "comments/page-*.json")) == [
        "m.yml:5: 'for-each' writes files such as '17-page-000001.json', which 'comments/page-*.json' does not match; "
          + "end the path in '/*.json'"
      ])
    #expect(problems(of: text("\(url), for-each: tickets", path: "comments/*-page-*.json")) == [])
  }

  @Test("uses the source of the ids, which needs no records of its own then")
  func unmapped() throws {
    let text = """
      sources:
        people: {path: people.csv}
        list: {path: list/*.json}
        tickets:
          path: tickets/*.json
          fetch: {url: "https://desk.example/c/{id}", pagination: none, for-each: list}
        parts: {path: tickets/*.json, each: "parts[]"}
      records:
        users: {source: people}
        tickets: {source: tickets, fields: {id: id, requester_id: requester_id}}
        comments: {source: parts}
      """
    let plan = try Plan(text: text, path: "m.yml")
    #expect(plan.chats == [])
    #expect(plan.records.map(\.source.name) == ["people", "tickets", "parts"])
  }

  @Test("may be of one record for each answer, which is read like a line")
  func oneRecord() {
    #expect(
      problems(
        of: text("\(url), for-each: tickets, pagination: none", path: "comments/*.json").replacing(
          "    path: comments", with: "    format: ndjson\n    path: comments")) == [])
    #expect(
      problems(
        of: text("\(url), for-each: tickets, pagination: cursor").replacing(
          "    path: comments", with: "    format: ndjson\n    path: comments")) == [
          "m.yml:7: 'sources.comments.fetch' is for the format json, and this source is ndjson; leave one out"
        ])
  }

  @Test("one record is called as its source is, without the plural")
  func words() {
    #expect(
      ["tickets", "replies", "access", "desk", "s"].map(singular) == [
        "ticket", "reply", "access", "desk", "s",
      ])
  }
}

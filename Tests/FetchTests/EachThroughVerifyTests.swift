import Foundation
import Testing

@testable import Fetch

/// Tickets in a file, and what is fetched for each of them by the binary, with a plan of lists of people.
private struct Migration {
  static let comments = """
      comments: {source: comments, fields: {ticket_id: {template: "{@file}", extract: "*-page-??????.json"}, \
    author_id: author_id, public: public, created_at: created_at, html_body: html_body}}
    """

  let binary: Binary

  /// - Parameters:
  ///   - fetch: what `fetch:` of the comments has beside its address.
  ///   - sources, records: the sources from the one that is fetched on, and the mapping of comments.
  init(
    _ url: String, fetch: String = "pagination: cursor, for-each: tickets", ids: [Int] = [17, 18, 99],
    sources: String? = nil, records: String = Self.comments
  ) throws {
    binary = try Binary(url)
    try binary.write(
      """
      sources:
        people: {path: people.csv}
        tickets: {path: tickets.ndjson, format: ndjson, where: "state != deleted"}
      \(sources ?? "  comments: {path: pages/*.json, fetch: {url: \"\(url)\", \(fetch)}}")
      records:
        users: {source: people}
        tickets: {source: tickets, fields: {id: id, requester_id: {value: "1"}, created_at: created_at}}
      \(records)
      archive: {path: tickets.tar.gz}
      as-of: 2026-01-01T00:00:00Z
      """, to: "migration.yml")
    try binary.write("id,name,email\n1,Ann,ann@example.org\n", to: "people.csv")
    let rows = ids.map { #"{"id":\#($0),"created_at":"2024-01-01T00:00:00Z","state":"open"}"# }
    let deleted = #"{"id":50,"created_at":"2024-01-01T00:00:00Z","state":"deleted"}"#
    try binary.write(([deleted] + rows).joined(separator: "\n") + "\n", to: "tickets.ndjson")
  }

  func fetch(_ source: String = "comments", _ arguments: String...) async throws -> (
    code: Int32, output: String, errors: String
  ) {
    try await binary.wait(for: binary.start(command: ["fetch", source] + arguments))
  }

  func build() async throws {
    let outcome = try await binary.command("build")
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  /// The exit code, the outcome of the rule about pages, and its findings with their places.
  func verify() async throws -> (code: Int32, outcome: String, findings: [String], summary: String) {
    let run = try await binary.command("verify", "--reports", "reports")
    struct Report: Decodable {
      struct Rule: Decodable {
        struct Finding: Decodable {
          struct Place: Decodable {
            var file: String
            var line: Int
          }
          var message: String
          var export: Place?
        }
        var id: String
        var outcome: String
        var summary: String
        var evidence: [Finding]?
      }
      var rules: [Rule]
    }
    let data = try Data(contentsOf: URL(filePath: "\(binary.pages.path)/reports/audit.json"))
    let rule = try #require(
      JSONDecoder().decode(Report.self, from: data).rules.first { $0.id == "pages-have-no-gap" })
    let findings = (rule.evidence ?? []).map { finding in
      finding.message + (finding.export.map { " | \($0.file):\($0.line)" } ?? "")
    }
    return (run.code, rule.outcome, findings, rule.summary)
  }

  /// Removes pages, verifies, and puts them back.
  func verify(without names: String...) async throws -> (
    code: Int32, outcome: String, findings: [String], summary: String
  ) {
    let files = names.map { URL(filePath: "\(binary.pages.path)/pages/\($0)") }
    let bodies = try files.map { try Data(contentsOf: $0) }
    for file in files { try FileManager.default.removeItem(at: file) }
    let result = try await verify()
    for (file, body) in zip(files, bodies) { try body.write(to: file) }
    return result
  }
}

@Suite("A collection for each id, through build and verify", .serialized)
struct EachThroughVerifyTests {
  @Test("passes where nothing is lost, and fails for whatever is, with the file or the row")
  func cursor() async throws {
    let desk = try CommentDesk(["17": 5, "18": 0, "99": 2])
    let migration = try Migration(desk.url)
    let fetch = try await migration.fetch()
    #expect(fetch.errors == "")
    #expect(fetch.output == "comments: 7 records of 3 tickets, 5 pages, each proven to its end\n")
    #expect(desk.asked == ["17", "17 after 2", "17 after 4", "18", "99"])
    try await migration.build()
    let whole = try await migration.verify()
    #expect(whole.code == 0)
    #expect(whole.findings == [])
    #expect(whole.outcome == "passed")
    #expect(whole.summary == "5 pages, the last one of each id proven to be the last")
    let middle = try await migration.verify(without: "17-page-000002.json")
    #expect(middle.code == 1)
    #expect(
      middle.findings == [
        "pages/17-page-000003.json is page 3, and page 2 (17-page-000002.json) before it is missing; fetch the "
          + "collection again | pages/17-page-000003.json:1"
      ])
    let first = try await migration.verify(without: "17-page-000001.json")
    #expect(
      first.findings == [
        "pages/17-page-000002.json is page 2, and page 1 (17-page-000001.json) before it is missing; fetch the "
          + "collection again | pages/17-page-000002.json:1"
      ])
    let last = try await migration.verify(without: "17-page-000003.json")
    #expect(last.code == 1)
    #expect(
      last.findings == [
        "pages/17-page-000002.json says that another page follows, and it (17-page-000003.json) is not there; fetch "
          + "the rest | pages/17-page-000002.json:1"
      ])
    let all = try await migration.verify(without: "99-page-000001.json")
    #expect(all.code == 1)
    #expect(
      all.findings == ["no page of ticket 99 is there; fetch the comments again | tickets.ndjson:4"])
    try FileManager.default.removeItem(atPath: "\(migration.binary.pages.path)/pages/.fetch-ids.tsv")
    #expect(try await migration.verify().outcome == "passed")
  }

  @Test("fails for an id that the server did not know, whatever the fetch has put down")
  func gone() async throws {
    let desk = try CommentDesk(["17": 1, "99": 2])
    let migration = try Migration(desk.url)
    let fetch = try await migration.fetch()
    #expect(fetch.code == 0)
    #expect(fetch.errors == "note: 1 of 3 tickets is gone: 18\n")
    try await migration.build()
    let result = try await migration.verify()
    #expect(result.code == 1)
    #expect(result.findings == ["no page of ticket 18 is there; fetch the comments again | tickets.ndjson:3"])
  }

  @Test("counts every id without a page, and names the first 20")
  func many() async throws {
    let ids = Array(1...30)
    let desk = try CommentDesk(["7": 1])
    let migration = try Migration(desk.url, ids: ids)
    #expect(
      try await migration.fetch().errors.hasPrefix("note: 29 of 30 tickets are gone: 1, 2, 3, 4, 5, 6, 8, "))
    try await migration.build()
    let result = try await migration.verify()
    #expect(result.findings.count == 20)
    #expect(
      result.findings.last == "no page of ticket 21 is there; fetch the comments again | tickets.ndjson:22")
  }

  @Test("mixes no pages of two fetches of one id")
  func mixed() async throws {
    let desk = try CommentDesk(["17": 1, "18": 1, "99": 1])
    let migration = try Migration(desk.url)
    _ = try await migration.fetch()
    try await migration.build()
    try migration.binary.write(CommentDesk.page("17", after: 0, of: 1), to: "pages/17-page-000002.json")
    let result = try await migration.verify()
    #expect(
      result.findings == [
        "pages/17-page-000001.json says that no page follows, and 1 page does; pages of two fetches may be mixed | "
          + "pages/17-page-000001.json:1"
      ])
  }

  @Test("is not asked for before the source of the ids is there")
  func noParent() async throws {
    let desk = try CommentDesk(["17": 1])
    let migration = try Migration(desk.url)
    try FileManager.default.removeItem(atPath: "\(migration.binary.pages.path)/tickets.ndjson")
    let fetch = try await migration.fetch()
    #expect(fetch.code == 2)
    #expect(
      fetch.errors.hasPrefix("error: comments is fetched for each id of 'tickets', which is not there yet ("))
    #expect(fetch.errors.hasSuffix("); export it first\n"))
    #expect(desk.asked == [])
  }

  @Test("is not proven where the pages say nothing, and the empty one at the end is lost")
  func silent() async throws {
    let server = try RawServer { target, _ in
      let number = query(of: target)["page"].flatMap { Int($0) } ?? 1
      let count = target.contains("/17/") ? 3 : 1
      let ids = Array(1...count).dropFirst((number - 1) * 2).prefix(2)
      let records = ids.map { id in
        #"{"id":\#((target.contains("/17/") ? 1700 : target.contains("/18/") ? 1800 : 9900) + id),"author_id":1,"#
          + #""public":true,"created_at":"2024-01-01T01:00:00Z","html_body":"x"}"#
      }
      return .json("[\(records.joined(separator: ","))]")
    }
    let migration = try Migration(
      server.origin + "/t/{id}/notes", fetch: "pagination: page, per-page: 2, for-each: tickets")
    let fetch = try await migration.fetch()
    #expect(fetch.output == "comments: 5 records of 3 tickets, 7 pages, each proven to its end\n")
    try await migration.build()
    #expect(try await migration.verify().outcome == "passed")
    let unproven = try await migration.verify(without: "99-page-000002.json")
    #expect(unproven.code == 2)
    #expect(
      unproven.summary
        == "comments: nothing proves that pages/99-page-000001.json is the last page; other ids have an empty page after "
        + "it. Fetch the page after it, and save that as well")
    let gap = try await migration.verify(without: "17-page-000002.json")
    #expect(gap.code == 1)
    #expect(
      gap.findings.first?.hasPrefix("pages/17-page-000003.json is page 3, and page 2 (17-page-") == true)
  }

  @Test(
    "may be of the ids of pages that are fetched for each id themselves: threads of each ticket, one by one")
  func nested() async throws {
    let server = try RawServer { target, _ in
      let parts = target.split(separator: "?")[0].split(separator: "/")
      let ticket = Int(parts[1]) ?? 0
      let start = query(of: target)["from"].flatMap { Int($0) } ?? 0
      guard parts.count == 4 else {
        let ids = (ticket == 18 ? [] : [ticket * 10 + 1, ticket * 10 + 2]).dropFirst(start)
        if ids.isEmpty { return .init("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n") }
        return .json(
          "{\"data\":[\(ids.map { "{\"id\":\"\($0)\",\"summary\":\"…\"}" }.joined(separator: ","))]}")
      }
      return .json(
        "{\n  \"id\": \"\(parts[3])\",\n  \"at\": \"2024-01-01T01:00:00Z\",\n  \"text\": \"Hello\\n\",\n"
          + "  \"files\": [\n    {\"id\": 5}\n  ]\n}\n")
    }
    let migration = try Migration(
      server.origin,
      sources: """
          list:
            path: list/*.json
            fetch: {url: "\(server.origin)/tickets/{id}/threads", for-each: tickets, pagination: offset, \
        parameters: {offset: from}}
          threads:
            path: pages/*.json
            format: ndjson
            fetch: {url: "\(server.origin)/tickets/{parent}/threads/{id}", for-each: list, pagination: none}
        """,
      records: """
          comments: {source: threads, fields: {ticket_id: {template: "{@parent}"}, author_id: {value: "1"}, \
        public: {value: true}, created_at: at, html_body: text}}
        """)
    #expect(
      try await migration.fetch("list").output
        == "list: 4 records of 3 tickets, 5 pages, each proven to its end\n")
    let fetch = try await migration.fetch("threads")
    #expect(fetch.errors == "")
    #expect(fetch.output == "threads: 4 records of 4 list, 4 pages, each proven to its end\n")
    let files = ["17,171", "17,172", "99,991", "99,992"].map { "\($0)-page-000001.json" }
    #expect(migration.binary.pages.files.keys.sorted() == files)
    try await migration.build()
    let whole = try await migration.verify()
    #expect(whole.findings == [])
    #expect(whole.code == 0)
    let lost = try await migration.verify(without: files[1])
    #expect(lost.code == 1)
    #expect(
      lost.findings == [
        "no page of list 17/172 is there; fetch the threads again | list/17-page-000001.json:1"
      ])
    // What is there is not asked for again, and what is lost is.
    try FileManager.default.removeItem(atPath: "\(migration.binary.pages.path)/pages/\(files[3])")
    let before = server.heads.count
    #expect(try await migration.fetch("threads").code == 0)
    #expect(server.heads[before...].map { $0.split(separator: " ")[1] } == ["/tickets/99/threads/992"])
  }

  @Test("may be one object for each id of a list that has no records of its own")
  func objects() async throws {
    let server = try RawServer { target, _ in
      let id = target.split(separator: "/").last ?? ""
      return .json(
        #"{"type":"conversation","id":"\#(id)","created_at":1704067200,"contact":{"id":1},"parts":{"parts":["#
          + #"{"id":"\#(id)1","at":1704067300,"body":"Hello","by":1}]}}"#)
    }
    let migration = try Migration(
      server.origin,
      sources: """
          list: {path: list.ndjson, format: ndjson}
          talks:
            path: pages/*.json
            fetch: {url: "\(server.origin)/conversations/{id}", pagination: none, for-each: list, key: ref.id}
          parts: {path: pages/*.json, each: "parts.parts[]"}
        """,
      records: """
          organizations: {source: orgs, key: id}
        """)
    let path = migration.binary.pages.path
    let plan = try String(contentsOfFile: path + "/migration.yml", encoding: .utf8)
      .replacing("  tickets: {path: tickets.ndjson, format: ndjson, where: \"state != deleted\"}\n", with: "")
      .replacing(
        #"tickets: {source: tickets, fields: {id: id, requester_id: {value: "1"}, created_at: created_at}}"#,
        with: "tickets: {source: talks, fields: {id: id, requester_id: contact.id, "
          + "created_at: {from: created_at, format: epoch-seconds}}}"
      )
      .replacing(
        "  organizations: {source: orgs, key: id}\n",
        with: "  comments: {source: parts, fields: {ticket_id: ^.id, author_id: by, public: {value: true}, "
          + "created_at: {from: at, format: epoch-seconds}, html_body: body}}\n")
    try migration.binary.write(plan, to: "migration.yml")
    try migration.binary.write(
      "{\"ref\":{\"id\":\"17\"}}\n{\"ref\":{\"id\":\"18\"}}\n{\"ref\":{\"id\":\"17\"}}\n", to: "list.ndjson")
    let fetch = try await migration.fetch("talks")
    #expect(fetch.errors == "")
    #expect(fetch.output == "talks: 2 records of 2 list, 2 pages, each proven to its end\n")
    try await migration.build()
    let whole = try await migration.verify()
    #expect(whole.findings == [])
    #expect(whole.code == 0)
    let lost = try await migration.verify(without: "18-page-000001.json")
    #expect(lost.code == 1)
    #expect(lost.findings == ["no page of list 18 is there; fetch the talks again | list.ndjson:2"])
  }
}

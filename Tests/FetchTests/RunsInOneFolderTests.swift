import Foundation
import Synchronization
import Testing

@testable import Fetch

/// A full export of contacts and its delta in one folder, each of them fetched by the binary, with a chat beside them.
private final class Migration: Sendable {
  let desk: ChangingDesk
  let binary: Binary

  /// - Parameter changed: the users that change between the two; page 2 of the delta fails once, if there is one.
  init(_ style: PagedDesk.Style, changed: ClosedRange<Int> = 1...6, conflicts: String = "last") async throws {
    desk = try ChangingDesk(style)
    binary = try Binary(desk.url)
    let perPage = style.pagination == .link ? "" : ", per-page: 3"
    try binary.write(
      """
      sources:
        chat: {path: chat.csv}
        ticketing: {path: ticketing.csv}
        users:
          path: pages/*.json
          fetch: {url: "\(desk.url)", pagination: \(style.pagination.rawValue)\(perPage)}
      identity: {match: email, keep: ticketing}
      records:
        contacts: {source: users, key: id, fields: {email: email}}
      conflicts: \(conflicts)
      archive: {path: tickets.tar.gz}
      as-of: 2026-01-01T00:00:00Z
      """, to: "migration.yml")
    try binary.write(
      """
      TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,COMMENT_CREATED_AT,\
      AUTHOR_ID,NAME,EMAIL
      2021-01-01T00:00:00Z,101,11,5,true,<p>Hello</p>,2021-01-01T00:00:00Z,101,Ann,ann@example.org
      2021-01-01T00:00:00Z,101,12,5,false,<p>Hi</p>,2021-01-01T00:01:00Z,102,Bob,bob@example.org

      """, to: "chat.csv")
    try binary.write("id,email\n9001,ann@example.org\n", to: "ticketing.csv")
    let full = try await binary.run()
    #expect(full.code == 0, "\(full.errors)")
    desk.change(changed)
    desk.fail(after: 1)
    let start =
      style == .hal || style == .intercom
      ? ["--url", desk.server.origin + style.start + "?modifiedSince=7"] : []
    let cut = try await binary.run(["--delta", "--retries", "0"] + start)
    #expect(cut.code == (changed.count <= 2 ? 0 : 2), "\(cut.errors)")
    if cut.code != 0 {
      let resumed = try await binary.run()
      #expect(resumed.code == 0, "\(resumed.errors)")
    }
  }

  func build() async throws {
    let outcome = try await binary.command("build")
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  /// The outcome of the rule about pages, and the messages of its findings.
  func verify() async throws -> (code: Int32, outcome: String, messages: [String]) {
    let run = try await binary.command("verify", "--reports", "reports")
    struct Report: Decodable {
      struct Rule: Decodable {
        struct Evidence: Decodable { var message: String }
        var id: String
        var outcome: String
        var evidence: [Evidence]?
      }
      var rules: [Rule]
    }
    let data = try Data(contentsOf: URL(filePath: "\(binary.pages.path)/reports/audit.json"))
    let rule = try #require(
      JSONDecoder().decode(Report.self, from: data).rules.first { $0.id == "pages-have-no-gap" })
    return (run.code, rule.outcome, (rule.evidence ?? []).map(\.message))
  }

  /// Removes a page, and returns it.
  func remove(_ page: Int) throws -> Data {
    let file = URL(filePath: "\(binary.pages.path)/pages/\(name(page))")
    let data = try Data(contentsOf: file)
    try FileManager.default.removeItem(at: file)
    return data
  }

  func restore(_ page: Int, _ data: Data) throws {
    try data.write(to: URL(filePath: "\(binary.pages.path)/pages/\(name(page))"))
  }

  /// The text of the archive.
  func batch() async throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "tar xOzf tickets.tar.gz > batch.json"]
    process.currentDirectoryURL = URL(filePath: binary.pages.path)
    try process.run()
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    return try String(contentsOfFile: "\(binary.pages.path)/batch.json", encoding: .utf8)
  }
}

@Suite("A full export and its delta in one folder, through build and verify", .serialized)
struct RunsInOneFolderTests {
  @Test(
    "pass, though the delta was interrupted and repeats keys of the export: the newest counts",
    arguments: [PagedDesk.Style.time, .oldTime, .cursorExport, .hal, .intercom])
  func whole(_ style: PagedDesk.Style) async throws {
    let migration = try await Migration(style)
    try await migration.build()
    let result = try await migration.verify()
    #expect(result.code == 0)
    #expect(result.outcome == "passed")
    #expect(result.messages == [])
    let batch = try await migration.batch()
    for user in 1...6 {
      #expect(batch.contains("{\"id\":\(user),\"email\":\"changed\(user)@example.org\"}"))
      #expect(!batch.contains("user\(user)@example.org"))
    }
    #expect(batch.contains("{\"id\":7,\"email\":\"user7@example.org\"}"))
  }

  @Test("contradict each other where the plan does not say which counts")
  func refused() async throws {
    let migration = try await Migration(.time, conflicts: "refuse")
    let outcome = try await migration.binary.command("build")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("page-000004.json"), "\(outcome.errors)")
  }

  @Test(
    "fail with the place, whichever page is lost",
    arguments: [PagedDesk.Style.time, .oldTime, .cursorExport, .hal, .intercom])
  func lost(_ style: PagedDesk.Style) async throws {
    let migration = try await Migration(style)
    try await migration.build()
    let pages = migration.binary.pages.files.count
    #expect(pages == ["time": 6, "oldTime": 8][style.rawValue] ?? 5)
    for page in 1...pages {
      let data = try migration.remove(page)
      let result = try await migration.verify()
      #expect(result.code == 1)
      #expect(result.outcome == "failed")
      #expect(
        result.messages.first
          == (page == pages
            ? "pages/\(name(page - 1)) says that another page follows, and it (\(name(page))) is not there; fetch "
              + "the rest"
            : "pages/\(name(page + 1)) is page \(page + 1), and page \(page) (\(name(page))) before it is "
              + "missing; fetch the collection again"))
      // HAL and Intercom count their records as well, and fewer are there.
      #expect(result.messages.count <= (style == .hal || style == .intercom ? 2 : 1))
      try migration.restore(page, data)
    }
    let result = try await migration.verify()
    #expect(result.code == 0)
  }

  @Test("fail where a fetch of changes was interrupted and not continued")
  func unfinished() async throws {
    let migration = try await Migration(.cursorExport)
    try await migration.build()
    migration.desk.change(1...7)
    migration.desk.fail(after: 1)
    #expect(try await migration.binary.run(["--delta", "--retries", "0"]).code == 2)
    let result = try await migration.verify()
    #expect(result.outcome == "failed")
    #expect(
      result.messages == [
        "pages/page-000006.json says that another page follows, and it (page-000007.json) is not there; fetch the rest"
      ])
  }

  @Test("are judged by the pages, not by what the fetch has put down of them")
  func record() async throws {
    let migration = try await Migration(.cursorExport)
    try await migration.build()
    let record = "\(migration.binary.pages.path)/pages/.fetch.json"
    let data = try migration.remove(5)
    let state = try String(contentsOfFile: record, encoding: .utf8)
    try Data(state.replacing("\"pages\" : 2", with: "\"pages\" : 1").utf8).write(to: URL(filePath: record))
    #expect(try await migration.verify().outcome == "failed")
    try migration.restore(5, data)
    try FileManager.default.removeItem(atPath: record)
    #expect(try await migration.verify().outcome == "passed")
  }

  @Test("are each a run of one page, too")
  func single() async throws {
    let migration = try await Migration(.cursorExport, changed: 1...2)
    try await migration.build()
    #expect(migration.binary.pages.files.count == 4)
    #expect(try await migration.verify().outcome == "passed")
    _ = try migration.remove(3)
    #expect(try await migration.verify().outcome == "failed")
  }
}

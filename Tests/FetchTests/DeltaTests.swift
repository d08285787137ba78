import Foundation
import Testing

@testable import Fetch

@Suite("A fetch of what has changed")
struct DeltaTests {
  private let pages = Pages()

  @Test(
    "starts where the last page says, and follows the pages before, which stay as they are",
    arguments: [
      (PagedDesk.Style.time, "/incremental/users.json?start_time=7"),
      (.oldTime, "/incremental/users.json?per_page=3&start_time=7"),
      (.cursorExport, "/incremental/users/cursor.json?cursor=c%2B7"),
    ])
  func delta(_ style: PagedDesk.Style, _ start: String) async throws {
    let desk = try ChangingDesk(style)
    let full = try await desk.fetch(into: pages)
    #expect(full.exitCode == 0)
    let asked = desk.targets.count
    desk.change([2, 8])
    let delta = try await desk.fetch(into: pages, delta: true)
    #expect(delta.exitCode == 0, "\(delta.sentence ?? "")")
    #expect(desk.targets.dropFirst(asked).first == start)
    #expect(delta.files.filter { full.files[$0.key] != nil } == full.files)
    let added = delta.files.keys.filter { full.files[$0] == nil }.sorted()
    #expect(!added.isEmpty)
    #expect(added == (1...delta.files.count).dropFirst(full.files.count).map(name))
    let text = String(decoding: delta.files[name(full.files.count + 1)] ?? Data(), as: UTF8.self)
    #expect(text.contains("changed2@example.org") && text.contains("changed8@example.org"))
    #expect(
      delta.report?.state.summary.hasPrefix("users: run 2, from \(name(full.files.count + 1)): ") == true)
    // What is complete is left alone.
    let again = try await desk.fetch(into: pages)
    #expect(again.report?.wasComplete == true)
    #expect(again.files == delta.files)
  }

  @Test("may find nothing, and be followed by others", arguments: [PagedDesk.Style.time, .cursorExport])
  func several(_ style: PagedDesk.Style) async throws {
    let desk = try ChangingDesk(style)
    #expect(try await desk.fetch(into: pages).exitCode == 0)
    for run in 2...4 {
      if run == 3 { desk.change([1]) }
      let outcome = try await desk.fetch(into: pages, delta: true)
      #expect(outcome.exitCode == 0, "\(outcome.sentence ?? "")")
      #expect(outcome.files.count == 2 + run)
      #expect(outcome.report?.state.earlier?.count == run - 1)
    }
    #expect(try pages.state().earlier?.map(\.pages) == [3, 1, 1])
  }

  @Test("goes on where it was interrupted, by any fetch", arguments: [false, true])
  func resumed(_ delta: Bool) async throws {
    let desk = try ChangingDesk(.cursorExport)
    let full = try await desk.fetch(into: pages)
    desk.change(1...7)
    desk.fail(after: 2)
    let cut = try await desk.fetch(into: pages, delta: true)
    #expect(cut.exitCode == 2)
    #expect(
      cut.sentence
        == "users: page 6: the server answered 500; try again later; the 5 pages that are there stay, and "
        + "'deskaudit fetch users' goes on from them")
    #expect(cut.files.count == 5)
    let asked = desk.targets.count
    let resumed = try await desk.fetch(into: pages, delta: delta)
    #expect(resumed.exitCode == 0, "\(resumed.sentence ?? "")")
    #expect(desk.targets.dropFirst(asked).map { $0.suffix(2) } == ["10", "13"])
    #expect(resumed.report?.notes == (delta ? ["an earlier --delta was interrupted; it is continued"] : []))
    #expect(resumed.files.count == 6)
    #expect(resumed.files.filter { full.files[$0.key] != nil } == full.files)
    #expect(resumed.report?.state.records == 7)
  }

  @Test("starts from the first page of its own where it was interrupted before that")
  func interruptedAtOnce() async throws {
    let desk = try ChangingDesk(.time)
    let full = try await desk.fetch(into: pages)
    desk.change([1])
    desk.fail(after: 0)
    #expect(try await desk.fetch(into: pages, delta: true).exitCode == 2)
    #expect(try pages.state().isComplete == false)
    let resumed = try await desk.fetch(into: pages)
    #expect(resumed.exitCode == 0)
    #expect(resumed.files.filter { full.files[$0.key] != nil } == full.files)
    #expect(resumed.files.count == 4)
  }

  @Test("of a list that says nothing of changes starts at --url")
  func ownAddress() async throws {
    let desk = try ChangingDesk(.hal)
    #expect(try await desk.fetch(into: pages).exitCode == 0)
    let without = try await desk.fetch(into: pages, delta: true)
    #expect(without.exitCode == 64)
    #expect(
      without.sentence
        == "{folder}/pages/page-000003.json: its pages are not an incremental export, which would say where the "
        + "changes start; name the address of their first page with --url")
    desk.change(1...4)
    let outcome = try await desk.fetch(
      into: pages, delta: true, from: desk.server.origin + "/v2/users?modifiedSince=7")
    #expect(outcome.exitCode == 0, "\(outcome.sentence ?? "")")
    #expect(desk.targets.suffix(2) == ["/v2/users?modifiedSince=7", "/v2/users?modifiedSince=7&page=2"])
    #expect(outcome.files.count == 5)
    let elsewhere = try await desk.fetch(into: pages, delta: true, from: "https://evil.example/v2/users")
    #expect(elsewhere.exitCode == 64)
    #expect(
      elsewhere.sentence
        == "--url: leads to https://evil.example, which is not {desk} (migration.yml:4); credentials are never sent "
        + "there")
    #expect(elsewhere.files == outcome.files)
    #expect(try pages.state().isComplete)
  }

  @Test("that started at a wrong address starts again at another one, as long as no page of it came")
  func wrongAddress() async throws {
    let desk = try ChangingDesk(.hal)
    let full = try await desk.fetch(into: pages)
    desk.change(1...4)
    let right = desk.server.origin + "/v2/users?modifiedSince=7"
    desk.fail(after: 0)
    let wrong = try await desk.fetch(into: pages, delta: true, from: desk.server.origin + "/wrong")
    #expect(wrong.exitCode == 2)
    #expect(wrong.files == full.files)
    desk.fail(after: 1)
    #expect(try await desk.fetch(into: pages, delta: true, from: right).files.count == 4)
    #expect(desk.targets.last == "/v2/users?modifiedSince=7&page=2")
    let other = try await desk.fetch(into: pages, delta: true, from: desk.server.origin + "/wrong")
    #expect(
      other.sentence
        == "{folder}/pages: a run from '{desk}/v2/users?modifiedSince=7' is not finished; finish it first with "
        + "'deskaudit fetch users'")
    #expect(try await desk.fetch(into: pages, delta: true, from: right).files.count == 5)
    #expect(try pages.state().earlier?.count == 1)
  }

  @Test("needs a complete fetch before it")
  func nothingBefore() async throws {
    let desk = try ChangingDesk(.time)
    let sentence =
      "{folder}/pages: there is no complete fetch that changes could follow; run 'deskaudit fetch users' without "
      + "--delta first"
    #expect(try await desk.fetch(into: pages, delta: true).sentence == sentence)
    desk.fail(after: 1)
    #expect(try await desk.fetch(into: pages).files.count == 1)
    let outcome = try await desk.fetch(into: pages, delta: true)
    #expect(outcome.sentence == sentence)
    #expect(outcome.exitCode == 2)
  }

  @Test("needs a last page that says that it is the last")
  func silentEnd() async throws {
    let server = try RawServer { target, _ in
      .json(target.hasSuffix("page=1") ? #"{"users":[{"id":1}]}"# : #"{"users":[]}"#)
    }
    let plan = try pages.plan(server.origin + "/u", .number)
    #expect(await pages.fetch(plan).exitCode == 0)
    let outcome = await pages.fetch(plan, .init(isDelta: true, deltaURL: server.origin + "/u?since=1"))
    #expect(
      outcome.sentence
        == "{folder}/pages/page-000002.json: does not say itself that it is the last page, so that two runs in one "
        + "folder could not be told apart; fetch the changes into another folder")
    #expect(outcome.exitCode == 2)
  }

  @Test("misses pages of the runs before that were removed", arguments: [2, 3, 4, 5])
  func removed(_ page: Int) async throws {
    let desk = try ChangingDesk(.cursorExport)
    #expect(try await desk.fetch(into: pages).exitCode == 0)
    desk.change(1...4)
    #expect(try await desk.fetch(into: pages, delta: true).files.count == 5)
    try FileManager.default.removeItem(atPath: "\(pages.path)/pages/\(name(page))")
    let outcome = try await desk.fetch(into: pages)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.sentence
        == (page == 5
          ? "{folder}/pages: the fetch was complete with 5 pages, but 4 pages are there; run again with --restart"
          : "{folder}/pages: \(name(page)) is missing among the saved pages; run again with --restart"))
  }

  @Test("is replaced, with the runs before, by a restart")
  func restart() async throws {
    let desk = try ChangingDesk(.cursorExport)
    #expect(try await desk.fetch(into: pages).exitCode == 0)
    desk.change([2])
    #expect(try await desk.fetch(into: pages, delta: true).files.count == 4)
    let outcome = try await desk.fetch(into: pages, restart: true)
    #expect(outcome.files.count == 3)
    #expect(outcome.report?.state.earlier == nil)
    #expect(outcome.report?.state.distinctIDs == 7)
  }
}

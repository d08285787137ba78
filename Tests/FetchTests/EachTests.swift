import Foundation
import Testing

@testable import Fetch

@Suite("A collection for each id")
struct EachTests {
  private let pages = Pages()

  private var list: [String] {
    let text = try? String(contentsOfFile: "\(pages.path)/pages/.fetch-ids.tsv", encoding: .utf8)
    return (text ?? "").split(separator: "\n").map { String($0).replacing("\t", with: " ") }
  }

  @Test("is fetched to its end, and each has files of its own")
  func whole() async throws {
    let desk = try CommentDesk(["17": 5, "99": 2, "100": 0])
    let outcome = try await pages.fetch(each: ["17", "99", "100"], desk.url)
    #expect(outcome.sentence == nil)
    #expect(
      outcome.report?.state.summary
        == "comments: 7 records of 3 tickets, 5 pages, each proven to its end")
    #expect(outcome.report?.notes == [])
    #expect(outcome.files == desk.files(["17", "99", "100"]))
    #expect(outcome.files.keys.sorted().first == "100-page-000001.json")
    #expect(desk.asked == ["17", "17 after 2", "17 after 4", "99", "100"])
    #expect(list == ["17 3 5", "99 1 2", "100 1 0"])
    let again = try await pages.fetch(each: ["17", "99", "100"], desk.url)
    #expect(again.report?.wasComplete == true)
    #expect(
      again.report?.state.summary == "comments: 7 records of 3 tickets, 5 pages, each proven to its end")
    #expect(desk.asked.count == 5)
  }

  @Test("is asked for alone where the source has one that is new")
  func new() async throws {
    let desk = try CommentDesk(["17": 5, "99": 2])
    _ = try await pages.fetch(each: ["17"], desk.url)
    let outcome = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(outcome.report?.wasComplete == false)
    #expect(
      outcome.report?.state.summary == "comments: 7 records of 2 tickets, 4 pages, each proven to its end")
    #expect(desk.asked.suffix(1) == ["99"])
    #expect(desk.asked.count == 4)
    let fewer = try await pages.fetch(each: ["99"], desk.url)
    #expect(
      fewer.report?.notes
        == [
          "{folder}/pages has pages of 1 ticket that 'tickets' does not have any more; they stay, and --restart leaves "
            + "them out"
        ].map { $0.replacing("{folder}", with: pages.path) })
  }

  @Test("goes on between two ids where it was interrupted, and asks for what is missing alone")
  func betweenIDs() async throws {
    let desk = try CommentDesk(["17": 5, "99": 2])
    desk.fail("99")
    let cut = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(cut.exitCode == 2)
    #expect(
      cut.sentence
        == "comments: ticket 99, page 1: the server answered 500; try again later; the 3 pages that are there stay, "
        + "and 'deskaudit fetch comments' goes on from them")
    #expect(cut.files == desk.files(["17"]))
    #expect(try pages.state().isComplete == false)
    desk.fail(nil)
    let outcome = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(outcome.files == desk.files(["17", "99"]))
    #expect(desk.asked == ["17", "17 after 2", "17 after 4", "99", "99"])
  }

  @Test("goes on inside of a chain, from the last page that is there")
  func insideOfChain() async throws {
    let desk = try CommentDesk(["17": 7, "99": 2])
    desk.fail("17 after 4")
    let cut = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(cut.exitCode == 2)
    #expect(cut.files.keys.sorted() == ["17-page-000001.json", "17-page-000002.json"])
    desk.fail(nil)
    let outcome = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(outcome.files == desk.files(["17", "99"]))
    #expect(
      desk.asked == ["17", "17 after 2", "17 after 4", "17 after 2", "17 after 4", "17 after 6", "99"])
    #expect(
      outcome.report?.state.summary == "comments: 9 records of 2 tickets, 5 pages, each proven to its end")
  }

  @Test("ends with a signal's exit code after a whole page, and is continued")
  func interrupted() async throws {
    let desk = try CommentDesk(["17": 5, "99": 2])
    let cut = try await pages.fetch(each: ["17", "99"], desk.url, stop: { desk.asked.count >= 2 ? 15 : 0 })
    #expect(cut.exitCode == 143)
    let outcome = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(outcome.files == desk.files(["17", "99"]))
  }

  @Test(
    "that the server does not know is told, put down, and not asked for again",
    arguments: ["404 Not Found", "410 Gone"])
  func gone(_ status: String) async throws {
    let desk = try CommentDesk(["17": 1, "98": 1, "99": 1])
    desk.fail("98", status: status)
    for turn in 1...2 {
      let outcome = try await pages.fetch(each: ["17", "98", "99"], desk.url)
      #expect(outcome.exitCode == 0)
      #expect(outcome.report?.wasComplete == (turn == 2))
      #expect(outcome.report?.notes == ["1 of 3 tickets is gone: 98"])
      #expect(
        outcome.report?.state.summary == "comments: 2 records of 2 tickets, 2 pages, each proven to its end")
      #expect(outcome.files == desk.files(["17", "99"]))
    }
    #expect(desk.asked == ["17", "98", "99"])
    #expect(list == ["17 1 1", "98 gone", "99 1 1"])
  }

  @Test("of which the server knows none is no fetch, and all are asked for again")
  func allGone() async throws {
    let desk = try CommentDesk([:])
    let outcome = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.sentence
        == "comments: the server answered 404 or 410 for every one of 2 tickets; check 'url' (migration.yml:5), and "
        + "that the account may read them")
    desk.comments.withLock { $0 = ["17": 1, "99": 1] }
    #expect(try await pages.fetch(each: ["17", "99"], desk.url).files == desk.files(["17", "99"]))
  }

  @Test("that is gone in the middle of its chain leaves no page")
  func goneInside() async throws {
    let desk = try CommentDesk(["17": 7, "99": 2])
    desk.fail("17 after 4")
    _ = try await pages.fetch(each: ["17", "99"], desk.url)
    desk.comments.withLock { $0["17"] = nil }
    desk.fail(nil)
    let outcome = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(outcome.files == desk.files(["99"]))
    #expect(outcome.report?.notes == ["1 of 2 tickets is gone: 17"])
    #expect(
      outcome.report?.state.summary == "comments: 2 records of 1 ticket, 1 page, each proven to its end")
  }

  @Test("is asked for again as a whole where a page of it was removed")
  func removed() async throws {
    let desk = try CommentDesk(["17": 5, "99": 2])
    _ = try await pages.fetch(each: ["17", "99"], desk.url)
    try FileManager.default.removeItem(atPath: pages.path + "/pages/17-page-000002.json")
    let outcome = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(outcome.files == desk.files(["17", "99"]))
    #expect(desk.asked.suffix(3) == ["17", "17 after 2", "17 after 4"])
    #expect(outcome.report?.state.pages == 4)
  }

  @Test("has its id percent-encoded in the address, and in the file's name as far as names need it")
  func encoded() async throws {
    let desk = try CommentDesk(["a%2Fb%20c": 1, "%2E%2E": 1, "%C3%A9%25": 1, "-page-7": 1])
    let outcome = try await pages.fetch(each: ["a/b c", "..", "é%", "-page-7"], desk.url)
    #expect(outcome.sentence == nil)
    #expect(
      outcome.files.keys.sorted() == [
        "%2E.-page-000001.json", "-page-7-page-000001.json", "a%2Fb c-page-000001.json",
        "é%25-page-000001.json",
      ])
    #expect(desk.asked == ["a%2Fb%20c", "%2E%2E", "%C3%A9%25", "-page-7"])
    #expect(
      try await pages.fetch(each: ["a/b c", "..", "é%", "-page-7"], desk.url).report?.wasComplete == true)
  }

  @Test("is replaced by a restart, which leaves nothing of the old pages")
  func restart() async throws {
    let desk = try CommentDesk(["17": 5, "99": 2])
    _ = try await pages.fetch(each: ["17", "99"], desk.url)
    let old = desk.files(["17", "99"])
    desk.comments.withLock { $0 = ["17": 1, "100": 3] }
    desk.fail("100 after 2")
    let cut = try await pages.fetch(each: ["17", "100"], desk.url, restart: true)
    #expect(cut.exitCode == 2)
    #expect(cut.files == old)
    desk.fail(nil)
    let outcome = try await pages.fetch(each: ["17", "100"], desk.url)
    #expect(outcome.report?.notes == ["an earlier --restart was interrupted; it is continued"])
    #expect(outcome.files == desk.files(["17", "100"]))
    #expect(
      pages.names == [
        ".fetch-ids.tsv", ".fetch.json", "100-page-000001.json", "100-page-000002.json",
        "17-page-000001.json",
      ])
    #expect(list == ["17 1 1", "100 2 3"])
  }

  @Test("is finished by the next fetch wherever a kill cut the end of a restart", arguments: 0...7)
  func killed(_ steps: Int) async throws {
    let desk = try CommentDesk(["17": 3, "99": 2])
    _ = try await pages.fetch(each: ["17", "99"], desk.url)
    let other = Pages()
    desk.comments.withLock { $0 = ["17": 1, "100": 1] }
    _ = try await other.fetch(each: ["17", "100"], desk.url)
    let folder = try PageFolder(creating: pages.path + "/pages")
    try FileManager.default.moveItem(atPath: other.path + "/pages", toPath: folder.path + "/.restart")
    let restart = try PageFolder(creating: folder.path + "/.restart")
    let parts: [() throws -> Void] = [
      { try folder.remove(".fetch.json") }, { try folder.removePagesOfIDs() },
      { try folder.remove(".fetch-ids.tsv") },
      { _ = FileManager.default.createFile(atPath: restart.path + "/.moving", contents: nil) },
      { try restart.move("17-page-000001.json", to: folder) },
      { try restart.move(".fetch-ids.tsv", to: folder) }, { try restart.move(".fetch.json", to: folder) },
    ]
    for part in parts.prefix(steps) { try part() }
    let outcome = try await pages.fetch(each: ["17", "100"], desk.url)
    #expect(outcome.files == desk.files(["17", "100"]))
    #expect(outcome.report?.wasComplete == true)
    #expect(!pages.names.contains(".restart"))
  }

  @Test("is not put down by half a line")
  func torn() async throws {
    let desk = try CommentDesk(["17": 1, "99": 2])
    _ = try await pages.fetch(each: ["17", "99"], desk.url)
    let file = "\(pages.path)/pages/.fetch-ids.tsv"
    try Data("17\t1\t1\n99\t1".utf8).write(to: URL(filePath: file))
    _ = try await pages.fetch(each: ["17", "99"], desk.url)
    #expect(desk.asked == ["17", "99", "99"])
    #expect(list == ["17 1 1", "99 1 2"])
  }

  @Test("is not what changes are fetched of")
  func delta() async throws {
    let plan = try pages.plan(each: "http://127.0.0.1:1/t/{id}")
    let outcome = await pages.fetch(plan, .init(isDelta: true), source: "comments", each: ["1"])
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.sentence
        == "migration.yml:5: source 'comments' is fetched for each id, which --delta is not for; without it, 'deskaudit "
        + "fetch comments' asks for the ids that are new, and --restart asks for all")
  }

  @Test("tells how far it is by ids, pages and records")
  func progress() {
    var progress = FetchProgress(pages: 18, records: 1_051)
    progress.ids = .init(done: 17, of: 1_200, source: "tickets")
    progress.rate = 40
    #expect(progress.text == "17 of 1,200 tickets, 18 pages, 1,051 records, 40/s")
  }
}

@Suite("One answer for each id")
struct OneAnswerTests {
  private let pages = Pages()

  private func answers(_ text: String) throws -> RawServer { try RawServer { _, _ in .json(text) } }

  @Test(
    "may be an object, an object under a key, or a page",
    arguments: [
      (#"{"id":"7","pages":{"next":"x"},"count":9}"#, 1), (#"{"ticket":{"id":7,"tags":[]}}"#, 1),
      (#"{"comments":[{"id":1},{"id":2}]}"#, 2), (#"[{"id":1},{"id":2},{"id":3}]"#, 3),
    ])
  func answer(_ text: String, _ records: Int) async throws {
    let server = try answers(text)
    let outcome = try await pages.fetch(each: ["7"], server.origin + "/conversations/{id}", .oneAnswer)
    #expect(outcome.sentence == nil)
    #expect(outcome.report?.state.records == records)
    #expect(outcome.files == ["7-page-000001.json": Data(text.utf8)])
    #expect(server.heads.map { $0.split(separator: " ")[1] } == ["/conversations/7"])
  }

  @Test(
    "is refused where it says that there is more, or is neither",
    arguments: [
      (
        #"{"comments":[{"id":1}],"meta":{"has_more":true}}"#,
        "comments: ticket 7, page 1 says that another page follows, which 'pagination: none' does not ask for; write the "
          + "'pagination' in the plan that can follow it; no page was saved yet"
      ),
      (
        #"{"error":"no"}"#,
        "comments: ticket 7, page 1: the answer is JSON without any array of records; its keys are 'error'; if that is an "
          + "error message, see to it; else check 'url' in the plan; no page was saved yet"
      ),
    ])
  func refused(_ text: String, _ sentence: String) async throws {
    let server = try answers(text)
    let outcome = try await pages.fetch(each: ["7"], server.origin + "/t/{id}", .oneAnswer)
    #expect(outcome.exitCode == 2)
    #expect(outcome.sentence == sentence)
    #expect(outcome.files == [:])
  }

  @Test("is all there is without 'for-each' as well")
  func alone() async throws {
    let server = try answers(#"{"users":[{"id":1}],"next_page":null}"#)
    let outcome = try await pages.fetch(server.origin + "/u", .oneAnswer)
    #expect(
      outcome.report?.state.summary == "users: 1 record, 1 distinct id, 1 page, end proven by the one answer")
    #expect(server.heads.map { $0.split(separator: " ")[1] } == ["/u"])
  }
}

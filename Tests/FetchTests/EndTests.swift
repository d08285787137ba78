import FlyingFox
import Foundation
import Testing

@testable import Fetch

/// Fetches from a server that gives `pages` by their numbers, and after them `last`.
private func fetch(
  _ pages: [String], after last: HTTPResponse = .json(#"{"users":[]}"#), perPage: Int = 2
) async throws -> (outcome: Outcome, targets: [String]) {
  try await serving { asked, _ in
    asked.page <= pages.count ? .json(pages[asked.page - 1]) : last
  } _: { origin, log in
    (try await Pages().fetch(origin + "/u", perPage: perPage), log.targets)
  }
}

private func page(_ ids: String, _ rest: String = "") -> String {
  let records = ids.split(separator: " ").map { "{\"id\":\($0)}" }.joined(separator: ",")
  return "{\"users\":[\(records)]\(rest)}"
}

private func address(_ page: Int) -> String { "/u?per_page=2&page=\(page)" }

@Suite("The end is proven")
struct EndTests {
  @Test("a short page that agrees with the count")
  func shortPage() async throws {
    let (outcome, targets) = try await fetch([page("1 2", ",\"count\":3"), page("3", ",\"count\":3")])
    #expect(
      outcome.report?.state.summary == "users: 3 records, 3 distinct ids, 2 pages, end proven by a short page"
    )
    #expect(targets == [address(1), address(2)])
  }

  @Test("an exactly full last page is followed by the question for one more")
  func fullPage() async throws {
    let (outcome, targets) = try await fetch([page("1 2"), page("3 4")])
    #expect(
      outcome.report?.state.summary
        == "users: 4 records, 4 distinct ids, 3 pages, end proven by an empty page")
    #expect(targets == [address(1), address(2), address(3)])
    #expect(outcome.files.keys.sorted() == ["page-000001.json", "page-000002.json", "page-000003.json"])
  }

  @Test("a null next page, even after a full page")
  func nullNext() async throws {
    let (outcome, targets) = try await fetch([
      page("1 2", ",\"next_page\":\"?page=2\""), page("3 4", ",\"next_page\":null"),
    ])
    #expect(outcome.report?.state.end == "the page that names no next one")
    #expect(targets == [address(1), address(2)])
  }

  @Test("a short page proves nothing by itself: a server with smaller pages of its own is read to its end")
  func smallerPages() async throws {
    let (outcome, _) = try await fetch([page("1"), page("2"), page("3")])
    #expect(outcome.report?.state.records == 3)
    #expect(outcome.report?.state.end == "an empty page")
  }

  @Test("a short page with a 404 after it")
  func missingBehind() async throws {
    let (outcome, targets) = try await fetch([page("1 2"), page("3")], after: .status(404))
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.report?.state.end == "2 pages, the last one short or complete by the count, and a 404 after it")
    #expect(targets.count == 3)
    #expect(outcome.files.count == 2)
  }

  @Test("a full page with a 404 after it is not an end")
  func missingBehindFull() async throws {
    let (outcome, _) = try await fetch([page("1 2")], after: .status(404))
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.sentence?.hasPrefix("users: page 2: the server answered 404: there is no such page") == true)
  }

  @Test("an empty page and a short one in the middle end nothing where the server names a next one")
  func emptyMiddle() async throws {
    let next = ",\"next_page\":\"/u?page=9\""
    let (outcome, _) = try await fetch([
      page("1 2", next), page("", next), page("3", next), page("4 5", ",\"next_page\":null"),
    ])
    #expect(outcome.report?.state.summary.hasPrefix("users: 5 records, 5 distinct ids, 4 pages") == true)
  }

  @Test("a list without anything in it is complete")
  func nothing() async throws {
    let (outcome, _) = try await fetch([page("", ",\"count\":0")])
    #expect(
      outcome.report?.state.summary == "users: 0 records, 0 distinct ids, 1 page, end proven by an empty page"
    )
  }

  @Test("pages that are bare arrays are read as well")
  func bareArrays() async throws {
    let (outcome, _) = try await fetch([#"[{"id":1},{"id":2}]"#, #"[{"id":3}]"#], after: .json("[]"))
    #expect(outcome.report?.state.records == 3)
  }

  @Test("two arrays of objects need the plan's word")
  func twoCollections() async throws {
    let (outcome, _) = try await fetch([#"{"users":[{"id":1}],"groups":[{"id":2}]}"#])
    #expect(
      outcome.sentence
        == "users: page 1: the page has arrays under 'users' and 'groups', and nobody can tell which holds "
        + "the "
        + "records; name it in the plan with 'collection'; no page was saved yet")
  }
}

@Suite("Lists that change while they are read")
struct DriftTests {
  @Test(
    "a record that a new one pushes onto the next page comes twice, and the count misses the new one"
  )
  func insertion() async throws {
    let (outcome, _) = try await fetch([
      page("1 2", ",\"count\":4"), page("2 3", ",\"count\":5"), page("4", ",\"count\":5"),
    ])
    #expect(
      outcome.sentence
        == "users: the server counts 5 records, but 4 distinct ids came: 1 id missing, and 1 record came "
        + "more than "
        + "once. The list changed while it was read, or the server counts otherwise; run again with "
        + "--restart when "
        + "nobody changes the list. What came stays (4 pages), and nothing takes it for complete")
    #expect(outcome.exitCode == 2)
    #expect(outcome.files.count == 4)
  }

  @Test("a record that a deletion pulls onto the page before is missed, though ids and count agree: unproven")
  func deletion() async throws {
    // 1 is deleted after page 1: 3 slips onto page 1, and nobody sees it; five ids came, and five are
    // counted.
    let (outcome, _) = try await fetch([
      page("1 2", ",\"count\":6"), page("4 5", ",\"count\":5"), page("6", ",\"count\":5"),
    ])
    #expect(
      outcome.sentence
        == "users: the server's count fell by 1 while its pages were read: what is deleted pulls other "
        + "records past "
        + "the border of a page, so one may be missing; run again with --restart when nobody changes the "
        + "list. "
        + "What came stays (3 pages), and nothing takes it for complete")
    #expect(outcome.exitCode == 2)
  }

  @Test("a list that only grows at its end is complete, and the change is said")
  func growth() async throws {
    let (outcome, _) = try await fetch([
      page("1 2", ",\"count\":3"), page("3 4", ",\"count\":4"), page("", ",\"count\":4"),
    ])
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.report?.notes == [
        "page 2: the server's count is 4 now, and was 3 before: the list changes while it is read"
      ])
  }

  @Test("more ids than the count are too many")
  func tooMany() async throws {
    let (outcome, _) = try await fetch([page("1 2", ",\"count\":2"), page("3", ",\"count\":2")])
    #expect(
      outcome.sentence?.hasPrefix(
        "users: the server counts 2 records, but 3 distinct ids came: 1 id too many. ") == true)
  }

  @Test("records that came more than once are counted where there is no count, and said")
  func repeated() async throws {
    let (outcome, _) = try await fetch([page("1 2"), page("2 3")])
    #expect(outcome.report?.state.summary.hasPrefix("users: 4 records, 3 distinct ids, 3 pages") == true)
    #expect(
      outcome.report?.notes == [
        "1 record came more than once, as the list moved while it was read; the server gives no count that "
          + "would "
          + "show whether others were skipped"
      ])
  }

  @Test("an id that is a number here and a text there is one id, and said")
  func idTypes() async throws {
    let (outcome, _) = try await fetch([page("1 2"), page("\"2\" 3")])
    #expect(outcome.report?.state.distinctIDs == 3)
    #expect(
      outcome.report?.notes.first
        == "page 2: ids are numbers in some records and texts in others; they are compared by their "
        + "characters"
    )
  }

  @Test("ids beyond 2^53 stay what they are")
  func largeIDs() async throws {
    let (outcome, _) = try await fetch([
      page("9007199254740992 9007199254740993"), page("18446744073709551616 18446744073709551617"),
    ])
    #expect(outcome.report?.state.distinctIDs == 4)
  }

  @Test("a server that ignores per_page is taken as it is, and said once")
  func largePages() async throws {
    let (outcome, _) = try await fetch([page("1 2 3"), page("4 5 6"), page("7")])
    #expect(outcome.report?.state.records == 7)
    #expect(
      outcome.report?.notes == [
        "page 1 holds 3 records, more than the 2 of the plan: the server has a page size of its own"
      ])
  }
}

import Foundation
import Testing

@testable import Fetch

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
    var plan = try pages.plan(server.origin + "/u")
    plan.sources[1].fetch?.pagination = .oneAnswer
    let outcome = await pages.fetch(plan)
    #expect(
      outcome.report?.state.summary == "users: 1 record, 1 distinct id, 1 page, end proven by the one answer")
    #expect(server.heads.map { $0.split(separator: " ")[1] } == ["/u"])
  }
}

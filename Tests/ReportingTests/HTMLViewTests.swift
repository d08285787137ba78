import Audit
import Testing

@testable import Reporting

@Suite("What audit.html decides, explains and draws")
struct HTMLViewTests {
  @Test("a failure that no cause explains has a card with the steps of its page")
  func failure() throws {
    var audit = sampleAudit()
    audit.rules[1].remedy = ["Look at the findings.", "Build again."]
    let view = HTMLView(audit)
    #expect(view.causes.map(\.cardID) == ["Cause-1"])
    let card = try #require(view.failures.first)
    #expect(view.failures.count == 1)
    #expect(card.cardID == "Failure-no-missing-comments")
    #expect(card.steps == ["Look at the findings.", "Build again."])
    #expect(
      card.cardCount
        == "20 of 120 violations; 90 % of the comments are of 2019-10, which has 4 % of all")
    #expect(card.places.map(\.value) == ["exports/chat_data.csv:17 (chat)"])
    #expect(view.decision == "1 of 7 rules failed.")
    // A page of one's own need not say what to do.
    var silent = sampleAudit()
    for index in silent.rules.indices { silent.rules[index].remedy = [] }
    #expect(
      HTMLView(silent).failures.map(\.steps) == [
        ["Look at its findings, and at what they have in common."]
      ])
  }

  @Test("what a cause explains in full has no card of its own")
  func explained() {
    var audit = sampleAudit()
    audit.causes[0].explains[0].violations = 120
    let view = HTMLView(audit)
    #expect(view.failures.isEmpty)
    #expect(view.causes[0].cardCount == "120 violations of 1 rule")
    #expect(view.decision == "1 of 7 rules failed; 1 cause explains it.")
  }

  @Test("who may read what comes first")
  func exposure() {
    var audit = sampleAudit()
    audit.causes = []
    audit.rules[5].id = "public-flags-are-unchanged"
    audit.rules[5].outcome = .failed
    let view = HTMLView(audit)
    let ids = ["public-flags-are-unchanged", "no-missing-comments"]
    #expect(view.failures.map(\.cardID) == ids.map { "Failure-\($0)" })
    #expect(view.matrix.attention.prefix(2).map(\.rowID) == ids)
  }

  @Test("a cause that lets others read what they must not says first that the archive is not to be imported")
  func warning() {
    var audit = sampleAudit()
    audit.causes[0].explains = [Cause.Share(rule: "public-flags-are-unchanged", violations: 1)]
    #expect(
      HTMLView(audit).causes[0].steps == [
        "Import this archive nowhere, not even for a trial: what somebody has read can't be taken back.",
        "Write this batch again from the same export, and add it to the archive.",
      ])
  }

  @Test("the balance of an archive that was not read to its end says so")
  func incomplete() {
    var audit = sampleAudit()
    #expect(HTMLView(audit).balanceDoubts == [])
    audit.archive.isComplete = false
    audit.sources[0].doubt = "chat has rows with broken quotes, after which records can't be counted twice"
    #expect(
      HTMLView(audit).balanceDoubts == [
        "The archive was not read to its end: what counts as lost here may be in the rest of it",
        "chat has rows with broken quotes, after which records can't be counted twice: the figures of it are of what was read",
      ])
  }

  @Test("a warning has a card only where warnings fail the audit")
  func warnings() {
    var audit = sampleAudit()
    #expect(HTMLView(audit).warnings.map(\.warningID) == ["no-comment-precedes-its-ticket"])
    audit.policy.failOn = .warning
    let view = HTMLView(audit)
    #expect(view.warnings.isEmpty)
    #expect(
      view.failures.map(\.cardID) == [
        "Failure-no-missing-comments", "Failure-no-comment-precedes-its-ticket",
      ])
  }

  @Test(
    "what differs between two texts is marked, unless they have little in common",
    arguments: [
      ("2021-03-01T09:00:00Z", "2021-03-01T11:00:00Z", ["2021-03-01T", "09", "11", ":00:00Z"]),
      ("false", "true", ["", "false", "true", ""]), ("same", "same", ["same", "", "", ""]),
      ("aaa", "aa", ["aa", "a", "", ""]), ("", "x", ["", "", "x", ""]),
      ("caf\u{E9}", "cafe\u{301}", ["caf", "\u{E9}", "e\u{301}", ""]),
    ])
  func difference(expected: String, found: String, parts: [String]) {
    let difference = Difference(expected, found)
    let all = [difference.start, difference.expectedMiddle, difference.foundMiddle, difference.end]
    #expect(all.map { Array($0.utf8) } == parts.map { Array($0.utf8) })
  }

  @Test(
    "a place in the archive is told without a JSON pointer",
    arguments: [
      ("/data/tickets/comments/18", "b.json, the 19th of its comments"),
      ("/data/tickets/data/0", "b.json, the 1st of its tickets"),
      ("/data/tickets/users/11", "b.json, the 12th of its users"),
      ("/data/tickets/users/101/name", "b.json, name of the 102nd of its users"),
      ("/data", "b.json /data"), ("/0", "b.json /0"),
    ])
  func place(pointer: String, words: String) {
    #expect(ArchivePlace(member: "b.json", pointer: pointer).plainWords == words)
  }

  @Test("one lost record of two million is seen")
  func picture() {
    let line = BalanceLine(
      record: "comments", unit: "rows", read: 2_000_000, expected: 2_000_000, matched: 1_999_999, missing: 1)
    let picture = FlowPicture(line)
    #expect(
      picture.bars.map { "\($0.barName) \($0.barX) \($0.barY) \($0.barHeight)" } == [
        "kept 8 6.0 87.0", "kept 136 6.0 84.0", "lost 136 90.0 3.0", "kept 264 6.0 84.0",
      ])
    #expect(picture.bands.map(\.path) == ["M36 6.0H136V93.0H36Z", "M164 6.0H264V90.0H164Z"])
    #expect(picture.legend.map(\.keyWords) == ["1 missing"])
    #expect(
      picture.flowText
        == "comments: 2,000,000 rows read, 0 of them left out; 2,000,000 expected, 1,999,999 matched, 1 missing; the "
        + "new system has 1,999,999, 0 unexpected, 0 duplicates.")
  }

  @Test("the legend of a picture names what is wrong, or that nothing is, and what was left out")
  func legend() {
    func words(expected: Int, missing: Int, unexpected: Int, duplicates: Int) -> [String] {
      let line = BalanceLine(
        record: "users", unit: "ids", read: expected + 3, rejected: [.init(reason: "null ID", count: 1)],
        explained: [.init(reason: "merged identity", count: 2)], expected: expected,
        matched: expected - missing, missing: missing, unexpected: unexpected, duplicates: duplicates)
      return FlowPicture(line).legend.map { "\($0.keySign) \($0.keyWords)" }
    }
    let leftOut = "– 3 left out: null ID: 1, merged identity: 2"
    #expect(
      words(expected: 9, missing: 2, unexpected: 4, duplicates: 1)
        == ["✗ 2 missing", "✗ 4 unexpected", "✗ 1 duplicate", leftOut])
    #expect(
      words(expected: 9, missing: 0, unexpected: 0, duplicates: 0)
        == ["✓ all 9 arrived, and nothing else", leftOut])
    #expect(
      words(expected: 0, missing: 0, unexpected: 0, duplicates: 0)
        == ["✓ none expected, and none there", leftOut])
  }

  @Test(
    "a waiver says how many days it is in force, as of the audit",
    arguments: [
      ("2027-01-31", "2027-01-31, 72 days left"), ("2026-11-21", "2026-11-21, 1 day left"),
      ("2026-11-20", "2026-11-20, the last day"), ("2026-11-18", "2026-11-18, ended 2 days ago"),
      ("soon", "soon"),
    ])
  func waiver(expires: String, words: String) {
    var audit = sampleAudit()
    audit.rules[5].policy.waivers[0].expires = expires
    #expect(HTMLView(audit).policy.waivers.map(\.waiverEnd) == [words])
  }

  @Test("reasons for which nothing was checked are told once each")
  func unchecked() {
    var audit = sampleAudit()
    audit.rules.append(audit.rules[3])
    let unchecked = HTMLView(audit).unchecked
    #expect(unchecked.map(\.uncheckedReason) == ["the column COMMENT_CREATED_AT is missing"])
    #expect(unchecked.first?.uncheckedRules.count == 2)
  }
}

import Foundation
import Plan
import RuleExamples
import Testing

@testable import Audit

@Suite("Grading")
struct GradingTests {
  @Test("much that the plan decides is more than 5 % of the rows, and 20 of them at least")
  func much() {
    #expect(isMuch(20, of: 20) && isMuch(20, of: 399) && isMuch(51, of: 1000))
    #expect(!isMuch(19, of: 19) && !isMuch(20, of: 400) && !isMuch(50, of: 1000))
  }

  private func plan(_ folder: ExampleFolder, adding lines: String = "") throws -> Plan {
    let plan = try folder.plan()
    return try Plan(text: plan.text + Array(lines.utf8), path: plan.path)
  }

  private func policy(_ plan: Plan, waivers: String? = nil) throws -> Policy {
    guard let waivers else { return try Policy(plan: plan, rules: RulePages.all.get().book) }
    let file = FileManager.default.temporaryDirectory.appending(path: "waivers-\(UUID().uuidString).yml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(waivers.utf8).write(to: file)
    return try Policy(plan: plan, rules: RulePages.all.get().book, waivers: file.path)
  }

  @Test(
    "an audit graded again under its own policy is the same", arguments: (try? RuleExample.all.get()) ?? [])
  func samePolicy(_ example: RuleExample) throws {
    let folder = try ExampleFolder(example.input)
    let result = try folder.audit(samples: 3)
    let graded = try policy(folder.plan()).grade(result)
    for (again, once) in zip(graded.rules, result.rules) { #expect("\(again)" == "\(once)") }
    #expect(graded == result)
  }

  @Test(
    "an audit graded under another policy is the one that is measured under it",
    arguments: [
      "rules: {no-missing-comments: {max-share: 50%}}\n",
      "rules: {no-missing-comments: {severity: warning}}\n",
      "rules: {no-missing-comments: {off: Not ours}}\n", "export-defects: fail\n",
    ])
  func otherPolicy(_ lines: String) throws {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    input.chat += "2021-03-01T09:00:00Z,7,1004,211,true,x,2021-03-01T09:10:00Z,8,Ben Ruiz,ben@example.org\n"
    let folder = try ExampleFolder(input)
    let stored = try folder.audit()
    let other = try plan(folder, adding: lines)
    var measured = try Audit(plan: other, rules: RulePages.all.get().book, startedAt: 0).run()
    measured.timing = stored.timing
    #expect(try policy(other).grade(stored) == measured)
    #expect(measured.rules != stored.rules || lines.hasPrefix("export-defects"))
  }

  /// 25 rejected rows of the same reason, which have no keys, and 25 names that differ, of which 20 findings are kept.
  private func manyNames() throws -> ExampleFolder {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    let people = (1...25).map {
      "2021-03-01T09:00:00Z,7,\(2000 + $0),211,true,x,2021-03-01T09:1\($0 % 10):00Z,\(100 + $0),Name \($0),p\($0)@example.org\n"
    }
    input.chat += people.joined()
    let comments = (1...25).map {
      #",{"id": \#(2000 + $0), "ticket_id": 211, "author_id": \#(100 + $0), "public": true, "created_at": "2021-03-01T09:1\#($0 % 10):00Z", "html_body": "x"}"#
    }
    let users = (1...25).map { #",{"id": \#(100 + $0), "name": "Other", "email": "p\#($0)@example.org"}"# }
    input.batches[100] = input.batches[100]?
      .replacing(
        "<p>Try another socket?</p>\"}",
        with: "<p>Try another socket?</p>\"}" + comments.joined(separator: "\n")
      )
      .replacing("ben@example.org\"}", with: "ben@example.org\"}" + users.joined(separator: "\n"))
    return try ExampleFolder(input)
  }

  private func judge(_ folder: ExampleFolder, waivers: String) throws -> RuleResult {
    let file = folder.path + "/waivers.yml"
    try Data(waivers.utf8).write(to: URL(filePath: file))
    let audit = try Audit(plan: folder.plan(), rules: RulePages.all.get().book, waivers: file, startedAt: 0)
    return try audit.run().rule("names-are-unchanged")
  }

  @Test("records that waivers name are counted beyond the findings that are kept")
  func beyondTheKept() throws {
    let folder = try manyNames()
    let waiver = "- {rule: names-are-unchanged, reason: r, owner: o, expires: 2026-12-31"
    let all = try judge(folder, waivers: "\(waiver), pattern: user 1??, max: 25}")
    #expect(all.violations == 25 && all.findings.count == 20)
    #expect(all.outcome == .waived)
    #expect(all.policy.waivers.map(\.violations) == [25])
    let last = try judge(folder, waivers: "\(waiver), keys: [user 124, user 125], max: 2}")
    #expect(last.outcome == .failed)
    #expect(last.policy.waivers.map(\.violations) == [2])
    #expect(last.policy.waivers.map(\.state) == [.inForce])
  }

  @Test("a violation is the first waiver's that names its record")
  func firstWaiver() throws {
    let waiver = "- {rule: names-are-unchanged, reason: r, owner: o, expires: 2026-12-31"
    let result = try judge(
      manyNames(),
      waivers:
        "\(waiver), pattern: user 10?, max: 9}\n\(waiver), pattern: user 1*, max: 15}\n\(waiver), max: 1}")
    #expect(result.policy.waivers.map(\.violations) == [9, 16, 0])
    #expect(result.policy.waivers.map(\.state) == [.inForce, .exceeded, .unneeded])
    #expect(result.outcome == .failed)
  }

  @Test("each record of a group of one cause is counted by its own key")
  func groups() throws {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    input.batches[100] = input.batches[100]?.replacing("\"author_id\": 8,", with: "\"author_id\": 70,")
    let folder = try ExampleFolder(input)
    let file = folder.path + "/waivers.yml"
    let waiver =
      "- {rule: comments-have-the-expected-author, keys: [comment 1003], max: 1, reason: r, owner: o, expires: 2026-12-31}"
    try Data(waiver.utf8).write(to: URL(filePath: file))
    let result = try Audit(plan: folder.plan(), rules: RulePages.all.get().book, waivers: file, startedAt: 0)
      .run()
      .rule("comments-have-the-expected-author")
    #expect(result.violations == 2 && result.findings.map(\.count) == [2])
    #expect(result.policy.waivers.map(\.violations) == [1])
  }

  @Test(
    "a share is exact in decimal digits, where fractions of two are not",
    arguments: [
      ("0.7%", 7, 1000, true), ("0.7%", 8, 1000, false), ("0.1%", 3, 3000, true), ("100%", 5, 5, true),
      ("0%", 1, 1_000_000, false), ("0.000000001%", 1, 100_000_000_000, true),
      ("0.000000001%", 1, 99_999_999_999, false), ("33.3%", 333, 1000, true), ("33.3%", 334, 1000, false),
      ("50%", Int.max / 2, Int.max, true),
    ])
  func shares(_ text: String, _ count: Int, of total: Int, isAllowed: Bool) throws {
    #expect(try #require(Share(text)).allows(count, of: total) == isAllowed)
  }

  @Test(
    "what is no share is none",
    arguments: ["", "%", "1", "100.1%", "-1%", "1e1%", "0x1%", "nan%", "1.%", ".5%"])
  func noShares(_ text: String) { #expect(Share(text) == nil) }
}

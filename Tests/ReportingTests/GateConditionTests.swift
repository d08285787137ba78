import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("The conditions of the gate")
struct GateConditionTests {
  private func question(_ audit: AuditResult = smallAudit(), change: (inout GateQuestion) -> Void = { _ in })
    -> [String]
  {
    let now = Date(timeIntervalSince1970: 1_795_132_800)  // 2026-11-20T00:00:00Z
    var question = GateQuestion(
      bytes: Array(JSONReport.render(audit).utf8), audit: audit,
      archives: [("tickets.tar.gz", .success(Self.digest))], now: now,
      rulesSHA256: String(repeating: "e5", count: 32))
    change(&question)
    return question.conditions().filter { $0.state != .met }.map {
      "\($0.state == .failed ? "" : "? ")\($0.name): \($0.sentence)"
    }
  }

  private static var digest: FileDigest {
    FileDigest(sha256: String(repeating: "a1", count: 32), bytes: 98_765_432)
  }

  @Test("are all met by a whole PASS of this archive, with and without the optional ones")
  func met() {
    #expect(question() == [])
    #expect(
      question {
        $0.plan = ("migration.yml", String(repeating: "d4", count: 32))
        $0.waivers = ("w.yml", String(repeating: "f6", count: 32))
        $0.maxAge = 0
      } == [])
    #expect(question(smallAudit(.waived)) == [])
  }

  @Test("a verdict that is not PASS, or that does not follow from the rules, is one line")
  func verdict() {
    #expect(
      question(smallAudit(.failed, verdict: .fail)) == [
        "verdict: expected PASS, found FAIL; repair what the report names, and run 'verify' again"
      ])
    #expect(
      question(smallAudit(.failed)) == [
        "verdict: expected a PASS that follows from its rules, found rules from which FAIL follows; the audit was edited: run 'verify' again"
      ])
  }

  @Test("a rule that is not checked, and an archive that was not read to its end, are not complete")
  func complete() {
    #expect(
      question(smallAudit(.notChecked, verdict: .noVerdict)) == [
        "verdict: expected PASS, found NO VERDICT; repair what the report names, and run 'verify' again",
        "complete: expected no rule that is not checked, found 1 rule: b; do what the report says of each, and run 'verify' again",
      ])
    var audit = smallAudit()
    audit.archive.isComplete = false
    #expect(
      question(audit) == [
        "complete: expected an archive that was read to its end, found one that was not; run 'verify' again"
      ])
  }

  @Test("a waiver holds on its last day, and not on the next")
  func waivers() {
    var audit = smallAudit(.waived)
    audit.rules[1].policy.waivers = [
      WaiverUse(
        rule: "b", selector: nil, state: .inForce, violations: 1, max: 1, reason: "Known", owner: "Ada Osei",
        expires: "2026-11-20", file: "w.yml", line: 1)
    ]
    #expect(question(audit) == [])
    audit.rules[1].policy.waivers[0].expires = "2026-11-19"
    #expect(
      question(audit) == [
        "waivers: expected no waiver that has expired by 2026-11-20, found b (Ada Osei, 2026-11-19); repair what they waive, or renew them, and run 'verify' again"
      ])
  }

  @Test("another archive, plan, rule book, waivers and version are a line each")
  func inputs() {
    let other = String(repeating: "00", count: 32)
    var audit = smallAudit()
    audit.tool = "deskaudit 0.0.9"
    #expect(
      question(audit) {
        $0.archives[0].digest = .success(FileDigest(sha256: Self.digest.sha256, bytes: 98_765_431))
        $0.plan = ("migration.yml", other)
        $0.waivers = ("w.yml", other)
        $0.rulesSHA256 = other
      } == [
        "tool: expected an audit by \(toolVersion), found one by deskaudit 0.0.9; run 'verify' again with this version, or let that version judge its own audit",
        "archive: expected tickets.tar.gz as it was audited, SHA-256 a1a1a1a1a1a1a1a1… of 98,765,432 bytes, found SHA-256 a1a1a1a1a1a1a1a1… of 98,765,431 bytes; this is another archive: name the one that was audited, or run 'verify' again on this one",
        "plan: expected an audit by migration.yml, SHA-256 0000000000000000…, found one by migration.yml, d4d4d4d4d4d4d4d4…; run 'verify' again with this plan",
        "rules: expected the rule book of this tool and of --rules, SHA-256 0000000000000000…, found e5e5e5e5e5e5e5e5…; name the folders that 'verify' was given by --rules, or run 'verify' again with these",
        "waivers file: expected an audit by w.yml, SHA-256 0000000000000000…, found one by waivers.yml, f6f6f6f6f6f6f6f6…; run 'verify' again with these waivers",
      ])
  }

  @Test("an archive that can't be read is not checked")
  func unreadable() {
    #expect(
      question {
        $0.archives[0].digest = .failure(ReportError(path: "a", message: "can't be read; name the file"))
      } == [
        "? archive: a: can't be read; name the file"
      ])
  }

  @Test(
    "an audit is too old after its age, and one of the future never young enough",
    arguments: [
      ("2026-11-19T23:00:00Z", []),
      (
        "2026-11-19T22:59:59Z",
        [
          "age: expected an audit of the last 1 h, found one as of 2026-11-19T22:59:59Z; run 'verify' again, with a plan that has no older 'as-of'"
        ]
      ),
      (
        "2026-11-20T00:00:01Z",
        [
          "age: expected an audit of the last 1 h, found one as of 2026-11-20T00:00:01Z, which is in the future; run 'verify' again, with a plan that has no older 'as-of'"
        ]
      ),
      (
        "yesterday",
        [
          "age: expected an audit of the last 1 h, found one as of yesterday; run 'verify' again, with a plan that has no older 'as-of'"
        ]
      ),
    ])
  func age(_ asOf: String, _ expected: [String]) {
    var audit = smallAudit()
    audit.asOf = asOf
    #expect(question(audit) { $0.maxAge = 3600 } == expected)
  }

  @Test("bytes that 'verify' would not have written are named by their first line that differs")
  func form() {
    #expect(
      question { $0.bytes.insert(UInt8(ascii: " "), at: 3) } == [
        "form: expected the bytes that 'verify' wrote, found another text from line 2 on; the audit was edited or not written to its end: run 'verify' again"
      ])
    #expect(question { $0.bytes.removeLast() }.count == 1)
    #expect(question { $0.bytes.append(UInt8(ascii: "\n")) }.count == 1)
  }
}

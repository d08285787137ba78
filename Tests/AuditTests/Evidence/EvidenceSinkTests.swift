import Plan
import RuleExamples
import Testing

@testable import Audit

@Suite("All violations, as they are handed on")
struct EvidenceSinkTests {
  private func audit(
    _ input: ExampleInput, _ parallelism: Parallelism = Parallelism()
  ) throws -> (result: AuditResult, evidence: CollectedEvidence) {
    let evidence = CollectedEvidence()
    let result = try ExampleFolder(input).audit(
      try RulePages.all.get().book, parallelism, evidence: evidence)
    return (result, evidence)
  }

  @Test(
    "of every rule they add up to its violations, of every cause to what it explains, and nothing of the result changes",
    arguments: (try? RuleExample.all.get()) ?? [])
  func addUp(_ example: RuleExample) throws {
    let (result, evidence) = try audit(example.input)
    for rule in result.rules {
      let findings = evidence.findings(of: rule.id)
      #expect(findings.reduce(0) { $0 + $1.count } == rule.violations, "\(rule.id)")
      for (index, cause) in result.causes.enumerated() {
        let explained = findings.filter { $0.cause == index + 1 }.reduce(0) { $0 + $1.count }
        let share = cause.explains.first { $0.rule == rule.id }?.violations ?? 0
        #expect(explained == share, "\(rule.id), cause \(index + 1)")
      }
    }
    // The folder's own name is in the paths.
    let usual = try ExampleFolder(example.input).audit()
    #expect(result.rules.map(\.findings) == usual.rules.map(\.findings))
    #expect(result.rules.map(\.summary) == usual.rules.map(\.summary))
    #expect(result.causes == usual.causes)
  }

  @Test(
    "they are the same, in the same order, on one thread and on several",
    arguments: (try? RuleExample.all.get()) ?? [])
  func sameOnEveryThread(_ example: RuleExample) throws {
    let folder = try ExampleFolder(example.input)
    let (one, several) = (CollectedEvidence(), CollectedEvidence())
    let book = try RulePages.all.get().book
    let result = try folder.audit(book, Parallelism(jobs: 1), evidence: one)
    _ = try folder.audit(book, Parallelism(jobs: 4, partitionRows: 2, runRows: 2), evidence: several)
    for rule in result.rules { #expect(one.findings(of: rule.id) == several.findings(of: rule.id)) }
  }

  @Test("each record of a group is by itself, where the result tells of the first alone")
  func groups() throws {
    var example = CauseExample()
    example.changeUsers { if $0["id"] == "5" { $0["id"] = "905" } }
    let (result, evidence) = try audit(example.input())
    let rule = try result.rule("comments-have-authors")
    #expect(rule.findings.count == 1)
    #expect(rule.violations == 8)
    let findings = evidence.findings(of: rule.id)
    #expect(findings.allSatisfy { $0.count == 1 })
    #expect(
      findings.map(\.message)
        == [1005, 1009, 1013, 1017, 1021, 1050, 1054, 1058].map {
          "1 comment (comment \($0)): orphan author_id 5, no such user"
        })
    #expect(findings.first?.export == ExportPlace(source: "chat", file: "chat.csv", line: 6))
  }

  @Test("each record of a lost batch is by itself, with the number of the cause")
  func missing() throws {
    var example = CauseExample()
    example.batches[100] = nil
    let (result, evidence) = try audit(example.input())
    #expect(try result.rule("no-missing-comments").findings.map(\.count) == [10])
    let comments = evidence.findings(of: "no-missing-comments")
    #expect(comments.map(\.key) == (1001...1010).map { "comment \($0)" })
    #expect(comments.map(\.message) == (1001...1010).map { "comment \($0) is missing" })
    #expect(comments.map(\.export?.line) == (2...11).map { $0 })
    #expect(comments.allSatisfy { $0.cause == 1 && $0.count == 1 })
    #expect(evidence.findings(of: "batch-numbers-have-no-gap").map(\.cause) == [1])
  }

  @Test("of each batch number of a gap there is one, and one more for what a gap has beyond 100,000 of them")
  func gaps() throws {
    var example = CauseExample()
    example.batches[600] = nil
    example.batches[300] = nil
    example.batches[400] = nil
    let rule = "batch-numbers-have-no-gap"
    #expect(
      try audit(example.input()).evidence.findings(of: rule).map(\.message) == [
        "batch 300 is missing: there is no backup_tickets_300.json",
        "batch 400 is missing: there is no backup_tickets_400.json",
      ])
    example.damage = [.rename(batch: 500, name: "backup_tickets_20000000.json")]
    let findings = try audit(example.input()).evidence.findings(of: rule)
    #expect(findings.count == 100_001)
    #expect(findings.last?.count == 199_997 - 100_000)
    #expect(
      findings.last?.message
        == "99,997 more batches of this gap are missing, from backup_tickets_10000300.json on")
  }

  @Test("what a check only counts is one, with its count")
  func counted() throws {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    let row = "2021-03-01T09:00:00Z,7,x,211,true,<p>x</p>,2021-03-01T10:00:00Z,7,Ada Osei,ada@example.org\n"
    input.chat += String(repeating: row, count: 50)
    let (result, evidence) = try audit(input)
    let rule = try result.rule("no-rejected-rows")
    let findings = evidence.findings(of: rule.id)
    #expect(rule.violations == 50)
    #expect(findings.map(\.count) == [Int](repeating: 1, count: Finding.evidenceLimit) + [30])
    #expect(findings.last?.message == "30 further violations, of which no place is kept")
    #expect(findings.allSatisfy { $0.origin == .export })
  }

  @Test("what the plan decides is not among them, though it was looked at")
  func decided() throws {
    let example = try #require(
      try RuleExample.all.get().first { $0.rule == "exports-have-no-conflict" && !$0.isPassing })
    var input = example.input
    #expect(try !audit(input).evidence.findings(of: example.rule).isEmpty)
    input.plan += "conflicts: first\n"
    let (result, evidence) = try audit(input)
    #expect(try result.rule(example.rule).violations == 0)
    #expect(evidence.findings(of: example.rule).isEmpty)
  }

  @Test("of a rule that fails for what a batch may have that was not read there are none")
  func unread() throws {
    let folder = try ExampleFolder(ExampleInput(standardOf: RulePages.all.get().readme))
    let evidence = CollectedEvidence()
    var plan = try folder.plan()
    plan.limits.memberBytes = 100
    _ = try Audit(plan: plan, rules: RulePages.all.get().book, startedAt: 0, evidence: evidence).run()
    for id in ["no-missing-comments", "no-missing-tickets", "no-missing-users"] {
      #expect(evidence.findings(of: id).isEmpty, "\(id)")
    }
    #expect(evidence.findings(of: "tar-is-complete").count == 1)
  }
}

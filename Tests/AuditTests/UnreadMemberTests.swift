import Plan
import RuleExamples
import Testing

@testable import Audit

/// A batch that is too long to be read: what it holds is not known.
@Suite("A batch that is not read")
struct UnreadMemberTests {
  private func results(limit: Int) throws -> [String: RuleResult] {
    let folder = try ExampleFolder(ExampleInput(standardOf: RulePages.all.get().readme))
    var plan = try folder.plan()
    plan.limits.memberBytes = limit
    let audit = try Audit(plan: plan, rules: RulePages.all.get().book, startedAt: 0)
    return Dictionary(uniqueKeysWithValues: audit.run().rules.map { ($0.id, $0) })
  }

  @Test("its records are not called missing: the rules that would say so are not proven, and name it")
  func notMissing() throws {
    let results = try results(limit: 100)
    #expect(results["tar-is-complete"]?.outcome == .failed)
    for id in ["no-missing-comments", "no-missing-tickets", "no-missing-users"] {
      #expect(results[id]?.outcome == .notChecked, "\(id)")
      #expect(results[id]?.findings == [], "\(id)")
      #expect(
        results[id]?.summary
          == "not known, because backup_tickets_100.json was not read (see tar-is-complete)", "\(id)")
    }
  }

  @Test("with room for it, they are judged")
  func read() throws {
    #expect(try results(limit: 256 << 20)["no-missing-comments"]?.outcome == .passed)
  }
}

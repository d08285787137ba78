import Foundation
import Plan
import RuleExamples

@testable import Audit

extension ExampleFolder {
  /// Audits the folder by the whole rule book of the repository, at a fixed time.
  func audit(
    _ parallelism: Parallelism = Parallelism(), showsValues: Bool = false, samples: Int = 0,
    isReference: Bool = false
  ) throws -> AuditResult {
    try audit(
      try RulePages.all.get().book, parallelism, showsValues: showsValues, samples: samples,
      isReference: isReference)
  }

  /// What an audit of the folder knows before it judges.
  func facts() throws -> Facts {
    let plan = try plan()
    let sheet = try plan.decisions.map { try FilledSheet($0.value, in: plan.directory) }
    let exports = ExportLoading(plan: plan, sheet: sheet, showsValues: false, reading: Reading())
    exports.load()
    let archive = ArchiveLoading(plan: plan, paths: [archivePath], reading: Reading())
    archive.load(parsers: 0)
    return Facts(
      exports, archive, plan: plan, asOf: Instant(seconds: 0, nanoseconds: 0), showsValues: false,
      claimedDigests: [.none], Parallelism(), isReference: false)
  }
}

extension AuditResult {
  /// - Throws: `ExampleError` when the audit has no such rule.
  func rule(_ id: String) throws -> RuleResult {
    guard let rule = rules.first(where: { $0.id == id }) else { throw ExampleError("no rule \(id)") }
    return rule
  }
}

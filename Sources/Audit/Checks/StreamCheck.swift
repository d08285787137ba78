import Plan
import Archive

/// Integrity: the archive's byte stream has none of the named problems.
///
/// Looks at what the reader reported.
///
/// - Complexity: none of its own.
struct StreamCheck: Check {
  static let name = "stream-integrity"
  private let problems: Set<ArchiveProblem.Kind>

  init(_ parameters: inout Parameters) throws(RuleError) {
    problems = Set(try parameters.words("problems", of: ArchiveProblem.Kind.self))
  }

  func inputs(_ plan: Plan) -> Set<Input> { [.archive] }
  func subject(_ plan: Plan) -> Subject {
    Subject(new: "archive file", criteria: "complete, without a fault")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    for problem in facts.archive.streamProblems where problems.contains(problem.kind) {
      evidence.add {
        Finding(
          message: problem.message,
          archive: ArchivePlace(member: problem.member, offset: Int(clamping: problem.offset)))
      }
    }
    let first = evidence.findings.first?.message
    return Measurement(
      examined: facts.archive.deliveries.paths.count, unit: "archives", evidence: evidence,
      summary: first ?? "read to the end: \(grouped(Int(clamping: facts.archive.summary.bytes))) bytes, "
        + counted(facts.archive.members.count, "tar entry", plural: "tar entries"))
  }
}

import Plan
import Archive

/// Format: every batch is strict JSON of the agreed shape, as far as the named kinds of problems go.
///
/// Looks at what the reader reported. Cost: none.
struct BatchShapeCheck: Check {
  static let name = "batch-shape"
  private let problems: [BatchProblem.Kind]

  init(_ parameters: inout Parameters) throws(RuleError) {
    problems = try parameters.words("problems", of: BatchProblem.Kind.self)
  }

  func inputs(_ plan: Plan) -> Set<Input> { [.archive] }
  func subject(_ plan: Plan) -> Subject {
    Subject(new: "batches", criteria: "none of: \(problems.map(\.rawValue).joined(separator: ", "))")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    for (cause, kind) in problems.enumerated() {
      let kept = facts.archive.batchProblems[kind] ?? []
      for (batch, problem) in kept {
        let member = facts.archive.members[facts.archive.batches[batch].member].name
        evidence.add(cause: cause) {
          Finding(
            message: "\(member): \(problem.message)",
            archive: ArchivePlace(member: member, pointer: problem.pointer, offset: problem.offset))
        }
      }
      evidence.count((facts.archive.batchProblemCounts[kind] ?? 0) - kept.count)
    }
    let total = facts.archive.batches.count
    return Measurement(
      examined: total, unit: "batches", evidence: evidence,
      summary: (evidence.isEmpty ? "" : "\(counted(evidence.violations, "place")) in ")
        + counted(total, "batch", plural: "batches"))
  }
}

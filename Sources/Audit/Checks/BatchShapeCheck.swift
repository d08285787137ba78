import Plan
import Archive

/// Format: every batch is strict JSON that matches the schema, as far as the named kinds of problems go.
///
/// Looks at what the reader reported.
///
/// - Complexity: none of its own.
struct BatchShapeCheck: Check {
  static let name = "batch-shape"
  private let problems: [BatchProblem.Kind]

  init(_ parameters: inout Parameters) throws(RuleError) {
    problems = try parameters.words("problems", of: BatchProblem.Kind.self)
  }

  func inputs(_ plan: Plan) -> Set<Input> { [.archive] }
  func subject(_ plan: Plan) -> Subject {
    let arrays = plan.schema.map(\.array).joined(separator: ", ")
    return Subject(
      new: "batches",
      criteria: problems.contains(.missingArray)
        ? "the arrays \(arrays), every field of its type, ids as 64-bit integers"
        : "none of: \(problems.map(\.rawValue).joined(separator: ", "))")
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
      summary: (evidence.isEmpty ? "" : "\(counted(evidence.violations, "problem")) in ")
        + counted(total, "batch", plural: "batches"))
  }
}

import Plan

/// Sequence: no stage that the plan declares is missing among the files of a source.
struct StageCheck: Check {
  static let name = "stages"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.exports] }
  func subject(_ plan: Plan) -> Subject {
    Subject(legacy: "files of each source", criteria: "a file for each stage")
  }

  func measure(_ facts: Facts) -> Measurement {
    let staged = facts.feeds.sources.filter { $0.stageProblems != nil }
    guard !staged.isEmpty else {
      return .notApplicable("files", "the plan declares no stages")
    }
    var evidence = Evidence()
    for source in staged {
      for problem in source.stageProblems ?? [] {
        evidence.add {
          Finding(message: "\(source.name): \(problem)", expected: "a file for each stage", found: "none")
        }
      }
    }
    let files = staged.reduce(0) { $0 + $1.files.count }
    return Measurement(
      examined: files, unit: "files", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(files, "file")) without a gap"
        : "\(counted(evidence.violations, "stage")) \(verb(evidence.violations, "is", "are")) missing or without a readable name"
    )
  }
}

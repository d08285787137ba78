import Plan

/// Decisions: every decision of the plan's sheet fits a conflict of the exports as they are, and is whole.
///
/// What fits nothing was decided of other rows than these, and nobody has decided what became of them.
struct DecisionCheck: Check {
  static let name = "decisions"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.exports] }
  func subject(_ plan: Plan) -> Subject {
    Subject(legacy: plan.decisions?.value ?? "–", criteria: "each decision fits a conflict of the exports")
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let sheet = facts.decisions.sheet else {
      return .notApplicable("decisions", "the plan names no sheet of decisions")
    }
    let mistakes = facts.decisionMistakes
    if sheet.entries.isEmpty, mistakes.isEmpty {
      return .notApplicable("conflicts", "the sheet of decisions has no rows")
    }
    var evidence = Evidence()
    for mistake in mistakes {
      evidence.add {
        Finding(
          message: "\(sheet.path):\(mistake.line): \(mistake.message)",
          export: ExportPlace(source: "decisions", file: sheet.path, line: mistake.line))
      }
    }
    let decided = sheet.entries.values.count { $0.decision != nil }
    return Measurement(
      examined: sheet.entries.count, unit: "conflicts", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(decided, "decision")) on \(counted(sheet.entries.count, "conflict"))"
        : "\(counted(evidence.violations, "row")) of the sheet \(verb(evidence.violations, "does", "do")) not fit"
    )
  }
}

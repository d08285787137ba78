/// Which cause explains each violation that was handed on to an `EvidenceSink`.
package struct ViolationCauses: Sendable {
  private var rules: [String: RuleCauses] = [:]

  init(_ explained: ExplainedRows, _ judged: [JudgedRule]) {
    for rule in judged where rule.result.outcome == .failed {
      rules[rule.result.id] = RuleCauses(explained, rule)
    }
  }

  /// Those of the violations of one rule.
  package subscript(rule: String) -> RuleCauses { rules[rule] ?? RuleCauses() }
}

/// Which cause explains each violation of one rule.
package struct RuleCauses: Sendable {
  /// The cause of violations that are not rows.
  private var all: Int?
  /// Of the rows of each kind of fault of the rule.
  private var rows: [RowCauses] = []

  init() {}

  init(_ explained: ExplainedRows, _ rule: JudgedRule) {
    if let claim = explained.claim(ofRule: rule.result.id) {
      // Of which violations it is one, nobody knows unless it is all of them.
      if claim.violations >= rule.result.violations { all = claim.number }
      return
    }
    rows = rule.faults.map { explained.causes(of: $0) }
  }

  /// The number of the cause; nil where none explains the violation.
  package func number(of fault: Violation.Fault?) -> Int? {
    guard let fault, rows.indices.contains(fault.kind) else { return all }
    return rows[fault.kind].number(of: fault.row)
  }
}

/// Which cause explains each violation that was handed on to an `EvidenceSink`.
package struct ViolationCauses: Sendable {
  private var rules: [String: RuleCauses] = [:]

  init() {}

  /// - Parameter numbers: for each claim the number of its cause; nil where it has become none.
  init(_ claims: [Claim], _ numbers: [Int?], _ judged: [JudgedRule]) {
    for rule in judged where rule.result.outcome == .failed {
      rules[rule.result.id] = RuleCauses(claims, numbers, rule)
    }
  }

  /// Those of the violations of one rule.
  package subscript(rule: String) -> RuleCauses { rules[rule] ?? RuleCauses() }
}

/// Which cause explains each violation of one rule.
package struct RuleCauses: Sendable {
  /// The cause of violations that are not rows.
  private var all: Int?
  /// For each kind of fault of the rule the rows that causes explain, in the order in which these are asked.
  private var rows: [[(rows: RowSet, cause: Int?)]] = []

  init() {}

  init(_ claims: [Claim], _ numbers: [Int?], _ rule: JudgedRule) {
    let (id, violations) = (rule.result.id, rule.result.violations)
    if let claim = claims.firstIndex(where: { $0.violations[id] ?? 0 > 0 }) {
      // Of which violations it is one, nobody knows unless it is all of them.
      if claims[claim].violations[id] ?? 0 >= violations { all = numbers[claim] }
      return
    }
    rows = rule.faults.map { what in
      zip(claims, numbers).compactMap { claim, number in claim.rows[what].map { ($0, number) } }
    }
  }

  /// The number of the cause; nil where none explains the violation.
  ///
  /// - Complexity: one look-up of a bit for each cause that is about rows of this kind.
  package func number(of fault: Violation.Fault?) -> Int? {
    guard let fault, rows.indices.contains(fault.kind) else { return all }
    return rows[fault.kind].first { $0.rows.contains(fault.row) }?.cause
  }
}

import Audit

/// A rule with all that the page has of it.
struct HTMLRule {
  var ruleID: String
  var ruleTitle: String
  var ruleSign: String
  var ruleLabel: String
  var ruleName: String
  var isOpen: Bool
  var ruleSummary: String
  var ruleMeasure: String
  var ruleCriteria: String
  /// Which causes explain its violations, and which slice of the records has most of them.
  var ruleRemarks: [String]
  /// What to do, where there is something to do.
  var ruleSteps: [String]
  var hasSteps: Bool
  var findings: [HTMLFinding]
  var ruleNote: String?

  /// The findings that a page shows of all rules together, so that it stays small enough to be sent.
  static let findingLimit = 2_000
  /// The fewest that it shows of a rule that has them, however many rules there are.
  static let leastFindings = 3

  static func all(of result: AuditResult) -> [HTMLRule] {
    let withFindings = result.rules.count { !$0.findings.isEmpty }
    let all = result.rules.reduce(0) { $0 + $1.findings.count }
    let most = all <= findingLimit ? Int.max : max(leastFindings, findingLimit / max(1, withFindings))
    let shared = SharedReasons(result.rules, result.causes)
    return result.rules.map { rule in
      HTMLRule(
        rule, shared, [result.causes(of: rule), rule.concentration].compactMap(\.self), mostFindings: most,
        isOpen: shared.needsAttention(rule) && result.decides(rule))
    }
  }

  private init(
    _ rule: RuleResult, _ shared: SharedReasons, _ remarks: [String], mostFindings: Int, isOpen: Bool
  ) {
    ruleID = rule.id
    ruleTitle = rule.title
    ruleSign = rule.status.sign
    ruleLabel = rule.status.label
    ruleName = rule.status.rawValue
    self.isOpen = isOpen
    ruleSummary = shared.pageSummary(of: rule)
    ruleMeasure = rule.measure
    ruleCriteria = rule.criteria
    ruleRemarks = remarks
    ruleSteps = rule.needsAttention ? rule.steps : []
    hasSteps = !ruleSteps.isEmpty
    findings = rule.findings.prefix(mostFindings).map(HTMLFinding.init)
    let hidden = rule.findings.count - findings.count
    let more = hidden > 0 ? "\(counting(hidden, "more finding")) in audit.json" : nil
    let notes = [rule.evidenceNote, more].compactMap(\.self)
    ruleNote = notes.isEmpty ? nil : notes.joined(separator: "; ")
  }
}

extension SharedReasons {
  /// What this page has of a rule: its summary, or that its reason is among those that are told first.
  func pageSummary(of rule: RuleResult) -> String {
    reason(of: rule) == nil ? summary(of: rule) : "for a reason of several rules, under Not checked"
  }
}

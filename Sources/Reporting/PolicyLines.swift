import Audit

extension AuditResult {
  /// What of the policy is not as the tool's own pages have it, a sentence each, in the order of the rules.
  var policyLines: [String] {
    rules.flatMap { rule -> [String] in
      let policy = rule.policy
      let page = policy.page.map { "rule \(rule.id) is judged by \($0) instead of the built-in page" }
      let off = policy.off.map { "rule \(rule.id) is switched off by the plan: \($0)" }
      let changes = policy.changes.map(\.words).joined(separator: ", ")
      let changed = changes.isEmpty ? nil : "rule \(rule.id) by the plan: \(changes)"
      return [page, off, changed].compactMap(\.self) + policy.waivers.map { $0.words(of: rule.id) }
    }
  }
}

extension WaiverUse {
  /// `rule no-missing-comments, 2 violations (at most 3), comment 10*: waived by Ada Osei until 2027-01-31: REASON
  /// (waivers.yml:3)`
  fileprivate func words(of rule: String) -> String {
    let which = selector.map { ", \($0.words)" } ?? ""
    let count = "\(counting(violations, "violation")) (at most \(max.grouped))"
    let what =
      switch state {
      case .inForce: "waived by \(owner) until \(expires)"
      case .expired: "not waived: the waiver of \(owner) expired on \(expires)"
      case .exceeded: "not waived: the waiver of \(owner) until \(expires) is exceeded"
      case .unneeded: "nothing to waive: the waiver of \(owner) until \(expires) is not needed"
      case .unknown: "not checked: the waiver of \(owner) until \(expires) may be needed or not"
      }
    return "rule \(rule), \(count)\(which): \(what): \(reason) (\(file):\(line))"
  }
}

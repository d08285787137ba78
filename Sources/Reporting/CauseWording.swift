import Audit

extension Cause {
  /// What it explains: `all 100 violations of no-missing-comments; 3 of 12 of no-missing-users`. Nil where that is nothing.
  ///
  /// - Parameter most: rules that are named; the others are counted.
  func explained(_ rules: [RuleResult], most: Int = .max) -> String? {
    if explains.isEmpty { return nil }
    let shares = explains.prefix(most).enumerated().map { index, share in
      let total = rules.first { $0.id == share.rule }?.violations ?? share.violations
      let noun = index == 0 ? " violation\(total == 1 ? "" : "s")" : ""
      return share.violations == total
        ? "\(total == 1 ? "the" : "all") \(total.grouped)\(noun) of \(share.rule)"
        : "\(share.violations.grouped) of \(total.grouped)\(noun) of \(share.rule)"
    }
    let more = explains.count - most
    return shares.joined(separator: "; ")
      + (explains.count > most ? "; and violations of \(counting(more, "more rule"))" : "")
  }

  /// The rules that are not checked because of it; nil where there are none.
  func unchecked(most: Int = .max) -> String? {
    notChecked.isEmpty ? nil : notChecked.listed(most: most)
  }

  /// Where it begins; nil where that is not proven.
  var place: String? {
    path(export?.words, archive?.words)
  }
}

extension AuditResult {
  /// The first finding that a cause explains, by its number from 1.
  func example(ofCause number: Int) -> Finding? {
    rules.lazy.flatMap(\.findings).first { $0.cause == number }
  }

  /// How many violations of a rule no cause explains.
  func unexplained(_ rule: RuleResult) -> Int {
    rule.violations - causes.flatMap(\.explains).reduce(0) { $0 + ($1.rule == rule.id ? $1.violations : 0) }
  }

  /// Whether causes explain every violation of a rule, so that it has nothing more to tell.
  func isExplained(_ rule: RuleResult) -> Bool { rule.violations > 0 && unexplained(rule) <= 0 }

  /// `all by cause 1`, `12 of 40 by cause 1, 3 by cause 2`; nil where no cause explains a violation of the rule.
  func causes(of rule: RuleResult) -> String? {
    let shares = causes.enumerated().compactMap { index, cause in
      cause.explains.first { $0.rule == rule.id }.map { (number: index + 1, count: $0.violations) }
    }
    guard let first = shares.first else { return nil }
    if shares.count == 1, first.count == rule.violations {
      return rule.violations == 1 ? "by cause \(first.number)" : "all by cause \(first.number)"
    }
    return "\(first.count.grouped) of \(rule.violations.grouped) by cause \(first.number)"
      + shares.dropFirst().map { ", \($0.count.grouped) by cause \($0.number)" }.joined()
  }
}

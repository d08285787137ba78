import Plan

/// A waiver, and what became of it in an audit.
package struct WaiverUse: Sendable, Equatable {
  package enum State: String, Sendable, Equatable, CaseIterable {
    /// It covers its violations.
    case inForce = "in-force"
    /// It covers nothing any more: the audit is as of a later day.
    case expired
    /// It covers nothing: there are more violations than its `max`.
    case exceeded
    /// There is nothing that it could cover.
    case unneeded
    /// Its rule could not be checked.
    case unknown
  }

  package var rule: String
  /// Which violations it is about; nil for all that no other waiver of the rule selects.
  package var selector: KeySelector?
  package var state: State
  /// How many violations it is about.
  package var violations: Int
  package var max: Int
  package var reason: String
  package var owner: String
  package var expires: String
  /// Where it is written.
  package var file: String
  package var line: Int
  /// What is to be known of it before the audit ends.
  var isExpired = false
  /// Why it has nothing to cover; nil of another state.
  var unneededFor: String?

  package init(
    rule: String, selector: KeySelector?, state: State, violations: Int, max: Int, reason: String,
    owner: String, expires: String, file: String, line: Int
  ) {
    self.rule = rule
    self.selector = selector
    self.state = state
    self.violations = violations
    self.max = max
    self.reason = reason
    self.owner = owner
    self.expires = expires
    self.file = file
    self.line = line
  }

  /// - Parameter asOf: the audit's "now", RFC 3339.
  init(_ waiver: Waiver, file: String, asOf: String) {
    self.init(
      rule: waiver.rule.value, selector: waiver.selector, state: .unknown, violations: 0, max: waiver.max,
      reason: waiver.reason, owner: waiver.owner, expires: waiver.expires, file: file, line: waiver.line)
    // Days in UTC, written alike, are in the order of their texts.
    isExpired = asOf.prefix(10) > waiver.expires
  }
}

/// The waivers of one rule, beside what was measured of it.
struct WaiverUses {
  private(set) var uses: [WaiverUse]
  /// How many violations waivers in force cover, and how many of them are the same in the export.
  private(set) var covered = 0
  private(set) var coveredFromExport = 0

  /// Waivers of a rule that has nothing to waive, or could not be checked.
  init(_ uses: [WaiverUse], unneededFor reason: String?) {
    self.uses = uses.map {
      var use = $0
      use.state = reason == nil ? .unknown : .unneeded
      use.unneededFor = reason
      return use
    }
  }

  /// Waivers of a rule that fails without them. Each violation is the first's that selects it; what none selects is that
  /// of the waiver without keys.
  init(_ uses: [WaiverUse], of rule: RuleResult, selected: [Measured.Selected]) {
    self.uses = uses
    let rest = Measured.Selected(
      selector: KeySelector(), violations: rule.violations - selected.reduce(0) { $0 + $1.violations },
      fromExport: rule.violationsFromExport - selected.reduce(0) { $0 + $1.fromExport })
    var number = 0
    for index in uses.indices {
      var counts = rest
      if uses[index].selector != nil {
        counts = selected[number]
        number += 1
      }
      self.uses[index].violations = counts.violations
      self.uses[index].state = state(uses[index], counts.violations)
      switch self.uses[index].state {
      case .inForce:
        covered += counts.violations
        coveredFromExport += counts.fromExport
      case .unneeded:
        let which = uses[index].selector.map { " about single records '\($0.words)'" } ?? ""
        self.uses[index].unneededFor =
          "the rule has no violation\(which.isEmpty ? " beside those of other waivers" : which)"
      default: break
      }
    }
  }

  private func state(_ use: WaiverUse, _ violations: Int) -> WaiverUse.State {
    if violations == 0 { return .unneeded }
    if use.isExpired { return .expired }
    return violations > use.max ? .exceeded : .inForce
  }
}

import Plan

/// Grades the rules of one audit by a policy.
struct Grading {
  let policy: Policy
  let audit: AuditResult
  /// Who gets every violation of the rules that are measured here.
  private let sink: (any EvidenceSink)?
  private let measured: [String: RuleResult]
  /// Why nothing that the audit measured can be graded by this policy; nil where it can.
  private let strangeness: String?

  init(policy: Policy, audit: AuditResult, sink: (any EvidenceSink)?) {
    self.policy = policy
    self.audit = audit
    self.sink = sink
    measured = Dictionary(audit.rules.map { ($0.id, $0) }) { first, _ in first }
    strangeness =
      if audit.tool != toolVersion {
        "this was measured by \(audit.tool), and this is \(toolVersion)"
      } else if audit.measuredPlanSHA256 != sha256(Array(policy.plan.measuredText.utf8)) {
        "the plan says something else of the exports or the archive than when this was measured"
      } else {
        nil
      }
  }

  /// The results of all rules, in the order of the book; those that the book does not have any more are last.
  func results() -> [RuleResult] {
    var results: [RuleResult] = []
    var uses: [WaiverUse] = []
    for rule in policy.rules where !(rule.check is WaiverCheck) && rule.off?.isSilent != true {
      let own = policy.waivers.waivers.filter { $0.rule.value == rule.id }
        .map { WaiverUse($0, file: policy.waivers.path ?? "", asOf: audit.asOf) }
      let graded = grade(rule, own)
      uses += graded.policy.waivers
      results.append(graded)
    }
    // In the order of their file.
    uses.sort { $0.line < $1.line }
    results += policy.rules.filter { $0.check is WaiverCheck }.map { grade($0, allWaivers: uses) }
    let known = Set(policy.rules.map(\.id))
    return results + audit.rules.filter { !known.contains($0.id) }.map(Self.forgotten)
  }

  // MARK: One rule

  private func grade(_ rule: Rule, _ waivers: [WaiverUse]) -> RuleResult {
    var result = result(of: rule)
    result.policy.waivers = WaiverUses(waivers, unneededFor: nil).uses
    if case .byPlan(let reason) = rule.off {
      result.outcome = .notApplicable
      result.policy.off = reason
      result.summary = "switched off by the plan: \(reason)"
      result.policy.waivers = WaiverUses(waivers, unneededFor: "the plan switches the rule off").uses
      return result
    }
    guard let seen = measured[rule.id], var measured = seen.measured else {
      return unmeasured(result, "the audit did not measure this rule")
    }
    if let strangeness { return unmeasured(result, strangeness) }
    if let difference = difference(measured.parameters, rule.parameters) ?? otherSignOffs(rule) {
      return unmeasured(result, difference)
    }
    result.examined = seen.examined
    result.unit = seen.unit
    result.figures = seen.figures
    result.violations = seen.violations
    result.violationsFromExport = seen.violationsFromExport
    result.findings = seen.findings
    result.concentration = seen.concentration
    let selected = selected(by: waivers.compactMap(\.selector), seen, measured)
    measured.selected = selected ?? []
    result.measured = measured
    result.summary = measured.summary
    result.outcome = outcome(measured, result, violations: result.violations, rule)
    guard result.outcome == .failed else {
      finish(&result, measured, rule)
      let reason = result.outcome == .passed ? "the rule passes without it" : "the rule is not applicable"
      result.policy.waivers =
        WaiverUses(waivers, unneededFor: result.outcome == .notChecked ? nil : reason).uses
      return result
    }
    guard let selected else {
      return unmeasured(
        result,
        "the audit does not have the key of each of the \(grouped(result.violations)) violations, which a waiver selects by"
      )
    }
    let uses = WaiverUses(waivers, of: result, selected: selected)
    result.policy.waivers = uses.uses
    waive(uses, of: &result, measured, rule)
    return result
  }

  /// A failure that waivers may cover, in whole or in part.
  private func waive(_ uses: WaiverUses, of result: inout RuleResult, _ measured: Measured, _ rule: Rule) {
    let left = result.violations - uses.covered
    if uses.covered > 0, rule.threshold.allows(left, of: result.examined) {
      // What is left is judged like any measurement: an archive that breaks off has not passed for its waivers.
      let outcome = outcome(measured, result, violations: left, rule)
      result.outcome = outcome == .notChecked ? .notChecked : .waived
    }
    finish(&result, measured, rule)
    severity(
      of: &result, measured, rule, violations: left,
      fromExport: result.violationsFromExport - uses.coveredFromExport)
    guard uses.covered > 0 else { return }
    let covering = uses.uses.filter { $0.state == .inForce }
    let until = covering.map(\.expires).min() ?? ""
    let which = left == 0 ? "" : "\(grouped(uses.covered)) of them "
    result.summary += " (\(which)waived until \(until))"
  }

  private func outcome(
    _ measured: Measured, _ result: RuleResult, violations: Int, _ rule: Rule
  ) -> Outcome {
    switch measured.standing {
    case .notApplicable: return .notApplicable
    case .notChecked: return .notChecked
    case .judged: break
    }
    if !rule.threshold.allows(violations, of: result.examined) { return .failed }
    if measured.looksAtArchive, !audit.archive.isComplete { return .notChecked }
    // A rule about the exports alone may fail without an accepted row, but not pass.
    if result.examined > 0 { return measured.lack == nil ? .passed : .notChecked }
    return measured.expected > 0 ? .notChecked : .notApplicable
  }

  /// Completes the words and the severity by the outcome.
  private func finish(_ result: inout RuleResult, _ measured: Measured, _ rule: Rule) {
    severity(
      of: &result, measured, rule, violations: result.violations, fromExport: result.violationsFromExport)
    guard measured.standing == .judged else { return }
    switch result.outcome {
    case .notApplicable: result.summary = "no \(result.unit) expected, and none found"
    case .notChecked: result.summary = reason(result, measured)
    case .passed where result.violations > 0: result.summary += " (allowed: \(rule.threshold.words))"
    default: break
    }
  }

  /// Why a rule is not checked though it was measured.
  private func reason(_ result: RuleResult, _ measured: Measured) -> String {
    if result.examined == 0 { return "no \(result.unit) found, though some were expected" }
    guard measured.looksAtArchive, !audit.archive.isComplete else { return measured.lack ?? measured.summary }
    let beyond = result.violations == 0 ? "" : " beyond what is allowed"
    return "no violation\(beyond) in the part that could be read, but the archive is not complete"
  }

  /// The severity that counts, and why it differs from the declared one.
  private func severity(
    of result: inout RuleResult, _ measured: Measured, _ rule: Rule, violations: Int, fromExport: Int
  ) {
    result.effectiveSeverity = rule.gradedSeverity
    result.regradedBy = rule.gradedSeverity == rule.severity ? nil : "the plan (rules.\(rule.id).severity)"
    guard rule.gradedSeverity == .error, violations > 0 else { return }
    // What is the same in the export is not a fault of the migration.
    let isInherited = measured.looksAtArchive && fromExport == violations
    var reason = measured.allowedBy
    if reason == nil, isInherited, policy.plan.exportDefects == .warn {
      reason = "the same in the export (export-defects: warn)"
    }
    guard let reason else { return }
    (result.effectiveSeverity, result.regradedBy) = (.warning, reason)
  }
}

extension Grading {
  /// A rule before anything of it is graded.
  private func result(of rule: Rule) -> RuleResult {
    let subject = rule.check.subject(policy.plan)
    let changes = rule.changes.map(\.words).joined(separator: ", ")
    return RuleResult(
      id: rule.id, area: rule.area, title: rule.title, legacy: subject.legacy, new: subject.new,
      criteria: (rule.criteria ?? subject.criteria) + rule.threshold.suffix
        + (changes.isEmpty ? "" : "; by the plan: \(changes)"),
      severity: rule.severity, effectiveSeverity: rule.gradedSeverity,
      regradedBy: rule.gradedSeverity == rule.severity ? nil : "the plan (rules.\(rule.id).severity)",
      outcome: .notChecked, examined: 0, unit: "rows", violations: 0, summary: "",
      policy: RulePolicy(page: rule.overridingPage, changes: rule.changes), remedy: rule.remedy)
  }

  /// What can't be told without the data.
  private func unmeasured(_ result: RuleResult, _ reason: String) -> RuleResult {
    var result = result
    result.outcome = .notChecked
    (result.examined, result.violations, result.violationsFromExport) = (0, 0, 0)
    (result.findings, result.measured, result.figures) = ([], nil, nil)
    result.summary = "\(reason); run 'verify' with this policy"
    return result
  }

  /// How what was measured differs from what the policy asks for, in a sentence.
  private func difference(_ measured: [Measured.Parameter], _ wanted: [Measured.Parameter]) -> String? {
    func value(_ name: String, in list: [Measured.Parameter]) -> String? {
      list.first { $0.name == name }?.value
    }
    let names = (measured + wanted).map(\.name)
    guard let name = names.first(where: { value($0, in: measured) != value($0, in: wanted) }) else {
      return nil
    }
    let was = value(name, in: measured).map { "with \(name) \($0)" } ?? "without \(name)"
    let now = value(name, in: wanted).map { "\(name) \($0)" } ?? "none"
    return "this was measured \(was), and the policy has \(now)"
  }

  /// Of a rule about sign-offs, why they are not those that were measured.
  private func otherSignOffs(_ rule: Rule) -> String? {
    rule.check is SignOffCheck && audit.policy.signOffsSHA256 != policy.signOffsSHA256
      ? "the file of sign-offs has changed since this was measured" : nil
  }

  /// How many violations each selector covers: as they were counted for these selectors, else by the findings, where those
  /// are all and each about one record; nil where nobody can tell.
  private func selected(
    by selectors: [KeySelector], _ seen: RuleResult, _ measured: Measured
  ) -> [Measured.Selected]? {
    if selectors.isEmpty { return [] }
    if selectors == measured.selected.map(\.selector) { return measured.selected }
    guard seen.findings.count == seen.violations, seen.findings.allSatisfy({ $0.count == 1 }) else {
      return nil
    }
    let watch = KeyWatch(selectors: selectors)
    var selected = watch.none
    for finding in seen.findings {
      guard let number = watch.selector(of: finding.key) else { continue }
      selected[number].violations += 1
      if finding.origin == .export { selected[number].fromExport += 1 }
    }
    return selected
  }

  private func grade(_ rule: Rule, allWaivers uses: [WaiverUse]) -> RuleResult {
    var result = result(of: rule)
    guard let check = rule.check as? WaiverCheck else { return result }
    let tap = sink.map { EvidenceTap($0.begin(rule.id), isFromExport: false) }
    let measurement = EvidenceTap.$current.withValue(tap) { check.measure(uses, asOf: audit.asOf) }
    tap?.end(measurement.evidence)
    let measured = Measured(
      standing: measurement.standing, expected: measurement.expected, summary: measurement.summary,
      looksAtArchive: false)
    (result.examined, result.unit) = (measurement.examined, measurement.unit)
    (result.violations, result.findings) = (measurement.evidence.violations, measurement.evidence.findings)
    result.summary = measured.summary
    result.outcome = outcome(measured, result, violations: result.violations, rule)
    finish(&result, measured, rule)
    return result
  }

  /// A rule that the audit measured, and the book does not have.
  private static func forgotten(_ rule: RuleResult) -> RuleResult {
    var result = RuleResult(
      id: rule.id, area: rule.area, title: rule.title, legacy: rule.legacy, new: rule.new,
      criteria: rule.criteria,
      severity: rule.severity, outcome: .notChecked, examined: 0, unit: rule.unit, violations: 0,
      summary: "the audit measured this rule, and the rule book does not have it; name its folder by --rules")
    result.measured = nil
    return result
  }
}

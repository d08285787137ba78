import Plan

/// How measurements are graded: the rules as the plan changes them, what the plan says of export defects, the waivers, and
/// what closes the gate; and the sign-offs.
///
/// `verify` grades by it what it has just measured, `grade` what an `audit.json` has stored; nothing here looks at the
/// exports or the archive.
package struct Policy: Sendable {
  let plan: Plan
  /// Those of the book for the plan, with what the plan says of them, in the order of the matrix.
  package let rules: [Rule]
  package let waivers: WaiverList
  /// Nil of a plan without them.
  package let signOffs: SignOffList?
  let failsOnWarnings: Bool
  let rulesSHA256: String

  /// - Parameters:
  ///   - waivers: the file of waivers, in place of the plan's.
  ///   - failsOnWarnings: whether a failed warning closes the gate too.
  /// - Throws: `RuleError` when a page names what the plan does not have; `PlanError` for a rule or a value of `rules:` or
  ///   of a waiver that does not exist.
  package init(
    plan: Plan, rules book: RuleBook, waivers path: String? = nil, failsOnWarnings: Bool = false
  ) throws {
    self.plan = plan
    self.failsOnWarnings = failsOnWarnings
    rules = try book.rules(for: plan)
    rulesSHA256 = book.sha256
    waivers =
      try path.map { try WaiverList(contentsOf: $0) }
      ?? plan.waivers.map { try WaiverList(contentsOf: resolve($0, in: plan.directory), shown: $0) }
      ?? WaiverList()
    signOffs = try plan.signOffList()
    try proveWaivers()
    try proveGates()
  }

  private func proveWaivers() throws(PlanError) {
    var problems: [PlanProblem] = []
    for waiver in waivers.waivers {
      let id = waiver.rule.value
      let rule = rules.first { $0.id == id }
      let message: String
      if let rule {
        if rule.check is WaiverCheck {
          message = "'\(id)' can't be waived: it judges the waivers"
        } else if case .lacksData(let lacking) = rule.off {
          message =
            "'\(id)' needs \(lacking.joined(separator: ", ")), which the plan does not have, and has nothing to waive; "
            + "\(Rule.remedy(lacking)), or remove the waiver"
        } else if rule.off == .byDefault {
          message =
            "'\(id)' is off by default, and has nothing to waive; switch it on by "
            + "'rules: {\(id): {severity: \(rule.severity.rawValue)}}' in the plan, or remove the waiver"
        } else {
          continue
        }
      } else {
        message = "unknown rule \(quote(id))\(nearestRule(to: id, among: rules))"
      }
      problems.append(
        PlanProblem(path: waivers.path ?? plan.path, line: waiver.rule.line, message: message))
    }
    guard problems.isEmpty else { throw PlanError(problems) }
  }

  private func proveGates() throws(PlanError) {
    var problems: [PlanProblem] = []
    func report(_ gate: GatePlan, _ line: Int, _ message: String) {
      problems.append(PlanProblem(path: plan.path, line: line, message: "'gates.\(gate.name)': \(message)"))
    }
    for gate in plan.gates {
      for area in gate.areas where !RuleBook.areas.contains(area.value) {
        report(
          gate, area.line,
          "unknown area \(quote(area.value))\(suggestion(for: area.value, among: RuleBook.areas))")
      }
      for id in gate.rules {
        guard let rule = rules.first(where: { $0.id == id.value }) else {
          report(gate, id.line, "unknown rule \(quote(id.value))\(nearestRule(to: id.value, among: rules))")
          continue
        }
        if rule.off != nil {
          report(
            gate, id.line, "the rule \(quote(id.value)) is off; switch it on, or take it out of the gate")
        }
      }
    }
    guard problems.isEmpty else { throw PlanError(problems) }
  }

  /// Whether a rule that is judged asks what the texts of the exports have in them.
  var looksForSensitiveContent: Bool {
    rules.contains { $0.off == nil && $0.check is SensitiveContentCheck }
  }

  var signOffsSHA256: String? { signOffs.map { sha256($0.text) } }

  /// The selectors of a rule's waivers, in their order.
  func selectors(of rule: Rule) -> [KeySelector] {
    waivers.waivers.filter { $0.rule.value == rule.id }.compactMap(\.selector)
  }

  /// The audit graded by this policy: every rule of the book has its outcome, and the verdict follows from them.
  ///
  /// What the audit did not measure, or not as this policy asks, is not checked. Under the policy by which it is graded
  /// already nothing changes.
  ///
  /// - Parameter sink: who gets every violation of the rules about the policy itself, which are measured here.
  package func grade(_ audit: AuditResult, handingTo sink: (any EvidenceSink)? = nil) -> AuditResult {
    var graded = audit
    graded.title = plan.title
    (graded.planPath, graded.planSHA256) = (plan.path, sha256(plan.text))
    graded.rulesSHA256 = rulesSHA256
    graded.policy = AuditPolicy(
      failOn: failsOnWarnings ? .warning : .error, exportDefects: plan.exportDefects.rawValue,
      waiversPath: waivers.path, waiversSHA256: waivers.path.map { _ in sha256(waivers.text) },
      signOffsPath: signOffs?.path, signOffsSHA256: signOffsSHA256,
      offByDefault: rules.filter { $0.off == .byDefault }.map(\.id))
    let grading = Grading(policy: self, audit: audit, sink: sink)
    graded.rules = grading.results()
    graded.verdict = Self.verdict(graded.rules, failsOnWarnings: failsOnWarnings)
    graded.gates = plan.gates.map { $0.decision(on: graded) }
    return graded
  }

  /// FAIL if an error (with `failsOnWarnings`: anything) failed; else NO VERDICT if anything was not checked, or nothing
  /// was judged; else PASS.
  package static func verdict(_ results: [RuleResult], failsOnWarnings: Bool) -> Verdict {
    if results.contains(where: {
      $0.outcome == .failed && (failsOnWarnings || $0.effectiveSeverity == .error)
    }) {
      return .fail
    }
    let isJudged = results.contains { $0.outcome != .notApplicable }
    return !isJudged || results.contains { $0.outcome == .notChecked } ? .noVerdict : .pass
  }
}

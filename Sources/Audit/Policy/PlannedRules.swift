import Plan

/// The rules of a book as the plan's `rules:` changes them.
struct PlannedRules {
  private(set) var rules: [Rule]
  private let plan: Plan
  private var problems: [PlanProblem] = []

  /// - Throws: `RuleError` for a page that names what the plan does not have; `PlanError` with all that is wrong with
  ///   `rules:`.
  init(_ rules: [Rule], _ plan: Plan) throws {
    self.rules = rules.map { $0.ready(for: plan) }
    self.plan = plan
    for setting in plan.rules { apply(setting) }
    let changed = Set(plan.rules.map(\.rule.value))
    for rule in self.rules where !changed.contains(rule.id) && rule.off == nil { try rule.validate(plan) }
    guard problems.isEmpty else { throw PlanError(problems) }
  }

  private mutating func apply(_ setting: RuleSetting) {
    let id = setting.rule.value
    guard let index = rules.firstIndex(where: { $0.id == id }) else {
      return report(
        "unknown rule \(quote(id)) in 'rules'\(nearestRule(to: id, among: rules))", line: setting.rule.line)
    }
    let rule = rules[index]
    if rule.check is WaiverCheck {
      return report(
        "'rules.\(id)' can't be changed: the rule judges the policy itself", line: setting.rule.line)
    }
    if case .lacksData(let lacking) = rule.off, setting.off == nil {
      return report(
        "'rules.\(id)' can't be changed: the rule needs \(lacking.joined(separator: ", ")), which the plan does not have; "
          + Rule.remedy(lacking), line: setting.rule.line)
    }
    var isKnown = true
    for entry in setting.entries where !rule.keys.contains(entry.key) {
      isKnown = false
      let known = rule.keys.filter { !["area", "check", "each", "default", "needs"].contains($0) } + ["off"]
      report(
        "unknown key \(quote(entry.key)) in 'rules.\(id)'\(suggestion(for: entry.key, among: known))",
        line: entry.line)
    }
    guard isKnown else { return }
    do throws(RuleError) {
      let changed = try rule.under(setting)
      if changed.off == nil { try changed.validate(plan) }
      rules[index] = changed
    } catch {
      report(error, of: setting)
    }
  }

  /// A mistake that the page does not have is one of the plan's values: the message begins with the key.
  private mutating func report(_ error: RuleError, of setting: RuleSetting) {
    let key = error.message.prefix { $0 != ":" }
    let entry = setting.entries.first { $0.key == key }
    let name = entry.map { setting.name(of: $0.key) } ?? "rules.\(setting.rule.value)"
    let message = entry == nil ? error.message : String(error.message.dropFirst(key.count + 2))
    report("'\(name)': \(message)", line: entry?.line ?? setting.rule.line)
  }

  private mutating func report(_ message: String, line: Int) {
    problems.append(PlanProblem(path: plan.path, line: line, message: message))
  }
}

/// `; did you mean 'no-missing-users'?`, or where rules are listed.
func nearestRule(to id: String, among rules: [Rule]) -> String {
  nearest(to: id, among: rules.map(\.id)).map { "; did you mean '\($0)'?" }
    ?? "; rules are named as in the reports, and those of your own pages need --rules"
}

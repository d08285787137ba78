import Audit
import Plan

/// What an audit says of an example.
package struct ExampleResult: Sendable {
  package let example: RuleExample
  /// What it says by the example's own rule.
  package let rule: RuleResult
  package let verdict: Verdict
  /// The rules that failed or are not checked.
  package let others: [String]

  /// Audits the example.
  ///
  /// - Parameter rules: with the example's own page.
  /// - Throws: `RuleError` where the example can't be made or its plan is wrong, and where the page names what that plan
  ///   does not have.
  package init(_ example: RuleExample, rules: RuleBook) throws(RuleError) {
    func mistake(_ message: String, line: Int? = nil) -> RuleError {
      RuleError(
        page: example.page, line: line ?? example.line, message: "example '\(example.title)': \(message)")
    }
    let audited: AuditResult
    do {
      let folder = try ExampleFolder(example.input)
      do {
        audited = try folder.audit(rules)
      } catch let error as PlanError {
        let sentences = error.problems.map { "\($0.line.map { "line \($0): " } ?? "")\($0.message)" }
        throw mistake("its plan: \(sentences.joined(separator: "; "))")
      }
    } catch let error as RuleError {
      guard error.page == example.page, error.line != example.line else { throw error }
      throw RuleError(
        page: error.page, line: error.line, message: "\(error.message) (in the plan of '\(example.title)')")
    } catch {
      throw mistake("\(error)")
    }
    guard let rule = audited.rules.first(where: { $0.id == example.rule }) else {
      throw mistake(
        audited.policy.offByDefault.contains(example.rule)
          ? "the rule is off by default; name it in a block 'yaml plan', as 'rules: {\(example.rule): {severity: …}}'"
          : "its plan has no record type that the rule is about")
    }
    self.example = example
    self.rule = rule
    verdict = audited.verdict
    others = audited.rules.filter { $0.outcome == .failed || $0.outcome == .notChecked }.map(\.id)
  }

  /// What the rule found.
  package var findings: [ExampleFinding] { rule.findings.map { ExampleFinding($0) } }

  /// Why the example is not as its page says, in sentences; none if it is.
  package var mistakes: [String] {
    var mistakes: [String] = []
    let expected = example.isPassing ? Outcome.passed : .failed
    if rule.outcome != expected {
      mistakes.append("expected \(expected.rawValue), found \(rule.outcome.rawValue): \(rule.summary)")
    }
    if findings != example.findings { mistakes.append("other findings than expected") }
    if example.isPassing, verdict != .pass {
      mistakes.append(
        "expected the verdict PASS, found \(verdict.words): what passes one rule must not fail others ("
          + "\(others.joined(separator: ", ")))")
    }
    if !example.isPassing, rule.effectiveSeverity == .error, rule.outcome == .failed, verdict != .fail {
      mistakes.append("expected the verdict FAIL, found \(verdict.words)")
    }
    return mistakes
  }
}

import Audit
import Mustache

/// `audit.junit.xml`: every rule is a test case, every area a suite, for the test view of a CI server. Every gate is a suite, too,
/// and what it decides, and each of its thresholds, a test case, whose name is the same in every run.
///
/// Standard: the XML that Maven's Surefire writes (surefire-test-report.xsd, version 3.0), which CI servers read. A rule that
/// failed as an error is a failure, and so is one that warned where warnings fail the audit; a rule that could not be checked
/// is an error; one that is waived, switched off, or has nothing to judge is skipped, with the reason. A threshold that is crossed, and
/// NO-GO and ROLL BACK, are failures; what is not known, and NO DECISION, are errors. Of a gate that nobody asked for they are skipped: the
/// exit code is not of that gate.
package enum JUnitReport {
  private static let template = ReportTemplate(
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="{{origin}}" tests="{{tests}}" failures="{{failures}}" errors="{{errors}}" skipped="{{skipped}}" time="0">
    {{#suites}}
      <testsuite name="{{area}}" tests="{{suiteTests}}" failures="{{suiteFailures}}" errors="{{suiteErrors}}" skipped="{{suiteSkipped}}" time="0">
    {{#cases}}
        <testcase name="{{name}}" classname="{{className}}" time="0">
    {{#outcomes}}
          <{{element}} message="{{message}}"{{#type}} type="{{.}}"{{/type}}>{{text}}</{{element}}>
    {{/outcomes}}
    {{#notes}}
          <system-out>{{.}}</system-out>
    {{/notes}}
        </testcase>
    {{/cases}}
      </testsuite>
    {{/suites}}
    </testsuites>

    """, name: "DESKAUDIT-XML", escaping: XMLEscaping())

  /// - Parameter gate: the gate that was asked for.
  /// Errors: none that an audit could cause; see `ReportTemplate`.
  package static func render(_ result: AuditResult, gate: String? = nil) throws -> String {
    try template.render(view: JUnitView(result, gate: gate))
  }
}

/// Makes a text inert in XML 1.0, in content and in quoted attributes. The line ends of content are those of `JUnitView`,
/// which has made those of the audit's texts visible.
struct XMLEscaping: MustacheContentType {
  func escapeText(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { HTMLEscaping().escapeText(String($0)) }.joined(separator: "\n")
  }
}

private struct JUnitView {
  var origin: String
  var tests: Int
  var failures: Int
  var errors: Int
  var skipped: Int
  var suites: [Suite]

  struct Suite {
    var area: String
    var suiteTests: Int
    var suiteFailures: Int
    var suiteErrors: Int
    var suiteSkipped: Int
    var cases: [Case]
  }

  struct Case {
    var name: String
    var className: String
    /// One, or none of a rule that passed.
    var outcomes: [Outcome]
    /// What a rule tells that is no failure.
    var notes: [String]
  }

  struct Outcome {
    var element: String
    var message: String
    var type: String?
    var text: String
  }

  init(_ result: AuditResult, gate asked: String?) {
    origin = "\(result.title): \(result.tool), plan \(result.planPath), as of \(result.asOf)".visible
    let failsOnWarnings = result.policy.failOn == .warning
    suites = result.areas.map { area in
      Suite(
        area: area.visible,
        cases: result.rules.filter { $0.area == area }.map { Case($0, failsOnWarnings: failsOnWarnings) })
    }
    suites += result.gates.map { gate in
      Suite(
        area: "gate \(gate.name)".visible,
        cases: ([Case(decisionOf: gate)] + gate.conditions.map { Case($0, of: gate) })
          .map { gate.name == asked ? $0 : $0.skipped })
    }
    tests = suites.reduce(0) { $0 + $1.suiteTests }
    failures = suites.reduce(0) { $0 + $1.suiteFailures }
    errors = suites.reduce(0) { $0 + $1.suiteErrors }
    skipped = suites.reduce(0) { $0 + $1.suiteSkipped }
  }
}

extension JUnitView.Suite {
  fileprivate init(area: String, cases: [JUnitView.Case]) {
    func count(_ element: String) -> Int { cases.count { $0.outcomes.first?.element == element } }
    self.init(
      area: area, suiteTests: cases.count, suiteFailures: count("failure"), suiteErrors: count("error"),
      suiteSkipped: count("skipped"), cases: cases)
  }
}

extension JUnitView.Case {
  fileprivate init(_ rule: RuleResult, failsOnWarnings: Bool) {
    name = "\(rule.id): \(rule.title)".visible
    className = "deskaudit.\(rule.area)".visible
    let findings = rule.findings.map { finding in
      let facts = finding.facts.map { "  \($0.name): \($0.value)".visible }
      return ([finding.message.visible] + facts).joined(separator: "\n")
    }
    let remedy =
      rule.steps.isEmpty
      ? [] : ["What to do:\n" + rule.steps.map { "- \($0)".visible }.joined(separator: "\n")]
    let all = [rule.measure.visible] + findings + (rule.evidenceNote.map { [$0] } ?? []) + remedy
    let text = all.joined(separator: "\n\n")
    (outcomes, notes) = ([], [])
    switch rule.status {
    case .failed: outcomes = [.init("failure", rule, text)]
    case .warning where failsOnWarnings: outcomes = [.init("failure", rule, text)]
    case .notChecked: outcomes = [.init("error", rule, text)]
    case .waived, .switchedOff, .notApplicable: outcomes = [.init("skipped", rule, "")]
    case .warning: notes = ["WARNING \(rule.summary.visible)\n\n\(text)"]
    case .passed: if !rule.findings.isEmpty { notes = [text] }
    }
  }
}

extension JUnitView.Case {
  /// What a gate decides.
  fileprivate init(decisionOf gate: GateDecision) {
    let sentence = gate.sentence.visible
    self.init(
      gate, "decision",
      outcome: gate.word == .go
        ? nil
        : .init(
          element: gate.word == .noDecision ? "error" : "failure", message: sentence,
          type: gate.word.rawValue,
          text: gate.crossings.map(\.words.visible).joined(separator: "\n")),
      note: sentence)
  }

  /// What came of one threshold.
  fileprivate init(_ condition: GateDecision.Condition, of gate: GateDecision) {
    let sentences = condition.results.map(\.sentence.visible)
    self.init(
      gate, condition.name,
      outcome: condition.state == .met
        ? nil
        : .init(
          element: condition.state == .unknown ? "error" : "failure",
          message: sentences.joined(separator: "; "),
          type: condition.level.rawValue, text: sentences.joined(separator: "\n")),
      note: sentences.joined(separator: "\n"))
  }

  /// The same, where it is nobody's failure.
  fileprivate var skipped: Self {
    var skipped = self
    skipped.outcomes = outcomes.map { .init(element: "skipped", message: $0.message, type: nil, text: "") }
    return skipped
  }

  /// - Parameter note: what is told where there is no outcome.
  private init(_ gate: GateDecision, _ name: String, outcome: JUnitView.Outcome?, note: String) {
    self.init(
      name: name, className: "deskaudit.gate.\(gate.name)".visible, outcomes: outcome.map { [$0] } ?? [],
      notes: outcome == nil ? [note] : [])
  }
}

extension JUnitView.Outcome {
  fileprivate init(_ element: String, _ rule: RuleResult, _ text: String) {
    self.init(
      element: element, message: rule.summary.visible,
      type: element == "skipped" ? nil : rule.effectiveSeverity.rawValue,
      text: text)
  }
}

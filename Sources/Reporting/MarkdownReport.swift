import Audit

/// `audit.md`, for a merge request, the summary of a job or a wiki: the verdict, the causes, the balance and what failed;
/// all that passed is folded.
///
/// Standard: GitHub Flavored Markdown. Text of the audit never becomes markup.
package enum MarkdownReport {
  /// GitHub takes 65,536 characters in a comment.
  package static let budget = 60_000

  /// - Parameter budget: the most characters. Where they do not suffice, findings, then the parts that are folded, then the
  ///   details of rules are left out, and a sentence says so; verdict and causes stay.
  /// - Errors: none that an audit could cause; see `ReportTemplate`.
  package static func render(_ result: AuditResult, budget: Int = budget) throws -> String {
    var text = ""
    for detail in MarkdownView.details {
      text = try template.render(view: MarkdownView(result, detail))
      if text.count <= budget { return text }
    }
    return shortened(text, to: budget)
  }

  /// Whole lines, and the end of a part that is folded, so that no markup is left open.
  private static func shortened(_ text: String, to budget: Int) -> String {
    let end = "\nThe rest is left out: see audit.html.\n"
    let close = "\n</details>\n"
    var (lines, length) = ([Substring](), end.count + close.count)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      length += line.count + 1
      if length > budget { break }
      lines.append(line)
    }
    let isOpen = lines.count { $0.hasPrefix("<details>") } > lines.count { $0 == "</details>" }
    return lines.joined(separator: "\n") + "\n" + (isOpen ? close : "") + end
  }

  private static let template = ReportTemplate(
    """
    # {{sign}} {{verdict}}: {{title}}

    {{sentence}}

    {{archive}} {{origin}} {{values}}
    {{#since}}

    {{.}}.
    {{/since}}
    {{#cut}}

    {{.}}
    {{/cut}}
    {{#hasCauses}}

    ## Causes
    {{#causes}}

    {{causeNumber}}. **{{causeSentence}}.** {{causeRemedy}}
    {{#causeFacts}}
       - {{name}}: {{value}}
    {{/causeFacts}}
    {{/causes}}
    {{/hasCauses}}

    ## Balance

    {{#balanceDoubts}}
    {{.}}.

    {{/balanceDoubts}}
    | Record | Counted in | Legacy | Explained | Arrived | Lost | Wrong id | Extra | Reasons |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
    {{#balance}}
    | {{record}} | {{unit}} | {{read}} | {{explained}} | {{arrived}} | {{lost}} | {{wrongID}} | {{extra}} | {{reasons}} |
    {{/balance}}
    {{#wrongIDs}}

    {{.}}.
    {{/wrongIDs}}
    {{#notMigrated}}

    Not migrated of {{.}}.
    {{/notMigrated}}
    {{#threads}}

    {{.}}
    {{/threads}}
    {{#hasTrouble}}

    ## What needs attention

    | Area | Legacy system | New system | Validation test | Pass criteria | Result |
    | --- | --- | --- | --- | --- | --- |
    {{#trouble}}
    | {{area}} | {{legacy}} | {{new}} | {{test}} | {{criteria}} | **{{status}}** {{summary}} |
    {{/trouble}}
    {{/hasTrouble}}
    {{#reasons}}

    ### {{reasonLabel}} {{reasonHeading}}

    {{reasonSentence}}

    Rules: {{reasonRules}}.
    {{/reasons}}
    {{#details}}

    ### {{label}} {{id}}

    **{{heading}}:** {{finding}}

    Measured: {{measure}}.
    {{#remarks}}

    Violations: {{.}}.
    {{/remarks}}
    {{#hasSteps}}

    What to do:

    {{#steps}}
    1. {{.}}
    {{/steps}}
    {{/hasSteps}}
    {{#evidence}}

    - {{message}}
    {{#facts}}
      - {{name}}: {{value}}
    {{/facts}}
    {{/evidence}}
    {{#note}}

    Evidence: {{.}}.
    {{/note}}
    {{/details}}
    {{#hasPolicy}}

    ## Policy

    {{#policy}}
    - {{.}}
    {{/policy}}
    {{/hasPolicy}}
    {{#losses}}

    ## Stated losses

    | Field | Source | Records | Reason | Owner |
    | --- | --- | ---: | --- | --- |
    {{#lost}}
    | {{lossOf}} | {{lossSource}} | {{lossCount}} | {{lossReason}} | {{lossOwner}} |
    {{/lost}}
    {{/losses}}
    {{#hasFolded}}

    <details><summary>The rules that passed, were switched off, or had nothing to judge</summary>

    | Area | Legacy system | New system | Validation test | Pass criteria | Result |
    | --- | --- | --- | --- | --- | --- |
    {{#folded}}
    | {{area}} | {{legacy}} | {{new}} | {{test}} | {{criteria}} | **{{status}}** {{summary}} |
    {{/folded}}

    </details>

    <details><summary>Mapping</summary>

    | Record | Source | Source field | Target field | Type | Default | Transformation | Validation |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    {{#mapping}}
    | {{kind}} | {{source}} | {{column}} | {{field}} | {{type}} | {{standIn}} | {{transformation}} \
    | {{validation}} |
    {{/mapping}}

    </details>
    {{/hasFolded}}

    <details><summary>Files</summary>

    | File | What it is | Bytes | SHA-256 |
    | --- | --- | ---: | --- |
    {{#files}}
    | {{path}} | {{contents}} | {{bytes}} | {{digest}} |
    {{/files}}

    </details>

    Measured in {{timing}}.

    """, name: "DESKAUDIT-MARKDOWN", escaping: MarkdownEscaping())
}

/// The audit as `audit.md` shows it: `ReportView`, with what passed set apart, and as much of it as there is room for.
private struct MarkdownView {
  /// How much is told, from everything on.
  static let details: [Detail] = [
    Detail(findings: .max), Detail(findings: 3), Detail(findings: 1, isFolded: false),
    Detail(findings: 0, isFolded: false), Detail(findings: 0, isFolded: false, rules: 0),
  ]

  struct Detail {
    /// Findings of a rule.
    var findings: Int
    /// Whether the parts that are folded are there.
    var isFolded = true
    /// Rules that are told of in full.
    var rules = Int.max
  }

  var sign: String
  var title: String
  var verdict: String
  var sentence: String
  var archive: String
  var origin: String
  var values: String
  var cut: [String]
  var causes: [ReportView.CauseLine]
  var hasCauses: Bool
  var since: String?
  var balanceDoubts: [String]
  var balance: [Line]
  var wrongIDs: [String]
  var notMigrated: [String]
  /// How many threads the page has side by side.
  var threads: String?
  var trouble: [Row]
  var hasTrouble: Bool
  var reasons: [ReportView.Reason]
  var details: [Rule]
  var policy: [String]
  var hasPolicy: Bool
  var losses: [ReportView.Losses]
  var folded: [Row]
  var hasFolded: Bool
  var mapping: [ReportView.Mapping]
  var files: [ReportView.File]
  var timing: String

  struct Line {
    var record: String
    var unit: String
    var read: String
    var explained: String
    var arrived: String
    var lost: String
    var wrongID: String
    var extra: String
    var reasons: String
  }

  struct Row {
    var area: String
    var legacy: String
    var new: String
    var test: String
    var criteria: String
    var status: String
    var summary: String
  }

  struct Rule {
    var label: String
    var id: String
    var heading: String
    var finding: String
    var measure: String
    var remarks: [String]
    var steps: [String]
    var hasSteps: Bool
    var evidence: [ReportView.Evidence]
    var note: String?
  }

  init(_ result: AuditResult, _ detail: Detail) {
    let view = ReportView(result)
    let shared = SharedReasons(result.rules, result.causes)
    sign = result.verdict.sign
    title = view.title
    verdict = view.verdict
    sentence = view.sentence
    archive = result.archive.sentence
    origin = "Made by \(view.origin)."
    values = view.values
    cut =
      detail.findings == .max
      ? [] : ["This is a short form for want of room: audit.html beside it has everything."]
    causes = view.causes
    hasCauses = view.hasCauses
    since = result.since?.sentence
    balanceDoubts = result.balanceDoubts
    balance = result.balance.map(Line.init)
    wrongIDs = result.wrongIDLines
    notMigrated = result.notMigratedLines
    let shown = HTMLThreads.shown(of: result).count
    threads =
      shown == 0
      ? nil
      : "The HTML report has the comments of \(counting(shown, "ticket")) side by side, as both systems have them."
    trouble = result.rules.filter(\.needsAttention).map { Row($0, shared) }
    hasTrouble = !trouble.isEmpty
    reasons = view.reasons
    details = result.rules.filter(shared.needsAttention).prefix(detail.rules).map { rule in
      Rule(
        label: rule.status.label, id: rule.id, heading: rule.title, finding: shared.summary(of: rule),
        measure: rule.measure,
        remarks: [result.causes(of: rule), rule.concentration].compactMap(\.self), steps: rule.steps,
        hasSteps: !rule.steps.isEmpty,
        evidence: rule.findings.prefix(detail.findings).map { finding in
          ReportView.Evidence(
            message: finding.message,
            facts: finding.facts.map { ReportView.Fact(name: $0.name, value: $0.value) })
        }, note: rule.evidenceNote)
    }
    policy = view.policy
    hasPolicy = view.hasPolicy
    losses = view.losses
    folded = detail.isFolded ? result.rules.filter { !$0.needsAttention }.map { Row($0, shared) } : []
    hasFolded = detail.isFolded
    mapping = detail.isFolded ? view.mapping : []
    files = view.files
    timing = view.timing
  }
}

extension MarkdownView.Row {
  fileprivate init(_ rule: RuleResult, _ shared: SharedReasons) {
    area = rule.area
    legacy = [rule.legacy, rule.legacyFigure].compactMap(\.self).joined(separator: ": ")
    new = [rule.new, rule.newFigure].compactMap(\.self).joined(separator: ": ")
    test = rule.title
    criteria = rule.criteria
    status = rule.status.label
    summary = shared.summary(of: rule)
  }
}

extension MarkdownView.Line {
  fileprivate init(_ line: BalanceLine) {
    record = line.record
    unit = line.unit
    read = line.read.grouped
    explained = (line.read - line.expected).grouped
    arrived = line.matched.grouped
    lost = line.missing.grouped
    wrongID = line.wrongID.grouped
    extra = (line.unexpected + line.duplicates).grouped
    reasons = line.reasons
  }
}

import Audit

/// The audit as `audit.md` shows it: `ReportView`, with what passed set apart, and as much of it as there is room for.
struct MarkdownView {
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
  var gates: [ReportView.Gate]
  var hasGates: Bool
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
    archive = result.archive.isThere ? result.archive.sentence : "No archive: tables are compared alone."
    origin = "Made by \(view.origin)."
    values = view.values
    cut =
      detail.findings == .max
      ? [] : ["This is a short form for want of room: audit.html beside it has everything."]
    (gates, hasGates) = (view.gates, view.hasGates)
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

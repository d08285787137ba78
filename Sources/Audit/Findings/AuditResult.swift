import Plan

/// A finished audit: all that a report needs, and nothing that it would have to compute.
///
/// Everything here is masked already unless values were asked for, and is in its final order.
package struct AuditResult: Sendable, Equatable {
  /// Version of the shape of `audit.json`.
  package static let schemaVersion = 6

  /// `migration:` of the plan.
  package var title: String
  package var tool: String
  package var verdict: Verdict
  /// The "now" of this audit, RFC 3339.
  package var asOf: String
  package var archive: ArchiveFacts
  package var sources: [SourceFacts]
  /// In the order of the rule book: by area, then as the areas list them.
  package var rules: [RuleResult]
  package var balance: [BalanceLine]
  /// The plan's mapping matrix, in its order.
  package var mapping: [MappingRow]
  package var planPath: String
  package var planSHA256: String
  package var rulesSHA256: String
  /// Whether names, e-mails and bodies are shown.
  package var showsValues: Bool
  package var timing: Timing
  /// What failed rules have in common, the gravest first (`Gravity`): numbered from 1, as findings name them.
  package var causes: [Cause]
  /// What the plan states as lost, field by field.
  package var losses: [StatedLossCount]
  /// How it was graded.
  package var policy: AuditPolicy
  /// What each gate of the plan decides, in its order.
  package var gates: [GateDecision]
  /// SHA-256 of all that the plan says but its policy: what the measurements depend on.
  package var measuredPlanSHA256: String
  /// The sheet of decisions, and SHA-256 of it; nil where there is none.
  package var decisionsPath: String?
  package var decisionsSHA256: String?
  /// How many records each side has by month.
  package var periods: [PeriodCounts]
  /// The batches of the archive in the order of their numbers.
  package var batchRuns: [BatchRun]
  /// What is new since the audit before it; nil where none was named.
  package var since: SinceAudit?
  /// Tickets whose comments are shown on both sides, in the order of the choice.
  package var samples: [ThreadSample]

  package init(
    title: String, tool: String, verdict: Verdict, asOf: String, archive: ArchiveFacts,
    sources: [SourceFacts], rules: [RuleResult], balance: [BalanceLine], mapping: [MappingRow],
    planPath: String, planSHA256: String, rulesSHA256: String, showsValues: Bool, timing: Timing,
    causes: [Cause] = [], losses: [StatedLossCount] = [], policy: AuditPolicy = AuditPolicy(),
    gates: [GateDecision] = [],
    measuredPlanSHA256: String = "", decisionsPath: String? = nil, decisionsSHA256: String? = nil,
    periods: [PeriodCounts] = [], batchRuns: [BatchRun] = [],
    since: SinceAudit? = nil, samples: [ThreadSample] = []
  ) {
    self.title = title
    self.tool = tool
    self.verdict = verdict
    self.asOf = asOf
    self.archive = archive
    self.sources = sources
    self.rules = rules
    self.balance = balance
    self.mapping = mapping
    self.planPath = planPath
    self.planSHA256 = planSHA256
    self.rulesSHA256 = rulesSHA256
    self.showsValues = showsValues
    self.timing = timing
    self.causes = causes
    self.losses = losses
    self.policy = policy
    self.gates = gates
    self.measuredPlanSHA256 = measuredPlanSHA256
    self.decisionsPath = decisionsPath
    self.decisionsSHA256 = decisionsSHA256
    self.periods = periods
    self.batchRuns = batchRuns
    self.since = since
    self.samples = samples
  }
}

/// A row of the mapping matrix, as `Plan` puts it into words.
package typealias MappingRow = MatrixRow

/// A column that is not migrated, as `Plan` names it.
package typealias NotMigratedColumn = UnmigratedColumn

/// The last word. Exit codes: design of the verdict contract.
package enum Verdict: String, Sendable, Equatable {
  case pass
  case fail
  case noVerdict = "no-verdict"

  package var exitCode: Int32 {
    switch self {
    case .pass: 0
    case .fail: 1
    case .noVerdict: 2
    }
  }

  /// As the last line says it: `PASS`, `FAIL`, `NO VERDICT`.
  package var words: String {
    switch self {
    case .pass: "PASS"
    case .fail: "FAIL"
    case .noVerdict: "NO VERDICT"
    }
  }
}

package enum Severity: String, Sendable, Equatable, CaseIterable {
  case error, warning
}

package enum Outcome: String, Sendable, Equatable, CaseIterable {
  case passed, failed
  /// Failed, and waived for a time: it does not fail the audit.
  case waived
  case notApplicable = "not-applicable"
  /// Could not be judged: never passed.
  case notChecked = "not-checked"
}

/// How many things each side has, in the unit of their rule; nil for a side that the rule does not look at.
package struct Figures: Sendable, Equatable {
  package var legacy: Int?
  package var new: Int?

  package init(legacy: Int? = nil, new: Int? = nil) {
    self.legacy = legacy
    self.new = new
  }
}

/// What one rule found.
package struct RuleResult: Sendable, Equatable {
  package var id: String
  package var area: String
  /// A sentence that is true when the rule passes: the matrix column *Validation test*.
  package var title: String
  /// The matrix columns *Legacy system*, *New system*, *Pass criteria*.
  package var legacy: String
  package var new: String
  package var criteria: String
  /// As the page declares it; it never changes.
  package var severity: Severity
  /// The severity that counts: a violation of an archive that is the same in the export may be a warning by the plan.
  package var effectiveSeverity: Severity
  /// Why it is another than declared; nil where it is not.
  package var regradedBy: String?
  package var outcome: Outcome
  /// How many things were looked at, and what they are: "comments".
  package var examined: Int
  package var unit: String
  /// What each side has of the unit; nil where nothing was counted.
  package var figures: Figures?
  /// Exact total of violations.
  package var violations: Int
  /// How many of them are the same in the export.
  package var violationsFromExport: Int
  /// One line for the column *Result*: what was found, or why it was not judged.
  package var summary: String
  /// The evidence: the first findings in a fixed order; `violations` counts all.
  package var findings: [Finding]
  /// Which slice of the records holds most of the violations, in a sentence; nil where none does.
  package var concentration: String?
  /// What was measured, for whoever grades it again; nil of a rule that was not.
  package var measured: Measured?
  package var policy: RulePolicy
  /// What to do when it fails, step by step, as its page says it.
  package var remedy: [String]

  package init(
    id: String, area: String, title: String, legacy: String, new: String, criteria: String,
    severity: Severity, effectiveSeverity: Severity? = nil, regradedBy: String? = nil, outcome: Outcome,
    examined: Int, unit: String, figures: Figures? = nil, violations: Int, violationsFromExport: Int = 0,
    summary: String,
    findings: [Finding] = [], concentration: String? = nil, measured: Measured? = nil,
    policy: RulePolicy = RulePolicy(), remedy: [String] = []
  ) {
    self.id = id
    self.area = area
    self.title = title
    self.legacy = legacy
    self.new = new
    self.criteria = criteria
    self.severity = severity
    self.effectiveSeverity = effectiveSeverity ?? severity
    self.regradedBy = regradedBy
    self.outcome = outcome
    self.examined = examined
    self.unit = unit
    self.figures = figures
    self.violations = violations
    self.violationsFromExport = violationsFromExport
    self.summary = summary
    self.findings = findings
    self.concentration = concentration
    self.measured = measured
    self.policy = policy
    self.remedy = remedy
  }
}

extension RuleResult {
  /// `1 value`, `2,100,400 comments`: how many things were looked at.
  package var examinedWords: String { counted(examined, of: unit) }

  /// `42,008 comments`: what each side has of the unit; nil where nothing was counted there.
  package var legacyFigure: String? { figures?.legacy.map { counted($0, of: unit) } }
  package var newFigure: String? { figures?.new.map { counted($0, of: unit) } }

  /// Says more of what was found: in what was measured, and in its words before what the policy has added.
  mutating func complete(_ words: String) {
    let known = measured?.summary ?? summary
    measured?.summary = known + words
    // Of a rule that was not checked in the end, the words are others.
    if summary.hasPrefix(known) { summary = known + words + summary.dropFirst(known.count) }
  }
}

package struct SourceFacts: Sendable, Equatable {
  package var name: String
  package var files: [FileFacts]
  /// The columns of its files that nothing of the plan reads; of JSON as far as the first records of each file tell.
  package var notMigrated: [NotMigratedColumn]
  /// Why nobody can say that each of its records was counted, in a sentence; nil where each was.
  package var doubt: String?

  package init(
    name: String, files: [FileFacts], notMigrated: [NotMigratedColumn] = [], doubt: String? = nil
  ) {
    self.name = name
    self.files = files
    self.notMigrated = notMigrated
    self.doubt = doubt
  }
}

package struct FileFacts: Sendable, Equatable {
  package var path: String
  package var sha256: String
  package var bytes: Int
  package var records: Int
  /// What the file was read as, and after a semicolon what its records lack: `NDJSON, UTF-8; no record has 'STATE'`.
  package var format: String

  package init(path: String, sha256: String, bytes: Int, records: Int, format: String = "") {
    self.path = path
    self.sha256 = sha256
    self.bytes = bytes
    self.records = records
    self.format = format
  }

  /// What its records lack; nil for nothing.
  package var remarks: String? {
    format.firstRange(of: "; ").map { String(format[$0.upperBound...]) }
  }
}

/// What differs from run to run; it is last in `audit.json`.
package struct Timing: Sendable, Equatable {
  /// When the run began, RFC 3339.
  package var startedAt: String
  package var seconds: Double
  package var jobs: Int
  package var peakMemoryBytes: Int

  package init(startedAt: String, seconds: Double, jobs: Int, peakMemoryBytes: Int) {
    self.startedAt = startedAt
    self.seconds = seconds
    self.jobs = jobs
    self.peakMemoryBytes = peakMemoryBytes
  }
}

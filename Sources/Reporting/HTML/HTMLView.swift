import Audit

/// The audit as `audit.html` shows it: decided first, then explained, then proven. Nothing is escaped here.
///
/// Every level has names of its own, because a template that misses a name looks for it further out.
struct HTMLView {
  /// What the other formats have, too.
  var report: ReportView
  var decision: String
  var verdictSign: String
  var tally: [Mark]
  /// When the audit ran, and for how long: the only line in which two pages of one audit differ.
  var run: String
  /// The archive's file, without its folder.
  var hasArchive: Bool
  var archiveName: String
  var archiveDigest: String
  var archiveShortDigest: String
  var causes: [Card]
  var hasCauses: Bool
  /// Failures that no cause explains, or not all of.
  var failures: [Card]
  var hasFailures: Bool
  /// How the heading of the failures calls them.
  var failuresHeading: String
  /// What could not be checked, each reason once.
  var unchecked: [Unchecked]
  var hasUnchecked: Bool
  var warnings: [Warning]
  var hasWarnings: Bool
  var flows: [FlowPicture]
  var threads: HTMLThreads
  /// What the balance can't tell.
  var balanceDoubts: [String]
  var coverage: [String]
  var since: HTMLSince?
  var strip: BatchStrip?
  var charts: [PeriodChart]
  var unmigrated: [Unmigrated]
  var hasUnmigrated: Bool
  /// Whether the table of the files is short.
  var hasFewFiles: Bool
  var matrix: HTMLMatrix
  var rules: [HTMLRule]
  var policy: HTMLPolicy
  var glossary: [Glossary.Entry]

  /// How many rules have one status.
  struct Mark {
    var markSign: String
    var markName: String
    var markWords: String
  }

  struct Unchecked {
    var uncheckedReason: String
    /// `3 rules`
    var uncheckedCount: String
    var uncheckedRules: [RuleLink]
  }

  struct Warning {
    var warningID: String
    var warningSummary: String
  }

  /// A rule, by its id and what it says.
  struct RuleLink {
    var linkID: String
    var linkTitle: String
    /// What is said of it there.
    var linkWords: String
  }
}

extension HTMLView {
  init(_ result: AuditResult) {
    let cards = HTMLCards(result)
    report = ReportView(result)
    decision = result.decision
    verdictSign = result.verdict.sign
    tally = result.rules.statusCounts.map {
      Mark(markSign: $0.status.sign, markName: $0.status.rawValue, markWords: $0.status.counted($0.count))
    }
    run = "Run of \(result.timing.startedAt.dayAndTime), \(result.timing.words)"
    hasArchive = result.archive.isThere
    archiveName = result.archive.shortName
    archiveDigest = result.archive.sha256
    archiveShortDigest = result.archive.sha256.shortDigest
    causes = cards.causes
    hasCauses = !causes.isEmpty
    failures = cards.failures
    hasFailures = !failures.isEmpty
    failuresHeading =
      hasCauses ? "Failures that no cause explains" : "What failed, the gravest first"
    unchecked = cards.unchecked
    hasUnchecked = !unchecked.isEmpty
    warnings = result.rules.filter { $0.status == .warning && !result.decides($0) }.map {
      Warning(warningID: $0.id, warningSummary: $0.summary)
    }
    hasWarnings = !warnings.isEmpty
    flows = result.balance.map(FlowPicture.init)
    threads = HTMLThreads(result)
    balanceDoubts = result.balanceDoubts
    coverage = result.coverage
    since = result.since.map { HTMLSince($0, rules: result.rules) }
    strip = BatchStrip(result.batchRuns)
    charts = result.periods.map(PeriodChart.init)
    unmigrated = result.sources.flatMap(Unmigrated.all)
    hasUnmigrated = !unmigrated.isEmpty
    hasFewFiles = report.files.count <= 12
    matrix = HTMLMatrix(result)
    rules = HTMLRule.all(of: result)
    policy = HTMLPolicy(result)
    glossary = Glossary.entries
  }
}

extension AuditResult {
  /// Whether the verdict is FAIL for this rule.
  func decides(_ rule: RuleResult) -> Bool {
    rule.status == .failed || rule.status == .warning && policy.failOn == .warning
  }

  /// The verdict in one sentence, without ids.
  fileprivate var decision: String {
    let failed = rules.filter(decides)
    let unchecked = rules.count { $0.status == .notChecked }
    let passed = rules.count { $0.status == .passed }
    switch verdict {
    case .pass:
      let waived = rules.count { $0.status == .waived }
      return "No rule failed: \(passed.grouped) passed"
        + (waived > 0 ? ", and \(waived.grouped) are waived for a time." : ".")
    case .fail:
      let explained = failed.count { rule in unexplained(rule) == 0 }
      let count = "\(failed.count.grouped) of \(counting(rules.count, "rule")) failed"
      if explained == 0 { return "\(count)." }
      let few = counting(causes.count, "cause")
      let verb = causes.count == 1 ? "explains" : "explain"
      return explained == failed.count
        ? "\(count); \(few) \(verb) \(failed.count == 1 ? "it" : "all of them")."
        : "\(count); \(few) \(verb) \(explained.grouped) of them."
    case .noVerdict:
      return unchecked == 0
        ? "No rule was judged, so there is no verdict."
        : "\(counting(unchecked, "rule")) could not be checked, so there is no verdict."
    }
  }

  /// What was read, in sentences: the archive, and the stages of each source.
  fileprivate var coverage: [String] {
    let read = sources.map { source in
      let records = source.files.reduce(0) { $0 &+ $1.records }
      return "\(source.name): \(counting(records, "record")) in \(counting(source.files.count, "file"))"
    }
    return read + (archive.deliveries.isEmpty ? ["archive: \(archive.contents)"] : archive.fileContents)
  }
}

extension Status {
  /// Says without colour what the label says.
  var sign: String {
    switch self {
    case .failed: "✗"
    case .warning: "!"
    case .notChecked: "?"
    case .waived: "◷"
    case .passed: "✓"
    case .switchedOff: "○"
    case .notApplicable: "–"
    }
  }
}

extension String {
  /// The first digits of a digest, by which people compare two of them; it is empty of a file that could not be read.
  var shortDigest: String { isEmpty ? "not known" : count > 12 ? "\(prefix(12))…" : self }
}

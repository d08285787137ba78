import Archive
import Exports
import Foundation
import Plan
import Platform

/// The judging side.
///
/// `Loading` reads both sides once, streaming, into the columns of `Tables`; `Tables` works out what must arrive
/// and joins it with what did; `Checks` measure what `Rules` are about, and `Policy` grades it and gives the verdict.
/// `Result` is what reports are made of. Data goes one way; nothing here writes a file.
package struct Audit: Sendable {
  let plan: Plan
  /// The archives in the order of their import; mostly one.
  let archivePaths: [String]
  let policy: Policy
  let reading: Reading
  let showsValues: Bool
  private let sampleCount: Int
  let asOf: Instant
  private let startedAt: Instant
  let sheet: FilledSheet?
  private let evidence: (any EvidenceSink)?

  /// - Parameters:
  ///   - archivePaths: the archives to judge in the order of their import, in place of the plan's; empty for those.
  ///   - parallelism: how the work is divided, above all among how many threads.
  ///   - waivers: the file of waivers, in place of the plan's.
  ///   - samples: the most tickets whose threads are shown side by side.
  ///   - failsOnWarnings: whether a failed warning closes the gate too.
  ///   - isReference: whether fast paths are off, which gives the same result, slowly.
  ///   - startedAt: when the audit begins, which is the "now" of a plan without `as-of`: in seconds since 1970.
  ///   - rowLimit: the most rows of one table; see `RowLimit`.
  ///   - evidence: who gets every violation; a result has the first of each cause.
  /// - Throws: `PlanError` when `as-of` is not an RFC 3339 time, or the policy has a mistake; `RuleError` when a rule names
  ///   what the plan does not have; `ExportError` when the sheet of decisions can't be read.
  package init(
    plan: Plan, archivePaths: [String] = [], rules: RuleBook, waivers: String? = nil,
    parallelism: Parallelism = Parallelism(),
    showsValues: Bool = false, samples: Int = 0, failsOnWarnings: Bool = false, isReference: Bool = false,
    startedAt: Int64,
    progress: ReadingProgress = ReadingProgress(), rowLimit: Int? = nil,
    evidence: (any EvidenceSink)? = nil
  ) throws {
    self.plan = plan
    self.archivePaths =
      plan.comparesTablesAlone
      ? [] : archivePaths.isEmpty ? plan.archive.paths.map { resolve($0, in: plan.directory) } : archivePaths
    policy = try Policy(plan: plan, rules: rules, waivers: waivers, failsOnWarnings: failsOnWarnings)
    reading = Reading(
      progress: progress, parallelism: parallelism,
      rowLimit: rowLimit.map { RowLimit(rows: $0) } ?? .standard,
      limits: plan.limits.ofArchive, isReference: isReference)
    self.showsValues = showsValues
    self.evidence = evidence
    sampleCount = samples
    sheet = try plan.decisions.map { try FilledSheet($0.value, in: plan.directory) }
    self.startedAt = Instant(seconds: startedAt, nanoseconds: 0)
    asOf = try Self.asOf(plan) ?? self.startedAt
  }

  private static func asOf(_ plan: Plan) throws(PlanError) -> Instant? {
    guard let text = plan.asOf else { return nil }
    let bytes = Array(text.value.utf8)
    guard let instant = bytes.withUnsafeBufferPointer({ Instant($0, form: .strict) }) else {
      throw PlanError([
        PlanProblem(
          path: plan.path, line: text.line,
          message: "as-of: '\(text.value)' is not an RFC 3339 time; write it like 2026-11-20T00:00:00Z")
      ])
    }
    return instant
  }

  /// Reads, judges, and weighs. A rule about what can't be read is not checked; it never becomes an error.
  package func run() -> AuditResult { run { load() } }

  /// The same with what `load` reads.
  func run(_ load: () throws -> Facts) rethrows -> AuditResult {
    let clock = ContinuousClock()
    let start = clock.now
    var facts = try load()
    facts.signed = policy.signed(reading)
    let measured = Judgement(facts: facts, policy: policy, jobs: reading.jobs, sink: evidence).measure()
    var graded = policy.grade(ungraded(facts, measured), handingTo: evidence)
    let judged = policy.judged(graded.rules, measured)
    let found = Causes(facts, judged).find()
    graded.causes = found.causes
    if facts.archiveTrouble == nil { graded.periods = facts.records.compactMap(PeriodCounts.init) }
    graded.batchRuns = BatchRuns(facts, judged, found.causes).runs
    graded.rules = ChangedTexts(
      plan: plan, deliveries: facts.archive.deliveries, showsValues: showsValues
    ).complete(found.rules)
    graded.samples = ThreadSamples(facts, judged, found.explained, isReference: reading.isReference)
      .choose(sampleCount)
    evidence?.end(ViolationCauses(found.explained, judged))
    graded.timing.seconds = (clock.now - start) / .seconds(1)
    graded.timing.peakMemoryBytes = peakMemory()
    return graded
  }

  /// What was measured, before it is graded.
  private func ungraded(_ facts: Facts, _ measured: [JudgedRule]) -> AuditResult {
    AuditResult(
      title: plan.title, tool: toolVersion, verdict: .noVerdict, asOf: asOf.text,
      archive: ArchiveFacts(facts),
      sources: facts.feeds.sources.map { source in
        SourceFacts(
          name: source.name, files: source.files,
          notMigrated: plan.unmigratedColumns(of: source.source, in: source.columns),
          doubt: facts.feeds.all.first { $0.name == source.name && $0.doubt != nil }?.doubt)
      },
      rules: measured.map(\.result), balance: facts.balance.lines, mapping: plan.matrix, planPath: plan.path,
      planSHA256: "",
      rulesSHA256: "", showsValues: showsValues,
      timing: Timing(startedAt: startedAt.text, seconds: 0, jobs: reading.jobs, peakMemoryBytes: 0),
      losses: facts.losses,
      policy: AuditPolicy(signOffsPath: policy.signOffs?.path, signOffsSHA256: policy.signOffsSHA256),
      measuredPlanSHA256: sha256(Array(plan.measuredText.utf8)), decisionsPath: sheet?.path,
      decisionsSHA256: sheet?.digest)
  }

  /// Reads and judges like `run`, and tells the life of one record.
  package func trace(_ record: TracedRecord) -> Trace {
    var facts = load()
    facts.signed = policy.signed(reading)
    let tracing = Tracing(record, facts)
    let violations = tracing.violations
    let measured = Judgement(facts: facts, policy: policy, jobs: reading.jobs, sink: violations).measure()
    let graded = policy.grade(ungraded(facts, measured), handingTo: violations)
    return tracing.trace(
      TracedJudgement(tracing, policy, sheet, graded, violations), failsOnWarnings: policy.failsOnWarnings)
  }

  /// The exports, which are not read yet.
  func loading(_ supply: any RecordSupply) -> ExportLoading {
    var reading = reading
    reading.findsContent = policy.looksForSensitiveContent
    return ExportLoading(
      plan: plan, sheet: sheet, showsValues: showsValues, reading: reading, supply: supply)
  }

  /// Both sides at once where there are threads for it: the exports on this one, the archive on others.
  private func load() -> Facts {
    let exports = loading(DirectSupply())
    exports.loadErased()
    var reading = reading
    reading.erased = exports.erased
    let archive = ArchiveLoading(plan: plan, paths: archivePaths, reading: reading)
    if plan.comparesTablesAlone {
      exports.load()
    } else if reading.jobs == 1 {
      exports.load()
      archive.load(parsers: 0)
    } else {
      let done = DispatchGroup()
      let parsers = reading.jobs - 1
      done.enter()
      WorkThread.start {
        lowerPriority()
        archive.load(parsers: parsers)
        done.leave()
      }
      exports.load()
      done.wait()
    }
    return Facts(
      exports, archive, plan: plan, asOf: asOf, showsValues: showsValues,
      claimedDigests: archivePaths.map { ClaimedDigest(beside: $0) }, reading.parallelism,
      isReference: reading.isReference
    )
  }
}

/// Lowers the priority of the calling thread, where there are fewer processors than threads, so that the reader of the
/// exports goes first: that is the longest of the tasks, and the only one that can't be divided.
func lowerPriority() {
  // On Linux, the priority of the calling thread alone.
  setpriority(Int32(PRIO_PROCESS.rawValue), 0, 5)
}

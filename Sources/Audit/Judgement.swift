import Dispatch
import Plan
import Storage

/// A rule with its result, and the rows of its violations.
struct JudgedRule: Sendable {
  let rule: Rule
  var result: RuleResult
  var wrong: [WrongRows]
}

/// Weighs what the checks measure: outcomes, effective severities, and the verdict.
struct Judgement: Sendable {
  let facts: Facts
  let jobs: Int

  /// Judges every rule; the results are in the order of the rules, whatever the number of threads.
  func judge(_ rules: [Rule]) -> [JudgedRule] {
    // Each slot is written by the one thread that judges its rule.
    let slots = Slots(count: rules.count)
    if jobs == 1 {
      for (index, rule) in rules.enumerated() { slots.results[index] = judge(rule) }
    } else {
      DispatchQueue.concurrentPerform(iterations: rules.count) { slots.results[$0] = judge(rules[$0]) }
    }
    return slots.results.compactMap { $0 }
  }

  /// `@unchecked Sendable`: threads write disjoint elements, and read none.
  private final class Slots: @unchecked Sendable {
    let results: UnsafeMutableBufferPointer<JudgedRule?>

    init(count: Int) {
      results = .allocate(capacity: count)
      results.initialize(repeating: nil)
    }

    deinit {
      results.deinitialize()
      results.deallocate()
    }
  }

  func judge(_ rule: Rule) -> JudgedRule {
    Spill.current?.relieve()
    let inputs = rule.check.inputs(facts.plan)
    let sides = Sides(inputs, facts)
    if let trouble = sides.trouble {
      return result(
        rule, .notChecked(inputs.contains(.archive) ? "archive" : "exports", trouble), .notChecked, inputs)
    }
    if let lack = sides.lack, inputs.contains(.archive) {
      return result(rule, .notChecked("exports", lack), .notChecked, inputs)
    }
    var measurement = rule.check.measure(facts)
    if inputs.allSatisfy({ $0.isLegacy(facts.plan) }) { measurement.evidence.isFromExport() }
    if rule.check.failsForAbsence, !measurement.evidence.isEmpty, let unread = facts.archive.unread {
      return result(rule, .notChecked(measurement.unit, unread), .notChecked, inputs)
    }
    let outcome = outcome(rule, measurement, inputs)
    // A rule about the exports alone may fail without an accepted row, but not pass.
    if let lack = sides.lack, outcome == .passed {
      return result(rule, .notChecked("exports", lack), .notChecked, inputs)
    }
    return result(rule, measurement, outcome, inputs)
  }

  private func outcome(_ rule: Rule, _ measurement: Measurement, _ inputs: Set<Input>) -> Outcome {
    switch measurement.standing {
    case .notApplicable: return .notApplicable
    case .notChecked: return .notChecked
    case .judged: break
    }
    if !rule.threshold.allows(measurement) { return .failed }
    if inputs.contains(.archive), !facts.archive.summary.isComplete { return .notChecked }
    if measurement.examined > 0 { return .passed }
    return measurement.expected > 0 ? .notChecked : .notApplicable
  }

  private func result(
    _ rule: Rule, _ measurement: Measurement, _ outcome: Outcome, _ inputs: Set<Input>
  ) -> JudgedRule {
    let evidence = measurement.evidence
    var summary = measurement.summary
    if outcome == .notApplicable, measurement.standing == .judged {
      summary = "no \(measurement.unit) expected, and none found"
    }
    if outcome == .notChecked, measurement.standing == .judged {
      summary =
        measurement.examined == 0
        ? "no \(measurement.unit) found, though some were expected"
        : "no violation in the part that could be read, but the archive is not complete"
    }
    if outcome == .passed, !evidence.isEmpty { summary += " (allowed: \(rule.threshold.words))" }
    let (severity, reason) = effectiveSeverity(rule, measurement, inputs)
    let subject = rule.check.subject(facts.plan)
    let result = RuleResult(
      id: rule.id, area: rule.area, title: rule.title, legacy: subject.legacy, new: subject.new,
      criteria: (rule.criteria ?? subject.criteria) + rule.threshold.suffix, severity: rule.severity,
      effectiveSeverity: severity,
      regradedBy: reason, outcome: outcome, examined: measurement.examined, unit: measurement.unit,
      violations: evidence.violations, violationsFromExport: evidence.fromExport, summary: summary,
      findings: evidence.findings)
    return JudgedRule(rule: rule, result: result, wrong: evidence.wrong)
  }

  /// The severity that counts, and why it differs from the declared one.
  private func effectiveSeverity(
    _ rule: Rule, _ measurement: Measurement, _ inputs: Set<Input>
  ) -> (Severity, reason: String?) {
    guard rule.severity == .error, !measurement.evidence.isEmpty else { return (rule.severity, nil) }
    if let setting = measurement.allowedBy { return (.warning, setting) }
    let evidence = measurement.evidence
    // What is the same in the export is not a fault of the migration.
    let isInherited = inputs.contains(.archive) && evidence.fromExport == evidence.violations
    guard isInherited, facts.plan.exportDefects == .warn else { return (rule.severity, nil) }
    return (.warning, "the same in the export (export-defects: warn)")
  }

  /// FAIL if an error (with `failsOnWarnings`: anything) failed; else NO VERDICT if anything was not checked.
  static func verdict(_ results: [RuleResult], failsOnWarnings: Bool) -> Verdict {
    if results.contains(where: {
      $0.outcome == .failed && (failsOnWarnings || $0.effectiveSeverity == .error)
    }) {
      return .fail
    }
    return results.isEmpty || results.contains { $0.outcome == .notChecked } ? .noVerdict : .pass
  }
}

/// What of a rule's inputs can't be judged.
private struct Sides {
  /// Why an input can't be judged at all.
  let trouble: String?
  /// Which export has no row to compare anything with: an empty list proves nothing.
  let lack: String?

  init(_ inputs: Set<Input>, _ facts: Facts) {
    let feeds = inputs.filter(\.isExport).reduce(into: Set<Int>()) {
      $0.formUnion(Self.feeds($1, facts.feeds))
    }
    .sorted().map { facts.feeds[$0] }
    trouble =
      (inputs.contains(.archive) ? facts.archiveTrouble : nil) ?? feeds.lazy.compactMap(\.trouble).first
    // Who asks for nobody's erasure is told by the rules about it.
    lack = feeds.first { $0.acceptedCount == 0 && !$0.source.mayBeEmpty && $0.role != .erased }
      .map { "\($0.name) has no accepted row; check the export" }
  }

  private static func feeds(_ input: Input, _ feeds: Feeds) -> [Int] {
    switch input {
    case .conversations: feeds.conversations
    case .people: feeds.people
    case .records(let name):
      feeds.recordTypes.indices.filter { feeds.recordTypes[$0].name == name }.map { feeds.records($0) }
    case .table(let name):
      // The plan's tables are in its order.
      feeds.all.indices.filter {
        guard case .table(let number) = feeds[$0].role else { return false }
        return feeds.tableNames[number] == name
      }
    case .exports: Array(feeds.all.indices)
    case .archive: []
    }
  }
}

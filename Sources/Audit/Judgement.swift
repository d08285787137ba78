import Dispatch
import Storage

/// Weighs what the checks measure: outcomes, effective severities, and the verdict.
struct Judgement: Sendable {
  let facts: Facts
  let jobs: Int

  /// Judges every rule; the results stand in the order of the rules, whatever the number of threads.
  func judge(_ rules: [Rule]) -> [RuleResult] {
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
    let results: UnsafeMutableBufferPointer<RuleResult?>

    init(count: Int) {
      results = .allocate(capacity: count)
      results.initialize(repeating: nil)
    }

    deinit {
      results.deinitialize()
      results.deallocate()
    }
  }

  func judge(_ rule: Rule) -> RuleResult {
    Spill.current?.relieve()
    if let trouble = trouble(of: rule.check.inputs) {
      return result(
        rule, .unproven(rule.check.inputs.contains(.archive) ? "archive" : "exports", trouble), .unproven)
    }
    let lack = lack(of: rule.check.inputs)
    if let lack, rule.check.inputs.contains(.archive) {
      return result(rule, .unproven("exports", lack), .unproven)
    }
    let measurement = rule.check.measure(facts)
    let outcome = outcome(rule, measurement)
    // What looks at the exports alone may fail without a usable row, but not pass.
    if let lack, outcome == .passed { return result(rule, .unproven("exports", lack), .unproven) }
    return result(rule, measurement, outcome)
  }

  /// Which export has no row to compare anything with: a list that failed to arrive proves nothing.
  private func lack(of inputs: Set<Input>) -> String? {
    if inputs.contains(.chat), let name = sourceWithoutRows {
      return "\(name) has no row that can be used; check the export"
    }
    if inputs.contains(.organizations), let organizations = facts.plan.organizations,
      facts.organizationTable.count == 0
    {
      return "\(organizations.source.name) has no row that can be used; check the export"
    }
    if inputs.contains(.ticketing), let ticketing = facts.plan.ticketing, facts.ticketing.count == 0 {
      return "\(ticketing.name) has no row that can be used; check the export"
    }
    return nil
  }

  /// The first of the sources of tickets and comments of which no row can be used.
  private var sourceWithoutRows: String? {
    let chat = facts.chat
    if chat.chatCount == 0 { return facts.files.chat.name }
    guard let records = facts.plan.ticketingRecords else { return nil }
    if chat.ticketRecords.count == 0 { return records.tickets.source.name }
    return chat.count == chat.chatCount ? records.comments?.source.name : nil
  }

  /// Why an input can't be judged at all.
  private func trouble(of inputs: Set<Input>) -> String? {
    if inputs.contains(.archive), let trouble = facts.archiveTrouble { return trouble }
    let files = facts.files
    if inputs.contains(.chat) {
      for source in [files.chat, files.tickets, files.comments] {
        if let trouble = source.trouble { return trouble }
      }
    }
    if inputs.contains(.ticketing), let trouble = files.ticketing.trouble { return trouble }
    if inputs.contains(.organizations), let trouble = files.organizations.trouble { return trouble }
    return nil
  }

  private func outcome(_ rule: Rule, _ measurement: Measurement) -> Outcome {
    switch measurement.standing {
    case .notApplicable: return .notApplicable
    case .unproven: return .unproven
    case .judged: break
    }
    if !measurement.evidence.isEmpty { return .failed }
    if rule.check.inputs.contains(.archive), !facts.archive.summary.isComplete { return .unproven }
    if measurement.examined > 0 { return .passed }
    return measurement.expected > 0 ? .unproven : .notApplicable
  }

  private func result(_ rule: Rule, _ measurement: Measurement, _ outcome: Outcome) -> RuleResult {
    let evidence = measurement.evidence
    let isFromExport = evidence.violations > 0 && evidence.fromExport == evidence.violations
    var summary = measurement.summary
    if outcome == .notApplicable, measurement.standing == .judged {
      summary = "no \(measurement.unit) expected, and none found"
    }
    if outcome == .unproven, measurement.standing == .judged {
      summary =
        measurement.examined == 0
        ? "no \(measurement.unit) where some were expected"
        : "nothing wrong as far as the archive could be read, which is not to its end"
    }
    return RuleResult(
      id: rule.id, area: rule.area, title: rule.title, legacy: rule.legacy, new: rule.new,
      criteria: rule.criteria, severity: isFromExport ? .warning : rule.severity, outcome: outcome,
      examined: measurement.examined, unit: measurement.unit, violations: evidence.violations,
      violationsFromExport: evidence.fromExport, summary: summary, findings: evidence.findings)
  }

  /// FAIL if an error (with `failsOnWarnings`: anything) failed; else NO VERDICT if anything is unproven.
  static func verdict(_ results: [RuleResult], failsOnWarnings: Bool) -> Verdict {
    if results.contains(where: { $0.outcome == .failed && (failsOnWarnings || $0.severity == .error) }) {
      return .fail
    }
    return results.isEmpty || results.contains { $0.outcome == .unproven } ? .noVerdict : .pass
  }
}

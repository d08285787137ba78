import Plan
import Platform
import Storage

/// A rule with what was measured, and the rows of its violations.
struct JudgedRule: Sendable {
  let rule: Rule
  var result: RuleResult
  var wrong: [WrongRows]
  /// What is wrong with the rows that were handed on to an `EvidenceSink`.
  var faults: [Wrong] = []
}

/// Has the checks measure what the rules of a policy are about; `Policy` grades it.
struct Judgement: Sendable {
  let facts: Facts
  let policy: Policy
  let jobs: Int
  /// Who gets every violation.
  var sink: (any EvidenceSink)?

  /// Measures every rule but those that are switched off, and those about the policy itself. The results are in the order
  /// of the rules, whatever the number of threads.
  func measure() -> [JudgedRule] {
    let rules = policy.rules.filter { $0.off == nil && !($0.check is WaiverCheck) }
    // Each slot is written by the one thread that measures its rule.
    let slots = Slots(count: rules.count)
    if jobs == 1 {
      for (index, rule) in rules.enumerated() { slots.results[index] = measure(rule) }
    } else {
      divide(rules.count) { slots.results[$0] = measure(rules[$0]) }
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

  /// One rule, with violations of records that its waivers select counted apart.
  private func measure(_ rule: Rule) -> JudgedRule {
    Spill.current?.relieve()
    let inputs = rule.check.inputs(facts.plan)
    let sides = Sides(inputs, facts)
    if let trouble = sides.trouble {
      return result(rule, .notChecked(inputs.contains(.archive) ? "archive" : "exports", trouble), inputs)
    }
    if let lack = sides.lack, inputs.contains(.archive) {
      return result(rule, .notChecked("exports", lack), inputs)
    }
    let selectors = policy.selectors(of: rule)
    let isFromExport = !inputs.isEmpty && inputs.allSatisfy { $0.isLegacy(facts.plan) }
    let tap = sink.map { EvidenceTap($0.begin(rule.id), isFromExport: isFromExport) }
    var measurement = KeyWatch.$current.withValue(selectors.isEmpty ? nil : KeyWatch(selectors: selectors)) {
      EvidenceTap.$current.withValue(tap) { rule.check.measure(facts) }
    }
    if isFromExport { measurement.evidence.isFromExport() }
    if rule.check.failsForAbsence, !measurement.evidence.isEmpty, let unread = facts.archive.unread {
      tap?.end(nil)
      return result(rule, .notChecked(measurement.unit, unread), inputs)
    }
    tap?.end(measurement.evidence)
    var judged = result(rule, measurement, inputs, lack: sides.lack)
    judged.faults = tap?.faults ?? []
    return judged
  }

  /// The measurement as the result keeps it, of which nothing is graded yet.
  private func result(
    _ rule: Rule, _ measurement: Measurement, _ inputs: Set<Input>, lack: String? = nil
  ) -> JudgedRule {
    let evidence = measurement.evidence
    let result = RuleResult(
      id: rule.id, area: rule.area, title: rule.title, legacy: "", new: "", criteria: "",
      severity: rule.severity, outcome: .notChecked, examined: measurement.examined, unit: measurement.unit,
      figures: measurement.figures ?? figures(measurement, inputs), violations: evidence.violations,
      violationsFromExport: evidence.fromExport, summary: "",
      findings: evidence.findings,
      measured: Measured(
        standing: measurement.standing, expected: measurement.expected, summary: measurement.summary,
        looksAtArchive: inputs.contains(.archive), lack: lack, allowedBy: measurement.allowedBy,
        parameters: rule.parameters, selected: evidence.selected))
    return JudgedRule(rule: rule, result: result, wrong: evidence.wrong)
  }

  /// What was looked at, for the one side that a rule is about.
  private func figures(_ measurement: Measurement, _ inputs: Set<Input>) -> Figures? {
    guard measurement.standing == .judged else { return nil }
    let isLegacy = inputs.contains { $0.isLegacy(facts.plan) }
    guard isLegacy != inputs.contains(.archive) else { return nil }
    return isLegacy ? Figures(legacy: measurement.examined) : Figures(new: measurement.examined)
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

extension Policy {
  /// The rules as they were graded, each with the rows of its violations.
  func judged(_ results: [RuleResult], _ measured: [JudgedRule]) -> [JudgedRule] {
    let measured = Dictionary(measured.map { ($0.rule.id, $0) }) { first, _ in first }
    let byID = Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }
    return results.compactMap { result in
      byID[result.id].map { rule in
        let seen = measured[result.id]
        return JudgedRule(
          rule: rule, result: result, wrong: seen?.wrong ?? [], faults: seen?.faults ?? [])
      }
    }
  }
}

import Plan

/// What the rules, the waivers and the sheet of decisions say of one record.
struct TracedJudgement {
  private(set) var rules = Trace.Rules()
  /// The waivers that select it, in the order of their file.
  let waivers: [String]
  /// The decisions on it, in the order of the sheet.
  let decisions: [String]

  /// - Parameters:
  ///   - graded: the audit, whose rules have their outcomes.
  ///   - violations: those of the record.
  init(
    _ tracing: Tracing, _ policy: Policy, _ sheet: FilledSheet?, _ graded: AuditResult,
    _ violations: TracedViolations
  ) {
    waivers = policy.waivers.words(ofThoseCovering: tracing.keys, asOf: graded.asOf)
    decisions = sheet?.words(of: tracing.decided) ?? []
    let byID = Dictionary(policy.rules.map { ($0.id, $0) }) { first, _ in first }
    for result in graded.rules {
      let own = violations.violations(of: result.id)
      rules.violations += Self.violations(own, of: result)
      let looksAtType =
        result.unit == tracing.type.name || byID[result.id]?.looks(at: tracing.type) == true
      guard own.isEmpty, looksAtType else { continue }
      switch result.outcome {
      case .passed, .failed, .waived: rules.silent += 1
      case .notChecked: rules.notChecked.append(result.id)
      case .notApplicable: break
      }
    }
  }

  private static func violations(_ findings: [Finding], of result: RuleResult) -> [Trace.Rules.Violation] {
    func violation(_ outcome: Outcome, _ message: String, _ count: Int) -> Trace.Rules.Violation {
      Trace.Rules.Violation(
        rule: result.id, outcome: outcome, severity: result.effectiveSeverity, message: message, count: count)
    }
    var violations = findings.prefix(Finding.evidenceLimit).map { finding in
      violation(result.outcome(of: finding), finding.message, finding.count)
    }
    let rest = findings.dropFirst(Finding.evidenceLimit).reduce(0) { $0 + $1.count }
    if rest > 0 {
      violations.append(violation(result.outcome, "\(counted(rest, "more violation")) of it", rest))
    }
    return violations
  }
}

extension RuleResult {
  /// What a rule's outcome is for one of its violations, which a waiver may cover though others fail the rule.
  fileprivate func outcome(of finding: Finding) -> Outcome {
    guard outcome == .failed else { return outcome }
    let selecting = policy.waivers.first { use in
      use.selector.map { selector in finding.key.map { selector.covers($0) } ?? false } ?? false
    }
    let use = selecting ?? policy.waivers.first { $0.selector == nil }
    return use?.state == .inForce ? .waived : outcome
  }
}

extension Rule {
  /// Whether its page names a table of a record type.
  fileprivate func looks(at type: RecordType) -> Bool {
    let words = parameters.flatMap { $0.value.split { !$0.isLetter && !$0.isNumber && !"_-.".contains($0) } }
    return words.contains { word in
      let parts = word.split(separator: ".")
      return parts.count > 1 && ["expected", "archive"].contains(parts[0]) && parts[1] == type.name
    }
  }
}

extension WaiverList {
  fileprivate func words(ofThoseCovering keys: Set<String>, asOf: String) -> [String] {
    waivers.compactMap { waiver in
      guard let selector = waiver.selector, keys.contains(where: { selector.covers($0) }) else { return nil }
      // Days in UTC, written alike, are in the order of their texts.
      let isOver = asOf.prefix(10) > waiver.expires
      return "\(path ?? ""):\(waiver.line): \(waiver.rule.value) of \(selector.words) is waived until "
        + "\(waiver.expires)\(isOver ? ", which is over" : ""): \(waiver.reason) (\(waiver.owner))"
    }
  }
}

extension FilledSheet {
  fileprivate func words(of subjects: Set<WatchedRows.Subject>) -> [String] {
    names.compactMap { name in
      guard let entry = entries[name],
        subjects.contains(WatchedRows.Subject(record: entry.record, system: 0, key: entry.key))
      else { return nil }
      let words =
        entry.decision.map { "the side \($0.side) counts, says line \($0.line)" }
        ?? (entry.isFaulty || entry.kept.count > 1 ? "its rows can't be followed" : "nobody has decided")
      return "\(path):\(entry.line): \(entry.words): \(words)"
    }
  }
}

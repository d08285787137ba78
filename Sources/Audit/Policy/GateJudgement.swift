import Plan

/// An audit as a gate looks at it: the rules of the gate, and the balance.
///
/// Whatever is in an `audit.json` that was read again, no sum overflows.
struct GateJudgement {
  private typealias Crossing = GateDecision.Crossing

  private let gate: GatePlan
  private let audit: AuditResult
  private let rules: [RuleResult]

  init(_ gate: GatePlan, _ audit: AuditResult) {
    (self.gate, self.audit) = (gate, audit)
    let areas = Set(gate.areas.map(\.value))
    let ids = Set(gate.rules.map(\.value))
    rules =
      areas.isEmpty && ids.isEmpty
      ? audit.rules : audit.rules.filter { areas.contains($0.area) || ids.contains($0.id) }
  }

  // MARK: Thresholds

  /// The thresholds of a level that are crossed, or not known to be met, but for that of rules that are not checked.
  func crossings(_ thresholds: GatePlan.Level, _ level: GateDecision.Crossing.Level) -> [GateDecision
    .Crossing]
  {
    let failed = rules.filter {
      $0.outcome == .failed && counts($0) && (thresholds.migratedShare == nil || !$0.isJudgedByShare)
    }
    var crossings: [Crossing] = []
    if let most = thresholds.failedRules ?? (level == .noGo ? 0 : nil), failed.count > most {
      crossings.append(
        .tooMany(failed.count, of: "rule", listed(failed.map(\.id)), .failedRules, level, atMost: most))
    }
    if let share = thresholds.migratedShare { crossings += migrated(share, level) }
    if let most = thresholds.findings {
      let violations = sum(failed.map(unwaived))
      if violations > most {
        crossings.append(.tooMany(violations, of: "violation", nil, .findings, level, atMost: most))
      }
    }
    if let share = thresholds.drift { crossings += drifted(share, level) }
    return crossings
  }

  /// What is not known of the gate's rules, beyond what it allows.
  var unchecked: [GateDecision.Crossing] {
    let known = Set(audit.rules.map(\.id))
    let ids =
      rules.filter { $0.outcome == .notChecked }.map(\.id)
      + gate.rules.map(\.value).filter { !known.contains($0) }
    if ids.count > gate.uncheckedRules {
      return [
        .tooMany(ids.count, of: "rule", listed(ids), .uncheckedRules, .noGo, atMost: gate.uncheckedRules)
      ]
    }
    guard ids.isEmpty, rules.allSatisfy({ $0.outcome == .notApplicable }) else { return [] }
    return [
      Crossing(
        level: .noGo, threshold: .uncheckedRules, bound: String(gate.uncheckedRules),
        sentence: "unchecked-rules: no rule of the gate has anything to judge; look which rules it names")
    ]
  }

  /// The line of the balance with the lowest share, where that is below; and what is not known.
  private func migrated(_ share: Share, _ level: GateDecision.Crossing.Level) -> [GateDecision.Crossing] {
    var crossings: [Crossing] = []
    func unknown(_ subject: String?, _ reason: String) -> Crossing {
      Crossing(
        level: level, threshold: .migratedShare, subject: subject, bound: share.text,
        sentence:
          "migrated-share\(subject.map { " of \($0)" } ?? ""): at least \(share.words), and not known: \(reason)"
      )
    }
    if !audit.archive.isComplete {
      return [unknown(nil, "the archive was not read to its end")]
    }
    if audit.balance.isEmpty { return [unknown(nil, "there is no balance")] }
    var known: [BalanceLine] = []
    for line in audit.balance {
      if let reason = doubt(line) {
        crossings.append(unknown(line.record, reason))
      } else {
        known.append(line)
      }
    }
    guard let lowest = known.filter({ $0.expected > 0 }).min(by: Self.isLower),
      case let least = share.least(of: lowest.expected), lowest.matched < least
    else { return crossings }
    let found = percent(lowest.matched, of: lowest.expected, beside: share)
    let few = counted(least - lowest.matched, "record")
    let crossing = Crossing(
      level: level, threshold: .migratedShare, subject: lowest.record, bound: share.text,
      found: lowest.matched, total: lowest.expected,
      sentence:
        "migrated-share of \(lowest.record): at least \(share.words), found \(found) (\(grouped(lowest.matched)) of "
        + "\(grouped(lowest.expected))): \(few) too few")
    return [crossing] + crossings
  }

  private static func isLower(_ left: BalanceLine, _ right: BalanceLine) -> Bool {
    let (own, other) = (
      left.matched.magnitude.multipliedFullWidth(by: right.expected.magnitude),
      right.matched.magnitude.multipliedFullWidth(by: left.expected.magnitude)
    )
    return (own.high, own.low) < (other.high, other.low)
  }

  /// Why the figures of a line are not all of what there is; nil where they are.
  private func doubt(_ line: BalanceLine) -> String? {
    // `tickets of chat`, `ticketing tickets`: as the balance names the records of a type.
    let name = line.record.hasPrefix("ticketing ") ? line.record.dropFirst(10) : line.record[...]
    let type = name.firstRange(of: " of ").map { name[..<$0.lowerBound] } ?? name
    let about = audit.rules.filter { $0.isJudgedByShare && $0.parameter("from") == "expected.\(type)" }
    let judging = about.isEmpty ? audit.rules.filter { $0.parameter("check") == BalanceCheck.name } : about
    return judging.first { $0.outcome == .notChecked }?.summary
  }

  /// The rules of which more values differ than allowed.
  private func drifted(_ share: Share, _ level: GateDecision.Crossing.Level) -> [GateDecision.Crossing] {
    rules.filter { $0.comparesValues && counts($0) && $0.outcome != .notChecked }.compactMap { rule in
      let (found, most) = (unwaived(rule), share.most(of: rule.examined))
      guard found > most else { return nil }
      let words = percent(found, of: rule.examined, beside: share)
      return Crossing(
        level: level, threshold: .drift, subject: rule.id, bound: share.text, found: found,
        total: rule.examined,
        sentence:
          "drift of \(rule.id): at most \(share.words), found \(words) (\(grouped(found)) of \(grouped(rule.examined))): "
          + "\(counted(found - most, "value")) too many")
    }
  }

  // MARK: What counts

  /// Whether the severity of a rule counts for the gate.
  private func counts(_ rule: RuleResult) -> Bool { gate.countsWarnings || rule.effectiveSeverity == .error }

  /// The violations of a rule that no waiver in force covers.
  private func unwaived(_ rule: RuleResult) -> Int {
    let covered = sum(rule.policy.waivers.filter { $0.state == .inForce }.map(\.violations))
    return max(0, rule.violations - covered)
  }

  private func sum(_ counts: [Int]) -> Int {
    counts.reduce(0) { total, count in
      let (sum, isTooLarge) = total.addingReportingOverflow(count)
      return isTooLarge ? .max : sum
    }
  }

  /// `a, b and 3 more`
  private func listed(_ ids: [String]) -> String {
    ids.prefix(5).joined(separator: ", ") + (ids.count > 5 ? " and \(grouped(ids.count - 5)) more" : "")
  }

  /// `99.49 %`, cut and never rounded, with as many digits as it takes to be told from a bound.
  private func percent(_ count: Int, of total: Int, beside bound: Share) -> String {
    guard count <= total, total > 0 else { return "more than 100 %" }
    var text = ""
    for digits in 2...9 {
      let unit = (0..<digits).reduce(100 as UInt) { unit, _ in unit * 10 }
      let hundredths = total.magnitude.dividingFullWidth(count.magnitude.multipliedFullWidth(by: unit))
        .quotient
      let fraction = String(hundredths % (unit / 100))
      text =
        "\(hundredths / (unit / 100)).\(String(repeating: "0", count: digits - fraction.utf8.count))\(fraction)"
      if let shown = Share("\(text)%"), shown != bound { break }
    }
    return "\(text) %"
  }
}

extension GateDecision.Crossing {
  /// More of something than a threshold allows.
  fileprivate static func tooMany(
    _ found: Int, of noun: String, _ which: String?, _ threshold: Threshold, _ level: Level, atMost most: Int
  ) -> Self {
    Self(
      level: level, threshold: threshold, bound: String(most), found: found,
      sentence:
        "\(threshold.rawValue): at most \(grouped(most)), found \(grouped(found))\(which.map { " (\($0))" } ?? ""): "
        + "\(counted(found - most, noun)) too many")
  }
}

extension RuleResult {
  fileprivate func parameter(_ name: String) -> String? {
    measured?.parameters.first { $0.name == name }?.value
  }

  /// Whether it says only that records of a type are missing, which the share of the balance says exactly.
  fileprivate var isJudgedByShare: Bool {
    parameter("check") == ReconcileCheck.name && parameter("side") == "missing"
      && parameter("from")?.hasPrefix("expected.") == true && parameter("where") == nil
  }

  /// Whether it compares values of both sides, so that its violations are a part of what it has examined.
  fileprivate var comparesValues: Bool {
    parameter("check") == EqualCheck.name
      || parameter("check") == ReconcileCheck.name && parameter("side") == "different"
  }
}

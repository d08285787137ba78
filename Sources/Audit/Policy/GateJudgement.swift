import Plan

/// An audit as a gate looks at it: the rules of the gate, and the balance.
///
/// Whatever is in an `audit.json` that was read again, no sum overflows.
struct GateJudgement {
  typealias ThresholdResult = GateDecision.ThresholdResult

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

  /// What came of the thresholds of a level, but for that of rules that are not checked.
  func results(_ thresholds: GatePlan.Level, _ level: ThresholdResult.Level) -> [ThresholdResult] {
    let failed = rules.filter {
      $0.outcome == .failed && counts($0) && (thresholds.migratedShare == nil || !$0.isJudgedByShare)
    }
    var results: [ThresholdResult] = []
    if let most = thresholds.failedRules ?? (level == .noGo ? 0 : nil) {
      results.append(
        .count(failed.count, of: "rule", listed(failed.map(\.id)), .failedRules, level, atMost: most))
    }
    if let share = thresholds.migratedShare { results += migrated(share, level) }
    if let most = thresholds.findings {
      results.append(
        .count(sum(failed.map(unwaived)), of: "violation", nil, .findings, level, atMost: most))
    }
    if let share = thresholds.drift { results += drifted(share, level) }
    return results
  }

  /// What is not known of the gate's rules: nothing is decided by more of that than the gate allows.
  var unchecked: ThresholdResult {
    let known = Set(audit.rules.map(\.id))
    let ids =
      rules.filter { $0.outcome == .notChecked }.map(\.id)
      + gate.rules.map(\.value).filter { !known.contains($0) }
    if ids.isEmpty, rules.allSatisfy({ $0.outcome == .notApplicable }) {
      return ThresholdResult(
        level: .noGo, threshold: .uncheckedRules, bound: String(gate.uncheckedRules),
        sentence: "unchecked-rules: no rule of the gate has anything to judge; look which rules it names",
        state: .unknown)
    }
    var result: ThresholdResult = .count(
      ids.count, of: "rule", listed(ids), .uncheckedRules, .noGo, atMost: gate.uncheckedRules)
    if result.state == .crossed { result.state = .unknown }
    return result
  }

  /// The line of the balance with the lowest share; and, in place of one that is enough, what is not known.
  private func migrated(_ share: Share, _ level: ThresholdResult.Level) -> [ThresholdResult] {
    func result(
      _ line: BalanceLine?, _ words: String, _ state: ThresholdResult.State, isCounted: Bool = false
    ) -> ThresholdResult {
      ThresholdResult(
        level: level, threshold: .migratedShare, subject: line?.record, bound: share.text,
        found: isCounted ? line?.matched : nil, total: isCounted ? line?.expected : nil,
        sentence: "migrated-share\(line.map { " of \($0.record)" } ?? ""): at least \(share.words), \(words)",
        state: state)
    }
    if !audit.archive.isComplete {
      return [result(nil, "and not known: the archive was not read to its end", .unknown)]
    }
    if audit.balance.isEmpty { return [result(nil, "and not known: there is no balance", .unknown)] }
    var unknown: [ThresholdResult] = []
    var known: [BalanceLine] = []
    for line in audit.balance {
      if let reason = doubt(line) {
        unknown.append(result(line, "and not known: \(reason)", .unknown))
      } else {
        known.append(line)
      }
    }
    guard let lowest = known.filter({ $0.expected > 0 }).min(by: Self.isLower) else {
      return unknown.isEmpty ? [result(nil, "and nothing is expected", .met)] : unknown
    }
    let (matched, expected, least) = (lowest.matched, lowest.expected, share.least(of: lowest.expected))
    let isCrossed = matched < least
    let found = percent(matched, of: expected, beside: isCrossed ? share : nil)
    let words = "found \(found) (\(grouped(matched)) of \(grouped(expected)))"
    if isCrossed {
      return [
        result(lowest, "\(words): \(counted(least - matched, "record")) too few", .crossed, isCounted: true)
      ]
        + unknown
    }
    return unknown.isEmpty ? [result(lowest, words, .met, isCounted: true)] : unknown
  }

  private static func isLower(_ left: BalanceLine, _ right: BalanceLine) -> Bool {
    isLess((left.matched, left.expected), (right.matched, right.expected))
  }

  /// Whether one share is less than another, both with a total.
  private static func isLess(_ left: (count: Int, total: Int), _ right: (count: Int, total: Int)) -> Bool {
    let (own, other) = (
      left.count.magnitude.multipliedFullWidth(by: right.total.magnitude),
      right.count.magnitude.multipliedFullWidth(by: left.total.magnitude)
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

  /// The rules of which more values differ than allowed; where there is none, the one with the greatest share.
  private func drifted(_ share: Share, _ level: ThresholdResult.Level) -> [ThresholdResult] {
    let compared = rules.filter { $0.comparesValues && counts($0) && $0.outcome != .notChecked }
    func result(_ rule: RuleResult, _ state: ThresholdResult.State) -> ThresholdResult {
      let (found, most) = (unwaived(rule), share.most(of: rule.examined))
      let words = percent(found, of: rule.examined, beside: state == .crossed ? share : nil)
      return ThresholdResult(
        level: level, threshold: .drift, subject: rule.id, bound: share.text, found: found,
        total: rule.examined,
        sentence:
          "drift of \(rule.id): at most \(share.words), found \(words) (\(grouped(found)) of \(grouped(rule.examined)))"
          + (state == .crossed ? ": \(counted(found - most, "value")) too many" : ""), state: state)
    }
    let crossed = compared.filter { unwaived($0) > share.most(of: $0.examined) }
    if !crossed.isEmpty { return crossed.map { result($0, .crossed) } }
    let greatest = compared.filter { $0.examined > 0 }.max { left, right in
      Self.isLess((unwaived(left), left.examined), (unwaived(right), right.examined))
    }
    if let greatest { return [result(greatest, .met)] }
    return [
      ThresholdResult(
        level: level, threshold: .drift, bound: share.text,
        sentence: "drift: at most \(share.words), and no value was compared", state: .met)
    ]
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

  /// `99.49 %`, cut and never rounded, with as many digits as it takes to be told from a bound that it has crossed.
  private func percent(_ count: Int, of total: Int, beside bound: Share?) -> String {
    guard count <= total, total > 0 else { return "more than 100 %" }
    var text = ""
    for digits in 2...9 {
      let unit = (0..<digits).reduce(100 as UInt) { unit, _ in unit * 10 }
      let hundredths = total.magnitude.dividingFullWidth(count.magnitude.multipliedFullWidth(by: unit))
        .quotient
      let fraction = String(hundredths % (unit / 100))
      text =
        "\(hundredths / (unit / 100)).\(String(repeating: "0", count: digits - fraction.utf8.count))\(fraction)"
      if bound == nil || Share("\(text)%").map({ $0 != bound }) == true { break }
    }
    return "\(text) %"
  }
}

extension GateDecision.ThresholdResult {
  /// How many there are of something, and how many a threshold allows.
  fileprivate static func count(
    _ found: Int, of noun: String, _ which: String?, _ threshold: Threshold, _ level: Level, atMost most: Int
  ) -> Self {
    let isCrossed = found > most
    let names = which.map { $0.isEmpty ? "" : " (\($0))" } ?? ""
    return Self(
      level: level, threshold: threshold, bound: String(most), found: found,
      sentence:
        "\(threshold.rawValue): at most \(grouped(most)), found \(grouped(found))\(names)"
        + (isCrossed ? ": \(counted(found - most, noun)) too many" : ""), state: isCrossed ? .crossed : .met)
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

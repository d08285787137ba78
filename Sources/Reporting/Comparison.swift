import Audit

/// What is new in an audit, what is fixed, and what persists, beside an earlier one.
///
/// A finding is the same in both if its rule, the key of its record, and its field are. The field is what the JSON
/// pointer of its place names within the record; a rule about one field tells it by its own name. Of a finding without a
/// key, the member and the path in it stand for the key, and its message where it has no member. Findings that are the
/// same by this count together. An audit keeps the first findings of a rule: whether one beyond them is new is not known,
/// and only the numbers are compared.
package struct Comparison: Sendable, Equatable {
  package enum State: String, Sendable, Equatable, CaseIterable {
    case new, fixed, persisting
    /// It failed, and the later audit does not judge it.
    case notJudged = "not-judged"
  }

  /// An input that is not the same.
  package struct Input: Sendable, Equatable {
    package var name: String
    package var old: String
    package var new: String
  }

  package struct Figure: Sendable, Equatable {
    package var name: String
    package var old: Int
    package var new: Int
  }

  package struct ComparedFinding: Sendable, Equatable {
    package var state: State
    package var message: String
    package var count: Int
  }

  package struct ComparedRule: Sendable, Equatable {
    package var id: String
    package var state: State
    /// `FAIL`; nil of an audit without the rule.
    package var oldStatus: String?
    package var newStatus: String?
    package var oldViolations: Int
    package var newViolations: Int
    package var findings: [ComparedFinding]
    /// Violations of each audit that no kept finding is about: compared by number alone.
    package var oldBeyond: Int
    package var newBeyond: Int
  }

  package struct ComparedCause: Sendable, Equatable {
    package var state: State
    package var sentence: String
  }

  package struct Side: Sendable, Equatable {
    package var path: String
    package var verdict: String
    package var asOf: String
  }

  package var old: Side
  package var new: Side
  package var inputs: [Input]
  /// Those that failed, warned or could not be checked in one of the audits: in the order of the later one, and then
  /// those that it does not have.
  package var rules: [ComparedRule]
  package var causes: [ComparedCause]
  /// Those that differ.
  package var figures: [Figure]

  /// Whether something failed, or could not be checked, that did not before: a rule, more violations of one, or a finding.
  package var hasNew: Bool {
    rules.contains { rule in
      rule.state == .new
        || rule.state == .persisting
          && (rule.newViolations > rule.oldViolations || rule.findings.contains { $0.state == .new })
    }
  }

  package init(_ old: AuditResult, at oldPath: String, _ new: AuditResult, at newPath: String) {
    self.old = Side(path: oldPath, verdict: old.verdict.words, asOf: old.asOf)
    self.new = Side(path: newPath, verdict: new.verdict.words, asOf: new.asOf)
    inputs = Self.inputs(old, new)
    rules = Self.rules(old.rules, new.rules)
    causes = Self.causes(old.causes, new.causes)
    figures = Self.figures(old, new)
  }

  // MARK: Rules and findings

  private static func rules(_ old: [RuleResult], _ new: [RuleResult]) -> [ComparedRule] {
    let before = Dictionary(old.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.map(\.id))
    let pairs =
      new.map { (before[$0.id], Optional($0)) } + old.filter { !after.contains($0.id) }.map { ($0, nil) }
    return pairs.compactMap { ComparedRule($0, $1) }
  }

  // MARK: Causes

  private static func causes(_ old: [Cause], _ new: [Cause]) -> [ComparedCause] {
    let before = Set(old.map(\.identity))
    let after = Set(new.map(\.identity))
    let present = new.map { cause in
      ComparedCause(
        state: before.contains(cause.identity) ? .persisting : .new, sentence: cause.sentence)
    }
    let gone = old.filter { !after.contains($0.identity) }
    return present + gone.map { ComparedCause(state: .fixed, sentence: $0.sentence) }
  }

  // MARK: Inputs and figures

  private static func inputs(_ old: AuditResult, _ new: AuditResult) -> [Input] {
    let none = "none"
    func short(_ digest: String?) -> String { digest.map { "SHA-256 \($0.prefix(16))…" } ?? none }
    var all = [
      Input(name: "tool", old: old.tool, new: new.tool),
      Input(
        name: "archive", old: "\(short(old.archive.sha256)), \(counting(old.archive.bytes, "byte"))",
        new: "\(short(new.archive.sha256)), \(counting(new.archive.bytes, "byte"))"),
      Input(name: "plan", old: short(old.planSHA256), new: short(new.planSHA256)),
      Input(name: "rule book", old: short(old.rulesSHA256), new: short(new.rulesSHA256)),
      Input(name: "waivers", old: short(old.policy.waiversSHA256), new: short(new.policy.waiversSHA256)),
      Input(
        name: "sign-offs", old: short(old.policy.signOffsSHA256), new: short(new.policy.signOffsSHA256)),
      Input(name: "decisions", old: short(old.decisionsSHA256), new: short(new.decisionsSHA256)),
      Input(name: "fail on", old: old.policy.failOn.rawValue, new: new.policy.failOn.rawValue),
    ]
    let (before, after) = (old.fileDigests, new.fileDigests)
    let names = after.map(\.name) + before.map(\.name).filter { name in !after.contains { $0.name == name } }
    all += names.map { name in
      Input(
        name: name, old: short(before.first { $0.name == name }?.sha256),
        new: short(after.first { $0.name == name }?.sha256))
    }
    return all.filter { $0.old != $0.new }
  }

  private static func figures(_ old: AuditResult, _ new: AuditResult) -> [Figure] {
    let before = Dictionary(old.figures.map { ($0.name, $0.count) }, uniquingKeysWith: +)
    let after = Dictionary(new.figures.map { ($0.name, $0.count) }, uniquingKeysWith: +)
    var seen: Set<String> = []
    let names = (new.figures + old.figures).map(\.name).filter { seen.insert($0).inserted }
    return names.map { Figure(name: $0, old: before[$0] ?? 0, new: after[$0] ?? 0) }.filter {
      $0.old != $0.new
    }
  }
}

extension AuditResult {
  fileprivate var fileDigests: [(name: String, sha256: String)] {
    sources.flatMap { source in source.files.map { ("\(source.name): \($0.path)", $0.sha256) } }
  }

  fileprivate var figures: [(name: String, count: Int)] {
    balance.flatMap { line in
      [
        ("read", line.read), ("expected", line.expected), ("matched", line.matched),
        ("missing", line.missing),
        ("unexpected", line.unexpected), ("duplicates", line.duplicates),
      ].map { (name: "\(line.record) (\(line.unit)): \($0.0)", count: $0.1) }
    } + [("archive: members", archive.members), ("archive: batches", archive.batches)]
  }
}

extension Cause {
  /// Its sentence has counts; what is the same is its kind and where it begins.
  fileprivate var identity: String {
    let place = [export?.source, export?.file, archive?.member].compactMap(\.self)
    return ([kind.rawValue] + (place.isEmpty ? [sentence] : place)).joined(separator: "\n")
  }
}

extension Comparison.ComparedRule {
  /// Nil of a rule that is as it should be in both audits.
  fileprivate init?(_ old: RuleResult?, _ new: RuleResult?) {
    let (before, after) = (old?.status.gravity ?? 0, new?.status.gravity ?? 0)
    guard let some = new ?? old, before > 1 || after > 1 else { return nil }
    let isJudged = new.map { $0.outcome != .notApplicable } ?? false
    state =
      if after > 1 { before > 1 && after <= before ? .persisting : .new } else if !isJudged {
        .notJudged
      } else {
        after == 1 ? .persisting : .fixed
      }
    id = some.id
    (oldStatus, newStatus) = (old?.status.label, new?.status.label)
    (oldViolations, newViolations) = (old?.violations ?? 0, new?.violations ?? 0)
    (oldBeyond, newBeyond) = (old?.beyond ?? 0, new?.beyond ?? 0)
    findings = Self.findings(old, new)
  }

  /// Those of the later audit in its order, then those that are fixed.
  private static func findings(_ old: RuleResult?, _ new: RuleResult?) -> [Comparison.ComparedFinding] {
    let (before, after) = (old?.known ?? [], new?.known ?? [])
    let (earlier, later) = (Set(before.map(\.identity)), Set(after.map(\.identity)))
    // A finding that is not kept may be there all the same.
    let tellsNew = (old?.beyond ?? 0) == 0 && old?.outcome != .notChecked
    let tellsFixed =
      new.map { $0.beyond == 0 && $0.outcome != .notChecked && $0.outcome != .notApplicable } ?? false
    let present = after.compactMap { finding -> Comparison.ComparedFinding? in
      let isOld = earlier.contains(finding.identity)
      guard isOld || tellsNew else { return nil }
      return .init(state: isOld ? .persisting : .new, message: finding.message, count: finding.count)
    }
    guard tellsFixed else { return present }
    return present
      + before.filter { !later.contains($0.identity) }
      .map { .init(state: .fixed, message: $0.message, count: $0.count) }
  }
}

extension Status {
  /// How much worse than passed. What is waived fails, and is accepted.
  fileprivate var gravity: Int {
    switch self {
    case .passed, .switchedOff, .notApplicable: 0
    case .waived: 1
    case .warning: 2
    case .notChecked: 3
    case .failed: 4
    }
  }
}

extension RuleResult {
  /// Violations that no kept finding is about.
  fileprivate var beyond: Int { max(0, violations - findings.reduce(0) { $0 + $1.count }) }

  /// The kept findings, those of one identity together.
  fileprivate var known: [(identity: String, message: String, count: Int)] {
    var all: [(identity: String, message: String, count: Int)] = []
    var places: [String: Int] = [:]
    for finding in findings {
      if let index = places[finding.identity] {
        all[index].count += finding.count
      } else {
        places[finding.identity] = all.count
        all.append((finding.identity, finding.message, finding.count))
      }
    }
    return all
  }
}

extension Finding {
  /// Without the rule, which is known: the key and the field, or what is in their place.
  fileprivate var identity: String {
    let parts = (archive?.pointer ?? "").split(separator: "/")
    let position = parts.lastIndex { Int($0) != nil }
    guard let key else {
      guard let member = archive?.member else { return message }
      return ([member] + parts.filter { Int($0) == nil }.map(String.init)).joined(separator: "\n")
    }
    let field = position.map { parts[($0 + 1)...] } ?? []
    return ([key] + field.map(String.init)).joined(separator: "\n")
  }
}

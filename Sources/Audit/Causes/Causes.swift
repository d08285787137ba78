import Plan

/// Looks for what failed rules have in common: root causes that the tables prove, each with what it explains.
///
/// A pure function of the facts and the judged rules, which runs only where a rule failed or was not checked. It claims
/// nothing that the tables do not prove: an exact structure (a batch number that is missing), or nearly all of what
/// differs (`Proof`). A violation is explained by the first cause that explains it.
///
/// - Complexity: O(rows) for each family of causes whose rules failed; nothing where none did.
struct Causes {
  let facts: Facts
  private let judged: [JudgedRule]

  init(_ facts: Facts, _ judged: [JudgedRule]) {
    (self.facts, self.judged) = (facts, judged)
  }

  /// The causes, the gravest first (`Gravity`) and then those that explain most, and the rules with their findings linked to them.
  /// `violations` tells the cause of each violation, and not only of the findings that were kept.
  func find() -> (causes: [Cause], rules: [RuleResult], violations: ViolationCauses) {
    let results = judged.map(\.result)
    guard results.contains(where: { $0.outcome == .failed || $0.outcome == .notChecked }) else {
      return ([], results, ViolationCauses())
    }
    var search = CauseSearch(facts, judged)
    search.addInputs()
    if facts.archiveTrouble == nil {
      search.addBatches()
      search.addReadings()
      search.addPeople()
      search.addReferences()
      search.addFlags()
      search.addTimes()
      search.addValues()
      search.addOrder()
      search.addDependents()
    }
    return Attribution(search.claims, judged, facts).result()
  }
}

/// The claims so far, and what is left to explain.
struct CauseSearch {
  let facts: Facts
  let judged: [JudgedRule]
  private(set) var claims: [Claim] = []
  /// The rows of all violations, by what is wrong with them.
  private let wrong: [Wrong: [Int32]]

  init(_ facts: Facts, _ judged: [JudgedRule]) {
    self.facts = facts
    self.judged = judged
    var wrong: [Wrong: [Int32]] = [:]
    for rule in judged where rule.result.outcome == .failed {
      // Two rules may look at the same rows, by pages of the user's own.
      for rows in rule.wrong where rows.rows.count > wrong[rows.what]?.count ?? 0 {
        wrong[rows.what] = rows.rows
      }
    }
    self.wrong = wrong
  }

  mutating func add(_ claim: Claim) { claims.append(claim) }

  /// The rows with which something is wrong.
  func all(_ what: Wrong) -> [Int] { wrong[what]?.map { Int($0) } ?? [] }

  /// Those of them that no claim explains yet.
  func left(_ what: Wrong) -> [Int] {
    all(what).filter { row in !claims.contains { $0.explains(what, row) } }
  }

  /// What is wrong of one kind, in the order of the schema and its fields.
  func wrongs(_ kind: Wrong.Kind) -> [(what: Wrong, record: RecordFacts)] {
    facts.records.flatMap { record in
      ([""] + record.archive.columns.map(\.name))
        .map { Wrong(kind, record.type, $0) }.filter { wrong[$0] != nil }
        .map { ($0, record) }
    }
  }

  /// Rules of one check that failed.
  func failed<C: Check>(_ check: C.Type) -> [JudgedRule] {
    judged.filter { $0.result.outcome == .failed && $0.rule.check is C }
  }

  /// Gives each claim the references to records whose absence it explains.
  mutating func addDependents() {
    for (what, record) in wrongs(.orphan) {
      guard let reference = (Reference.core(of: record.type)).first(where: { $0.column == what.column }),
        let expected = record.expected[what.column]?.integers,
        let found = record.archive[what.column]?.integers
      else { continue }
      let missing = Wrong(.missing, reference.target)
      guard claims.contains(where: { $0.rows[missing] != nil }) else { continue }
      var rowOfID: [Int64: Int] = [:]
      let ids = facts[reference.target].expected.joinNumbers
      for row in all(missing) { rowOfID[ids[row]] = row }
      for row in left(what) {
        guard let legacy = record.match.legacy(of: Row(row)), found(Row(row)) == expected(legacy),
          let target = rowOfID[expected(legacy)],
          let claim = claims.firstIndex(where: { $0.explains(missing, target) })
        else { continue }
        claims[claim].rows[what, default: RowSet()].insert(row)
      }
    }
  }
}

/// Counts which cause explains which violation.
private struct Attribution {
  private let claims: [Claim]
  private let judged: [JudgedRule]
  private let facts: Facts

  init(_ claims: [Claim], _ judged: [JudgedRule], _ facts: Facts) {
    (self.claims, self.judged, self.facts) = (claims, judged, facts)
  }

  func result() -> (causes: [Cause], rules: [RuleResult], violations: ViolationCauses) {
    var causes = claims.map {
      Cause(
        kind: $0.kind, sentence: $0.sentence, remedy: $0.remedy, export: $0.export, archive: $0.archive,
        notChecked: $0.notChecked)
    }
    var ofFindings: [[Int?]] = []
    for rule in judged {
      let (counts, findings) = attribute(rule)
      for (claim, count) in counts.enumerated() where count > 0 {
        causes[claim].explains.append(Cause.Share(rule: rule.result.id, violations: count))
      }
      ofFindings.append(findings)
    }
    let areas = judged.reduce(into: [:]) { $0[$1.result.id] = $1.result.area }
    let gravities = causes.map { $0.gravity(areas) }
    let order = causes.indices.filter { causes[$0].weight > 0 || gravities[$0] == .unjudged }
      .sorted { (gravities[$0], causes[$1].weight, $0) < (gravities[$1], causes[$0].weight, $1) }
    var number = [Int?](repeating: nil, count: causes.count)
    for (place, claim) in order.enumerated() { number[claim] = place + 1 }
    let concentration = Concentration(facts)
    let rules = zip(judged, ofFindings).map { rule, findings in
      var result = rule.result
      for (finding, claim) in findings.enumerated() {
        result.findings[finding].cause = claim.flatMap { number[$0] }
      }
      let explained = causes.reduce(0) { sum, cause in
        sum + cause.explains.reduce(0) { $0 + ($1.rule == result.id ? $1.violations : 0) }
      }
      if result.outcome == .failed, explained < result.violations {
        result.concentration = concentration.sentence(rule.wrong)
      }
      return result
    }
    return (order.map { causes[$0] }, rules, ViolationCauses(claims, number, judged))
  }

  /// For each claim how many violations of the rule it explains, and for each finding the claim that explains all of it.
  private func attribute(_ rule: JudgedRule) -> (counts: [Int], findings: [Int?]) {
    var counts = claims.map { min($0.violations[rule.result.id] ?? 0, rule.result.violations) }
    var findings = [Int?](repeating: nil, count: rule.result.findings.count)
    guard rule.result.outcome == .failed else { return (counts.map { _ in 0 }, findings) }
    if let claim = counts.firstIndex(where: { $0 > 0 }) {
      for other in counts.indices where other != claim { counts[other] = 0 }
      if counts[claim] == rule.result.violations { findings = findings.map { _ in claim } }
      return (counts, findings)
    }
    var explained = findings.map { _ in 0 }
    var isMixed = findings.map { _ in false }
    for wrong in rule.wrong {
      let candidates = claims.indices.filter { claims[$0].rows[wrong.what] != nil }
      if candidates.isEmpty { continue }
      for (row, finding) in zip(wrong.rows, wrong.findings) {
        let claim = candidates.first { claims[$0].explains(wrong.what, Int(row)) }
        if let claim { counts[claim] += 1 }
        guard finding >= 0, let claim else { continue }
        let place = Int(finding)
        if findings[place] == nil { findings[place] = claim }
        if findings[place] != claim { isMixed[place] = true }
        explained[place] += 1
      }
    }
    for place in findings.indices
    where isMixed[place] || explained[place] < rule.result.findings[place].count {
      findings[place] = nil
    }
    return (counts, findings)
  }
}

extension Cause {
  /// By which causes of one gravity are put in order: the more violations, and rules that could not be checked for it.
  fileprivate var weight: Int { explains.reduce(notChecked.count) { $0 + $1.violations } }
}

import Yams

extension PlanReader {
  /// `gates:`, each by its name. Whether its areas and rules exist is for the rule book to say.
  mutating func gates(_ value: PlanValue?) -> [GatePlan] {
    guard let section = section(value, keys: nil) else { return [] }
    return section.entries.compactMap { name, line, _ in
      guard isName(name, "a gate's name", in: section, line: line) else { return nil }
      return gate(section[name], name: name, line: line)
    }
  }

  private mutating func gate(_ value: PlanValue?, name: String, line: Int) -> GatePlan? {
    guard let section = section(value, keys: .gate) else { return nil }
    var gate = GatePlan(name: name)
    gate.areas = items(section["areas"]).compactMap { text($0) }
    gate.rules = items(section["rules"]).compactMap { text($0) }
    gate.countsWarnings = choice(section["severity"], among: GateSeverity.allCases) == .warning
    gate.noGo = section["no-go"].flatMap { level($0, keys: .noGo) }
    gate.rollBack = section["roll-back"].flatMap { level($0, keys: .rollBack) }
    if section["no-go"] == nil, section["roll-back"] == nil {
      report("'\(section.name)' has no level; it needs 'no-go', 'roll-back' or both", line: line)
    }
    reportStricter(gate, section)
    return gate
  }

  private enum GateSeverity: String, CaseIterable {
    case error, warning
  }

  private mutating func level(_ value: PlanValue, keys: PlanKeys) -> GatePlan.Level? {
    if keys == .rollBack, let line = value.line(ofKey: "unchecked-rules") {
      report(
        "'\(value.name)' can't state 'unchecked-rules': what was not checked is no reason to roll back; state it in 'no-go'",
        line: line)
      return nil
    }
    guard let section = section(value, keys: keys) else { return nil }
    if keys == .rollBack, section.entries.isEmpty {
      report("'\(value.name)' states no threshold; state one, or remove it", line: value.keyLine)
    }
    var level = GatePlan.Level()
    level.failedRules = number(section["failed-rules"])
    level.uncheckedRules = number(section["unchecked-rules"])
    level.findings = number(section["findings"])
    level.migratedShare = share(section["migrated-share"], "99.5%")
    level.drift = share(section["drift"], "0.1%")
    return level
  }

  private mutating func number(_ value: PlanValue?) -> Int? {
    wholeNumber(value, in: 0...1_000_000_000_000).map { Int(clamping: $0) }
  }

  private mutating func share(_ value: PlanValue?, _ example: String) -> Share? {
    guard let value, let text = text(value) else { return nil }
    if let share = Share(text.value) { return share }
    report("expected a share such as \(example) for '\(value.name)', found \(value.kind)", line: value.line)
    return nil
  }

  /// What is rolled back must be a NO-GO before.
  private mutating func reportStricter(_ gate: GatePlan, _ section: PlanSection) {
    guard let noGo = gate.noGo, let rollBack = gate.rollBack else { return }
    func isStricter<Bound: Comparable>(_ own: Bound?, _ other: Bound?) -> Bool {
      if let own, let other { own < other } else { false }
    }
    let stricter = [
      ("failed-rules", isStricter(rollBack.failedRules, noGo.failedRules)),
      ("migrated-share", isStricter(noGo.migratedShare, rollBack.migratedShare)),
      ("findings", isStricter(rollBack.findings, noGo.findings)),
      ("drift", isStricter(rollBack.drift, noGo.drift)),
    ]
    for (key, _) in stricter.filter(\.1) {
      guard let level = section["roll-back"] else { continue }
      report(
        "'\(level.name).\(key)' is stricter than that of 'no-go'; what is rolled back must be a NO-GO before, so exchange them",
        line: level.line(ofKey: key) ?? level.line)
    }
  }
}

extension PlanValue {
  /// Where a key of a mapping is; nil where it does not have it.
  fileprivate func line(ofKey key: String) -> Int? {
    guard case .mapping(let mapping) = node else { return nil }
    return mapping.first { $0.key.string == key }?.key.mark?.line
  }
}

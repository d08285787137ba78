import Yams

/// What the plan says of one rule (`rules:`): how it is graded, and parameters in place of those of its page.
package struct RuleSetting: Sendable, Equatable {
  /// The rule's id.
  package var rule: Located<String>
  /// Why it is switched off; nil of a rule that is judged.
  package var off: Located<String>?
  /// Keys of the front matter with their values, in the order of the plan.
  package var entries: [Entry]

  package struct Entry: Sendable, Equatable {
    package var key: String
    package var value: Value
    package var line: Int
  }

  package enum Value: Sendable, Equatable {
    case text(String)
    case list([String])
  }

  /// How messages name the setting of a key: `rules.no-missing-comments.severity`.
  package func name(of key: String) -> String { "rules.\(rule.value).\(key)" }
}

extension PlanReader {
  /// Keys of a page that say what its rule is; another rule is another page.
  private static let fixedKeys = ["area", "check", "each", "default"]

  /// `rules:`, each rule by its id. Whether a rule and its keys exist is for the rule book to say.
  mutating func rules(of plan: PlanSection) -> [RuleSetting] {
    guard let section = section(plan["rules"], keys: nil) else { return [] }
    return section.entries.compactMap { id, line, _ in
      guard let rule = self.section(section[id], keys: nil) else { return nil }
      if rule.entries.isEmpty {
        report("'\(rule.name)' says nothing; write a key such as 'severity', or remove it", line: line)
      }
      let entries = rule.entries.filter { $0.key != "off" }.compactMap { entry($0.key, of: rule) }
      let off = rule["off"].flatMap { reason($0, isAlone: rule.entries.count == 1) }
      return RuleSetting(rule: Located(id, line: line), off: off, entries: entries)
    }
  }

  private mutating func reason(_ value: PlanValue, isAlone: Bool) -> Located<String>? {
    guard let reason = text(value) else { return nil }
    if ["true", "false", "yes", "no", "on", "off"].contains(reason.value.lowercased()) {
      report("expected the reason for '\(value.name)', found \(value.kind)", line: value.line)
    }
    if !isAlone {
      report("'\(value.name)' is beside other keys, which a rule that is off does not need", line: value.line)
    }
    return reason
  }

  private mutating func entry(_ key: String, of rule: PlanSection) -> RuleSetting.Entry? {
    guard let value = rule[key] else { return nil }
    if Self.fixedKeys.contains(key) {
      report(
        "'\(value.name)' can't be changed; write a page of your own, and name its folder by --rules",
        line: value.keyLine)
      return nil
    }
    guard case .sequence = value.node else {
      return text(value).map { .init(key: key, value: .text($0.value), line: value.keyLine) }
    }
    let texts = items(value).map { text($0)?.value }
    guard !texts.isEmpty, !texts.contains(nil) else { return nil }
    return .init(key: key, value: .list(texts.compactMap(\.self)), line: value.keyLine)
  }
}

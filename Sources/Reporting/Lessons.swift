import Audit

/// What the audits of a migration have to teach, as Markdown to be filled in: a pure function of them.
///
/// Standard: GitHub Flavored Markdown. Text of the audits never becomes markup.
package struct Lessons {
  /// In the order in which the runs began, then of their paths.
  private let audits: [AuditResult]

  /// - Parameter audits: each with its path.
  package init(_ audits: [(path: String, audit: AuditResult)]) {
    self.audits = audits.sorted {
      ($0.audit.timing.startedAt, $0.path) < ($1.audit.timing.startedAt, $1.path)
    }
    .map(\.audit)
  }

  package func render() -> String {
    guard let first = audits.first, let last = audits.last else { return "" }
    let failed = rules { $0.outcome == .failed || $0.outcome == .waived }.map { FailedRule($0, in: audits) }
    var lines = [
      "# Lessons of \(inert(last.title))", "",
      "\(counting(audits.count, "audit")) from \(time(first)) to \(time(last)); the last one says "
        + "\(last.verdict.words). Rules that failed are in the order of their gravity.", "",
    ]
    lines += ["## What failed", ""]
    if failed.isEmpty { lines += ["No rule failed in any of them.", ""] }
    lines += failed.sorted().flatMap(\.lines)
    lines += section("What was never checked", neverChecked, none: "Every rule was checked at least once.")
    lines += section("What people decided", decisions, none: "No decision is in the audits.")
    for heading in ["What went well", "What we do next time", "Who tells whom, and until when"] {
      lines += ["## \(heading)", "", "-", "-", "-", ""]
    }
    return lines.dropLast().joined(separator: "\n") + "\n"
  }

  private func section(_ heading: String, _ items: [String], none: String) -> [String] {
    ["## \(heading)", ""] + (items.isEmpty ? [none] : items.map { "- \($0)" }) + [""]
  }

  /// The ids of rules of which a result is so in some audit, in the order in which they come.
  private func rules(where isMeant: (RuleResult) -> Bool) -> [String] {
    var seen: Set<String> = []
    return audits.flatMap(\.rules).filter(isMeant).map(\.id).filter { seen.insert($0).inserted }
  }

  /// Rules that could not be checked, in every audit in which there was something to judge.
  private var neverChecked: [String] {
    let checked = Set(rules { [.passed, .failed, .waived].contains($0.outcome) })
    return rules { $0.outcome == .notChecked }.filter { !checked.contains($0) }.compactMap { id in
      audits.last { $0.rules.contains { $0.id == id } }?.rules.first { $0.id == id }.map {
        "\(inert(id)): \(inert($0.summary))"
      }
    }
  }

  /// Gates, sheets of decisions, and rules that the plan switches off, as the audits have them.
  private var decisions: [String] {
    let gates = audits.flatMap { audit in
      audit.gates.map { "gate \(inert($0.name)): \($0.word.words) (\(time(audit)))" }
    }
    let sheets = audits.compactMap { audit in audit.decisionsPath.map { "the sheet \(inert($0))" } }
    let decided = (audits.last?.balance ?? []).flatMap { line in
      (line.explained + line.resolved).filter { $0.reason.hasPrefix("conflict decided") }.map {
        "\(inert(line.record)): \(inert($0.reason)), \($0.count.grouped)"
      }
    }
    let off = audits.flatMap(\.rules).compactMap { rule in
      rule.policy.off.map { "rule \(inert(rule.id)) was switched off: \(inert($0))" }
    }
    return gates + distinct(sheets) + decided + distinct(off)
  }
}

/// A rule that failed in some audit.
private struct FailedRule: Comparable {
  private let audits: [AuditResult]
  /// The rule as the audits have it in which it failed, each with the audit.
  private let failures: [(audit: AuditResult, rule: RuleResult)]
  private let id: String

  init(_ id: String, in audits: [AuditResult]) {
    (self.id, self.audits) = (id, audits)
    failures = audits.flatMap { audit in
      audit.rules.filter { $0.id == id && ($0.outcome == .failed || $0.outcome == .waived) }.map {
        (audit, $0)
      }
    }
  }

  private var most: Int { failures.map(\.rule.violations).max() ?? 0 }

  /// What makes it grave: the gravity, then errors before warnings, then many before few.
  private var order: (Int, Int, Int, String) {
    let gravity = Gravity(ofRule: id, area: failures.first?.rule.area ?? "").rawValue
    let isError = failures.contains { $0.rule.effectiveSeverity == .error }
    return (gravity, isError ? 0 : 1, -most, id)
  }

  static func == (left: Self, right: Self) -> Bool { left.order == right.order }
  static func < (left: Self, right: Self) -> Bool { left.order < right.order }

  var lines: [String] {
    let causes = failures.flatMap { audit, _ in
      audit.causes.filter { $0.explains.contains { $0.rule == id } }.map { inert($0.sentence) }
    }
    let waivers = failures.flatMap { _, rule in
      rule.policy.waivers.filter { $0.state == .inForce }.map { use in
        "by \(inert(use.owner)) until \(inert(use.expires)): \(inert(use.reason))"
      }
    }
    let changes = audits.flatMap(\.rules).filter { $0.id == id }.flatMap(\.policy.changes).map(\.words)
    let facts = [
      [("When", when), ("At most", "\(counting(most, "violation"))")],
      distinct(causes).map { ("Cause", $0) }, distinct(waivers).map { ("Waived", $0) },
      distinct(changes).map { ("By the plan", inert($0)) },
    ].joined()
    return ["### \(inert(id)): \(inert(failures.last?.rule.title ?? ""))", ""]
      + facts.map { "- **\($0.0):** \($0.1)" } + ["", "**What we do next time:**", "", "-", ""]
  }

  /// `failed in 2 of 5 audits, from 2026-11-01 06:00:00 UTC to 2026-11-03 06:00:00 UTC; it passed in the last`
  private var when: String {
    guard let first = failures.first?.audit, let last = failures.last?.audit else { return "" }
    let span = failures.count == 1 ? "on \(time(first))" : "from \(time(first)) to \(time(last))"
    let end =
      switch audits.last?.rules.first(where: { $0.id == id })?.outcome {
      case .failed: "it still fails"
      case .waived: "it is waived in the last"
      case .passed: "it passed in the last"
      case .notChecked: "it was not checked in the last"
      case .notApplicable: "it was not judged in the last"
      case nil: "the last does not have it"
      }
    return "failed in \(failures.count.grouped) of \(counting(audits.count, "audit")), \(span); \(end)"
  }
}

private func time(_ audit: AuditResult) -> String { inert(audit.timing.startedAt.dayAndTime) }

private func inert(_ text: String) -> String { MarkdownEscaping().escapeText(text) }

/// Each once, in the order in which they come.
private func distinct(_ texts: [String]) -> [String] {
  var seen: Set<String> = []
  return texts.filter { seen.insert($0).inserted }
}

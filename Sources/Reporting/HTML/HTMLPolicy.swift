import Audit
import Foundation

/// By what the audit was graded, where that is not as the tool's own pages have it.
struct HTMLPolicy {
  var grading: String
  var switchedOff: [Line]
  var hasSwitchedOff: Bool
  var changed: [Line]
  var hasChanged: Bool
  var waivers: [Waiver]
  var hasWaivers: Bool

  /// A rule, and what is said of it.
  struct Line {
    var lineID: String
    var lineWords: String
  }

  struct Waiver {
    var waiverRule: String
    var waiverState: String
    var waiverRecords: String
    var waiverCount: String
    var waiverEnd: String
    var waiverOwner: String
    var waiverReason: String
    var waiverPlace: String
  }

  init(_ result: AuditResult) {
    let policy = result.policy
    grading =
      "\(policy.failOn == .warning ? "Errors and warnings fail" : "Errors fail") the audit; what is the same in the "
      + "export already counts as \(policy.exportDefects == "fail" ? "a failure" : "a warning") "
      + "(export-defects: \(policy.exportDefects))."
    switchedOff = result.rules.compactMap { rule in
      rule.policy.off.map { Line(lineID: rule.id, lineWords: $0) }
    }
    hasSwitchedOff = !switchedOff.isEmpty
    changed = result.rules.flatMap { rule in
      (rule.policy.page.map {
        [Line(lineID: rule.id, lineWords: "judged by \($0) instead of the built-in page")]
      }
        ?? []) + rule.policy.changes.map { Line(lineID: rule.id, lineWords: "\($0.words), by the plan") }
    }
    hasChanged = !changed.isEmpty
    waivers = result.rules.flatMap { rule in
      rule.policy.waivers.map { Waiver($0, rule: rule.id, asOf: result.asOf) }
    }
    hasWaivers = !waivers.isEmpty
  }
}

extension HTMLPolicy.Waiver {
  fileprivate init(_ use: WaiverUse, rule: String, asOf: String) {
    waiverRule = rule
    waiverState =
      switch use.state {
      case .inForce: "in force"
      case .expired: "expired"
      case .exceeded: "exceeded"
      case .unneeded: "not needed"
      case .unknown: "not checked"
      }
    waiverRecords = use.selector?.words ?? "all others"
    waiverCount = "\(use.violations.grouped) of at most \(use.max.grouped)"
    waiverEnd = use.expires + (use.daysLeft(asOf: asOf).map { ", \(Self.words(daysLeft: $0))" } ?? "")
    waiverOwner = use.owner
    waiverReason = use.reason
    waiverPlace = "\(use.file):\(use.line)"
  }

  /// `42 days left`, `ended 3 days ago`.
  private static func words(daysLeft days: Int) -> String {
    if days == 0 { return "the last day" }
    return days > 0 ? "\(counting(days, "day")) left" : "ended \(counting(-days, "day")) ago"
  }
}

import Audit

/// The matrix: what needs attention first, then the rest by area.
struct HTMLMatrix {
  var attention: [Row]
  var hasAttention: Bool
  var areas: [Area]
  var ruleCount: String
  var statuses: [Choice]
  var areaNames: [String]

  /// A line, with the figures of both sides in their cells.
  struct Row {
    var rowID: String
    var rowArea: String
    var rowLegacy: String
    var rowLegacyFigure: String
    var rowNew: String
    var rowNewFigure: String
    var rowTest: String
    var rowCriteria: String
    var rowSign: String
    var rowLabel: String
    var rowName: String
    var rowSummary: String
    var rowViolations: Int
    /// The place of its status among all, by which the page sorts.
    var rowRank: Int
  }

  /// Rules of one area that need no attention.
  struct Area {
    var areaName: String
    var areaCounts: String
    var areaRows: [Row]
  }

  /// A status by which the page filters.
  struct Choice {
    var choiceName: String
    var choiceWords: String
  }

  init(_ result: AuditResult) {
    let shared = SharedReasons(result.rules, result.causes)
    let rows = result.rules.map { Row($0, shared.pageSummary(of: $0)) }
    let ranked = zip(result.rules, rows).enumerated().map { (place: $0, rule: $1.0, row: $1.1) }
    attention =
      ranked.filter { $0.rule.status.isTrouble }
      .sorted {
        ($0.row.rowRank, $0.rule.gravity, $0.place) < ($1.row.rowRank, $1.rule.gravity, $1.place)
      }
      .map(\.row)
    hasAttention = !attention.isEmpty
    areaNames = result.areas
    areas = areaNames.compactMap { area in
      let rest = ranked.filter { $0.rule.area == area && !$0.rule.status.isTrouble }
      if rest.isEmpty { return nil }
      let counts = rest.map(\.rule).statusCounts.map { $0.status.counted($0.count) }
      return Area(areaName: area, areaCounts: counts.joined(separator: ", "), areaRows: rest.map(\.row))
    }
    ruleCount = counting(rows.count, "rule")
    statuses = result.rules.statusCounts.map {
      Choice(choiceName: $0.status.rawValue, choiceWords: $0.status.counted($0.count))
    }
  }
}

extension HTMLMatrix.Row {
  fileprivate init(_ rule: RuleResult, _ summary: String) {
    rowID = rule.id
    rowArea = rule.area
    rowLegacy = rule.legacy
    rowLegacyFigure = rule.legacyFigure ?? ""
    rowNew = rule.new
    rowNewFigure = rule.newFigure ?? ""
    rowTest = rule.title
    rowCriteria = rule.criteria
    rowSign = rule.status.sign
    rowLabel = rule.status.label
    rowName = rule.status.rawValue
    rowSummary = summary
    rowViolations = rule.violations
    rowRank = Status.allCases.firstIndex(of: rule.status) ?? 0
  }
}

import Audit

/// Columns of a source that are not migrated, for one reason.
struct Unmigrated {
  var unmigratedSource: String
  var unmigratedColumns: String
  var unmigratedReason: String

  /// The most columns that are named.
  private static let most = 200

  /// Those of which the plan says nothing, then those of each reason.
  static func all(of source: SourceFacts) -> [Unmigrated] {
    var reasons: [String?] = []
    for column in source.notMigrated where !reasons.contains(column.reason) { reasons.append(column.reason) }
    let ordered = reasons.filter { $0 == nil } + reasons.filter { $0 != nil }
    return ordered.map { reason in
      let names = source.notMigrated.filter { $0.reason == reason }.map(\.name)
      return Unmigrated(
        unmigratedSource: source.name,
        unmigratedColumns: names.listed(most: most, rest: "more, all in audit.json"),
        unmigratedReason: reason ?? "the plan says nothing of it (ignore: COLUMN: reason)")
    }
  }
}

/// What is new since an earlier audit.
struct HTMLSince {
  var sinceSentence: String
  var sinceEarlier: String
  var sinceGroups: [Group]

  struct Group {
    var groupName: String
    var groupCauses: [String]
    /// Ids of rules that are on the page.
    var groupRules: [String]
  }

  init(_ since: SinceAudit, rules: [RuleResult]) {
    sinceSentence = since.sentence
    sinceEarlier = since.earlier
    let known = Set(rules.map(\.id))
    sinceGroups = [
      ("New", since.newCauses, since.newRules), ("Fixed", since.fixedCauses, since.fixedRules),
      ("Persisting", since.persistingCauses, since.persistingRules),
    ].map { name, causes, ids in
      Group(
        groupName: "\(name): \(counting(ids.count, "rule")), \(counting(causes.count, "cause"))",
        groupCauses: causes, groupRules: ids.filter { known.contains($0) })
    }
  }
}

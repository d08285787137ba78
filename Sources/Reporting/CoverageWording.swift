import Audit

extension ArchiveFacts {
  /// Whether there is one: an audit of tables alone has none.
  var isThere: Bool { !path.isEmpty || !sha256.isEmpty || members > 0 }
}

extension SourceFacts {
  /// What of it is not migrated: `TAGS, RATING and 4 more; 2 ignored by the plan`; nil where everything is.
  ///
  /// - Parameter most: columns that are named.
  func notMigratedWords(most: Int = 12) -> String? {
    let unsaid = notMigrated.filter { $0.reason == nil }.map(\.name)
    let ignored = notMigrated.count - unsaid.count
    let parts = [
      unsaid.isEmpty ? nil : unsaid.listed(most: most),
      ignored == 0 ? nil : "\(ignored.grouped) ignored by the plan",
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}

extension AuditResult {
  /// What of each source is not migrated: `chat: TAGS, RATING`.
  var notMigratedLines: [String] {
    sources.compactMap { source in source.notMigratedWords().map { "\(source.name): \($0)" } }
  }

  /// What makes the figures of the balance uncertain, in sentences without a period.
  var balanceDoubts: [String] {
    (archive.isComplete
      ? [] : ["The archive was not read to its end: what counts as lost here may be in the rest of it"])
      + sources.compactMap(\.doubt).map { "\($0): the figures of it are of what was read" }
  }

  /// Records that count as lost and as extra, because they are there under another id.
  var wrongIDLines: [String] {
    balance.filter { $0.wrongID > 0 }.map { line in
      line.wrongID == 1
        ? "\(line.record): 1 of the lost is there under another id, and counts as extra, too"
        : "\(line.record): \(line.wrongID.grouped) of the lost are there under another id, and count as extra, too"
    }
  }
}

extension SinceAudit {
  /// `2 new, 1 fixed, 3 persisting`: of rules that fail or can't be checked.
  var counts: String {
    "\(newRules.count.grouped) new, \(fixedRules.count.grouped) fixed, \(persistingRules.count.grouped) persisting"
  }

  /// `the audit of 2026-11-19 06:00:00 UTC (FAIL)`
  var earlier: String { "the audit of \(startedAt.dayAndTime) (\(verdict.words))" }

  /// `Since the audit of 2026-11-19 06:00:00 UTC (FAIL): 2 new, 1 fixed, 3 persisting`
  var sentence: String { "Since \(earlier): \(counts)" }
}

extension String {
  /// `2026-11-20 06:00:00 UTC` of an RFC 3339 time; anything else as it is.
  var dayAndTime: String {
    guard let match = wholeMatch(of: #/(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z/#) else { return self }
    return "\(match.output.1) \(match.output.2) UTC"
  }
}

import Plan

/// What the rules, the waivers and the sheet of decisions say of one record.
struct TracedJudgement {
  var rules = Trace.Rules()
  /// The waivers that select it, in the order of their file.
  let waivers: [String]
  /// The decisions on it, in the order of the sheet.
  let decisions: [String]

  /// - Parameters:
  ///   - keys: what findings call the record.
  ///   - subjects: what the sheet of decisions calls it.
  init(
    keys: [String], subjects: Set<WatchedRows.Subject>, _ policy: Policy, _ sheet: FilledSheet?, asOf: Instant
  ) {
    waivers = policy.waivers.waivers.compactMap { waiver in
      guard let selector = waiver.selector, keys.contains(where: { selector.covers($0) }) else { return nil }
      let isOver = asOf.text.prefix(10) > waiver.expires
      return
        "\(policy.waivers.path ?? ""):\(waiver.line) waives \(waiver.rule.value) for '\(selector.words)' "
        + "\(isOver ? "until \(waiver.expires), which is over" : "until \(waiver.expires)"): \(waiver.reason) (\(waiver.owner))"
    }
    decisions = (sheet?.names ?? []).compactMap { name in
      guard let sheet, let entry = sheet.entries[name],
        subjects.contains(WatchedRows.Subject(record: entry.record, system: 0, key: entry.key))
      else { return nil }
      let words =
        entry.decision.map { "the side \($0.side) counts, by line \($0.line)" }
        ?? (entry.isFaulty || entry.kept.count > 1 ? "its rows can't be followed" : "nobody has decided")
      return "\(sheet.path):\(entry.line) \(entry.words): \(words)"
    }
  }
}

/// A record that was left out, for the sentence about it.
struct LeftOutRow: Sendable {
  let line: SourceLine
  /// What its unreadable value looks like.
  var damage: ValueDamage?
}

/// The records that were left out, by their reasons.
struct LeftOut: Sendable {
  private var rows: [LeftOutReason: Evidence<LeftOutRow>] = [:]

  mutating func add(_ row: LeftOutRow, because reason: LeftOutReason) {
    rows[reason, default: Evidence()].add(row)
  }

  /// In the order in which records are judged.
  var inOrder: [(reason: LeftOutReason, rows: Evidence<LeftOutRow>)] {
    rows.sorted { ($0.key.fault.rawValue, $0.key.column) < ($1.key.fault.rawValue, $1.key.column) }
      .map { ($0.key, $0.value) }
  }
}

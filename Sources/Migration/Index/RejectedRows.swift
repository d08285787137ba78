import Exports

/// A record that was rejected, for the sentence about it.
struct RejectedRow: Sendable {
  let place: RecordPlace
  /// What its unreadable value looks like.
  var damage: ValueDamage?
}

/// The rejected records, by their reasons.
struct RejectedRows: Sendable {
  private var rows: [RejectionReason: Evidence<RejectedRow>] = [:]

  mutating func add(_ row: RejectedRow, because reason: RejectionReason) {
    rows[reason, default: Evidence()].add(row)
  }

  /// In the order in which records are judged.
  var inOrder: [(reason: RejectionReason, rows: Evidence<RejectedRow>)] {
    rows.sorted { ($0.key.fault.rawValue, $0.key.column) < ($1.key.fault.rawValue, $1.key.column) }
      .map { ($0.key, $0.value) }
  }
}

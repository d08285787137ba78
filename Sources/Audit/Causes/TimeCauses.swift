import Plan

/// Times that differ in one way: a shifted clock, one time for all, a lost fraction, another unit.
extension CauseSearch {
  mutating func addTimes() {
    for (what, record) in wrongs(.changed) {
      guard let times = DifferingTimes(self, what, record) else { continue }
      guard var claim = times.shift() ?? times.replaced() ?? times.truncated() ?? times.unit() else {
        continue
      }
      addOrder(of: what, &claim)
      add(claim)
    }
  }

  /// What follows of times that are wrong: order, and what is earlier than its ticket or later than now.
  func addOrder(of what: Wrong, _ claim: inout Claim) {
    guard let changed = claim.rows[what] else { return }
    for kind in [Wrong.Kind.unordered, .untied, .outOfRange, .early] {
      var other = what
      other.kind = kind
      claim.rows[other] = changed
    }
    guard what.type == RecordType.tickets.name, what.column == "created_at",
      let ticket = facts[.comments].archive["ticket_id"]?.integers
    else { return }
    let early = Wrong(.early, .comments, "created_at")
    let tickets = facts[.tickets].records.ids
    claim.rows[early] = RowSet(
      all(early).filter { row in tickets.find(ticket(Row(row))).map { changed.contains($0.row) } ?? false })
  }
}

/// The times of one column that differ and are times on both sides.
private struct DifferingTimes {
  private struct Pair {
    var row: Int
    var expected: Instant
    var found: Instant

    /// Seconds that the found time is later, where that is a whole number of them.
    var shift: Int64? { expected.nanoseconds == found.nanoseconds ? found.seconds - expected.seconds : nil }
  }

  private let what: Wrong
  private let record: RecordFacts
  private let pairs: [Pair]
  /// All that differs, times or not.
  private let total: Int

  init?(_ search: CauseSearch, _ what: Wrong, _ record: RecordFacts) {
    guard let legacy = record.expected[what.column], let new = record.archive[what.column] else { return nil }
    let rows = search.left(what)
    total = rows.count
    (self.what, self.record) = (what, record)
    pairs = rows.compactMap { row in
      guard let from = record.match.legacy(of: Row(row)), let expected = legacy.value(from).instant,
        let found = new.value(Row(row)).instant
      else { return nil }
      return Pair(row: row, expected: expected, found: found)
    }
    guard Proof.holds(pairs.count, of: total) else { return nil }
  }

  private func claim(
    _ kind: Cause.Kind, _ pairs: [Pair], _ predicate: (_ subject: String) -> String, remedy: String
  ) -> Claim {
    let isAll = pairs.count == record.match.pairs
    let noun = record.expected.noun
    let subject =
      isAll
      ? "\(what.column) of all \(noun.counted(pairs.count))"
      : "\(what.column) of \(noun.counted(pairs.count))"
    var claim = Claim(
      kind,
      predicate(subject)
        + " (\(grouped(pairs.count)) of \(grouped(total)) that differ, \(grouped(record.match.pairs)) in all)",
      remedy: remedy)
    claim.rows[what] = RowSet(pairs.map(\.row))
    return claim
  }

  // MARK: Shifts

  /// One difference for all, or two that are an hour apart: summer and winter.
  func shift() -> Claim? {
    var counts: [Int64: Int] = [:]
    for pair in pairs {
      if let shift = pair.shift { counts[shift, default: 0] += 1 }
    }
    let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let first = order.first else { return nil }
    if Proof.holds(first.value, of: total) {
      return claim(
        .shiftedClock, pairs.filter { $0.shift == first.key }, { "\($0) is \(Self.words(first.key))" },
        remedy: Self.isZone(first.key)
          ? "Read the times in their own zone (a zone of \(Self.hours(-first.key)) from UTC would do this), and write UTC."
          : "Write the times as the export has them.")
    }
    guard order.count > 1, order[1].value >= Proof.least, abs(first.key - order[1].key) == 3600,
      Self.isZone(first.key), Proof.holds(first.value + order[1].value, of: total)
    else { return nil }
    let shifts = [first.key, order[1].key]
    return claim(
      .shiftedClock, pairs.filter { $0.shift.map(shifts.contains) ?? false },
      {
        "\($0) is \(Self.words(shifts[0])) or \(Self.words(shifts[1])), as in summer and winter: "
          + shifts.map { shift in "\(grouped(counts[shift] ?? 0)) by \(Self.hours(abs(shift)))" }.joined(
            separator: ", ")
      },
      remedy: "Read the times in their own zone, with its summer time, and write UTC.")
  }

  private static func isZone(_ seconds: Int64) -> Bool {
    seconds % 900 == 0 && abs(seconds) <= 14 * 3600
  }

  /// `18,000 s (5 h) early`
  private static func words(_ seconds: Int64) -> String {
    let hours = isZone(seconds) ? " (\(hours(abs(seconds))))" : ""
    return "\(grouped(Int(clamping: seconds.magnitude))) s\(hours) \(seconds < 0 ? "early" : "late")"
  }

  /// `5 h`, `5.5 h`, `-2 h`
  private static func hours(_ seconds: Int64) -> String {
    let rest = abs(seconds) % 3600 * 100 / 3600
    let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : ".\(rest)"
    return "\(seconds < 0 ? "-" : "")\(abs(seconds) / 3600)\(fraction) h"
  }

  // MARK: Other times

  /// One instant for all, or times of one day that is after all that are expected: when they were imported.
  func replaced() -> Claim? {
    var counts: [Int64: Int] = [:]
    for pair in pairs { counts[pair.found.seconds, default: 0] += 1 }
    guard let first = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
    let expected = Set(pairs.prefix(100_000).map(\.expected.seconds))
    let remedy = "Write the times of the export: an import may set its own where the field has another name."
    if Proof.holds(first.value, of: total), expected.count >= Proof.least {
      let time = Instant(seconds: first.key, nanoseconds: 0).text
      return claim(
        .replacedTimes, pairs.filter { $0.found.seconds == first.key },
        { "\($0) is replaced by one time, \(time)" },
        remedy: remedy)
    }
    guard pairs.count == total, pairs.count >= 10, let least = pairs.map(\.found).min(),
      let most = pairs.map(\.found).max(), let last = pairs.map(\.expected).max(),
      let earliest = pairs.map(\.expected).min(), last < least, most.seconds - least.seconds <= 86_400,
      last.seconds - earliest.seconds > 7 * 86_400
    else { return nil }
    return claim(
      .replacedTimes, pairs,
      {
        "\($0) is replaced by times from \(least.text) to \(most.text), after all that are expected: those of an import"
      },
      remedy: remedy)
  }

  /// Times without what is finer than a unit.
  func truncated() -> Claim? {
    let units: [(name: String, seconds: Int64)] = [
      ("the second", 1), ("the minute", 60), ("the hour", 3600), ("the day", 86_400),
    ]
    for unit in units {
      let cut = pairs.filter { pair in
        let seconds = pair.expected.seconds
        let rest = (seconds % unit.seconds + unit.seconds) % unit.seconds
        return pair.found.nanoseconds == 0 && pair.found.seconds == seconds - rest
      }
      guard Proof.holds(cut.count, of: total) else { continue }
      return claim(
        .coarseTimes, cut, { "\($0) is cut to \(unit.name)" },
        remedy: "Write the times with all digits that the export has.")
    }
    return nil
  }

  /// Seconds read as milliseconds, or the other way round.
  func unit() -> Claim? {
    let units: [(words: String, isSame: (Pair) -> Bool)] = [
      (
        "a thousandth of what it must be since 1970",
        { abs($0.expected.seconds / 1000 - $0.found.seconds) <= 1 }
      ),
      (
        "a thousand times what it must be since 1970",
        { abs($0.found.seconds / 1000 - $0.expected.seconds) <= 1 }
      ),
    ]
    for unit in units {
      let same = pairs.filter(unit.isSame)
      guard Proof.holds(same.count, of: total), same.allSatisfy({ abs($0.expected.seconds) > 100_000 }) else {
        continue
      }
      return claim(
        .wrongUnit, same, { "\($0) is \(unit.words): seconds and milliseconds were mistaken for each other" },
        remedy: "Read the times in the unit that the export has.")
    }
    return nil
  }
}

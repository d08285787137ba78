import Plan

/// How long one ticket waited, or has waited so far.
struct Wait {
  var ticket: Int
  var seconds: Double
  var isOpen: Bool
}

extension HypercareMeasuring {
  /// Tickets created, against the median of the baseline's weeks.
  func volume() -> MeasuredSeries {
    var measured = begin(.volume)
    let old = comparable(.volume)
    for grain in Grain.allCases {
      let counts = new.groups(grain).map(\.count)
      let weeks: [Int: [Int]] = old.map { $0.weeks(grain, $0.groups(grain).map(\.count)) } ?? [:]
      let (slots, whole) = (new.slots(grain), Set(new.wholeUnits(grain)))
      let cells = cells(new, .volume, grain) { unit, isJudged in
        var cell = HypercareCell(state: .measured, value: Double(counts[unit]), count: counts[unit])
        guard case .percent(let percent) = bound(.volume, grain, unit), whole.contains(unit),
          let before = weeks[slots[unit]],
          let usual = median(sorted: before.map(Double.init).sorted())
        else { return cell }
        cell.baseline = usual
        guard isJudged else { return cell }
        let (most, least) = (usual * (100 + percent) / 100, usual * (100 - percent) / 100)
        (cell.most, cell.least) = (most, least)
        let count = counts[unit]
        if Double(count) > most, Chance.excludes(count, .above, weeks: before) { cell.mark = .above }
        if Double(count) < least, Chance.excludes(count, .below, weeks: before) { cell.mark = .below }
        return cell
      }
      for (unit, cell) in cells.enumerated() where cell.mark != nil {
        measured.concerned[unit] = cell.mark == .above ? new.groups(grain)[unit] : []
        measured.excess[unit] = Int(abs(Double(counts[unit]) - (cell.baseline ?? 0)).rounded())
      }
      measured.series.set(cells, grain)
    }
    return measured
  }

  /// The median time from the creation of tickets until something happens.
  func waits(_ metric: HypercareMetric, until role: HypercareColumn) -> MeasuredSeries {
    var measured = begin(metric)
    let old = comparable(metric)
    for grain in Grain.allCases {
      let now = new.groups(grain).map { Self.waits($0, until: role, new) }
      var pools: [Int: [Double]] = [:]
      if let old {
        let values = old.groups(grain).map { Self.waits($0, until: role, old).map(\.seconds) }
        pools = old.pooled(grain, values).mapValues { $0.sorted() }
      }
      let slots = new.slots(grain)
      let cells = cells(new, metric, grain) { unit, isJudged in
        self.cell(now[unit], bound(metric, grain, unit), pools[slots[unit]] ?? [], isJudged: isJudged)
      }
      for (unit, cell) in cells.enumerated() where cell.mark != nil {
        measured.concerned[unit] = now[unit].filter { $0.seconds > cell.most ?? 0 }.map(\.ticket)
      }
      measured.series.set(cells, grain)
    }
    return measured
  }

  /// The waits of some tickets. Where it did not happen, one that is solved never waited for it, and any other still waits.
  private static func waits(_ tickets: [Int], until role: HypercareColumn, _ period: WatchedPeriod) -> [Wait]
  {
    guard let created = period.table[.created], let ends = period.table[role] else { return [] }
    let solved = period.table[.solved]
    return tickets.compactMap { ticket in
      guard let start = created[ticket] else { return nil }
      if let end = ends[ticket] {
        return Wait(ticket: ticket, seconds: Double(max(0, end - start)), isOpen: false)
      }
      if solved?[ticket] != nil { return nil }
      return Wait(ticket: ticket, seconds: Double(max(0, period.known - start)), isOpen: true)
    }
  }

  /// The median of some waits, held against a bound.
  ///
  /// What still waits counts with what it has waited, so that the median is never too long. Against a share of the baseline,
  /// more of them than by chance must be beyond it, too.
  ///
  /// - Parameter pool: the baseline's, sorted.
  func cell(
    _ waits: [Wait], _ bound: HypercareBound, _ pool: [Double], isJudged: Bool
  ) -> HypercareCell {
    let sorted = waits.map(\.seconds).sorted()
    guard let value = median(sorted: sorted) else { return .nothing }
    let upper = sorted[sorted.count / 2]
    var cell = HypercareCell(
      state: .measured, value: value, isAtLeast: waits.contains { $0.isOpen && $0.seconds <= upper },
      count: waits.count, baseline: median(sorted: pool))
    guard isJudged else { return cell }
    let limit: Double
    switch bound {
    case .seconds(let seconds): limit = Double(seconds)
    case .percent(let percent):
      guard let usual = cell.baseline, pool.count >= Self.fewest else { return cell }
      limit = usual * percent / 100
    case .count: return cell
    }
    cell.most = limit
    let beyond = waits.count { $0.seconds > limit }
    cell.isSilent = waits.count < Self.fewestOfAll
    guard
      waits.count >= Self.fewest ? value > limit : waits.count >= Self.fewestOfAll && beyond == waits.count
    else { return cell }
    if case .percent = bound {
      let chance = Chance.fisher(
        atLeast: beyond, of: waits.count, other: pool.count { $0 > limit }, of: pool.count)
      guard chance < Chance.limit else { return cell }
    }
    cell.mark = .above
    return cell
  }

  /// The share of tickets to which something happened, against the baseline's of the same slot.
  ///
  /// - Parameter tests: of a table, whether a row counts, and whether it did.
  func shares(
    _ metric: HypercareMetric, _ tests: (WatchedTable) -> (counts: (Int) -> Bool, has: (Int) -> Bool)
  ) -> MeasuredSeries {
    var measured = begin(metric)
    let old = comparable(metric)
    let (counts, has) = tests(new.table)
    for grain in Grain.allCases {
      let now = new.groups(grain).map { $0.filter(counts) }
      var pools: [Int: [Bool]] = [:]
      if let old {
        let (counts, has) = tests(old.table)
        pools = old.pooled(grain, old.groups(grain).map { $0.filter(counts).map(has) })
      }
      let slots = new.slots(grain)
      let cells = cells(new, metric, grain) { unit, isJudged in
        let total = now[unit].count
        if total == 0 { return .nothing }
        let marked = now[unit].count(where: has)
        var cell = HypercareCell(state: .measured, value: Double(marked) / Double(total), count: total)
        guard case .percent(let percent) = bound(metric, grain, unit), let pool = pools[slots[unit]],
          !pool.isEmpty
        else { return cell }
        let others = pool.count { $0 }
        let usual = Double(others) / Double(pool.count)
        cell.baseline = usual
        guard isJudged else { return cell }
        cell.most = usual * percent / 100
        let isBeyond = Double(marked) / Double(total) > usual * percent / 100
        let chance = Chance.fisher(atLeast: marked, of: total, other: others, of: pool.count)
        if isBeyond, chance < Chance.limit { cell.mark = .above }
        return cell
      }
      for (unit, cell) in cells.enumerated() where cell.mark != nil {
        measured.concerned[unit] = now[unit].filter(has)
      }
      measured.series.set(cells, grain)
    }
    return measured
  }
}

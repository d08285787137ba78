import Plan

extension HypercareMeasuring {
  /// Open tickets at the end of each hour.
  func backlog() -> MeasuredSeries {
    var measured = begin(.backlog)
    var weeks: [Int: [Int]] = [:]
    if let old = comparable(.backlog) {
      var counts: [Int] = []
      old.forEachEnd { counts.append($1.count) }
      weeks = old.weeks(.hour, counts)
    }
    let slots = new.slots(.hour)
    var cells = [HypercareCell](repeating: .notYet, count: new.hours.hours.count)
    new.forEachEnd { hour, open in
      let before = weeks[slots[hour]] ?? []
      var cell = HypercareCell(
        state: .measured, value: Double(open.count), count: open.count,
        baseline: median(sorted: before.map(Double.init).sorted()))
      switch bound(.backlog, .hour, hour) {
      case .percent(let percent):
        cell.most = cell.baseline.map { $0 * percent / 100 }
        if let most = cell.most, Double(open.count) > most,
          Chance.excludes(open.count, .above, weeks: before)
        {
          cell.mark = .above
        }
      case .count(let most):
        cell.most = Double(most)
        if open.count > most { cell.mark = .above }
      case .seconds: break
      }
      if cell.mark != nil {
        // Those that opened last made it what it is.
        measured.concerned[hour] = open.sorted { ($1.start, $0.ticket) < ($0.start, $1.ticket) }.map(\.ticket)
        measured.excess[hour] = open.count - Int((cell.baseline ?? cell.most ?? 0).rounded())
      }
      cells[hour] = cell
    }
    measured.series.hours = cells
    measured.series.setDays(ofHours: cells, new)
    return measured
  }

  /// How long open tickets have been open at the end of each hour: the median.
  func backlogAge() -> MeasuredSeries {
    var measured = begin(.backlogAge)
    var cells = [HypercareCell](repeating: .notYet, count: new.hours.hours.count)
    new.forEachEnd { hour, open in
      let end = new.hours.hours[hour].end
      let ages = open.map { Wait(ticket: $0.ticket, seconds: Double(end - $0.start), isOpen: false) }
      cells[hour] = cell(ages, bound(.backlogAge, .hour, hour), [], isJudged: true)
      if cells[hour].mark != nil {
        measured.concerned[hour] = ages.filter { $0.seconds > cells[hour].most ?? 0 }.map(\.ticket)
      }
    }
    measured.series.hours = cells
    measured.series.setDays(ofHours: cells, new)
    return measured
  }

  /// Due times that passed without what was due, in the hour in which they passed.
  func breaches() -> MeasuredSeries {
    var measured = begin(.slaBreaches)
    let created = new.table[.created]
    var due = [[Int]](repeating: [], count: new.hours.hours.count)
    var missed = due
    for (limit, end) in [(HypercareColumn.due, HypercareColumn.solved), (.responseDue, .firstResponse)] {
      guard let limits = new.table[limit], let ends = new.table[end] else { continue }
      for (ticket, limit) in limits.enumerated() {
        // A ticket that was not there yet, as of an earlier time, has no due time either.
        guard let limit, created == nil || created?[ticket] != nil, let hour = new.hours.hour(of: limit)
        else {
          continue
        }
        due[hour].append(ticket)
        if (ends[ticket] ?? .max) > limit { missed[hour].append(ticket) }
      }
    }
    let most = due.indices.map { hour in
      if case .count(let most) = bound(.slaBreaches, .hour, hour) { most } else { 0 }
    }
    measured.setCounts(missed, of: due, most: most, new) { hour, count, _ in count > most[hour] }
    return measured
  }

  /// Rows that come within some time after another of the same values.
  ///
  /// - Parameter old: where that is, more must be such than by chance.
  func duplicates(
    _ metric: HypercareMetric, _ period: WatchedPeriod, of roles: [HypercareColumn], _ time: HypercareColumn,
    _ old: WatchedPeriod?
  ) -> MeasuredSeries {
    var measured = begin(metric)
    let rows = period.groups(.hour)
    let bounds = rows.indices.map { bound(metric, .hour, $0) }
    var found: [HypercareBound: [Bool]] = [:]
    var others: [HypercareBound: (count: Int, total: Int)] = [:]
    for bound in Set(bounds) {
      guard case .seconds(let within) = bound else { continue }
      found[bound] = period.table.duplicates(of: roles, time, within: Int64(within))
      guard let old, comparable(metric) != nil else { continue }
      let all = old.groups(.hour).joined()
      let usual = old.table.duplicates(of: roles, time, within: Int64(within))
      others[bound] = (all.count { usual[$0] }, all.count)
    }
    let marked = rows.indices.map { hour in rows[hour].filter { found[bounds[hour]]?[$0] ?? false } }
    let most = [Int](repeating: 0, count: rows.count)
    measured.setCounts(marked, of: rows, most: most, period) { hour, count, total in
      guard let others = others[bounds[hour]], others.total > 0 else { return count > 0 }
      return count > 0
        && Chance.fisher(atLeast: count, of: total, other: others.count, of: others.total) < Chance.limit
    }
    return measured
  }
}

extension MeasuredSeries {
  /// Fills a series with the numbers of marked rows in each hour, and their sums in each day.
  ///
  /// - Parameter most: how many there may be in each hour.
  fileprivate mutating func setCounts(
    _ marked: [[Int]], of rows: [[Int]], most: [Int], _ period: WatchedPeriod,
    isIncident: (_ hour: Int, _ count: Int, _ total: Int) -> Bool
  ) {
    for hour in rows.indices {
      guard hour < period.knownHours else {
        series.hours.append(.notYet)
        continue
      }
      var cell = HypercareCell(
        state: .measured, value: Double(marked[hour].count), count: rows[hour].count,
        most: Double(most[hour]))
      if isIncident(hour, marked[hour].count, rows[hour].count) {
        cell.mark = .above
        concerned[hour] = marked[hour]
      }
      series.hours.append(cell)
    }
    series.days = period.hours.days.map { day in
      let known = day.clamped(to: 0..<period.knownHours)
      if known.isEmpty { return .notYet }
      return HypercareCell(
        state: .measured, value: Double(known.reduce(0) { $0 + marked[$1].count }),
        count: known.reduce(0) { $0 + rows[$1].count })
    }
  }
}

extension WatchedTable {
  /// For each row, whether an earlier one of the same values is no longer ago. A null is like no other.
  ///
  /// - Complexity: O(rows · log rows).
  func duplicates(of roles: [HypercareColumn], _ time: HypercareColumn, within: Int64) -> [Bool] {
    struct Key: Hashable {
      var parts: [UInt64]
    }
    var found = [Bool](repeating: false, count: count)
    let (times, columns) = (self[time] ?? [], roles.compactMap { values($0) })
    var last: [Key: Int64] = [:]
    let order = times.indices.filter { times[$0] != nil }.sorted {
      (times[$0] ?? 0, $0) < (times[$1] ?? 0, $1)
    }
    for row in order {
      let values = columns.map { $0[row] }
      guard let time = times[row], !values.contains(where: { $0.kind == .null }) else { continue }
      let key = Key(parts: values.flatMap { [UInt64($0.tag), $0.payload] })
      if let earlier = last[key], time - earlier <= within { found[row] = true }
      last[key] = time
    }
    return found
  }
}

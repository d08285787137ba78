import Plan

/// Makes incidents of marks: consecutive ones of one metric and direction are one.
struct HypercareIncidents {
  /// How many places an incident has.
  static let mostPlaces = 5

  let plan: HypercarePlan
  let tickets: WatchedTable
  let notifications: WatchedPeriod?
  let period: WatchedPeriod
  let showsValues: Bool
  /// The tickets by their keys, for the queues of notifications.
  private let ticketOfKey: [Int64: Int]

  init(
    _ plan: HypercarePlan, _ period: WatchedPeriod, _ notifications: WatchedPeriod?, showsValues: Bool
  ) {
    (self.plan, self.period, self.notifications) = (plan, period, notifications)
    (tickets, self.showsValues) = (period.table, showsValues)
    ticketOfKey =
      notifications == nil
      ? [:]
      : Dictionary(
        period.table.keys.enumerated().map { ($0.element.joinNumber, $0.offset) },
        uniquingKeysWith: { first, _ in first })
  }

  /// The open ones first, and of these the gravest: that of the most tickets.
  func find(_ all: [MeasuredSeries]) -> [HypercareIncident] {
    all.flatMap(incidents).enumerated().sorted { one, other in
      let (left, right) = (one.element, other.element)
      if (left.closed == nil) != (right.closed == nil) { return left.closed == nil }
      if left.gravity != right.gravity { return left.gravity > right.gravity }
      return (left.range.lowerBound, one.offset) < (right.range.lowerBound, other.offset)
    }.map(\.element)
  }

  /// Marked units with only silent ones between them.
  private func incidents(_ measured: MeasuredSeries) -> [HypercareIncident] {
    let series = measured.series
    let cells = series.isJudgedByDay ? series.days : series.hours
    var runs: [[Int]] = []
    var isOpen = false
    for (unit, cell) in cells.enumerated() {
      if let mark = cell.mark {
        if isOpen, let last = runs.last?.last, cells[last].mark == mark {
          runs[runs.count - 1].append(unit)
        } else {
          runs.append([unit])
        }
        isOpen = true
      } else if !cell.isSilent {
        isOpen = false
      }
    }
    return runs.compactMap { incident(of: $0, cells, measured) }
  }

  private func incident(
    of units: [Int], _ cells: [HypercareCell], _ measured: MeasuredSeries
  ) -> HypercareIncident? {
    guard let first = units.first, let last = units.last, let mark = cells[first].mark,
      let worst = units.max(by: { cells[$0].distance < cells[$1].distance })
    else { return nil }
    let series = measured.series
    let period = series.metric == .duplicateNotifications ? notifications ?? self.period : self.period
    let times = Times(units: period.hours, isOfDays: series.isJudgedByDay, plan.zone)
    let isState = [.backlog, .backlogAge].contains(series.metric)
    // A state at one time is told by its worst time; what happens at each adds up.
    let rows =
      isState
      ? measured.concerned[worst] ?? [] : distinct(units.flatMap { measured.concerned[$0] ?? [] })
    let sum = units.reduce(0) { $0 + (measured.excess[$1] ?? 0) }
    let excess = measured.excess.isEmpty ? nil : isState ? measured.excess[worst] : sum
    let queue = mark == .below ? nil : queue(of: rows, in: series.metric)
    let name = "\(series.metric.rawValue) \(Instant(seconds: times.start(first), nanoseconds: 0).text)"
    let known = cells.lastIndex { $0.state != .notYet } ?? last
    let shown = isState ? measured.concerned[first] ?? [] : rows
    return HypercareIncident(
      metric: series.metric, mark: mark, name: name, begin: times.stamp(times.start(first)),
      end: times.stamp(times.end(last)), range: first..<last + 1, isOfDays: series.isJudgedByDay,
      unit: series.unit, marked: units.count, worst: cells[worst].value ?? 0,
      worstAt: times.stamp(times.start(worst)), isAtLeast: cells[worst].isAtLeast,
      limit: (mark == .above ? cells[worst].most : cells[worst].least) ?? 0,
      bounds: series.bounds(of: units.map(times.firstHour), period.hours), baseline: cells[worst].baseline,
      tickets: rows.count, excess: excess, queue: queue.map { shownQueue($0.name) },
      ofQueue: queue?.count ?? 0,
      owner: owner(of: series.metric, queue, of: rows.count),
      places: shown.prefix(Self.mostPlaces).map { period.table.place($0) },
      isGoingOn: cells[last..<known + 1].allSatisfy { $0.mark == mark || $0.isSilent },
      closed: plan.closed.first {
        $0.metric == series.metric && seconds($0.begin.value) == times.start(first)
      }?
      .reason)
  }

  private func distinct(_ rows: [Int]) -> [Int] { Set(rows).sorted() }

  /// The queue that most of some rows are in.
  private func queue(of rows: [Int], in metric: HypercareMetric) -> (name: String, count: Int)? {
    guard let queue = tickets.queue else { return nil }
    var tickets = rows
    if metric == .duplicateNotifications {
      let names = notifications?.table.values(.ticket) ?? []
      tickets = rows.compactMap { names.isEmpty ? nil : ticketOfKey[names[$0].joinNumber] }
    }
    var counts: [Int: Int] = [:]
    for ticket in tickets where queue[ticket] >= 0 { counts[queue[ticket], default: 0] += 1 }
    guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
    return (self.tickets.queueNames[most.key], most.value)
  }

  /// Of the queue that has more than half of it, else of the metric.
  private func owner(of metric: HypercareMetric, _ queue: (name: String, count: Int)?, of count: Int)
    -> String?
  {
    if let queue, queue.count * 2 > count, let owner = plan.owners[queue.name] { return owner.value }
    return plan.owners[metric.rawValue]?.value
  }

  private func shownQueue(_ name: String) -> String { showsValues ? name : name.shownAsColumn }
}

extension HypercareCell {
  /// How far it is beyond what it may be.
  fileprivate var distance: Double {
    let value = value ?? 0
    return mark == .below ? (least ?? 0) - value : value - (most ?? 0)
  }
}

extension HypercareSeries {
  /// The bounds by which hours were judged, each once, in their order.
  fileprivate func bounds(of hours: [Int], _ all: LocalHours) -> [HypercareBound] {
    guard let firstWeek else { return [bound] }
    let isEarly = hours.map(all.isOfFirstWeek)
    return (isEarly.contains(true) ? [firstWeek.bound] : []) + (isEarly.contains(false) ? [bound] : [])
  }
}

/// When hours, or dates, begin and end.
private struct Times {
  let units: LocalHours
  let isOfDays: Bool
  let zone: ZonePlan

  init(units: LocalHours, isOfDays: Bool, _ zone: ZonePlan) {
    (self.units, self.isOfDays, self.zone) = (units, isOfDays, zone)
  }

  func firstHour(_ unit: Int) -> Int { isOfDays ? units.days[unit].lowerBound : unit }
  func start(_ unit: Int) -> Int64 { units.hours[firstHour(unit)].start }
  func end(_ unit: Int) -> Int64 { units.hours[isOfDays ? units.days[unit].upperBound - 1 : unit].end }
  func stamp(_ instant: Int64) -> String { zone.stamp(instant) }
}

/// Whole seconds since 1970 of an RFC 3339 time; nil for any other text.
func seconds(_ text: String) -> Int64? {
  Array(text.utf8).withUnsafeBufferPointer { Instant($0, form: .strict) }?.seconds
}

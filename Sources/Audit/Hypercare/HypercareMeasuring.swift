import Plan

/// A metric as it was measured, with the rows that its marks are about.
struct MeasuredSeries {
  var series: HypercareSeries
  /// By the numbers of marked units of the judged grain, the rows that are beyond the bound.
  var concerned: [Int: [Int]] = [:]
  /// For each of these units, how many tickets that is, where it is not the number of rows.
  var excess: [Int: Int] = [:]
}

/// Measures the metrics of a plan: pure functions of tables.
struct HypercareMeasuring {
  let plan: HypercarePlan
  let new: WatchedPeriod
  let old: WatchedPeriod?
  let notifications: WatchedPeriod?
  /// The names of tables that were not read to their ends.
  let unread: Set<String>

  /// The fewest values of which a median is held against a bound.
  static let fewest = 5
  /// The fewest where every one of them is beyond it.
  static let fewestOfAll = 3

  func measure() -> [MeasuredSeries] { HypercareMetric.allCases.map(measure) }

  private func measure(_ metric: HypercareMetric) -> MeasuredSeries {
    if let reason = notMeasured(metric) {
      var series = begin(metric)
      series.series.notMeasured = reason
      return series
    }
    switch metric {
    case .volume: return volume()
    case .assignmentLag: return waits(metric, until: .assigned)
    case .firstResponse: return waits(metric, until: .firstResponse)
    case .handlingTime: return waits(metric, until: .solved)
    case .backlog: return backlog()
    case .backlogAge: return backlogAge()
    case .reopenRate:
      return shares(metric) { table in
        ({ table[.solved]?[$0] != nil }, { table[.reopened]?[$0] != nil })
      }
    case .reassignment:
      return shares(metric) { table in
        let counts = table.values(.reassignments) ?? []
        return ({ counts[$0].kind == .integer }, { counts[$0].number > 0 })
      }
    case .slaBreaches: return breaches()
    case .duplicateTickets: return duplicates(metric, new, of: [.requester, .subject], .created, old)
    case .duplicateNotifications:
      return duplicates(metric, notifications ?? new, of: [.ticket, .recipient, .template], .sent, nil)
    }
  }

  /// A series without values.
  func begin(_ metric: HypercareMetric) -> MeasuredSeries {
    let unit: HypercareUnit =
      switch metric {
      case .volume, .backlog, .slaBreaches, .duplicateTickets: .tickets
      case .assignmentLag, .firstResponse, .handlingTime, .backlogAge: .seconds
      case .reopenRate, .reassignment: .share
      case .duplicateNotifications: .notifications
      }
    return MeasuredSeries(
      series: HypercareSeries(
        metric: metric, unit: unit, bound: plan.laterBound(metric), firstWeek: firstWeek(metric),
        isJudgedByDay: Self.judgedGrain(metric) == .day,
        notJudged: notJudged(metric)))
  }

  private func firstWeek(_ metric: HypercareMetric) -> HypercareFirstWeek? {
    plan.firstWeekBounds[metric].map { bound in
      HypercareFirstWeek(
        bound: bound, until: new.hours.afterFirstWeek.map { plan.zone.stamp(new.hours.hours[$0].start) })
    }
  }

  /// The bound that is in force when an hour, or a date, begins.
  func bound(_ metric: HypercareMetric, _ grain: Grain, _ unit: Int) -> HypercareBound {
    let isOfFirstWeek = new.hours.isOfFirstWeek(grain == .hour ? unit : new.hours.days[unit].lowerBound)
    return (isOfFirstWeek ? plan.firstWeekBounds[metric] : nil) ?? plan.laterBound(metric)
  }

  /// What takes many tickets to tell is judged by the day.
  static func judgedGrain(_ metric: HypercareMetric) -> Grain {
    [.handlingTime, .reopenRate, .reassignment].contains(metric) ? .day : .hour
  }

  // MARK: What can't be measured

  /// Why a metric can't be measured; nil where it can.
  private func notMeasured(_ metric: HypercareMetric) -> String? {
    if unread.contains(metric == .duplicateNotifications ? plan.notifications ?? "" : plan.tickets) {
      return "its table could not be read"
    }
    if metric == .slaBreaches { return breachesNotMeasured }
    if metric == .duplicateNotifications, notifications == nil {
      return "the plan names no table under 'hypercare.notifications'"
    }
    let table = metric == .duplicateNotifications ? notifications?.table ?? new.table : new.table
    return missing(metric.columns, in: table).map { "the plan has no \($0)" }
  }

  private var breachesNotMeasured: String? {
    if new.table.has(.due) || new.table.has(.responseDue) {
      let pairs: [(HypercareColumn, HypercareColumn)] = [(.due, .solved), (.responseDue, .firstResponse)]
      let isMeasured = pairs.contains { new.table.has($0.0) && new.table.has($0.1) }
      if isMeasured { return nil }
      let missing = pairs.filter { new.table.has($0.0) }.map(\.1)
      return self.missing(missing, in: new.table).map { "the plan has no \($0)" }
    }
    return missing([.due, .responseDue], in: new.table).map { "the plan has no \($0)" }
  }

  /// `column 'assigned_at' (hypercare.columns.assigned) in the table 'new_tickets'`; nil where none is missing.
  private func missing(_ columns: [HypercareColumn], in table: WatchedTable) -> String? {
    let missing = columns.filter { !table.has($0) }
    if missing.isEmpty { return nil }
    let names = missing.map { "'\(plan.name(of: $0))' (hypercare.columns.\($0.rawValue))" }
    return "column \(names.joined(separator: " and ")) in the table '\(table.name)'"
  }

  /// Why a metric has nothing that it could be compared with; nil where it has, or needs nothing.
  private func notJudged(_ metric: HypercareMetric) -> String? {
    guard case .percent = plan.laterBound(metric) else { return nil }
    guard let baseline = plan.baseline else { return "the plan names no table under 'hypercare.baseline'" }
    if unread.contains(baseline) { return "the baseline could not be read" }
    guard let old, !old.hours.hours.isEmpty else {
      return "the baseline has no full hour before \(plan.from.value)"
    }
    return missing(metric.columns, in: old.table).map { "the plan has no \($0)" }
  }

  /// The baseline, where it can be compared.
  func comparable(_ metric: HypercareMetric) -> WatchedPeriod? {
    guard let old, !old.hours.hours.isEmpty, missing(metric.columns, in: old.table) == nil else { return nil }
    return old
  }

  /// Cells of both grains: not yet for units that are not begun.
  ///
  /// - Parameter cell: makes the cell of a unit, of which it is said whether it can be marked.
  func cells(
    _ period: WatchedPeriod, _ metric: HypercareMetric, _ grain: Grain,
    _ cell: (_ unit: Int, _ isJudged: Bool) -> HypercareCell
  ) -> [HypercareCell] {
    let (begun, complete) = (period.begun(grain), period.complete(grain))
    let isJudged = Self.judgedGrain(metric) == grain
    return period.groups(grain).indices.map { unit in
      guard unit < begun else { return .notYet }
      var cell = cell(unit, isJudged && unit < complete)
      // A day that is not over does not end an incident.
      if isJudged, unit >= complete { cell.isSilent = true }
      return cell
    }
  }
}

extension HypercareSeries {
  mutating func set(_ cells: [HypercareCell], _ grain: Grain) {
    if grain == .hour { hours = cells } else { days = cells }
  }

  /// Of the days, the cell of the last known hour of each: of what is a state at a time.
  mutating func setDays(ofHours hours: [HypercareCell], _ period: WatchedPeriod) {
    days = period.hours.days.map { day in
      guard let last = day.clamped(to: 0..<period.knownHours).last else { return .notYet }
      var cell = hours[last]
      (cell.mark, cell.most, cell.least) = (nil, nil, nil)
      return cell
    }
  }
}

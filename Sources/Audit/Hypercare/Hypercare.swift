import Exports
import Foundation
import Plan

/// The weeks after go-live, watched by the hour: reads the tables that `hypercare:` names, without an archive, and measures them.
package struct Hypercare: Sendable {
  private let plan: Plan
  private let section: HypercarePlan
  private let asOf: Int64
  private let hours: LocalHours
  private let reading: Reading
  private let showsValues: Bool

  /// - Parameters:
  ///   - asOf: what is later is not known yet; in place of the plan's `as-of`.
  ///   - now: when this begins, in seconds since 1970, where neither is given.
  /// - Throws: `PlanError` where the plan has no `hypercare`, or a time of it can't be.
  package init(
    plan: Plan, asOf: Int64? = nil, now: Int64, showsValues: Bool = false,
    parallelism: Parallelism = Parallelism(), progress: ReadingProgress = ReadingProgress()
  ) throws(PlanError) {
    guard let section = plan.hypercare else {
      throw Self.mistake(
        plan, nil,
        "this plan has no 'hypercare'; add 'hypercare: {from: …, tickets: …}', and the table under 'tables'")
    }
    (self.plan, self.section, self.showsValues) = (plan, section, showsValues)
    reading = Reading(progress: progress, parallelism: parallelism)
    let from = try Self.time(section.from, "from", plan, section.zone)
    let until =
      try section.until.map { text throws(PlanError) in try Self.time(text, "until", plan, section.zone) }
      ?? from + Int64(section.days) * 86_400
    guard until > from else {
      throw Self.mistake(plan, section.until?.line, "'hypercare.until' must be later than 'hypercare.from'")
    }
    guard until - from <= Self.longest else {
      throw Self.mistake(plan, section.until?.line, "'hypercare' can last 92 days at most")
    }
    for closed in section.closed {
      let begin = try Self.time(closed.begin, "closed", plan, section.zone)
      guard begin >= from, begin < until else {
        throw Self.mistake(
          plan, closed.begin.line,
          "\(quote(closed.begin.value)) in 'hypercare.closed' is not between 'hypercare.from' and its end")
      }
    }
    let planned = try plan.asOf.map { text throws(PlanError) in try Self.instant(text, "as-of", plan) }
    self.asOf = asOf ?? planned ?? now
    hours = LocalHours(from: from, until: until, zone: section.zone)
  }

  /// The most seconds of all hours.
  private static let longest: Int64 = 92 * 86_400

  private static func mistake(_ plan: Plan, _ line: Int?, _ message: String) -> PlanError {
    PlanError([PlanProblem(path: plan.path, line: line ?? plan.hypercare?.line, message: message)])
  }

  private static func instant(_ text: Located<String>, _ key: String, _ plan: Plan) throws(PlanError) -> Int64
  {
    guard let seconds = seconds(text.value) else {
      throw mistake(
        plan, text.line,
        "'\(key)': \(quote(text.value)) is not an RFC 3339 time; write it like 2026-12-01T00:00:00Z")
    }
    return seconds
  }

  private static func time(
    _ text: Located<String>, _ key: String, _ plan: Plan, _ zone: ZonePlan
  ) throws(PlanError) -> Int64 {
    let instant = try instant(text, "hypercare.\(key)", plan)
    guard zone.isFullHour(instant) else {
      throw mistake(
        plan, text.line, "'hypercare.\(key)': \(quote(text.value)) is not a full hour of \(zone.name)")
    }
    return instant
  }

  /// Reads the tables, and measures them.
  ///
  /// - Complexity: O(rows · log rows + hours · open tickets).
  package func run() -> HypercareResult {
    let loading = HypercareLoading(plan, section, reading, showsValues: showsValues)
    loading.load()
    let tickets = loading.table(section.tickets)
    let known = tickets.known(at: asOf)
    let last = min(asOf, known.lastTime ?? .min)
    let period = WatchedPeriod(known, begin: .created, hours: hours, known: last)
    let notifications = section.notifications.flatMap { name -> WatchedPeriod? in
      if loading.unread.contains(name) { return nil }
      let table = loading.table(name).known(at: asOf)
      return WatchedPeriod(table, begin: .sent, hours: hours, known: min(asOf, table.lastTime ?? .min))
    }
    let baseline = section.baseline.flatMap {
      loading.unread.contains($0) ? nil : baselinePeriod(loading.table($0))
    }
    let measuring = HypercareMeasuring(
      plan: section, new: period, old: baseline, notifications: notifications, unread: loading.unread)
    let measured = measuring.measure()
    let incidents = HypercareIncidents(section, period, notifications, showsValues: showsValues).find(
      measured)
    var result = HypercareResult(
      title: plan.title, planPath: plan.path, from: stamp(hours.hours.first?.start),
      until: stamp(hours.hours.last?.end), zone: section.zone.name, asOf: section.zone.stamp(asOf),
      knownUntil: period.knownHours > 0 ? section.zone.stamp(last) : nil,
      hours: hours.hours.enumerated().map {
        HypercareHour(start: section.zone.stamp($1.start), isKnown: $0 < period.knownHours)
      },
      days: days(period, incidents), metrics: measured.map(\.series), incidents: incidents,
      inputs: loading.inputs, notes: [], troubles: loading.troubles, showsValues: showsValues)
    result.notes = notes(loading, tickets, period, notifications, baseline, incidents)
    return result
  }

  private func stamp(_ instant: Int64?) -> String { instant.map(section.zone.stamp) ?? "" }

  /// The baseline in its full hours: from the first in which nothing is cut off on, up to go-live or its own end.
  private func baselinePeriod(_ table: WatchedTable) -> WatchedPeriod {
    let from = hours.hours.first?.start ?? 0
    let last = table.lastTime ?? .min
    let created = table[.created]?.lazy.compactMap(\.self) ?? [].lazy.compactMap(\.self)
    // A stamp that is far off would make weeks of nothing.
    let first = max(created.min() ?? from, from - Self.oldest)
    let end = min(from, created.filter { $0 < from }.max() ?? from)
    let begin = section.zone.fullHour(from: first)
    let all = LocalHours(from: begin, until: max(begin, end), zone: section.zone)
    // The hour in which it ends is cut off.
    let whole = all.hours.last.map { $0.isWhole || end == from ? $0.end : $0.start } ?? begin
    return WatchedPeriod(
      table, begin: .created, hours: LocalHours(from: begin, until: whole, zone: section.zone), known: last)
  }

  /// Of the baseline, the last 26 weeks before go-live count.
  private static let oldest: Int64 = 26 * 7 * 86_400

  private func days(_ period: WatchedPeriod, _ incidents: [HypercareIncident]) -> [HypercareDay] {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let dayOfHour = hours.dayOfHour
    return hours.days.enumerated().map { number, range in
      let exceptions = incidents.indices.filter { index in
        let incident = incidents[index]
        if incident.closed != nil { return false }
        let (first, last) = (incident.range.lowerBound, incident.range.upperBound - 1)
        let days = incident.isOfDays ? first...last : dayOfHour[first]...dayOfHour[last]
        return days.contains(number)
      }
      let hour = hours.hours[range.lowerBound]
      let local = Instant(seconds: hour.start + Int64(hour.secondsEast), nanoseconds: 0)
      return HypercareDay(
        date: String(local.text.prefix(10)), weekday: names[hour.weekday], hours: range,
        isKnown: range.upperBound <= period.knownHours, exceptions: exceptions)
    }
  }

  /// What limits what can be said.
  private func notes(
    _ loading: HypercareLoading, _ tickets: WatchedTable, _ period: WatchedPeriod,
    _ notifications: WatchedPeriod?,
    _ baseline: WatchedPeriod?, _ incidents: [HypercareIncident]
  ) -> [String] {
    var notes = loading.notes
    for table in [tickets] + (notifications.map { [loading.table($0.table.name)] } ?? []) {
      let later = table.countOfTimes(after: asOf)
      if later > 0 {
        notes.append(
          "\(table.name): \(counted(later, "time")) \(verb(later, "is", "are")) later than \(section.zone.stamp(asOf)), and "
            + "so not known yet")
      }
    }
    if let last = period.table.lastTime, asOf - last > Self.longSilence {
      notes.append(
        "\(tickets.name) ends at \(section.zone.stamp(last)), \((asOf - last) / 3600) hours before "
          + "\(section.zone.stamp(asOf)): what came after it is not known")
    }
    if let baseline, let first = baseline.hours.hours.first, let last = baseline.hours.hours.last {
      notes.append(
        "the baseline \(baseline.table.name) has \(counted(baseline.hours.hours.count, "hour")), from "
          + "\(section.zone.stamp(first.start)) to \(section.zone.stamp(last.end))")
    }
    return notes + notesOfPlan(tickets, incidents)
  }

  /// What the plan names and is not there.
  private func notesOfPlan(_ tickets: WatchedTable, _ incidents: [HypercareIncident]) -> [String] {
    var notes: [String] = []
    for (name, owner) in section.owners.sorted(by: { $0.value.line < $1.value.line })
    where HypercareMetric(rawValue: name) == nil && !tickets.queueNames.contains(name) {
      notes.append(
        "\(plan.path):\(owner.line): \(quote(name)) in 'hypercare.owners' is neither a metric nor a queue of "
          + tickets.name)
    }
    for closed in section.closed {
      let name = "\(closed.metric.rawValue) \(closed.begin.value)"
      let isKnown = incidents.contains {
        $0.closed != nil && $0.metric == closed.metric && $0.closed == closed.reason
      }
      if !isKnown {
        notes.append(
          "\(plan.path):\(closed.begin.line): \(quote(name)) in 'hypercare.closed' is not an incident any more"
        )
      }
    }
    return notes
  }

  /// An export that is so old says little of now, in seconds.
  private static let longSilence: Int64 = 2 * 3600
}

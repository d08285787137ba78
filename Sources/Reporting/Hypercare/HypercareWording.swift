import Audit

extension HypercareSeries.Metric {
  /// As headings and sentences name it.
  var label: String {
    switch self {
    case .volume: "tickets created"
    case .assignmentLag: "assignment lag"
    case .firstResponse: "first response"
    case .handlingTime: "handling time"
    case .backlog: "backlog"
    case .backlogAge: "age of the backlog"
    case .reopenRate: "reopened"
    case .reassignment: "reassigned"
    case .slaBreaches: "SLA breaches"
    case .duplicateTickets: "duplicate tickets"
    case .duplicateNotifications: "duplicate notifications"
    }
  }

  /// What a table has room for.
  var shortLabel: String {
    switch self {
    case .volume: "Tickets"
    case .assignmentLag: "Assigned"
    case .firstResponse: "Answered"
    case .handlingTime: "Solved"
    case .backlog: "Backlog"
    case .backlogAge: "Age"
    case .reopenRate: "Reopened"
    case .reassignment: "Reassigned"
    case .slaBreaches: "Breaches"
    case .duplicateTickets: "Duplicates"
    case .duplicateNotifications: "Notices"
    }
  }
}

extension HypercareUnit {
  /// `95 min`, `12.5 %`, `1,234`.
  func words(_ value: Double) -> String {
    switch self {
    case .seconds: durationWords(value)
    case .share: "\(oneDecimal(value * 100)) %"
    case .tickets, .notifications: oneDecimal(value)
    }
  }

  fileprivate var noun: String { self == .notifications ? "notification" : "ticket" }
}

extension HypercareCell {
  /// `≥ 95 min`, `–` for nothing, and nothing for what is not known yet; lengths of time in one unit.
  func words(_ unit: HypercareUnit) -> String {
    switch state {
    case .notYet: ""
    case .nothing: "–"
    case .measured:
      (isAtLeast ? "≥ " : "") + (unit == .seconds ? shortDuration(value ?? 0) : unit.words(value ?? 0))
    }
  }
}

extension HypercareSeries {
  /// `105%`, or `120% in the first week, until 2026-12-08T00:00+01:00, then 105%`
  var boundWords: String {
    guard let firstWeek else { return bound.text }
    return
      "\(firstWeek.bound.text) in the first week, \(firstWeek.until.map { "until \($0), " } ?? "")then \(bound.text)"
  }

  /// `judged by the hour: at most 15 min, median`: how it is held against its bound, or why not.
  var standing: String {
    if let notMeasured { return "not measured: \(notMeasured)" }
    if let notJudged { return "not judged: \(notJudged)" }
    return "judged by the \(isJudgedByDay ? "day" : "hour")"
  }
}

extension HypercareIncident {
  /// `assignment lag above its bound: 95 min at 2026-12-03T10:00+01:00, where it may be 15 min`
  var headline: String {
    let value = (isAtLeast ? "at least " : "") + unit.words(worst)
    let verb =
      unit == .tickets || unit == .notifications ? "may be" : "may be at \(mark == .above ? "most" : "least")"
    let usual = baseline.map { " and the baseline has \(unit.words($0))" } ?? ""
    return
      "\(metric.label) \(mark == .above ? "above" : "below") the bound: \(value) \(isOfDays ? "on" : "at") "
      + "\(isOfDays ? String(worstAt.prefix(10)) : worstAt), where it \(verb) \(unit.words(limit))\(usual)"
  }

  /// `3 hours, from … to …; 84 tickets, 60 of them in the queue routing; going on`
  var extent: String {
    let units = isOfDays ? "day" : "hour"
    let bridged = range.count > marked ? " (of \(counting(range.count, units)))" : ""
    var parts = ["\(counting(marked, units))\(bridged), from \(begin) to \(end)"]
    parts.append(tally)
    if bounds.count > 1 {
      let words = bounds.map(\.text).joined(separator: ", then by ")
      parts.append("judged by \(words): the limit is that of its worst \(units)")
    }
    if isGoingOn { parts.append("going on") }
    return parts.joined(separator: "; ")
  }

  /// `84 tickets, 60 of them in the queue routing`, `290 tickets more than usual; of 352, 309 are in the queue orders`
  private var tally: String {
    let queue = queue.map { ($0, ofQueue.grouped) }
    guard let excess else {
      return counting(tickets, unit.noun) + (queue.map { ", \($0.1) of them in the queue \($0.0)" } ?? "")
    }
    let than = baseline == nil ? "than there may be" : "than usual"
    return "\(counting(excess, unit.noun)) \(mark == .above ? "more" : "fewer") \(than)"
      + (queue.map { "; of \(tickets.grouped), \($0.1) are in the queue \($0.0)" } ?? "")
  }

  var ownerWords: String { owner.map { "owner: \($0)" } ?? "no owner: name one under 'hypercare.owners'" }

  var placeWords: String? {
    places.isEmpty ? nil : "first: " + places.joined(separator: ", ")
  }
}

extension HypercareResult {
  /// `2 incidents are open, 1 of them is going on`
  var headline: String {
    let open = openIncidents
    let goingOn = open.count { $0.isGoingOn }
    if !open.isEmpty {
      return "\(counting(open.count, "incident")) \(open.count == 1 ? "is" : "are") open"
        + (goingOn > 0 ? ", \(goingOn.grouped) of them going on" : "")
    }
    if !isMeasured { return "Nothing could be measured" }
    return troubles.isEmpty ? "No incident is open" : "No incident is open in what could be read"
  }

  /// What the head says of it, in sentences.
  var facts: [String] {
    let known =
      knownUntil.map { "known until \($0): \(knownHours.grouped) of \(counting(hours.count, "hour"))" }
      ?? "no hour is known yet"
    var facts = ["\(from) to \(until), hours of \(zone); \(known); as of \(asOf)"]
    facts += troubles.map { "not read: \($0)" }
    facts += inputs.flatMap { input in input.rejected.map { "\(input.table): \(input.words(of: $0))" } }
    facts += metrics.filter { $0.notMeasured != nil || $0.notJudged != nil }.map {
      "\($0.metric.rawValue): \($0.standing)"
    }
    facts += metrics.filter { $0.firstWeek != nil }.map { "\($0.metric.rawValue): bound \($0.boundWords)" }
    return facts + notes
  }

  var statusName: String { exitCode == 0 ? "pass" : exitCode == 1 ? "fail" : "no-verdict" }
}

extension HypercareInput {
  /// `12 of 3,000 rows are not used, as unreadable created_at; the first: exports/t.csv:5: …`
  fileprivate func words(of rejected: Rejected) -> String {
    "\(rejected.count.grouped) of \(counting(rows, "row")) \(rejected.count == 1 ? "is" : "are") not used: "
      + "\(rejected.reason); the first: \(rejected.first)"
  }
}

/// `45 s`, `95 min`, `5 h 20 min`, `3 d 4 h`.
func durationWords(_ seconds: Double) -> String {
  let seconds = Int(seconds.rounded())
  func pair(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
    "\(large.grouped) \(largeUnit)" + (small > 0 ? " \(small) \(smallUnit)" : "")
  }
  switch seconds {
  case ..<120: return "\(seconds) s"
  case ..<7200: return pair(seconds / 60, "min", seconds % 60, "s")
  case ..<172_800: return pair(seconds / 3600, "h", seconds % 3600 / 60, "min")
  default: return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h")
  }
}

/// `45 s`, `95 min`, `5.3 h`, `3.2 d`.
private func shortDuration(_ seconds: Double) -> String {
  switch seconds.rounded() {
  case ..<120: "\(Int(seconds.rounded())) s"
  case ..<7200: "\(Int((seconds / 60).rounded())) min"
  case ..<172_800: "\(oneDecimal(seconds / 3600)) h"
  default: "\(oneDecimal(seconds / 86_400)) d"
  }
}

/// Grouped digits, with one decimal where it is not zero.
private func oneDecimal(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return (tenths / 10).grouped + (tenths % 10 == 0 ? "" : ".\(abs(tenths % 10))")
}

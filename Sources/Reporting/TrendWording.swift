import Audit

extension Trend {
  /// `2 audits, the last one PASS, 2026-11-20T06:00:00Z`
  var auditsTitle: String {
    "\(counting(points.count, "audit")), the last one "
      + (points.last.map { "\($0.verdict.words), \($0.time)" } ?? "not readable")
  }

  /// `3 incidents after go-live, 1 open`; nil where nothing tells of that.
  var watchesTitle: String? {
    watches.isEmpty ? nil : watches.flatMap(\.incidents).tally(" after go-live")
  }
}

extension Trend.Watch {
  /// `Acme, live since 2026-12-01T00:00+01:00: 12 reports, the last as of 2026-12-12T17:31+01:00; 3 incidents, 2 open`
  var sentence: String {
    let partial = isPartial ? "; the last could not read or measure everything" : ""
    return
      "\(title), live since \(from.text): \(counting(reports, "report")), the last as of \(asOf.text)\(partial); "
      + incidents.tally()
  }
}

extension [Trend.Incident] {
  fileprivate func tally(_ when: String = "") -> String {
    counting(count, "incident") + when + (isEmpty ? "" : ", \(self.count(where: \.isOpen).grouped) open")
  }
}

extension Trend.Incident {
  /// `assignment-lag above its bound since 2026-12-03T09:00+01:00, going on`
  var label: String {
    "\(told.metric.rawValue) \(told.mark.rawValue) its bound since \(told.begin.text), \(stateWords)"
  }

  fileprivate var stateWords: String {
    switch state {
    case .open: "open"
    case .goingOn: "open, going on"
    case .closed(let reason): "closed: \(reason)"
    case .gone(let asOf): "measured again as of \(asOf): not an incident any more"
    }
  }
}

extension TrendView.Incident {
  init(_ incident: Trend.Incident, number: Int) {
    let told = incident.told
    self.init(
      number: number.grouped, metric: told.metric.rawValue, begin: told.begin.text, end: told.end.text,
      worst: (told.isAtLeast ? "at least " : "") + told.unit.words(told.worst),
      limit: "\(told.mark == .above ? "at most" : "at least") \(told.unit.words(told.limit))",
      owner: told.owner ?? "–", state: incident.stateWords, asOf: incident.asOf, path: incident.path)
  }
}

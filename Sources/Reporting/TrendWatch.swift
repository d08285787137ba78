import Audit

extension Trend {
  /// The weeks after one go-live, as the reports of hypercare tell them together.
  package struct Watch: Sendable, Equatable {
    /// The plan's title.
    package var title: String
    /// Go-live.
    package var from: StoredHypercare.LocalTime
    package var reports: Int
    /// Of the last report.
    package var asOf: StoredHypercare.LocalTime
    /// Whether the last report says that it could not read or measure everything.
    package var isPartial: Bool
    /// By when they begin, then by their names.
    package var incidents: [Incident]
  }

  /// An incident as the last report tells it that knows of it.
  package struct Incident: Sendable, Equatable {
    package enum State: Sendable, Equatable {
      case open, goingOn
      case closed(reason: String)
      /// A later report has measured it again, and has it no more.
      case gone(asOf: String)
    }

    package var told: StoredHypercare.Incident
    package var state: State
    /// Of the last report that has it.
    package var asOf: String
    package var path: String

    var isGone: Bool { if case .gone = state { true } else { false } }
    var isOpen: Bool { state == .open || state == .goingOn }
  }
}

extension Trend.Watch {
  /// Reports of one title and one go-live belong together: two waves of a migration may be watched at the same time.
  static func all(of reports: [(path: String, report: StoredHypercare)]) -> [Self] {
    struct Key: Hashable {
      var from: Int64
      var title: String
    }
    return Dictionary(grouping: reports) { Key(from: $0.report.from.seconds, title: $0.report.title) }
      .sorted { ($0.key.from, $0.key.title) < ($1.key.from, $1.key.title) }
      .compactMap { Self($0.value) }
  }

  /// The reports of one go-live, the last of which counts: by what they know, then by their paths.
  private init?(_ reports: [(path: String, report: StoredHypercare)]) {
    let sorted = reports.sorted { ($0.report.asOf.seconds, $0.path) < ($1.report.asOf.seconds, $1.path) }
    guard let last = sorted.last?.report else { return nil }
    var incidents: [String: Trend.Incident] = [:]
    for (path, report) in sorted {
      let names = Set(report.incidents.map(\.name))
      for (name, incident) in incidents
      where !incident.isGone && !names.contains(name) && report.knows(incident.told) {
        incidents[name]?.state = .gone(asOf: report.asOf.text)
      }
      for told in report.incidents {
        incidents[told.name] = Trend.Incident(
          told: told, state: told.state, asOf: report.asOf.text, path: path)
      }
    }
    self.init(
      title: last.title, from: last.from, reports: reports.count, asOf: last.asOf, isPartial: last.isPartial,
      incidents: incidents.values.sorted {
        ($0.told.begin.seconds, $0.told.name) < ($1.told.begin.seconds, $1.told.name)
      })
  }
}

extension StoredHypercare {
  /// Whether an incident that it does not have is none: its metric was held against its bound, up to the incident's end.
  fileprivate func knows(_ incident: Incident) -> Bool {
    judgedUntil[incident.metric].map { $0 >= incident.end.seconds } ?? false
  }
}

extension StoredHypercare.Incident {
  fileprivate var state: Trend.Incident.State {
    if let closed { return .closed(reason: closed) }
    return isGoingOn ? .goingOn : .open
  }
}

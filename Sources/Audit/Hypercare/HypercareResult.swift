import Plan

/// What hypercare has to say: all of it is in its final order, and masked where need be.
package struct HypercareResult: Sendable, Equatable {
  package var title: String
  package var planPath: String
  /// Local times: `2026-12-01T09:00+01:00`.
  package var from: String
  package var until: String
  package var zone: String
  package var asOf: String
  /// Up to when the export of the tickets can tell; nil where no hour is over.
  package var knownUntil: String?
  package var hours: [HypercareHour]
  package var days: [HypercareDay]
  package var metrics: [HypercareSeries]
  /// The open ones first, and of these the gravest.
  package var incidents: [HypercareIncident]
  package var inputs: [HypercareInput]
  /// What limits what can be said, in sentences.
  package var notes: [String]
  /// Why an input could not be read, in sentences.
  package var troubles: [String]
  package var showsValues: Bool

  package var openIncidents: [HypercareIncident] { incidents.filter { $0.closed == nil } }
  /// Hours of which at least one metric is measured.
  package var knownHours: Int { hours.count { $0.isKnown } }
  /// Whether there is a measured hour at all.
  package var isMeasured: Bool {
    metrics.contains { series in series.hours.contains { $0.state == .measured || $0.state == .nothing } }
  }

  /// 1 where an incident is open, else 2 where an input can't be read or nothing is measured, else 0.
  package var exitCode: Int32 {
    if !openIncidents.isEmpty { return 1 }
    return troubles.isEmpty && isMeasured ? 0 : 2
  }
}

package struct HypercareHour: Sendable, Equatable {
  /// `2026-12-01T09:00+01:00`
  package var start: String
  /// Whether it is over, as far as the export of tickets tells.
  package var isKnown: Bool
}

package struct HypercareDay: Sendable, Equatable {
  /// `2026-12-01`
  package var date: String
  /// `Tue`
  package var weekday: String
  /// Its hours, by their numbers.
  package var hours: Range<Int>
  package var isKnown: Bool
  /// The incidents, by their numbers, that are open and begin on it or go on in it.
  package var exceptions: [Int]
}

/// What the values of a metric are.
package enum HypercareUnit: String, Sendable, Equatable {
  case tickets, seconds, share, notifications
}

/// One metric over the hours and over the days.
package struct HypercareSeries: Sendable, Equatable {
  package typealias Metric = HypercareMetric

  package var metric: HypercareMetric
  package var unit: HypercareUnit
  /// After the first week, where that has one of its own.
  package var bound: HypercareBound
  package var firstWeek: HypercareFirstWeek?
  /// Whether days are held against the bound, and not hours.
  package var isJudgedByDay: Bool
  /// Why it is not measured at all, in a sentence; nil where it is.
  package var notMeasured: String?
  /// Why it is shown and not held against its bound; nil where it is.
  package var notJudged: String?
  /// As many as there are hours and days; none where it is not measured.
  package var hours: [HypercareCell] = []
  package var days: [HypercareCell] = []
}

/// The bound of a first week that has one of its own.
package struct HypercareFirstWeek: Sendable, Equatable {
  package var bound: HypercareBound
  /// When the first hour after it begins; nil where all end before.
  package var until: String?
}

package enum HypercareMark: String, Sendable, Equatable {
  case above, below
}

/// A metric in one hour, or on one day.
package struct HypercareCell: Sendable, Equatable {
  package enum State: String, Sendable {
    /// The export does not reach to its end.
    case notYet = "not-yet"
    /// No ticket of which there is something to measure.
    case nothing
    case measured
  }

  package var state: State
  package var value: Double?
  /// Whether the value can only become greater: tickets that are still waiting count with what they have waited.
  package var isAtLeast = false
  /// The tickets, or notifications, that it is of.
  package var count = 0
  /// The baseline's value.
  package var baseline: Double?
  /// What the value may not pass: above, and for the volume below as well; nil where it is not judged.
  package var most: Double?
  package var least: Double?
  package var mark: HypercareMark?
  /// Whether there are too few tickets to say that it is within the bound, so that an incident may go on.
  package var isSilent = false

  package static let notYet = HypercareCell(state: .notYet)
  package static let nothing = HypercareCell(state: .nothing, isSilent: true)
}

/// Consecutive marked hours, or days, of one metric.
package struct HypercareIncident: Sendable, Equatable {
  package var metric: HypercareMetric
  package var mark: HypercareMark
  /// `assignment-lag 2026-12-03T08:00:00Z`
  package var name: String
  /// Local times; the end is that of its last marked hour or day.
  package var begin: String
  package var end: String
  /// From the first marked hour or day to the last, by their numbers in the series.
  package var range: Range<Int>
  package var isOfDays: Bool
  package var unit: HypercareUnit
  /// Hours or days that are marked.
  package var marked: Int
  package var worst: Double
  package var worstAt: String
  package var isAtLeast: Bool
  /// What the worst value may not pass.
  package var limit: Double
  /// The bounds that its marked hours or days are beyond, each once: two where it goes on beyond the first week, and that has one
  /// of its own.
  package var bounds: [HypercareBound] = []
  package var baseline: Double?
  /// How many tickets, or notifications, are concerned: of a backlog all that are open when it is worst.
  package var tickets: Int
  /// Of a volume or backlog, how many more or fewer they are than usual, or, without a baseline, than they may be.
  package var excess: Int?
  package var queue: String?
  /// How many of them are in that queue.
  package var ofQueue: Int
  package var owner: String?
  /// The first of them: `exports/tickets.csv:12 (ticket 42)`.
  package var places: [String]
  /// Whether the last hour or day that is known is marked.
  package var isGoingOn: Bool
  /// Why it counts no longer; nil where it is open.
  package var closed: String?

  /// By which incidents are compared.
  var gravity: Int { excess ?? tickets }
}

/// What was read of one table.
package struct HypercareInput: Sendable, Equatable {
  package struct Rejected: Sendable, Equatable {
    package var reason: String
    package var count: Int
    /// Where the first of them is, and what is wrong with it.
    package var first: String
  }

  package var role: String
  package var table: String
  package var source: String
  package var rows: Int
  package var used: Int
  package var rejected: [Rejected]
}

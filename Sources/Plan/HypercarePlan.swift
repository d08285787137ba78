/// `hypercare:`, the weeks after go-live, which are watched by the hour.
///
/// Declarations only: times are read by who measures.
package struct HypercarePlan: Sendable, Equatable {
  /// The usual length, in days of 24 hours.
  package static let usualDays = 14

  /// Go-live.
  package var from: Located<String>
  /// The end; nil where `days` says it.
  package var until: Located<String>?
  package var days = HypercarePlan.usualDays
  /// By whose clocks hours and weekdays are.
  package var zone: ZonePlan
  /// The names of the tables.
  package var tickets: String
  package var baseline: String?
  package var notifications: String?
  /// What the tables call a column, where it is not the usual name.
  package var columns: [HypercareColumn: String] = [:]
  package var bounds: [HypercareMetric: HypercareBound] = [:]
  /// Those that have another one in the first week, in the form of that of later.
  package var firstWeekBounds: [HypercareMetric: HypercareBound] = [:]
  /// By metric or queue.
  package var owners: [String: Located<String>] = [:]
  /// Incidents that somebody has closed, in the order of the plan.
  package var closed: [ClosedIncident] = []
  /// Where the section is in the plan.
  package var line: Int

  /// An incident that counts no longer, by its metric and its begin, and why.
  package struct ClosedIncident: Sendable, Equatable {
    package var metric: HypercareMetric
    package var begin: Located<String>
    package var reason: String
  }

  /// The name of a column in the tables.
  package func name(of column: HypercareColumn) -> String { columns[column] ?? column.usualName }

  /// Whether a column of that name is read as this one: the usual one of `due` is not where the plan says that it is that of
  /// `response-due`.
  package func reads(_ column: HypercareColumn) -> Bool {
    column != .due || columns[.due] != nil || columns[.responseDue] != column.usualName
  }

  /// The bound of a metric, as the plan says it or by default: after the first week, where that has one of its own.
  package func laterBound(_ metric: HypercareMetric) -> HypercareBound { bounds[metric] ?? metric.usualBound }
}

/// What is measured.
package enum HypercareMetric: String, Sendable, CaseIterable, Hashable {
  case volume
  case assignmentLag = "assignment-lag"
  case firstResponse = "first-response"
  case handlingTime = "handling-time"
  case backlog
  case backlogAge = "backlog-age"
  case reopenRate = "reopen-rate"
  case reassignment
  case slaBreaches = "sla-breaches"
  case duplicateTickets = "duplicate-tickets"
  case duplicateNotifications = "duplicate-notifications"

  /// The bound where the plan says none.
  package var usualBound: HypercareBound {
    switch self {
    case .volume: .percent(50)
    case .assignmentLag: .seconds(15 * 60)
    case .firstResponse: .seconds(4 * 3600)
    case .handlingTime, .reopenRate: .percent(110)
    case .backlog, .reassignment: .percent(120)
    case .backlogAge: .seconds(3 * 86_400)
    case .slaBreaches: .count(0)
    case .duplicateTickets: .seconds(10 * 60)
    case .duplicateNotifications: .seconds(5 * 60)
    }
  }

  /// The forms that a bound of it can have.
  var forms: [HypercareBound.Form] {
    switch self {
    case .volume, .reopenRate, .reassignment: [.percent]
    case .assignmentLag, .firstResponse, .handlingTime: [.seconds, .percent]
    case .backlog: [.percent, .count]
    case .backlogAge, .duplicateTickets, .duplicateNotifications: [.seconds]
    case .slaBreaches: [.count]
    }
  }

  /// The columns without which it can't be measured.
  package var columns: [HypercareColumn] {
    switch self {
    case .volume: [.created]
    case .assignmentLag: [.created, .assigned]
    case .firstResponse: [.created, .firstResponse]
    case .handlingTime, .backlog, .backlogAge: [.created, .solved]
    case .reopenRate: [.created, .solved, .reopened]
    case .reassignment: [.created, .reassignments]
    case .slaBreaches: []
    case .duplicateTickets: [.created, .requester, .subject]
    case .duplicateNotifications: [.sent, .ticket, .recipient, .template]
    }
  }
}

/// How far a metric may go.
package enum HypercareBound: Sendable, Hashable {
  /// Of the baseline.
  case percent(Double)
  case seconds(Int)
  case count(Int)

  enum Form {
    case percent, seconds, count

    var example: String {
      switch self {
      case .percent: "a share of the baseline such as 110%"
      case .seconds: "a length of time such as 60s, 15m, 4h or 3d"
      case .count: "a whole number"
      }
    }
  }

  var form: Form {
    switch self {
    case .percent: .percent
    case .seconds: .seconds
    case .count: .count
    }
  }

  /// As a plan writes it: `110%`, `15m`, `0`.
  package var text: String {
    switch self {
    case .percent(let percent):
      percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
    case .seconds(let seconds):
      Self.units.first { seconds % $0.seconds == 0 && seconds >= $0.seconds }
        .map { "\(seconds / $0.seconds)\($0.unit)" } ?? "\(seconds)s"
    case .count(let count): String(count)
    }
  }

  private static let units: [(unit: Character, seconds: Int)] = [
    ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
  ]

  /// Nil for what is no bound.
  init?(parsing text: String) {
    let number = text.dropLast()
    switch text.last {
    case "%":
      guard text.wholeMatch(of: /[0-9]{1,5}(\.[0-9]{1,2})?%/) != nil, let percent = Double(number) else {
        return nil
      }
      self = .percent(percent)
    case let unit? where Self.units.contains { $0.unit == unit }:
      guard text.wholeMatch(of: /[0-9]{1,7}[smhd]/) != nil, let count = Int(number),
        let seconds = Self.units.first(where: { $0.unit == unit })?.seconds
      else { return nil }
      self = .seconds(count * seconds)
    default:
      guard text.wholeMatch(of: /[0-9]{1,9}/) != nil, let count = Int(text) else { return nil }
      self = .count(count)
    }
  }
}

/// A column that hypercare reads, of tickets or of notifications.
package enum HypercareColumn: String, Sendable, CaseIterable, Hashable {
  case created, assigned
  case firstResponse = "first-response"
  case solved, reopened, due
  case responseDue = "response-due"
  case queue, reassignments, subject, requester
  case ticket, recipient, sent, template

  /// What a table calls it where the plan says nothing else.
  package var usualName: String {
    switch self {
    case .created: "created_at"
    case .assigned: "assigned_at"
    case .firstResponse: "first_response_at"
    case .solved: "solved_at"
    case .reopened: "reopened_at"
    case .due: "due_at"
    case .responseDue: "first_response_due_at"
    case .sent: "sent_at"
    case .queue, .reassignments, .subject, .requester, .ticket, .recipient, .template: rawValue
    }
  }

  /// Whether it is of the table of notifications; any other is of tickets.
  package var isOfNotifications: Bool { [.ticket, .recipient, .sent, .template].contains(self) }

  /// The type that it must have; nil of one that is only compared.
  var type: FieldType? {
    switch self {
    case .created, .assigned, .firstResponse, .solved, .reopened, .due, .responseDue, .sent: .timestamp
    case .reassignments: .integer
    case .queue, .subject, .requester, .ticket, .recipient, .template: nil
    }
  }
}

import Foundation
import Plan

@testable import Audit

/// Exports and a plan of hypercare in a temporary folder that goes with it.
final class HypercareExample {
  static let header =
    "id,created_at,assigned_at,first_response_at,solved_at,reopened_at,due_at,queue,reassignments,subject,requester\n"

  /// The columns of tickets, as a plan declares them.
  static let columns = [
    "id: {from: id, type: integer}", "created_at: {from: created_at, type: timestamp}",
    "assigned_at: {from: assigned_at, type: timestamp}",
    "first_response_at: {from: first_response_at, type: timestamp}",
    "solved_at: {from: solved_at, type: timestamp}", "reopened_at: {from: reopened_at, type: timestamp}",
    "due_at: {from: due_at, type: timestamp}", "queue: queue",
    "reassignments: {from: reassignments, type: integer}", "subject: subject", "requester: requester",
  ]

  private let path: String
  private let text: String

  /// - Parameters:
  ///   - tickets: rows of the new platform's export.
  ///   - baseline: rows of the old system's; nil for a plan without a baseline.
  ///   - notifications: rows of `id,ticket,recipient,sent_at,template`; nil for a plan without them.
  ///   - without: columns that the tables don't have.
  ///   - hypercare: lines of the section beside its tables.
  init(
    tickets: String, baseline: String? = nil, notifications: String? = nil, without: [String] = [],
    hypercare: String
  ) throws {
    path = FileManager.default.temporaryDirectory.appending(path: "hypercare-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let columns = Self.columns.filter { column in !without.contains { column.hasPrefix("\($0):") } }
    let declared = "key: id, columns: {\(columns.joined(separator: ", "))}"
    var sources = "  new: {path: new.csv}\n"
    var tables = "  new_tickets: {source: new, side: new, \(declared)}\n"
    var section = "  tickets: new_tickets\n"
    try Self.write(Self.header + tickets, to: "\(path)/new.csv")
    if let baseline {
      sources += "  old: {path: old.csv}\n"
      tables += "  legacy_tickets: {source: old, side: legacy, \(declared)}\n"
      section += "  baseline: legacy_tickets\n"
      try Self.write(Self.header + baseline, to: "\(path)/old.csv")
    }
    if let notifications {
      sources += "  mail: {path: mail.csv}\n"
      tables +=
        "  mails: {source: mail, side: new, key: id, columns: {id: id, ticket: {from: ticket, type: integer}, "
        + "recipient: recipient, sent_at: {from: sent_at, type: timestamp}, template: template}}\n"
      section += "  notifications: mails\n"
      try Self.write("id,ticket,recipient,sent_at,template\n" + notifications, to: "\(path)/mail.csv")
    }
    let lines = hypercare.split(separator: "\n").map { "  \($0)\n" }.joined()
    text = "migration: Acme\nsources:\n\(sources)tables:\n\(tables)hypercare:\n\(section)\(lines)"
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  /// - Parameter asOf: an RFC 3339 time.
  func run(asOf: String) throws -> HypercareResult {
    try Hypercare(plan: Plan(text: text, path: "\(path)/migration.yml"), asOf: seconds(asOf), now: 0).run()
  }
}

extension HypercareResult {
  func series(_ metric: HypercareMetric) -> HypercareSeries? { metrics.first { $0.metric == metric } }

  /// The value of each hour; nil for one that has none.
  func values(_ metric: HypercareMetric) -> [Double?] { series(metric)?.hours.map(\.value) ?? [] }

  /// The marked hours of a metric, by the numbers of hours.
  func marks(_ metric: HypercareMetric) -> [Int] {
    (series(metric)?.hours ?? []).indices.filter { series(metric)?.hours[$0].mark != nil }
  }

  func incident(_ metric: HypercareMetric) -> HypercareIncident? { incidents.first { $0.metric == metric } }
}

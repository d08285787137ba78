import Exports
import Plan

/// The declared tables that hypercare names, read without anything else of the plan.
final class HypercareLoading {
  private let plan: Plan
  private let section: HypercarePlan
  private let exports: ExportLoading
  private var tables: [String: WatchedTable] = [:]
  private(set) var inputs: [HypercareInput] = []
  private(set) var troubles: [String] = []
  /// The names of tables that were not read to their ends, of which nothing is measured.
  private(set) var unread: Set<String> = []
  private(set) var notes: [String] = []

  init(_ plan: Plan, _ section: HypercarePlan, _ reading: Reading, showsValues: Bool) {
    (self.plan, self.section) = (plan, section)
    exports = ExportLoading(plan: plan, showsValues: showsValues, reading: reading)
  }

  /// The tables by their roles, in the order in which they are read.
  private var roles: [(role: String, name: String)] {
    [("tickets", section.tickets)] + (section.baseline.map { [("baseline", $0)] } ?? [])
      + (section.notifications.map { [("notifications", $0)] } ?? [])
  }

  /// Reads the tables, each once.
  func load() {
    for (role, name) in roles {
      guard let number = plan.tables.firstIndex(where: { $0.name == name }) else { continue }
      let table = plan.tables[number]
      exports.loadTable(number)
      let further = FurtherTable(
        table, exports.rows.tables[number], exports.feeds, keepsLast: plan.conflicts == .last)
      let watched =
        switch further.table {
        case .legacy(let table): WatchedTable(table, section)
        case .new(let table): WatchedTable(table, section)
        }
      tables[name] = watched
      note(role, watched, number)
    }
  }

  /// The rows of a table that was read.
  func table(_ name: String) -> WatchedTable { tables[name] ?? WatchedTable(named: name) }

  private func note(_ role: String, _ table: WatchedTable, _ number: Int) {
    guard let feed = exports.feeds.table(number) else { return }
    let facts = exports.feeds[feed]
    let rejected = facts.rejects.reasons.map { reason in
      let example = facts.rejects.examples[reason]?.first
      let place = example.map { "\(facts.place(file: $0.file, $0.position).text): \($0.message)" }
      return HypercareInput.Rejected(
        reason: reason.words, count: facts.rejects.counts[reason] ?? 0, first: place ?? "")
    }
    inputs.append(
      HypercareInput(
        role: role, table: table.name, source: facts.name, rows: facts.readRecords.reduce(0, +),
        used: table.count, rejected: rejected))
    let read = facts.readRecords.reduce(0, +)
    var trouble = facts.trouble ?? facts.doubt
    if trouble == nil, facts.rowCount != read {
      trouble =
        "\(facts.name) has \(counted(facts.rowCount, "record")) by the second count, and \(grouped(read)) were read"
    }
    if let trouble {
      troubles.append("\(table.name): \(trouble)")
      unread.insert(table.name)
    }
    notes += (facts.stageProblems ?? []).map { "\(table.name): \($0)" }
    if table.repeated > 0 {
      notes.append(
        "\(table.name): \(counted(table.repeated, "row")) \(verb(table.repeated, "has", "have")) the key of another row; "
          + "the \(plan.conflicts == .last ? "last" : "first") one counts")
    }
    let times = table[role == "notifications" ? .sent : .created]
    let undated = times?.count { $0 == nil } ?? 0
    if undated > 0 {
      let name = section.name(of: role == "notifications" ? .sent : .created)
      notes.append(
        "\(table.name): \(counted(undated, "row")) without \(name) \(verb(undated, "belongs", "belong")) to no hour"
      )
    }
  }
}

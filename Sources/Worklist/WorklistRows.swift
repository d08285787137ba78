import Audit
import Plan
import Sampling

/// What people have to look at before they sign: the chosen tickets, and what an audit has left open.
package struct WorklistRows {
  private let plan: Plan?
  private let sample: SampleDocument?
  /// The rows that an audit gives, in their order: tickets, then findings by the order of the rule book.
  package private(set) var rows: [WorklistRow] = []

  /// - Parameters:
  ///   - plan: for links and the ids of the old system; nil where there is none.
  ///   - sample: the pilot whose tickets are looked at, too.
  ///   - tickets: how many of the audit's samples count.
  package init(_ audit: AuditResult, plan: Plan?, sample: SampleDocument? = nil, tickets: Int = .max) {
    (self.plan, self.sample) = (plan, sample)
    var known: Set<String> = []
    for thread in audit.samples.prefix(tickets) {
      known.insert(String(thread.ticket))
      let differ =
        thread.different > 0
        ? "; \(grouped(thread.different)) of \(counted(max(thread.expected, thread.found), "comment")) "
          + verb(thread.different, "differs", "differ") : ""
      add(
        "ticket", record: "ticket \(thread.ticket)",
        what: thread.reasons.map(\.words).joined(separator: ", ") + differ)
    }
    for ticket in sample?.tickets ?? [] {
      guard let id = ticket.archiveID, known.insert(id).inserted else { continue }
      add("ticket", record: "ticket \(id)", what: ticket.reason)
    }
    for rule in audit.rules { add(rule) }
  }

  private mutating func add(_ rule: RuleResult) {
    switch rule.outcome {
    case .failed:
      for finding in rule.findings {
        add(
          rule.effectiveSeverity.rawValue, rule: rule.id, record: finding.key ?? "", what: finding.message,
          source: finding.export?.source)
      }
      let shown = rule.findings.reduce(0) { $0 + $1.count }
      if shown < rule.violations {
        add(
          rule.effectiveSeverity.rawValue, rule: rule.id,
          what: "\(grouped(rule.violations - shown)) more violations that the audit does not show")
      }
    case .notChecked: add("not checked", rule: rule.id, what: rule.summary)
    default: break
    }
  }

  private mutating func add(
    _ kind: String, rule: String = "", record: String = "", what: String, source: String? = nil
  ) {
    var row = WorklistRow(kind: kind, rule: rule, record: record, what: what)
    let parts = record.split(separator: " ").map(String.init)
    if let plan, parts.count == 2, let type = plan.schema.first(where: { $0.singular == parts[0] }) {
      row.new = plan.links.newAddress(of: type.name, id: parts[1]) ?? ""
      row.legacy =
        legacyID(of: type, parts[1], source: source, plan)
        .flatMap { plan.links.legacyAddress(of: type.name, id: $0) } ?? ""
    }
    rows.append(row)
  }

  /// The id that the old system has for a record of the archive; nil where that can't be told.
  private func legacyID(of type: RecordType, _ id: String, source: String?, _ plan: Plan) -> String? {
    if type == .tickets, let known = sample?.tickets.first(where: { $0.archiveID == id }) { return known.id }
    var rules: [(source: String, rule: IDRule)] = plan.recordMaps(type).map { ($0.source.name, $0.ids) }
    switch type {
    case .tickets: rules += plan.chats.map { ($0.source.name, $0.ticketIDs) }
    case .comments: rules += plan.chats.map { ($0.source.name, $0.commentIDs) }
    case .users:
      // Who is in the new system already has an id of that.
      if plan.ticketing != nil { return nil }
      rules += plan.chats.map { ($0.source.name, $0.userIDs) }
    default: break
    }
    let own = rules.filter { $0.source == source }
    let candidates = own.isEmpty ? rules : own
    guard let first = candidates.first, candidates.allSatisfy({ $0.rule == first.rule }) else { return nil }
    return first.rule.exportID(of: id)
  }
}

extension ThreadSample.Reason {
  /// Why a ticket was chosen, in the words of the reports.
  fileprivate var words: String {
    switch self {
    case .cause(let number): "an example of cause \(number)"
    case .rule(let id): "an example of \(id)"
    case .longest: "the most comments"
    case .newest: "the newest"
    case .oldest: "the oldest"
    case .privateNotes: "the most private comments"
    case .mergedPerson: "a person who was merged"
    case .random(let seed): "drawn by the seed \(seed)"
    }
  }
}

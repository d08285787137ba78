import Plan

/// Range: the exports' times of tickets and comments are not earlier than a year.
///
/// A time of 1970 is mostly an epoch in another unit than the plan says, or a zero. Cost: one pass over the times.
struct PlausibleTimeCheck: Check {
  static let name = "plausible-times"
  let inputs: Set<Input> = [.chat]
  private let year: Int
  private let start: Int64

  init(_ parameters: inout Parameters) throws(RuleError) {
    year = try parameters.integer("from-year", default: 1990, atMost: 9999)
    start = Int64(daysSince1970(year, 1, 1)) * 86_400
  }

  func measure(_ facts: Facts) -> Measurement {
    let chat = facts.chat
    var evidence = Evidence()
    for row in 0..<chat.count where chat.seconds[row] < start && facts.expected.state[row] == .expected {
      evidence.add(origin: .export) {
        finding(
          "comment \(chat.commentID[row])", chat.instant(row), facts.place(ofChatRow: row),
          plan(facts, chat.system(ofRow: row), .comments))
      }
    }
    for ticket in 0..<chat.ticketID.count
    where facts.expected.ticketSeconds[ticket] < start && facts.expected.ticketIsExpected[ticket] != 0 {
      evidence.add(origin: .export) {
        finding(
          "ticket \(chat.ticketID[ticket])", facts.expected.ticketInstant(ticket),
          facts.exportPlace(ofExpected: ticket, .tickets),
          plan(facts, chat.system(ofTicket: ticket), .tickets))
      }
    }
    let total = facts.expectedCount(.comments) + facts.expectedCount(.tickets)
    return Measurement(
      examined: total, unit: "timestamps", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "timestamp")), none before \(year)"
        : "\(grouped(evidence.violations)) of \(counted(total, "timestamp")) before \(year)")
  }

  /// The column that a time comes from.
  private func plan(_ facts: Facts, _ system: System, _ record: Record) -> ColumnPlan? {
    switch (system, record) {
    case (.chat, .comments): facts.plan.columns.commentCreatedAt
    case (.chat, _): facts.plan.columns.ticketCreatedAt
    case (.ticketing, .comments): facts.plan.ticketingRecords?.comments?.createdAt
    case (.ticketing, _): facts.plan.ticketingRecords?.tickets.createdAt
    }
  }

  private func finding(
    _ key: String, _ instant: Instant, _ place: ExportPlace, _ column: ColumnPlan?
  ) -> Finding {
    let name = column.map { " (\($0.from))" } ?? ""
    return Finding(
      message: "\(place.file):\(place.line): \(key) was created at \(instant.text)\(name), before \(year)"
        + (question(instant, column?.format).map { ": \($0)" } ?? ""),
      key: key, export: place)
  }

  /// The coarser unit in which the count would be a time that this rule expects.
  private func question(_ instant: Instant, _ format: TimestampFormat?) -> String? {
    let coarser: [(unit: String, factor: Int64)]
    switch format {
    case .epochMilliseconds: coarser = [("seconds", 1000)]
    case .epochMicroseconds: coarser = [("milliseconds", 1000), ("seconds", 1_000_000)]
    default: coarser = []
    }
    let unit = coarser.first { instant.seconds >= start / $0.factor }?.unit
    let declared = format == .epochMilliseconds ? "milliseconds" : "microseconds"
    return unit.map { "\($0) where the plan says \(declared)?" }
  }
}

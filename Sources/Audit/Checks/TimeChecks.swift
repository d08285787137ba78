import Plan

/// Format: `created_at` is RFC 3339.
struct TimestampCheck: Check {
  static let name = "timestamp-format"
  let inputs: Set<Input> = [.archive]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    for record in [Record.tickets, .comments] {
      let table = facts.table(record)
      for row in 0..<table.count where !table.hasInstant(row) {
        evidence.add {
          let words = table.has(.createdAt, row) ? "is not RFC 3339" : "is missing, or no text"
          return Finding(
            message:
              "created_at of \(record.noun) \(table.id[row]) \(words); expected such as 2021-02-02T02:02:02Z",
            key: "\(record.noun) \(table.id[row])", archive: facts.place(of: row, record))
        }
      }
    }
    let total = facts.archive.tickets.count + facts.archive.comments.count
    return Measurement(
      examined: total, expected: facts.expectedCount(.comments), unit: "timestamps", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "timestamp"))"
        : "\(grouped(evidence.violations)) of \(counted(total, "timestamp")) are not RFC 3339")
  }
}

/// Range: no comment is earlier than its ticket, by more than `tolerance` seconds.
///
/// A violation that stands identically in the export has its origin there.
struct NotBeforeCheck: Check {
  static let name = "not-before-ticket"
  let inputs: Set<Input> = [.archive, .chat]
  private let tolerance: Int64

  init(_ parameters: inout Parameters) throws(RuleError) {
    tolerance = Int64(try parameters.integer("tolerance", default: 0, atMost: 1_000_000_000))
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var examined = 0
    let table = facts.archive.comments
    var last: (id: Int64, row: Int)?
    for row in 0..<table.count where table.has(.ticketID, row) && table.hasInstant(row) {
      let id = facts.archive.commentTicketID[row]
      if last?.id != id { last = facts.ticketIDs.find(id).map { (id, $0.row) } }
      guard let ticket = last?.row, last?.id == id, facts.archive.tickets.hasInstant(ticket) else { continue }
      examined += 1
      let (comment, created) = (facts.archive.commentInstant(row), facts.archive.ticketInstant(ticket))
      if !isBefore(comment, created) { continue }
      evidence.add(origin: standsInExport(row, ticket, facts) ? .export : .archive) {
        let expectedRow = facts.comments.expectedRow[row]
        return Finding(
          message:
            "comment \(table.id[row]) (\(comment.text)) is earlier than its ticket \(id) (\(created.text))",
          key: "comment \(table.id[row])",
          export: expectedRow < 0 ? nil : facts.place(ofChatRow: Int(expectedRow)),
          archive: facts.place(ofComment: row))
      }
    }
    return Measurement(
      examined: examined, expected: facts.expectedCount(.comments), unit: "comments", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, "comment")), none earlier than its ticket"
        : "\(counted(evidence.violations, "comment")) earlier than the ticket"
          + (evidence.fromExport > 0 ? " (\(grouped(evidence.fromExport)) so in the export)" : ""))
  }

  private func isBefore(_ comment: Instant, _ ticket: Instant) -> Bool {
    Instant(seconds: comment.seconds + tolerance, nanoseconds: comment.nanoseconds) < ticket
  }

  private func standsInExport(_ row: Int, _ ticket: Int, _ facts: Facts) -> Bool {
    let (comment, conversation) = (facts.comments.expectedRow[row], facts.tickets.expectedRow[ticket])
    return comment >= 0 && conversation >= 0
      && facts.chat.instant(Int(comment)) == facts.archive.commentInstant(row)
      && facts.expected.ticketInstant(Int(conversation)) == facts.archive.ticketInstant(ticket)
  }
}

/// Range: nothing is later than the plan's `as-of`, or the start of the run.
///
/// A date that stands identically in the export has its origin there.
struct NotAfterCheck: Check {
  static let name = "not-in-future"
  let inputs: Set<Input> = [.archive, .chat]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    for row in 0..<facts.archive.tickets.count where facts.archive.tickets.hasInstant(row) {
      let instant = facts.archive.ticketInstant(row)
      if instant <= facts.asOf { continue }
      let expectedRow = Int(facts.tickets.expectedRow[row])
      let isExported = expectedRow >= 0 && facts.expected.ticketInstant(expectedRow) == instant
      evidence.add(origin: isExported ? .export : .archive) { finding(instant, row, .tickets, facts) }
    }
    for row in 0..<facts.archive.comments.count where facts.archive.comments.hasInstant(row) {
      let instant = facts.archive.commentInstant(row)
      if instant <= facts.asOf { continue }
      let expectedRow = Int(facts.comments.expectedRow[row])
      let isExported = expectedRow >= 0 && facts.chat.instant(expectedRow) == instant
      evidence.add(origin: isExported ? .export : .archive) { finding(instant, row, .comments, facts) }
    }
    let total = facts.archive.tickets.count + facts.archive.comments.count
    return Measurement(
      examined: total, expected: facts.expectedCount(.comments), unit: "timestamps", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "timestamp")), none after \(facts.asOf.text)"
        : "\(grouped(evidence.violations)) of \(counted(total, "timestamp")) after \(facts.asOf.text)"
          + (evidence.fromExport > 0 ? " (\(grouped(evidence.fromExport)) so in the export)" : ""))
  }

  private func finding(_ instant: Instant, _ row: Int, _ record: Record, _ facts: Facts) -> Finding {
    let key = "\(record.noun) \(facts.table(record).id[row])"
    let expectedRow = facts.alignment(record).expectedRow[row]
    return Finding(
      message: "\(key) was created at \(instant.text), after \(facts.asOf.text)", key: key,
      export: expectedRow < 0 ? nil : facts.exportPlace(ofExpected: Int(expectedRow), record),
      archive: facts.place(of: row, record))
  }
}

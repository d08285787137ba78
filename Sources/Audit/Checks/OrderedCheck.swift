import Plan

/// Order: a ticket's comments stand in time order, by their positions (batch number, index in the array).
///
/// `ties: ignore` judges the instants; `ties: source` judges only neighbours with equal instants, which should
/// stand in the order of the export. Cost: one pass over the comments, in the order of their positions.
struct OrderedCheck: Check {
  static let name = "ordered"
  var inputs: Set<Input> { ties == .source ? [.archive, .chat] : [.archive] }
  private let ties: Ties

  private enum Ties: String, CaseIterable {
    case ignore, source
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    ties = try parameters.word("ties", of: Ties.self)
  }

  func measure(_ facts: Facts) -> Measurement {
    var tickets = KeyMap(minimumCapacity: facts.archive.tickets.count)
    let previous = Vector<Int32>(minimumCapacity: facts.archive.tickets.count)
    var evidence = Evidence()
    var examined = 0
    var recent = LastTwo<Int32>()
    let table = facts.archive.comments
    for batch in facts.archive.batchOrder {
      for row in facts.archive.batches[batch].comments
      where table.has(.ticketID, row) && table.hasInstant(row) {
        examined += 1
        let id = facts.archive.commentTicketID[row]
        let ticket = Int(recent.value(of: id) { tickets.number(id).number })
        if ticket == previous.count {
          previous.append(Int32(truncatingIfNeeded: row))
          continue
        }
        let before = Int(previous[ticket])
        previous[ticket] = Int32(truncatingIfNeeded: row)
        if isViolation(before, row, facts) { evidence.add { finding(before, row, facts) } }
      }
    }
    return Measurement(
      examined: examined, expected: facts.expectedCount(.comments), unit: "comments", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, "comment")) of \(counted(tickets.count, "ticket")) in order"
        : "\(counted(evidence.violations, "comment")) \(words) the one before")
  }

  private func isViolation(_ before: Int, _ row: Int, _ facts: Facts) -> Bool {
    let (earlier, later) = (facts.archive.commentInstant(before), facts.archive.commentInstant(row))
    if ties == .ignore { return later < earlier }
    let (first, second) = (facts.comments.expectedRow[before], facts.comments.expectedRow[row])
    return earlier == later && first >= 0 && second >= 0 && second < first
  }

  private func finding(_ before: Int, _ row: Int, _ facts: Facts) -> Finding {
    let ids = facts.archive.comments.id
    let expectedRow = facts.comments.expectedRow[row]
    return Finding(
      message: "ticket \(facts.archive.commentTicketID[row]): comment \(ids[row]) "
        + "(\(facts.archive.commentInstant(row).text)) stands behind comment \(ids[before]) "
        + "(\(facts.archive.commentInstant(before).text)), \(words) it",
      key: "comment \(ids[row])",
      export: expectedRow < 0 ? nil : facts.place(ofChatRow: Int(expectedRow)),
      archive: facts.place(ofComment: row))
  }

  private var words: String {
    ties == .ignore ? "but is earlier than" : "with an equal time, but in the export it comes before"
  }
}

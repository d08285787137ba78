import Plan

/// Completeness of the export: every ticket has as many comments as the old system's own count of them says.
///
/// A ticket with more comments than it declares lacks nothing: they are counted in the summary.
///
/// - Complexity: O(rows).
struct DeclaredCommentsCheck: Check {
  static let name = "declared-comments"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.conversations] }
  func subject(_ plan: Plan) -> Subject {
    let words = plan.commentCounts.map(\.words).joined(separator: ", ")
    return Subject(
      legacy: words.isEmpty ? "–" : words, criteria: "as many comments in the export as each ticket declares")
  }

  func measure(_ facts: Facts) -> Measurement {
    guard !facts.plan.commentCounts.isEmpty else {
      return .notApplicable("tickets", "the plan names no column that counts comments (comment-count)")
    }
    let (declared, tickets) = (facts.rows.declaredComments, facts.rows.tickets)
    let read = facts.rows.readComments(facts.comments, facts.feeds)
    var evidence = Evidence()
    var (examined, short, lacking, surplus) = (0, 0, Int64(0), 0)
    for ticket in 0..<tickets.count {
      guard let (count, row) = declared.count(of: ticket) else { continue }
      examined += 1
      if read[ticket] > count { surplus += 1 }
      if read[ticket] >= count { continue }
      short += 1
      lacking += count - read[ticket]
      evidence.add { shortage(ticket, count, read[ticket], row, facts) }
    }
    unreadable(facts, &evidence)
    if facts.plan.conflicts == .refuse { contradictions(facts, &evidence) }
    guard examined > 0 || !evidence.isEmpty else {
      return tickets.count == 0
        ? .notApplicable("tickets", "no tickets")
        : .notChecked("tickets", "no ticket says how many comments it has (\(subject(facts.plan).legacy))")
    }
    let more = surplus > 0 ? "; \(grouped(surplus)) \(verb(surplus, "has", "have")) more" : ""
    let wrong = evidence.violations - short
    return Measurement(
      examined: examined, expected: tickets.count, unit: "tickets", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, "ticket")) with the comments that \(verb(examined, "it declares", "they declare"))\(more)"
        : "\(grouped(short)) of \(counted(examined, "ticket")) \(verb(short, "is", "are")) short of "
          + counted(Int(clamping: lacking), "comment")
          + (wrong > 0 ? ", \(counted(wrong, "count")) can't be relied on" : "") + more)
  }

  private func shortage(_ ticket: Int, _ count: Int64, _ read: Int64, _ row: Int, _ facts: Facts) -> Finding {
    let id = facts.rows.tickets.id[ticket]
    return Finding(
      message:
        "ticket \(id) declares \(counted(Int(clamping: count), "comment")) (\(words(ticket, facts))), and the "
        + "export has \(grouped(Int(clamping: read)))",
      key: "ticket \(id)", export: facts.places.place(ofRow: row, tellingOf: ticket), expected: String(count),
      found: String(read))
  }

  private func unreadable(_ facts: Facts, _ evidence: inout Evidence) {
    let declared = facts.rows.declaredComments
    for other in declared.unreadable {
      evidence.add(cause: 1) {
        let id = facts.rows.tickets.id[Int(other.ticket)]
        return Finding(
          message:
            "ticket \(id): \(words(Int(other.ticket), facts)) is \(other.text), which is not a number of comments",
          key: "ticket \(id)",
          export: facts.places.place(ofRow: Int(other.row), tellingOf: Int(other.ticket)),
          expected: "a number", found: other.text)
      }
    }
    evidence.count(declared.unreadableCount - declared.unreadable.count)
  }

  private func contradictions(_ facts: Facts, _ evidence: inout Evidence) {
    let declared = facts.rows.declaredComments
    for other in declared.contradicting {
      evidence.add(cause: 2) {
        let ticket = Int(other.ticket)
        let id = facts.rows.tickets.id[ticket]
        let (count, row) = declared.count(of: ticket) ?? (0, 0)
        let first = facts.places.place(ofRow: row, tellingOf: ticket)
        let place = facts.places.place(ofRow: Int(other.row), tellingOf: ticket)
        return Finding(
          message: "ticket \(id) declares \(grouped(Int(clamping: count))) at \(first.text) and "
            + "\(counted(Int(clamping: other.count ?? 0), "comment")) at \(place.text)",
          key: "ticket \(id)", export: place, expected: String(count), found: other.count.map(String.init))
      }
    }
    evidence.count(declared.contradictingCount - declared.contradicting.count)
  }

  /// The column that counts the comments of a ticket.
  private func words(_ ticket: Int, _ facts: Facts) -> String {
    let system = facts.rows.tickets.systems.system(of: ticket)
    let chats = facts.plan.chats
    let count =
      system < chats.count ? chats[system].commentCount : facts.plan.recordMap(.tickets)?.commentCount
    return count?.words ?? "–"
  }
}

import Plan

/// Comments that are in the opposite order.
extension CauseSearch {
  mutating func addOrder() {
    let (unordered, untied) = (
      Wrong(.unordered, .comments, "created_at"), Wrong(.untied, .comments, "created_at")
    )
    let rows = left(unordered)
    if rows.count < Proof.least { return }
    let tickets = TicketOrders(facts, RowSet(rows))
    let reversed = tickets.reversed
    let long = tickets.disordered.filter { tickets.lengths[$0] ?? 0 > 2 }
    let longReversed = long.filter { reversed.contains($0) }
    // Of two comments, the opposite order is the only wrong one: longer tickets must show it, too.
    guard Proof.holds(reversed.count, of: tickets.disordered.count), !long.isEmpty,
      longReversed.count * 20 >= long.count * 19
    else { return }
    var claim = Claim(
      .reversedOrder,
      "comments are in the opposite order, the newest first: in \(grouped(reversed.count)) of "
        + "\(counted(tickets.disordered.count, "ticket")) whose comments are not in time order (\(grouped(tickets.lengths.count)) "
        + "tickets in all)",
      remedy: "Write the comments of each ticket from the oldest to the newest.")
    guard let ticket = facts[.comments].archive["ticket_id"]?.integers else { return }
    for what in [unordered, untied] {
      claim.rows[what] = RowSet(all(what).filter { reversed.contains(ticket(Row($0))) })
    }
    add(claim)
  }
}

/// How the comments of each ticket follow each other in the archive.
private struct TicketOrders {
  /// Comments of each ticket.
  private(set) var lengths: [Int64: Int] = [:]
  private var rises: [Int64: Int] = [:]
  private var falls: [Int64: Int] = [:]

  /// - Parameter falling: comments that are earlier than the one before.
  init(_ facts: Facts, _ falling: RowSet) {
    let table = facts[.comments].archive
    guard let ticket = table["ticket_id"]?.integers, let time = table["created_at"]?.instants,
      let number = facts.plan.schema.firstIndex(of: .comments)
    else { return }
    var last: [Int64: Instant] = [:]
    for batch in facts.archive.batchOrder {
      for index in facts.archive.batches[batch].rows[number] {
        let (id, own) = (ticket(Row(index)), time(Row(index)))
        lengths[id, default: 0] += 1
        if falling.contains(index) {
          falls[id, default: 0] += 1
        } else if let before = last[id], before < own {
          rises[id, default: 0] += 1
        }
        last[id] = own
      }
    }
  }

  /// Tickets with a comment that is earlier than the one before it, and those in which no comment is later.
  var disordered: Set<Int64> { Set(falls.keys) }
  var reversed: Set<Int64> { Set(falls.keys.filter { rises[$0] == nil }) }
}

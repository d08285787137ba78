/// Closes batches at the limit, and chunks at their size.
struct Layout {
  let limit: Int
  private var start = BatchPlan.Ends()
  private var end = BatchPlan.Ends()
  private var bytes = 0
  private var batches: [BatchPlan.Ends] = []
  private var chunks: [Int] = []

  init(limit: Int) { self.limit = limit }

  /// Adds what belongs together: at most one object of each list, and the users that it brings.
  @inline(__always)
  mutating func add(_ more: BatchPlan.Ends, bytes length: Int) {
    if !fits(more) { closeBatch() }
    // A batch of one can't hold two new people: the requester goes ahead, in a batch of its own.
    var rest = more.users
    while rest > limit {
      end.users += limit
      rest -= limit
      closeBatch()
    }
    end.users += rest
    end.organizations += more.organizations
    end.tickets += more.tickets
    end.comments += more.comments
    end.ticketingTickets += more.ticketingTickets
    end.ticketingComments += more.ticketingComments
    bytes += length
  }

  mutating func finish() -> (batches: [BatchPlan.Ends], chunks: [Int]) {
    closeBatch()
    if chunks.last != batches.count { chunks.append(batches.count) }
    return (batches, chunks)
  }

  /// Ends the batch, if anything is in it.
  mutating func closeBatch() {
    guard end != start else { return }
    batches.append(end)
    start = end
    guard bytes >= BatchPlan.chunkBytes else { return }
    chunks.append(batches.count)
    bytes = 0
  }

  /// Whether none of the batch's four arrays would overflow.
  private func fits(_ more: BatchPlan.Ends) -> Bool {
    let tickets = end.tickets + end.ticketingTickets - start.tickets - start.ticketingTickets
    let comments = end.comments + end.ticketingComments - start.comments - start.ticketingComments
    return comments + more.comments + more.ticketingComments <= limit
      && tickets + more.tickets + more.ticketingTickets <= limit
      && end.users - start.users + more.users <= limit
      && end.organizations - start.organizations + more.organizations <= limit
  }
}

import Plan

/// Ids that records of both systems would have in the archive: conflict 7, which no policy decides.
struct Collisions: Sendable {
  /// A record of the chat and one of the ticketing tool.
  struct Pair: Sendable {
    let id: Int64
    /// A row of the chat's index.
    let chat: Int
    /// A record of the other's.
    let other: UInt32
  }

  private(set) var tickets = Evidence<Pair>()
  private(set) var comments = Evidence<Pair>()

  /// Complexity: O(tickets of the chat), and O(rows) where the plan maps comments of the ticketing tool.
  init(_ chat: ChatIndex, _ judgement: Judgement, _ records: FurtherRecords, policy: ConflictPolicy) {
    if let others = records.tickets?.index {
      for (number, ticket) in chat.conversations.tickets.enumerated()
      where judgement.commentCounts[number] > 0 {
        guard let other = others.find(ticket.id) else { continue }
        tickets.add(Pair(id: ticket.id, chat: Int(ticket.row), other: other))
      }
    }
    guard let others = records.comments?.index else { return }
    for number in 0..<chat.rows.count where chat.rows.kept(for: number, policy: policy) == number {
      let id = chat.rows[number].commentID
      guard let other = others.find(id) else { continue }
      comments.add(Pair(id: id, chat: number, other: other))
    }
  }
}

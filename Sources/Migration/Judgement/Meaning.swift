import Plan

/// What a row says of its comment, as typed values after the merge of people: rows of one comment that are
/// equal in this are duplicates, others contradict each other.
struct CommentMeaning: Hashable {
  let ticket: UInt32
  let author: People.Identity
  let isPublic: Bool
  let createdAt: Instant
  let bodyDigest: UInt64
  let bodyLength: UInt32
}

/// What a row says of its conversation.
struct TicketMeaning: Hashable {
  let requester: People.Identity
  let createdAt: Instant

  init(_ reading: Conversations.Reading, _ people: People) {
    requester = people.identity(of: reading.requester)
    createdAt = reading.createdAt
  }
}

extension ChatIndex {
  func meaning(of row: IndexedRow, _ people: People) -> CommentMeaning {
    CommentMeaning(
      ticket: conversations.readings[Int(row.ticket)].ticket,
      author: people.identity(of: identities.sightings[Int(row.author)].chatID), isPublic: row.isPublic,
      createdAt: row.createdAt, bodyDigest: row.bodyDigest, bodyLength: row.bodyLength)
  }

  /// The row that stands for the comment of `row`: its first, or under `conflicts: last` its last.
  @inline(__always)
  func keptRow(for row: Int, policy: ConflictPolicy) -> Int {
    let first = min(Int(rows[row].twin), row)
    return policy == .last ? Int(rows[first].twin) : first
  }
}

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
  /// The custom fields.
  let fields: UInt64
}

/// What a row says of its conversation.
struct TicketMeaning: Hashable {
  let requester: People.Identity
  let createdAt: Instant
  /// The custom fields.
  let fields: UInt64
}

extension ChatIndex {
  func meaning(of number: Int, _ people: People) -> CommentMeaning {
    let row = rows[number]
    return CommentMeaning(
      ticket: conversations.readings[Int(row.ticket)].ticket,
      author: people.identity(of: identities.sightings[Int(row.author)].chatID), isPublic: row.isPublic,
      createdAt: row.createdAt, bodyDigest: row.bodyDigest, bodyLength: row.bodyLength,
      fields: feeds[chat(ofRow: number)].commentFields.meaning(of: number, people, in: identities, by: digest)
    )
  }

  /// What a reading of a conversation says.
  func meaning(ofReading number: Int, _ people: People) -> TicketMeaning {
    let reading = conversations.readings[number]
    return TicketMeaning(
      requester: people.identity(of: reading.requester), createdAt: reading.createdAt,
      fields: conversations.fields[chat(ofTicket: reading.ticket)].meaning(
        of: number, people, in: identities, by: digest))
  }
}

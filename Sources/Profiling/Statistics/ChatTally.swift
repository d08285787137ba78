/// What the rows of a chat export say of comments, conversations and people, by digests of their ids.
///
/// One thread fills it; it merges with those of other threads. Memory: 16 bytes for a row, and some for each
/// person and conversation.
final class ChatTally {
  /// The values of one row, as digests; 0 is null.
  struct Row {
    var commentID: UInt64 = 0
    var ticketID: UInt64 = 0
    var authorID: UInt64 = 0
    var requesterID: UInt64 = 0
    /// Of ticket, author, public flag, time and body.
    var content: UInt64 = 0
    var email: UInt64 = 0
    var stamp: Stamp?
  }

  /// A chat id that is an author.
  struct Author {
    var place: ValuePlace
    /// Of the first row that has one.
    var emailPlace = ValuePlace.nowhere
    var email: [UInt8] = []
    var emailDigest: UInt64 = 0
    /// Whether they differ as keys, not only in case and surrounding space.
    var hasTwoEmails = false
    var rows = 0
    /// Seconds since 1970.
    var latest = Int64.min

    /// Of the key by which people are matched; nil without an e-mail that has one.
    var emailKey: UInt64? { email.withUnsafeBufferPointer { EmailKey.digest(of: $0) } }

    /// An e-mail that is not, byte for byte, the one known.
    fileprivate mutating func note(_ digest: UInt64, _ text: Bytes, at place: ValuePlace) {
      if emailDigest == 0 {
        (emailDigest, email, emailPlace) = (digest, Array(text), place)
      } else if !hasTwoEmails {
        hasTwoEmails = areTwoPeople(emailKey, EmailKey.digest(of: text))
      }
    }
  }

  struct Conversation {
    /// The first row with a requester, and who that is; 0 where no row has one.
    var place = ValuePlace.nowhere
    var requester: UInt64 = 0
    var hasTwoRequesters = false
  }

  private(set) var rows = 0
  private(set) var rowsWithoutCommentID = 0
  private(set) var comments = PairTable()
  private(set) var authors: [UInt64: Author] = [:]
  private(set) var conversations: [UInt64: Conversation] = [:]
  private var lastConversation: UInt64 = 0
  private var lastRequester: UInt64 = 0

  /// Counts a row.
  ///
  /// - Complexity: O(1).
  func add(_ row: Row, email: Bytes, at place: ValuePlace) {
    rows &+= 1
    if row.commentID == 0 { rowsWithoutCommentID &+= 1 } else { comments.append(row.commentID, row.content) }
    if row.authorID != 0 { noteAuthor(row, email, place) }
    // Rows of one conversation are mostly together.
    if row.ticketID != 0, row.ticketID != lastConversation || row.requesterID != lastRequester {
      lastConversation = row.ticketID
      lastRequester = row.requesterID
      let other = Conversation(
        place: row.requesterID == 0 ? .nowhere : place, requester: row.requesterID)
      Self.merge(other, into: &conversations[row.ticketID, default: other])
    }
  }

  private func noteAuthor(_ row: Row, _ email: Bytes, _ place: ValuePlace) {
    let hasEmail = row.email != 0
    Self.update(&authors[row.authorID, default: Author(place: place)]) { author in
      author.rows &+= 1
      if let stamp = row.stamp, stamp.seconds > author.latest { author.latest = stamp.seconds }
      guard hasEmail, author.emailDigest != row.email else { return }
      author.note(row.email, email, at: place)
    }
  }

  private static func update(_ author: inout Author, _ body: (inout Author) -> Void) { body(&author) }

  /// Takes over what another thread has counted.
  func merge(_ other: ChatTally) {
    rows += other.rows
    rowsWithoutCommentID += other.rowsWithoutCommentID
    comments.merge(other.comments)
    for (id, author) in other.authors { Self.merge(author, into: &authors[id, default: author]) }
    for (id, conversation) in other.conversations {
      Self.merge(conversation, into: &conversations[id, default: conversation])
    }
  }

  private static func merge(_ other: Conversation, into known: inout Conversation) {
    let areTwo = other.requester != 0 && known.requester != 0 && other.requester != known.requester
    known.hasTwoRequesters = known.hasTwoRequesters || other.hasTwoRequesters || areTwo
    if other.place < known.place { (known.place, known.requester) = (other.place, other.requester) }
  }

  private static func merge(_ other: Author, into known: inout Author) {
    if known.place == other.place { return }
    known.rows += other.rows
    known.latest = max(known.latest, other.latest)
    let differs = other.emailDigest != known.emailDigest && areTwoPeople(other.emailKey, known.emailKey)
    known.hasTwoEmails = known.hasTwoEmails || other.hasTwoEmails || differs
    if other.emailPlace < known.emailPlace {
      known.emailPlace = other.emailPlace
      known.email = other.email
      known.emailDigest = other.emailDigest
    }
    known.place = min(known.place, other.place)
  }
}

/// A missing or blank e-mail says nothing against another.
private func areTwoPeople(_ one: UInt64?, _ other: UInt64?) -> Bool {
  one != nil && other != nil && one != other
}

/// Pairs of a key's digest and its content's, spread by key over partitions.
struct PairTable {
  private static let partitionCount = 256
  /// Keys and contents in turn.
  private var partitions = [[UInt64]](repeating: [], count: partitionCount)

  @inline(__always)
  mutating func append(_ key: UInt64, _ content: UInt64) {
    let partition = Int(truncatingIfNeeded: key >> 56)
    partitions[partition].append(key)
    partitions[partition].append(content)
  }

  mutating func merge(_ other: PairTable) {
    for index in partitions.indices { partitions[index] += other.partitions[index] }
  }

  struct Counts: Sendable, Equatable {
    var distinct = 0
    /// Rows that repeat the content of an earlier row of their key.
    var repeated = 0
    /// Keys with rows of different content.
    var contradicting = 0
  }

  /// - Complexity: O(n log n) for the pairs of a partition, one after the other.
  func counts() -> Counts {
    var counts = Counts()
    for pairs in partitions {
      var order = stride(from: 0, to: pairs.count, by: 2).map { (key: pairs[$0], content: pairs[$0 + 1]) }
      order.sort { $0.key != $1.key ? $0.key < $1.key : $0.content < $1.content }
      var contentsOfKey = 0
      for (index, pair) in order.enumerated() {
        let isKnownKey = index > 0 && order[index - 1].key == pair.key
        if !isKnownKey {
          counts.distinct += 1
          contentsOfKey = 1
        } else if order[index - 1].content == pair.content {
          counts.repeated += 1
        } else {
          contentsOfKey += 1
          if contentsOfKey == 2 { counts.contradicting += 1 }
        }
      }
    }
    return counts
  }
}

import Exports
import Plan

/// What people decided of the conflicts of these exports, each by the row that counts.
///
/// A decision is found by the name of its conflict, which is worked out of the rows anew; what fits nothing any more is told.
struct Decisions: Sendable {
  /// Where a conflict of the sheet is in these exports.
  enum Claim: Sendable {
    case email(UInt32)
    case ticketingID(UInt32)
    case comment(UInt32)
    case ticket(UInt32)
    case record(RecordType, UInt32)
  }

  let sheet: DecisionSheet
  /// The conflicts of the sheet whose rows are as they were.
  private(set) var claims: [String: Claim] = [:]
  /// Those of which rows are there, whatever they say.
  private(set) var known: Set<String> = []
  /// The kept sides that no row has.
  private(set) var strangers: Set<String> = []
  /// The chat ids, conversations and e-mail keys that are decided, and the row of each decided comment, by its first.
  private(set) var emails: Set<UInt32> = []
  private(set) var tickets: Set<UInt32> = []
  private(set) var ticketingUsers: [UInt32: TicketingIndex.User] = [:]
  private(set) var comments: [Int: Int] = [:]
  private let keys: [String: Set<Int64>]

  init(_ sheet: DecisionSheet) {
    self.sheet = sheet
    var keys: [String: Set<Int64>] = [:]
    for conflict in sheet.conflicts.values {
      keys[conflict.name.record, default: []].insert(conflict.name.key)
    }
    self.keys = keys
  }

  /// The keys of the sheet's conflicts of one kind.
  private func keys(_ record: String) -> Set<Int64> { keys[record] ?? [] }

  /// The place among the rows of the side that counts; nil where nobody has decided, or the rows are others by now.
  private mutating func decided(
    _ sides: Sides, _ record: String, _ key: Int64, _ qualifier: some Sequence<UInt8>, _ claim: Claim
  ) -> Int? {
    known.insert("\(record):\(key)")
    let name = ConflictName(record, key, of: qualifier, sides: sides.digests).text
    guard let conflict = sheet.conflicts[name] else { return nil }
    claims[name] = claim
    guard let kept = conflict.kept else { return nil }
    let row = sides.row(of: kept[.side])
    if row == nil { strangers.insert(name) }
    return row
  }
}

// Each kind in its turn, before anything rests on it.
extension Decisions {
  /// Decides which e-mail of a chat id, which row of a conversation and which of a comment counts.
  ///
  /// - Throws: `ExportError` when rows can't be read again.
  mutating func decide(_ chat: inout ChatIndex) throws {
    for number in chat.feeds.indices {
      decideEmails(of: number, &chat)
      try decideTickets(of: number, &chat)
      try decideComments(of: number, chat)
    }
  }

  private mutating func decideEmails(of number: Int, _ chat: inout ChatIndex) {
    let source = chat.feeds[number].export.source.name
    var sightings: [UInt32: [UInt32]] = [:]
    for key in keys(ConflictName.Record.email) {
      if let chatID = chat.identities.find(chatID: key, of: number) { sightings[chatID] = [] }
    }
    guard !sightings.isEmpty else { return }
    for (sighting, value) in chat.identities.sightings.enumerated() {
      sightings[value.chatID]?.append(UInt32(truncatingIfNeeded: sighting))
    }
    for (chatID, sightings) in sightings {
      let sides = chat.identities.emailSides(of: sightings, in: source)
      let id = chat.identities.chatIDs[Int(chatID)].id
      guard sides.digests.count > 1,
        let kept = decided(sides, ConflictName.Record.email, id, source.utf8, .email(chatID))
      else { continue }
      chat.keepEmail(ofSighting: UInt32(truncatingIfNeeded: kept), of: chatID)
      emails.insert(chatID)
    }
  }

  private mutating func decideTickets(of number: Int, _ chat: inout ChatIndex) throws {
    let feed = chat.feeds[number]
    let wanted = keys(RecordType.tickets.name).compactMap { chat.conversations.find($0, of: number) }
    let rows = Self.rows(feed.rows, of: Set(wanted)) {
      chat.conversations.readings[Int(chat.rows[$0].ticket)].ticket
    }
    for (ticket, sides) in try Self.sides(rows, feed.digestedTickets, place: chat.place) {
      let id = chat.conversations.tickets[Int(ticket)].id
      guard
        let kept = decided(sides, RecordType.tickets.name, id, feed.export.source.name.utf8, .ticket(ticket))
      else { continue }
      chat.keepTicket(ofRow: kept)
      tickets.insert(ticket)
    }
  }

  private mutating func decideComments(of number: Int, _ chat: ChatIndex) throws {
    let feed = chat.feeds[number]
    let rows = Self.rows(feed.rows, of: keys(RecordType.comments.name)) { chat.rows[$0].commentID }
    for (id, sides) in try Self.sides(rows, feed.digestedComments, place: chat.place) {
      let first = chat.rows.first(of: rows[id]?.first ?? 0)
      let claim = Claim.comment(UInt32(truncatingIfNeeded: first))
      if let kept = decided(sides, RecordType.comments.name, id, feed.export.source.name.utf8, claim) {
        comments[first] = kept
      }
    }
  }

  /// Decides which id of the ticketing users counts for an e-mail.
  mutating func decide(_ ticketing: TicketingIndex, _ identities: Identities, in source: String) {
    let ids = keys(ConflictName.Record.ticketingID)
    guard !ids.isEmpty else { return }
    for (key, users) in ticketing.usersOfKey where ids.contains(ticketing.smallestID(of: key)) {
      let sides = ticketing.sides(of: key, in: source)
      guard sides.digests.count > 1 else { continue }
      let email = identities.withKey(key) { Array($0) }
      let kept = decided(
        sides, ConflictName.Record.ticketingID, ticketing.smallestID(of: key), email, .ticketingID(key))
      if let kept { ticketingUsers[key] = users[kept] }
    }
  }

  /// The rows that count of records of which one row is one record, by the first row of each id.
  ///
  /// - Throws: `ExportError` when records can't be read again.
  mutating func decide(_ index: RecordIndex) throws -> [Int: Int] {
    let keys = keys(index.type.name)
    guard !keys.isEmpty else { return [:] }
    var (sides, firsts): ([Int64: Sides], [Int64: Int]) = ([:], [:])
    for feed in index.feeds {
      let rows = feed.rows.filter { keys.contains(index.rows[$0].id) }
      let digests = try feed.digestedRecords.digests(of: rows.map(index.place))
      for (row, digest) in zip(rows, digests) {
        sides[index.rows[row].id, default: Sides()].add(digest, row: row)
        firsts[index.rows[row].id] = index.rows.first(of: row)
      }
    }
    var kept: [Int: Int] = [:]
    for (id, sides) in sides {
      guard let first = firsts[id] else { continue }
      let claim = Claim.record(index.type, UInt32(truncatingIfNeeded: first))
      if let row = decided(sides, index.type.name, id, [], claim) { kept[first] = row }
    }
    return kept
  }

  /// The rows of some keys.
  private static func rows<Key: Hashable>(
    _ rows: Range<Int>, of keys: Set<Key>, key: (Int) -> Key
  ) -> [Key: [Int]] {
    guard !keys.isEmpty else { return [:] }
    var found: [Key: [Int]] = [:]
    for row in rows where keys.contains(key(row)) { found[key(row), default: []].append(row) }
    return found
  }

  private static func sides<Key: Hashable>(
    _ rows: [Key: [Int]], _ texts: DigestedRows, place: (Int) -> RecordPlace
  ) throws -> [Key: Sides] {
    // Read in their order, whatever that of the keys.
    let all = rows.flatMap { key, rows in rows.map { (row: $0, key: key) } }.sorted { $0.row < $1.row }
    var sides: [Key: Sides] = [:]
    for (entry, digest) in zip(all, try texts.digests(of: all.map { place($0.row) })) {
      sides[entry.key, default: Sides()].add(digest, row: entry.row)
    }
    return sides
  }
}

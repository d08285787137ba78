import Exports
import Plan

/// A conflict of the exports, as the sheet shows it.
struct ListedConflict: Sendable {
  struct Side: Sendable {
    /// The digests of its rows. The first is the side's, unless the sheet has another of them.
    var digests: [String]
    var lines: String
    var shows: String
  }

  let kind: String
  let record: String
  let source: String
  let name: ConflictName
  /// The columns in which the sides differ.
  let differs: [String]
  let sides: [Side]
}

/// Finds all conflicts of the exports that people can decide, with all their lines.
struct ConflictList {
  private let exports: JudgedExports
  private let showsValues: Bool

  init(_ exports: JudgedExports, showsValues: Bool) {
    (self.exports, self.showsValues) = (exports, showsValues)
  }

  /// Kind by kind, and by the first rows within a kind.
  ///
  /// - Throws: `ExportError` when rows can't be read again.
  /// - Complexity: O(rows), and the rows of conflicts are read once more.
  func conflicts() throws -> [ListedConflict] {
    let chats = exports.chat.feeds.indices
    return chats.flatMap(emails) + ticketingIDs + (try chats.flatMap(comments)) + (try chats.flatMap(tickets))
      + (try exports.records.inOrderOfBalance.flatMap(records))
  }

  private func emails(of number: Int) -> [ListedConflict] {
    let (chat, feed) = (exports.chat, exports.chat.feeds[number])
    let all = exports.judgement.emailConflicts.all.filter { feed.chatIDs.contains(Int($0)) }.sorted()
    guard !all.isEmpty else { return [] }
    var rows: [UInt32: [UInt32: Lines]] = [:]
    for row in feed.rows {
      let sighting = chat.identities.sightings[Int(chat.rows[row].author)]
      guard all.contains(sighting.chatID), let key = sighting.key else { continue }
      rows[sighting.chatID, default: [:]][key, default: Lines()].add { chat.lineText(of: row) }
    }
    let sightings = Dictionary(grouping: chat.identities.sightings.indices) {
      chat.identities.sightings[$0].chatID
    }
    let source = feed.export.source.name
    return all.map { chatID in
      let numbers = (sightings[chatID] ?? []).map { UInt32(truncatingIfNeeded: $0) }
      let sides = chat.identities.emailSides(of: numbers, in: source)
      let id = chat.identities.chatIDs[Int(chatID)].id
      let column = feed.map[.email].column.from
      let name = ConflictName(ConflictName.Record.email, id, of: source.utf8, sides: sides.digests)
      return ListedConflict(
        kind: "several e-mails of one chat id", record: name.words, source: source, name: name,
        differs: [column],
        sides: zip(sides.digests, sides.rows).map { digest, number in
          let sighting = chat.identities.sightings[number]
          let lines = sighting.key.flatMap { rows[chatID]?[$0] } ?? Lines()
          let text = chat.identities.texts.with(sighting.email) { shown($0, isPlain: false, in: name) }
          return .init(digests: [digest], lines: lines.text, shows: "\(column): \(text)")
        })
    }
  }

  private var ticketingIDs: [ListedConflict] {
    guard let export = exports.sources.ticketing else { return [] }
    let ticketing = exports.ticketing
    return exports.people.keysWithTwoTicketingIDs.map { key in
      let sides = ticketing.sides(of: key, in: export.source.name)
      let users = ticketing.usersOfKey[key] ?? []
      let email = exports.chat.identities.withKey(key) { Array($0) }
      let name = ConflictName(
        ConflictName.Record.ticketingID, ticketing.smallestID(of: key), of: email, sides: sides.digests)
      let ids = sides.rows.map { "\(users[$0].id)" }
      return ListedConflict(
        kind: "several ticketing ids of one e-mail", record: "ticketing ids \(ids.joined(separator: ", "))",
        source: export.source.name, name: name, differs: [ticketing.columns.names[0]],
        sides: zip(sides.digests, sides.rows).map { digest, number in
          var lines = Lines()
          for user in users where user.id == users[number].id {
            lines.add { exports.ticketingLine(user.place) }
          }
          return .init(
            digests: [digest], lines: lines.text, shows: "\(ticketing.columns.names[0]): \(users[number].id)")
        })
    }
  }

  private func comments(of number: Int) throws -> [ListedConflict] {
    let (chat, feed) = (exports.chat, exports.chat.feeds[number])
    let all = exports.judgement.commentConflicts.all
    var groups = Groups<Int, CommentMeaning>()
    for row in feed.rows where all.contains(UInt32(truncatingIfNeeded: chat.rows.first(of: row))) {
      groups.add(row, of: chat.rows.first(of: row), saying: chat.meaning(of: row, exports.people))
    }
    return try list(groups, of: feed, feed.digestedComments, number) { first in
      ("rows of one comment differ", RecordType.comments.name, chat.rows[first].commentID)
    }
  }

  private func tickets(of number: Int) throws -> [ListedConflict] {
    let (chat, feed) = (exports.chat, exports.chat.feeds[number])
    let all = exports.judgement.ticketConflicts.all
    var groups = Groups<UInt32, TicketMeaning>()
    for row in feed.rows {
      let reading = Int(chat.rows[row].ticket)
      let ticket = chat.conversations.readings[reading].ticket
      guard all.contains(ticket) else { continue }
      groups.add(row, of: ticket, saying: chat.meaning(ofReading: reading, exports.people))
    }
    return try list(groups, of: feed, feed.digestedTickets, number) { ticket in
      ("rows of one conversation differ", RecordType.tickets.name, chat.conversations.tickets[Int(ticket)].id)
    }
  }

  private func list<Key, Meaning>(
    _ groups: Groups<Key, Meaning>, of feed: ChatFeed, _ rows: DigestedRows, _ number: Int,
    words: (Key) -> (kind: String, record: String, key: Int64)
  ) throws -> [ListedConflict] {
    let (chat, people) = (exports.chat, exports.people)
    let source = feed.export.source.name
    let texts = try RowTexts(groups.rows, rows, place: chat.place) { value, reader in
      guard case .reference(let id) = value else { return reader.digest(of: value) }
      return people.digest(ofReference: id, chat: number, in: chat.identities, by: chat.digest)
    }
    return groups.all.map { key, sides in
      let (kind, record, id) = words(key)
      let name = ConflictName(record, id, of: source.utf8, sides: sides.joined().map { texts[$0].digest })
      return conflict(kind, name, source, sides, texts: { texts[$0] }, line: chat.lineText)
    }
  }

  private func records(_ records: JudgedRecords) throws -> [ListedConflict] {
    let (index, all) = (records.index, records.judgement.contradictory)
    guard !all.isEmpty else { return [] }
    var groups = Groups<Int, UInt64>()
    for row in 0..<index.rows.count where all.contains(UInt32(truncatingIfNeeded: index.rows.first(of: row)))
    {
      groups.add(row, of: index.rows.first(of: row), saying: index.rows[row].meaning)
    }
    let digest = exports.chat.digest
    let texts = try index.feeds.map { feed in
      try RowTexts(groups.rows.filter(feed.rows.contains), feed.digestedRecords, place: index.place) {
        RecordColumnMap.meaning(of: $0, $1, by: digest)
      }
    }
    return groups.all.map { first, sides in
      let name = ConflictName(
        index.type.name, index.rows[first].id, of: [],
        sides: sides.joined().map { texts[index.feed(of: $0)][$0].digest })
      return conflict(
        "records of one id differ", name, index.feeds[index.feed(of: first)].export.source.name, sides,
        texts: { texts[index.feed(of: $0)][$0] }, line: index.lineText)
    }
  }

  private func conflict(
    _ kind: String, _ name: ConflictName, _ source: String, _ sides: [[Int]], texts: (Int) -> RowTexts.Row,
    line: (Int) -> String
  ) -> ListedConflict {
    let firsts = sides.map { texts($0[0]) }
    var differing: [String] = []
    for field in firsts.flatMap(\.fields) where !differing.contains(field.name) {
      let meanings = firsts.map { row in row.fields.first { $0.name == field.name }?.meaning }
      if meanings.contains(where: { $0 != meanings[0] }) { differing.append(field.name) }
    }
    func columns(_ row: RowTexts.Row) -> [RowTexts.Field] {
      row.fields.filter { differing.contains($0.name) }
    }
    var columnNames: [String] = []
    for field in firsts.flatMap(columns) where !columnNames.contains(field.column) {
      columnNames.append(field.column)
    }
    return ListedConflict(
      kind: kind, record: name.words, source: source, name: name, differs: columnNames,
      sides: zip(sides, firsts).map { rows, first in
        var lines = Lines()
        for row in rows { lines.add { line(row) } }
        let words = columns(first).map { field in
          "\(field.column): \(field.text.withUnsafeBufferPointer { shown($0, isPlain: field.isPlain, in: name) })"
        }
        return .init(
          digests: rows.map { texts($0).digest }, lines: lines.text, shows: words.joined(separator: "; "))
      })
  }
}

extension ConflictList {
  private static let longestShown = 200

  /// A value as the sheet shows it: masked, a text is told by its length and by a digest that depends on the conflict.
  private func shown(_ text: Bytes, isPlain: Bool, in name: ConflictName) -> String {
    if text.isEmpty { return "null" }
    let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
    if isPlain || showsValues {
      let start = String(scalars.prefix(Self.longestShown))
      return scalars.count > Self.longestShown ? "\(start)… (\(scalars.count) characters)" : start
    }
    let digest = SideDigest.make(source: name.text, CollectionOfOne((name: "", text: text)))
    return "\(counted(scalars.count, "character")), masked, \(digest.prefix(7))"
  }
}

/// The rows of conflicts, by what they are about and what they say, both in the order of their first rows.
struct Groups<Key: Hashable, Meaning: Hashable> {
  private var keys: [Key: Int] = [:]
  private var sides: [[Meaning: Int]] = []
  private(set) var all: [(key: Key, sides: [[Int]])] = []
  private(set) var rows: [Int] = []

  mutating func add(_ row: Int, of key: Key, saying meaning: Meaning) {
    rows.append(row)
    let number = keys[key] ?? all.count
    if number == all.count {
      keys[key] = number
      all.append((key, []))
      sides.append([:])
    }
    if let side = sides[number][meaning] {
      all[number].sides[side].append(row)
    } else {
      sides[number][meaning] = all[number].sides.count
      all[number].sides.append([row])
    }
  }
}

/// What rows of one export say, read again.
struct RowTexts {
  struct Field {
    let name: String
    let column: String
    let text: [UInt8]
    /// Whether it is no text, and may be shown.
    let isPlain: Bool
    let meaning: UInt64
  }

  struct Row {
    var digest = ""
    var fields: [Field] = []
  }

  /// The most bytes of a text that are kept.
  private static let longestText = 1 << 16
  private var rows: [Int: Row] = [:]

  subscript(row: Int) -> Row { rows[row] ?? Row() }

  /// - Parameter meaning: a digest in which equal values are equal.
  init(
    _ numbers: [Int], _ texts: DigestedRows, place: (Int) -> RecordPlace,
    meaning: (FieldValue, FieldReader) -> UInt64
  ) throws {
    let digests = try texts.digests(of: numbers.map(place))
    for (number, digest) in zip(numbers, digests) { rows[number] = Row(digest: digest) }
    try texts.forEach(numbers.map(place)) { index, block, record in
      rows[numbers[index]]?.fields = texts.readers.enumerated().map { column, reader in
        let raw = block[record, column]
        let text = reader.text(raw) ?? Bytes(start: nil, count: 0)
        let value = reader.value(raw) ?? .null
        return Field(
          name: reader.column.field, column: reader.column.from, text: Array(text.prefix(Self.longestText)),
          isPlain: reader.isShown, meaning: meaning(value, reader))
      }
    }
  }
}

/// The lines of one side: the first of them, and how many more there are.
struct Lines {
  private static let most = 5
  private var first: [String] = []
  private var count = 0

  mutating func add(_ line: () -> String) {
    if count < Self.most { first.append(line()) }
    count += 1
  }

  var text: String {
    let more = count - first.count
    return first.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}

import Exports
import Plan

/// Rows that can't all be true, each variant with every line that says so.
struct Contradiction: Sendable {
  /// What the rows are about, and in what they differ.
  let subject: String
  /// `file:line` of every row, by what it says.
  let variants: [[String]]

  var sentence: String {
    "\(subject): \(variants.map { $0.joined(separator: ", ") }.joined(separator: " against "))"
  }
}

/// The lines about one subject, by what they say, in the order in which that is first said.
struct Variants<Meaning: Hashable> {
  private(set) var meanings: [Meaning] = []
  private(set) var lines: [[String]] = []
  /// The first row that says each.
  private(set) var rows: [Int] = []
  private var numbers: [Meaning: Int] = [:]

  mutating func add(_ meaning: Meaning, _ line: String, row: Int) {
    if let number = numbers[meaning] {
      lines[number].append(line)
    } else {
      numbers[meaning] = lines.count
      meanings.append(meaning)
      rows.append(row)
      lines.append([line])
    }
  }

  /// Whether two of the meanings differ in a part.
  func differ<Part: Equatable>(in part: (Meaning) -> Part) -> Bool {
    meanings.contains { part($0) != part(meanings[0]) }
  }
}

/// Collects the lines of the first conflicts of each kind: one more pass over the index, taken only to
/// refuse.
struct ConflictReport {
  private let chat: ChatIndex
  private let people: People
  private var comments: [UInt32: Variants<CommentMeaning>] = [:]
  private var tickets: [UInt32: Variants<TicketMeaning>] = [:]
  private var emails: [UInt32: Variants<UInt32>] = [:]
  private var ids: [UInt32: [String]] = [:]

  init(_ exports: JudgedExports) {
    (chat, people) = (exports.chat, exports.people)
    let judgement = exports.judgement
    for row in judgement.commentConflicts.open.cases { comments[row] = Variants() }
    for ticket in judgement.ticketConflicts.open.cases { tickets[ticket] = Variants() }
    for chatID in judgement.emailConflicts.open.cases { emails[chatID] = Variants() }
    for shared in judgement.sharedIDs.cases {
      ids[shared.chatID] = []
      if case .chat(let other) = shared.other { ids[other] = [] }
    }
    for chatID in ids.keys where chat.identities.system(of: chatID) >= chat.feeds.count {
      guard let sighting = chat.identities.chatIDs[Int(chatID)].firstSighting else { continue }
      let row = chat.identities.sightings[Int(sighting)].row
      ids[chatID] = [exports.lineText(ofRow: row, tellingOf: chatID)]
    }
    for row in 0..<chat.rows.count { collect(row) }
  }

  private mutating func collect(_ number: Int) {
    let row = chat.rows[number]
    let reading = chat.conversations.readings[Int(row.ticket)]
    let sighting = chat.identities.sightings[Int(row.author)]
    func line() -> String { chat.lineText(of: number) }
    comments[UInt32(truncatingIfNeeded: chat.rows.first(of: number))]?
      .add(chat.meaning(of: number, people), line(), row: number)
    tickets[reading.ticket]?
      .add(chat.meaning(ofReading: Int(row.ticket), people), line(), row: number)
    if let key = sighting.key { emails[sighting.chatID]?.add(key, line(), row: number) }
    ids[sighting.chatID]?.append(line())
    if reading.requester != sighting.chatID { ids[reading.requester]?.append(line()) }
  }

  func comment(_ first: UInt32) throws -> Contradiction {
    let variants = comments[first] ?? Variants()
    let fields: [(ChatField, Bool)] = [
      (.ticketID, variants.differ(in: \.ticket)), (.authorID, variants.differ(in: \.author)),
      (.isPublic, variants.differ(in: \.isPublic)), (.commentCreatedAt, variants.differ(in: \.createdAt)),
      (.body, variants.differ(in: \.bodyDigest) || variants.differ(in: \.bodyLength)),
    ]
    let (feed, id) = (chat.chat(ofRow: Int(first)), chat.rows[Int(first)].commentID)
    let isCustom = variants.differ(in: \.fields)
    let custom = isCustom ? try differences(variants.rows, of: feed, chat.feeds[feed].map.commentFields) : []
    return contradiction(of: feed, .commentID, id, fields, custom, variants.lines)
  }

  func ticket(_ number: UInt32) throws -> Contradiction {
    let variants = tickets[number] ?? Variants()
    let fields: [(ChatField, Bool)] = [
      (.requesterID, variants.differ(in: \.requester)), (.ticketCreatedAt, variants.differ(in: \.createdAt)),
    ]
    let (feed, id) = (chat.chat(ofTicket: number), chat.conversations.tickets[Int(number)].id)
    let isCustom = variants.differ(in: \.fields)
    let custom = isCustom ? try differences(variants.rows, of: feed, chat.feeds[feed].map.ticketFields) : []
    return contradiction(of: feed, .ticketID, id, fields, custom, variants.lines)
  }

  /// The custom fields in which rows of a chat differ.
  private func differences(_ rows: [Int], of number: Int, _ fields: Range<Int>) throws -> [String] {
    let feed = chat.feeds[number]
    return try feed.export.differences(among: rows.map(chat.place), in: feed.map.readers(fields)) {
      value, reader in
      guard case .reference(let id) = value else { return reader.digest(of: value) }
      return people.digest(ofReference: id, chat: number, in: chat.identities, by: chat.digest)
    }
  }

  /// - Parameter id: as the archive would have it; the sentence has it as it is in the export.
  private func contradiction(
    of feed: Int, _ key: ChatField, _ id: Int64, _ fields: [(ChatField, Bool)], _ custom: [String],
    _ lines: [[String]]
  ) -> Contradiction {
    let map = chat.feeds[feed].map
    let differences = fields.filter(\.1).map { map[$0.0].column.from } + custom
    return Contradiction(
      subject:
        "\(map[key].column.from) \(map[key].source(of: id)) has rows that differ in \(differences.joined(separator: ", "))",
      variants: lines)
  }

  func email(_ chatID: UInt32) -> Contradiction {
    let variants = emails[chatID] ?? Variants()
    let map = chat.feeds[chat.identities.system(of: chatID)].map
    return Contradiction(
      subject: "\(map[.authorID].column.from) \(chat.identities.chatIDs[Int(chatID)].id) has "
        + "\(variants.lines.count) different addresses in \(map[.email].column.from)",
      variants: variants.lines)
  }

  /// The lines that name a chat id, as author or requester.
  func lines(ofChatID chatID: UInt32) -> [String] { ids[chatID] ?? [] }
}

extension Export {
  /// The columns in which records differ: read again, because an index keeps no more than a digest of them.
  ///
  /// - Parameter meaning: a digest in which equal values are equal.
  func differences(
    among places: [RecordPlace], in readers: some Collection<FieldReader>,
    by meaning: (FieldValue, FieldReader) -> UInt64
  ) throws -> [String] {
    var lookup = try RecordLookup(self, columns: readers.map(\.wanted))
    var names: [String] = []
    try lookup.read(places) { block in
      for (column, reader) in readers.enumerated() {
        let meanings = (0..<block.count).map { record in
          reader.value(block[record, column]).map { meaning($0, reader) }
        }
        if meanings.contains(where: { $0 != meanings.first }) { names.append(reader.column.from) }
      }
    }
    return names
  }
}

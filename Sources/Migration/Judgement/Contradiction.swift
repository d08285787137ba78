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
private struct Variants<Meaning: Hashable> {
  private(set) var meanings: [Meaning] = []
  private(set) var lines: [[String]] = []
  private var numbers: [Meaning: Int] = [:]

  mutating func add(_ meaning: Meaning, _ line: String) {
    if let number = numbers[meaning] {
      lines[number].append(line)
    } else {
      numbers[meaning] = lines.count
      meanings.append(meaning)
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
  private let files: [ExportFile]
  private let columns: ChatColumns
  private var comments: [UInt32: Variants<CommentMeaning>] = [:]
  private var tickets: [UInt32: Variants<TicketMeaning>] = [:]
  private var emails: [UInt32: Variants<UInt32>] = [:]
  private var ids: [UInt32: [String]] = [:]

  init(_ exports: JudgedExports) {
    (chat, people, files) = (exports.chat, exports.people, exports.chatExport.files)
    columns = exports.plan.columns
    let judgement = exports.judgement
    for row in judgement.commentConflicts.cases { comments[row] = Variants() }
    for ticket in judgement.ticketConflicts.cases { tickets[ticket] = Variants() }
    for chatID in judgement.emailConflicts.cases { emails[chatID] = Variants() }
    for chatID in judgement.sharedIDs.cases { ids[chatID] = [] }
    for row in 0..<chat.rows.count { collect(row) }
  }

  private mutating func collect(_ number: Int) {
    let row = chat.rows[number]
    let reading = chat.conversations.readings[Int(row.ticket)]
    let sighting = chat.identities.sightings[Int(row.author)]
    func line() -> String { chat.line(of: number).text(in: files) }
    comments[UInt32(min(number, Int(row.twin)))]?.add(chat.meaning(of: row, people), line())
    tickets[reading.ticket]?.add(TicketMeaning(reading, people), line())
    if let key = sighting.key { emails[sighting.chatID]?.add(key, line()) }
    ids[sighting.chatID]?.append(line())
    if reading.requester != sighting.chatID { ids[reading.requester]?.append(line()) }
  }

  func comment(_ first: UInt32) -> Contradiction {
    let variants = comments[first] ?? Variants()
    let fields: [(ChatField, Bool)] = [
      (.ticketID, variants.differ(in: \.ticket)), (.authorID, variants.differ(in: \.author)),
      (.isPublic, variants.differ(in: \.isPublic)), (.commentCreatedAt, variants.differ(in: \.createdAt)),
      (.body, variants.differ(in: \.bodyDigest) || variants.differ(in: \.bodyLength)),
    ]
    return contradiction(columns.commentID, chat.rows[Int(first)].commentID, fields, variants.lines)
  }

  func ticket(_ number: UInt32) -> Contradiction {
    let variants = tickets[number] ?? Variants()
    let fields: [(ChatField, Bool)] = [
      (.requesterID, variants.differ(in: \.requester)), (.ticketCreatedAt, variants.differ(in: \.createdAt)),
    ]
    return contradiction(
      columns.ticketID, chat.conversations.tickets[Int(number)].id, fields, variants.lines)
  }

  private func contradiction(
    _ key: ColumnPlan, _ id: Int64, _ fields: [(ChatField, Bool)], _ lines: [[String]]
  ) -> Contradiction {
    let differences = fields.filter(\.1).map { columns[$0.0].from }.joined(separator: ", ")
    return Contradiction(subject: "\(key.from) \(id) has rows that differ in \(differences)", variants: lines)
  }

  func email(_ chatID: UInt32) -> Contradiction {
    let variants = emails[chatID] ?? Variants()
    return Contradiction(
      subject: "\(columns.authorID.from) \(chat.identities.chatIDs[Int(chatID)].id) has "
        + "\(variants.lines.count) different addresses in \(columns.email.from)",
      variants: variants.lines)
  }

  /// The lines that name a chat id, as author or requester.
  func lines(ofChatID chatID: UInt32) -> [String] { ids[chatID] ?? [] }
}

extension SourceLine {
  /// `file:line`, as messages name it.
  func text(in files: [ExportFile]) -> String { "\(files[file].name):\(line)" }
}

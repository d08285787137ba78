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

/// The rows of one subject, by what they say.
private struct Variants {
  private(set) var rows: [Int] = []
  private(set) var lines: [[String]] = []

  mutating func add(_ row: Int, _ line: String, isSame: (Int) -> Bool) {
    if let index = rows.firstIndex(where: isSame) {
      lines[index].append(line)
    } else {
      rows.append(row)
      lines.append([line])
    }
  }
}

/// Collects the lines of the first conflicts of each kind: one more pass over the index, taken only to refuse.
struct ConflictReport {
  private let chat: ChatIndex
  private let people: People
  private let files: [ExportFile]
  private let columns: ChatColumns
  private var comments: [UInt32: Variants] = [:]
  private var tickets: [UInt32: Variants] = [:]
  private var emails: [UInt32: Variants] = [:]
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
    let (chat, people) = (self.chat, self.people)
    comments[UInt32(min(number, Int(row.twin)))]?.add(number, line()) {
      chat.isSame(chat.rows[$0], row, people)
    }
    tickets[reading.ticket]?.add(number, line()) {
      let other = chat.conversations.readings[Int(chat.rows[$0].ticket)]
      return other.createdAt == reading.createdAt && people.isOnePerson(other.requester, reading.requester)
    }
    if sighting.key != nil {
      emails[sighting.chatID]?.add(number, line()) {
        chat.identities.sightings[Int(chat.rows[$0].author)].key == sighting.key
      }
    }
    ids[sighting.chatID]?.append(line())
    if reading.requester != sighting.chatID { ids[reading.requester]?.append(line()) }
  }

  func comment(_ first: UInt32) -> Contradiction {
    let variants = comments[first] ?? Variants()
    let differences = differences(among: variants.rows.map { chat.rows[$0] })
    return Contradiction(
      subject: "\(columns.commentID.from) \(chat.rows[Int(first)].commentID) has rows that differ in "
        + differences.map { columns[$0].from }.joined(separator: ", "),
      variants: variants.lines)
  }

  func ticket(_ number: UInt32) -> Contradiction {
    let variants = tickets[number] ?? Variants()
    let readings = variants.rows.map { chat.conversations.readings[Int(chat.rows[$0].ticket)] }
    var differences: [ChatField] = []
    if readings.contains(where: { !people.isOnePerson($0.requester, readings[0].requester) }) {
      differences.append(.requesterID)
    }
    if readings.contains(where: { $0.createdAt != readings[0].createdAt }) {
      differences.append(.ticketCreatedAt)
    }
    return Contradiction(
      subject:
        "\(columns.ticketID.from) \(chat.conversations.tickets[Int(number)].id) has rows that differ in "
        + differences.map { columns[$0].from }.joined(separator: ", "),
      variants: variants.lines)
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

  private func differences(among rows: [IndexedRow]) -> [ChatField] {
    guard let first = rows.first else { return [] }
    func differs<Value: Equatable>(_ value: (IndexedRow) -> Value) -> Bool {
      rows.contains { value($0) != value(first) }
    }
    let (conversations, sightings) = (chat.conversations, chat.identities.sightings)
    let fields: [(ChatField, Bool)] = [
      (.ticketID, differs { conversations.readings[Int($0.ticket)].ticket }),
      (
        .authorID,
        rows.contains {
          !people.isOnePerson(sightings[Int($0.author)].chatID, sightings[Int(first.author)].chatID)
        }
      ),
      (.isPublic, differs(\.isPublic)),
      (.commentCreatedAt, differs(\.createdAt)),
      (.body, differs(\.bodyDigest) || differs(\.bodyLength)),
    ]
    return fields.filter(\.1).map(\.0)
  }
}

extension SourceLine {
  /// `file:line`, as messages name it.
  func text(in files: [ExportFile]) -> String { "\(files[file].name):\(line)" }
}

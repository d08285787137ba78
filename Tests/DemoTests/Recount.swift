import Foundation

@testable import Demo

/// The facts of the exports, counted again from the files by slow and obvious code of the tests' own.
struct Recount {
  private(set) var facts = DemoFacts()
  /// What no export of the demo may hold; each with the record it was found in.
  private(set) var defects: [String] = []
  private(set) var lastInstant = Moment(seconds: 0, nanoseconds: 0)

  private struct Row {
    let ticketCreatedAt, requester, comment, ticket, isPublic, body, createdAt, author, name, email: String

    init(_ fields: [String]) {
      (ticketCreatedAt, requester, comment, ticket) = (fields[0], fields[1], fields[2], fields[3])
      (isPublic, body, createdAt, author) = (fields[4], fields[5], fields[6], fields[7])
      (name, email) = (fields[8], fields[9])
    }

    /// The fields that two rows of one comment must share.
    var mapped: [String] {
      [ticketCreatedAt, requester, ticket, isPublic, body, createdAt, author, email].map {
        "\(Array($0.utf8))"
      }
    }
  }

  init(chat: [UInt8], ticketing: [UInt8]) throws {
    let rows = csvRecords(chat).dropFirst().map(Row.init)
    facts.rows = rows.count
    var firstRows: [Row] = []
    var firstRow: [String: Row] = [:]
    for row in rows {
      guard let first = firstRow[row.comment] else {
        firstRow[row.comment] = row
        firstRows.append(row)
        continue
      }
      facts.duplicateRows += 1
      if first.name != row.name { facts.duplicatesWithOtherName += 1 }
      if first.mapped != row.mapped { defects.append("comment \(row.comment) has two meanings") }
    }
    facts.comments = firstRows.count
    countComments(firstRows)
    countConversations(firstRows)
    countPeople(firstRows, csvRecords(ticketing).dropFirst().map { (id: $0[0], key: key($0[1])) })
  }

  private mutating func countComments(_ rows: [Row]) {
    for row in rows {
      if row.body.isEmpty { facts.emptyBodies += 1 }
      if row.body.utf8.contains(0x0A) { facts.bodiesWithLineBreak += 1 }
      if row.body.utf8.contains(0x0D) { facts.bodiesWithCRLF += 1 }
      if row.body.utf8.contains(0x22) { facts.bodiesWithQuotationMark += 1 }
      if row.isPublic == "False" { facts.privateComments += 1 }
      if row.createdAt.contains("."), moment(row.createdAt).nanoseconds > 0 { facts.fractions += 1 }
      if row.createdAt.last != "Z" { facts.offsetStamps += 1 }
      if moment(row.createdAt) < moment(row.ticketCreatedAt) {
        defects.append("comment \(row.comment) is older than its ticket")
      }
      lastInstant = max(lastInstant, moment(row.createdAt))
    }
  }

  private mutating func countConversations(_ rows: [Row]) {
    let authors = Dictionary(grouping: rows.enumerated(), by: \.element.author).mapValues { $0[0].offset }
    let conversations = Dictionary(grouping: rows.enumerated(), by: \.element.ticket)
    facts.conversations = conversations.count
    for (ticket, rows) in conversations {
      let (first, requester) = (rows[0], rows[0].element.requester)
      if Set(rows.map(\.element.requester)).count > 1
        || Set(rows.map { moment($0.element.ticketCreatedAt) }).count > 1
      {
        defects.append("conversation \(ticket) has two meanings")
      }
      guard let firstOwn = authors[requester] else {
        defects.append("requester \(requester) never wrote")
        continue
      }
      if firstOwn > first.offset { facts.requestersWhoWriteLater += 1 }
      if !rows.contains(where: { $0.element.author == requester }) { facts.requestersWhoWriteElsewhere += 1 }
      if let last = rows.last, last.offset - first.offset >= rows.count { facts.interleaved += 1 }
      let instants = rows.map { moment($0.element.createdAt) }
      facts.equalInstants += instants.count - Set(instants).count
      facts.outOfOrder += zip(instants, instants.dropFirst()).count { $1 < $0 }
    }
  }

  private mutating func countPeople(_ rows: [Row], _ ticketing: [(id: String, key: String)]) {
    facts.ticketingUsers = ticketing.count
    let byAuthor = Dictionary(grouping: rows, by: \.author)
    facts.chatIDs = byAuthor.count
    var emailOf: [String: String] = [:]
    for (author, rows) in byAuthor {
      let emails = rows.map(\.email).filter { !$0.isEmpty }
      if Set(emails.map(key)).count > 1 { defects.append("chat id \(author) has two e-mails") }
      if !emails.isEmpty, rows[0].email.isEmpty { facts.lateEmails += 1 }
      emailOf[author] = emails.first
    }
    let withEmail = ticketing.enumerated().filter { !$0.element.key.isEmpty }
    let positions = Dictionary(withEmail.map { ($0.element.key, $0.offset) }) { first, _ in
      defects.append("ticketing user \(first) has a twin")
      return first
    }
    let ticketingIDs = Set(ticketing.map(\.id))
    facts.collidingChatIDs = byAuthor.keys.count { ticketingIDs.contains($0) }
    var firstRows: [String: Row] = [:]
    for row in rows {
      let person = emailOf[row.author].map(key) ?? "id \(row.author)"
      if firstRows[person] == nil { firstRows[person] = row }
    }
    let persons = Dictionary(grouping: byAuthor.keys) { author in emailOf[author].map(key) ?? "id \(author)" }
    facts.persons = persons.count
    for (person, chats) in persons {
      let emails = Set(chats.compactMap { emailOf[$0] })
      if chats.count > 1 { facts.personsOfSeveralIDs += 1 }
      if emails.count > 1 { facts.caseTwins += 1 }
      if emails.contains(where: { $0.hasPrefix(" ") }) { facts.spacedTwins += 1 }
      if emails.isEmpty { facts.personsWithoutEmail += 1 }
      if firstRows[person]?.name == "" { facts.personsWithoutName += 1 }
      if let position = positions[person] {
        facts.personsInTicketing += 1
        if position >= 56_700 { facts.personsOnLastPage += 1 }
      } else if chats.contains(where: ticketingIDs.contains) {
        defects.append("chat id \(chats) stays in use and is a ticketing id")
      }
    }
  }
}

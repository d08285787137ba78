/// Counts the facts of the exports while rows are written.
struct DemoTally {
  private(set) var facts = DemoFacts()
  private let people: People
  /// For every chat id: has it written, and if so with which texts first.
  private var firstTexts: [(name: Int, email: Int)?]
  /// For every chat id: has a row of it an e-mail.
  private var hasEmail: [Bool]
  /// For every person: the chat id of the first row.
  private var firstChat: [Int?]
  private var seen: Set<Instant> = []

  init(people: People) {
    self.people = people
    firstTexts = Array(repeating: nil, count: people.chats.count)
    hasEmail = Array(repeating: false, count: people.chats.count)
    firstChat = Array(repeating: nil, count: people.persons.count)
  }

  /// A chat id has been the author of a row.
  func hasWritten(_ chat: Int) -> Bool { firstTexts[chat] != nil }

  /// Counts the first row of a comment. Call it before `conversation.written` is advanced.
  mutating func count(
    _ comment: Conversation.Comment, of conversation: inout Conversation, marks: BodyWriter.Marks?,
    name: Int, email: Int
  ) {
    facts.rows += 1
    facts.comments += 1
    let author = comment.author
    if conversation.written == 0, !hasWritten(conversation.requester), author != conversation.requester {
      facts.requestersWhoWriteLater += 1
    }
    if author == conversation.requester { conversation.requesterWrote = true }
    if firstTexts[author] == nil { firstTexts[author] = (name, email) }
    if firstChat[people.chats[author].person] == nil { firstChat[people.chats[author].person] = author }
    if !people.chats[author].emails[email].isEmpty { hasEmail[author] = true }
    count(marks)
    if !comment.isPublic { facts.privateComments += 1 }
    if comment.instant.nanoseconds > 0 { facts.fractions += 1 }
    if comment.offsetMinutes != nil { facts.offsetStamps += 1 }
    if conversation.written > 0, comment.instant < conversation.comments[conversation.written - 1].instant {
      facts.outOfOrder += 1
    }
  }

  private mutating func count(_ marks: BodyWriter.Marks?) {
    guard let marks else { return facts.emptyBodies += 1 }
    if marks.contains(.lineBreak) { facts.bodiesWithLineBreak += 1 }
    if marks.contains(.carriageReturn) { facts.bodiesWithCRLF += 1 }
    if marks.contains(.quotationMark) { facts.bodiesWithQuotationMark += 1 }
  }

  /// Counts a later row of a comment.
  mutating func countDuplicate(hasOtherName: Bool) {
    facts.rows += 1
    facts.duplicateRows += 1
    if hasOtherName { facts.duplicatesWithOtherName += 1 }
  }

  /// Counts what only a whole conversation shows.
  mutating func close(_ conversation: Conversation) {
    facts.conversations += 1
    if conversation.isInterleaved { facts.interleaved += 1 }
    if !conversation.requesterWrote { facts.requestersWhoWriteElsewhere += 1 }
    seen.removeAll(keepingCapacity: true)
    for comment in conversation.comments where !seen.insert(comment.instant).inserted {
      facts.equalInstants += 1
    }
  }

  /// The facts, those of people included.
  consuming func finished() -> DemoFacts {
    facts.chatIDs = people.chats.count
    facts.persons = people.persons.count
    facts.ticketingUsers = TicketingExport.users
    let ticketingIDs = Set((0..<TicketingExport.users).map(TicketingExport.id))
    facts.collidingChatIDs = people.chats.count { ticketingIDs.contains($0.id) }
    for (chat, first) in zip(people.chats.indices, firstTexts) {
      guard let first else { continue }
      if hasEmail[chat], people.chats[chat].emails[first.email].isEmpty { facts.lateEmails += 1 }
    }
    let chatsByPerson = Dictionary(grouping: people.chats.indices) { people.chats[$0].person }
    for (number, person) in zip(people.persons.indices, people.persons) {
      let chats = chatsByPerson[number] ?? []
      count(person, chats: chats)
      guard let first = firstChat[number], let texts = firstTexts[first] else { continue }
      if people.chats[first].names[texts.name].isEmpty { facts.personsWithoutName += 1 }
    }
    return facts
  }

  private mutating func count(_ person: People.Person, chats: [Int]) {
    let emails = Set(chats.map { people.chats[$0].emails[0] })
    if chats.count > 1 { facts.personsOfSeveralIDs += 1 }
    if emails.count > 1 { facts.caseTwins += 1 }
    if emails.count > 1, emails.contains(where: { $0.first == UInt8(ascii: " ") }) { facts.spacedTwins += 1 }
    if !chats.contains(where: { hasEmail[$0] }) { facts.personsWithoutEmail += 1 }
    guard let position = person.ticketingPosition else { return }
    facts.personsInTicketing += 1
    if position >= TicketingExport.wholePages { facts.personsOnLastPage += 1 }
  }
}

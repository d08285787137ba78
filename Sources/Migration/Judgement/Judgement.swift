import Exports
import Plan

/// What becomes of every accepted row: which one is kept for each comment, and which contradict each other.
///
/// Relies on the finished index and the merged people; gathers, in one pass over the rows, the kept rows of
/// each ticket and the first contradictions of each kind.
struct Judgement: Sendable {
  /// The rows of a chat that are not the kept row of their comment.
  struct Duplicates: Sendable {
    /// Rows that say the same as the kept one, in one file.
    var exact = 0
    /// The same where the two rows are in different files.
    var overlaps = 0
    var contradicting = 0
    /// Those that contradict a row that people decided on.
    var decided = 0
  }

  /// Conflicts of one kind.
  struct Conflicts: Sendable {
    /// Those that nobody has decided.
    fileprivate(set) var open = Evidence<UInt32>()
    /// All of them.
    fileprivate(set) var all: Set<UInt32> = []
    fileprivate(set) var decidedCount = 0

    fileprivate mutating func add(_ conflict: UInt32, isDecided: Bool) {
      guard all.insert(conflict).inserted else { return }
      if isDecided { decidedCount += 1 } else { open.add(conflict) }
    }
  }

  /// For each chat.
  private(set) var duplicates: [Duplicates]
  /// Comments, by their first row, of which rows contradict each other.
  private(set) var commentConflicts = Conflicts()
  /// Conversations of which rows contradict each other.
  private(set) var ticketConflicts = Conflicts()
  /// Chat ids with more than one e-mail.
  private(set) var emailConflicts = Conflicts()
  /// E-mail keys that more than one ticketing id has.
  private(set) var ticketingConflicts = Conflicts()
  /// Chat ids that stay in use, and whose number in the archive is somebody else's.
  private(set) var sharedIDs = Evidence<SharedID>()
  /// Ticketing ids that two persons would get.
  private(set) var sharedTicketingIDs = Evidence<People.SharedTicketingID>()
  /// Persons who share an e-mail that is not an address, so that both would arrive with it.
  private(set) var sharedTexts = Evidence<SharedText>()
  /// Requesters that the archive names and does not hold, by their tickets.
  private(set) var unresolvedRequesters = Evidence<UInt32>()

  /// The number of kept rows of each ticket; a ticket without any does not exist.
  private(set) var commentCounts: [UInt32]
  /// Whether the archive refers to a person.
  private(set) var isUsed: [Bool]
  /// Whether the archive refers to the chat id of a requester who never wrote.
  private(set) var isNamed: [Bool]

  /// Two persons, by their numbers.
  struct SharedText: Sendable {
    let person: UInt32
    let with: UInt32
  }

  /// A chat id that stays in use, and who has its number in the archive, too.
  struct SharedID: Sendable {
    enum Other: Sendable {
      case ticketing(RecordPlace)
      /// A chat id of another system.
      case chat(UInt32)
    }
    let chatID: UInt32
    let other: Other
  }

  init(
    _ chat: ChatIndex, _ people: People, _ ticketing: TicketingIndex, plan: Plan,
    _ decisions: Decisions, _ keptComments: KeepRule
  ) {
    duplicates = Array(repeating: Duplicates(), count: chat.feeds.count)
    commentCounts = Array(repeating: 0, count: chat.conversations.tickets.count)
    isUsed = Array(repeating: false, count: people.persons.count)
    isNamed = Array(repeating: false, count: chat.identities.chatIDs.count)
    // Whoever is in a list of people becomes a user.
    for chatID in chat.identities.chatIDs.indices
    where chat.identities.system(of: UInt32(chatID)) >= chat.feeds.count {
      if let person = people.personOfChatID[chatID] { isUsed[Int(person)] = true }
    }
    for number in chat.feeds.indices { judgeRows(of: chat, number, people, by: keptComments) }
    judgeTickets(of: chat, people, decided: decisions.tickets)
    for chatID in people.chatIDsWithTwoEmails {
      emailConflicts.add(chatID, isDecided: decisions.emails.contains(chatID))
    }
    for key in people.keysWithTwoTicketingIDs {
      ticketingConflicts.add(key, isDecided: decisions.ticketingUsers[key] != nil)
    }
    people.sharedTicketingIDs.forEach { sharedTicketingIDs.add($0) }
    judgeTexts(people, chat.identities, omitsKnown: plan.alreadyImported == .omit)
    if plan.unresolvedRequester != .sameIDs { judgeIDs(people, ticketing) }
    if chat.feeds.count + (plan.hasLists ? 1 : 0) > 1 { judgeIDsBetweenChats(people) }
    findUnresolvedRequesters(chat, people, ticketing, policy: plan.unresolvedRequester)
  }

  /// Whether the plan has to decide something that the exports leave open.
  var hasConflicts: Bool {
    [commentConflicts, ticketConflicts, emailConflicts, ticketingConflicts].contains { $0.open.total > 0 }
  }

  /// Whether two people would get one id or one e-mail, which no policy decides.
  var hasSharedIDs: Bool { sharedIDs.total + sharedTicketingIDs.total + sharedTexts.total > 0 }
}

extension Judgement {
  private mutating func judgeRows(
    of chat: ChatIndex, _ feed: Int, _ people: People, by rule: KeepRule
  ) {
    for number in chat.feeds[feed].rows {
      let row = chat.rows[number]
      let kept = chat.rows.kept(for: number, by: rule)
      if kept == number {
        commentCounts[Int(chat.conversations.readings[Int(row.ticket)].ticket)] += 1
        let author = chat.identities.sightings[Int(row.author)].chatID
        if let person = people.personOfChatID[Int(author)] { isUsed[Int(person)] = true }
      } else if chat.meaning(of: number, people) == chat.meaning(of: kept, people) {
        if chat.file(of: number) == chat.file(of: kept) {
          duplicates[feed].exact += 1
        } else {
          duplicates[feed].overlaps += 1
        }
      } else {
        let first = chat.rows.first(of: number)
        let isDecided = rule.decided[first] != nil
        if isDecided { duplicates[feed].decided += 1 } else { duplicates[feed].contradicting += 1 }
        commentConflicts.add(UInt32(truncatingIfNeeded: first), isDecided: isDecided)
      }
    }
  }

  private mutating func judgeTickets(of chat: ChatIndex, _ people: People, decided: Set<UInt32>) {
    let (tickets, readings) = (chat.conversations.tickets, chat.conversations.readings)
    for (number, reading) in readings.enumerated() {
      let kept = Int(tickets[Int(reading.ticket)].kept)
      guard kept != number,
        chat.meaning(ofReading: number, people) != chat.meaning(ofReading: kept, people)
      else { continue }
      ticketConflicts.add(reading.ticket, isDecided: decided.contains(reading.ticket))
    }
    for (number, ticket) in tickets.enumerated() where commentCounts[number] > 0 {
      let requester = readings[Int(ticket.kept)].requester
      if let person = people.personOfChatID[Int(requester)] {
        isUsed[Int(person)] = true
      } else {
        isNamed[Int(requester)] = true
      }
    }
  }

  /// No two users of the archive may have one e-mail; those with one address are one person already.
  private mutating func judgeTexts(_ people: People, _ identities: Identities, omitsKnown: Bool) {
    var firsts: [[UInt8]: UInt32] = [:]
    var key: [UInt8] = []
    for (number, person) in people.persons.enumerated() where isUsed[number] {
      guard let email = person.email, !(omitsKnown && person.isInTicketing) else { continue }
      identities.texts.with(email) { EmailKey.fold($0, into: &key) }
      if key.isEmpty || EmailAddress.isOne(key) { continue }
      if let first = firsts[key] {
        sharedTexts.add(SharedText(person: UInt32(number), with: first))
      } else {
        firsts[key] = UInt32(number)
      }
    }
  }

  /// A chat id that the archive keeps must not be somebody else's ticketing id.
  private mutating func judgeIDs(_ people: People, _ ticketing: TicketingIndex) {
    for chatID in chatIDsInUse(people) {
      guard let line = ticketing.lineOfChatID[chatID] else { continue }
      sharedIDs.add(SharedID(chatID: chatID, other: .ticketing(line)))
    }
  }

  /// Nor that of somebody of another system.
  private mutating func judgeIDsBetweenChats(_ people: People) {
    var chatIDs: [Int64: UInt32] = [:]
    for chatID in chatIDsInUse(people) {
      let id = people.writtenID(of: chatID)
      if let other = chatIDs[id] {
        sharedIDs.add(SharedID(chatID: chatID, other: .chat(other)))
      } else {
        chatIDs[id] = chatID
      }
    }
  }

  /// The chat ids whose numbers the archive has: first those of its people, then those of requesters who never wrote.
  private func chatIDsInUse(_ people: People) -> [UInt32] {
    let persons = people.persons.enumerated().filter { isUsed[$0.offset] && !$0.element.isInTicketing }
    return persons.map(\.element.chatID)
      + isNamed.enumerated().filter(\.element).map { UInt32(truncatingIfNeeded: $0.offset) }
  }

  private mutating func findUnresolvedRequesters(
    _ chat: ChatIndex, _ people: People, _ ticketing: TicketingIndex, policy: UnresolvedRequesterPolicy
  ) {
    for (number, ticket) in chat.conversations.tickets.enumerated() where commentCounts[number] > 0 {
      let requester = chat.conversations.readings[Int(ticket.kept)].requester
      guard people.personOfChatID[Int(requester)] == nil else { continue }
      if policy == .sameIDs, ticketing.lineOfChatID[requester] != nil { continue }
      unresolvedRequesters.add(UInt32(number))
    }
  }
}

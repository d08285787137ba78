import Plan

/// The people of the chats and of the lists of people: their chat ids, merged by e-mail, each with the one id that the
/// archive writes.
struct People: Sendable {
  struct Person: Sendable {
    /// The ticketing id where the e-mail is known there, else the person's first chat id.
    var id: Int64
    /// The number of the first chat id.
    let chatID: UInt32
    /// The number of the e-mail key; nil for who has no e-mail that matches.
    let key: UInt32?
    /// The name; empty is written as null.
    var name = 0..<0
    /// The chat id whose row gives the name.
    var nameChatID: UInt32?
    /// The e-mail text; nil is written as null.
    var email: Range<Int>?
    /// The chat id whose kept row gives an e-mail that is not blank.
    var emailChatID: UInt32?
    var isInTicketing: Bool
  }

  /// A ticketing id that two persons would get, because ticketing has it with the e-mail keys of both.
  struct SharedTicketingID: Sendable {
    let id: Int64
    let keys: [UInt32]
  }

  /// In the order of their first row: those of the lists first, then those of the chats.
  private(set) var persons: [Person] = []
  /// The number of the person of each chat id; nil for a requester who never wrote.
  private(set) var personOfChatID: [UInt32?]
  /// Chat ids with more than one e-mail.
  private(set) var chatIDsWithTwoEmails: [UInt32] = []
  /// E-mail keys of persons that more than one ticketing id has.
  private(set) var keysWithTwoTicketingIDs: [UInt32] = []
  private(set) var sharedTicketingIDs: [SharedTicketingID] = []
  /// The id that the archive writes, for each chat id.
  private(set) var writtenIDs: [Int64] = []

  /// Merges the chat ids.
  ///
  /// - Parameter decided: by e-mail keys, the ticketing users on whom people decided.
  /// - Complexity: O(sightings + ticketing users that match).
  init(
    _ identities: Identities, _ ticketing: TicketingIndex, plan: Plan,
    decided: [UInt32: TicketingIndex.User] = [:]
  ) {
    personOfChatID = Array(repeating: nil, count: identities.chatIDs.count)
    mergeByEmail(identities, lists: plan.chats.count)
    matchTicketing(ticketing, policy: plan.conflicts, decided)
    let sharesIDs = plan.unresolvedRequester == .sameIDs
    mergeByID(identities, ticketing, sharesIDs: sharesIDs)
    chooseNames(identities, lists: plan.chats.count)
    chooseEmails(identities, lists: plan.chats.count)
    if sharesIDs { resolveRequesters(identities, ticketing) }
    writtenIDs = identities.chatIDs.enumerated().map { number, chatID in
      if let person = personOfChatID[number] { return persons[Int(person)].id }
      let isShared = sharesIDs && ticketing.lineOfChatID[UInt32(number)] != nil
      return isShared ? chatID.id : chatID.writtenID
    }
  }

  /// The id that the archive writes for a chat id.
  @inline(__always)
  func writtenID(of chatID: UInt32) -> Int64 { writtenIDs[Int(chatID)] }

  /// The id that the archive writes for a chat id that a field has, wherever else it is.
  ///
  /// - Parameter system: that of the id.
  func writtenID(ofReference id: Int64, system: Int, in identities: Identities) -> Int64 {
    identities.find(chatID: id, of: system).map { writtenID(of: $0) } ?? id
  }

  /// Who such a chat id is, equal for two that are one person.
  func digest(ofReference id: Int64, chat: Int, in identities: Identities, by digest: Digest) -> UInt64 {
    guard let chatID = identities.find(chatID: id, of: chat), let person = personOfChatID[Int(chatID)] else {
      return digest(digest(id), 1)
    }
    return digest(digest(Int64(person)), 2)
  }

  /// Who a chat id is, equal for two that are one person.
  func identity(of chatID: UInt32) -> Identity {
    personOfChatID[Int(chatID)].map(Identity.person) ?? .stranger(chatID: chatID)
  }

  enum Identity: Hashable, Sendable {
    case person(UInt32)
    case stranger(chatID: UInt32)
  }
}

extension People {
  /// Several chat ids with one e-mail are one person; the first row of any of them gives the id.
  ///
  /// - Parameter lists: the system of the lists.
  private mutating func mergeByEmail(_ identities: Identities, lists: Int) {
    var personOfKey: [UInt32: UInt32] = [:]
    for number in Self.inOrder(identities, lists: lists) {
      let sighting = identities.sightings[number]
      let chatID = identities.chatIDs[Int(sighting.chatID)]
      guard chatID.firstSighting == UInt32(number) else { continue }
      let key = chatID.keptSighting.flatMap { identities.sightings[Int($0)].key }
      let isAddress = key.map(identities.isAddress) ?? false
      if isAddress, let key, let person = personOfKey[key] {
        personOfChatID[Int(sighting.chatID)] = person
        continue
      }
      let person = UInt32(persons.count)
      if isAddress, let key { personOfKey[key] = person }
      personOfChatID[Int(sighting.chatID)] = person
      persons.append(
        Person(id: chatID.writtenID, chatID: sighting.chatID, key: key, isInTicketing: false))
    }
  }

  /// The numbers of the sightings: those of the lists before those of the chats, and both in the order of their rows, so that
  /// the first of a chat id is met before its others.
  private static func inOrder(_ identities: Identities, lists: Int) -> [Int] {
    let numbers = identities.sightings.indices
    let isListed = { identities.system(of: identities.sightings[$0].chatID) == lists }
    return numbers.filter(isListed) + numbers.filter { !isListed($0) }
  }

  /// For each person, of the chat ids that `row` gives a row, the one whose row comes first: those of the lists before
  /// those of the chats.
  private func firstChatIDs(
    _ identities: Identities, lists: Int, row: (Identities.ChatID) -> UInt32?
  ) -> [UInt32?] {
    var firsts: [(chatID: UInt32, rank: (Int, UInt32))?] = Array(repeating: nil, count: persons.count)
    for (number, chatID) in identities.chatIDs.enumerated() {
      guard let person = personOfChatID[number].map(Int.init), let row = row(chatID) else { continue }
      let number = UInt32(number)
      let rank = (identities.system(of: number) == lists ? 0 : 1, row)
      if let first = firsts[person], first.rank <= rank { continue }
      firsts[person] = (number, rank)
    }
    return firsts.map { $0?.chatID }
  }

  /// The name is that of the first row of any of the person's chat ids that has one.
  private mutating func chooseNames(_ identities: Identities, lists: Int) {
    let firsts = firstChatIDs(identities, lists: lists) { $0.name.isEmpty ? nil : $0.nameRow }
    for (person, chatID) in firsts.enumerated() {
      guard let chatID else { continue }
      persons[person].name = identities.chatIDs[Int(chatID)].name
      persons[person].nameChatID = chatID
    }
  }

  /// The e-mail text is that of the first row that counts for one of the person's chat ids; without one, white space as
  /// it is.
  private mutating func chooseEmails(_ identities: Identities, lists: Int) {
    let firsts = firstChatIDs(identities, lists: lists) { $0.keptSighting == nil ? nil : $0.keptRow }
    for (person, chatID) in firsts.enumerated() {
      guard let chatID, let kept = identities.chatIDs[Int(chatID)].keptSighting else { continue }
      persons[person].email = identities.sightings[Int(kept)].email
      persons[person].emailChatID = chatID
    }
    var chatIDsWithTwoEmails: Set<UInt32> = []
    for number in Self.inOrder(identities, lists: lists) {
      let sighting = identities.sightings[number]
      guard !sighting.email.isEmpty, let person = personOfChatID[Int(sighting.chatID)].map(Int.init) else {
        continue
      }
      if persons[person].email == nil { persons[person].email = sighting.email }
      guard let kept = identities.chatIDs[Int(sighting.chatID)].keptSighting, let key = sighting.key,
        identities.sightings[Int(kept)].key != key
      else { continue }
      if chatIDsWithTwoEmails.insert(sighting.chatID).inserted {
        self.chatIDsWithTwoEmails.append(sighting.chatID)
      }
    }
  }

  private mutating func matchTicketing(
    _ ticketing: TicketingIndex, policy: ConflictPolicy, _ decided: [UInt32: TicketingIndex.User]
  ) {
    for (number, person) in persons.enumerated() {
      guard let key = person.key, let users = ticketing.usersOfKey[key],
        let user = decided[key] ?? (policy == .last ? users.last : users.first)
      else { continue }
      persons[number].id = user.id
      persons[number].isInTicketing = true
      if users.contains(where: { $0.id != user.id }) { keysWithTwoTicketingIDs.append(key) }
    }
  }

  /// With shared numbers, a person without a match is who has the number of the first chat id in ticketing.
  private mutating func takeSameIDs(_ identities: Identities, _ ticketing: TicketingIndex) {
    for (number, person) in persons.enumerated()
    where !person.isInTicketing && ticketing.lineOfChatID[person.chatID] != nil {
      persons[number].id = identities.chatIDs[Int(person.chatID)].id
      persons[number].isInTicketing = true
    }
  }

  /// No two persons get one ticketing id: with shared numbers they are one person, otherwise it is a conflict.
  private mutating func mergeByID(_ identities: Identities, _ ticketing: TicketingIndex, sharesIDs: Bool) {
    var personOfID: [Int64: UInt32] = [:]
    var merged: [UInt32: UInt32] = [:]
    // The e-mail key by which ticketing gives a person its id.
    var keys = persons.map { $0.isInTicketing ? $0.key : nil }
    if sharesIDs { takeSameIDs(identities, ticketing) }
    for (number, person) in persons.enumerated() where person.isInTicketing {
      guard let first = personOfID[person.id] else {
        personOfID[person.id] = UInt32(number)
        continue
      }
      if let key = keys[number], let otherKey = keys[Int(first)] {
        sharedTicketingIDs.append(SharedTicketingID(id: person.id, keys: [otherKey, key]))
      } else if sharesIDs {
        merged[UInt32(number)] = first
        keys[Int(first)] = keys[Int(first)] ?? keys[number]
      }
    }
    guard sharesIDs else { return }
    personOfChatID = personOfChatID.map { person in person.map { merged[$0] ?? $0 } }
  }

  /// A requester who never wrote is whoever has the same number in ticketing, where the plan says so.
  private mutating func resolveRequesters(_ identities: Identities, _ ticketing: TicketingIndex) {
    var personOfID: [Int64: UInt32] = [:]
    for person in personOfChatID {
      guard let person, persons[Int(person)].isInTicketing else { continue }
      personOfID[persons[Int(person)].id] = person
    }
    for chatID in ticketing.lineOfChatID.keys where personOfChatID[Int(chatID)] == nil {
      personOfChatID[Int(chatID)] = personOfID[identities.chatIDs[Int(chatID)].id]
    }
  }
}

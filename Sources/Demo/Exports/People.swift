/// The made-up people of a demo: who they are in the chat, and who they are in the ticketing tool.
///
/// People come in rounds of 50, and the place in the round says which case of identity a person shows; the
/// smallest export has ten rounds, so that every case occurs at least ten times.
struct People {
  /// One human being: one e-mail, or none.
  struct Person {
    let language: Int
    let identityCase: IdentityCase
    /// The row of the ticketing list that has the person's e-mail; nil for people unknown there.
    var ticketingPosition: Int?
    /// The e-mail as the ticketing list writes it.
    let ticketingEmail: String
  }

  /// One chat id, with the texts of its rows encoded as CSV fields.
  struct Chat {
    let person: Int
    let id: Int64
    let idField: [UInt8]
    /// The names that its rows have: one, or several by turns.
    let names: [[UInt8]]
    /// The e-mails that its rows have: one, or two by turns.
    let emails: [[UInt8]]
  }

  /// The case of identity that a person shows, by the place in the round.
  enum IdentityCase: Int {
    case sameEmailKnown, sameEmailUnknown, caseTwinsKnown, caseTwinsUnknown
    case spacedTwinsUnknown, spacedTwinsKnown, threeIDs, noEmail, noName
    /// The first row has no e-mail, the later ones do.
    case emailComesLater
    /// Some rows have another name, some none.
    case nameChanges
    /// Some rows write the e-mail in capitals, as the ticketing list does.
    case emailChangesCase
    /// The chat id is the ticketing id of the next person, the partner.
    case collision, collisionPartner, neitherNameNorEmail, nonASCIITwins
    case plainKnown, agentKnown, plainUnknown, agentUnknown

    init(place: Int) {
      switch place {
      case 20...22: self = .agentKnown
      case 46: self = .agentUnknown
      case 16..<45: self = .plainKnown
      case 45...: self = .plainUnknown
      default: self = IdentityCase(rawValue: place) ?? .plainUnknown
      }
    }

    var isAgent: Bool { self == .agentKnown || self == .agentUnknown }
  }

  /// People in a round of cases.
  static let round = 50
  /// The places, in the first two rounds, of people who are on the last ticketing page.
  private static let latePlaces: Set<Int> = [0, 2, 5, 6, 8, 9, 11, 16, 17, 18, 19, 20]

  private(set) var persons: [Person] = []
  private(set) var chats: [Chat] = []
  /// The chat ids that answer, and the chat ids that ask, as indexes into `chats`.
  private(set) var agents: [Int] = []
  private(set) var customers: [Int] = []

  /// Makes people until they have `chatIDs` chat ids between them.
  init(chatIDs: Int, random: inout SplitMix64) {
    var drafts: [Draft] = []
    var missing = chatIDs
    while missing > 0 {
      let draft = Draft(number: drafts.count, idsAllowed: missing, random: &random)
      missing -= draft.emails.count
      drafts.append(draft)
    }
    let positions = Self.ticketingPositions(of: drafts)
    for (draft, position) in zip(drafts, positions) {
      add(draft, position: position, nextPosition: positions.dropFirst(persons.count + 1).first ?? nil)
    }
  }

  private mutating func add(_ draft: Draft, position: Int?, nextPosition: Int?) {
    let person = persons.count
    persons.append(
      Person(
        language: draft.language, identityCase: draft.identityCase, ticketingPosition: position,
        ticketingEmail: draft.ticketingEmail))
    for emails in draft.emails {
      var id = 5_400_000_000 + Int64(chats.count) * 7_919
      if draft.identityCase == .collision, let nextPosition { id = TicketingExport.id(at: nextPosition) }
      if draft.identityCase.isAgent { agents.append(chats.count) } else { customers.append(chats.count) }
      chats.append(
        Chat(
          person: person, id: id, idField: .decimal(id), names: draft.names.map { .csvField($0) },
          emails: emails.map { .csvField($0) }))
    }
  }

  /// Spreads the people who are known over the ticketing list, the chosen ones over its last page.
  private static func ticketingPositions(of drafts: [Draft]) -> [Int?] {
    let isLate = drafts.indices.map { number in
      drafts[number].isKnown && number < 2 * round && latePlaces.contains(number % round)
    }
    let late = isLate.count { $0 }
    let others = drafts.count { $0.isKnown } - late
    var (lateSoFar, othersSoFar) = (0, 0)
    return drafts.indices.map { number in
      guard drafts[number].isKnown else { return nil }
      if isLate[number] {
        defer { lateSoFar += 1 }
        return TicketingExport.wholePages + lateSoFar * TicketingExport.usersOnLastPage / late
      }
      defer { othersSoFar += 1 }
      return othersSoFar * TicketingExport.wholePages / others
    }
  }
}

/// A person before the ids are given out.
private struct Draft {
  let language: Int
  let identityCase: People.IdentityCase
  private(set) var isKnown = false
  private(set) var names: [String?]
  /// For every chat id, the e-mails of its rows.
  private(set) var emails: [[String?]]
  private(set) var ticketingEmail: String

  init(number: Int, idsAllowed: Int, random: inout SplitMix64) {
    language = random.next(below: Language.all.count)
    identityCase = People.IdentityCase(place: number % People.round)
    let person = NameAndEmail(language: Language.all[language], number: number, random: &random)
    names = [person.name]
    emails = [[person.email]]
    ticketingEmail = person.email
    show(person, isEvenRound: number / People.round % 2 == 0)
    emails = Array(emails.prefix(idsAllowed))
  }

  /// Turns the plain person into the case that the place in the round asks for.
  private mutating func show(_ person: NameAndEmail, isEvenRound: Bool) {
    switch identityCase {
    case .sameEmailKnown, .sameEmailUnknown: emails.append([person.email])
    case .caseTwinsKnown, .caseTwinsUnknown: emails.append([person.capitalisedEmail])
    case .spacedTwinsKnown, .spacedTwinsUnknown: emails.append(["  \(person.capitalisedEmail) "])
    case .threeIDs: emails += [[person.email], [person.capitalisedEmail]]
    case .nonASCIITwins:
      emails = [["Ülle.Ж.\(person.email)"], ["ülle.ж.\(person.email)"]]
      ticketingEmail = "ÜLLE.ж.\(person.email)"
    case .noEmail: emails = [[nil]]
    case .noName: names = [nil]
    case .neitherNameNorEmail: (names, emails) = ([nil], [[nil]])
    case .emailComesLater: emails = [[nil, person.email]]
    case .nameChanges: names = [person.name, person.otherName, nil]
    case .emailChangesCase:
      emails = [[person.email, person.email.uppercased()]]
      ticketingEmail = person.email.uppercased()
    case .collision, .collisionPartner, .plainKnown, .plainUnknown, .agentKnown, .agentUnknown: break
    }
    switch identityCase {
    case .sameEmailKnown, .caseTwinsKnown, .spacedTwinsKnown, .emailChangesCase, .collision,
      .collisionPartner, .plainKnown, .agentKnown:
      isKnown = true
    case .noName, .emailComesLater, .nonASCIITwins: isKnown = isEvenRound
    case .threeIDs: isKnown = !isEvenRound
    default: isKnown = false
    }
  }
}

/// The name of a person, and an address that nobody else has.
private struct NameAndEmail {
  let name: String
  let otherName: String
  let email: String
  let capitalisedEmail: String

  init(language: Language, number: Int, random: inout SplitMix64) {
    let given = language.given[random.next(below: language.given.count)]
    let family = language.family[random.next(below: language.family.count)]
    let parts = language.familyFirst ? [family, given] : [given, family]
    name = parts.map(\.native).joined(separator: language.separator)
    otherName = parts.map(\.ascii).joined(separator: " ")
    let domain = ["example.org", "example.com", "example.net"][random.next(below: 3)]
    email = "\(given.ascii).\(family.ascii).\(number)@\(domain)"
    let capitals = [given, family].map { $0.ascii.prefix(1).uppercased() + $0.ascii.dropFirst() }
    capitalisedEmail = "\(capitals.joined(separator: ".")).\(number)@\(domain)"
  }
}

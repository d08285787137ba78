import Exports
import Plan

/// A group of files, and what it is.
struct ProfiledSource {
  enum Role: Equatable {
    case chat, users, tickets, comments, organizations
    /// What helpdesks have and no plan of `init` maps.
    case attachments, ratings
    case unknown
  }

  var group: FileGroup
  var sample: Sample
  var role: Role
  /// The columns by field, and what is left to decide about them.
  var matches: [DraftField: Recognition.Match] = [:]
  /// Columns that are arrays of comments, and sources of their own.
  var nestedColumns: Set<Int> = []

  /// Looks at a sample of the files.
  ///
  /// - Throws: `ExportError` when a file can't be read.
  init(_ group: FileGroup) throws {
    self.group = group
    sample = try Sample(group)
    (role, matches) = SourceKind(sample, place: group.place).recognised
  }

  /// The comments in an array of each record of `tickets`; nil where its elements are not comments.
  init?(_ group: FileGroup, in tickets: ProfiledSource) throws {
    guard let id = tickets.matches[.ticketID].map({ tickets.sample.names[$0.column] }) else { return nil }
    var group = group
    group.keepColumns { !$0.hasPrefix("^.") || $0 == "^." + id }
    self.group = group
    sample = try Sample(group)
    role = .comments
    let ticketID = sample.names.firstIndex { $0 == "^." + id }
    let recognition = Recognition(sample, as: .comments, ticketID: ticketID)
    guard ticketID != nil, recognition.mayHave(.body) else { return nil }
    matches = recognition.matches
  }

  /// The columns found, by field.
  var fields: [DraftField: Int] { matches.mapValues(\.column) }

  /// The columns of the users' id and e-mail.
  var users: (id: Int, email: Int)? {
    guard role == .users, let id = fields[.userID], let email = fields[.email] else { return nil }
    return (id, email)
  }

  /// Whether the ids of its own records are texts, which get numbers.
  func hasTextIDs(_ field: DraftField) -> Bool {
    guard let match = matches[field], match.isSure else { return false }
    return !sample.isMostly(match.column) { $0 == .integer }
  }

  func column(_ names: String...) -> Int? {
    names.lazy.compactMap { name in
      sample.names.firstIndex { ColumnNames.folded($0) == name }
    }.first
  }
}

/// What the records of a file are, by the names of its columns and of the file.
private struct SourceKind {
  let recognised: (role: ProfiledSource.Role, matches: [DraftField: Recognition.Match])

  /// - Parameter place: the folded name of the file and of its collection.
  init(_ sample: Sample, place: String) {
    let names = Set(sample.names.map(ColumnNames.folded))
    if let role = Self.aside(names, place) {
      recognised = (role, [:])
      return
    }
    let chat = Recognition(sample, as: .chat)
    if Self.isChat(chat) {
      recognised = (.chat, chat.matches)
      return
    }
    let comments = Recognition(sample, as: .comments)
    let hasSubject = names.contains("subject")
    if comments.has(.body, .commentID),
      comments.has(.ticketID) || comments.mayHave(.ticketID) && !hasSubject
    {
      recognised = (.comments, comments.matches)
      return
    }
    recognised = Self.list(sample, names, place, hasSubject: hasSubject)
  }

  /// Who wrote what in which conversation, and most of the rest: of the comment, of its ticket and of its author. Where one
  /// of the ids has another name, the others must be sure.
  private static func isChat(_ chat: Recognition) -> Bool {
    let needed: [DraftField] = [.commentID, .ticketID, .authorID, .body]
    let isWhole = needed.allSatisfy(chat.mayHave) && chat.matches.count >= 7
    let isSure = chat.has(.body) && chat.matches.values.count { !$0.isWeak } >= 7
    return (isWhole || isSure) && (chat.mayHave(.requesterID) || chat.mayHave(.ticketCreatedAt))
      && (chat.mayHave(.name) || chat.mayHave(.email))
  }

  /// One row is one ticket, person or organization.
  private static func list(
    _ sample: Sample, _ names: Set<String>, _ place: String, hasSubject: Bool
  ) -> (ProfiledSource.Role, [DraftField: Recognition.Match]) {
    let tickets = Recognition(sample, as: .tickets)
    let users = Recognition(sample, as: .users)
    let isOrganizations = ["organi", "compan"].contains { place.contains($0) }
    let hasDomains = !names.isDisjoint(with: ["domainnames", "domains"])
    if isOrganizations || hasDomains, names.isSuperset(of: ["id", "name"]), !users.has(.email) {
      return (.organizations, [:])
    }
    let hasParts = sample.names.indices.contains {
      NestedComments.isName(sample.names[$0]) && sample.isArray($0)
    }
    let isTicket = hasSubject || hasParts || isCalledTickets(names, place) && tickets.mayHave(.requesterID)
    let isPeople = isPeople(users, names, place)
    if isTicket, !isPeople || hasSubject, tickets.matches[.ticketID]?.isSure == true {
      return (.tickets, tickets.matches)
    }
    if isPeople, !hasSubject { return (.users, users.matches) }
    return (.unknown, [:])
  }

  private static func isCalledTickets(_ names: Set<String>, _ place: String) -> Bool {
    let words = ["ticket", "conversation", "case", "issue", "request", "chat", "thread"]
    return words.contains { place.contains($0) }
      || !names.isDisjoint(with: ["requesterid", "ticketrequesterid", "requester"])
  }

  private static func isPeople(_ users: Recognition, _ names: Set<String>, _ place: String) -> Bool {
    let words = ["user", "agent", "contact", "customer", "people", "person", "requester", "member", "staff"]
    let isNamed = users.has(.name) || names.isSuperset(of: ["firstname", "lastname"])
    return users.matches[.userID]?.isSure == true
      && (users.has(.email) || isNamed && words.contains { place.contains($0) })
  }

  private static func aside(_ names: Set<String>, _ place: String) -> ProfiledSource.Role? {
    if place.contains("attachment") || names.contains("contenturl") && names.contains("filename") {
      return .attachments
    }
    let isRated = !names.isDisjoint(with: ["score", "rating", "ratings"])
    if ["satisfaction", "csat", "rating"].contains(where: { place.contains($0) }), isRated {
      return .ratings
    }
    return nil
  }
}

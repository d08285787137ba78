import Plan

/// The tickets in which something is wrong: of each cause, and of each failed rule that no cause explains, or not all of,
/// the first ones in the order of the rows.
///
/// What is about users is looked for where they write or request.
struct FailedTickets {
  /// What a violation is about, as far as it has to do with tickets.
  fileprivate enum Subject: Hashable {
    case ticket(Int64)
    case user(Int64)
  }

  fileprivate struct Group {
    var reason: ThreadSample.Reason
    var subjects: [Subject] = []
  }

  /// How many subjects are looked at for each reason: of a user there may be no ticket.
  private static let mostSubjects = 8

  private let facts: Facts
  private var causes: [Int: Group] = [:]
  private var rules: [Group] = []

  /// - Complexity: O(violations).
  init(_ facts: Facts, _ judged: [JudgedRule], _ explained: ExplainedRows) {
    self.facts = facts
    for rule in judged where rule.result.outcome == .failed {
      var unexplained = Group(reason: .rule(rule.result.id))
      for wrong in rule.wrong {
        guard let subject = subjects(of: wrong.what) else { continue }
        let cause = explained.causes(of: wrong.what)
        for row in wrong.rows.lazy.map(Int.init) {
          guard let number = cause.number(of: row) else {
            unexplained.add(row, subject, most: Self.mostSubjects)
            continue
          }
          causes[number, default: Group(reason: .cause(number))].add(row, subject, most: Self.mostSubjects)
        }
      }
      if !unexplained.subjects.isEmpty { rules.append(unexplained) }
    }
  }

  /// The tickets of each reason in the order of the choice: causes by their numbers, then rules as the book lists them.
  var byReason: [(reason: ThreadSample.Reason, tickets: [Int64])] {
    let groups = causes.sorted { $0.key < $1.key }.map(\.value) + rules
    let users = groups.flatMap(\.subjects).compactMap { subject in
      if case .user(let id) = subject { id } else { nil }
    }
    let ticketOfUser = tickets(ofUsers: Set(users))
    return groups.map { group in
      var tickets: [Int64] = []
      for subject in group.subjects {
        let ticket: Int64? =
          switch subject {
          case .ticket(let id): id
          case .user(let id): ticketOfUser[id]
          }
        if let ticket, !tickets.contains(ticket) { tickets.append(ticket) }
      }
      return (group.reason, tickets)
    }
  }

  // MARK: From rows to tickets

  /// What rows of a kind of fault are about; nil where that has nothing to do with tickets.
  private func subjects(of wrong: Wrong) -> ((_ row: Int) -> Subject?)? {
    let isExpected = wrong.kind == .missing
    switch wrong.type {
    case RecordType.comments.name:
      return isExpected ? { .ticket(expectedTicket($0)) } : { archivedTicket($0).map { .ticket($0) } }
    case RecordType.tickets.name:
      return isExpected
        ? { .ticket(facts.rows.tickets.id[$0]) } : { id($0, facts[.tickets]).map { .ticket($0) } }
    case RecordType.users.name:
      return isExpected ? { .user(facts.users.id[$0]) } : { id($0, facts[.users]).map { .user($0) } }
    default: return nil
    }
  }

  private func id(_ row: Int, _ record: RecordFacts) -> Int64? {
    record.records.hasID(row) ? record.records.id[row] : nil
  }

  /// The ticket that a comment must be in.
  private func expectedTicket(_ row: Int) -> Int64 {
    facts.rows.tickets.id[Int(facts.rows.comments.ticket[row])]
  }

  /// The ticket that a comment of the archive must be in, or is in where nothing expects it.
  private func archivedTicket(_ row: Int) -> Int64? {
    let record = facts[.comments]
    if let legacy = record.match.legacy(of: Row(row)) { return expectedTicket(legacy.index) }
    guard let tickets = record.archive["ticket_id"], tickets.has(Row(row)) else { return nil }
    return tickets.integers?(Row(row))
  }

  /// For each user a ticket in which it must write, or does write in the archive, or which it requested.
  ///
  /// - Complexity: O(rows), where somebody is asked for.
  private func tickets(ofUsers users: Set<Int64>) -> [Int64: Int64] {
    var found: [Int64: Int64] = [:]
    if users.isEmpty { return found }
    let (comments, people) = (facts.rows.comments, facts.people)
    func note(_ user: Int64, _ ticket: Int64?) {
      if users.contains(user), found[user] == nil { found[user] = ticket }
    }
    for row in 0..<comments.count where facts.comments.state[row] == .expected {
      note(people.id[Int(people.personOfAccount[Int(comments.author[row])])], expectedTicket(row))
    }
    let archive = facts[.comments].archive
    if let authors = archive["author_id"], let author = authors.integers {
      for row in 0..<archive.count where authors.has(Row(row)) {
        let user = author(Row(row))
        if users.contains(user), found[user] == nil { note(user, archivedTicket(row)) }
      }
    }
    for ticket in 0..<facts.rows.tickets.count where facts.tickets.state[ticket] == .expected {
      note(facts.tickets.requesterID[ticket], facts.rows.tickets.id[ticket])
    }
    return found
  }
}

extension FailedTickets.Group {
  /// Takes the subject of a row, unless there are enough, or it is known.
  fileprivate mutating func add(
    _ row: Int, _ subject: (Int) -> FailedTickets.Subject?, most: Int
  ) {
    guard subjects.count < most, let subject = subject(row), !subjects.contains(subject) else { return }
    subjects.append(subject)
  }
}

/// Whether two rows say the same of a record, typed: rows of a chat with people taken after the merge, others by the ids of
/// people that they have.
struct Sameness: Sendable {
  private let comments: CommentRows
  private let tickets: TicketReadings
  private let accounts: Accounts
  private let people: People
  private let chats: Int
  private let commentLayout: FieldLayout
  private let ticketLayout: FieldLayout

  init(_ rows: ExportRows, _ people: People) {
    comments = rows.comments
    tickets = rows.tickets
    accounts = rows.accounts
    self.people = people
    chats = rows.ticketingSystem
    commentLayout = rows.layouts[.comments]
    ticketLayout = rows.layouts[.tickets]
  }

  /// Two rows of one comment id and one system.
  func comments(_ row: Int, _ kept: Int) -> Bool {
    comments.ticket[row] == comments.ticket[kept]
      && isSamePerson(comments.author[row], comments.author[kept])
      && comments.isPublic[row] == comments.isPublic[kept]
      && comments.instant(row) == comments.instant(kept)
      && comments.bodyDigest[row] == comments.bodyDigest[kept]
      && comments.bodyLength[row] == comments.bodyLength[kept]
      && (comments.fields.isEmpty
        || areSame(
          comments.fields, row, comments.fields, kept, commentLayout, comments.systems.system(of: row)))
  }

  /// What row `other` of `TicketReadings.others` says of its ticket, and what the ticket's first row does.
  func ticket(_ other: Int) -> Bool {
    let reading = tickets.others[other]
    let ticket = Int(reading.ticket)
    return reading.instant == tickets.instant(ticket)
      && isSamePerson(reading.requester, tickets.requester[ticket])
      && areSame(
        tickets.otherFields, other, tickets.fields, ticket, ticketLayout, tickets.systems.system(of: ticket))
  }

  /// Two rows of `TicketReadings.others` of one ticket.
  func tickets(_ one: Int, _ other: Int) -> Bool {
    let (left, right) = (tickets.others[one], tickets.others[other])
    return left.instant == right.instant && isSamePerson(left.requester, right.requester)
      && areSame(
        tickets.otherFields, one, tickets.otherFields, other, ticketLayout,
        tickets.systems.system(of: Int(left.ticket)))
  }

  /// Ids that records name are no accounts, and are not merged here.
  private func isSamePerson(_ one: Int32, _ other: Int32) -> Bool {
    if one == other { return true }
    if one >= accounts.count || other >= accounts.count { return false }
    return people.personOfAccount[Int(one)] == people.personOfAccount[Int(other)]
  }

  private func areSame(
    _ left: [FieldColumn], _ leftRow: Int, _ right: [FieldColumn], _ rightRow: Int, _ layout: FieldLayout,
    _ system: Int
  ) -> Bool {
    for column in layout.columns.indices {
      let (one, other) = (left[column][leftRow], right[column][rightRow])
      if one == other { continue }
      guard system < chats, layout.isReference(column, system),
        people.written(one, accounts, system) == people.written(other, accounts, system)
      else { return false }
    }
    return true
  }
}

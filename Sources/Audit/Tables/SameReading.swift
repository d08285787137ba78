/// Whether two rows say the same of a record, typed, with people taken after the merge.
struct SameReading: Sendable {
  private let chat: ChatTable
  private let people: People
  private let layouts: FieldLayouts

  init(_ chat: ChatTable, _ people: People, _ layouts: FieldLayouts) {
    self.chat = chat
    self.people = people
    self.layouts = layouts
  }

  /// Two rows of one comment id and one system.
  func comments(_ row: Int, _ kept: Int) -> Bool {
    chat.ticket[row] == chat.ticket[kept]
      && isSamePerson(chat.author[row], chat.author[kept])
      && chat.isPublic[row] == chat.isPublic[kept]
      && chat.instant(row) == chat.instant(kept)
      && chat.bodyDigest[row] == chat.bodyDigest[kept]
      && chat.bodyLength[row] == chat.bodyLength[kept]
      && (chat.fields.isEmpty
        || areSame(chat.fields, row, chat.fields, kept, layouts.comments, chat.system(ofRow: row)))
  }

  /// What row `other` of `ChatTable.otherTickets` says of its ticket, and what the ticket's first row does.
  func ticket(_ other: Int) -> Bool {
    let reading = chat.otherTickets[other]
    let ticket = Int(reading.ticket)
    return reading.instant == chat.ticketInstant(ticket)
      && isSamePerson(reading.requester, chat.ticketRequester[ticket])
      && areSame(
        chat.otherTicketFields, other, chat.ticketFields, ticket, layouts.tickets,
        chat.system(ofTicket: ticket))
  }

  /// Two rows of `ChatTable.otherTickets` of one ticket.
  func tickets(_ one: Int, _ other: Int) -> Bool {
    let (left, right) = (chat.otherTickets[one], chat.otherTickets[other])
    return left.instant == right.instant && isSamePerson(left.requester, right.requester)
      && areSame(
        chat.otherTicketFields, one, chat.otherTicketFields, other, layouts.tickets,
        chat.system(ofTicket: Int(left.ticket)))
  }

  func isSamePerson(_ one: Int32, _ other: Int32) -> Bool {
    people.personOfAccount[Int(one)] == people.personOfAccount[Int(other)]
  }

  private func areSame(
    _ left: [FieldColumn], _ leftRow: Int, _ right: [FieldColumn], _ rightRow: Int, _ layout: FieldLayout,
    _ system: System
  ) -> Bool {
    for column in layout.columns.indices {
      let (one, other) = (left[column][leftRow], right[column][rightRow])
      if one == other { continue }
      guard system == .chat, layout.isReference(column, system),
        people.written(one, chat.accounts) == people.written(other, chat.accounts)
      else { return false }
    }
    return true
  }
}

extension People {
  /// What a `user-reference` of the chat becomes in the archive: the id of the person, or the number itself for a
  /// chat id that nobody wrote under.
  func written(_ reference: FieldValue, _ accounts: Accounts) -> FieldValue {
    guard reference.kind == .integer, let account = accounts.find(reference.number) else { return reference }
    return .integer(id[Int(personOfAccount[Int(account)])])
  }
}

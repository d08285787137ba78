/// What a build tells beside its archive, because the audit will ask.
struct Warnings {
  let sentences: [String]

  init(_ exports: JudgedExports, stale: [String]) {
    sentences =
      stale.map { "removed \($0), which a killed build had left" } + exports.absences + Self.requesters(exports)
      + DoubtfulValues(exports).sentences + exports.records.inOrderOfBalance.flatMap(Self.strangers)
  }

  /// Records of people whom the list of ticketing users does not have.
  private static func strangers(_ records: JudgedRecords) -> [String] {
    let (index, strangers) = (records.index, records.judgement.strangers)
    guard strangers.total > 0, let column = index.map.person else { return [] }
    let name = index.map.columns.names[column]
    let rest = strangers.total - strangers.cases.count
    return [
      "\(strangers.total) \(index.map.name) name people who are no ticketing users; the audit will fail them"
    ]
      + strangers.cases.map {
        "\(index.lineText(of: Int($0))): \(name) \(index.rows[Int($0)].personID) is no ticketing user"
      } + (rest > 0 ? ["… and \(rest) more such records"] : [])
  }

  /// Tickets of requesters who never wrote: first their number, then the first of them.
  private static func requesters(_ exports: JudgedExports) -> [String] {
    let unresolved = exports.judgement.unresolvedRequesters
    guard unresolved.total > 0 else { return [] }
    let conversations = exports.chat.conversations
    let policy = exports.plan.unresolvedRequester == .allow ? "" : "; the audit will fail them"
    var sentences = [
      "\(unresolved.total) tickets have a requester who never wrote, and keep the chat id\(policy)"
    ]
    for (ticket, line) in zip(unresolved.cases, firstLines(of: unresolved.cases, exports)) {
      let kept = conversations.tickets[Int(ticket)].kept
      let requester = exports.chat.identities.chatIDs[Int(conversations.readings[Int(kept)].requester)].id
      let map = exports.chat.feeds[exports.chat.chat(ofTicket: ticket)].map
      sentences.append(
        "\(line): \(map[.requesterID].column.from) \(requester) is nowhere an \(map[.authorID].column.from)")
    }
    let rest = unresolved.total - unresolved.cases.count
    return rest > 0 ? sentences + ["… and \(rest) more such tickets"] : sentences
  }

  /// The line of each ticket's first row that has the requester that counts.
  private static func firstLines(of tickets: [UInt32], _ exports: JudgedExports) -> [String] {
    let chat = exports.chat
    var rows: [UInt32: Int] = [:]
    for ticket in tickets { rows[chat.conversations.tickets[Int(ticket)].kept] = -1 }
    for row in 0..<chat.rows.count where rows[chat.rows[row].ticket] == -1 {
      rows[chat.rows[row].ticket] = row
    }
    return tickets.map { ticket in
      let row = rows[chat.conversations.tickets[Int(ticket)].kept] ?? 0
      return chat.lineText(of: row)
    }
  }
}

extension JudgedExports {
  /// What some files lack that others have.
  fileprivate var absences: [String] {
    chat.feeds.flatMap(\.absences) + ticketing.absences + records.inOrderOfBalance.flatMap(\.index.absences)
  }
}

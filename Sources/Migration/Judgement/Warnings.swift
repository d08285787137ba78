import Plan

/// What a build warns of, because the audit will report it.
struct Warnings {
  let sentences: [String]

  init(_ exports: JudgedExports, stale: [String]) {
    sentences =
      stale.map { "removed \($0), which a killed build had left" } + exports.absences
      + Self.addresses(exports) + Self.shortTickets(exports) + Self.muchDecided(exports)
      + Self.requesters(exports)
      + DoubtfulValues(exports).sentences
      + exports.records.inOrderOfBalance.flatMap { Self.strangers($0, exports) }
  }

  /// A list of ticketing users in which nobody can be recognised.
  private static func addresses(_ exports: JudgedExports) -> [String] {
    guard let export = exports.sources.ticketing, exports.ticketing.usableRows > 0,
      !exports.ticketing.hasAddress, let email = exports.ticketing.columns.names.last
    else { return [] }
    return [
      "\(export.source.name): none of its \(exports.ticketing.usableRows) rows has an e-mail address in \(email), so "
        + "that nobody of the chat is recognised; check the column in the plan and the export"
    ]
  }

  /// Tickets that have fewer comments than the old system's own count of them, and counts that are none.
  private static func shortTickets(_ exports: JudgedExports) -> [String] {
    let short = ShortTickets(exports)
    var sentences: [String] = []
    if short.tickets > 0 {
      sentences.append(
        "\(counted(short.tickets, "ticket")) \(verb(short.tickets, "is", "are")) short of "
          + "\(counted(Int(clamping: short.lacking), "comment")) by the old system's own count (\(short.words)); the "
          + "audit will fail, with their ids and lines; export the comments again")
    }
    if short.unreadable > 0 {
      sentences.append(
        "\(counted(short.unreadable, "value")) of \(short.words) \(verb(short.unreadable, "is", "are")) not a number of "
          + "comments; the audit will fail")
    }
    return sentences
  }

  /// What the plan drops or decides, where that is so much that it may not be meant.
  private static func muchDecided(_ exports: JudgedExports) -> [String] {
    var sentences: [String] = []
    func add(
      _ name: String, _ rows: Int, _ rejected: RejectedRows, _ columns: MappedColumns, _ conflicting: Int
    ) {
      for (reason, dropped) in rejected.inOrder
      where reason.fault != .unwanted && isMuch(dropped.total, of: rows) {
        sentences.append(
          "\(dropped.total) of \(rows) rows of \(name) are dropped by 'when-null: drop' "
            + "(\(columns.text(reason))); check that this is meant")
      }
      if isMuch(conflicting, of: rows) {
        sentences.append(
          "\(conflicting) of \(rows) rows of \(name) contradict the one that counts by 'conflicts: "
            + "\(exports.plan.conflicts.rawValue)'; check that this is meant")
      }
    }
    for (number, feed) in exports.chat.feeds.enumerated() {
      add(
        feed.export.source.name, feed.recordCount, feed.rejected, feed.map.columns,
        conflictingRows(of: feed, exports.judgement.duplicates[number].contradicting, exports))
    }
    for records in exports.records.inOrderOfBalance {
      for (feed, duplicates) in zip(records.index.feeds, records.judgement.duplicates) {
        add(
          feed.export.source.name, feed.recordCount, feed.rejected, feed.map.columns, duplicates.contradicting
        )
      }
    }
    return sentences
  }

  /// Rows of a chat whose e-mail, requester or ticket time is not the one that counts, or all of them.
  private static func conflictingRows(
    of feed: ChatFeed, _ contradicting: Int, _ exports: JudgedExports
  ) -> Int {
    guard exports.plan.conflicts != .refuse, exports.judgement.hasConflicts else { return 0 }
    let (chat, people) = (exports.chat, exports.people)
    var count = 0
    for number in feed.rows {
      let row = chat.rows[number]
      let sighting = chat.identities.sightings[Int(row.author)]
      let kept = chat.identities.chatIDs[Int(sighting.chatID)].keptSighting
      let reading = chat.conversations.readings[Int(row.ticket)]
      let keptReading = Int(chat.conversations.tickets[Int(reading.ticket)].kept)
      let hasOtherEmail =
        sighting.key != nil && !exports.decisions.emails.contains(sighting.chatID)
        && sighting.key != kept.flatMap { chat.identities.sightings[Int($0)].key }
      let hasOtherReading =
        keptReading != Int(row.ticket) && !exports.decisions.tickets.contains(reading.ticket)
        && chat.meaning(ofReading: Int(row.ticket), people) != chat.meaning(ofReading: keptReading, people)
      if hasOtherEmail || hasOtherReading { count += 1 }
    }
    return max(count, contradicting)
  }

  /// More than 5 %, and 20 at least.
  private static func isMuch(_ count: Int, of total: Int) -> Bool { count >= 20 && count > total / 20 }

  /// Records of people whom no list has.
  private static func strangers(_ records: JudgedRecords, _ exports: JudgedExports) -> [String] {
    let (index, strangers) = (records.index, records.strangers)
    guard strangers.total > 0 else { return [] }
    let rest = strangers.total - strangers.cases.count
    let people = exports.plan.hasLists ? "in no list of people" : "not ticketing users"
    let person = exports.plan.hasLists ? "in no list of people" : "not a ticketing user"
    return [
      "\(counted(strangers.total, "record")) of the \(index.name) \(verb(strangers.total, "refers", "refer")) to people who "
        + "are \(people); the audit will fail"
    ]
      + strangers.cases.map {
        let map = index.feeds[index.feed(of: Int($0))].map
        let name = map.person.map { map.columns.names[$0] } ?? ""
        return "\(index.lineText(of: Int($0))): \(name) \(index.rows[Int($0)].personID) is \(person)"
      } + (rest > 0 ? ["… and \(rest) more such records"] : [])
  }

  /// Tickets of requesters who never wrote: first their number, then the first of them.
  private static func requesters(_ exports: JudgedExports) -> [String] {
    let unresolved = exports.judgement.unresolvedRequesters
    guard unresolved.total > 0 else { return [] }
    let conversations = exports.chat.conversations
    let policy = exports.plan.unresolvedRequester == .allow ? "" : "; the audit will fail"
    var sentences = [
      "\(counted(unresolved.total, "ticket")) \(verb(unresolved.total, "has", "have")) a requester who never wrote, and "
        + "\(verb(unresolved.total, "keeps", "keep")) the chat id\(policy)"
    ]
    for (ticket, line) in zip(unresolved.cases, firstLines(of: unresolved.cases, exports)) {
      let kept = conversations.tickets[Int(ticket)].kept
      let requester = exports.chat.identities.chatIDs[Int(conversations.readings[Int(kept)].requester)].id
      let map = exports.chat.feeds[exports.chat.chat(ofTicket: ticket)].map
      sentences.append(
        "\(line): \(map[.requesterID].column.from) \(requester) is not an \(map[.authorID].column.from) in any row"
      )
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
    chat.feeds.flatMap(\.absences) + ticketing.absences
      + records.inOrderOfBalance.flatMap(\.index.feeds).flatMap(\.absences)
  }
}

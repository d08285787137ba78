import Plan

/// Expected rows that are not in the archive, grouped by what they have in common.
struct MissingRows {
  private let facts: Facts
  private let table: Table<Legacy>
  private let match: Match
  private let type: RecordType?
  private let isMeant: (Row<Legacy>) -> Bool
  private let watch = KeyWatch.current

  init(
    _ facts: Facts, _ table: Table<Legacy>, _ match: Match, _ type: RecordType?,
    _ isMeant: @escaping (Row<Legacy>) -> Bool
  ) {
    self.facts = facts
    self.table = table
    self.match = match
    self.type = type
    self.isMeant = isMeant
  }

  func evidence() -> Evidence {
    if type == .users { return users() }
    let evidence = records()
    if !evidence.isEmpty, EvidenceTap.current != nil { handOn(evidence) }
    return evidence
  }

  /// Each missing record by itself.
  private func handOn(_ evidence: Evidence) {
    for index in 0..<table.count {
      let row = Row<Legacy>(index)
      guard table.includes(row), isMeant(row), !match.isMatched(row) else { continue }
      evidence.handOn(row: index) { table.finding(row, "\(table.keyText(row)) is missing") }
    }
  }

  private func records() -> Evidence {
    let bySource = runs()
    if type != .comments || bySource.findings.count <= 1 || watch != nil { return bySource }
    // A lost batch is a run of neighbours: in the order of the export for whoever cut it into slices, in the order of the
    // conversations for whoever kept those together. The order with fewer runs shows it better.
    let byTicket = wholeTickets()
    return byTicket.findings.count < bySource.findings.count ? byTicket : bySource
  }

  /// Runs of missing records among the expected ones, in the order of the export. A record that a waiver selects is none
  /// of a run.
  private func runs() -> Evidence {
    var evidence = Evidence(of: type.map { Wrong(.missing, $0) })
    var start = -1
    var last = -1
    var length = 0
    var rows: [Int] = []
    func close(atEnd: Bool) {
      if length > 0 {
        let finding = evidence.add(length, isSummary: true) {
          run(Row(start), Row(last), length, atEnd: atEnd)
        }
        for row in rows { evidence.note(row, of: finding) }
      }
      length = 0
      rows.removeAll(keepingCapacity: true)
    }
    for index in 0..<table.count where table.includes(Row(index)) && isMeant(Row(index)) {
      if match.isMatched(Row(index)) {
        close(atEnd: false)
      } else {
        let isAlone = watch.map { $0.selector(of: table.keyText(Row(index))) != nil } ?? false
        if isAlone { close(atEnd: false) }
        if length == 0 { start = index }
        last = index
        length += 1
        rows.append(index)
        if isAlone { close(atEnd: false) }
      }
    }
    close(atEnd: true)
    return evidence
  }

  private func run(_ first: Row<Legacy>, _ last: Row<Legacy>, _ length: Int, atEnd: Bool) -> Finding {
    if length == 1 {
      return table.finding(
        first, "\(table.keyText(first)) is missing\(atEnd ? afterTheEnd("it", first...last) : "")")
    }
    let from = table.finding(first, "")
    let to = table.finding(last, "")
    // Other keys are masked.
    let keys = table.key.type == .integer ? ", \(table.keyValue(first)) to \(table.keyValue(last))" : ""
    return table.finding(
      first,
      "\(table.noun.counted(length)) in a row are missing\(keys), from \(from.export?.text ?? "") to "
        + "\(to.export?.text ?? "")\(atEnd ? afterTheEnd("they", first...last) : "")")
  }

  /// Runs of conversations whose comments are missing, all or some of them.
  private func wholeTickets() -> Evidence {
    let (rows, tickets) = (facts.rows.comments, facts.rows.tickets)
    var missing = [Int](repeating: 0, count: tickets.count)
    var firstMissing = [Int32](repeating: -1, count: tickets.count)
    var lastMissing = firstMissing
    for row in 0..<rows.count
    where table.includes(Row(row)) && !match.isMatched(Row(row)) && isMeant(Row(row)) {
      let ticket = Int(rows.ticket[row])
      missing[ticket] += 1
      if firstMissing[ticket] < 0 { firstMissing[ticket] = Int32(truncatingIfNeeded: row) }
      lastMissing[ticket] = Int32(truncatingIfNeeded: row)
    }
    var evidence = Evidence(of: Wrong(.missing, .comments))
    var findingOfTicket = [Int?](repeating: nil, count: tickets.count)
    var start = -1
    var last = -1
    var comments = 0
    var count = 0
    func close(atEnd: Bool) {
      if count > 0 {
        let finding = evidence.add(comments, isSummary: true) {
          Finding(
            message:
              "\(counted(comments, "comment")) of \(counted(count, "ticket"))\(count == 1 ? "" : " in a row") "
              + "\(verb(comments, "is", "are")) missing, from comment \(rows.id[Int(firstMissing[start])]) of ticket \(tickets.id[start])"
              + (comments > 1
                ? " to comment \(rows.id[Int(lastMissing[last])]) of ticket \(tickets.id[last])" : "")
              + (atEnd ? afterTheEnd("they", tickets: Array(start...last)) : ""),
            key: "ticket \(tickets.id[start])",
            export: facts.places.place(ofComment: Int(firstMissing[start])))
        }
        for ticket in start...last { findingOfTicket[ticket] = finding }
      }
      (start, comments, count) = (-1, 0, 0)
    }
    for ticket in 0..<tickets.count where facts.tickets.state[ticket] == .expected {
      if missing[ticket] == 0 {
        close(atEnd: false)
      } else {
        if count == 0 { start = ticket }
        last = ticket
        comments += missing[ticket]
        count += 1
      }
    }
    close(atEnd: true)
    for row in 0..<rows.count
    where table.includes(Row(row)) && !match.isMatched(Row(row)) && isMeant(Row(row)) {
      evidence.note(row, of: findingOfTicket[Int(rows.ticket[row])])
    }
    return evidence
  }

  private func users() -> Evidence {
    var groups = GroupedEvidence<String>(of: Wrong(.missing, .users)) { finding, count in
      let first = finding.key.map { count == 1 ? ", \($0)" : ", the first is \($0)" } ?? ""
      return "\(counted(count, "user")) \(verb(count, "is", "are")) missing\(first): \(finding.message)"
    }
    for index in 0..<table.count where !match.isMatched(Row(index)) && isMeant(Row(index)) {
      let cause = cause(ofMissingUser: index)
      groups.add(cause, row: index) { table.finding(Row(index), cause) }
    }
    return groups.evidence()
  }

  private func cause(ofMissingUser row: Int) -> String {
    let person = Int(facts.users.person[row])
    let account = Int(facts.people.account[person])
    let accounts = facts.rows.accounts
    if facts.people.id[person] != accounts.writtenID[account],
      facts[.users].records.ids.contains(accounts.writtenID[account])
    {
      return accounts.isListed(account)
        ? "the id of the list is in the archive in place of the ticketing id"
        : "the chat id is in the archive in place of the ticketing id"
    }
    let hasName = facts.people.nameAccount[person] >= 0
    let hasEmail = facts.people.emailAccount[person] >= 0
    let place = accounts.isListed(account) ? "list of people" : "chat export"
    return switch (hasName, hasEmail) {
    case (true, true): "in the \(place) with name and e-mail"
    case (false, true): "without a name in the \(place)"
    case (true, false): "without an e-mail in the \(place)"
    case (false, false): "without name and e-mail in the \(place)"
    }
  }

  /// Where a run of rows that is the end of its table would be.
  private func afterTheEnd(_ subject: String, _ run: ClosedRange<Row<Legacy>>) -> String {
    let indices = run.lowerBound.index...run.upperBound.index
    switch type {
    case .comments?:
      let rows = indices.filter { table.includes(Row($0)) && isMeant(Row($0)) }
      return afterTheEnd(subject, tickets: Set(rows.map { Int(facts.rows.comments.ticket[$0]) }).sorted())
    case .tickets?: return afterTheEnd(subject, tickets: indices.filter { table.includes(Row($0)) })
    // Other records come before the tickets, or in batches that the order of one table does not tell.
    default: return ""
    }
  }

  /// Where records of these tickets would be, if that is the end: which is certain only where the archive has nothing of
  /// them and of the tickets that come after them, or has it in its last batch.
  private func afterTheEnd(_ subject: String, tickets: [Int]) -> String {
    let archive = facts.archive
    // Of several deliveries, no place is the end of all.
    guard let first = tickets.first, !archive.deliveries.areSeveral else { return "" }
    let places = ticketPlaces[first...]
    if places.contains(.elsewhere) { return "" }
    if !archive.summary.isComplete {
      return "; the archive breaks off after \(archive.members.last?.name ?? "its start")"
    }
    guard let last = archive.batchOrder.last else { return "; the archive has no batch" }
    let name = archive.members[archive.batches[last].member].name
    return places.contains(.lastBatch)
      ? "; \(subject) would be in the last batch, \(name), or after it"
      : "; \(subject) would come after the last batch, \(name)"
  }
}

extension MissingRows {
  fileprivate enum TicketPlace {
    case absent, lastBatch
    /// In an earlier batch, or not there though comments of it are.
    case elsewhere
  }

  /// Where the archive has each ticket of the exports.
  fileprivate var ticketPlaces: [TicketPlace] {
    let (archive, rows, tickets) = (facts.archive, facts.rows.comments, facts.rows.tickets)
    let ids = facts[.tickets].records.ids
    let last = archive.batchOrder.last.map { archive.batches[$0].key }
    var places = (0..<tickets.count).map { ticket -> TicketPlace in
      guard let batch = ids.find(tickets.id[ticket])?.batch else { return .absent }
      return batch == last ? .lastBatch : .elsewhere
    }
    facts[.comments].match.forEachPair { row, _ in
      let ticket = Int(rows.ticket[row.index])
      if places[ticket] == .absent { places[ticket] = .elsewhere }
    }
    return places
  }
}

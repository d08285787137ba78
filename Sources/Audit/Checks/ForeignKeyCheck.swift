import Plan

/// The columns of the archive that name another record.
enum Reference: String, Sendable, CaseIterable {
  case ticketID = "comments.ticket_id"
  case authorID = "comments.author_id"
  case requesterID = "tickets.requester_id"

  var record: Record { self == .requesterID ? .tickets : .comments }
  var field: String { String(rawValue.split(separator: ".")[1]) }
  var target: Record { self == .ticketID ? .tickets : .users }
}

extension Facts {
  /// The values of a reference, row by row.
  func values(_ reference: Reference) -> Vector<Int64> {
    switch reference {
    case .ticketID: archive.commentTicketID
    case .authorID: archive.commentAuthorID
    case .requesterID: archive.ticketRequesterID
    }
  }

  /// Whether the row has a value there.
  func has(_ reference: Reference, _ row: Int) -> Bool {
    switch reference {
    case .ticketID: archive.comments.has(.ticketID, row)
    case .authorID: archive.comments.has(.authorID, row)
    case .requesterID: archive.tickets.has(.requesterID, row)
    }
  }

  /// The first record of the archive with an id.
  func find(_ id: Int64, _ target: Record) -> (row: Int, batch: Int64)? {
    target == .tickets ? ticketIDs.find(id) : userIDs.find(id)
  }

  /// Whether the requester of a ticket is one who never wrote, whom the export itself does not know.
  func isUnresolvedRequester(ticketRow row: Int) -> Bool {
    let expectedRow = tickets.expectedRow[row]
    guard expectedRow >= 0 else { return false }
    let person = requester(ofTicket: Int(expectedRow))
    return people.hasWritten[person] == 0 && archive.ticketRequesterID[row] == people.id[person]
  }
}

/// Foreign key: every value names a record of the archive, or a user who was imported before.
///
/// A requester who never wrote is the business of `known-requester`. Cost: at most one look-up for each row.
struct ForeignKeyCheck: Check {
  static let name = "foreign-key"
  var inputs: Set<Input> { reference == .ticketID ? [.archive] : [.archive, .chat, .ticketing] }
  private let reference: Reference

  init(_ parameters: inout Parameters) throws(RuleError) {
    reference = try parameters.word("column", of: Reference.self)
  }

  func measure(_ facts: Facts) -> Measurement {
    let table = facts.table(reference.record)
    let values = facts.values(reference)
    var groups = GroupedEvidence<Int64?>()
    let hasRecords = facts.plan.ticketingRecords != nil && reference != .ticketID
    var known = LastTwo<Bool>()
    for row in 0..<table.count {
      guard facts.has(reference, row) else {
        groups.add(nil) { finding(facts, row, nil) }
        continue
      }
      let value = values[row]
      if hasRecords, isTicketingRecord(row, facts) {
        // Its people are in the list of ticketing users, or nowhere: an equal number among the migrated users is
        // somebody else's.
        if facts.ticketing.contains(value) { continue }
        groups.add(value) { finding(facts, row, value) }
        continue
      }
      if known.value(of: value, find: { resolves(value, facts) }) { continue }
      if reference == .requesterID, facts.isUnresolvedRequester(ticketRow: row) { continue }
      groups.add(value) { finding(facts, row, value) }
    }
    let noun = reference.record.noun
    let evidence = groups.evidence { finding, count in
      let first = count == 1 ? "" : ", the first is \(finding.key ?? "")"
      return
        "\(counted(count, noun))\(count == 1 ? " (\(finding.key ?? ""))" : "")\(first): \(finding.message)"
    }
    return Measurement(
      examined: table.count, expected: facts.expectedCount(reference.record), unit: reference.record.rawValue,
      evidence: evidence,
      summary: evidence.isEmpty
        ? "every \(reference.field) of \(counted(table.count, noun)) resolves"
        : "\(grouped(evidence.violations)) of \(counted(table.count, noun)): \(reference.field) resolves nowhere "
          + "(\(counted(groups.groupCount, "value")))")
  }

  /// Whether the row is a record of the ticketing tool whose person is looked for.
  private func isTicketingRecord(_ row: Int, _ facts: Facts) -> Bool {
    let expectedRow = Int(facts.alignment(reference.record).expectedRow[row])
    if expectedRow < 0 { return false }
    let system =
      reference == .authorID
      ? facts.chat.system(ofRow: expectedRow) : facts.chat.system(ofTicket: expectedRow)
    return system == .ticketing
  }

  private func resolves(_ value: Int64, _ facts: Facts) -> Bool {
    facts.find(value, reference.target) != nil
      || reference.target == .users && facts.ticketing.contains(value)
  }

  private func finding(_ facts: Facts, _ row: Int, _ value: Int64?) -> Finding {
    let table = facts.table(reference.record)
    let expectedRow = facts.alignment(reference.record).expectedRow[row]
    return Finding(
      message: value.map { "\(reference.field) \($0) names no \(reference.target.noun)" }
        ?? "\(reference.field) is missing",
      key: "\(reference.record.noun) \(table.id[row])",
      export: expectedRow < 0 ? nil : facts.exportPlace(ofExpected: Int(expectedRow), reference.record),
      archive: facts.place(of: row, reference.record))
  }
}

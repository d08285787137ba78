import Plan

/// Equality: a field of a record survives exactly, byte for byte.
///
/// Texts are compared by digest and length, or by their bytes where the table keeps them. Cost: one comparison
/// for each record.
struct SameValueCheck: Check {
  static let name = "same-value"
  var inputs: Set<Input> { [.chat, .archive] }
  private let column: Column

  private enum Column: String, CaseIterable {
    case ticketID = "comments.ticket_id"
    case isPublic = "comments.public"
    case commentCreatedAt = "comments.created_at"
    case body = "comments.html_body"
    case ticketCreatedAt = "tickets.created_at"
    case name = "users.name"
    case email = "users.email"

    var record: Record {
      switch self {
      case .ticketID, .isPublic, .commentCreatedAt, .body: .comments
      case .ticketCreatedAt: .tickets
      case .name, .email: .users
      }
    }
    var field: String { String(rawValue.split(separator: ".")[1]) }
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.word("column", of: Column.self)
  }

  func measure(_ facts: Facts) -> Measurement {
    let record = column.record
    let expectedRows = facts.alignment(record).expectedRow
    var evidence = Evidence()
    var becameTrue = 0
    var examined = 0
    let isSame = sameness(facts)
    for row in 0..<expectedRows.count where expectedRows[row] >= 0 {
      examined += 1
      let expectedRow = Int(expectedRows[row])
      if isSame(row, expectedRow) { continue }
      if column == .isPublic, facts.archive.commentIsPublic[row] == 1 { becameTrue += 1 }
      evidence.add {
        let (expected, found) = shown(row, expectedRow, facts)
        let key = "\(record.noun) \(facts.table(record).id[row])"
        return Finding(
          message: "\(key): \(column.field) must be \(expected) and is \(found)", key: key,
          export: facts.exportPlace(ofExpected: expectedRow, record), archive: facts.place(of: row, record),
          expected: expected, found: found)
      }
    }
    var summary = "\(column.field) unchanged in \(counted(examined, record.noun))"
    if !evidence.isEmpty {
      summary =
        "\(grouped(evidence.violations)) of \(counted(examined, record.noun)) with another \(column.field)"
      if becameTrue > 0 { summary += "; \(grouped(becameTrue)) false in the export, true in the archive" }
    }
    return Measurement(
      examined: examined, expected: facts.expectedCount(record), unit: record.rawValue, evidence: evidence,
      summary: summary)
  }

  /// Whether a record of the archive has the value that its expected row has. Made once, because to find the columns
  /// costs more than to compare two values.
  private func sameness(_ facts: Facts) -> (_ row: Int, _ expectedRow: Int) -> Bool {
    let (archive, chat) = (facts.archive, facts.chat)
    let comments = archive.comments
    switch column {
    case .ticketID:
      let (found, tickets, ids) = (archive.commentTicketID, chat.ticket, chat.ticketID)
      return { comments.has(.ticketID, $0) && found[$0] == ids[Int(tickets[$1])] }
    case .isPublic:
      let (found, expected) = (archive.commentIsPublic, chat.isPublic)
      return { comments.has(.isPublic, $0) && found[$0] == expected[$1] }
    case .commentCreatedAt:
      return { comments.hasInstant($0) && archive.commentInstant($0) == chat.instant($1) }
    case .body:
      return {
        comments.has(.body, $0) && archive.bodyLength[$0] == chat.bodyLength[$1]
          && archive.bodyDigest[$0] == chat.bodyDigest[$1]
      }
    case .ticketCreatedAt:
      let expected = facts.expected
      return { archive.tickets.hasInstant($0) && archive.ticketInstant($0) == expected.ticketInstant($1) }
    case .name, .email:
      return {
        let (expected, found) = texts($0, $1, facts)
        guard archive.users.has(column == .name ? .name : .email, $0) else { return false }
        guard let expected, let found else { return expected == nil && found == nil }
        return haveEqualBytes(expected, found)
      }
    }
  }

  private func shown(_ row: Int, _ expectedRow: Int, _ facts: Facts) -> (expected: String, found: String) {
    let (archive, chat) = (facts.archive, facts.chat)
    switch column {
    case .ticketID:
      return (
        String(chat.ticketID[Int(chat.ticket[expectedRow])]),
        archive.comments.has(.ticketID, row) ? String(archive.commentTicketID[row]) : "missing"
      )
    case .isPublic:
      return (
        String(chat.isPublic[expectedRow] == 1),
        archive.comments.has(.isPublic, row) ? String(archive.commentIsPublic[row] == 1) : "missing"
      )
    case .commentCreatedAt:
      return (
        chat.instant(expectedRow).text,
        archive.comments.hasInstant(row) ? archive.commentInstant(row).text : "no readable time"
      )
    case .body:
      let found = "\(counted(Int(archive.bodyLength[row]), "byte"))"
      let isSameLength = archive.bodyLength[row] == chat.bodyLength[expectedRow]
      return (
        counted(Int(chat.bodyLength[expectedRow]), "byte"),
        archive.comments.has(.body, row) ? isSameLength ? "other bytes of that number" : found : "missing"
      )
    case .ticketCreatedAt:
      return (
        facts.expected.ticketInstant(expectedRow).text,
        archive.tickets.hasInstant(row) ? archive.ticketInstant(row).text : "no readable time"
      )
    case .name, .email:
      let (expected, found) = texts(row, expectedRow, facts)
      let isThere = archive.users.has(column == .name ? .name : .email, row)
      return (
        expected.map(facts.shown) ?? "null", isThere ? found.map(facts.shown) ?? "null" : "missing"
      )
    }
  }

  /// The name or e-mail as the chat's first row has it, and as the archive has it; nil is null.
  private func texts(_ row: Int, _ expectedRow: Int, _ facts: Facts) -> (expected: Bytes?, found: Bytes?) {
    let accounts = facts.chat.accounts
    let person = Int(facts.expected.userPerson[expectedRow])
    let expected: Int32
    if column == .name {
      expected = accounts.name[Int(facts.people.account[person])]
    } else {
      let account = facts.people.emailAccount[person]
      expected = account < 0 ? -1 : accounts.email[Int(account)]
    }
    let found = column == .name ? facts.archive.userName[row] : facts.archive.userEmail[row]
    return (expected < 0 ? nil : accounts.texts[expected], found < 0 ? nil : facts.archive.texts[found])
  }
}

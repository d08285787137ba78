import Plan

/// Format: the values of columns have the form that the schema or a standard gives them.
///
/// `format: rfc-3339` (times) or `format: email` (addresses by RFC 5321 and 6531, white space around them
/// ignored).
///
/// - Complexity: one pass.
struct FormatCheck: Check {
  static let name = "format"
  private let columns: [ColumnReference]
  private let format: Format

  private enum Format: String, CaseIterable {
    case timestamp = "rfc-3339"
    case email
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    columns = try parameters.columns("columns")
    format = try parameters.word("format", of: Format.self)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    for column in columns {
      try column.validate(plan, page, key: "columns")
      if column.table.kind != .archive {
        throw RuleError(page: page, message: "columns: expected columns of 'archive.…', found '\(column)'")
      }
      let isCore = column.table.type(plan)?.index(of: column.column) != nil
      let types: [FieldType] = format == .email ? [.email, .text] : [.timestamp]
      if isCore, let type = column.fieldType(plan), types.contains(type) { continue }
      throw RuleError(
        page: page,
        message: "columns: expected core fields of type \(types.map(\.rawValue).joined(separator: " or ")) "
          + "for 'format: \(format.rawValue)', found '\(column)'")
    }
  }

  func inputs(_ plan: Plan) -> Set<Input> {
    format == .email ? [.conversations, .people, .archive] : [.archive]
  }

  func subject(_ plan: Plan) -> Subject {
    var names: [String] = []
    for column in columns {
      for name in [column.legacyNames(plan)] where !names.contains(name) { names.append(name) }
    }
    return Subject(
      legacy: names.joined(separator: ", "), new: columns.map(\.shortName).joined(separator: ", "),
      criteria: format == .email ? "the form of an e-mail address" : "RFC 3339")
  }

  func measure(_ facts: Facts) -> Measurement {
    format == .email ? emails(facts) : timestamps(facts)
  }

  private func timestamps(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var total = 0
    for reference in columns {
      guard let table = facts.new(reference.table), let column = table[reference.column] else { continue }
      total += table.count
      evidence.begin(reference.table.type(facts.plan).map { Wrong(.malformed, $0, column.name) })
      let bit = column.presence.flatMap { presence in
        reference.table.type(facts.plan)?.index(of: reference.column).map { UInt8(1) << UInt8($0) }
      }
      for index in 0..<table.count where !column.has(Row(index)) {
        let isText = bit.map { (column.presence?.bits[index] ?? 0) & $0 != 0 } ?? false
        evidence.add(row: index) {
          table.finding(
            Row(index),
            "\(reference.column) of \(table.keyText(Row(index))) \(isText ? "is not RFC 3339" : "is missing, or not a text"); "
              + "expected a value such as 2021-02-02T02:02:02Z")
        }
      }
    }
    return Measurement(
      examined: total, expected: facts[.comments].expected.includedCount, unit: "timestamps",
      evidence: evidence,
      summary: evidence.isEmpty
        ? counted(total, "timestamp")
        : "\(grouped(evidence.violations)) of \(counted(total, "timestamp")) "
          + "\(verb(evidence.violations, "is", "are")) not RFC 3339")
  }

  private func emails(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var withEmail = 0
    for reference in columns {
      guard let record = reference.table.type(facts.plan).map({ facts[$0] }),
        let column = record.archive[reference.column]
      else { continue }
      for index in 0..<record.archive.count {
        guard let text = column.text(Row(index)) else { continue }
        let address = withoutSpaceAround(text)
        if address.isEmpty { continue }
        withEmail += 1
        let unseen = unseenCharacter(in: text)
        if unseen == nil, isEmailAddress(address) { continue }
        let legacy = record.match.legacy(of: Row(index))
        let exported = legacy.flatMap { row in record.expected[reference.column]?.text(row) }
        evidence.add(
          origin: exported.map { haveEqualBytes(text, $0) } ?? false ? .export : .archive,
          cause: unseen == nil ? 0 : 1
        ) {
          let what =
            unseen.map { "with the invisible character \($0.words)\(twin(of: text, facts))" }
            ?? "that is not a valid address"
          var finding = record.archive.finding(
            Row(index), "\(record.archive.keyText(Row(index))) has an e-mail \(what): \(facts.shown(text))",
            found: facts.shown(text))
          if unseen != nil, let legacy { record.expected.place(legacy, &finding) }
          return finding
        }
      }
    }
    ticketingEmails(facts, &evidence)
    return Measurement(
      examined: withEmail, expected: 0, unit: "users with an e-mail", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(withEmail, "e-mail")), all valid addresses"
        : "\(grouped(evidence.violations)) of \(counted(withEmail, "e-mail")) "
          + verb(evidence.violations, "is not a valid address", "are not valid addresses"))
  }

  /// Invisible characters in the list of ticketing users, whom nobody would merge for them.
  private func ticketingEmails(_ facts: Facts, _ evidence: inout Evidence) {
    let ticketing = facts.rows.ticketing
    for number in 0..<ticketing.others.count {
      let key = ticketing.others[Int32(truncatingIfNeeded: number)]
      guard let unseen = unseenCharacter(in: key) else { continue }
      evidence.add(origin: .export, cause: 2) {
        let row = Int(ticketing.otherRow[number])
        let place = facts.places.place(ofTicketingUser: row)
        return Finding(
          message:
            "ticketing user \(ticketing.id[row]) has an e-mail with the invisible character \(unseen.words): "
            + facts.shown(key),
          key: "user \(ticketing.id[row])", export: place)
      }
    }
  }

  /// Whose e-mail it would be without its invisible characters.
  private func twin(of text: Bytes, _ facts: Facts) -> String {
    let seen = emailKey(text).withUnsafeBufferPointer { withoutUnseenCharacters($0) }
    guard !seen.isEmpty, let row = facts.rows.ticketing.row(ofKey: seen) else { return "" }
    let place = facts.places.place(ofTicketingUser: Int(row))
    return ", but for which it is that of ticketing user \(facts.rows.ticketing.id[Int(row)]) (\(place.text))"
  }

  private func withoutSpaceAround(_ text: Bytes) -> Bytes {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 >= 0x09 && $0 <= 0x0D }
    guard let first = text.firstIndex(where: { !isSpace($0) }),
      let last = text.lastIndex(where: { !isSpace($0) })
    else { return Bytes(rebasing: text[..<0]) }
    return Bytes(rebasing: text[first...last])
  }
}

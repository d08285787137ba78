import Plan

/// Equality: every further field that the plan maps survives, value by value.
///
/// Numbers are compared as 64-bit integers, times as instants, texts byte for byte and JSON as values; null is null,
/// and a missing key of the archive counts as null. Cost: one comparison for each value.
struct FurtherFieldCheck: Check {
  static let name = "further-fields"
  var inputs: Set<Input> {
    record == .organizations ? [.organizations, .archive] : [.chat, .ticketing, .archive]
  }
  private let record: Record

  init(_ parameters: inout Parameters) throws(RuleError) {
    record = try parameters.word("record", of: Record.self)
  }

  func measure(_ facts: Facts) -> Measurement {
    let layout = facts.layouts[record]
    if layout.isEmpty {
      return .notApplicable("values", "the plan maps no further fields of \(record.rawValue)")
    }
    let (expected, found) = (facts.expectedFields(record), facts.archive.fields(record))
    let expectedRows = facts.alignment(record).expectedRow
    var evidence = Evidence()
    var violations = [Int](repeating: 0, count: layout.keys.count)
    var records = 0
    for row in 0..<expectedRows.count where expectedRows[row] >= 0 {
      records += 1
      let expectedRow = Int(expectedRows[row])
      let system = facts.system(ofExpected: expectedRow, record)
      for column in layout.compared[system.rawValue] {
        let fieldRow = facts.fieldRow(ofExpected: expectedRow, record)
        var value = fieldRow < 0 ? FieldValue.null : expected[column][fieldRow]
        // Organizations are the ticketing tool's, and name its people.
        if system == .chat, record != .organizations, layout.isReference(column, system) {
          value = facts.people.written(value, facts.chat.accounts)
        }
        if value == found[column][row] { continue }
        violations[layout.columns[column].key] += 1
        evidence.add {
          finding(facts, row, expectedRow, layout.key(ofColumn: column), value, found[column][row])
        }
      }
    }
    return Measurement(
      examined: records * layout.keys.count, expected: facts.expectedCount(record), unit: "values",
      evidence: evidence, summary: summary(layout, records, violations))
  }

  private func finding(
    _ facts: Facts, _ row: Int, _ expectedRow: Int, _ field: String, _ value: FieldValue, _ other: FieldValue
  ) -> Finding {
    let key = "\(record.noun) \(facts.table(record).id[row])"
    let (expected, found) = (value.words, other.words)
    // Masked values of one length look alike.
    let shown = expected != found ? found : value.kind == .text ? "another text of that length" : "other JSON"
    return Finding(
      message: "\(key): \(field) must be \(expected) and is \(shown)", key: key,
      export: facts.exportPlace(ofExpected: expectedRow, record), archive: facts.place(of: row, record),
      expected: expected, found: shown)
  }

  private func summary(_ layout: FieldLayout, _ records: Int, _ violations: [Int]) -> String {
    let total = violations.reduce(0, +)
    if total == 0 {
      return "\(layout.keys.joined(separator: ", ")) unchanged in \(counted(records, record.noun))"
    }
    let fields = zip(layout.keys, violations).filter { $0.1 > 0 }
      .map { "\($0.0) in \(counted($0.1, record.noun))" }
    return "another value of \(fields.joined(separator: ", of "))"
  }
}

extension FieldLayouts {
  subscript(record: Record) -> FieldLayout {
    switch record {
    case .comments: comments
    case .tickets: tickets
    case .users: users
    case .organizations: organizations
    }
  }
}

extension ArchiveTables {
  func fields(_ record: Record) -> [FieldColumn] {
    switch record {
    case .comments: commentFields
    case .tickets: ticketFields
    case .users: userFields
    case .organizations: organizationFields
    }
  }
}

extension Facts {
  fileprivate func expectedFields(_ record: Record) -> [FieldColumn] {
    switch record {
    case .comments: chat.fields
    case .tickets: expected.ticketFields
    case .users: chat.accounts.fields
    case .organizations: organizationTable.fields
    }
  }

  /// The row of `expectedFields` that holds those of an expected record; -1 for none.
  fileprivate func fieldRow(ofExpected row: Int, _ record: Record) -> Int {
    record == .users ? Int(account(ofExpectedUser: row)) : row
  }

  /// The system that an expected record comes from.
  func system(ofExpected row: Int, _ record: Record) -> System {
    switch record {
    case .comments: chat.system(ofRow: row)
    case .tickets: chat.system(ofTicket: row)
    case .users, .organizations: .chat
    }
  }
}

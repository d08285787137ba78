import Plan

/// Privacy: nothing is in the archive of the people of whom nothing may be, as `must-not-arrive` of the plan lists them.
///
/// `in: users` looks at users by id and e-mail, `in: references` at authors and requesters, `in: texts` at e-mail addresses in
/// the texts of comments, in names, and in custom fields of every record type. No message has an address: it names the line of
/// the list.
///
/// - Complexity: O(rows); the texts are searched while the archive is read.
struct MustNotArriveCheck: Check {
  static let name = "must-not-arrive"

  private let part: Part

  private enum Part: String, CaseIterable {
    case users, references, texts
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    part = try parameters.word("in", of: Part.self)
  }

  func inputs(_ plan: Plan) -> Set<Input> { [.exports, .archive] }
  func subject(_ plan: Plan) -> Subject {
    let new =
      switch part {
      case .users: "users.id, users.email"
      case .references: "comments.author_id, tickets.requester_id"
      case .texts: "comments.html_body, users.name, custom fields"
      }
    return Subject(
      legacy: plan.erasureLedger?.source.paths.map(\.value).joined(separator: ", ") ?? "–", new: new,
      criteria: "nobody of the list")
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let ledger = facts.plan.erasureLedger else {
      return .notApplicable(part.rawValue, "the plan has no list of people who must not arrive")
    }
    guard let erased = facts.erased, erased.count > 0 else {
      return ledger.source.mayBeEmpty
        ? .notApplicable(part.rawValue, "the list of people who must not arrive is empty")
        : .notChecked(part.rawValue, "the list of people who must not arrive has no accepted row")
    }
    switch part {
    case .users: return users(facts, erased)
    case .references: return references(facts)
    case .texts: return texts(facts)
    }
  }

  private func users(_ facts: Facts, _ erased: ErasedPeople) -> Measurement {
    let (ids, record) = (facts.erasedIDs, facts[.users])
    let (table, emails) = (record.archive, record.archive["email"])
    var evidence = Evidence()
    for index in 0..<table.count {
      let row = Row<New>(index)
      if record.records.hasID(index), let person = ids[record.records.id[index]] {
        evidence.add { finding(table, row, "must not arrive: this person is in", person, facts) }
      } else if let email = emails?.text(row), let person = erased.row(ofKey: emailKey(email)) {
        evidence.add { finding(table, row, "must not arrive: the e-mail is in", person, facts) }
      }
    }
    return measurement(table.count, "user", "users", evidence)
  }

  private func references(_ facts: Facts) -> Measurement {
    let ids = facts.erasedIDs
    var evidence = Evidence()
    var examined = 0
    for (cause, (type, field)) in [(RecordType.comments, "author_id"), (.tickets, "requester_id")]
      .enumerated()
    {
      let table = facts[type].archive
      guard let column = table[field], let id = column.integers else { continue }
      examined += table.count
      for index in 0..<table.count where column.has(Row(index)) {
        let row = Row<New>(index)
        guard let person = ids[id(row)] else { continue }
        evidence.add(cause: cause) {
          finding(table, row, "has the \(field) \(id(row)) of a person who must not arrive,", person, facts)
        }
      }
    }
    return measurement(examined, "reference", "references", evidence)
  }

  private func texts(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var examined = 0
    let mentions = Dictionary(grouping: facts.archive.mentions, by: \.type)
    for (number, record) in facts.records.enumerated() where record.isMapped {
      examined += record.archive.count * record.records.searched.count
      for mention in (mentions[number] ?? []).sorted(by: { ($0.row, $0.field) < ($1.row, $1.field) }) {
        evidence.add(cause: number) {
          finding(
            record.archive, Row(mention.row),
            "has an e-mail address in \(record.records.name(ofField: mention.field)) that is in",
            mention.person,
            facts)
        }
      }
    }
    return measurement(examined, "text", "texts", evidence)
  }

  private func finding(
    _ table: Table<New>, _ row: Row<New>, _ words: String, _ person: Int32, _ facts: Facts
  ) -> Finding {
    let place = facts.place(ofErased: person)
    return table.finding(
      row, "\(table.keyText(row)) \(words) \(place?.text ?? "the list")", expected: "nothing", found: "there")
  }

  private func measurement(_ examined: Int, _ one: String, _ many: String, _ evidence: Evidence)
    -> Measurement
  {
    Measurement(
      examined: examined, unit: many, evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, one, plural: many)), none of a person who must not arrive"
        : "\(grouped(evidence.violations)) of \(counted(examined, one, plural: many)) "
          + "\(verb(evidence.violations, "is", "are")) of people who must not arrive")
  }
}

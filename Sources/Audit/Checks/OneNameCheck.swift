import Plan

/// Identity: those who become one user have one name.
///
/// `of: ids` looks at the rows of one id that have several names without a word in common, and no e-mail in common that makes
/// them one person; `of: people` at several ids that one e-mail makes one person, and at rows of one id and one e-mail, with
/// names that are not spellings of one (`PersonName`).
///
/// - Complexity: O(people), and O(rows that have another name than their id's first).
struct OneNameCheck: Check {
  static let name = "one-name"

  private let of: Kind

  private enum Kind: String, CaseIterable {
    case ids, people
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    of = try parameters.word("of", of: Kind.self)
  }

  func inputs(_ plan: Plan) -> Set<Input> { [.conversations, .people] }
  func subject(_ plan: Plan) -> Subject {
    Subject(
      legacy: ColumnReference("expected.users.name")?.legacyNames(plan) ?? "–",
      criteria: of == .ids ? "one name, or one e-mail" : "one name for each person, in any spelling")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    let names = otherNames(facts)
    for name in names
    where of == .people ? name.isOnePerson && name.isAnother : name.isStrange && !name.isOnePerson {
      evidence.add { finding(name, facts) }
    }
    let (accounts, people) = (facts.rows.accounts, facts.people)
    let examined = of == .ids ? accounts.count : (0..<people.count).count { people.accounts[$0] > 1 }
    if of == .people { merged(facts, &evidence) }
    let noun = of == .ids ? ("id", "ids") : ("merged person", "merged people")
    return Measurement(
      examined: examined, expected: 0, unit: noun.1, evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, noun.0, plural: noun.1)), none with two names"
        : "\(counted(evidence.violations, "other name")) of \(counted(examined, noun.0, plural: noun.1))")
  }

  private struct OtherName {
    var account: Int
    var row: Int
    /// Whether one e-mail says so.
    var isOnePerson: Bool
    /// Whether the two names are not spellings of one.
    var isAnother: Bool
    /// Whether they are names, and have no word in common.
    var isStrange: Bool
  }

  /// Rows that have another name than their id has, each name of an id once.
  private func otherNames(_ facts: Facts) -> [OtherName] {
    let accounts = facts.rows.accounts
    var seen = Set<[String]>()
    return accounts.otherNames.compactMap { other in
      let account = Int(other.account)
      let first = PersonName(accounts.texts[accounts.name[account]])
      let name = PersonName(accounts.texts[other.name])
      guard first != name, seen.insert([String(account)] + name.words).inserted else { return nil }
      let isPlaceholder = first.isPlaceholder || name.isPlaceholder
      return OtherName(
        account: account, row: Int(other.row), isOnePerson: accounts.haveEmail(other),
        isAnother: !name.isSpelling(of: first, email: accounts.key(of: other.account) ?? []),
        isStrange: !isPlaceholder && !first.sharesWord(with: name))
    }
  }

  private func finding(_ other: OtherName, _ facts: Facts) -> Finding {
    let accounts = facts.rows.accounts
    let (id, nameRow) = (accounts.id[other.account], Int(accounts.nameRow[other.account]))
    let (first, place) = (facts.places.place(ofComment: nameRow), facts.places.place(ofComment: other.row))
    let why = other.isOnePerson ? "" : " and no e-mail in common"
    return Finding(
      message: "chat id \(id) has two names\(why): \(first.text) and \(place.text)", key: "user \(id)",
      export: place)
  }

  /// People of several accounts with names that are not spellings of one.
  private func merged(_ facts: Facts, _ evidence: inout Evidence) {
    let (accounts, people) = (facts.rows.accounts, facts.people)
    for account in 0..<accounts.count where accounts.name[account] >= 0 {
      let person = Int(people.personOfAccount[account])
      let kept = Int(people.nameAccount[person])
      guard people.accounts[person] > 1, kept != account, kept >= 0 else { continue }
      let (keptText, text) = (accounts.texts[accounts.name[kept]], accounts.texts[accounts.name[account]])
      if haveEqualBytes(keptText, text) { continue }
      let key = accounts.key(of: Int32(truncatingIfNeeded: account)) ?? []
      if PersonName(text).isSpelling(of: PersonName(keptText), email: key) { continue }
      evidence.add(cause: 1) {
        let (first, place) = (facts.places.place(ofNameOf: kept), facts.places.place(ofNameOf: account))
        return Finding(
          message:
            "ids \(accounts.id[kept]) and \(accounts.id[account]) are one person by their e-mail, with two names: "
            + "\(first.text) and \(place.text)",
          key: "user \(accounts.id[account])", export: place,
          expected: facts.shown(keptText), found: facts.shown(text))
      }
    }
  }
}

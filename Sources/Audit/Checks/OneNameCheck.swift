import Plan

/// Identity: those who become one user have one name.
///
/// `of: ids` looks at the rows of one id that have several names without a word in common, and no e-mail in common that makes
/// them one person; `of: people` at several ids that one e-mail makes one person, and at rows of one id and one e-mail. Names are compared without regard to
/// case, accents' encoding and white space.
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
      criteria: of == .ids ? "one name, or one e-mail" : "one name for each person")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    let names = otherNames(facts)
    for name in names where of == .people ? name.isOnePerson : name.isStrange && !name.isOnePerson {
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
    /// Whether the two names are of people and have no word in common.
    var isStrange: Bool
  }

  /// Rows that have another name than their id has, each name of an id once.
  private func otherNames(_ facts: Facts) -> [OtherName] {
    let accounts = facts.rows.accounts
    var seen = Set<[String]>()
    return accounts.otherNames.compactMap { other in
      let account = Int(other.account)
      let (first, name) = (fold(accounts.texts[accounts.name[account]]), fold(accounts.texts[other.name]))
      guard first != name, seen.insert([String(account), name]).inserted else { return nil }
      return OtherName(
        account: account, row: Int(other.row), isOnePerson: accounts.haveEmail(other),
        isStrange: areStrange(first, name))
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

  /// People of several accounts whose names differ.
  private func merged(_ facts: Facts, _ evidence: inout Evidence) {
    let (accounts, people) = (facts.rows.accounts, facts.people)
    for account in 0..<accounts.count where accounts.name[account] >= 0 {
      let person = Int(people.personOfAccount[account])
      let kept = Int(people.nameAccount[person])
      guard people.accounts[person] > 1, kept != account, kept >= 0 else { continue }
      if fold(accounts.texts[accounts.name[account]]) == fold(accounts.texts[accounts.name[kept]]) {
        continue
      }
      evidence.add(cause: 1) {
        let (first, place) = (facts.places.place(ofNameOf: kept), facts.places.place(ofNameOf: account))
        return Finding(
          message:
            "ids \(accounts.id[kept]) and \(accounts.id[account]) are one person by their e-mail, with two names: "
            + "\(first.text) and \(place.text)",
          key: "user \(accounts.id[account])", export: place,
          expected: facts.shown(accounts.texts[accounts.name[kept]]),
          found: facts.shown(accounts.texts[accounts.name[account]]))
      }
    }
  }

  /// Whether two folded names have no word in common, and neither is what a system calls somebody without a name.
  private func areStrange(_ one: String, _ other: String) -> Bool {
    let (one, other) = (one.split(separator: " "), other.split(separator: " "))
    let isPlaceholder = { (words: [Substring]) in
      words.contains { $0.allSatisfy { $0.isNumber || $0 == "#" } }
        || words.allSatisfy { ["guest", "visitor", "anonymous", "unknown", "customer", "user"].contains($0) }
    }
    return !isPlaceholder(one) && !isPlaceholder(other) && Set(one).isDisjoint(with: other)
  }

  private func fold(_ name: Bytes) -> String {
    composed(String(decoding: name, as: UTF8.self)).lowercased()
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

import Plan

/// Identity: no two people have addresses that mail systems or people take for one.
///
/// Compared are the people who must arrive with each other, and with the list of ticketing users. Nobody is merged.
///
/// - Complexity: O(people + ticketing users).
struct NearTwinsCheck: Check {
  static let name = "near-twins"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.conversations, .people] }
  func subject(_ plan: Plan) -> Subject {
    Subject(
      legacy: ColumnReference("expected.users.email")?.legacyNames(plan) ?? "–",
      criteria: "no address of two people in two spellings")
  }

  /// Somebody with an address.
  private struct Somebody {
    var id: Int64
    var place: ExportPlace
    var isTicketing: Bool
  }

  func measure(_ facts: Facts) -> Measurement {
    let (users, texts) = (facts.users, facts.rows.accounts.texts)
    var known: [TwinKey: Int] = [:]
    var evidence = Evidence()
    var examined = 0
    for user in 0..<users.count where users.email[user] >= 0 {
      guard let key = TwinKey(texts[users.email[user]]) else { continue }
      examined += 1
      guard let twin = known[key] else {
        known[key] = user
        continue
      }
      // One spelling of two people is told by other rules.
      let differences = TwinKey.differences(texts[users.email[user]], texts[users.email[twin]])
      if !differences.isEmpty {
        evidence.add { finding(somebody(twin, facts), somebody(user, facts), differences) }
      }
    }
    ticketing(facts, known, &evidence)
    return Measurement(
      examined: examined, expected: 0, unit: "addresses", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, "address", plural: "addresses")), none in two spellings"
        : "\(counted(evidence.violations, "address", plural: "addresses")) in another spelling of somebody else's"
    )
  }

  private func somebody(_ user: Int, _ facts: Facts) -> Somebody {
    let account = Int(facts.people.emailAccount[Int(facts.users.person[user])])
    return Somebody(
      id: facts.users.id[user], place: facts.places.place(ofEmailOf: account), isTicketing: false)
  }

  /// Ticketing users who are nobody of the exports by their addresses, and nearly somebody.
  private func ticketing(
    _ facts: Facts, _ known: [TwinKey: Int], _ evidence: inout Evidence
  ) {
    let (ticketing, users) = (facts.rows.ticketing, facts.users)
    var recognised = Set<Int32>()
    for row in facts.people.ticketingRow.values where row >= 0 { recognised.insert(ticketing.key[Int(row)]) }
    func compare(_ email: Bytes, row: Int32) {
      guard let key = TwinKey(email), let twin = known[key] else { return }
      let differences = TwinKey.differences(email, facts.rows.accounts.texts[users.email[twin]])
      if differences.isEmpty { return }
      evidence.add(cause: 1) {
        let who = Somebody(
          id: ticketing.id[Int(row)], place: facts.places.place(ofTicketingUser: Int(row)), isTicketing: true)
        return finding(somebody(twin, facts), who, differences)
      }
    }
    for number in 0..<ticketing.keyRow.count {
      let key = Int32(truncatingIfNeeded: number)
      if !recognised.contains(key) { compare(ticketing.keys[key], row: ticketing.keyRow[number]) }
    }
    for number in 0..<ticketing.otherRow.count {
      compare(ticketing.others[Int32(truncatingIfNeeded: number)], row: ticketing.otherRow[number])
    }
  }

  private func finding(_ one: Somebody, _ other: Somebody, _ differences: TwinKey.Differences) -> Finding {
    let both =
      other.isTicketing
      ? "user \(one.id) and ticketing user \(other.id)" : "users \(one.id) and \(other.id)"
    return Finding(
      message:
        "\(both) have addresses that differ by \(differences.words): \(one.place.text) and \(other.place.text)",
      key: "user \(other.id)", export: other.place)
  }
}

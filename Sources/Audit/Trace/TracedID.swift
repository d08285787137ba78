import Plan

/// Which id of the archive is meant by an id that may be that of the archive, of an export, or of an account.
struct TracedID {
  /// The id in the archive.
  private(set) var id: Int64
  /// Why it is that one, and what else the id could mean.
  private(set) var remarks: [String] = []
  /// Whether rows or objects have it.
  private(set) var isKnown: Bool
  /// All ids of the archive that could be meant.
  let candidates: Set<Int64>

  /// One meaning of the id.
  private struct Meaning {
    var id: Int64
    /// Why it is this id, where that is another one than what was asked for.
    var words: String?
  }

  /// - Complexity: O(rows of the type's tables).
  init(_ record: TracedRecord, _ facts: Facts) {
    let meanings = Self.meanings(of: record, facts)
    candidates = Set(meanings.map(\.id))
    let known = meanings.filter { facts.knows($0.id, of: record.type) }
    isKnown = !known.isEmpty
    id = (known.first ?? meanings.first)?.id ?? 0
    guard let meant = known.first else { return }
    if let words = meant.words { remarks.append(words) }
    for other in known.dropFirst() where other.id != meant.id {
      guard let words = other.words else { continue }
      remarks.append(
        "\(words); 'deskaudit trace \(record.type.singular) \(other.id)' traces that")
    }
  }

  /// Lets the id be one that only rejected rows have.
  mutating func settle(on id: Int64, _ record: TracedRecord, _ facts: Facts) {
    self.id = id
    remarks += Self.meanings(of: record, facts).first { $0.id == id }.flatMap(\.words).map { [$0] } ?? []
  }

  private static func meanings(of record: TracedRecord, _ facts: Facts) -> [Meaning] {
    var meanings = record.number.map { [Meaning(id: $0)] } ?? []
    if record.type == .users { meanings += accounts(of: record, facts) }
    for (source, rule) in facts.plan.idRules(of: record.type) {
      switch rule {
      case .same: continue
      case .text(let name):
        let number = Array(record.id.utf8).withUnsafeBufferPointer {
          NumberedTexts.likelyNumber(of: $0, by: name)
        }
        meanings.append(
          Meaning(
            id: number,
            words: "\(quote(record.id)) of \(source) is numbered: the archive's id is \(number)"))
      case .offset, .prefix:
        guard let number = record.number, let id = rule.id(number) else { continue }
        meanings.append(
          Meaning(
            id: id, words: "\(number) of \(source) has the id \(id) in the archive, by the plan's 'ids'"))
      }
    }
    return meanings
  }

  /// The people whose accounts have the id.
  private static func accounts(of record: TracedRecord, _ facts: Facts) -> [Meaning] {
    let accounts = facts.rows.accounts
    return (0..<accounts.count).compactMap { account in
      guard accounts.id[account] == record.number else { return nil }
      let id = facts.people.id[Int(facts.people.personOfAccount[account])]
      if id == record.number { return Meaning(id: id) }
      return Meaning(
        id: id,
        words:
          "\(accounts.id[account]) is \(facts.words(ofAccount: account)); in the archive that person is user \(id)"
      )
    }
  }
}

extension Facts {
  /// Whether a row of the exports or an object of the archive has an id of the archive.
  func knows(_ id: Int64, of type: RecordType) -> Bool {
    let table = self[type].expected
    if table.joinNumbers.values.contains(id) { return true }
    if type == .users, !people(ofUser: id).isEmpty || rows.ticketing.contains(id) { return true }
    let objects = archive[type]
    return (0..<objects.count).contains { objects.id[$0] == id && objects.hasID($0) }
  }

  /// What an account is: `a chat id of chat`.
  func words(ofAccount account: Int) -> String {
    let accounts = rows.accounts
    if accounts.isListed(account) { return "an id of \(places.place(ofAccount: account).source)" }
    return "a chat id of \(plan.chats[accounts.systems.system(of: account)].source.name)"
  }

  /// Ids of a record type that are one slip away from one that neither system has: at most three, in their order.
  ///
  /// - Complexity: O(rows).
  func near(_ id: Int64, of type: RecordType) -> [Int64] {
    let slips = Self.slips(id)
    let objects = archive[type]
    var near = Set(self[type].expected.joinNumbers.values.lazy.filter { slips.contains($0) })
    near.formUnion(
      (0..<objects.count).lazy.filter { objects.hasID($0) }.map { objects.id[$0] }.filter {
        slips.contains($0)
      })
    return Array(near.sorted().prefix(3))
  }

  /// What becomes of an id by one digit more, less or another, or by two that changed places.
  private static func slips(_ id: Int64) -> Set<Int64> {
    let digits = Array(String(id))
    var slips: Set<String> = []
    for place in 0...digits.count {
      for digit in "0123456789" {
        slips.insert(String(digits[..<place] + [digit] + digits[place...]))
        if place < digits.count { slips.insert(String(digits[..<place] + [digit] + digits[(place + 1)...])) }
      }
      if place < digits.count { slips.insert(String(digits[..<place] + digits[(place + 1)...])) }
      if place + 1 < digits.count {
        slips.insert(
          String(digits[..<place] + [digits[place + 1], digits[place]] + digits[(place + 2)...]))
      }
    }
    return Set(slips.compactMap { Int64($0) }.filter { $0 != id })
  }
}

import Plan

/// Uniqueness: no e-mail belongs to two users, compared as people compare addresses (case and surrounding white
/// space aside); the byte-exact reading is stated beside it.
struct UniqueEmailCheck: Check {
  static let name = "unique-email"
  let inputs: Set<Input> = [.archive]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  /// How many of the expected users have an e-mail; white space is none.
  private func expected(_ facts: Facts) -> Int {
    let accounts = facts.chat.accounts
    return facts.expected.userPerson.values.count { person in
      let account = Int(facts.people.emailAccount[Int(person)])
      return account >= 0 && !emailKey(accounts.texts[accounts.email[account]]).isEmpty
    }
  }

  func measure(_ facts: Facts) -> Measurement {
    let table = facts.archive.users
    let keys = TextPool()
    let firstRow = Vector<Int32>()
    var exactTexts = Set<Int32>()
    var exactRepetitions = 0
    var withEmail = 0
    var evidence = Evidence()
    for row in 0..<table.count {
      let text = facts.archive.userEmail[row]
      if text < 0 { continue }
      let key = emailKey(facts.archive.texts[text])
      if key.isEmpty { continue }
      withEmail += 1
      if !exactTexts.insert(text).inserted { exactRepetitions += 1 }
      let (number, isNew) = key.withUnsafeBufferPointer { keys.number($0) }
      if isNew {
        firstRow.append(Int32(truncatingIfNeeded: row))
        continue
      }
      let first = Int(firstRow[Int(number)])
      evidence.add {
        let there = facts.place(ofUser: first)
        let how = facts.archive.userEmail[first] == text ? "byte for byte" : "in other case or spacing"
        return Finding(
          message: "users \(table.id[first]) and \(table.id[row]) have one e-mail, \(how); the first is "
            + "\(there.member ?? "")\(there.pointer ?? "")",
          key: "user \(table.id[row])", archive: facts.place(ofUser: row),
          found: facts.shown(facts.archive.texts[text]))
      }
    }
    let exact = "byte for byte: \(grouped(exactRepetitions))"
    return Measurement(
      examined: withEmail, expected: expected(facts), unit: "users with an e-mail", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(withEmail, "e-mail")), each once"
        : "\(counted(evidence.violations, "user")) with the e-mail of another (\(exact))")
  }
}

import Plan

/// Format: every e-mail is an address by its form, the white space around it aside.
struct EmailFormCheck: Check {
  static let name = "email-form"
  let inputs: Set<Input> = [.chat, .archive]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    let table = facts.archive.users
    var evidence = Evidence()
    var withEmail = 0
    for row in 0..<table.count where facts.archive.userEmail[row] >= 0 {
      let text = facts.archive.texts[facts.archive.userEmail[row]]
      let address = withoutSpaceAround(text)
      if address.isEmpty { continue }
      withEmail += 1
      if isEmailAddress(address) { continue }
      evidence.add(origin: isFromExport(text, row, facts) ? .export : .archive) {
        Finding(
          message: "user \(table.id[row]) has an e-mail that is no address: \(facts.shown(text))",
          key: "user \(table.id[row])", archive: facts.place(ofUser: row), found: facts.shown(text))
      }
    }
    return Measurement(
      examined: withEmail, expected: 0, unit: "users with an e-mail", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(withEmail, "e-mail")), each an address"
        : "\(grouped(evidence.violations)) of \(counted(withEmail, "e-mail")) no address")
  }

  private func withoutSpaceAround(_ text: Bytes) -> Bytes {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 >= 0x09 && $0 <= 0x0D }
    guard let first = text.firstIndex(where: { !isSpace($0) }),
      let last = text.lastIndex(where: { !isSpace($0) })
    else { return Bytes(rebasing: text[..<0]) }
    return Bytes(rebasing: text[first...last])
  }

  /// Whether the export has the same text for the user.
  private func isFromExport(_ text: Bytes, _ row: Int, _ facts: Facts) -> Bool {
    let expected = facts.users.expectedRow[row]
    guard expected >= 0 else { return false }
    let account = Int(facts.people.emailAccount[Int(facts.expected.userPerson[Int(expected)])])
    let accounts = facts.chat.accounts
    return account >= 0 && haveEqualBytes(text, accounts.texts[accounts.email[account]])
  }
}

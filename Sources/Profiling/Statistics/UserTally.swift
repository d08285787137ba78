/// The ids and e-mails of a list of users, as digests.
final class UserTally {
  private(set) var ids = PairTable()
  private(set) var emails = PairTable()
  private(set) var keys = DigestSet(capacity: 1024)
  private(set) var rowsWithoutEmail = 0

  func add(id: UInt64, email: Bytes) {
    guard let key = EmailKey.digest(of: email) else {
      rowsWithoutEmail += 1
      if id != 0 { ids.append(id, 0) }
      return
    }
    _ = keys.insert(key)
    if id != 0 {
      ids.append(id, key)
      emails.append(key, id)
    }
  }

  func merge(_ other: UserTally) {
    ids.merge(other.ids)
    emails.merge(other.emails)
    rowsWithoutEmail += other.rowsWithoutEmail
    other.keys.forEach { _ = keys.insert($0) }
  }
}

/// The key by which people are matched: see `Sources/README.md`.
enum EmailKey {
  /// The digest of the key; nil of an e-mail that is empty, blank or not UTF-8.
  ///
  /// - Complexity: O(length).
  static func digest(of email: Bytes) -> UInt64? {
    if email.allSatisfy({ $0 < 0x80 }) {
      guard let first = email.firstIndex(where: { !isSpace($0) }),
        let last = email.lastIndex(where: { !isSpace($0) })
      else { return nil }
      let folded = email[first...last].map { (65...90).contains($0) ? $0 | 0x20 : $0 }
      return folded.withUnsafeBufferPointer { Profiling.digest($0) }
    }
    guard let text = String(validating: email, as: UTF8.self) else { return nil }
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return nil }
    let folded = scalars[first...last].flatMap { Array($0.properties.lowercaseMapping.utf8) }
    return folded.withUnsafeBufferPointer { Profiling.digest($0) }
  }
}

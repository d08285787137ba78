/// One line of the balance, in which four sums hold exactly: read = accepted + rejected; accepted = expected + explained;
/// expected = matched + missing; archive = matched + unexpected + duplicates.
package struct BalanceLine: Sendable, Equatable {
  /// "comments", "tickets", "users".
  package var record: String
  /// What is counted: "rows", "distinct conversations", "distinct chat ids".
  package var unit: String
  /// What was read.
  package var read: Int
  /// By the reasons' names; each reason once, no zero.
  package var rejected: [Explanation]
  package var explained: [Explanation]
  /// What the plan's `conflicts` decided without leaving out a row, beside the sums.
  package var resolved: [Explanation]
  /// What must arrive, what of it did, and what is missing.
  package var expected: Int
  package var matched: Int
  package var missing: Int
  /// Records of the archive that nothing expects, on the first line of a record type; and second or later ones of an id.
  package var unexpected: Int
  package var duplicates: Int
  /// How many of the missing ones are there under another id, each of them one of the unexpected.
  package var wrongID: Int

  package var accepted: Int { read - rejected.reduce(0) { $0 + $1.count } }
  /// Records of the archive.
  package var archive: Int { matched + unexpected + duplicates }

  package struct Explanation: Sendable, Equatable {
    package var reason: String
    package var count: Int

    package init(reason: String, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  package init(
    record: String, unit: String, read: Int, rejected: [Explanation] = [], explained: [Explanation] = [],
    resolved: [Explanation] = [], expected: Int, matched: Int, missing: Int, unexpected: Int = 0,
    duplicates: Int = 0, wrongID: Int = 0
  ) {
    self.record = record
    self.unit = unit
    self.read = read
    self.rejected = rejected
    self.explained = explained
    self.resolved = resolved
    self.expected = expected
    self.matched = matched
    self.missing = missing
    self.unexpected = unexpected
    self.duplicates = duplicates
    self.wrongID = wrongID
  }
}

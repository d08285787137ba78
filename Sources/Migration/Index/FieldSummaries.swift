/// What the rows of one chat say in their custom fields: for each a digest, and the numbers of people, whose identity
/// shows only when all rows are read. Takes memory only where such fields are mapped.
struct FieldSummaries: Sendable {
  /// The fields of one row.
  struct Summary {
    var digest: UInt64 = 0
    var references: ArraySlice<Int64> = []
  }

  /// The chat, and the number of its first row.
  private let chat: Int
  private let start: Int
  private var digests = Chunked<UInt64>()
  private var references = Chunked<Int64>()

  init(ofChat chat: Int, from start: Int) { (self.chat, self.start) = (chat, start) }

  mutating func append(_ summary: Summary) {
    digests.append(summary.digest)
    for reference in summary.references { references.append(reference) }
  }

  /// Whether the row of this number says the same, word for word.
  func isEqual(_ number: Int, to summary: Summary) -> Bool {
    digests[number - start] == summary.digest
      && summary.references.enumerated().allSatisfy {
        references[(number - start) * summary.references.count + $0.offset] == $0.element
      }
  }

  /// A digest of what a row says, with people instead of their numbers; 0 where no field is mapped.
  func meaning(of number: Int, _ people: People, in identities: Identities, by digest: Digest) -> UInt64 {
    guard digests.count > 0 else { return 0 }
    let count = references.count / digests.count
    return (0..<count).reduce(digests[number - start]) { meaning, index in
      let id = references[(number - start) * count + index]
      return digest(meaning, people.digest(ofReference: id, chat: chat, in: identities, by: digest))
    }
  }
}

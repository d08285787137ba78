/// Changes of texts that both sides keep whole, classed as they are found: names and e-mails.
struct KnownTextChanges {
  let isMasked: Bool
  private(set) var tally = TextChangeTally()
  /// The kinds so far; the place of a kind makes its cause.
  private var kinds: [TextChangeKind] = []

  /// Causes below this are those of the kinds of values.
  private static let firstCause = 16

  init(isMasked: Bool) { self.isMasked = isMasked }

  /// Counts a change, the first of which are classed.
  ///
  /// - Parameters:
  ///   - isText: whether the column keeps its texts; nothing is said of others.
  ///   - value: what was found.
  /// - Returns: a number for its kind, and what a message says of it; nil where it is not classed.
  mutating func add(
    _ expected: Bytes?, _ found: Bytes?, isText: Bool, _ value: FieldValue
  ) -> (cause: Int, words: String)? {
    guard isText, tally.total < ChangedTexts.mostClassed else { return nil }
    guard let found else {
      tally.add(value.kind == .null ? .null : .missing, length: 0)
      return nil
    }
    guard let expected, let change = TextChange(from: expected, to: found) else {
      tally.add(.other, length: 0)
      return nil
    }
    let kind = change.kind
    tally.add(kind, length: change.found.count)
    if !kinds.contains(kind) { kinds.append(kind) }
    let cause = Self.firstCause + (kinds.firstIndex(of: kind) ?? 0)
    return (cause, kind == .emptied ? "" : "; \(change.words(kind, isMasked: isMasked))")
  }
}

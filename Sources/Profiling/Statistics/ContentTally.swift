import Exports

/// The values of a column that have sensitive content in them: how many, and where the first is. Nothing of a value is kept.
struct ContentTally {
  private var tallies = [Tally](repeating: Tally(), count: SensitiveKind.allCases.count)
  /// Integers of as many digits as payment cards have, and those of them that could be the number of one.
  private var longIntegers = 0
  private var cardIntegers = Tally()

  /// - Complexity: O(length).
  @inline(__always)
  mutating func add(_ value: Bytes, isInteger: Bool, at place: ValuePlace) {
    let shortest = isInteger ? 13 : SensitiveContent.shortestText
    if value.count >= shortest { look(into: value, isInteger: isInteger, at: place) }
  }

  private mutating func look(into value: Bytes, isInteger: Bool, at place: ValuePlace) {
    let content = SensitiveContent(in: value)
    let nothing = Bytes(start: nil, count: 0)
    if isInteger {
      if (13...19).contains(value.count) { longIntegers += 1 }
      if !content.isEmpty { cardIntegers.add(nothing, at: place) }
    } else if !content.isEmpty {
      for (number, kind) in SensitiveKind.allCases.enumerated() where content.length(of: kind) != nil {
        tallies[number].add(nothing, at: place)
      }
    }
  }

  mutating func merge(_ other: ContentTally) {
    for number in tallies.indices { tallies[number].merge(other.tallies[number]) }
    longIntegers += other.longIntegers
    cardIntegers.merge(other.cardIntegers)
  }

  /// Each kind that is there. Integers count where most of their length could be numbers of cards: of ids with the prefix of
  /// an issuer one in ten can.
  var found: [(kind: SensitiveKind, tally: Tally)] {
    SensitiveKind.allCases.enumerated().compactMap { number, kind in
      var tally = tallies[number]
      if kind == .cardNumber, cardIntegers.count * 2 > longIntegers { tally.merge(cardIntegers) }
      return tally.count == 0 ? nil : (kind, tally)
    }
  }
}

import Plan

/// Fields whose values are those of another column, one and the same, null, or cut.
extension CauseSearch {
  mutating func addValues() {
    for (what, record) in wrongs(.changed) {
      guard let values = DifferingValues(self, what, record) else { continue }
      guard var claim = values.emptied() ?? values.otherColumn() ?? values.constant() ?? values.cut() else {
        continue
      }
      for kind in [Wrong.Kind.orphan, .malformed] {
        var other = what
        other.kind = kind
        claim.rows[other] = claim.rows[what]
      }
      if claim.kind == .emptiedField { addShape(what, record, &claim) }
      if record.archive[what.column]?.type == .timestamp { addOrder(of: what, &claim) }
      add(claim)
    }
  }

  /// Of the rule about the schema: each core field without a value of its type is one violation, where there are no others.
  private func addShape(_ what: Wrong, _ record: RecordFacts, _ claim: inout Claim) {
    guard let place = record.type.index(of: what.column) else { return }
    func lacking(_ records: ArchiveRecords, _ field: Int) -> [Int] {
      (0..<records.count).filter { records.present[$0] & (1 << UInt8(field)) == 0 }
    }
    let own = lacking(record.records, place).count
    let total = facts.records.reduce(0) { sum, record in
      sum + record.type.fields.indices.reduce(0) { $0 + lacking(record.records, $1).count }
    }
    for rule in failed(BatchShapeCheck.self) where own > 0 && rule.result.violations == total {
      claim.violations[rule.result.id] = own
    }
  }
}

/// The values of one column that differ.
private struct DifferingValues {
  private struct Pair {
    var row: Int
    var legacy: Row<Legacy>
    var expected: FieldValue
    var found: FieldValue
  }

  private let search: CauseSearch
  private let what: Wrong
  private let record: RecordFacts
  private let pairs: [Pair]

  init?(_ search: CauseSearch, _ what: Wrong, _ record: RecordFacts) {
    guard let legacy = record.expected[what.column], let new = record.archive[what.column] else { return nil }
    (self.search, self.what, self.record) = (search, what, record)
    pairs = search.left(what).compactMap { row in
      record.match.legacy(of: Row(row)).map {
        Pair(row: row, legacy: $0, expected: legacy.value($0), found: new.value(Row(row)))
      }
    }
    guard pairs.count >= Proof.least else { return nil }
  }

  private var noun: Noun { record.expected.noun }
  private var proof: (Int) -> String {
    { "\(grouped($0)) of \(grouped(pairs.count)) that differ, \(grouped(record.match.pairs)) in all" }
  }

  private func claim(_ kind: Cause.Kind, _ pairs: [Pair], _ sentence: String, remedy: String) -> Claim {
    var claim = Claim(kind, sentence, remedy: remedy)
    claim.rows[what] = RowSet(pairs.map(\.row))
    return claim
  }

  // MARK: One value

  func emptied() -> Claim? {
    let empty = pairs.filter { $0.found == .null || $0.found == .missing }
    guard Proof.holds(empty.count, of: pairs.count) else { return nil }
    let isNull = empty.allSatisfy { $0.found == .null }
    let value = isNull ? "null" : "null, missing or of another type"
    return claim(
      .emptiedField, empty,
      empty.count == record.match.pairs
        ? "\(what.column) is \(value) in all \(noun.counted(empty.count))"
        : "\(what.column) is \(value) in \(noun.counted(empty.count)) that have a value in the export (\(proof(empty.count)))",
      remedy: "Write the values of the export's column; was it read by another name?")
  }

  func constant() -> Claim? {
    var counts: [Key: Int] = [:]
    for pair in pairs { counts[Key(pair.found), default: 0] += 1 }
    guard let (key, count) = counts.max(by: { $0.value < $1.value }), Proof.holds(count, of: pairs.count),
      Set(pairs.map { Key($0.expected) }).count >= Proof.least, pairs[0].expected.kind != .boolean
    else { return nil }
    let same = pairs.filter { Key($0.found) == key }
    let shown = same[0].found.words
    return claim(
      .constantField, same,
      "\(what.column) has one value, \(shown), in \(noun.counted(count)) that have different ones in the export (\(proof(count)))",
      remedy: "Write the values of the export's column in place of one for all.")
  }

  // MARK: Another column

  /// The values that another column must have, of the record or of its ticket.
  func otherColumn() -> Claim? {
    for (name, value) in candidates() {
      let same = pairs.filter { value($0.legacy) == $0.found }
      // Two columns of few values, flags above all, are equal by chance.
      guard Proof.holds(same.count, of: pairs.count), Set(same.map { Key($0.found) }).count >= Proof.least
      else {
        continue
      }
      let isSwapped = isSwapped(name, same)
      var claim = claim(
        isSwapped ? .swappedColumns : .wrongColumn, same,
        isSwapped
          ? "\(what.column) and \(name) of \(noun.plural) have each other's values, in \(noun.counted(same.count)) (\(proof(same.count)))"
          : "\(what.column) of \(noun.plural) has the values of \(name), in \(noun.counted(same.count)) (\(proof(same.count)))",
        remedy: "Write each column into its own field.")
      if isSwapped { claim.rows[Wrong(.changed, record.type, name)] = claim.rows[what] }
      return claim
    }
    return nil
  }

  private func isSwapped(_ name: String, _ same: [Pair]) -> Bool {
    guard let other = record.archive[name], let expected = record.expected[what.column] else { return false }
    let count = same.count { other.value(Row($0.row)) == expected.value($0.legacy) }
    return Proof.holds(count, of: same.count)
  }

  /// The columns that could have been taken in place of the right one, by what messages call them.
  private func candidates() -> [(name: String, value: (Row<Legacy>) -> FieldValue)] {
    let own = record.expected.columns.filter { $0.name != what.column }.map { column in
      (name: column.name, value: { column.value($0) })
    }
    guard record.type == .comments else { return own }
    let (rows, tickets) = (search.facts.rows.comments, search.facts[.tickets].expected)
    return own
      + tickets.columns.filter { $0.name != "id" }.map { column in
        (name: "the ticket's \(column.name)", value: { column.value(Row(Int(rows.ticket[$0.index]))) })
      }
  }

  // MARK: Cut

  /// Texts that end at one length, which no text of the column goes beyond.
  func cut() -> Claim? {
    let texts = pairs.filter { $0.expected.kind == .text && $0.found.kind == .text }
    guard let longest = texts.map(\.found.textLength).max(), longest > 0,
      let new = record.archive[what.column]
    else { return nil }
    let cut = texts.filter { $0.found.textLength == longest && $0.expected.textLength > longest }
    guard Proof.holds(cut.count, of: pairs.count),
      !(0..<record.archive.count).contains(where: { new.value(Row($0)).textLength > longest })
    else { return nil }
    return claim(
      .cutTexts, cut,
      "\(what.column) is cut at \(grouped(longest)) bytes in \(noun.counted(cut.count)) (\(proof(cut.count))); no text in the "
        + "archive is longer",
      remedy:
        "Write the texts whole: a column or field on the way holds no more than \(grouped(longest)) bytes.")
  }

  /// A value as the key of a dictionary.
  private struct Key: Hashable {
    var tag: UInt32
    var payload: UInt64

    init(_ value: FieldValue) { (tag, payload) = (value.tag, value.payload) }
  }
}

import Plan

/// Flags that were cast from a text, or inverted.
extension CauseSearch {
  mutating func addFlags() {
    for (what, record) in wrongs(.changed) {
      if let claim = flags(what, record) { add(claim) }
    }
  }

  private func flags(_ what: Wrong, _ record: RecordFacts) -> Claim? {
    guard let legacy = record.expected[what.column], let new = record.archive[what.column],
      legacy.type == .boolean
    else { return nil }
    let rows = left(what)
    var differing: [Bool: [Int]] = [:]
    for row in rows {
      let found = new.value(Row(row))
      if found == .boolean(true) { differing[true, default: []].append(row) }
      if found == .boolean(false) { differing[false, default: []].append(row) }
    }
    var counts: [Bool: Int] = [:]
    record.match.forEachPair { _, row in
      let found = new.value(row)
      if found == .boolean(true) { counts[true, default: 0] += 1 }
      if found == .boolean(false) { counts[false, default: 0] += 1 }
    }
    let (all, noun) = (record.match.pairs, record.expected.noun)
    let (yes, no) = (differing[true] ?? [], differing[false] ?? [])
    var claim: Claim?
    if rows.count == all, rows.count >= Proof.least, !yes.isEmpty, !no.isEmpty, yes.count + no.count == all {
      claim = Claim(
        .castFlag, "\(what.column) is inverted in all \(noun.counted(all))",
        remedy: "Write the flag as the export has it; it may mean the opposite in the new system.")
    }
    for (value, same) in [(true, yes), (false, no)]
    where counts[value] == all && Proof.holds(same.count, of: rows.count) {
      let other = value ? "false" : "true"
      claim = Claim(
        .castFlag,
        "\(what.column) is \(value) in all \(noun.counted(all)): \(grouped(same.count)) of \(grouped(rows.count)) that differ are "
          + "\(other) in the export",
        remedy:
          "Read the flag by its words: a text that isn't empty is true in many languages, \"false\" as well.")
    }
    claim?.rows[what] = RowSet(yes + no)
    return claim
  }
}

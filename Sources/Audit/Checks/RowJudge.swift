import Plan

/// A check that looks at each row of one table by itself, whichever side it is of.
///
/// It is a part of checks, and no word of the vocabulary.
protocol RowJudge: Sendable {
  /// The table whose rows are judged.
  var table: TableReference { get }
  /// Which of its rows are meant.
  var filter: RowFilter? { get }

  /// Looks up what is needed of a table once, and gives what judges one row of it: the words for what is wrong with the row,
  /// without its key, or nil.
  func fault<Side>(of table: Table<Side>, _ facts: Facts) -> (Row<Side>) -> RowFault?

  /// What was found, by how many rows have a fault.
  func summary(_ faulty: Int, of rows: String) -> String
}

/// What is wrong with a row.
struct RowFault {
  /// Follows the key of the row: `has no queue`.
  var words: String
  var expected: String?
  var found: String?
}

extension RowJudge {
  /// - Complexity: one pass over the table.
  func measureRows(_ facts: Facts) -> Measurement {
    if let table = facts.legacy(table) { return measure(table, facts) }
    if let table = facts.new(table) { return measure(table, facts) }
    return .notChecked("rows", "there is no table '\(table)'")
  }

  private func measure<Side>(_ table: Table<Side>, _ facts: Facts) -> Measurement {
    let isMeant = filter?(table) ?? { _ in true }
    let fault = fault(of: table, facts)
    var evidence = Evidence()
    var examined = 0
    for index in 0..<table.count where table.includes(Row(index)) && isMeant(Row(index)) {
      let row = Row<Side>(index)
      examined += 1
      guard let found = fault(row) else { continue }
      evidence.add {
        table.finding(
          row, "\(table.keyText(row)) \(found.words)", expected: found.expected, found: found.found)
      }
    }
    return Measurement(
      examined: examined, expected: filter == nil ? 1 : 0, unit: table.noun.plural, evidence: evidence,
      summary: evidence.isEmpty
        ? summary(0, of: table.noun.counted(examined))
        : "\(grouped(evidence.violations)) of \(summary(evidence.violations, of: table.noun.counted(examined)))"
    )
  }

  /// The cells of the matrix, by the side that the table is of.
  func subject(_ names: String, _ criteria: String, _ plan: Plan) -> Subject {
    let words = criteria + (filter.map { " where \($0.description)" } ?? "")
    return table.isLegacy(plan)
      ? Subject(legacy: names, criteria: words) : Subject(new: names, criteria: words)
  }
}

/// Seconds as people read them: `45 s`, `2 min 5 s`, `3 h`, `2 d 4 h`; the two greatest units.
func lengthOfTime(_ seconds: Int64) -> String {
  let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
  guard let first = units.firstIndex(where: { abs(seconds) >= $0.0 }) else { return "0 s" }
  let rest = abs(seconds) % units[first].0
  var words = "\(grouped(Int(abs(seconds) / units[first].0))) \(units[first].1)"
  if first + 1 < units.count, rest >= units[first + 1].0 {
    words += " \(rest / units[first + 1].0) \(units[first + 1].1)"
  }
  return seconds < 0 ? "-\(words)" : words
}

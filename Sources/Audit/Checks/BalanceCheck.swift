import Plan

/// Balance: for every kind of record, what was read = arrived + explained + lost, exactly.
///
/// The three sides are counted by different routes: what was read by the audit's own scanner and by the tables of
/// ids, what arrived from the archive's side, what was lost from the export's side.
struct BalanceCheck: Check {
  static let name = "balance"
  let inputs: Set<Input> = [.chat, .ticketing, .organizations, .archive]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    let lines = Balance(facts).lines
    for line in lines {
      let sum = line.arrived + line.explained.reduce(0) { $0 + $1.count } + line.lost
      if sum == line.rows { continue }
      evidence.add {
        Finding(
          message:
            "\(line.record): \(grouped(line.rows)) \(line.unit) were read, but arrived, explained and lost "
            + "add up to \(grouped(sum))",
          expected: String(line.rows), found: String(sum))
      }
    }
    let total = lines.reduce(0) { $0 + $1.rows }
    return Measurement(
      examined: total == 0 ? 0 : lines.count, unit: "balances", evidence: evidence,
      summary: evidence.findings.first?.message
        ?? lines.map { "\(grouped($0.rows)) \($0.unit)" }.joined(separator: ", ") + " add up")
  }
}

import Plan

/// Balance: for every record type and feed four sums hold exactly; see `Balance`.
///
/// - Complexity: one pass over each table.
struct BalanceCheck: Check {
  static let name = "balance"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.exports, .archive] }
  func subject(_ plan: Plan) -> Subject {
    Subject(
      legacy: "all records read", new: "all records of the archive", criteria: "all four sums are exact")
  }

  func measure(_ facts: Facts) -> Measurement {
    if let doubt = facts.feeds.all.lazy.compactMap(\.doubt).first { return .notChecked("balances", doubt) }
    var evidence = Evidence()
    let lines = facts.balance.lines
    for line in lines {
      let explained = line.explained.reduce(0) { $0 + $1.count }
      let read = line.rejected.reduce(line.expected + explained) { $0 + $1.count }
      if read != line.read {
        evidence.add {
          Finding(
            message:
              "\(line.record): \(grouped(line.read)) \(line.unit) were read, but rejected, explained and expected add "
              + "up to \(grouped(read))", expected: String(line.read), found: String(read))
        }
      }
      if line.matched + line.missing != line.expected {
        evidence.add {
          Finding(
            message:
              "\(line.record): \(grouped(line.expected)) are expected, but matched and missing add up to "
              + grouped(line.matched + line.missing), expected: String(line.expected),
            found: String(line.matched + line.missing))
        }
      }
    }
    for record in facts.records {
      guard let sum = facts.balance.archive[record.type.name], sum != record.archive.count else { continue }
      evidence.add {
        Finding(
          message:
            "\(record.type.name): the archive has \(grouped(record.archive.count)), but matched, unexpected and "
            + "duplicates add up to \(grouped(sum))", expected: String(record.archive.count),
          found: String(sum))
      }
    }
    let total = lines.reduce(0) { $0 + $1.read }
    return Measurement(
      examined: total == 0 ? 0 : lines.count, unit: "balances", evidence: evidence,
      summary: evidence.findings.first?.message
        ?? lines.map { counted($0.read, of: $0.unit) }.joined(separator: ", ") + " add up")
  }
}

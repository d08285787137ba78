import Plan

/// Uniqueness: no id stands twice in a table of the archive.
///
/// Cost: one pass over the table, spread into partitions.
struct UniqueCheck: Check {
  static let name = "unique"
  let inputs: Set<Input> = [.archive]
  private let record: Record

  init(_ parameters: inout Parameters) throws(RuleError) {
    record = try parameters.word("record", of: Record.self)
  }

  func measure(_ facts: Facts) -> Measurement {
    let table = facts.table(record)
    // Records that were joined one to one with rows of different ids have different ids.
    let repeated = facts.alignment(record).isOneToOne ? [] : repeatedRows(table, facts.parallelism)
    var groups = GroupedEvidence<Int64>()
    for (row, first) in repeated {
      let id = table.id[row]
      groups.add(id) {
        let here = facts.place(of: row, record)
        let there = facts.place(of: first, record)
        return Finding(
          message: "also in \(there.member ?? "")\(there.pointer ?? "")", key: "\(record.noun) \(id)",
          archive: here)
      }
    }
    let evidence = groups.evidence { finding, count in
      let times = count == 1 ? "twice" : "\(grouped(count + 1)) times"
      return "\(finding.key ?? "") stands \(times): \(finding.archive?.member ?? "")"
        + "\(finding.archive?.pointer ?? ""), \(finding.message)"
    }
    return Measurement(
      examined: table.count, expected: facts.expectedCount(record), unit: record.rawValue, evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(table.count, record.noun)), every id once"
        : "\(counted(evidence.violations, "surplus \(record.noun)")), \(counted(groups.groupCount, "id")) repeated"
    )
  }

  /// Rows whose id stands in an earlier row, with that row, in the order of the table.
  private func repeatedRows(_ table: RecordTable, _ parallelism: Parallelism) -> [(row: Int, first: Int)] {
    let partition = table.spread(parallelism)
    var repeated: [(row: Int, first: Int)] = []
    for number in 0..<partition.count {
      let places = partition.bounds[number]..<partition.bounds[number + 1]
      var index = PartitionIndex(capacity: places.count)
      for place in places {
        let (first, isNew) = index.enter(partition.keys[place], row: partition.rows[place])
        if !isNew { repeated.append((Int(partition.rows[place]), Int(first))) }
      }
    }
    return repeated.sorted { $0.row < $1.row }
  }
}

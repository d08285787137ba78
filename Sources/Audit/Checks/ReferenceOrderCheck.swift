import Plan

/// Order of import: what a record refers to stands in the same batch or in an earlier one.
///
/// References that resolve nowhere are the business of `foreign-key`.
struct ReferenceOrderCheck: Check {
  static let name = "reference-order"
  let inputs: Set<Input> = [.archive]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var examined = 0
    for reference in Reference.allCases {
      let table = facts.table(reference.record)
      let values = facts.values(reference)
      var batches = LastTwo<Int64?>()
      for row in 0..<table.count where facts.has(reference, row) {
        let value = values[row]
        guard let batch = batches.value(of: value, find: { facts.find(value, reference.target)?.batch })
        else {
          continue
        }
        examined += 1
        let own = facts.batchNumber(of: row, in: table)
        if batch <= own { continue }
        evidence.add {
          let key = "\(reference.record.noun) \(table.id[row])"
          return Finding(
            message:
              "\(key) in batch \(own) names \(reference.target.noun) \(value), which comes only in batch "
              + "\(batch)",
            key: key, archive: facts.place(of: row, reference.record))
        }
      }
    }
    return Measurement(
      examined: examined, expected: facts.expectedCount(.comments), unit: "references", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, "reference")) backwards or within the batch"
        : "\(grouped(evidence.violations)) of \(counted(examined, "reference")) point to a later batch")
  }
}

import Plan

/// Order of import: what a record refers to is in the same batch or in an earlier one.
///
/// References to what is not there are left to `foreign-key`.
///
/// - Complexity: at most one look-up for each reference.
struct ReferenceOrderCheck: Check {
  static let name = "reference-order"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.archive] }
  func subject(_ plan: Plan) -> Subject {
    Subject(new: "all references", criteria: "same batch or an earlier one")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var examined = 0
    // Comments first: they have most of the references.
    for type in [RecordType.comments, .tickets] + facts.plan.schema.filter({ !$0.isCore }) {
      let references = type.isCore ? Reference.core(of: type) : Reference.custom(of: type, facts.plan)
      for reference in references {
        measure(reference, facts[type], facts, &examined, &evidence)
      }
    }
    return Measurement(
      examined: examined, expected: facts[.comments].expected.includedCount, unit: "references",
      evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(examined, "reference")), none to a later batch"
        : "\(grouped(evidence.violations)) of \(counted(examined, "reference")) "
          + "\(verb(evidence.violations, "points", "point")) to a later batch")
  }

  private func measure(
    _ reference: Reference, _ record: RecordFacts, _ facts: Facts, _ examined: inout Int,
    _ evidence: inout Evidence
  ) {
    guard let values = record.archive[reference.column] else { return }
    let number = values.integers ?? { values.value($0).number }
    let isCustom = values.integers == nil
    let ids = facts[reference.target].records.ids
    var batches = LastTwo<BatchKey?>()
    for index in 0..<record.archive.count {
      let row = Row<New>(index)
      guard isCustom ? values.value(row).kind == .integer : values.has(row) else { continue }
      let value = number(row)
      guard let batch = batches.value(of: value, find: { ids.find(value)?.batch }) else { continue }
      examined += 1
      let own = facts.archive.batches[Int(record.records.batch[index])].key
      if batch <= own { continue }
      evidence.add {
        record.archive.finding(
          row,
          "\(record.archive.keyText(row)) in \(facts.archive.words(own)) refers to \(reference.target.singular) \(value), which "
            + "comes only in \(facts.archive.words(batch))")
      }
    }
  }
}

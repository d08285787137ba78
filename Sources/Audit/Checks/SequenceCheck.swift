import Plan

/// Sequence: the batch numbers run from the plan's first in the plan's steps, without a gap; those of each delivery for
/// themselves.
///
/// Batches missing at the end leave no gap; they show as missing records.
struct SequenceCheck: Check {
  static let name = "sequence"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  var failsForAbsence: Bool { true }

  func inputs(_ plan: Plan) -> Set<Input> { [.archive] }
  func subject(_ plan: Plan) -> Subject {
    let (start, step) = (plan.archive.start, plan.archive.step)
    return Subject(new: "batch numbers", criteria: "\(start), \(start + step), \(start + 2 * step), …")
  }

  func measure(_ facts: Facts) -> Measurement {
    let numbers = facts.archive.batchNumbers
    let total = numbers.reduce(0) { $0 + $1.count }
    // The batches of several deliveries are no one sequence, of which a cause could speak.
    var evidence = Evidence(of: numbers.count > 1 ? nil : Wrong(.noBatch))
    for (delivery, numbers) in numbers.enumerated() { judge(numbers, of: delivery, facts, &evidence) }
    return Measurement(
      examined: total, unit: "batches", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "batch number")) without a gap"
        : "\(counted(evidence.violations, "batch number")) \(verb(evidence.violations, "is", "are")) missing or not in the "
          + "sequence")
  }

  private func judge(_ numbers: [Int64], of delivery: Int, _ facts: Facts, _ evidence: inout Evidence) {
    let (pattern, deliveries) = (facts.plan.archive, facts.archive.deliveries)
    let (start, step) = (pattern.start, pattern.step)
    func name(_ number: Int64) -> String { deliveries.name(pattern.name(of: number), of: delivery) }
    func place(_ number: Int64) -> ArchivePlace { ArchivePlace(member: name(number)) }
    var next = start
    for number in numbers {
      guard number >= start, (number - start) % step == 0 else {
        evidence.add {
          Finding(
            message: deliveries.said(
              "batch \(number) is not one of \(start), \(start + step), \(start + 2 * step), …", of: delivery),
            archive: place(number))
        }
        continue
      }
      if number > next {
        let missing = Int((number - next) / step)
        let last = number - step
        let finding = evidence.add(missing, isSummary: true) {
          Finding(
            message: missing == 1
              ? isMissing(next, name(next))
              : deliveries.said(
                "batches \(next) to \(last) are missing: \(counted(missing, "member"))", of: delivery),
            archive: place(next))
        }
        // Of a gap as wide as numbers can be the first are enough.
        let known = min(missing, 100_000)
        for ordinal in 0..<known {
          let row = Int((next - start) / step) + ordinal
          evidence.note(row, of: finding)
          evidence.handOn(row: row) {
            let batch = next + Int64(ordinal) * step
            return Finding(message: isMissing(batch, name(batch)), archive: place(batch))
          }
        }
        if missing > known {
          evidence.handOn {
            let first = name(next + Int64(known) * step)
            return Finding(
              message: "\(grouped(missing - known)) more batches of this gap are missing, from \(first) on",
              count: missing - known)
          }
        }
      }
      next = number.addingReportingOverflow(step).partialValue
    }
  }

  private func isMissing(_ batch: Int64, _ name: String) -> String {
    "batch \(batch) is missing: there is no \(name)"
  }
}

extension ArchivePlan {
  /// The member name of a batch.
  func name(of number: Int64) -> String { "\(memberPrefix)\(number)\(memberSuffix)" }
}

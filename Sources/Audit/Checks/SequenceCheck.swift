import Plan

/// Sequence: the batch numbers run from the plan's first in the plan's steps, without a gap.
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
    let pattern = facts.plan.archive
    let (start, step) = (pattern.start, pattern.step)
    let numbers = Set(facts.archive.batches.map(\.number)).sorted()
    var evidence = Evidence(of: Wrong(.noBatch))
    var next = start
    for number in numbers {
      guard number >= start, (number - start) % step == 0 else {
        evidence.add {
          Finding(
            message: "batch \(number) is not one of \(start), \(start + step), \(start + 2 * step), …",
            archive: ArchivePlace(member: pattern.name(of: number)))
        }
        continue
      }
      if number > next {
        let missing = Int((number - next) / step)
        let last = number - step
        let finding = evidence.add(missing, isSummary: true) {
          Finding(
            message: missing == 1
              ? isMissing(next, pattern)
              : "batches \(next) to \(last) are missing: \(counted(missing, "member"))",
            archive: ArchivePlace(member: pattern.name(of: next)))
        }
        // Of a gap as wide as numbers can be the first are enough.
        let known = min(missing, 100_000)
        for place in 0..<known {
          let row = Int((next - start) / step) + place
          evidence.note(row, of: finding)
          evidence.handOn(row: row) {
            let batch = next + Int64(place) * step
            return Finding(
              message: isMissing(batch, pattern), archive: ArchivePlace(member: pattern.name(of: batch)))
          }
        }
        if missing > known {
          evidence.handOn {
            let first = pattern.name(of: next + Int64(known) * step)
            return Finding(
              message: "\(grouped(missing - known)) more batches of this gap are missing, from \(first) on",
              count: missing - known)
          }
        }
      }
      next = number.addingReportingOverflow(step).partialValue
    }
    return Measurement(
      examined: numbers.count, unit: "batches", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(numbers.count, "batch number")) without a gap"
        : "\(counted(evidence.violations, "batch number")) \(verb(evidence.violations, "is", "are")) missing or not in the "
          + "sequence")
  }

  private func isMissing(_ batch: Int64, _ pattern: ArchivePlan) -> String {
    "batch \(batch) is missing: there is no \(pattern.name(of: batch))"
  }
}

extension ArchivePlan {
  /// The member name of a batch.
  func name(of number: Int64) -> String { "\(memberPrefix)\(number)\(memberSuffix)" }
}

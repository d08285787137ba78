/// Where the violations of the rule that is being measured are handed on.
///
/// `Evidence` asks for it, so that no check needs to know of it. Like `KeyWatch` it is bound to the thread on which the check
/// measures, where all evidence of a check is made.
///
/// `@unchecked Sendable`: it stays on that thread.
final class EvidenceTap: @unchecked Sendable {
  @TaskLocal static var current: EvidenceTap?

  /// What is wrong with the rows that were handed on; `Violation.Fault.kind` is a place here.
  private(set) var faults: [Wrong] = []
  private let sink: any RuleEvidenceSink
  /// Whether the rule is about the exports alone.
  private let isFromExport: Bool
  private var partCount = 0

  init(_ sink: any RuleEvidenceSink, isFromExport: Bool) {
    (self.sink, self.isFromExport) = (sink, isFromExport)
  }

  /// A number for violations that count together or not at all.
  func newPart() -> Int {
    defer { partCount += 1 }
    return partCount
  }

  /// - Parameters:
  ///   - wrong: what is wrong with the row.
  ///   - row: the row of the violation; nil where it is none of a record type.
  func take(_ finding: Finding, part: Int, _ wrong: Wrong?, row: Int?) {
    var violation = Violation(finding: finding, part: part, fault: nil)
    if isFromExport {
      violation.finding.origin = .export
    } else if let wrong, let row {
      violation.fault = Violation.Fault(kind: kind(of: wrong), row: row)
    }
    sink.take(violation)
  }

  private func kind(of wrong: Wrong) -> Int {
    if let known = faults.firstIndex(of: wrong) { return known }
    faults.append(wrong)
    return faults.count - 1
  }

  /// - Parameter evidence: what the check found in the end; nil where the rule could not be judged.
  func end(_ evidence: Evidence?) { sink.end(Set(evidence?.parts ?? [])) }
}

import Synchronization

@testable import Audit

/// Keeps every violation that counts, with its cause.
final class CollectedEvidence: EvidenceSink {
  private let handedOn = Mutex<[String: [Violation]]>([:])
  private let causes = Mutex<ViolationCauses?>(nil)

  /// Keeps the violations of one rule until it is known which of them count.
  private final class OfRule: RuleEvidenceSink {
    let evidence: CollectedEvidence
    let rule: String
    var violations: [Violation] = []

    init(_ evidence: CollectedEvidence, _ rule: String) { (self.evidence, self.rule) = (evidence, rule) }

    func take(_ violation: Violation) { violations.append(violation) }

    func end(_ parts: Set<Int>) {
      let counting = violations.filter { parts.contains($0.part) }
      evidence.handedOn.withLock { $0[rule] = counting }
    }
  }

  func begin(_ rule: String) -> any RuleEvidenceSink { OfRule(self, rule) }
  func end(_ causes: ViolationCauses) { self.causes.withLock { $0 = causes } }

  /// Those of a rule, in their order.
  func findings(of rule: String) -> [Finding] {
    let causes = causes.withLock { $0 ?? ViolationCauses(ExplainedRows(), []) }[rule]
    return handedOn.withLock { $0[rule] ?? [] }.map { violation in
      var finding = violation.finding
      finding.cause = causes.number(of: violation.fault)
      // This is only for what completes the few that a result keeps.
      finding.changedText = nil
      return finding
    }
  }
}

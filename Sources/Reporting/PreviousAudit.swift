import Audit
import Foundation
import Platform

/// The audit before one, as `--previous` names it.
package struct PreviousAudit: Sendable {
  /// As attestations have it.
  package let digest: String
  /// Nil of one by another version of the tool, which can't be read: nothing is known to be new since it.
  let audit: AuditResult?

  /// - Throws: a sentence for what is not a whole audit.json.
  package init(contentsOf path: String) throws(ReportError) {
    let bytes = try? contents(ofFile: path)
    guard let bytes, let digest = AuditDigest.hexadecimal(of: bytes) else {
      throw ReportError(
        path: path, message: "is not an audit.json that 'verify' wrote to its end; name another")
    }
    self.digest = digest
    audit = try? JSONReport.read(bytes, path: path)
  }

  /// Why nothing is said of what is new since it; nil where something is.
  package var warning: String? {
    audit == nil
      ? "the previous audit is of another version, so the reports do not say what is new since it" : nil
  }

  /// What is new in an audit.
  package func changes(in later: AuditResult) -> SinceAudit? {
    guard let audit else { return nil }
    let comparison = Comparison(audit, at: "", later, at: "")
    func rules(_ state: Comparison.State) -> [String] {
      comparison.rules.filter { $0.state == state }.map(\.id)
    }
    func causes(_ state: Comparison.State) -> [String] {
      comparison.causes.filter { $0.state == state }.map(\.sentence)
    }
    return SinceAudit(
      sha256: digest, verdict: audit.verdict, startedAt: audit.timing.startedAt, newRules: rules(.new),
      fixedRules: rules(.fixed), persistingRules: rules(.persisting), newCauses: causes(.new),
      fixedCauses: causes(.fixed), persistingCauses: causes(.persisting))
  }
}

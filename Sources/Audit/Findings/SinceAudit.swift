/// What is new since an earlier audit, which whoever asked for this one named.
package struct SinceAudit: Sendable, Equatable {
  /// The digest of the earlier audit, as attestations have it.
  package var sha256: String
  package var verdict: Verdict
  /// When it ran.
  package var startedAt: String
  /// Ids of rules that fail, or can't be checked: since it, no longer, still.
  package var newRules: [String]
  package var fixedRules: [String]
  package var persistingRules: [String]
  /// Causes by their sentences; those that are fixed by the sentences of the earlier audit.
  package var newCauses: [String]
  package var fixedCauses: [String]
  package var persistingCauses: [String]

  package init(
    sha256: String, verdict: Verdict, startedAt: String, newRules: [String] = [], fixedRules: [String] = [],
    persistingRules: [String] = [], newCauses: [String] = [], fixedCauses: [String] = [],
    persistingCauses: [String] = []
  ) {
    self.sha256 = sha256
    self.verdict = verdict
    self.startedAt = startedAt
    self.newRules = newRules
    self.fixedRules = fixedRules
    self.persistingRules = persistingRules
    self.newCauses = newCauses
    self.fixedCauses = fixedCauses
    self.persistingCauses = persistingCauses
  }
}

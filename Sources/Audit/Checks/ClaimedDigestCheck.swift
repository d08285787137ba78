import Plan

/// Integrity: the digest file beside the archive, where there is one, has this archive's digest.
struct ClaimedDigestCheck: Check {
  static let name = "claimed-digest"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.archive] }
  func subject(_ plan: Plan) -> Subject {
    Subject(new: "archive.sha256", criteria: "the SHA-256 of the archive")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    switch facts.claimedDigest {
    case .none:
      return .notApplicable("digest files", "there is no digest file beside the archive")
    case .trouble(let reason): return .notChecked("digest files", reason)
    case .claims(let digest):
      if digest != facts.archiveDigest {
        evidence.add {
          Finding(
            message:
              "the digest file beside the archive has another digest than the archive; find out which of the two is the right one",
            expected: digest, found: facts.archiveDigest)
        }
      }
    case .unreadable(let reason):
      evidence.add {
        Finding(message: "the digest file beside the archive can't be read: \(reason)")
      }
    }
    return Measurement(
      examined: 1, unit: "digest files", evidence: evidence,
      summary: evidence.findings.first?.message ?? "SHA-256 \(facts.archiveDigest.prefix(16))…")
  }
}

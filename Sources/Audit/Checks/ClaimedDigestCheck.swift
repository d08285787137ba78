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
    let deliveries = facts.archive.deliveries
    var evidence = Evidence()
    var examined = 0
    for (delivery, claim) in facts.claimedDigests.enumerated() {
      let found = facts.archive.read.indices.contains(delivery) ? facts.archive.read[delivery].sha256 : ""
      switch claim {
      case .none: continue
      case .trouble(let reason): return .notChecked("digest files", reason)
      case .claims(let digest):
        examined += 1
        if digest == found { continue }
        evidence.add {
          Finding(
            message: deliveries.said(
              "the digest file beside the archive has another digest than the archive; find out which of the two is the right one",
              of: delivery), expected: digest, found: found)
        }
      case .unreadable(let reason):
        examined += 1
        evidence.add {
          Finding(
            message: deliveries.said(
              "the digest file beside the archive can't be read: \(reason)", of: delivery))
        }
      }
    }
    if examined == 0 { return .notApplicable("digest files", "there is no digest file beside the archive") }
    return Measurement(
      examined: examined, unit: "digest files", evidence: evidence,
      summary: evidence.findings.first?.message
        ?? (deliveries.areSeveral
          ? "\(counted(examined, "digest file")) of \(counted(deliveries.paths.count, "delivery", plural: "deliveries"))"
          : "SHA-256 \(facts.archive.digest.prefix(16))…"))
  }
}

import Plan

/// Sign-offs: somebody answers by name for what no export shows, from a day to a day, and what is named as evidence is the
/// file that was signed.
///
/// Needs `sign-offs:` of the plan. Where nobody has signed, or the time is over, nothing is known: not checked. A file that
/// is not the one that was signed fails.
///
/// - Complexity: the evidence is read before, once.
struct SignOffCheck: Check {
  static let name = "sign-off"
  /// The name that it asks for.
  let signOff: String
  private let needsEvidence: Bool
  /// Whether the evidence must be a whole gzip stream.
  let isGzip: Bool

  private enum EvidenceNeed: String, CaseIterable {
    case required, optional
  }

  private enum Form: String, CaseIterable {
    case gzip
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    signOff = try parameters.text("sign-off")
    needsEvidence =
      parameters.has("evidence") ? try parameters.word("evidence", of: EvidenceNeed.self) == .required : false
    isGzip = parameters.has("form") ? try parameters.word("form", of: Form.self) == .gzip : false
  }

  func inputs(_ plan: Plan) -> Set<Input> { [] }

  func subject(_ plan: Plan) -> Subject {
    let evidence = needsEvidence ? ", with evidence" : ""
    return Subject(
      legacy: plan.signOffs.map { "\($0.value): \(signOff)" } ?? "–",
      criteria: "signed by its owner and in force\(evidence)\(isGzip ? ", a whole gzip file" : "")")
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let list = facts.signed.list else {
      return .notApplicable("sign-offs", "the plan names no sign-offs")
    }
    guard let entry = list[signOff] else { return .notChecked("sign-offs", absence(in: list)) }
    let place = "\(list.path):\(entry.line): \(entry.words)"
    let evidence = facts.signed.evidence[signOff]
    if let trouble = trouble(entry, evidence, asOf: facts.asOf.text) {
      return .notChecked("sign-offs", "\(place) \(trouble)")
    }
    var found = Evidence()
    if let mistake = mistake(entry, evidence) {
      found.add {
        Finding(
          message: mistake.message, key: "sign-off \(signOff)",
          export: ExportPlace(source: "sign-offs", file: list.path, line: entry.line),
          expected: mistake.expected, found: mistake.found)
      }
    }
    return Measurement(
      examined: 1, unit: "sign-offs", evidence: found,
      summary: found.findings.first?.message
        ?? "signed by \(entry.owner) on \(entry.date), in force until \(entry.expires)"
        + (entry.evidence.map { ", with \($0.file)" } ?? ""))
  }

  private func absence(in list: SignOffList) -> String {
    let near = nearest(to: signOff, among: list.entries.map(\.name))
    let remedy = near.map { "did you mean '\($0)'?" } ?? "who answers for it adds it once it is done"
    return "\(list.path) has no sign-off '\(signOff)'; \(remedy)"
  }

  /// Why nothing is known, and what to do.
  private func trouble(_ entry: SignOff, _ evidence: SignedEvidence?, asOf: String) -> String? {
    // Days in UTC, written alike, are in the order of their texts.
    let day = asOf.prefix(10)
    if day < entry.date {
      return "is of \(entry.date), and the audit is as of \(asOf): correct its date, or audit on that day"
    }
    if day > entry.expires {
      return
        "expired on \(entry.expires), and the audit is as of \(asOf): look whether it still holds, and sign it anew"
    }
    guard let file = entry.evidence?.file else {
      return needsEvidence
        ? "names no evidence, which this rule asks for: add 'evidence: {file: …, sha256: …}'" : nil
    }
    return evidence?.trouble.map {
      "names the evidence \(file), which \($0): put the file there, or sign anew with the one that there is"
    }
  }

  private func mistake(
    _ entry: SignOff, _ evidence: SignedEvidence?
  ) -> (message: String, expected: String?, found: String?)? {
    guard let signed = entry.evidence, let evidence else { return nil }
    let isOther = signed.sha256 != evidence.sha256
    let other =
      isOther
      ? "is not the file that was signed: it has the SHA-256 \(evidence.sha256.prefix(16))…, and \(entry.owner) signed "
        + "\(signed.sha256.prefix(16))…" : nil
    let broken = isGzip ? evidence.gzipProblem.map { "is not a whole gzip file: \($0)" } : nil
    let words = [other, broken].compactMap(\.self)
    if words.isEmpty { return nil }
    let remedy =
      broken == nil ? "find out which is right, and sign that one" : "make it again, and sign what was made"
    return (
      "the evidence \(signed.file) of \(entry.words) \(words.joined(separator: ", and ")); \(remedy)",
      isOther ? signed.sha256 : nil, isOther ? evidence.sha256 : nil
    )
  }
}

import Audit
import Foundation

/// `attestation.intoto.json`: the outcome of an audit for policy engines that know in-toto.
///
/// Standard: in-toto Statement v1 with the predicate test-result v0.1. It has no time and nothing that differs from run
/// to run. The predicate has three results and none for what is not known: an audit without a verdict is `FAILED`,
/// because consumers are told to deny unless there is a proof (the monotonic principle of in-toto), and `deskaudit.verdict`
/// has the verdict itself.
package enum Attestation {
  package static let fileName = "attestation.intoto.json"
  package static let signedFileName = "attestation.intoto.jsonl"
  static let statementType = "https://in-toto.io/Statement/v1"
  static let predicateType = "https://in-toto.io/attestation/test-result/v0.1"

  /// - Parameter previous: the digest of the audit before it.
  package static func render(_ result: AuditResult, previous: String? = nil) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("_type", statementType)
      writer.member("subject") {
        $0.array(result.archive.subjects) {
          $0.writeResource(URL(filePath: $1.path).lastPathComponent, $1.sha256)
        }
      }
      writer.field("predicateType", predicateType)
      writer.member("predicate") { member in
        member.object { writer in
          writer.field("result", result.attestedResult)
          writer.member("configuration") {
            $0.array(result.configuration) { $0.writeResource($1.name, $1.sha256, use: $1.use) }
          }
          writer.ids("passedTests", result.rules) { $0.outcome == .passed }
          writer.ids("warnedTests", result.rules) { result.warns($0) }
          writer.ids("failedTests", result.rules) { result.fails($0) }
          writer.member("deskaudit") { $0.writeDetails(result, previous) }
        }
      }
    }
    return writer.text + "\n"
  }
}

/// Writes the attestation of an audit beside its reports.
package struct Attestor: Sendable {
  /// The audit before it.
  package var previous: PreviousAudit?
  package var signer: AttestationSigner?

  package init(previous: PreviousAudit? = nil, signer: AttestationSigner? = nil) {
    self.previous = previous
    self.signer = signer
  }

  /// Nothing is written of an archive that could not be read at all: there is nothing that it could be about. What is
  /// not written is not left from an earlier audit either.
  ///
  /// - Throws: a sentence with the file's name.
  package func write(_ result: AuditResult, to directory: String) throws {
    if signer == nil || result.archive.sha256.isEmpty {
      try FormerReports.remove([Attestation.fileName, Attestation.signedFileName], from: directory)
    }
    if result.archive.sha256.isEmpty { return }
    let statement = Attestation.render(result, previous: previous?.digest)
    try Reports.write(statement, to: "\(directory)/\(Attestation.fileName)")
    guard let signer else { return }
    let envelope = try Envelope.render(statement, by: signer)
    try Reports.write(envelope, to: "\(directory)/\(Attestation.signedFileName)")
  }
}

extension ArchiveFacts {
  /// The files that an attestation is about; one that is delivered twice is one.
  var subjects: [(path: String, sha256: String, bytes: Int)] {
    files.enumerated().filter { number, file in !files[..<number].contains { $0.sha256 == file.sha256 } }
      .map(\.element)
  }
}

extension AuditResult {
  fileprivate func fails(_ rule: RuleResult) -> Bool {
    rule.outcome == .failed && (rule.effectiveSeverity == .error || policy.failOn == .warning)
  }

  /// Whether a rule failed in a way that the policy accepts.
  fileprivate func warns(_ rule: RuleResult) -> Bool {
    rule.outcome == .waived || rule.outcome == .failed && !fails(rule)
  }

  fileprivate var attestedResult: String {
    if verdict != .pass { return "FAILED" }
    return rules.contains(where: warns) ? "WARNED" : "PASSED"
  }

  /// What the audit was made by.
  fileprivate var configuration: [(name: String, sha256: String, use: String)] {
    var all = [(name: planPath, sha256: planSHA256, use: "plan"), ("rule book", rulesSHA256, "rules")]
    if let path = policy.waiversPath, let digest = policy.waiversSHA256 {
      all.append((path, digest, "waivers"))
    }
    if let path = policy.signOffsPath, let digest = policy.signOffsSHA256 {
      all.append((path, digest, "sign-offs"))
    }
    if let path = decisionsPath, let digest = decisionsSHA256 { all.append((path, digest, "decisions")) }
    return all
  }
}

extension JSONWriter {
  /// A ResourceDescriptor of in-toto.
  fileprivate mutating func writeResource(_ name: String, _ sha256: String, use: String? = nil) {
    object { writer in
      writer.field("name", name)
      writer.member("digest") { $0.object { $0.field("sha256", sha256) } }
      if let use { writer.member("annotations") { $0.object { $0.field("use", use) } } }
    }
  }

  fileprivate mutating func ids(_ key: String, _ rules: [RuleResult], where isMeant: (RuleResult) -> Bool) {
    member(key) { $0.array(rules.filter(isMeant)) { $0.string($1.id) } }
  }

  /// What the predicate has no field for.
  fileprivate mutating func writeDetails(_ result: AuditResult, _ previous: String?) {
    object { writer in
      writer.field("tool", result.tool)
      writer.field("verdict", result.verdict.rawValue)
      writer.field("auditSHA256", AuditDigest.hexadecimal(of: result))
      writer.field("previousAuditSHA256", previous)
      writer.ids("notCheckedTests", result.rules) { $0.outcome == .notChecked }
    }
  }
}

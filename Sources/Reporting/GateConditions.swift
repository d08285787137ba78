import Audit
import Foundation

/// One condition of the gate, and whether it is met.
package struct GateCondition: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    case met
    case failed
    /// What it is about can't be read.
    case notChecked
  }

  /// What it is about: "verdict".
  package var name: String
  package var state: State
  /// What was expected, what was found, and what to do; empty where it is met.
  package var sentence: String

  static func met(_ name: String) -> GateCondition { GateCondition(name: name, state: .met, sentence: "") }

  static func notChecked(_ name: String, _ sentence: String) -> GateCondition {
    GateCondition(name: name, state: .notChecked, sentence: sentence)
  }

  /// - Parameter remedy: nil where the condition is met.
  static func expect(
    _ name: String, _ isMet: Bool, expected: String, found: @autoclosure () -> String, remedy: String
  ) -> GateCondition {
    isMet
      ? met(name)
      : GateCondition(
        name: name, state: .failed, sentence: "expected \(expected), found \(found()); \(remedy)")
  }
}

/// What the gate asks of an audit. Pure: files and the clock are read by whoever makes it.
package struct GateQuestion {
  /// The bytes of `audit.json`.
  package var bytes: [UInt8]
  package var audit: AuditResult
  /// The archives that are to be let through, in the order of their import, as messages call them.
  package var archives: [(path: String, digest: Result<FileDigest, ReportError>)]
  package var now: Date
  package var rulesSHA256: String
  /// The plan and the waivers that it must be an audit by, with their names; nil where any will do.
  package var plan: (path: String, sha256: String)?
  package var waivers: (path: String, sha256: String)?
  /// The gate of the plan that must say GO in place of the verdict PASS.
  package var gate: DeclaredGate?
  /// The sign-offs that the plan names, as they are now.
  package var signOffs: SignedStatements?
  /// Seconds.
  package var maxAge: Int?
  package var key: AttestationKey?
  /// The signed attestation beside the audit.
  package var attestation: (path: String, bytes: Data?)

  package init(
    bytes: [UInt8], audit: AuditResult,
    archives: [(path: String, digest: Result<FileDigest, ReportError>)], now: Date,
    rulesSHA256: String, attestation: (path: String, bytes: Data?) = ("", nil)
  ) {
    self.bytes = bytes
    self.audit = audit
    self.archives = archives
    self.now = now
    self.rulesSHA256 = rulesSHA256
    self.attestation = attestation
  }

  /// All conditions, in a fixed order.
  package func conditions() -> [GateCondition] {
    let asked: [GateCondition?] =
      [form, tool, gate.map(decision) ?? verdict, completeness, waiverDays] + archiveConditions
      + [planCondition, rules, waiversCondition, signOffsCondition, signOffDays, age, signature]
    return asked.compactMap(\.self)
  }

  private static let again = "run 'verify' again"

  private var form: GateCondition {
    let own = Array(JSONReport.render(audit).utf8)
    return .expect(
      "form", own == bytes, expected: "the bytes that 'verify' wrote",
      found:
        "another text from line \(1 + zip(own, bytes).prefix { $0 == $1 }.count { $0.0 == UInt8(ascii: "\n") }) on",
      remedy: "the audit was edited or not written to its end: \(Self.again)")
  }

  private var tool: GateCondition {
    .expect(
      "tool", audit.tool == toolVersion, expected: "an audit by \(toolVersion)",
      found: "one by \(audit.tool)",
      remedy: "\(Self.again) with this version, or let that version judge its own audit")
  }

  /// The verdict as it is written, and as it follows from the rules.
  private var verdict: GateCondition {
    let isClosing = audit.policy.failOn == .warning
    let followed = Policy.verdict(audit.rules, failsOnWarnings: isClosing)
    if audit.verdict == followed || audit.verdict != .pass {
      return .expect(
        "verdict", audit.verdict == .pass, expected: "PASS", found: audit.verdict.words,
        remedy: "repair what the report names, and \(Self.again)")
    }
    return .expect(
      "verdict", false, expected: "a PASS that follows from its rules",
      found: "rules from which \(followed.words) follows",
      remedy: "the audit was edited: \(Self.again)")
  }

  /// What the gate decides by the rules and the balance, which must be what is written.
  private func decision(_ gate: DeclaredGate) -> GateCondition {
    let (name, decision) = ("gate \(gate.name)", gate.decision(on: audit))
    guard audit.gate(gate.name) == decision else {
      return .expect(
        name, false, expected: "a decision that follows from the rules and the balance",
        found: "those from which \(decision.word.words) follows",
        remedy: "the audit was edited: \(Self.again)")
    }
    return .expect(
      name, decision.word == .go, expected: "GO",
      found: "\(decision.word.words) (\(decision.crossings.map(\.words).joined(separator: "; ")))",
      remedy: "repair what crosses the threshold, and \(Self.again)")
  }

  private var completeness: GateCondition {
    // How much of that is allowed is a matter of the gate, where one is asked for.
    let unchecked = gate == nil ? audit.rules.filter { $0.outcome == .notChecked }.map(\.id) : []
    if !unchecked.isEmpty {
      return .expect(
        "complete", false, expected: "no rule that is not checked",
        found: "\(counting(unchecked.count, "rule")): \(unchecked.listed(most: 3))",
        remedy: "do what the report says of each, and \(Self.again)")
    }
    return .expect(
      "complete", audit.archive.isComplete, expected: "an archive that was read to its end",
      found: "one that was not", remedy: Self.again)
  }

  private var waiverDays: GateCondition {
    let today = now.ISO8601Format().prefix(10)
    let expired = audit.rules.flatMap { rule in
      rule.policy.waivers.filter { $0.expires < today }.map { "\(rule.id) (\($0.owner), \($0.expires))" }
    }
    return .expect(
      "waivers", expired.isEmpty, expected: "no waiver that has expired by \(today)",
      found: expired.joined(separator: ", "),
      remedy: "repair what they waive, or renew them, and \(Self.again)")
  }

  /// One for each archive, in the order of import; one for all where there are more or fewer than were audited.
  private var archiveConditions: [GateCondition] {
    let audited = audit.archive.files
    guard audited.count == archives.count else {
      let remedy = "name those that were audited, in the order of their import, or \(Self.again) on these"
      let was = audited.count == 1 ? "was" : "were"
      return [
        .expect(
          "archive", false, expected: "the \(counting(audited.count, "archive")) that \(was) audited",
          found: counting(archives.count, "archive"), remedy: remedy)
      ]
    }
    return zip(archives, audited).map { archive, audited in
      switch archive.digest {
      case .failure(let error): .notChecked("archive", error.description)
      case .success(let digest):
        .expect(
          "archive", digest.sha256 == audited.sha256 && digest.bytes == audited.bytes,
          expected: "\(archive.path) as it was audited, \(Self.words(audited.sha256, audited.bytes))",
          found: Self.words(digest.sha256, digest.bytes),
          remedy: "this is another archive: name the one that was audited, or \(Self.again) on this one")
      }
    }
  }

  private static func words(_ sha256: String, _ bytes: Int) -> String {
    "SHA-256 \(sha256.prefix(16))… of \(counting(bytes, "byte"))"
  }

  private var planCondition: GateCondition? {
    plan.map { plan in
      .expect(
        "plan", plan.sha256 == audit.planSHA256,
        expected: "an audit by \(plan.path), SHA-256 \(plan.sha256.prefix(16))…",
        found: "one by \(audit.planPath), \(audit.planSHA256.prefix(16))…",
        remedy: "\(Self.again) with this plan")
    }
  }

  private var rules: GateCondition {
    .expect(
      "rules", rulesSHA256 == audit.rulesSHA256,
      expected: "the rule book of this tool and of --rules, SHA-256 \(rulesSHA256.prefix(16))…",
      found: "\(audit.rulesSHA256.prefix(16))…",
      remedy: "name the folders that 'verify' was given by --rules, or \(Self.again) with these")
  }

  private var waiversCondition: GateCondition? {
    waivers.map { waivers in
      .expect(
        "waivers file", waivers.sha256 == audit.policy.waiversSHA256,
        expected: "an audit by \(waivers.path), SHA-256 \(waivers.sha256.prefix(16))…",
        found: audit.policy.waiversSHA256.map {
          "one by \(audit.policy.waiversPath ?? ""), \($0.prefix(16))…"
        }
          ?? "one without waivers", remedy: "\(Self.again) with these waivers")
    }
  }

  private var signOffsCondition: GateCondition? {
    signOffs.map { list in
      let digest = sha256(list.text)
      return .expect(
        "sign-offs file", digest == audit.policy.signOffsSHA256,
        expected: "an audit by \(list.path), SHA-256 \(digest.prefix(16))…",
        found: audit.policy.signOffsSHA256.map { "one by other sign-offs, \($0.prefix(16))…" }
          ?? "one without sign-offs", remedy: "\(Self.again) with these sign-offs")
    }
  }

  /// Of the sign-offs by which rules passed.
  private var signOffDays: GateCondition? {
    signOffs.map { list in
      let today = now.ISO8601Format().prefix(10)
      let names = audit.rules.filter { $0.outcome == .passed }.compactMap { rule in
        rule.measured?.parameters.first { $0.name == "sign-off" }?.value
      }
      let expired = list.entries.filter { names.contains($0.name) && $0.expires < today }
      return .expect(
        "sign-offs", expired.isEmpty, expected: "no sign-off that has expired by \(today)",
        found: expired.map { "\($0.name) (\($0.owner), \($0.expires))" }.joined(separator: ", "),
        remedy: "look whether they still hold, have them signed anew, and \(Self.again)")
    }
  }

  /// By `as_of`, which a signature covers, and `timing` does not.
  private var age: GateCondition? {
    maxAge.map { maxAge in
      let made = Array(audit.asOf.utf8).withUnsafeBufferPointer { Instant($0, form: .strict) }
      let age = made.map { Int(now.timeIntervalSince1970) - Int($0.seconds) }
      return .expect(
        "age", age.map { (0...maxAge).contains($0) } ?? false,
        expected: "an audit of the last \(Self.duration(maxAge))",
        found: (age ?? 0) < 0 ? "one as of \(audit.asOf), which is in the future" : "one as of \(audit.asOf)",
        remedy: "\(Self.again), with a plan that has no older 'as-of'")
    }
  }

  /// `90 s`, `15 min`, `36 h`, `7 d`
  private static func duration(_ seconds: Int) -> String {
    let units = [(86_400, "d"), (3600, "h"), (60, "min")]
    let unit = units.first { seconds > 0 && seconds % $0.0 == 0 } ?? (1, "s")
    return "\(seconds / unit.0) \(unit.1)"
  }

  private var signature: GateCondition? {
    key.map { key in
      let sign = "sign it by '--sign KEY' of 'verify' or 'grade'"
      let expected = "an attestation by the key \(key.id.prefix(16))…"
      guard let bundle = attestation.bytes else {
        return .expect(
          "signature", false, expected: "\(expected) in \(attestation.path)", found: "no such file",
          remedy: sign)
      }
      let proven = Envelope.payloads(of: bundle, provenBy: key)
      guard !proven.isEmpty else {
        return .expect(
          "signature", false, expected: expected, found: "none that it has signed in \(attestation.path)",
          remedy: "name the right key, or \(sign)")
      }
      let digest = AuditDigest.hexadecimal(of: bytes)
      let audits = proven.compactMap { AttestedAudit(payload: $0) }.filter {
        $0.subject.map { $0.digest["sha256"] } == audit.archive.subjects.map(\.sha256)
          && $0.predicate.deskaudit.auditSHA256 == digest
      }
      return .expect(
        "signature",
        audits.contains { gate != nil || ["PASSED", "WARNED"].contains($0.predicate.result) },
        expected: "\(expected) of this audit\(gate == nil ? ", with the result PASSED or WARNED" : "")",
        found: audits.first.map { "the result \($0.predicate.result)" } ?? "one of another audit",
        remedy: "the audit was edited, or written again without --sign: \(Self.again) with it")
    }
  }
}

import Audit
import Foundation
import Testing

@testable import Reporting

/// A passed audit of three rules, one of which could be something else.
func smallAudit(_ outcome: Outcome = .passed, severity: Severity = .error, verdict: Verdict = .pass)
  -> AuditResult
{
  var audit = sampleAudit()
  audit.tool = toolVersion
  audit.verdict = verdict
  audit.causes = []
  audit.rules = [("a", Outcome.passed), ("b", outcome), ("c", .notApplicable)].map { id, outcome in
    RuleResult(
      id: id, area: "counts", title: id, legacy: "-", new: "-", criteria: "-", severity: severity,
      outcome: outcome,
      examined: 1, unit: "comments", violations: outcome == .passed ? 0 : 1, summary: "-")
  }
  return audit
}

@Suite("The attestation")
struct AttestationTests {
  @Test("is a Statement of in-toto about the archive, with all that it was judged by, and no time")
  func statement() {
    let expected = """
      {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [
          {
            "name": "backup_tickets.tar.gz",
            "digest": {
              "sha256": "\(String(repeating: "a1", count: 32))"
            }
          }
        ],
        "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
        "predicate": {
          "result": "PASSED",
          "configuration": [
            {
              "name": "migration.yml",
              "digest": {
                "sha256": "\(String(repeating: "d4", count: 32))"
              },
              "annotations": {
                "use": "plan"
              }
            },
            {
              "name": "rule book",
              "digest": {
                "sha256": "\(String(repeating: "e5", count: 32))"
              },
              "annotations": {
                "use": "rules"
              }
            },
            {
              "name": "waivers.yml",
              "digest": {
                "sha256": "\(String(repeating: "f6", count: 32))"
              },
              "annotations": {
                "use": "waivers"
              }
            },
            {
              "name": "decisions.csv",
              "digest": {
                "sha256": "\(String(repeating: "18", count: 32))"
              },
              "annotations": {
                "use": "decisions"
              }
            }
          ],
          "passedTests": [
            "a",
            "b"
          ],
          "warnedTests": [],
          "failedTests": [],
          "deskaudit": {
            "tool": "\(toolVersion)",
            "verdict": "pass",
            "auditSHA256": "DIGEST",
            "previousAuditSHA256": "\(String(repeating: "29", count: 32))",
            "notCheckedTests": []
          }
        }
      }

      """
    var audit = smallAudit()
    audit.decisionsPath = "decisions.csv"
    audit.decisionsSHA256 = String(repeating: "18", count: 32)
    let digest = AuditDigest.hexadecimal(of: audit)
    let text = Attestation.render(audit, previous: String(repeating: "29", count: 32))
    #expect(text == expected.replacing("DIGEST", with: digest))
  }

  @Test(
    "has the result of the verdict, and a rule where its outcome belongs; without a verdict it is FAILED",
    arguments: [
      (Outcome.passed, Severity.error, Severity.error, Verdict.pass, "PASSED", "passedTests"),
      (.failed, .warning, .error, .pass, "WARNED", "warnedTests"),
      (.waived, .error, .error, .pass, "WARNED", "warnedTests"),
      (.failed, .error, .error, .fail, "FAILED", "failedTests"),
      (.failed, .warning, .warning, .fail, "FAILED", "failedTests"),
      (.notChecked, .error, .error, .noVerdict, "FAILED", "notCheckedTests"),
    ])
  func results(
    _ outcome: Outcome, _ severity: Severity, _ failOn: Severity, _ verdict: Verdict, _ result: String,
    _ list: String
  ) throws {
    var audit = smallAudit(outcome, severity: severity, verdict: verdict)
    audit.policy.failOn = failOn
    let text = Attestation.render(audit)
    #expect(text.contains("\"result\": \"\(result)\""))
    let lists = ["passedTests", "warnedTests", "failedTests", "notCheckedTests"].filter { name in
      let start = text.firstRange(of: "\"\(name)\": [")?.upperBound ?? text.endIndex
      return text[start...].prefix { $0 != "]" }.contains("\"b\"")
    }
    #expect(lists == [list])
  }

  @Test("an audit without its timing has the digest that sed and sha256sum give, whatever its timing")
  func digest() throws {
    let text = JSONReport.render(sampleAudit())
    let script = ["-c", "sed '/^  \"timing\": {$/,$d' | sha256sum | cut -c 1-64"]
    let digest = try #require(AuditDigest.hexadecimal(of: Array(text.utf8)))
    if let told = try output(of: "sh", script, input: text) { #expect(told == digest + "\n") }
    var later = sampleAudit()
    later.timing.seconds += 1
    #expect(AuditDigest.hexadecimal(of: later) == digest)
    later.rules[0].summary += "x"
    #expect(AuditDigest.hexadecimal(of: later) != digest)
  }

  @Test("an audit with decisions is read as it was written")
  func decisions() throws {
    var audit = smallAudit()
    audit.decisionsPath = "decisions.csv"
    audit.decisionsSHA256 = String(repeating: "18", count: 32)
    #expect(try JSONReport.read(Array(JSONReport.render(audit).utf8)) == audit)
  }

  @Test("what is not an audit.json to its end has no digest")
  func noDigest() {
    let text = JSONReport.render(sampleAudit())
    for other in ["", "{}", String(text.dropLast(2)), String(text.dropFirst())] {
      #expect(AuditDigest.hexadecimal(of: Array(other.utf8)) == nil)
    }
  }

  @Test("the signature is over the example of the DSSE specification")
  func preAuthentication() {
    let bytes = Envelope.preAuthentication(Data("hello world".utf8), type: "http://example.com/HelloWorld")
    #expect(bytes == Data("DSSEv1 29 http://example.com/HelloWorld 11 hello world".utf8))
  }
}

// Skipped where OpenSSL's command is not installed.
@Suite("A signed attestation", .enabled(if: installedPath(of: "openssl") != nil))
struct SignedAttestationTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try shell("openssl genpkey -algorithm ed25519 -out key && openssl pkey -in key -pubout -out pub")
    _ = try shell("openssl genpkey -algorithm ed25519 | openssl pkey -pubout -out other")
  }

  private func shell(_ line: String) throws -> String {
    try output(of: "sh", ["-c", "cd '\(folder)' && { \(line); } 2>&1"], input: "") ?? ""
  }

  private func write(_ data: Data, _ name: String) throws {
    try data.write(to: URL(filePath: "\(folder)/\(name)"))
  }

  private func envelope(_ statement: String) throws -> [String: Any] {
    let text = try Envelope.render(statement, by: AttestationSigner(contentsOf: folder + "/key"))
    #expect(text.hasSuffix("}\n") && text.count { $0 == "\n" } == 1)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("is one that OpenSSL verifies, with the digest of the public key as its id")
  func verifiedByOpenSSL() throws {
    let statement = Attestation.render(smallAudit())
    let envelope = try envelope(statement)
    let payload = try #require((envelope["payload"] as? String).flatMap { Data(base64Encoded: $0) })
    #expect(payload == Data(statement.utf8))
    #expect(envelope["payloadType"] as? String == "application/vnd.in-toto+json")
    let signatures = try #require(envelope["signatures"] as? [[String: String]])
    let signature = try #require(signatures.first?["sig"].flatMap { Data(base64Encoded: $0) })
    try write(signature, "sig")
    try write(Data("DSSEv1 28 application/vnd.in-toto+json \(payload.count) ".utf8) + payload, "pae")
    let verify = "openssl pkeyutl -verify -rawin -in pae -sigfile sig -pubin -inkey"
    #expect(try shell("\(verify) pub") == "Signature Verified Successfully\n")
    #expect(try shell("\(verify) other").contains("Signature Verification Failure"))
    let id = try shell("openssl pkey -pubin -in pub -outform DER | openssl dgst -sha256 -r | cut -c 1-64")
    #expect(signatures.first?["keyid"].map { $0 + "\n" } == id)
    #expect(try AttestationKey(contentsOf: folder + "/pub").id + "\n" == id)
  }

  @Test("is found in a bundle by its key, and only by it; in either alphabet of base64, among unknown lines")
  func found() throws {
    let statement = Attestation.render(smallAudit()) + "ÿ>>>???"
    let text = try Envelope.render(statement, by: AttestationSigner(contentsOf: folder + "/key"))
    let urlSafe = text.replacing(#/"(payload|sig)":"([^"]*)"/#) { match in
      let digits = match.output.2.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      return "\"\(match.output.1)\":\"\(digits)\""
    }
    let key = try AttestationKey(contentsOf: folder + "/pub")
    let other = try AttestationKey(contentsOf: folder + "/other")
    for bundle in [text, "nonsense\n{\"payload\": 1}\n\n" + text, urlSafe] {
      #expect(Envelope.payloads(of: Data(bundle.utf8), provenBy: key) == [Data(statement.utf8)])
      #expect(Envelope.payloads(of: Data(bundle.utf8), provenBy: other) == [])
    }
    #expect(urlSafe != text)
  }

  @Test("with one bit of payload, signature or type changed is signed by nobody")
  func changed() throws {
    let text = try Envelope.render(
      Attestation.render(smallAudit()), by: AttestationSigner(contentsOf: folder + "/key"))
    let key = try AttestationKey(contentsOf: folder + "/pub")
    var signed = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    func flipped(_ text: String?) -> String {
      var bytes = text.flatMap { Data(base64Encoded: $0) } ?? Data()
      bytes[bytes.count / 2] ^= 1
      return bytes.base64EncodedString()
    }
    var signature = (signed["signatures"] as? [[String: String]]) ?? []
    signature[0]["sig"] = flipped(signature[0]["sig"])
    let changes: [(String, Any)] = [
      ("payload", flipped(signed["payload"] as? String)), ("signatures", signature),
      ("payloadType", "application/vnd.in-toto.test-result+json"),
    ]
    for (name, value) in changes {
      let before = signed[name]
      signed[name] = value
      let bundle = try JSONSerialization.data(withJSONObject: signed)
      #expect(Envelope.payloads(of: bundle, provenBy: key) == [], "\(name)")
      signed[name] = before
    }
    let whole = try JSONSerialization.data(withJSONObject: signed)
    #expect(Envelope.payloads(of: whole, provenBy: key).count == 1)
  }

  @Test("a key of another kind is a sentence that names the right one")
  func wrongKeys() throws {
    func problem(_ name: String) -> String {
      do {
        _ = try AttestationSigner(contentsOf: "\(folder)/\(name)")
        return ""
      } catch {
        return error.message
      }
    }
    _ = try shell(
      "openssl genpkey -algorithm X25519 -out x; openssl pkey -in key -aes256 -passout pass:x -out locked")
    let wanted = "name a private key of 'openssl genpkey -algorithm ed25519'"
    #expect(problem("key") == "")
    #expect(problem("nowhere") == "this key can't be read; \(wanted)")
    #expect(problem("pub") == "there is no line '-----BEGIN PRIVATE KEY-----' in it; \(wanted)")
    #expect(problem("x") == "this is not an Ed25519 key; \(wanted)")
    #expect(problem("locked") == "this key has a passphrase; 'openssl pkey -in KEY -out PLAIN' takes it away")
  }
}

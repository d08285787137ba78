import Foundation

/// `attestation.intoto.jsonl`: a signed attestation, as one line of an in-toto bundle.
///
/// Standard: DSSE v1.0.0, whose signature is over the payload and its type (PAE), so that no reader need parse what is
/// not proven yet; in-toto bundle v1, JSON Lines of which unknown ones are skipped.
enum Envelope {
  static let payloadType = "application/vnd.in-toto+json"

  /// What a signature is over: `DSSEv1 LENGTH TYPE LENGTH PAYLOAD`.
  static func preAuthentication(_ payload: Data, type: String = payloadType) -> Data {
    Data("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
  }

  static func render(_ statement: String, by signer: AttestationSigner) throws -> String {
    let payload = Data(statement.utf8)
    let signature = try signer.signature(of: preAuthentication(payload))
    // Base64 and hexadecimal digits need no escapes.
    return
      "{\"payload\":\"\(payload.base64EncodedString())\",\"payloadType\":\"\(payloadType)\",\"signatures\":"
      + "[{\"keyid\":\"\(signer.publicKey.id)\",\"sig\":\"\(signature.base64EncodedString())\"}]}\n"
  }

  /// The payloads of a bundle that this key has signed. The key id in it is a hint that nobody has proven, so it is not
  /// looked at.
  static func payloads(of bundle: Data, provenBy key: AttestationKey) -> [Data] {
    bundle.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let signed = signed(line), let payload = base64(signed.payload) else { return nil }
      let proven = preAuthentication(payload)
      let isProven = signed.signatures.contains { base64($0.sig).map { key.proves($0, of: proven) } ?? false }
      return isProven ? payload : nil
    }
  }

  /// The payload of a line, proven or not; nil for a line of another kind.
  static func payload(of line: Data) -> Data? { signed(line).flatMap { base64($0.payload) } }

  private static func signed(_ line: Data) -> Signed? {
    let signed = try? JSONDecoder().decode(Signed.self, from: Data(line))
    return signed?.payloadType == payloadType ? signed : nil
  }

  private struct Signed: Decodable {
    struct Signature: Decodable {
      var sig: String
    }

    var payload: String
    var payloadType: String
    var signatures: [Signature]
  }

  /// The standard and the URL-safe alphabet, both of which DSSE has readers accept.
  private static func base64(_ text: String) -> Data? {
    let digits = String(text.replacing("-", with: "+").replacing("_", with: "/").prefix { $0 != "=" })
    return Data(base64Encoded: digits + String(repeating: "=", count: (4 - digits.count % 4) % 4))
  }
}

/// What a gate reads of an attestation.
struct AttestedAudit: Decodable, Equatable {
  struct Subject: Decodable, Equatable {
    var digest: [String: String]
  }

  struct Predicate: Decodable, Equatable {
    struct Details: Decodable, Equatable {
      var auditSHA256: String
    }

    var result: String
    var deskaudit: Details
  }

  var statementType: String
  var predicateType: String
  var subject: [Subject]
  var predicate: Predicate

  enum CodingKeys: String, CodingKey {
    case statementType = "_type"
    case predicateType, subject, predicate
  }

  /// Nil for a payload that is another statement, which a bundle may have as well.
  init?(payload: Data) {
    guard let audit = try? JSONDecoder().decode(Self.self, from: payload),
      audit.statementType == Attestation.statementType, audit.predicateType == Attestation.predicateType
    else { return nil }
    self = audit
  }
}

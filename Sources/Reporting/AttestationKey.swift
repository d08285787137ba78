import Audit
import Crypto
import Foundation
import Platform

/// The private key that signs attestations: Ed25519 (RFC 8032) in PEM, as `openssl genpkey -algorithm ed25519` writes it.
package struct AttestationSigner: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// - Throws: a sentence with the file's name.
  package init(contentsOf path: String) throws(ReportError) {
    let wanted = "name a private key of 'openssl genpkey -algorithm ed25519'"
    let raw = try PEM.raw(path, .privateKey, wanted)
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: raw) else {
      throw ReportError(path: path, message: "this is not an Ed25519 key; \(wanted)")
    }
    self.key = key
  }

  package var publicKey: AttestationKey { AttestationKey(key: key.publicKey) }

  func signature(of bytes: Data) throws -> Data { try key.signature(for: bytes) }
}

/// The public key that proves an attestation, as `openssl pkey -pubout` writes it.
package struct AttestationKey: Sendable {
  fileprivate let key: Curve25519.Signing.PublicKey

  fileprivate init(key: Curve25519.Signing.PublicKey) {
    self.key = key
  }

  /// - Throws: a sentence with the file's name.
  package init(contentsOf path: String) throws(ReportError) {
    let wanted = "name a public key of 'openssl pkey -in KEY -pubout'"
    let raw = try PEM.raw(path, .publicKey, wanted)
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw) else {
      throw ReportError(path: path, message: "this is not an Ed25519 key; \(wanted)")
    }
    self.key = key
  }

  /// SHA-256 of the key as a SubjectPublicKeyInfo in DER, in hexadecimal digits.
  package var id: String { sha256(PEM.Kind.publicKey.prefix + key.rawRepresentation) }

  func proves(_ signature: Data, of bytes: Data) -> Bool { key.isValidSignature(signature, for: bytes) }
}

/// PEM (RFC 7468) around a key of Ed25519, whose DER (RFC 8410) is a fixed prefix and the 32 bytes of the key.
private enum PEM {
  enum Kind: String {
    case privateKey = "PRIVATE KEY"
    case publicKey = "PUBLIC KEY"

    /// OneAsymmetricKey of version 1 without attributes, and SubjectPublicKeyInfo, both of 1.3.101.112.
    var prefix: [UInt8] {
      switch self {
      case .privateKey:
        [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]
      case .publicKey: [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
      }
    }
  }

  /// The 32 bytes of the key.
  static func raw(_ path: String, _ kind: Kind, _ wanted: String) throws(ReportError) -> Data {
    guard let text = try? text(ofFile: path) else {
      throw ReportError(path: path, message: "this key can't be read; \(wanted)")
    }
    guard !text.contains("-----BEGIN ENCRYPTED ") else {
      throw ReportError(
        path: path, message: "this key has a passphrase; 'openssl pkey -in KEY -out PLAIN' takes it away")
    }
    let lines = text.split(whereSeparator: \.isNewline)
    guard let start = lines.firstIndex(of: "-----BEGIN \(kind.rawValue)-----"),
      let end = lines[start...].firstIndex(of: "-----END \(kind.rawValue)-----")
    else {
      throw ReportError(
        path: path, message: "there is no line '-----BEGIN \(kind.rawValue)-----' in it; \(wanted)")
    }
    guard let der = Data(base64Encoded: lines[(start + 1)..<end].joined()),
      der.count == kind.prefix.count + 32,
      der.starts(with: kind.prefix)
    else { throw ReportError(path: path, message: "this is not an Ed25519 key; \(wanted)") }
    return der.dropFirst(kind.prefix.count)
  }
}

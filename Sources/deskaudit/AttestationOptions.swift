import ArgumentParser
import Foundation
import Reporting

/// What `verify` and `grade` attest.
struct AttestationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Sign the attestation by this Ed25519 private key (PEM, 'openssl genpkey -algorithm ed25519'), and write it as attestation.intoto.jsonl.",
      valueName: "key"))
  var sign: String?

  @Option(
    help: ArgumentHelp(
      "Name the digest of this audit.json in the attestation, as the audit before it.", valueName: "audit"))
  var previous: String?

  /// - Throws: `ValidationError` for a key, `CommandError` for an audit that can't be read.
  func attestor() throws -> Attestor {
    Attestor(
      previous: try previous.map { path in
        let bytes = try? Data(contentsOf: URL(filePath: path))
        guard let digest = bytes.flatMap({ AuditDigest.hexadecimal(of: Array($0)) }) else {
          throw CommandError("\(path): is not an audit.json that 'verify' wrote to its end; name another")
        }
        return digest
      },
      signer: try sign.map { path in
        try UsageTrouble.rethrow { () throws(ReportError) in try AttestationSigner(contentsOf: path) }
      })
  }
}

/// A file that an option names and that can't be read is a mistake in the command.
enum UsageTrouble {
  static func rethrow<Value>(_ body: () throws(ReportError) -> Value) throws(ValidationError) -> Value {
    do {
      return try body()
    } catch {
      throw ValidationError("\(error)")
    }
  }
}

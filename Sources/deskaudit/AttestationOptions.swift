import ArgumentParser
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
      "Say in the reports what is new since this audit.json, and name its digest in the attestation.",
      valueName: "audit"))
  var previous: String?

  /// - Throws: `ValidationError` for a key, `ReportError` for an audit that can't be read.
  func attestor() throws -> Attestor {
    Attestor(
      previous: try previous.map { path in
        let audit = try PreviousAudit(contentsOf: path)
        if let warning = audit.warning { Console.complain("warning: \(path): \(warning)") }
        return audit
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

import Audit
import Foundation
import Platform

/// The digest that an attestation stands for: SHA-256 of the bytes of `audit.json` before the line `  "timing": {`.
///
/// What is left out differs from run to run, so that two audits of the same input have one digest. A line cannot be
/// forged within a text, because a text of JSON has no line break.
package enum AuditDigest {
  /// Nil for bytes that `verify` did not write, or not to their end.
  package static func hexadecimal(of audit: [UInt8]) -> String? {
    let data = Data(audit)
    guard data.starts(with: Data("{\n  \"schema_version\": ".utf8)),
      data.suffix(7) == Data("\n  }\n}\n".utf8),
      let timing = data.range(of: Data("\n  \"timing\": {\n".utf8), options: .backwards)
    else { return nil }
    return sha256(Array(data[...timing.lowerBound]))
  }

  /// The digest of an audit that is not written yet.
  static func hexadecimal(of result: AuditResult) -> String {
    hexadecimal(of: Array(JSONReport.render(result).utf8)) ?? ""
  }
}

/// SHA-256 and the length of a file, which may be larger than memory.
package struct FileDigest: Equatable {
  package var sha256: String
  package var bytes: Int
}

extension FileDigest {
  /// - Throws: a sentence with the file's name.
  package init(contentsOf path: String) throws(ReportError) {
    do throws(SystemError) {
      let (digest, bytes) = try fileSHA256(path)
      self.init(sha256: digest, bytes: bytes)
    } catch {
      throw ReportError(path: path, message: "can't be read; name the file")
    }
  }
}

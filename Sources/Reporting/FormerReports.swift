import Foundation
import Platform

/// The reports of an earlier run, which must not outlive the start of a new one: whatever becomes of it, nobody may take
/// an old PASS for its verdict.
package enum FormerReports {
  /// The names of all reports.
  package static let names = [
    "audit.json", "audit.html", "audit.md", "audit.junit.xml", Attestation.fileName,
    Attestation.signedFileName,
  ]

  /// Those that are made from audit.json.
  package static let besideAudit = names.filter { $0 != "audit.json" }

  /// Removes these reports of a folder, and what a run that was killed while it wrote them left. A file of such a name
  /// that this tool did not write stays.
  ///
  /// - Throws: a sentence with the name of a report that can't be removed.
  package static func remove(_ names: [String] = names, from directory: String) throws(ReportError) {
    for name in names {
      let path = "\(directory)/\(name)"
      if isReport(try bytes(of: path), name) { try remove(path) }
    }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    for file in files where names.contains(where: { isPartial(file, of: $0) }) {
      try remove("\(directory)/\(file)")
    }
  }

  /// Removes the halves of a file that runs left that were killed while they wrote it. One that can't be removed stays: it
  /// is in nobody's way.
  static func removeUnfinished(of path: String) {
    let target = URL(filePath: path)
    let folder = target.deletingLastPathComponent().path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for file in files where isPartial(file, of: target.lastPathComponent) {
      _ = retrying { unlink("\(folder)/\(file)") }
    }
  }

  /// The bytes of a file; none of what is not a file.
  private static func bytes(of path: String) throws(ReportError) -> Data {
    // Of a pipe of such a name nobody waits for the end.
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return Data() }
    do throws(SystemError) {
      return Data(try contents(ofFile: path))
    } catch {
      if error.isAbsence { return Data() }
      throw ReportError(
        path: path,
        message:
          "may be a report of an earlier run, and can't be read: \(error); remove it, or name another folder with --reports"
      )
    }
  }

  private static func remove(_ path: String) throws(ReportError) {
    guard retrying({ unlink(path) }) == 0 || errno == ENOENT else {
      throw ReportError(
        path: path,
        message:
          "this report of an earlier run can't be removed: \(String(cString: strerror(errno))); remove "
          + "it, or name another folder with --reports")
    }
  }

  /// `audit.json.Ab12Cd.partial`
  private static func isPartial(_ file: String, of name: String) -> Bool {
    file.hasPrefix("\(name).") && file.hasSuffix(Reports.partialSuffix)
      && file.utf8.count == name.utf8.count + ".XXXXXX".utf8.count + Reports.partialSuffix.utf8.count
  }

  /// Whether the content is what this tool, in whatever version, writes under that name.
  static func isReport(_ bytes: Data, _ name: String) -> Bool {
    switch name {
    case "audit.json": bytes.has("\"schema_version\"") && bytes.has("\"deskaudit ")
    case "audit.html": bytes.starts(with: Data("<!DOCTYPE html>".utf8)) && namesOrigin(bytes)
    case "audit.md": bytes.starts(with: Data("# ".utf8)) && namesOrigin(bytes)
    case "audit.junit.xml": bytes.starts(with: Data("<?xml".utf8)) && namesOrigin(bytes)
    case Attestation.fileName: isAttestation(bytes)
    default:
      bytes.has(Envelope.payloadType)
        && bytes.split(separator: UInt8(ascii: "\n")).allSatisfy {
          Envelope.payload(of: $0).map(isAttestation) ?? false
        }
    }
  }

  private static func isAttestation(_ bytes: Data) -> Bool {
    bytes.has(Attestation.predicateType) && bytes.has("\"deskaudit\"")
  }

  /// Whether a line has `deskaudit VERSION, plan PATH, as of TIME`.
  private static func namesOrigin(_ bytes: Data) -> Bool {
    var rest = bytes[...]
    while let tool = rest.range(of: Data("deskaudit ".utf8)) {
      let line = rest[tool.upperBound...].prefix { $0 != UInt8(ascii: "\n") }
      if let plan = line.range(of: Data(", plan ".utf8)), line[plan.upperBound...].has(", as of ") {
        return true
      }
      rest = rest[tool.upperBound...]
    }
    return false
  }
}

extension Data {
  fileprivate func has(_ text: String) -> Bool { range(of: Data(text.utf8)) != nil }
}

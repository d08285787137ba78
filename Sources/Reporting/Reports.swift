import Audit
import Foundation
import Platform

/// The reports of a finished audit.
///
/// One file per format, each a pure function from `AuditResult` to text: no clock, no locale, no sorting of
/// its own, no guess about the terminal. What is printed is one `AuditFormat`; `JSONReport` is the audit itself and
/// can be read again; `MarkdownReport` and `HTMLReport` are templates over `ReportView`, the audit in words
/// and grouped digits (`Wording`). Text of the audit is data: each format escapes all of it in its own way.
package enum Reports {
  /// Writes `audit.json`, `audit.html`, `audit.md` and `audit.junit.xml` into a folder, which is created if need be.
  ///
  /// Each file is absent, old or complete at any moment: it is written beside its place, synced and renamed.
  /// Only the owner may read it (mode 0600). Errors name the file; those before it are written.
  ///
  /// - Parameter gate: the gate that was asked for.
  package static func write(
    _ result: AuditResult, to directory: String, markdownBudget: Int = MarkdownReport.budget,
    gate: String? = nil
  ) throws {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw ReportError(
        path: directory, message: "this folder for reports can't be created; name another with --reports")
    }
    try write(JSONReport.render(result), to: directory + "/audit.json")
    try write(HTMLReport.render(result), to: directory + "/audit.html")
    try write(MarkdownReport.render(result, budget: markdownBudget), to: directory + "/audit.md")
    try write(JUnitReport.render(result, gate: gate), to: directory + "/audit.junit.xml")
  }

  /// How the name of a file ends that is not in its place yet; six characters are between it and the name of the report.
  static let partialSuffix = ".partial"

  /// Writes one file so, replacing what is there, and what a run that was killed while it wrote this file left.
  package static func write(_ text: String, to path: String) throws(ReportError) {
    FormerReports.removeUnfinished(of: path)
    let made = UnfinishedPath.make({ "\(path).\($0)\(partialSuffix)" }) {
      open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }
    guard let (name, descriptor, note) = made else { throw failure(path) }
    defer { withExtendedLifetime(note) {} }
    let isWritten =
      Array(text.utf8).withUnsafeBytes { writeAll($0, to: descriptor) }
      && retrying({ fsync(descriptor) }) == 0
    let code = errno
    // A descriptor is closed also where a signal interrupted that.
    let isClosed = close(descriptor) == 0 || errno == EINTR
    guard isClosed, isWritten, retrying({ rename(name, path) }) == 0 else {
      let error = failure(path, isWritten ? errno : code)
      _ = retrying { unlink(name) }
      throw error
    }
  }

  private static func failure(_ path: String, _ code: Int32 = errno) -> ReportError {
    ReportError(
      path: path,
      message: "this report can't be written: \(String(cString: strerror(code))); name another folder with "
        + "--reports")
  }
}

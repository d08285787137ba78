import Audit
import Foundation

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
  package static func write(
    _ result: AuditResult, to directory: String, markdownBudget: Int = MarkdownReport.budget
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
    try write(JUnitReport.render(result), to: directory + "/audit.junit.xml")
  }

  /// How the name of a file ends that is not in its place yet; six characters are between it and the name of the report.
  static let partialSuffix = ".partial"

  /// Writes one file so, replacing what is there.
  package static func write(_ text: String, to path: String) throws(ReportError) {
    // mkstemps replaces the X, and creates the file for its owner only.
    var name = Array("\(path).XXXXXX\(partialSuffix)".utf8CString)
    let descriptor = mkstemps(&name, Int32(partialSuffix.utf8.count))
    guard descriptor >= 0 else { throw failure(path) }
    let isWritten = write(Array(text.utf8), to: descriptor) && fsync(descriptor) == 0
    let code = errno
    guard close(descriptor) == 0, isWritten, rename(name, path) == 0 else {
      let error = failure(path, isWritten ? errno : code)
      unlink(name)
      throw error
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func failure(_ path: String, _ code: Int32 = errno) -> ReportError {
    ReportError(
      path: path,
      message: "this report can't be written: \(String(cString: strerror(code))); name another folder with "
        + "--reports")
  }
}

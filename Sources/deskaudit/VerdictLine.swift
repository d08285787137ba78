import Audit

/// The last line that `verify` and `grade` write to standard error, whatever happened: for scripts.
struct VerdictLine {
  let text: String

  /// - Parameter exitCode: what the process will exit with, which reports that can't be written may change.
  init(_ result: AuditResult, exitCode: Int32) {
    let words = exitCode == 2 ? "NO-VERDICT" : result.verdict.words.replacing(" ", with: "-")
    let failed = result.rules.count { $0.outcome == .failed && $0.effectiveSeverity == .error }
    let warnings = result.rules.count { $0.outcome == .failed && $0.effectiveSeverity == .warning }
    let unchecked = result.rules.count { $0.outcome == .notChecked }
    let waived = result.rules.count { $0.outcome == .waived }
    text =
      "verdict=\(words) exit=\(exitCode) rules=\(result.rules.count) failed=\(failed) warnings=\(warnings) "
      + "unchecked=\(unchecked) waived=\(waived)"
  }

  private init(_ text: String) {
    self.text = text
  }

  /// The line of a run that judged nothing.
  static func none(exitCode: Int32) -> VerdictLine {
    VerdictLine("verdict=NO-VERDICT exit=\(exitCode) rules=0 failed=0 warnings=0 unchecked=0 waived=0")
  }
}
